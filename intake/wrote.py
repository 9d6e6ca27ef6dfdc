"""Answers of people of the office, as those see them who carry them out, and what is written back, within limits.

No program is ever answered, and nobody more often than MOST_ANSWERS: a mail cannot begin a loop.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from intake.desk import Desk, decide
from intake.mail import Document, Mail
from intake.quoting import is_own_picture, own_words
from intake.readers import LETTER_TYPES
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, Purpose
from registry.model import Letter, Problem
from registry.outgoing import Outgoing
from registry.people import People, Person
from registry.store import Tx

log = logging.getLogger(__name__)

MOST_ANSWERS = 10
"""Answers a day to one person about one entry: a responder that hides what it is must not keep us writing for ever."""

MOST_A_DAY = 100
"""Answers a day to one person, and questions a day to the central clerk about answers not accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrote:
    """An answer that is surely of `person`: the mail, as arrival `came`, to our message `asked`."""

    came: Landed
    mail: Mail
    asked: Delivery
    person: Person
    people: People

    @property
    def text(self) -> str:
        return own_words(self.mail.body)


def taken_before(tx: Tx, came: Landed, mail: Mail) -> Landed | None:
    """The outcome of a mail that was carried out before; asked while what it is about is held."""
    return listed(tx, came, Problem.SAME_MAIL) if mail.message_id and tx.arrivals.met(mail.message_id) else None


def listed(tx: Tx, came: Landed, problem: Problem, letter_id: int | None = None) -> Landed:
    """Keep a mail that changes nothing, and why."""
    return decide(tx, replace(came, state=ArrivalState.LISTED, problem=problem, letter_id=letter_id))


def reply(
    desk: Desk,
    tx: Tx,
    came: Landed,
    mail: Mail,
    person: Person,
    answer: Mapping[str, Any],
    *,
    letter: Letter | None = None,
    sent: Outgoing | None = None,
) -> None:
    """Answer who wrote, at the address in the office's list, about an entry or a letter of ours on its way."""
    midnight = desk.midnight(tx.now)
    about = tx.deliveries.queued_since(person.address, Purpose.REPLY, midnight, letter_id=letter.id) if letter else 0
    if about >= MOST_ANSWERS or tx.deliveries.queued_since(person.address, Purpose.REPLY, midnight) >= MOST_A_DAY:
        log.warning("%s has had its answers for today", person.address)
        return
    known = letter.id if letter else sent.letter_id or sent.id if sent else None
    tx.deliveries.queue(
        letter_id=letter.id if letter else sent.letter_id if sent else None,
        outgoing_id=sent.id if sent else None,
        arrival_id=came.id,
        purpose=Purpose.REPLY,
        recipient=person.address,
        message_id=desk.message_id(desk.tokens.make(known) if known else uuid.uuid4().hex),
        in_reply_to=mail.message_id,
        said=answer,
    )


def letters(mail: Mail) -> list[Document]:
    """What may be a letter of the documents that came with an answer."""
    return [
        document
        for document in mail.documents
        if document.media_type in LETTER_TYPES and not document.inline and not is_own_picture(document.content)
    ]


def brings_new(tx: Tx, mail: Mail) -> bool:
    """Whether a mail holds a document that may be a letter and is not among our originals."""
    return any(not tx.entries.same_file(hashlib.sha256(each.content).hexdigest()) for each in letters(mail))


def attached(mail: Mail) -> list[str]:
    """The names of what may be letters and is not entered."""
    return [document.name for document in letters(mail)]
