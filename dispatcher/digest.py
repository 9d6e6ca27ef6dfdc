"""Each working morning one message a person: what waits for them and what is late; the central clerk's has more.

What a digest says is fixed when it is queued, as plain values (`Delivery.said`):
  day        the day, ISO 8601
  waiting    a line for each open assignment of the person: number ("12/2569"), letter_no, subject, sender, urgency,
             task, answer_by (ISO 8601 or None), acknowledged, late; the late ones first
  sending    a line for each letter of ours that waits for a word of the person (`dispatcher.sendingdigest`)
  office     None, or for the central clerk: unsure (lines with `review`), unrouted, late (of everyone, with `name`),
             dead (address, since, reason), undelivered since the last one (number or None, recipient, purpose, state,
             reason), lists (a text for each fault of the lists the office keeps), and of letters of ours what
             `dispatcher.sendingdigest` says
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dispatcher.sendingdigest import of_office, waiting
from registry.assignments import Assignment
from registry.deliveries import TO_SCHOOLS, Delivery, Purpose
from registry.model import Book, Letter
from registry.people import People, Person
from registry.store import Registry, Tx

SETTLING = timedelta(minutes=10)
"""How long a letter may wait for its owner before it stands as unrouted."""

TOLD = timedelta(days=7)
"""How long the digest tells of a dead address that is not, or no more, in people.csv."""

Line = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Queues the morning's digests. `domain` is that of the office's address.

    `troubles` gives what is wrong in the lists the office keeps, of which older ones are in force meanwhile.
    """

    registry: Registry
    domain: str
    troubles: Callable[[], Sequence[str]] = tuple

    def queue_due(self) -> bool:
        """Queue those of today, once, when the office has opened; says whether it did."""
        arrangements = self.registry.arrangements
        known = arrangements.people()
        people = {person.address: person for person in reversed(known.everyone)}
        central = known.central()
        with self.registry.begin() as tx:
            day = arrangements.deadlines.calendar.day(tx.now)
            opening = arrangements.deadlines.calendar.opening_of(day)
            if central is None or opening is None or tx.now < opening:
                return False
            # The central clerk's row is always written, though there be nothing to say: it stands for the day's.
            if tx.deliveries.with_message_id(self._message_id(day, central)):
                return False
            held, ours = _held(tx), waiting(tx, known, day)
            dead = {each.address for each in tx.addresses.dead()}
            for person in people.values():
                is_central = person.address == central.address
                if person.address in dead and not is_central:
                    continue
                lines = [_line(*each, tx.now) for each in held[person.address]]
                office = _office(tx, held, central, known, self.troubles()) if is_central else None
                what = said(day, lines, office, ours[person.address])
                if what is not None or is_central:
                    message_id = self._message_id(day, person)
                    tx.deliveries.queue_once(
                        purpose=Purpose.DIGEST, recipient=person.address, message_id=message_id, said=what
                    )
        return True

    def _message_id(self, day: date, person: Person) -> str:
        """The same for everyone who thinks of this day's digest of this person."""
        mark = hashlib.sha256(person.address.encode()).hexdigest()[:16]
        return f"<digest-{day.isoformat()}-{mark}@{self.domain}>"


def said(
    day: date, lines: Sequence[Line], office: Mapping[str, Any] | None, sending: Sequence[Line] = ()
) -> Mapping[str, Any] | None:
    """What a digest says; None where that is nothing."""
    if not lines and not sending and not (office and any(office.values())):
        return None
    late_first = sorted(lines, key=lambda line: (not line["late"], line["answer_by"] or "9"))
    return {"day": day.isoformat(), "waiting": late_first, "sending": list(sending), "office": office}


def _held(tx: Tx) -> dict[str, list[tuple[Letter, Assignment]]]:
    """What everyone has open, by address."""
    held: dict[str, list[tuple[Letter, Assignment]]] = defaultdict(list)
    for assignment in tx.assignments.all_open():
        held[assignment.person].append((tx.entries.by_id(assignment.letter_id), assignment))
    return held


def _office(
    tx: Tx,
    held: Mapping[str, Sequence[tuple[Letter, Assignment]]],
    central: Person,
    people: People,
    troubles: Sequence[str],
) -> Mapping[str, Any]:
    """What the central clerk must know of the whole office; nothing of what is secret."""
    pairs = [pair for each in held.values() for pair in each]
    last = tx.deliveries.last_queued(central.address, Purpose.DIGEST) or tx.now - timedelta(days=7)
    failed = tx.deliveries.failed_since(last)
    return {
        "unsure": [{**_entry(letter), "review": list(letter.review)} for letter in tx.entries.under_review()],
        "unrouted": [_entry(letter) for letter in tx.routing.unrouted(tx.now - SETTLING)],
        "late": [
            {**_line(letter, assignment, tx.now), "name": assignment.name}
            for letter, assignment in pairs
            if assignment.is_late(tx.now) and letter.book is not Book.SECRET
        ],
        "dead": [
            {"address": dead.address, "since": dead.since.isoformat(), "reason": dead.reason}
            for dead in tx.addresses.dead()
            if people.by_address(dead.address) or tx.now - dead.since < TOLD
        ],
        # Of a letter to 250 schools one line, not 250.
        "undelivered": [_undelivered(tx, each) for each in failed if each.purpose not in TO_SCHOOLS],
        **of_office(tx, people, (each for each in failed if each.purpose in TO_SCHOOLS)),
        "lists": list(troubles),
    }


def _undelivered(tx: Tx, failed: Delivery) -> Line:
    letter = tx.entries.by_id(failed.letter_id) if failed.letter_id is not None else None
    return {
        "number": f"{letter.label}/{letter.year}" if letter else None,
        "recipient": failed.recipient,
        "purpose": failed.purpose,
        "state": failed.state,
        "reason": failed.reason,
    }


def _line(letter: Letter, assignment: Assignment, now: datetime) -> Line:
    return {
        **_entry(letter),
        "task": assignment.task,
        "answer_by": assignment.answer_by.isoformat() if assignment.answer_by else None,
        "acknowledged": assignment.acknowledged_at is not None,
        "late": assignment.is_late(now),
    }


def _entry(letter: Letter) -> Line:
    """The entry in a line; of a secret one the outer facts only."""
    return {
        "number": f"{letter.label}/{letter.year}",
        "secret": letter.book is Book.SECRET,
        "letter_no": letter.letter_no,
        "subject": letter.subject if letter.book is not Book.SECRET else None,
        "sender": letter.sender,
        "urgency": letter.urgency,
    }
