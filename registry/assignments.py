"""Who has which letter, and the timetable of their notice, reminder and escalations: all in one transaction.

Giving a letter writes the assignment and queues its mails: the notice now, and for what must be acted on a reminder
when it is not acknowledged in time, then word to the head of the unit, then to the central clerk. Acknowledging or
ending withdraws what still waits of these in the same transaction, so no reminder follows an acknowledgement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from registry.approval import Lines
from registry.assignment import Assignment, Outcome, Task, assignment_of, named
from registry.chasing import Planned, above, mails
from registry.deadlines import Deadlines, Span
from registry.deliveries import ASKING, CHASING, Deliveries, Delivery, DeliveryState, Purpose
from registry.model import Letter
from registry.people import People, Person, plain_address
from registry.rows import entry, search_text_of, write_event
from registry.schema import assignments, events, letters
from registry.schools import Schools
from templates.words import CAME_AGAIN

__all__ = ["Arrangements", "Assignment", "Assignments", "Outcome", "Task"]


def _nobody() -> People:
    return People()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangements:
    """What giving and sending need to know of the office. `people` and `schools` are asked every time: their lists may
    change while we run.

    `message_id` makes the Message-ID of a mail about an entry, with its token in it; None: the office sends no mail.
    `approval`: who approves letters of ours.
    """

    people: Callable[[], People] = _nobody
    schools: Callable[[], Schools] = Schools
    deadlines: Deadlines = field(default_factory=Deadlines)
    message_id: Callable[[int], str] | None = None
    approval: Lines = field(default_factory=Lines)

    def central(self, now: datetime) -> str:
        """The address of the central clerk, or of who stands in today; "" where nobody is named."""
        people = self.people()
        clerk = people.central()
        return people.standing_in(clerk, self.deadlines.calendar.day(now)).address if clerk else ""


class Assignments:
    """The assignments as one transaction sees them; every change is an event in the name of `who`."""

    def __init__(
        self, connection: Connection, now: datetime, who: str, deliveries: Deliveries, arrangements: Arrangements
    ) -> None:
        self._connection = connection
        self._now = now
        self._who = who
        self._deliveries = deliveries
        self._arrangements = arrangements

    def give(
        self,
        letter: Letter,
        person: Person,
        task: Task,
        *,
        note: str | None = None,
        within: Span | None = None,
        given_by: str | None = None,
        said: Mapping[str, Any] | None = None,
    ) -> Assignment:
        """Give a letter to a person, or to who stands in for them today; see the module for what follows.

        `within`: the time to acknowledge, in place of that of the letter's urgency. `given_by` None: who this
        transaction is of. `said`: what the notice says beside the entry and the assignment. Given again what they
        have open for the same task, they keep what they have: no second notice goes out. With `Task.ACT` the entry's
        owner and unit follow. What is to be acted on is closed no more.
        """
        # Two who give the same letter at once: the second sees what the first gave.
        self._connection.execute(select(letters.c.id).where(letters.c.id == letter.id).with_for_update())
        people = self._arrangements.people()
        taker = people.standing_in(person, self._arrangements.deadlines.calendar.day(self._now))
        standing = self.open_for(letter)
        same = next((each for each in standing if (each.person, each.task) == (taker.address, task)), None)
        if same:
            return same
        times = None
        if task is not Task.KNOW:
            times = self._arrangements.deadlines.timetable(letter.urgency, self._now, within)
        values: dict[str, Any] = {
            "letter_id": letter.id,
            "person": taker.address,
            "name": taker.name,
            "unit": taker.unit or None,
            "task": task,
            "given_by": given_by or self._who,
            "given_at": self._now,
            "note": note,
            "answer_by": times.answer_by if times else None,
        }
        statement = insert(assignments).values(**values).returning(assignments)
        given = assignment_of(self._connection.execute(statement).one())
        instead = {"instead_of": person.name} if taker != person else {}
        what = {name: values[name] for name in ("name", "person", "task", "note") if values[name]}
        due = {"answer_by": times.answer_by.isoformat()} if times else {}
        self._event(letter.id, "assigned", None, {**what, **due, **instead})
        calendar = self._arrangements.deadlines.calendar
        self._queue(given, mails(taker.address, taker.unit, people, calendar, self._now, times), said)
        if task is not Task.KNOW:
            self._reopen(letter.id)
        if task is Task.ACT:
            self._own(letter.id, [*(each for each in standing if each.task is Task.ACT), given])
        return given

    def came_again(self, letter: Letter) -> None:
        """A letter that was sent back to its sender is here again: the central clerk, who sent it back, gets it."""
        central = self._arrangements.people().central()
        if central and self._is_sent_back(letter):
            self.give(letter, central, Task.ACT, note=CAME_AGAIN)

    def retime(self, letter: Letter, urgency: str | None) -> None:
        """The letter, which was of this class of urgency, is of another. Who has not acknowledged it gets the time of
        that from now on, and is chased accordingly; but where a rule gave the time, that stands.
        """
        deadlines, people = self._arrangements.deadlines, self._arrangements.people()
        for each in self.open_for(letter):
            ours = (deadlines.timetable(urgency, each.given_at).answer_by, *self._retimed(each))
            if each.acknowledged_at or each.answer_by not in ours:
                continue
            times = deadlines.timetable(letter.urgency, self._now)
            change = update(assignments).where(assignments.c.id == each.id).values(answer_by=times.answer_by)
            self._connection.execute(change)
            self._deliveries.withdraw(each.id, CHASING)
            planned = mails(each.person, each.unit or "", people, deadlines.calendar, self._now, times)
            self._queue(each, (mail for mail in planned if mail.purpose in CHASING))
            self._event(letter.id, "retimed", None, {**named(each), "answer_by": times.answer_by.isoformat()})

    def readdressed(self, delivery: Delivery) -> Delivery:
        """A mail as it is to be sent now. Word to somebody's superior goes to who has that place today: heads change,
        and go on leave, while it waits.
        """
        if (
            delivery.purpose is not Purpose.ESCALATION
            or delivery.state is not DeliveryState.QUEUED
            or not delivery.said
        ):
            return delivery
        given, people = self.by_id(delivery.assignment_id or 0), self._arrangements.people()
        place = above(people, given.unit or "")[delivery.said["above"]]
        if place is None:
            return delivery
        address = people.standing_in(place, self._arrangements.deadlines.calendar.day(self._now)).address
        if address in (delivery.recipient, given.person):
            return delivery
        self._deliveries.readdress(delivery, address)
        return replace(delivery, recipient=address)

    def open_for(self, letter: Letter) -> list[Assignment]:
        """The open assignments of an entry, the oldest first."""
        return [each for each in self.of(letter) if each.is_open]

    def of(self, letter: Letter) -> list[Assignment]:
        """All assignments of an entry, the oldest first."""
        return self._all(assignments.c.letter_id == letter.id)

    def of_person(self, address: str) -> list[Assignment]:
        """What a person has open, the oldest first."""
        return self._all(assignments.c.person == plain_address(address), assignments.c.ended_at.is_(None))

    def letters_of(self, address: str, unit: str | None) -> set[int]:
        """The entries that a person, or anyone of a unit, was ever given."""
        theirs = assignments.c.person == plain_address(address)
        query = select(assignments.c.letter_id).where(or_(theirs, assignments.c.unit == unit) if unit else theirs)
        return set(self._connection.execute(query.distinct()).scalars())

    def all_open(self) -> list[Assignment]:
        """Whatever anyone has open, the oldest first."""
        return self._all(assignments.c.ended_at.is_(None))

    def by_id(self, assignment_id: int) -> Assignment:
        return self._all(assignments.c.id == assignment_id)[0]

    def acknowledge(self, assignment: Assignment) -> Assignment:
        """Record that the person knows (รับทราบ); what was only to be known ends with it. Done twice, done once."""
        known = update(assignments).where(
            assignments.c.id == assignment.id,
            assignments.c.acknowledged_at.is_(None),
            assignments.c.ended_at.is_(None),
        )
        ended = {"ended_at": self._now, "outcome": Outcome.ACKNOWLEDGED} if assignment.task is Task.KNOW else {}
        if self._connection.execute(known.values(acknowledged_at=self._now, **ended)).rowcount:
            self._deliveries.withdraw(assignment.id, CHASING)
            self._event(assignment.letter_id, "acknowledged", None, named(assignment))
        return self.by_id(assignment.id)

    def end(self, assignment: Assignment, outcome: Outcome, *, reason: str | None = None) -> Assignment:
        """End an open assignment; one that has ended stays as it is. Its waiting mails are withdrawn."""
        still = update(assignments).where(assignments.c.id == assignment.id, assignments.c.ended_at.is_(None))
        if self._connection.execute(still.values(ended_at=self._now, outcome=outcome)).rowcount:
            self._deliveries.withdraw(assignment.id, ASKING)
            after = {**named(assignment), **({"reason": reason} if reason else {})}
            self._event(assignment.letter_id, outcome, None, after)
        return self.by_id(assignment.id)

    def close(self, letter: Letter, *, by: str | None = None) -> Letter:
        """What the letter asked for was done, by the letter numbered `by`: what is open to act on it ends as done.
        Or it was sent back to its sender, and nothing of it is open.

        Closed again it takes the later number and keeps the earlier one in its history.
        """
        for each in self.open_for(letter):
            if each.task is not Task.KNOW:
                self.end(each, Outcome.DONE)
        before = entry(self._connection, letter.id)
        change = {"closed_at": before.closed_at or self._now, "closed_by": by or before.closed_by}
        if (before.closed_at, before.closed_by) != tuple(change.values()):
            self._connection.execute(update(letters).where(letters.c.id == letter.id).values(**change))
            old = {"closed_by": before.closed_by} if before.closed_at else None
            self._event(letter.id, "closed", old, {"closed_by": change["closed_by"]})
        return entry(self._connection, letter.id)

    def _retimed(self, given: Assignment) -> list[datetime]:
        """The times that an assignment was given since it was given."""
        query = select(events.c.after).where(events.c.letter_id == given.letter_id, events.c.what == "retimed")
        theirs = (said for said in self._connection.execute(query).scalars() if said["person"] == given.person)
        return [datetime.fromisoformat(said["answer_by"]) for said in theirs]

    def _is_sent_back(self, letter: Letter) -> bool:
        """Whether nobody has the letter, and who last had it sent it back: to its sender, for within the office what is
        sent back is given to somebody."""
        had = self.of(letter)
        return bool(had) and not any(each.is_open for each in had) and had[-1].outcome is Outcome.RETURNED

    def _reopen(self, letter_id: int) -> None:
        closed = update(letters).where(letters.c.id == letter_id, letters.c.closed_at.is_not(None))
        if self._connection.execute(closed.values(closed_at=None, closed_by=None)).rowcount:
            self._event(letter_id, "reopened", None, {})

    def _queue(self, given: Assignment, planned: Iterable[Planned], said: Mapping[str, Any] | None = None) -> None:
        """Queue the mails that follow; `said`: what the notice says."""
        message_id = self._arrangements.message_id
        if message_id is None:
            return
        for mail in planned:
            self._deliveries.queue(
                letter_id=given.letter_id,
                assignment_id=given.id,
                purpose=mail.purpose,
                recipient=mail.recipient,
                message_id=message_id(given.letter_id),
                due_at=mail.due_at,
                said=said if mail.purpose is Purpose.NOTICE else mail.said,
            )

    def _own(self, letter_id: int, holders: list[Assignment]) -> None:
        """The entry shows who has it to act on."""
        before = entry(self._connection, letter_id)
        unit = next((each.unit for each in holders if each.unit), before.unit)
        change = {"owner": ", ".join(each.name for each in holders), "unit": unit}
        if (before.owner, before.unit) == (change["owner"], unit):
            return
        search = search_text_of(before, change)
        self._connection.execute(update(letters).where(letters.c.id == letter_id).values(**change, search=search))

    def _all(self, *conditions: ColumnElement[bool]) -> list[Assignment]:
        query = select(assignments).where(*conditions).order_by(assignments.c.id)
        return [assignment_of(row) for row in self._connection.execute(query)]

    def _event(self, letter_id: int, what: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        write_event(self._connection, self._now, self._who, letter_id, what, before, after)
