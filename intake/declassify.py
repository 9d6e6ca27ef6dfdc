"""The registrar's word on a secret entry: its class, or that it is not secret.

What is not secret is struck out of the secret book, and what came of it is taken up again as if it had just landed, to
be read and entered in the incoming book with all that follows. It comes by the command line, or by mail as an answer to
our question: with our token, from the registrar's address, from no program, and not found forged by our own server.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from intake.authentic import Authenticity, authenticity
from intake.classified import mailed, tell
from intake.desk import Desk, decide
from intake.mail import Mail
from intake.mailaddress import plain
from intake.quoting import own_words
from intake.secret import in_folder
from intake.thai import normalise
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, Purpose
from registry.doubts import Doubt
from registry.model import Book, Letter, Problem, Secrecy, State
from registry.store import Tx

log = logging.getLogger(__name__)

MOST_ANSWERS = 10
"""Answers a day about one entry."""

NOT_SECRET = "ไม่ลับ"  # noqa: S105
_WORD = re.compile(rf"({NOT_SECRET}|ลับที่สุด|ลับมาก|ลับ)(?:\s*(?:ครับ|ค่ะ|คะ))?[.\s]*")

Verdict = Secrecy | None
"""A class; None: not secret."""


class Unclear(ValueError):
    """Words that are no verdict."""


def verdict_of(text: str) -> Verdict:
    """The verdict that the first line says, and nothing but it. Raises Unclear."""
    first = next((line for line in normalise_lines(text) if line), "")
    match = _WORD.fullmatch(first)
    if match is None:
        raise Unclear(first)
    return None if match[1] == NOT_SECRET else Secrecy(match[1])


def normalise_lines(text: str) -> list[str]:
    return [normalise(line) for line in text.splitlines()]


def settle(desk: Desk, tx: Tx, letter: Letter, verdict: Verdict, who: str) -> Letter:
    """Carry out a verdict on an entry of the secret book, which is held. Raises AlreadyStruck."""
    if verdict is None:
        return _declassify(tx, letter, who)
    asked = Doubt.CLASS in letter.review or letter.secrecy != verdict
    after = tx.secret.classify(letter, verdict)
    if asked:
        tell(desk, tx, after)
    return after


def _declassify(tx: Tx, letter: Letter, who: str) -> Letter:
    struck = tx.entries.strike(letter, f"{NOT_SECRET} ({who})")
    for landed in tx.arrivals.of_letter(letter.id):
        tx.arrivals.reopen(landed, None if in_folder(landed.hint) else landed.hint)
    return struck


def lay_bare(desk: Desk, landed: Landed) -> Landed:
    """The original of an arrival that is not secret, in clear again. Raises BrokenSeal, OSError, StaleClaim."""
    if not desk.vault.holds(landed.sha256):
        return landed
    (sha256,) = desk.originals.keep([desk.vault.read(landed.sha256)])
    with desk.registry.begin() as tx:
        tx.arrivals.move(landed, sha256)
    return replace(landed, sha256=sha256)


def take_verdict(desk: Desk, landed: Landed, mail: Mail) -> Landed | None:
    """Carry out an answer to our question about a secret entry; None where the mail is none. Raises StaleClaim."""
    came = replace(mailed(landed, mail), name=mail.sender_address or landed.name)
    with desk.registry.begin(mail.sender_address) as tx:
        asked = None if mail.bounce else _asked(desk, tx, mail)
        if asked is None:
            return None
        letter = tx.entries.by_id(asked.letter_id or 0)
        tx.entries.hold(letter.book)
        letter = tx.entries.by_id(letter.id)
        if mail.automatic:
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.AUTO_REPLY))
        if mail.message_id and tx.arrivals.met(mail.message_id):
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        if why := _against(desk, mail, asked):
            log.warning("an answer about the secret entry %s/%d is not accepted (%s)", letter.label, letter.year, why)
            tx.entries.record(letter, "answer_refused", {"from": mail.sender_address, "why": why})
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.NOT_ACCEPTED))
        _carry_out(desk, tx, letter, mail)
        return decide(tx, replace(came, state=ArrivalState.ANSWER, letter_id=letter.id))


def _asked(desk: Desk, tx: Tx, mail: Mail) -> Delivery | None:
    """The question that a mail answers, by the token in what it refers to or in its subject."""
    for text in (*mail.references, mail.subject):
        token = desk.tokens.token_in(text)
        found = tx.deliveries.with_message_id(desk.message_id(token)) if token else None
        if found and found.purpose in (Purpose.SECRET_ASKED, Purpose.SECRET_SETTLED):
            return found
    return None


def _against(desk: Desk, mail: Mail, asked: Delivery) -> str:
    if not plain(desk.trusted.registrar) == plain(asked.recipient) == plain(mail.sender_address):
        return "another"
    forged = authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED
    return "forged" if forged else ""


def _carry_out(desk: Desk, tx: Tx, letter: Letter, mail: Mail) -> None:
    outcome = "struck"
    if letter.state is not State.STRUCK:
        try:
            verdict = verdict_of(own_words(mail.body))
        except Unclear:
            outcome = "unclear"
        else:
            after = settle(desk, tx, letter, verdict, mail.sender_address)
            outcome = "not_secret" if after.state is State.STRUCK else str(after.secrecy)
    assert letter.book is Book.SECRET
    if (
        tx.deliveries.queued_since(None, Purpose.SECRET_SETTLED, desk.midnight(tx.now), letter_id=letter.id)
        < MOST_ANSWERS
    ):
        tx.deliveries.queue(
            letter_id=letter.id,
            purpose=Purpose.SECRET_SETTLED,
            recipient=desk.trusted.registrar,
            message_id=desk.message_id(desk.tokens.make(letter.id)),
            in_reply_to=mail.message_id,
            said={"outcome": outcome},
        )
