"""An answer by mail to a question of ours: it corrects the entry and is answered once.

It is known by its token, which only the clerk was sent, and must come from her address and from no program. What is
not all of that is no answer, and stays what any other mail is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from intake.checks import Fault, Trouble
from intake.corrections import Said, understand
from intake.desk import Desk, decide
from intake.enter import named
from intake.mail import Mail
from intake.mailaddress import plain
from intake.quoting import is_own_picture, own_words
from intake.readers import LETTER_TYPES
from registry.arrivals import ArrivalState, Landed
from registry.corrections import Came, Corrected, shown_value
from registry.deliveries import Purpose
from registry.errors import NoSuchEntry
from registry.model import CORRECTABLE, Letter, Problem, State
from registry.store import Tx

MOST_ANSWERS = 10
"""Answers a day about one entry: a vacation responder that hides what it is must not keep us writing for ever."""


def take_answer(desk: Desk, landed: Landed, mail: Mail) -> Landed | None:
    """Carry out an answer; None where the mail is none. Raises StaleClaim."""
    letter_id = _meant(desk, mail)
    if letter_id is None:
        return None
    came = named(landed, mail)
    with desk.registry.begin(mail.sender_address) as tx:
        try:
            letter = tx.entries.by_id(letter_id)
        except NoSuchEntry:  # of a register that was lost or begun anew
            return None
        tx.entries.hold(letter.book)
        if mail.message_id and tx.arrivals.met(mail.message_id):
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        letter = tx.entries.by_id(letter_id)
        said = understand(own_words(mail.body), desk.day(letter.received_at or letter.registered_at))
        if letter.state is State.STRUCK:
            said = Said(values={}, confirmed=False, faults=(Fault(Trouble.STRUCK, "", ""),))
        corrected = None
        if not said.faults:
            corrected = tx.corrections.correct(letter, said.values, confirmed=said.confirmed, came=Came.MAIL)
        _reply(desk, tx, came, mail, letter, said, corrected)
        return decide(tx, replace(came, state=ArrivalState.ANSWER, letter_id=letter.id))


def _meant(desk: Desk, mail: Mail) -> int | None:
    """The entry the mail answers about: by the Message-ID it refers to, else by its subject."""
    if plain(mail.sender_address) != plain(desk.clerk) or mail.automatic or mail.bounce:
        return None
    found = (desk.tokens.letter_of(text) for text in (*mail.references, mail.subject))
    return next((letter_id for letter_id in found if letter_id is not None), None)


def _reply(
    desk: Desk, tx: Tx, landed: Landed, mail: Mail, before: Letter, said: Said, corrected: Corrected | None
) -> None:
    if tx.deliveries.queued_about(before.id, Purpose.ANSWER, desk.midnight(tx.now)) >= MOST_ANSWERS:
        return
    tx.deliveries.queue(
        letter_id=before.id,
        arrival_id=landed.id,
        purpose=Purpose.ANSWER,
        recipient=desk.clerk,
        message_id=desk.message_id(desk.tokens.make(before.id)),
        in_reply_to=mail.message_id,
        said=_outcome(before, said, corrected, mail),
    )


def _outcome(before: Letter, said: Said, corrected: Corrected | None, mail: Mail) -> Mapping[str, Any]:
    """What the reply says, fixed now: what was not understood, or what was changed, and what stands."""
    after = corrected.letter if corrected else before
    attached = [
        document.name
        for document in mail.documents
        if document.media_type in LETTER_TYPES and not document.inline and not is_own_picture(document.content)
    ]
    return {
        "faults": [[fault.trouble, fault.field, fault.given] for fault in said.faults],
        "before": {name: shown_value(before, name) for name in (corrected.changed if corrected else ())},
        "stands": {name: shown_value(after, name) for name in CORRECTABLE},
        "review": list(after.review) if after.needs_review else [],
        "attached": attached,
    }
