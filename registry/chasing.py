"""Which mails follow when a letter is given, and how all that waits of a struck entry is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from registry.calendar import Calendar
from registry.deadlines import Timetable
from registry.deliveries import ASKING, Purpose, withdraw
from registry.people import People, Person
from registry.schema import assignments, deliveries


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail to come: what for, to which address, when; `said`: what it must remember of why."""

    purpose: Purpose
    recipient: str
    due_at: datetime
    said: Mapping[str, Any] | None = None


def above(people: People, unit: str) -> Mapping[str, Person | None]:
    """Who is told, in this order, that somebody of a unit does not answer: by the place they have."""
    return {"head": people.head_of(unit) if unit else None, "central": people.central()}


def mails(
    taker: str, unit: str, people: People, calendar: Calendar, now: datetime, times: Timetable | None
) -> tuple[Planned, ...]:
    """The notice to the address `taker` now; with a timetable the reminder, then word to the head of the unit, then to
    the central clerk.

    Those above are who stands in for them on the day. Nobody is told of themselves, and nobody twice.
    """
    planned = [Planned(Purpose.NOTICE, taker, now)]
    if times is None:
        return tuple(planned)
    planned.append(Planned(Purpose.REMINDER, taker, times.answer_by))
    told = {taker}
    for (place, person), moment in zip(above(people, unit).items(), (times.head_at, times.clerk_at), strict=True):
        if person is None:
            continue
        address = people.standing_in(person, calendar.day(moment)).address
        if address not in told:
            told.add(address)
            planned.append(Planned(Purpose.ESCALATION, address, moment, {"above": place}))
    return tuple(planned)


def drop_all(connection: Connection, now: datetime, letter_id: int) -> int:
    """End whatever is open about an entry as withdrawn, with every mail that asks about it; returns how many."""
    ended = connection.execute(
        update(assignments)
        .where(assignments.c.letter_id == letter_id, assignments.c.ended_at.is_(None))
        .values(ended_at=now, outcome="withdrawn")
    ).rowcount
    withdraw(connection, now, deliveries.c.letter_id == letter_id, ASKING)
    return ended
