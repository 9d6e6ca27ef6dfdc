"""An answer that is not surely of whom we asked: it changes nothing, and the central clerk is asked, with the words."""

from __future__ import annotations

import logging
from typing import Any

from intake.answered import held
from intake.desk import Desk
from intake.mail import Mail
from intake.quoting import own_words
from intake.wrote import MOST_A_DAY, MOST_ANSWERS, attached, listed, taken_before
from registry.arrivals import Landed
from registry.deliveries import Delivery, Purpose
from registry.model import Book, Letter, Problem
from registry.store import Tx

log = logging.getLogger(__name__)

_LONGEST = 2000


def refuse(desk: Desk, came: Landed, mail: Mail, asked: Delivery, name: str, why: str) -> Landed:
    """Keep that it came in the name of `name`, and ask. Who wrote is not answered. Raises StaleClaim."""
    with desk.registry.begin() as tx:
        if asked.outgoing_id is not None:
            tx.sending.hold(asked.outgoing_id)
        letter = held(tx, asked) if asked.letter_id is not None else None
        if again := taken_before(tx, came, mail):
            return again
        secret = letter is not None and letter.book is Book.SECRET
        said = _said(mail, asked, name, why) | ({"text": ""} if secret else {})
        log.warning("an answer to message %d is not accepted (%s)", asked.id, why)
        if letter:
            tx.entries.record(
                letter, "answer_refused", {name: said[name] for name in ("from", "person", "why", "text")}
            )
        if _may_ask(desk, tx, asked, letter):
            _ask(desk, tx, came, asked, said)
        return listed(tx, came, Problem.NOT_ACCEPTED, asked.letter_id)


def ask_whose(
    desk: Desk, tx: Tx, came: Landed, mail: Mail, asked: Delivery, name: str, why: str, answer: Letter
) -> None:
    """Ask whether a letter in answer to ours, which is entered, is of the school `name` that we wrote to."""
    if _may_ask(desk, tx, asked, None):
        _ask(desk, tx, came, asked, {**_said(mail, asked, name, why), "answer_id": answer.id})


def _said(mail: Mail, asked: Delivery, name: str, why: str) -> dict[str, Any]:
    about = {"purpose": asked.purpose, "recipient_id": asked.recipient_id, "asked_id": asked.id}
    return {
        "from": mail.sender_address,
        "from_name": mail.sender_name,
        "person": name,
        "address": asked.recipient,
        "why": why,
        "text": own_words(mail.body)[:_LONGEST],
        "attached": attached(mail),
        **(about if asked.outgoing_id is not None else {}),
    }


def _may_ask(desk: Desk, tx: Tx, asked: Delivery, letter: Letter | None) -> bool:
    """Whether the clerk may be asked once more today: about an entry, or in the name of one recipient of ours."""
    clerk, midnight = desk.central(tx.now), desk.midnight(tx.now)
    if not clerk or tx.deliveries.queued_since(clerk, Purpose.REFUSED_ANSWER, midnight) >= MOST_A_DAY:
        return False
    if asked.outgoing_id is None and letter:
        about = tx.deliveries.queued_since(None, Purpose.REFUSED_ANSWER, midnight, letter_id=letter.id)
        return about < MOST_ANSWERS
    told = tx.deliveries.told(asked.outgoing_id or 0)
    today = [each for each in told if each.purpose is Purpose.REFUSED_ANSWER and each.queued_at >= midnight]
    return len([each for each in today if (each.said or {}).get("address") == asked.recipient]) < MOST_ANSWERS


def _ask(desk: Desk, tx: Tx, came: Landed, asked: Delivery, said: dict[str, Any]) -> None:
    tx.deliveries.queue(
        letter_id=asked.letter_id,
        outgoing_id=asked.outgoing_id,
        arrival_id=came.id,
        purpose=Purpose.REFUSED_ANSWER,
        recipient=desk.central(tx.now),
        message_id=desk.message_id(desk.tokens.make(asked.letter_id or asked.outgoing_id or 0)),
        said=said,
    )
