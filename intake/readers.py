"""What runs in the child process: a kept file, or a whole mail with its documents, to plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile

from intake.mail import Document, Mail, parse_mail
from intake.reading import read_document
from intake.sniff import DOC, DOCX, ENCRYPTED, JPEG, PDF, PNG, TIFF, sniff
from registry.errors import Unreadable
from registry.model import Problem, Reading

LETTER_TYPES = frozenset({PDF, TIFF, JPEG, PNG, DOCX, DOC})
"""The kinds of file a letter may come in."""

MAX_READ = 12
"""Documents of one mail that are read; what lies beyond is kept as enclosures, for a person to look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPart:
    """One document of a mail: its reading, or why it has none. Neither: no letter can be in it (a sheet, a logo)."""

    document: Document
    reading: Reading | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    mail: Mail
    parts: tuple[ReadPart, ...]


def warm_up() -> None:
    """Nothing: the child has loaded this module, and with it the readers, before the first letter comes."""


def read_file(path: Path, received: date) -> tuple[str, Reading]:
    """The media type and reading of a dropped file. Raises Unreadable."""
    with path.open("rb") as file:
        media_type = sniff(file.read())
    if path.stat().st_size == 0:
        raise Unreadable(Problem.EMPTY)
    if media_type == ENCRYPTED:
        raise Unreadable(Problem.PASSWORD, media_type)
    if media_type not in LETTER_TYPES:
        raise Unreadable(Problem.UNSUPPORTED, media_type)
    return media_type, read_document(path, media_type, received)


def read_mail(path: Path, received: date) -> ReadMail:
    """A kept mail and the readings of its documents. Raises Unreadable for a mail over the limits."""
    mail = parse_mail(path.read_bytes())
    if mail.bounce and (mail.automatic or mail.sender_address.casefold().startswith("mailer-daemon@")):
        # A bounce brings our own letter back; that is not a letter to us. (A small school may write as postmaster.)
        return ReadMail(mail=mail, parts=())
    parts = [_read_part(document, received, number < MAX_READ) for number, document in enumerate(mail.documents)]
    return ReadMail(mail=mail, parts=tuple(parts))


def _read_part(document: Document, received: date, wanted: bool) -> ReadPart:
    if document.media_type == ENCRYPTED:
        return ReadPart(document=document, problem=Problem.PASSWORD)
    if document.media_type not in LETTER_TYPES or document.inline:
        return ReadPart(document=document)
    if not wanted:
        return ReadPart(document=document, problem=Problem.TOO_LONG)
    with NamedTemporaryFile(prefix="saraban-") as file:
        file.write(document.content)
        file.flush()
        try:
            reading = read_document(Path(file.name), document.media_type, received)
        except Unreadable as error:
            return ReadPart(document=document, problem=error.problem)
    return ReadPart(document=document, reading=reading)
