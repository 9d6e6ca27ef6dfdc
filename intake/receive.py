"""One landed arrival to the register, and its outcome to the clerk.

Deciding and entering is one transaction; showing comes after it and can be repeated. A crash at any point leaves the
arrival due, and the next round goes on from what the database says.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial

from intake.ask import ask
from intake.child import Child, ChildDied
from intake.desk import Desk, decide
from intake.enter import enter_file, enter_mail
from intake.pictured import keep_picture
from intake.readers import read_file, read_mail
from intake.replies import take_reply
from registry.arrivals import ArrivalState, Landed
from registry.due import LOST_LIMIT
from registry.errors import StaleClaim, Unreadable
from registry.model import Origin, Problem, Role
from registry.store import DatabaseTrouble, brief

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=30)
"""How long to wait when the shared folder cannot be written."""


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
        _show(desk, child, _decided(desk, child, landed))
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
    try:
        mail = child.call(read_mail, desk.originals.path(landed.sha256), desk.hints(landed)).mail
    except Unreadable:
        return landed
    with desk.registry.begin() as tx:
        return decide(tx, replace(landed, name=mail.subject or landed.name, mail_from=mail.sender_address or None))


def _again(desk: Desk, landed: Landed, lost: int = 0) -> None:
    with desk.registry.begin() as tx:
        # What killed its reader is tried again soon, but behind the others; a full or shut folder takes longer to mend.
        tx.arrivals.defer(landed, tx.now + (timedelta(seconds=2 * lost) if lost else AGAIN), lost=lost)


def _read_and_enter(desk: Desk, child: Child, landed: Landed) -> Landed:
    path = desk.originals.path(landed.sha256)
    hints = desk.hints(landed)
    draw = partial(keep_picture, desk, child)
    try:
        if landed.lost > LOST_LIMIT:
            raise Unreadable(Problem.POISONOUS)
        if landed.origin is Origin.FOLDER:
            media_type, reading = child.call(read_file, path, hints)
            return enter_file(desk, landed, media_type, reading, draw)
        read = child.call(read_mail, path, hints, desk.address.rpartition("@")[2])
        if read.answer:
            if answered := take_reply(desk, landed, read.mail):
                return answered
            read = child.call(read_mail, path, hints)
        return enter_mail(desk, landed, read, draw)
    except Unreadable as error:
        return _refuse(desk, landed, error.problem, error.detail)


def _refuse(desk: Desk, landed: Landed, problem: Problem, detail: str) -> Landed:
    with desk.registry.begin() as tx:
        return decide(tx, replace(landed, state=ArrivalState.PROBLEM, problem=problem, detail=detail or None))


def _show(desk: Desk, child: Child, landed: Landed) -> None:
    """Put the outcome where the clerk sees it, and ask her about what is not sure."""
    if landed.state is ArrivalState.PROBLEM:
        desk.shelf.show_problem(landed)
        return
    with desk.registry.begin() as tx:
        entered = tx.entries.of_arrival(landed.id, Role.LETTER)
        shown = [(letter, tx.entries.files(letter)) for letter in entered]
        first = tx.entries.by_id(landed.letter_id) if landed.letter_id else None
        kept = tx.entries.files(first) if first else []
    if first and landed.state is ArrivalState.ANSWER:
        desk.shelf.rename_letter(first, kept)
        desk.checks.wake()
        return
    for letter, files in shown:
        desk.shelf.show_letter(letter, files)
        ask(desk, child, letter, landed)
    if first and landed.state is ArrivalState.DUPLICATE:
        if landed.origin is Origin.FOLDER:
            media_type = next((file.media_type for file in kept if file.sha256 == landed.sha256), "")
            desk.shelf.show_copy(first, landed.sha256, media_type, landed)
        else:
            desk.shelf.show_letter(first, kept)
        ask(desk, child, first, landed)
