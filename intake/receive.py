"""One landed arrival to the register, and its outcome to the clerk.

Deciding and entering is one transaction; showing comes after it and can be repeated. A crash at any point leaves the
arrival due, and the next round goes on from what the database says.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from intake.child import Child, ChildDied
from intake.mail import Mail, confirmable
from intake.plan import Entry, NoEntry, plan_mail
from intake.readers import ReadMail, read_file, read_mail
from intake.shelf import Shelf
from registry.arrivals import ArrivalState, Landed
from registry.due import LOST_LIMIT
from registry.entries import REVIEWED, KeptFile, Role
from registry.errors import StaleClaim, Unreadable
from registry.model import Book, Letter, Origin, Problem, Reading
from registry.originals import Originals
from registry.store import DatabaseTrouble, Registry, Tx, brief

log = logging.getLogger(__name__)

CONFIRMATION = "confirmation"
AGAIN = timedelta(seconds=30)
"""How long to wait when the shared folder cannot be written."""

_LISTED = (Problem.NO_LETTER, Problem.AUTO_REPLY, Problem.BOUNCE, Problem.SAME_MAIL)
"""Mails that are kept and listed only; any other problem is put before the clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where letters are read and entered. `address` is the office's own; "" sends no confirmations."""

    registry: Registry
    originals: Originals
    shelf: Shelf
    zone: ZoneInfo
    address: str = ""
    confirmations_a_day: int = 20


def receive_next(desk: Desk, child: Child) -> bool:
    """Do the work of one due arrival; False where none is due."""
    with desk.registry.begin() as tx:
        claimed = tx.arrivals.claim()
    for landed in claimed:
        try:
            _work_on(desk, child, landed)
        except StaleClaim:
            log.warning("arrival %d (%s) was taken over by another machine", landed.id, landed.name)
        except DatabaseTrouble as error:
            log.error("arrival %d (%s) waits: %s", landed.id, landed.name, brief(error))
            _give_back(desk, landed)
    return bool(claimed)


def _give_back(desk: Desk, landed: Landed) -> None:
    """Let go of a claim that the database broke off; where it is still away the lease ends by itself."""
    time.sleep(1.0)  # most such troubles are over by then
    with suppress(DatabaseTrouble, StaleClaim):
        _again(desk, landed)


def _work_on(desk: Desk, child: Child, landed: Landed) -> None:
    """Decide, show, settle; whatever fails, the arrival stays due. Raises StaleClaim, DatabaseTrouble."""
    try:
        _show(desk, _decided(desk, child, landed))
    except (StaleClaim, DatabaseTrouble):
        raise
    except ChildDied:
        log.warning("the reader died on arrival %d (%s)", landed.id, landed.name)
        _again(desk, landed, lost=landed.lost)
    except OSError as error:
        log.error("arrival %d (%s) waits: %s", landed.id, landed.name, error)
        _again(desk, landed)
    except Exception:  # a fault of ours in one letter must not keep the others waiting
        log.exception("arrival %d (%s) waits", landed.id, landed.name)
        _again(desk, landed, lost=landed.lost)
    else:
        with desk.registry.begin() as tx:
            tx.arrivals.settle(landed)


def _decided(desk: Desk, child: Child, landed: Landed) -> Landed:
    """The arrival with its outcome; found out now, unless that was done before a crash."""
    if landed.state is ArrivalState.LANDED:
        return _read_and_enter(desk, child, landed)
    if landed.problem and landed.origin is Origin.MAIL and landed.mail_from is None:
        return _name_refused(desk, child, landed)
    return landed


def _name_refused(desk: Desk, child: Child, landed: Landed) -> Landed:
    """A mail that was not fetched whole, named by the subject and sender in its header."""
    received = landed.arrived_at.astimezone(desk.zone).date()
    try:
        mail = child.call(read_mail, desk.originals.path(landed.sha256), received).mail
    except Unreadable:
        return landed
    with desk.registry.begin() as tx:
        return _decide(tx, replace(landed, name=mail.subject or landed.name, mail_from=mail.sender_address or None))


def _again(desk: Desk, landed: Landed, lost: int = 0) -> None:
    with desk.registry.begin() as tx:
        # What killed its reader is tried again soon, but behind the others; a full or shut folder takes longer to mend.
        tx.arrivals.defer(landed, tx.now + (timedelta(seconds=2 * lost) if lost else AGAIN), lost=lost)


def _read_and_enter(desk: Desk, child: Child, landed: Landed) -> Landed:
    path = desk.originals.path(landed.sha256)
    received = landed.arrived_at.astimezone(desk.zone).date()
    try:
        if landed.lost > LOST_LIMIT:
            raise Unreadable(Problem.POISONOUS)
        if landed.origin is Origin.MAIL:
            return _enter_mail(desk, landed, child.call(read_mail, path, received))
        media_type, reading = child.call(read_file, path, received)
        return _enter_file(desk, landed, media_type, reading)
    except Unreadable as error:
        return _refuse(desk, landed, error.problem, error.detail)


def _refuse(desk: Desk, landed: Landed, problem: Problem, detail: str) -> Landed:
    with desk.registry.begin() as tx:
        return _decide(tx, replace(landed, state=ArrivalState.PROBLEM, problem=problem, detail=detail or None))


def _decide(tx: Tx, landed: Landed) -> Landed:
    tx.arrivals.decide(
        landed,
        landed.state,
        letter_id=landed.letter_id,
        problem=landed.problem,
        detail=landed.detail,
        message_id=landed.message_id,
        mail_from=landed.mail_from,
        name=landed.name,
    )
    return landed


def _enter_file(desk: Desk, landed: Landed, media_type: str, reading: Reading) -> Landed:
    main = KeptFile(sha256=landed.sha256, name=landed.name, media_type=media_type, role=Role.LETTER)
    with desk.registry.begin() as tx:
        tx.entries.hold(Book.IN)
        letter, fresh = _enter(tx, landed, reading, main, (), source=landed.name)
        state = ArrivalState.REGISTERED if fresh else ArrivalState.DUPLICATE
        return _decide(tx, replace(landed, state=state, letter_id=letter.id))


def _enter(
    tx: Tx, landed: Landed, reading: Reading, main: KeptFile, others: Sequence[KeptFile], *, source: str
) -> tuple[Letter, bool]:
    """Enter a letter, or put its files to the entry that stands already; says which. The book must be held."""
    file = tx.entries.same_file(main.sha256)
    same = file or tx.entries.same_letter(reading)
    if same is None:
        files = (main, *others)
        entered = tx.entries.enter(
            reading, files, received_at=landed.arrived_at, source=source, unit=landed.hint, arrival_id=landed.id
        )
        log.info("entered %s/%d: %s", entered.label, entered.year, entered.letter_no or main.name)
        return entered, True
    tx.entries.add_files(same, (replace(main, role=Role.COPY), *others), landed.id)
    if file is None and not all(reading[name].sure for name in REVIEWED):
        tx.entries.mark_for_review(same, "copy")
    return same, False


def _enter_mail(desk: Desk, landed: Landed, read: ReadMail) -> Landed:
    mail = read.mail
    named = replace(
        landed, name=mail.subject or landed.name, message_id=mail.message_id, mail_from=mail.sender_address or None
    )
    plan = plan_mail(read)
    if isinstance(plan, NoEntry):
        state = ArrivalState.LISTED if plan.problem in _LISTED else ArrivalState.PROBLEM
        with desk.registry.begin() as tx:
            return _decide(tx, replace(named, state=state, problem=plan.problem, detail=plan.document))
    mains = _keep(desk, [entry.main.content for entry in plan])
    enclosed = [_keep(desk, [document.content for document in entry.enclosures]) for entry in plan]
    with desk.registry.begin() as tx:
        tx.entries.hold(Book.IN)
        if mail.message_id and tx.arrivals.met(mail.message_id) and all(map(tx.entries.same_file, mains)):
            return _decide(tx, replace(named, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        letters = [
            _enter(tx, named, entry.reading, *_kept(entry, main, rest, named), source=_source(mail))
            for entry, main, rest in zip(plan, mains, enclosed, strict=True)
        ]
        if plan[0].unread:
            tx.entries.mark_for_review(letters[0][0], f"unread: {', '.join(plan[0].unread)}")
        _confirm(desk, tx, named, mail, letters[0][0])
        fresh = any(new for _, new in letters)
        state = ArrivalState.REGISTERED if fresh else ArrivalState.DUPLICATE
        return _decide(tx, replace(named, state=state, letter_id=letters[0][0].id))


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


def _source(mail: Mail) -> str:
    return f"{mail.sender_name} <{mail.sender_address}>" if mail.sender_name else mail.sender_address


def _confirm(desk: Desk, tx: Tx, landed: Landed, mail: Mail, letter: Letter) -> None:
    """Queue one confirmation for a registered mail (the 2564 rule: the receiver confirms), where one may go."""
    recipient = confirmable(mail, frozenset({desk.address.casefold()})) if desk.address else None
    if recipient is None:
        return
    day = _midnight(tx.now, desk.zone)
    if tx.deliveries.queued_since(recipient, CONFIRMATION, day) >= desk.confirmations_a_day:
        log.warning("%s has had its confirmations for today", recipient)
        return
    tx.deliveries.queue(
        letter_id=letter.id,
        arrival_id=landed.id,
        purpose=CONFIRMATION,
        recipient=recipient,
        message_id=f"<{uuid.uuid4().hex}@{desk.address.rpartition('@')[2]}>",
        in_reply_to=mail.message_id,
    )


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _show(desk: Desk, landed: Landed) -> None:
    """Put the outcome where the clerk sees it."""
    if landed.state is ArrivalState.PROBLEM:
        desk.shelf.show_problem(landed)
        return
    with desk.registry.begin() as tx:
        entered = tx.entries.of_arrival(landed.id, Role.LETTER)
        shown = [(letter, tx.entries.files(letter)) for letter in entered]
        first = tx.entries.by_id(landed.letter_id) if landed.letter_id else None
        kept = tx.entries.files(first) if first else []
    for letter, files in shown:
        desk.shelf.show_letter(letter, files)
    if landed.state is ArrivalState.DUPLICATE and first:
        if landed.origin is Origin.FOLDER:
            media_type = next((file.media_type for file in kept if file.sha256 == landed.sha256), "")
            desk.shelf.show_copy(first, landed.sha256, media_type, landed)
        else:
            desk.shelf.show_letter(first, kept)
