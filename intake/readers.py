"""What runs in the child process: a kept file, or a whole mail with its documents, to plain values."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from intake.blanks import find_blanks
from intake.hints import Hints
from intake.mail import Document, Mail, parse_mail
from intake.mailtext import safe_name
from intake.parcels import NOTE
from intake.phrases import begins_search
from intake.quoting import is_own_picture, own_words
from intake.reading import read_document
from intake.requested import begins_request
from intake.sniff import DOC, DOCX, ENCRYPTED, JPEG, PDF, PNG, TIFF, sniff
from intake.wishes import wants_sending
from intake.zipped import unpacked
from registry.errors import Unreadable
from registry.model import Problem, Reading
from registry.places import Blanks
from registry.tokens import has_token

LETTER_TYPES = frozenset({PDF, TIFF, JPEG, PNG, DOCX, DOC})
"""The kinds of file a letter may come in."""

MAX_READ = 12
"""Documents of one mail that are read; what lies beyond is kept as enclosures, for a person to look at."""

_ENOUGH = 100.0  # seconds of reading, after which no further document of a mail or parcel is begun


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """One document of a mail: its reading, or why it has none. Neither: no letter can be in it (a sheet, a logo)."""

    document: Document
    reading: Reading | None = None
    problem: Problem | None = None

    @property
    def pages(self) -> int | None:
        """How many pages it has; None where that is not known."""
        if self.document.media_type.startswith("image/"):
            return self.reading.pages if self.reading else 1
        return self.reading.pages or None if self.reading else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """A mail with its documents. `answer`: it looks like something to be done or answered, so none was read."""

    mail: Mail
    parts: tuple[ReadPart, ...]
    answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadParcel:
    """The files of a letter to be sent, and the note beside them as it is (None: there is none)."""

    parts: tuple[ReadPart, ...]
    note: bytes | None = None


def warm_up() -> None:
    """Nothing: the child has loaded this module, and with it the readers, before the first letter comes."""


def read_file(path: Path, hints: Hints) -> tuple[str, Reading]:
    """The media type and reading of a dropped file. Raises Unreadable."""
    with path.open("rb") as file:
        media_type = sniff(file.read())
    if path.stat().st_size == 0:
        raise Unreadable(Problem.EMPTY)
    if media_type == ENCRYPTED:
        raise Unreadable(Problem.PASSWORD, media_type)
    if media_type not in LETTER_TYPES:
        raise Unreadable(Problem.UNSUPPORTED, media_type)
    return media_type, _read(path, media_type, hints)


def read_mail(path: Path, hints: Hints, address: str = "") -> ReadMail:
    """A kept mail and the readings of its documents. Raises Unreadable for a mail over the limits.

    `address`: that of the office, where answers to its messages are wanted as such, their documents unread.
    """
    mail = parse_mail(path.read_bytes())
    if address and _answers(mail, address):
        return ReadMail(mail=mail, parts=(), answer=True)
    if mail.bounce and (mail.automatic or mail.sender_address.casefold().startswith("mailer-daemon@")):
        # A bounce brings our own letter back; that is not a letter to us. (A small school may write as postmaster.)
        return ReadMail(mail=mail, parts=())
    hints = replace(hints, mail_subject=mail.subject, mail_sender=f"{mail.sender_name} <{mail.sender_address}>")
    return ReadMail(mail=mail, parts=_read_parts(mail.documents, hints))


def read_parcel(path: Path, hints: Hints) -> ReadParcel:
    """The files of a parcel (`intake.sendfolder`) and their readings."""
    files = dict(unpacked(path.read_bytes()))
    note = files.pop(NOTE, None)
    documents = [
        Document(name=safe_name(name.replace("/", "-")), media_type=sniff(content), content=content, inline=False)
        for name, content in files.items()
    ]
    return ReadParcel(parts=_read_parts(documents, hints), note=note)


def blanks_of(path: Path, media_type: str) -> Blanks:
    """Where the number and date of a letter to be sent are to be written. Raises Unreadable."""
    return find_blanks(path) if media_type == PDF else Blanks()


def draw(path: Path, media_type: str, reading: Reading) -> bytes:
    """The picture by which a person checks a reading, as PNG. Raises Unreadable."""
    from intake.picture import draw_check  # late: Pillow is not needed for sound text layers

    return draw_check(path, media_type, reading)


def _answers(mail: Mail, address: str) -> bool:
    """Whether a mail has the look of an answer, a bounce or a search; what it is is yet to be proved."""
    if wants_sending(mail, address) and any(_may_hold_more(document) for document in mail.documents):
        return False  # a letter to be sent, be it written as an answer to an older message of ours
    named = (*mail.references, *(mail.report.message_ids if mail.report else ()))
    ending = f"@{address.rpartition('@')[2].casefold()}>"
    if has_token(mail.subject) or any(each.casefold().endswith(ending) or has_token(each) for each in named):
        return True
    words = own_words(mail.body)
    return not mail.automatic and (begins_request(mail.subject, words) or begins_search(words or mail.subject))


def _may_hold_more(document: Document) -> bool:
    """Whether it does more than dress a mail."""
    return not (document.inline or is_own_picture(document.content))


def _read(path: Path, media_type: str, hints: Hints) -> Reading:
    """The one place where a document is read, with all that is known of it."""
    return read_document(path, media_type, hints)


def _read_parts(documents: Iterable[Document], hints: Hints) -> tuple[ReadPart, ...]:
    begun = time.monotonic()
    return tuple(
        _read_part(document, hints, number < MAX_READ and time.monotonic() - begun < _ENOUGH)
        for number, document in enumerate(documents)
    )


def _read_part(document: Document, hints: Hints, wanted: bool) -> ReadPart:
    if not document.content:
        return ReadPart(document=document, problem=Problem.EMPTY)
    if document.media_type == ENCRYPTED:
        return ReadPart(document=document, problem=Problem.PASSWORD)
    if document.media_type not in LETTER_TYPES or not _may_hold_more(document):
        return ReadPart(document=document)
    if not wanted:
        return ReadPart(document=document, problem=Problem.TOO_LONG)
    # In memory and without a name: it may be secret, and a child that is killed leaves nothing behind.
    with os.fdopen(os.memfd_create("saraban", os.MFD_CLOEXEC), "w+b") as file:
        file.write(document.content)
        file.flush()
        try:
            named = replace(hints, file_name=document.name)
            reading = _read(Path(f"/proc/self/fd/{file.fileno()}"), document.media_type, named)
        except Unreadable as error:
            return ReadPart(document=document, problem=error.problem)
    return ReadPart(document=document, reading=reading)
