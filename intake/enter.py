"""What was read becomes entries: a dropped file one, a mail as many as it holds letters, each in one transaction."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from dataclasses import replace

from intake.authentic import Authenticity, authenticity
from intake.desk import Desk, decide
from intake.fromschools import answering, ask_about, link, take_words, theirs
from intake.mail import Mail, confirmable
from intake.pictured import Draw
from intake.plan import Entry, NoEntry, plan_mail
from intake.readers import ReadMail
from intake.warnings import spare_pages, warnings
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Purpose
from registry.doubts import Doubt
from registry.model import REVIEWED, Book, KeptFile, Letter, Problem, Reading, Role
from registry.store import Tx
from templates.words import UNPROVED

log = logging.getLogger(__name__)

_LISTED = (Problem.NO_LETTER, Problem.AUTO_REPLY, Problem.BOUNCE, Problem.SAME_MAIL)
"""Mails that are kept and listed only; any other problem is put before the clerk."""


def enter_file(desk: Desk, landed: Landed, media_type: str, reading: Reading, draw: Draw) -> Landed:
    """Enter a dropped file, or put it to the entry that stands already."""
    main = KeptFile(sha256=landed.sha256, name=landed.name, media_type=media_type, role=Role.LETTER)
    doubts = warnings(reading, desk.day(landed.arrived_at), desk.office, spare_pages(reading))
    picture = _picture(desk, main, reading, draw)
    with desk.registry.begin() as tx:
        tx.entries.hold(Book.IN)
        letter, fresh = _enter(tx, landed, reading, main, picture, source=landed.name, doubts=doubts)
        state = ArrivalState.REGISTERED if fresh else ArrivalState.DUPLICATE
        return decide(tx, replace(landed, state=state, letter_id=letter.id))


def enter_mail(desk: Desk, landed: Landed, read: ReadMail, draw: Draw) -> Landed:
    """Enter the letters of a mail, or list it where it holds none."""
    mail, came = read.mail, named(landed, read.mail)
    if asked := answering(desk, mail):
        letters_in = theirs(desk, read, asked)
        if letters_in is None:
            return take_words(desk, came, mail, asked)
        read = letters_in
    plan = plan_mail(read)
    if isinstance(plan, NoEntry):
        state = ArrivalState.LISTED if plan.problem in _LISTED else ArrivalState.PROBLEM
        with desk.registry.begin() as tx:
            return decide(tx, replace(came, state=state, problem=plan.problem, detail=plan.document))
    mains = _keep(desk, [entry.main.content for entry in plan])
    enclosed = [_keep(desk, [document.content for document in entry.enclosures]) for entry in plan]
    kept = [_kept(entry, main, rest, came) for entry, main, rest in zip(plan, mains, enclosed, strict=True)]
    pictures = [_picture(desk, main, entry.reading, draw) for entry, (main, _) in zip(plan, kept, strict=True)]
    day = desk.day(landed.arrived_at)
    doubts = [warnings(entry.reading, day, desk.office, entry.beside) for entry in plan]
    with desk.registry.begin() as tx:
        tx.entries.hold(Book.IN)
        if mail.message_id and tx.arrivals.met(mail.message_id) and all(map(tx.entries.same_file, mains)):
            return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        letters = [
            _enter(tx, came, entry.reading, main, (*rest, *picture), source=_source(desk, mail), doubts=seen)
            for entry, (main, rest), picture, seen in zip(plan, kept, pictures, doubts, strict=True)
        ]
        if plan[0].unread:
            tx.entries.mark_for_review(letters[0][0], Doubt.UNREAD.about(", ".join(plan[0].unread)))
        if asked:
            link(tx, mail, asked, letters[0][0])
        else:
            ask_about(desk, tx, came, mail, letters[0][0])
        _confirm(desk, tx, came, mail, letters[0][0])
        fresh = any(new for _, new in letters)
        state = ArrivalState.REGISTERED if fresh else ArrivalState.DUPLICATE
        return decide(tx, replace(came, state=state, letter_id=letters[0][0].id))


def named(landed: Landed, mail: Mail) -> Landed:
    """An arrival by the name, Message-ID and sender its mail has."""
    return replace(
        landed, name=mail.subject or landed.name, message_id=mail.message_id, mail_from=mail.sender_address or None
    )


def _enter(
    tx: Tx,
    landed: Landed,
    reading: Reading,
    main: KeptFile,
    others: Sequence[KeptFile],
    *,
    source: str,
    doubts: Sequence[str],
) -> tuple[Letter, bool]:
    """Enter a letter, or put its files to the entry that stands already; says which. The book must be held."""
    file = tx.entries.same_file(main.sha256)
    same = file or tx.entries.same_letter(reading)
    if same is None:
        if like := tx.entries.like_letter(reading):
            doubts = (*doubts, Doubt.SAME.about(f"{like.label}/{like.year}"))
        entered = tx.entries.enter(
            reading,
            (main, *others),
            received_at=landed.arrived_at,
            source=source,
            unit=landed.hint,
            arrival_id=landed.id,
            doubts=doubts,
        )
        log.info("entered %s/%d: %s", entered.label, entered.year, entered.letter_no or main.name)
        return entered, True
    tx.entries.add_files(same, (replace(main, role=Role.COPY), *others), landed.id)
    tx.entries.came_again(same, source)
    tx.assignments.came_again(same)
    if file is None and not all(reading[name].sure for name in REVIEWED):
        tx.entries.mark_for_review(same, Doubt.COPY)
    return same, False


def _picture(desk: Desk, main: KeptFile, reading: Reading, draw: Draw) -> tuple[KeptFile, ...]:
    """The picture of what will be entered; what stands already has one."""
    with desk.registry.begin() as tx:
        if tx.entries.same_file(main.sha256) or tx.entries.same_letter(reading):
            return ()
    picture = draw(main.sha256, main.media_type, reading)
    return (picture,) if picture else ()


def _keep(desk: Desk, contents: Sequence[bytes]) -> list[str]:
    return desk.originals.keep(contents) if contents else []


def _kept(entry: Entry, main: str, rest: Sequence[str], landed: Landed) -> tuple[KeptFile, list[KeptFile]]:
    """The files of one entry of a mail: the letter, its enclosures and the whole mail."""
    letter = KeptFile(sha256=main, name=entry.main.name, media_type=entry.main.media_type, role=Role.LETTER)
    others = [
        KeptFile(sha256=sha256, name=document.name, media_type=document.media_type, role=Role.ENCLOSURE)
        for sha256, document in zip(rest, entry.enclosures, strict=True)
    ]
    others.append(KeptFile(sha256=landed.sha256, name=landed.name, media_type="message/rfc822", role=Role.MAIL))
    return letter, others


def _source(desk: Desk, mail: Mail) -> str:
    """Where a mail came from, as it says; with a word behind it where our own server does not believe that, so that
    nothing is taken for that sender's by the address."""
    said = f"{mail.sender_name} <{mail.sender_address}>" if mail.sender_name else mail.sender_address
    found = authenticity(mail.authentication, desk.authserv_id, mail.sender_address)
    return f"{said} {UNPROVED}" if found is Authenticity.FAILED else said


def _confirm(desk: Desk, tx: Tx, landed: Landed, mail: Mail, letter: Letter) -> None:
    """Queue one confirmation for a registered mail (the 2564 rule: the receiver confirms), where one may go."""
    recipient = confirmable(mail, frozenset({desk.address.casefold()})) if desk.address else None
    if recipient is None:
        return
    if tx.deliveries.queued_since(recipient, Purpose.CONFIRMATION, desk.midnight(tx.now)) >= desk.confirmations_a_day:
        log.warning("%s has had its confirmations for today", recipient)
        return
    tx.deliveries.queue(
        letter_id=letter.id,
        arrival_id=landed.id,
        purpose=Purpose.CONFIRMATION,
        recipient=recipient,
        message_id=desk.message_id(uuid.uuid4().hex),
        in_reply_to=mail.message_id,
    )
