"""When two things that came are one letter: the same file, or the same sender, number and date."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from registry.fold import fold
from registry.model import Book, Letter, Role, State
from registry.rows import letter_of, letter_rows
from registry.schema import files, letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a letter is known by again."""

    letter_no: str | None
    date: date | None
    sender: str | None
    subject: str | None


def same_file(connection: Connection, sha256: str, book: Book = Book.IN) -> Letter | None:
    """The standing entry of a book whose letter (or a copy of it) is this very file."""
    theirs = select(files.c.letter_id).where(files.c.sha256 == sha256, files.c.role.in_([Role.LETTER, Role.COPY]))
    query = letter_rows().where(letters.c.book == book, letters.c.state != State.STRUCK, letters.c.id.in_(theirs))
    row = connection.execute(query.order_by(letters.c.id).limit(1)).first()
    return letter_of(row) if row else None


def same_letter(connection: Connection, marks: Marks, but: int | None = None, book: Book = Book.IN) -> Letter | None:
    """The standing entry of a book of the same sender, number and date, if its subject does not gainsay it.

    All three must be known. A scan's sender is seldom read without a fault, so where the number itself names the
    office (ศธ 04999/1) nearly the same will do. A subject that is plainly another one means that a field was misread,
    and two letters made one would be a lost letter. `but`: an entry that is not looked at.
    """
    if not (marks.letter_no and marks.date and marks.sender):
        return None
    query = letter_rows().where(
        letters.c.book == book,
        letters.c.state != State.STRUCK,
        letters.c.letter_no_folded == fold(marks.letter_no),
        letters.c.date == marks.date,
    )
    least = 0.9 if any(character.isalpha() for character in marks.letter_no) else 1.0
    for row in connection.execute(query.order_by(letters.c.id)):
        found = letter_of(row)
        if found.id == but:
            continue
        # เขต 1 and เขต 2 are two offices.
        same_digits = _digits(found.sender or "") == _digits(marks.sender)
        same_office = same_digits and _alike(found.sender or "?", marks.sender, least)
        if same_office and _alike(found.subject, marks.subject, 0.5):
            return found
    return None


def like_letter(connection: Connection, marks: Marks) -> Letter | None:
    """The newest standing incoming entry under the same number of the same year; `same_letter` found it to be another.

    An office gives a number once a year, so one of the two was misread or misnumbered, or they are one letter after
    all. Only where the number itself names the office, and no date gainsays it.
    """
    if not marks.letter_no or not any(character.isalpha() for character in marks.letter_no.partition("/")[0]):
        return None
    query = letter_rows().where(
        letters.c.book == Book.IN,
        letters.c.state != State.STRUCK,
        letters.c.letter_no_folded == fold(marks.letter_no),
    )
    for row in connection.execute(query.order_by(letters.c.id.desc())):
        if marks.date is None or row.date is None or row.date.year == marks.date.year:
            return letter_of(row)
    return None


def _alike(one: str | None, other: str | None, ratio: float) -> bool:
    """Whether two texts are the same but for what OCR misreads; one that is missing gainsays nothing."""
    if not one or not other:
        return True
    return difflib.SequenceMatcher(None, fold(one), fold(other), autojunk=False).ratio() >= ratio


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, fold(text)))
