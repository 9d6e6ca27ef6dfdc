"""An answer about a letter that came in: carried out and answered in one transaction."""

from __future__ import annotations

from dataclasses import replace

from intake.carry import Done, carry_out, said
from intake.checks import Fault, Trouble
from intake.commands import Correct, Orders, Search, understand
from intake.desk import Desk, decide
from intake.phrases import SOUNDS_AUTOMATIC
from intake.searching import search
from intake.wrote import Wrote, attached, listed, reply, taken_before
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, Purpose
from registry.model import Letter, Problem
from registry.people import People, Person, Post
from registry.store import Tx

_CHECKING = (Purpose.CHECK, Purpose.ANSWER, Purpose.REFUSED_ANSWER)
"""Messages that ask whether something is right: «ใช่» and «OK» answer them."""


def take_answer(desk: Desk, tx: Tx, wrote: Wrote) -> Landed:
    """Do what an answer orders, or say what is not clear in it. Raises StaleClaim."""
    letter = held(tx, wrote.asked)
    came, mail, person = wrote.came, wrote.mail, wrote.person
    if again := taken_before(tx, came, mail):
        return again
    received = desk.day(letter.received_at or letter.registered_at)
    orders = understand(wrote.text, received, checking=wrote.asked.purpose in _CHECKING)
    if not orders.commands and SOUNDS_AUTOMATIC.search(f"{mail.subject}\n{mail.body}"):
        return listed(tx, came, Problem.AUTO_REPLY)
    if words := searched(orders):
        answer = said(letter, Done(), (), search(tx, words, person, posts(wrote.people, person)))
    else:
        answer = said(letter, _carried(desk, tx, letter, wrote, orders), attached(mail))
    reply(desk, tx, came, mail, person, answer, letter=letter)
    return decide(tx, replace(came, state=ArrivalState.ANSWER, letter_id=letter.id))


def held(tx: Tx, asked: Delivery) -> Letter:
    """The entry a message was about, as it stands while nobody else changes it."""
    letter = tx.entries.by_id(asked.letter_id or 0)
    tx.entries.hold(letter.book)
    return tx.entries.by_id(letter.id)


def searched(orders: Orders) -> str | None:
    """The words of a search, where nothing else is ordered."""
    only = orders.commands[0] if len(orders.commands) == 1 else None
    return only.words if isinstance(only, Search) else None


def posts(people: People, person: Person) -> frozenset[Post]:
    """All places somebody holds."""
    return frozenset(place.post for place in people.everyone if place.address == person.address)


def _carried(desk: Desk, tx: Tx, letter: Letter, wrote: Wrote, orders: Orders) -> Done:
    """What was done; of an answer that the central clerk vouches for, in the name of whose it is.

    «ถูกต้อง» says there that it is theirs, and nothing of the entry's fields.
    """
    asked, people = wrote.asked, wrote.people
    vouched = asked.said if asked.purpose is Purpose.REFUSED_ANSWER else None
    if not vouched or not any(isinstance(each, Correct) and each.confirmed for each in orders.commands):
        return carry_out(desk, tx, letter, wrote.person, people, orders)
    if orders.commands != (Correct({}, True),):
        return Done(faults=(Fault(Trouble.UNCLEAR, "", "ถูกต้อง"),))
    meant = people.by_address(vouched["address"])
    if meant is None:
        return Done(faults=(Fault(Trouble.WHO, "", vouched["person"]),))
    tx.entries.record(letter, "vouched", {"name": meant.name, "text": vouched["text"]})
    theirs = understand(vouched["text"], desk.day(letter.received_at or letter.registered_at))
    return carry_out(desk, tx, letter, meant, people, theirs)
