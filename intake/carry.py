"""Orders about an entry carried out, within the transaction that answers them: what was done, as plain values.

With a fault nothing is done; what is no order, or not a clear one, is kept as a note all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from intake.checks import Fault
from intake.commands import Correct, Orders
from intake.desk import Desk
from intake.mailaddress import machine, plain, valid
from intake.rights import Acknowledged, Closed, Deed, Given, Noted, Returned, Situation, deeds
from registry.assignments import Outcome, Task
from registry.corrections import Came, Corrected, shown_value
from registry.deliveries import Purpose
from registry.model import CORRECTABLE, Book, Letter
from registry.people import People, Person
from registry.store import Tx

_WHAT = {Task.ACT: "assigned", Task.KNOW: "informed", Task.PROPOSE: "proposed"}


@dataclass(slots=True)
class Done:
    """What became of an answer: the steps done, or what stood against them."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    faults: tuple[Fault, ...] = ()
    corrected: Corrected | None = None


def carry_out(desk: Desk, tx: Tx, letter: Letter, person: Person, people: People, orders: Orders) -> Done:
    """Carry out what `person` orders about a letter, whose book is held; `people` are all of the office."""
    done = Done(faults=orders.faults)
    if orders.commands:
        ways = [deeds(orders.commands, at) for at in _situations(desk, tx, letter, person, people)]
        todo, done.faults = next((way for way in ways if not way[1]), ways[0])
        for deed in todo:
            _do(desk, tx, letter, deed, done)
    if letter.book is Book.SECRET:  # their words may say what must neither be mailed nor kept in clear
        done.faults = tuple(replace(fault, given="") for fault in done.faults)
    elif orders.remark:
        tx.entries.record(letter, "remark", {"text": orders.remark, "name": person.name})
        done.steps.append({"what": "remark", "text": orders.remark})
    return done


def said(
    before: Letter | None, done: Done, attached: Sequence[str], search: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the reply says, fixed now; `before`: the entry as it stood, `search`: what was found."""
    corrected = done.corrected if before else None
    return {
        "done": done.steps,
        "faults": [[fault.trouble, fault.field, fault.given] for fault in done.faults],
        "before": {name: shown_value(before, name) for name in corrected.changed} if before and corrected else {},
        "stands": {name: shown_value(corrected.letter, name) for name in CORRECTABLE} if corrected else {},
        "review": list(corrected.letter.review) if corrected and corrected.letter.needs_review else [],
        "attached": list(attached),
        "search": search,
    }


def _situations(desk: Desk, tx: Tx, letter: Letter, person: Person, people: People) -> list[Situation]:
    """One for each place the person holds."""
    standing = tx.assignments.open_for(letter)
    sender = tx.arrivals.sender_of(letter.id)
    reachable = sender and valid(sender) and not machine(sender) and plain(sender) != plain(desk.address)
    return [
        Situation(
            person=place,
            letter=letter,
            standing=standing,
            people=people,
            day=desk.day(tx.now),
            sender=sender if reachable else None,
        )
        for place in people.everyone
        if place.address == person.address
    ]


def _do(desk: Desk, tx: Tx, letter: Letter, deed: Deed, done: Done) -> None:
    if isinstance(deed, Acknowledged):
        for assignment in deed.assignments:
            tx.assignments.acknowledge(assignment)
        done.steps.append({"what": "acknowledged"})
    elif isinstance(deed, Given):
        _give(tx, letter, deed, done)
    elif isinstance(deed, Returned):
        _return(desk, tx, letter, deed, done)
    elif isinstance(deed, Closed):
        tx.assignments.close(letter, by=deed.by)
        done.steps.append({"what": "closed", "by": deed.by})
    elif isinstance(deed, Noted):
        tx.entries.record(letter, "comment", {"text": deed.text})
        done.steps.append({"what": "comment", "text": deed.text})
    else:
        _correct(tx, letter, deed, done)


def _give(tx: Tx, letter: Letter, deed: Given, done: Done) -> None:
    for assignment in deed.ends:  # first: the entry's owner is whoever then has it
        tx.assignments.end(assignment, deed.outcome)
    given = [tx.assignments.give(letter, person, deed.task, note=deed.note) for person in deed.people]
    done.steps.append({"what": _WHAT[deed.task], "names": [each.name for each in given], "note": deed.note})


def _return(desk: Desk, tx: Tx, letter: Letter, deed: Returned, done: Done) -> None:
    for assignment in deed.ends:
        tx.assignments.end(assignment, Outcome.RETURNED, reason=deed.reason)
    to = None
    if deed.to:
        to = tx.assignments.give(letter, deed.to, Task.ACT, note=deed.reason).name
    elif deed.address:
        tx.entries.record(letter, "returned_to_sender", {"to": deed.address, "reason": deed.reason})
        tx.deliveries.queue(
            letter_id=letter.id,
            purpose=Purpose.RETURNED,
            recipient=deed.address,
            message_id=desk.message_id(desk.tokens.make(letter.id)),
            said={"reason": deed.reason},
        )
        tx.assignments.close(letter)
    done.steps.append({"what": "returned", "to": to, "reason": deed.reason})


def _correct(tx: Tx, letter: Letter, deed: Correct, done: Done) -> None:
    done.corrected = tx.corrections.correct(letter, deed.values, confirmed=deed.confirmed, came=Came.MAIL)
    done.steps.append({"what": "confirmed" if deed.confirmed and not done.corrected.changed else "corrected"})
