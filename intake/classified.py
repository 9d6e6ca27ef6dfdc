"""A secret letter to the secret book: sealed, entered with its outer facts, told to those named for its class alone.

What was read of it is let go of here. Its original, where it landed before anyone knew, is kept sealed before the entry
is committed and removed after it; each step can be done again.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from intake.desk import Desk, decide
from intake.mail import Mail
from intake.readers import ReadMail, ReadPart
from intake.secrecy import Class
from intake.secret import in_folder, outer_facts
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Purpose
from registry.doubts import Doubt
from registry.model import Book, KeptFile, Letter, Origin, Reading, Role, Secrecy
from registry.store import Tx

log = logging.getLogger(__name__)

MAIL = "message/rfc822"
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document of a secret letter; `content` None: the arrival itself."""

    name: str
    media_type: str
    role: Role
    content: bytes | None = None


def papers_of(read: ReadMail, landed: Landed) -> list[Paper]:
    """The documents of a secret mail: one mail is one entry, be there several letters in it."""
    documents = [part.document for part in read.parts]
    letters = [part.document for part in read.parts if part.reading and part.reading.is_letter] or documents
    found = [
        Paper(
            name=each.name,
            media_type=each.media_type,
            role=Role.LETTER if each is letters[0] else Role.ENCLOSURE,
            content=each.content,
        )
        for each in documents
    ]
    found.sort(key=lambda paper: paper.role is not Role.LETTER)
    return [*found, Paper(name=landed.name, media_type=MAIL, role=Role.MAIL if found else Role.LETTER)]


def enter_secret(
    desk: Desk,
    landed: Landed,
    found: Class,
    readings: Sequence[Reading],
    papers: Sequence[Paper],
    doubts: Sequence[str] = (),
) -> Landed:
    """Seal and enter; or put the papers to the entry that stands already. Raises StaleClaim, OSError."""
    names = sealed(desk, landed, papers)
    seal = desk.vault.sealer.seal_text
    kept = [
        KeptFile(sha256=name, name=seal(paper.name), media_type=paper.media_type, role=paper.role)
        for name, paper in zip(names, papers, strict=True)
    ]
    facts = outer_facts(reading for reading in readings if reading.is_letter)
    with desk.registry.begin() as tx:
        tx.entries.hold(Book.SECRET)
        letter = tx.secret.same(names[0], facts)
        if letter:
            state = ArrivalState.DUPLICATE
            tx.entries.add_files(letter, [replace(kept[0], role=Role.COPY), *kept[1:]], landed.id)
            if found.secrecy.rank > Secrecy(letter.secrecy or Secrecy.CONFIDENTIAL).rank:
                tx.entries.mark_for_review(letter, Doubt.CLASS)
        else:
            state = ArrivalState.REGISTERED
            letter = tx.secret.enter(
                facts,
                found.secrecy,
                kept,
                received_at=landed.arrived_at,
                source=landed.mail_from or desk.shelf.inbox,
                arrival_id=landed.id,
                doubts=doubts if found.sure else (*doubts, Doubt.CLASS),
            )
            tell(desk, tx, letter)
        log.info("entered in the secret book: %s/%d", letter.label, letter.year)
        return decide(tx, replace(concealed(desk, landed), state=state, letter_id=letter.id))


def known(desk: Desk, papers: Iterable[tuple[str, Reading]]) -> Class | None:
    """The class of what stands in the secret book already: by the SHA-256 and the reading of each paper."""
    with desk.registry.begin() as tx:
        for sha256, reading in papers:
            letter = tx.secret.same(desk.vault.sealer.name(sha256), outer_facts([reading]))
            if letter and letter.secrecy:
                return Class(Secrecy(letter.secrecy), sure=True)
    return None


def known_among(desk: Desk, parts: Iterable[ReadPart]) -> Class | None:
    """The class of a document that stands in the secret book already."""
    hashes = ((sha256(part.document.content).hexdigest(), part.reading) for part in parts)
    return known(desk, ((one, reading) for one, reading in hashes if reading))


def concealed(desk: Desk, landed: Landed) -> Landed:
    """An arrival as the database may keep it: its name and folder sealed, nothing of why it could not be read."""
    seal = desk.vault.sealer.seal_text
    hint = landed.hint if landed.hint is None or in_folder(landed.hint) else seal(landed.hint)
    return replace(landed, name=seal(landed.name), hint=hint, problem=None, detail=None)


def mailed(landed: Landed, mail: Mail) -> Landed:
    """An arrival with what the outside of its mail says."""
    return replace(landed, message_id=mail.message_id, mail_from=mail.sender_address or None)


def tell(desk: Desk, tx: Tx, letter: Letter) -> None:
    """Queue word that it waits, to who is named for its class; where the class is not sure, a question instead."""
    if not desk.address:
        return
    trusted = desk.trusted
    if Doubt.CLASS in letter.review:
        if trusted.registrar:
            token = desk.message_id(desk.tokens.make(letter.id))
            _queue(tx, letter, Purpose.SECRET_ASKED, trusted.registrar, token)
        return
    named = trusted.named.get(Secrecy(letter.secrecy or ""), ())
    for address in dict.fromkeys((*filter(None, [trusted.registrar]), *named)):
        _queue(tx, letter, Purpose.SECRET_WAITS, address, desk.message_id(uuid.uuid4().hex))


def show_secret(desk: Desk, landed: Landed, letter: Letter) -> None:
    """Remove the original that landed in clear, and show in the folder that there is an entry: its number alone."""
    hide_original(desk, landed)
    desk.shelf.show_secret(letter)


def hide_original(desk: Desk, landed: Landed) -> None:
    """Remove the original that landed in clear; it is kept sealed already. Done again it does no harm."""
    if not desk.vault.holds(landed.sha256):
        with desk.registry.begin() as tx:
            used = tx.arrivals.wanted(landed) or tx.secret.uses(landed.sha256)
        if not used:
            desk.originals.remove(landed.sha256)
        with desk.registry.begin() as tx:
            tx.arrivals.move(landed, desk.vault.sealer.name(landed.sha256))


def sealed(desk: Desk, landed: Landed, papers: Sequence[Paper]) -> list[str]:
    """Keep every paper sealed, one by one; their names."""
    names = []
    for paper in papers:
        if paper.content is not None:
            names += desk.vault.keep([paper.content])
        elif desk.vault.holds(landed.sha256):
            names.append(landed.sha256)
        else:
            with desk.lent(landed) as path:
                names += desk.vault.keep([path.read_bytes()])
    return names


def _queue(tx: Tx, letter: Letter, purpose: Purpose, recipient: str, message_id: str) -> None:
    tx.deliveries.queue(letter_id=letter.id, purpose=purpose, recipient=recipient, message_id=message_id)


def file_paper(landed: Landed, media_type: str) -> list[Paper]:
    """A dropped file as the one paper of its letter."""
    assert landed.origin is Origin.FOLDER
    return [Paper(name=landed.name, media_type=media_type, role=Role.LETTER)]
