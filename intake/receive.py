"""One landed arrival to the register, and its outcome to the clerk.

Deciding and entering is one transaction; showing comes after it and can be repeated. A crash at any point leaves the
arrival due, and the next round goes on from what the database says.
"""

from __future__ import annotations

import logging
import time
import traceback
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from intake.ask import ask
from intake.child import Child, ChildDied
from intake.classified import (
    UNKNOWN,
    concealed,
    enter_secret,
    file_paper,
    known,
    known_among,
    mailed,
    papers_of,
    show_secret,
)
from intake.declassify import lay_bare, take_verdict
from intake.desk import Desk, decide
from intake.enter import enter_file, enter_mail
from intake.mail import Mail
from intake.pictured import keep_picture
from intake.readers import ReadMail, ReadPart, read_file, read_mail
from intake.replies import take_reply
from intake.secrecy import Class
from intake.secret import declassified, in_documents, in_file, in_folder, in_mail
from intake.submit import show_drafted, take_parcel, take_submission
from intake.wrote import brings_new
from registry.arrivals import ArrivalState, Landed
from registry.doubts import Doubt
from registry.due import LOST_LIMIT
from registry.errors import StaleClaim, Unreadable
from registry.model import Book, Origin, Problem, Reading, Role
from registry.store import DatabaseTrouble, brief

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=30)
"""How long to wait when the shared folder cannot be written."""


def receive_next(desk: Desk, child: Child) -> bool:
    """Do the work of one due arrival; False where none is due."""
    with desk.registry.begin() as tx:
        claimed = tx.arrivals.claim()
    for landed in map(desk.opened, claimed):
        try:
            _work_on(desk, child, landed)
        except StaleClaim:
            log.warning("arrival %d was taken over by another machine", landed.id)
        except DatabaseTrouble as error:
            log.error("arrival %d waits: %s", landed.id, brief(error))
            _give_back(desk, landed)
    return bool(claimed)


def _give_back(desk: Desk, landed: Landed) -> None:
    """Let go of a claim that the database broke off; where it is still away the lease ends by itself."""
    time.sleep(1.0)  # most such troubles are over by then
    with suppress(DatabaseTrouble, StaleClaim):
        _again(desk, landed)


def _work_on(desk: Desk, child: Child, landed: Landed) -> None:
    """Decide, show, settle; whatever fails, the arrival stays due. Raises StaleClaim, DatabaseTrouble.

    The log never has a name or a word of it: nobody knows yet whether it is secret.
    """
    try:
        _show(desk, child, _decided(desk, child, landed))
    except (StaleClaim, DatabaseTrouble):
        raise
    except ChildDied:
        log.warning("the reader died on arrival %d", landed.id)
        _again(desk, landed, lost=landed.lost)
    except OSError as error:
        log.error("arrival %d waits: %s", landed.id, error.strerror or type(error).__name__)
        _again(desk, landed)
    except Exception as error:  # a fault of ours in one letter must not keep the others waiting
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("arrival %d waits: %s\n%s", landed.id, type(error).__name__, where)
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
        read = child.call(read_mail, desk.originals.path(landed.sha256), desk.hints(landed))
    except Unreadable:
        return landed
    mail = read.mail
    if found := in_mail(read):
        return enter_secret(desk, mailed(landed, mail), found, [], papers_of(read, landed), (Doubt.UNREAD,))
    with desk.registry.begin() as tx:
        return decide(tx, replace(landed, name=mail.subject or landed.name, mail_from=mail.sender_address or None))


def _again(desk: Desk, landed: Landed, lost: int = 0) -> None:
    with desk.registry.begin() as tx:
        # What killed its reader is tried again soon, but behind the others; a full or shut folder takes longer to mend.
        tx.arrivals.defer(landed, tx.now + (timedelta(seconds=2 * lost) if lost else AGAIN), lost=lost)


def _read_and_enter(desk: Desk, child: Child, landed: Landed) -> Landed:
    if _is_cleared(landed):
        landed = lay_bare(desk, landed)
    try:
        if landed.lost > LOST_LIMIT:
            raise Unreadable(Problem.POISONOUS)
        with desk.lent(landed) as path:
            if landed.origin is Origin.SEND:
                return take_parcel(desk, child, landed, path)
            if landed.origin is Origin.FOLDER:
                return _file(desk, child, landed, *child.call(read_file, path, desk.hints(landed)))
            read = child.call(read_mail, path, desk.hints(landed), desk.address)
            if read.answer:
                if answered := _answered(desk, child, path, landed, read.mail):
                    return answered
                read = child.call(read_mail, path, desk.hints(landed))
        return take_submission(desk, child, landed, read) or _mail(desk, child, landed, read)
    except Unreadable as error:
        return _refuse(desk, landed, error.problem, error.detail)


def _answered(desk: Desk, child: Child, path: Path, landed: Landed, mail: Mail) -> Landed | None:
    """Do what an answer asks for; None where it is none. One that brings a secret letter along is that letter, and
    what it orders is not carried out: the registrar sees to it."""
    with desk.registry.begin() as tx:
        fresh = brings_new(tx, mail)
    if fresh and not (mail.bounce or mail.automatic or _is_cleared(landed)):
        read = child.call(read_mail, path, desk.hints(landed))
        if found := in_documents(read) or known_among(desk, read.parts):
            return _enter_secret_mail(desk, landed, read, found)
    return take_verdict(desk, landed, mail) or take_reply(desk, landed, mail)


def _is_cleared(landed: Landed) -> bool:
    """Whether it stood in the secret book, and the registrar has said that it is not secret."""
    return landed.state is ArrivalState.LANDED and landed.letter_id is not None


def _file(desk: Desk, child: Child, landed: Landed, media_type: str, reading: Reading) -> Landed:
    if _is_cleared(landed):
        reading = declassified(reading)
    elif found := in_file(reading, landed.name, in_folder(landed.hint)) or known(desk, [(landed.sha256, reading)]):
        return enter_secret(desk, landed, found, [reading], file_paper(landed, media_type))
    return enter_file(desk, landed, media_type, reading, partial(keep_picture, desk, child))


def _mail(desk: Desk, child: Child, landed: Landed, read: ReadMail) -> Landed:
    if _is_cleared(landed):
        parts = (replace(part, reading=part.reading and declassified(part.reading)) for part in read.parts)
        read = replace(read, parts=tuple(parts))
    elif found := _class_of(desk, read):
        return _enter_secret_mail(desk, landed, read, found)
    return enter_mail(desk, landed, read, partial(keep_picture, desk, child))


def _enter_secret_mail(desk: Desk, landed: Landed, read: ReadMail, found: Class) -> Landed:
    """A mail to the secret book, under the number of the letter that prints a class, be there others in it."""
    read = replace(read, parts=tuple(sorted(read.parts, key=lambda part: not _prints_class(part))))
    readings = [part.reading for part in read.parts if part.reading]
    return enter_secret(desk, mailed(landed, read.mail), found, readings, papers_of(read, landed))


def _prints_class(part: ReadPart) -> bool:
    return part.reading is not None and part.reading.value("secrecy") is not None


def _class_of(desk: Desk, read: ReadMail) -> Class | None:
    """The class of a mail; a report or a program's answer without a document has none, whatever it quotes."""
    if not read.mail.documents and (read.mail.bounce or read.mail.automatic):
        return None
    return in_mail(read) or known_among(desk, read.parts)


def _refuse(desk: Desk, landed: Landed, problem: Problem, detail: str) -> Landed:
    """What cannot be read goes before the clerk; of a secret letter it is entered all the same, for the registrar."""
    folder = in_folder(landed.hint) if landed.origin is Origin.FOLDER else None
    found = None
    if landed.origin is Origin.FOLDER and not _is_cleared(landed) and problem is not Problem.EMPTY:
        found = in_file(None, landed.name, folder)
    if found:
        return enter_secret(desk, landed, found, [], file_paper(landed, UNKNOWN))
    refused = replace(landed, state=ArrivalState.PROBLEM, problem=problem, detail=None if folder else detail or None)
    with desk.registry.begin() as tx:
        return decide(tx, replace(refused, name=concealed(desk, landed).name) if folder else refused)


def _show(desk: Desk, child: Child, landed: Landed) -> None:
    """Put the outcome where the clerk sees it, and ask her about what is not sure."""
    if landed.state is ArrivalState.DRAFTED:
        show_drafted(desk, landed)
        return
    if landed.state is ArrivalState.PROBLEM:
        desk.shelf.show_problem(landed, secret=in_folder(landed.hint) is not None)
        return
    with desk.registry.begin() as tx:
        entered = tx.entries.of_arrival(landed.id, Role.LETTER)
        shown = [(letter, tx.entries.files(letter)) for letter in entered]
        first = tx.entries.by_id(landed.letter_id) if landed.letter_id else None
        kept = tx.entries.files(first) if first else []
    if first and first.book is Book.SECRET:
        if landed.state in (ArrivalState.REGISTERED, ArrivalState.DUPLICATE):
            show_secret(desk, landed, first)
        return
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
