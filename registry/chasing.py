"""Which mails follow when a letter is given, and how all that waits of a struck entry is dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from registry.calendar import Calendar
from registry.deadlines import Timetable
from registry.deliveries import ASKING, Purpose, withdraw
from registry.people import People, Person
from registry.schema import assignments, deliveries


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail to come: what for, to which address, when."""

    purpose: Purpose
    recipient: str
    due_at: datetime


def mails(
    taker: Person, people: People, calendar: Calendar, now: datetime, times: Timetable | None
) -> tuple[Planned, ...]:
    """The notice now; with a timetable the reminder, then word to the head of the unit, then to the central clerk.

    Those above are who stands in for them on the day. Nobody is told of themselves, and nobody twice.
    """
    planned = [Planned(Purpose.NOTICE, taker.address, now)]
    if times is None:
        return tuple(planned)
    planned.append(Planned(Purpose.REMINDER, taker.address, times.answer_by))
    told = {taker.address}
    head = people.head_of(taker.unit) if taker.unit else None
    for above, moment in ((head, times.head_at), (people.central(), times.clerk_at)):
        if above is None:
            continue
        address = people.standing_in(above, calendar.day(moment)).address
        if address not in told:
            told.add(address)
            planned.append(Planned(Purpose.ESCALATION, address, moment))
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
