"""A letter that somebody wants sent: from the folder or by mail, read, and put before who wants it sent.

Nothing leaves here but the question whether it was read rightly. The draft, its files, that question and the end of the
arrival are one transaction, so a crash leaves an arrival that is read again, or one that is done with.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from intake.authentic import Authenticity, authenticity
from intake.checks import Trouble
from intake.child import Child, ChildDied
from intake.classified import MAIL, Paper, concealed, hide_original, known_among, mailed, sealed
from intake.desk import Desk, decide
from intake.drafted import Came, book_of, date_of, draft_of, letter_among, number_of, refused_draft
from intake.enter import named
from intake.mail import Mail
from intake.mailtext import decode
from intake.quoting import is_own_picture
from intake.readers import ReadMail, ReadParcel, ReadPart, blanks_of, read_parcel
from intake.secret import in_mail, in_parcel
from intake.sniff import ZIP
from intake.wishes import Unfit, Wish, noted, told, wants_sending, wish_in
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Purpose
from registry.errors import Unreadable
from registry.model import KeptFile, Problem, Role
from registry.outgoing import Draft, Outgoing, SentFile
from registry.people import Person, plain_address
from registry.places import Blanks
from registry.store import Tx
from templates import short_moment

log = logging.getLogger(__name__)

SAME_DAY = timedelta(days=1)
"""The same letter to the same recipients so soon after it was sent is likely to be a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wisher:
    """Who is asked about a letter. `faults`: of what was said beside its page, told with the question."""

    person: Person
    faults: list[list[str]]
    mail: Mail | None = None


def take_parcel(desk: Desk, child: Child, landed: Landed, path: Path) -> Landed:
    """Put a parcel from the folder before who wants it sent. Raises Unreadable, ChildDied, StaleClaim.

    Where nobody can be asked it is not even read.
    """
    clerk = _clerk(desk)
    if clerk is None:
        raise Unreadable(Problem.NOBODY_ASKED)
    read: ReadParcel = child.call(read_parcel, path, desk.hints(landed))
    text, to = decode(read.note or b""), landed.hint or ""
    wish = Wish(to=to) if read.note is None else noted(text, to, _today(desk))
    wisher = _wisher(desk, wish, clerk)
    if in_parcel(read.parts, (landed.name, text)) or known_among(desk, read.parts):
        return _refuse(desk, landed, wisher, Paper(name=landed.name, media_type=ZIP, role=Role.LETTER))
    return _submit(desk, landed, _came(desk, child, read.parts, wish), wisher)


def take_submission(desk: Desk, child: Child, landed: Landed, read: ReadMail) -> Landed | None:
    """Put a mail of somebody of the office who wants a letter sent before them; None where it is none.

    Where our own server found the sender forged, the central clerk is asked instead. Raises StaleClaim.
    """
    mail = read.mail
    person = desk.people().by_address(mail.sender_address)
    if not desk.address or person is None or not wants_sending(mail, desk.address):
        return None
    wish = wish_in(mail.body, _today(desk))
    faults = told(wish)
    if authenticity(mail.authentication, desk.authserv_id, mail.sender_address) is Authenticity.FAILED:
        person, faults = _clerk(desk), [[Trouble.FORGED, "", mail.sender_address], *faults]
    if person is None:
        with desk.registry.begin() as tx:
            listed = replace(mailed(landed, mail), state=ArrivalState.LISTED, problem=Problem.NOT_ACCEPTED)
            return decide(tx, listed)
    wisher = _Wisher(person=person, faults=faults, mail=mail)
    if in_mail(read) or known_among(desk, read.parts):
        return _refuse(desk, mailed(landed, mail), wisher, Paper(name=landed.name, media_type=MAIL, role=Role.MAIL))
    sent = [part for part in read.parts if not part.document.inline and not is_own_picture(part.document.content)]
    came = _came(desk, child, sent, wish, tuple(name for name, _ in mail.refused))
    return _submit(desk, named(landed, mail), came, wisher)


def show_drafted(desk: Desk, landed: Landed) -> None:
    """What is secret of what was submitted lies nowhere in clear; of all else there is nothing to show."""
    with desk.registry.begin() as tx:
        sent = tx.sending.of_arrival(landed.id)
    if sent and sent.draft == refused_draft():
        hide_original(desk, landed)


def _today(desk: Desk) -> date:
    return desk.day(desk.registry.clock())


def _wisher(desk: Desk, wish: Wish, clerk: Person) -> _Wisher:
    """Who wants a dropped letter sent: who its note names, else the central clerk."""
    name, line = wish.sender
    found = desk.people().find(name) if name else ()
    unknown = [[Unfit.WHO, "", f"{line} ({name})"]] if name and len(found) != 1 else []
    return _Wisher(person=found[0] if len(found) == 1 else clerk, faults=[*told(wish), *unknown])


def _clerk(desk: Desk) -> Person | None:
    """The central clerk or who stands in, where they can be mailed."""
    address = desk.central(desk.registry.clock()) if desk.address else ""
    return desk.people().by_address(address) if address else None


def _came(desk: Desk, child: Child, parts: Sequence[ReadPart], wish: Wish, refused: tuple[str, ...] = ()) -> Came:
    letter = letter_among(parts, desk.registry.numbers.code)
    blanks = _blanks(desk, child, letter) if letter else Blanks()
    return Came(parts=tuple(parts), wish=wish, letter=letter, blanks=blanks, refused=refused)


def _blanks(desk: Desk, child: Child, letter: ReadPart) -> Blanks:
    """Where its page is blank; a letter on which that cannot be found out is drafted all the same."""
    (kept,) = desk.originals.keep([letter.document.content])
    try:
        found = child.call(blanks_of, desk.originals.path(kept), letter.document.media_type)
    except (Unreadable, ChildDied) as error:
        log.warning("no blanks are looked for on %s: %s", kept[:12], error)
        return Blanks()
    return found if isinstance(found, Blanks) else Blanks()


def _submit(desk: Desk, landed: Landed, came: Came, wisher: _Wisher) -> Landed:
    files, mail, person = _kept(desk, came), wisher.mail, wisher.person
    with desk.registry.begin(person.address) as tx:
        if mail and mail.message_id and tx.arrivals.met(mail.message_id):
            return decide(tx, replace(landed, state=ArrivalState.LISTED, problem=Problem.SAME_MAIL))
        tx.entries.hold(book_of(came))  # of the same letter twice at once, the second sees the first
        sent = tx.sending.submit(
            landed.id,
            _draft(desk, tx, came, files),
            files,
            person=person.address,
            name=person.name,
            unit=person.unit or None,
        )
        _ask(desk, tx, sent, person.address, wisher)
        log.info("arrival %d is a letter to be sent", landed.id)
        return decide(tx, replace(landed, state=ArrivalState.DRAFTED))


def _kept(desk: Desk, came: Came) -> list[SentFile]:
    """Its files, kept, the letter first; where none reads as one, the first stands in its place."""
    parts = [came.letter, *came.enclosures] if came.letter else list(came.parts)
    kept = desk.originals.keep([part.document.content for part in parts]) if parts else []
    return [
        SentFile(
            kept=KeptFile(
                sha256=sha,
                name=part.document.name,
                media_type=part.document.media_type,
                role=Role.ENCLOSURE if at else Role.LETTER,
            ),
            size=len(part.document.content),
        )
        for at, (sha, part) in enumerate(zip(kept, parts, strict=True))
    ]


def _draft(desk: Desk, tx: Tx, came: Came, files: Sequence[SentFile]) -> Draft:
    """The draft as things stand now, with word of the same letter that is under way."""
    bearing = tx.sending.printed(book_of(came), {"letter_no": number_of(came), "date": date_of(came)})
    draft = draft_of(came, desk.schools().resolve(came.wish.to_text), bearing, desk.day(tx.now), desk.largest_file)
    before = tx.sending.same(files[0].kept.sha256, draft, tx.now - SAME_DAY) if files else None
    if before is None:
        return draft
    return replace(draft, faults=(*draft.faults, ("again", short_moment(before.submitted_at, desk.zone))))


def _refuse(desk: Desk, landed: Landed, wisher: _Wisher, paper: Paper) -> Landed:
    """Seal what has a class of secrecy; tell who wanted it sent, the central clerk and the registrar that it is."""
    sealed(desk, landed, [paper])
    person = wisher.person
    with desk.registry.begin() as tx:
        told_ = dict.fromkeys((person.address, desk.central(tx.now), plain_address(desk.trusted.registrar)))
        sent = tx.sending.submit(
            landed.id, refused_draft(), [], person=person.address, name=person.name, unit=person.unit or None
        )
        for address in filter(None, told_):
            _ask(desk, tx, sent, address, replace(wisher, faults=[]))
        return decide(tx, replace(concealed(desk, landed), state=ArrivalState.DRAFTED))


def _ask(desk: Desk, tx: Tx, sent: Outgoing, address: str, wisher: _Wisher) -> None:
    tx.deliveries.queue(
        letter_id=None,
        arrival_id=sent.arrival_id,
        outgoing_id=sent.id,
        purpose=Purpose.DRAFT,
        recipient=address,
        message_id=desk.message_id(desk.tokens.make(sent.id)),
        in_reply_to=wisher.mail.message_id if wisher.mail else None,
        said={"faults": wisher.faults, "done": []} if wisher.faults else None,
    )
