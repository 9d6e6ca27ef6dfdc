"""A letter that was sent is called back, by who had it sent, by their head or by the central clerk."""

from __future__ import annotations

from intake.answered import posts
from intake.checks import Fault, Trouble
from intake.desk import Desk
from registry.deliveries import Purpose
from registry.fold import fold
from registry.model import Book
from registry.ours import OurMails
from registry.outgoing import Outgoing, Stage
from registry.people import People, Person, Post
from registry.store import Tx

_BOOKS = (Book.OUT, Book.ORDERS, Book.MEMOS)


def sent_under(desk: Desk, tx: Tx, number: str) -> Outgoing | None:
    """The letter of ours with this number, of this year, or of the last where this year's is not given out yet; the
    office's own code may be left out."""
    whole = f"{desk.registry.numbers.code}/{number.removeprefix('/')}"
    year = tx.entries.year
    for of_year in (year, year - 1):
        for book in _BOOKS:
            for printed in (number, whole):
                if found := tx.sending.bearing(book, of_year, printed):
                    return tx.sending.of_letter(found.id)
    return None


def is_of(desk: Desk, tx: Tx, sent: Outgoing, number: str) -> bool:
    """Whether a letter of ours has this number."""
    own = tx.entries.by_id(sent.letter_id).letter_no if sent.letter_id is not None else None
    return own is not None and fold(own) in (fold(number), fold(f"{desk.registry.numbers.code}/{number}"))


def may_recall(sent: Outgoing, person: Person, people: People, desk: Desk, tx: Tx) -> bool:
    head = people.head_of(sent.unit) if sent.unit else None
    heads = {head.address, people.standing_in(head, desk.day(tx.now)).address} if head else set()
    return person.address in {sent.person, *heads} or Post.CENTRAL_CLERK in posts(people, person)


def call_back(desk: Desk, tx: Tx, sent: Outgoing, person: Person, reason: str) -> Fault | None:
    """Recall a held letter, and tell every school that has it or may have; or what stands against that."""
    if sent.state is Stage.RECALLED:
        return Fault(Trouble.OVER, "", "")
    if sent.state is not Stage.SENT or sent.letter_id is None:
        return Fault(Trouble.NOT_SENT, "", "")
    have_it = tx.recipients.may_have(sent.id)
    recalled = tx.sending.recall(sent, reason)
    mails, letter = OurMails(desk.registry.arrangements), tx.entries.by_id(sent.letter_id)
    for recipient in have_it:
        mails.to_school(tx, recalled, letter, recipient, Purpose.RECALL, {"reason": reason})
    mails.progress(tx, recalled, "recalled", name=person.name, note=reason)
    return None
