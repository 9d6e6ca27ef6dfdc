"""What runs in the child process: a kept file, or a whole mail with its documents, to plain values."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from intake.hints import Hints
from intake.mail import Document, Mail, parse_mail
from intake.phrases import begins_search
from intake.quoting import is_own_picture, own_words
from intake.reading import read_document
from intake.sniff import DOC, DOCX, ENCRYPTED, JPEG, PDF, PNG, TIFF, sniff
from registry.errors import Unreadable
from registry.model import Problem, Reading
from registry.tokens import has_token

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


def read_mail(path: Path, hints: Hints, domain: str = "") -> ReadMail:
    """A kept mail and the readings of its documents. Raises Unreadable for a mail over the limits.

    `domain`: that of the office's address, where answers to its messages are wanted as such, their documents unread.
    """
    mail = parse_mail(path.read_bytes())
    if domain and _answers(mail, domain):
        return ReadMail(mail=mail, parts=(), answer=True)
    if mail.bounce and (mail.automatic or mail.sender_address.casefold().startswith("mailer-daemon@")):
        # A bounce brings our own letter back; that is not a letter to us. (A small school may write as postmaster.)
        return ReadMail(mail=mail, parts=())
    hints = replace(hints, mail_subject=mail.subject, mail_sender=f"{mail.sender_name} <{mail.sender_address}>")
    parts = [_read_part(document, hints, number < MAX_READ) for number, document in enumerate(mail.documents)]
    return ReadMail(mail=mail, parts=tuple(parts))


def draw(path: Path, media_type: str, reading: Reading) -> bytes:
    """The picture by which a person checks a reading, as PNG. Raises Unreadable."""
    from intake.picture import draw_check  # late: Pillow is not needed for sound text layers

    return draw_check(path, media_type, reading)


def _answers(mail: Mail, domain: str) -> bool:
    """Whether a mail has the look of an answer, a bounce or a search; what it is is yet to be proved."""
    named = (*mail.references, *(mail.report.message_ids if mail.report else ()))
    ending = f"@{domain.casefold()}>"
    if has_token(mail.subject) or any(each.casefold().endswith(ending) or has_token(each) for each in named):
        return True
    return not mail.automatic and begins_search(own_words(mail.body) or mail.subject)


def _read(path: Path, media_type: str, hints: Hints) -> Reading:
    """The one place where a document is read, with all that is known of it."""
    return read_document(path, media_type, hints)


def _read_part(document: Document, hints: Hints, wanted: bool) -> ReadPart:
    if document.media_type == ENCRYPTED:
        return ReadPart(document=document, problem=Problem.PASSWORD)
    if document.media_type not in LETTER_TYPES or document.inline or is_own_picture(document.content):
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
