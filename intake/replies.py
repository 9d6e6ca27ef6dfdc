"""An answer by mail to a message of ours: known by its token, accepted or put before the central clerk, answered once.

An answer is accepted by itself only if it refers to a message of ours by a token we signed, comes from the address that
message went to, carries no mark of a program, and our own server did not find its sender forged. A token in other
hands orders nothing. Where one of these fails the central clerk is asked, with the words; she may vouch for them
(`ถูกต้อง`), and they are carried out in the name of whose answer it was. No program is ever answered, and nobody more
often than MOST_ANSWERS: a mail cannot begin a loop.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from dataclasses import replace
from typing import Any

from intake.authentic import Authenticity, authenticity
from intake.bounced import take_bounce
from intake.carry import Done, carry_out, said
from intake.checks import Fault, Trouble
from intake.commands import Correct, Orders, Search, understand
from intake.desk import Desk, decide
from intake.enter import named
from intake.mail import Document, Mail
from intake.mailaddress import plain
from intake.phrases import SOUNDS_AUTOMATIC
from intake.quoting import is_own_picture, own_words
from intake.readers import LETTER_TYPES
from intake.searching import search
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, Purpose
from registry.model import Book, Letter, Problem
from registry.people import People, Person, Post
from registry.store import Tx

log = logging.getLogger(__name__)

MOST_ANSWERS = 10
"""Answers a day to one person about one entry: a responder that hides what it is must not keep us writing for ever."""

MOST_A_DAY = 100
"""Answers a day to one person, and questions a day to the central clerk about answers not accepted."""

_CHECKING = (Purpose.CHECK, Purpose.ANSWER, Purpose.REFUSED_ANSWER)
"""Messages that ask whether something is right: «ใช่» and «OK» answer them."""

_ANSWERED = (*_CHECKING, Purpose.NOTICE, Purpose.REMINDER, Purpose.ESCALATION, Purpose.REPLY, Purpose.UNDELIVERED)
"""Messages to people of the office. What is answered to others, as to a letter returned, is a mail like any."""


def take_reply(desk: Desk, landed: Landed, mail: Mail) -> Landed | None:
    """Do what an answer, a search or a bounce asks for; None where the mail is none of them. Raises StaleClaim."""
    came = named(landed, mail)
    with desk.registry.begin() as tx:
        asked, fresh = _asked(desk, tx, mail), brings_new(tx, mail)
    if mail.bounce:  # or from a postmaster who is a person, with a letter
        return take_bounce(desk, came, mail.report) if mail.report and (mail.automatic or not fresh) else None
    if asked is None:
        return _take_other(desk, came, mail, fresh)
    if mail.automatic:
        return None if fresh else _list(desk, came, Problem.AUTO_REPLY)
    people = desk.people()
    person = people.by_address(asked.recipient)
    why = _against(desk, mail, asked, person)
    if person is None or why:
        return None if why == "another" and fresh else _refuse(desk, came, mail, asked, person, why)
    return _accept(desk, came, mail, asked, person, people)


def _asked(desk: Desk, tx: Tx, mail: Mail) -> Delivery | None:
    """The message of ours that a mail answers: that to its sender, else the first it refers to, else by its subject."""
    first, *older = (*mail.references, mail.subject)
    found = []
    for text in (first, *reversed(older)):
        token = desk.tokens.token_in(text)
        delivery = tx.deliveries.with_message_id(desk.message_id(token)) if token else None
        if token and delivery is None:  # the office's domain was another one then
            delivery = tx.deliveries.with_message_id(text)
        if delivery and delivery.purpose in _ANSWERED:
            found.append(delivery)
    theirs = (each for each in found if plain(each.recipient) == plain(mail.sender_address))
    return next(theirs, found[0] if found else None)


def brings_new(tx: Tx, mail: Mail) -> bool:
    """Whether a mail holds a document that may be a letter and is not among our originals."""
    return any(not tx.entries.same_file(hashlib.sha256(each.content).hexdigest()) for each in _letters(mail))


def _letters(mail: Mail) -> list[Document]:
    """What may be a letter of the documents that came with an answer."""
    return [
        document
        for document in mail.documents
        if document.media_type in LETTER_TYPES and not document.inline and not is_own_picture(document.content)
    ]


def _against(desk: Desk, mail: Mail, asked: Delivery, person: Person | None) -> str:
    """What speaks against taking an answer for that of whom we asked; "" for nothing."""
    if plain(mail.sender_address) != plain(asked.recipient):
        return "another"
    if authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED:
        return "forged"
    return "" if person else "gone"


def _accept(desk: Desk, came: Landed, mail: Mail, asked: Delivery, person: Person, people: People) -> Landed:
    with desk.registry.begin(person.address) as tx:
        letter = _held(tx, asked)
        if mail.message_id and tx.arrivals.met(mail.message_id):
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        orders = _orders(desk, letter, own_words(mail.body), asked)
        if not orders.commands and SOUNDS_AUTOMATIC.search(f"{mail.subject}\n{mail.body}"):
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.AUTO_REPLY))
        if searched := _searched(orders):
            answer = said(letter, Done(), (), search(tx, searched, person, _posts(people, person)))
        else:
            answer = said(letter, _carried(desk, tx, letter, asked, person, people, orders), _attached(mail))
        _reply(desk, tx, came, mail, person, letter, answer)
        return decide(tx, replace(came, state=ArrivalState.ANSWER, letter_id=letter.id))


def _held(tx: Tx, asked: Delivery) -> Letter:
    """The entry a message was about, as it stands while nobody else changes it."""
    letter = tx.entries.by_id(asked.letter_id or 0)
    tx.entries.hold(letter.book)
    return tx.entries.by_id(letter.id)


def _orders(desk: Desk, letter: Letter, text: str, asked: Delivery) -> Orders:
    received = desk.day(letter.received_at or letter.registered_at)
    return understand(text, received, checking=asked.purpose in _CHECKING)


def _carried(
    desk: Desk, tx: Tx, letter: Letter, asked: Delivery, person: Person, people: People, orders: Orders
) -> Done:
    """What was done; of an answer that the central clerk vouches for, in the name of whose it is.

    «ถูกต้อง» says there that it is theirs, and nothing of the entry's fields.
    """
    vouched = asked.said if asked.purpose is Purpose.REFUSED_ANSWER else None
    if not vouched or not any(isinstance(each, Correct) and each.confirmed for each in orders.commands):
        return carry_out(desk, tx, letter, person, people, orders)
    if orders.commands != (Correct({}, True),):
        return Done(faults=(Fault(Trouble.UNCLEAR, "", "ถูกต้อง"),))
    meant = people.by_address(vouched["address"])
    if meant is None:
        return Done(faults=(Fault(Trouble.WHO, "", vouched["person"]),))
    tx.entries.record(letter, "vouched", {"name": meant.name, "text": vouched["text"]})
    theirs = understand(vouched["text"], desk.day(letter.received_at or letter.registered_at))
    return carry_out(desk, tx, letter, meant, people, theirs)


def _refuse(desk: Desk, came: Landed, mail: Mail, asked: Delivery, person: Person | None, why: str) -> Landed:
    """Change nothing; keep that it came, and ask the central clerk. Who wrote is not answered."""
    with desk.registry.begin() as tx:
        if mail.message_id and tx.arrivals.met(mail.message_id):
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        letter = _held(tx, asked)
        said_ = {
            "from": mail.sender_address,
            "from_name": mail.sender_name,
            "person": person.name if person else asked.recipient,
            "address": asked.recipient,
            "why": why,
            "text": "" if letter.book is Book.SECRET else own_words(mail.body)[:2000],
            "attached": _attached(mail),
        }
        log.warning("an answer about %s/%d is not accepted (%s)", letter.label, letter.year, why)
        tx.entries.record(letter, "answer_refused", {name: said_[name] for name in ("from", "person", "why", "text")})
        _ask(desk, tx, came, letter, said_)
        return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.NOT_ACCEPTED, letter_id=letter.id))


def _ask(desk: Desk, tx: Tx, came: Landed, letter: Letter, said_: dict[str, Any]) -> None:
    clerk, midnight = desk.central(tx.now), desk.midnight(tx.now)
    about = tx.deliveries.queued_since(None, Purpose.REFUSED_ANSWER, midnight, letter_id=letter.id)
    if not clerk or about >= MOST_ANSWERS:
        return
    if tx.deliveries.queued_since(clerk, Purpose.REFUSED_ANSWER, midnight) >= MOST_A_DAY:
        return
    tx.deliveries.queue(
        letter_id=letter.id,
        arrival_id=came.id,
        purpose=Purpose.REFUSED_ANSWER,
        recipient=clerk,
        message_id=desk.message_id(desk.tokens.make(letter.id)),
        said=said_,
    )


def _take_other(desk: Desk, came: Landed, mail: Mail, fresh: bool) -> Landed | None:
    """Answer a search by somebody of the office, or who answers a digest, which is about no one letter.

    The answer goes to the address in their list, whoever wrote.
    """
    people = desk.people()
    person = people.by_address(mail.sender_address)
    if person is None or mail.automatic or not desk.address:
        return None
    if authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED:
        return None
    words = _searched(understand(own_words(mail.body) or mail.subject, desk.day(came.arrived_at)))
    with desk.registry.begin(person.address) as tx:
        if words is None and (fresh or not _answers_digest(tx, mail, person)):
            return None
        if mail.message_id and tx.arrivals.met(mail.message_id):
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        found = search(tx, words, person, _posts(people, person)) if words else None
        done = Done() if found else Done(faults=(Fault(Trouble.DIGEST, "", ""),))
        _reply(desk, tx, came, mail, person, None, said(None, done, _attached(mail), found))
        return decide(tx, replace(came, state=ArrivalState.ANSWER))


def _answers_digest(tx: Tx, mail: Mail, person: Person) -> bool:
    """Whether a person wrote it in answer to their digest."""
    known = filter(None, map(tx.deliveries.with_message_id, mail.references))
    theirs = any(each.purpose is Purpose.DIGEST and plain(each.recipient) == person.address for each in known)
    return theirs and not SOUNDS_AUTOMATIC.search(f"{mail.subject}\n{mail.body}")


def _searched(orders: Orders) -> str | None:
    """The words of a search, where nothing else is ordered."""
    only = orders.commands[0] if len(orders.commands) == 1 else None
    return only.words if isinstance(only, Search) else None


def _reply(
    desk: Desk, tx: Tx, came: Landed, mail: Mail, person: Person, letter: Letter | None, answer: dict[str, Any]
) -> None:
    midnight = desk.midnight(tx.now)
    about = tx.deliveries.queued_since(person.address, Purpose.REPLY, midnight, letter_id=letter.id) if letter else 0
    if about >= MOST_ANSWERS or tx.deliveries.queued_since(person.address, Purpose.REPLY, midnight) >= MOST_A_DAY:
        log.warning("%s has had its answers for today", person.address)
        return
    tx.deliveries.queue(
        letter_id=letter.id if letter else None,
        arrival_id=came.id,
        purpose=Purpose.REPLY,
        recipient=person.address,
        message_id=desk.message_id(desk.tokens.make(letter.id) if letter else uuid.uuid4().hex),
        in_reply_to=mail.message_id,
        said=answer,
    )


def _list(desk: Desk, came: Landed, problem: Problem) -> Landed:
    with desk.registry.begin() as tx:
        return decide(tx, replace(came, state=ArrivalState.LISTED, problem=problem))


def _posts(people: People, person: Person) -> frozenset[Post]:
    return frozenset(place.post for place in people.everyone if place.address == person.address)


def _attached(mail: Mail) -> list[str]:
    """The names of what may be letters and is not entered."""
    return [document.name for document in _letters(mail)]
