"""The letters a letter refers to (อ้างถึง), linked to their entries where the office holds them.

A link is made from whichever side comes later: when a letter is entered its references are looked up, and whoever
referred to it before is linked to it. Incoming letters are found, and the office's own outgoing ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from registry.fold import fold
from registry.model import Book, Letter, Reference, State
from registry.numbering import CIRCULAR
from registry.rows import letter_of, letter_rows
from registry.schema import citations, letters

_HELD = (Book.IN, Book.OUT)
_ERA = 543


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One letter under อ้างถึง, as printed; `cited`: its entry, None where the office does not hold it."""

    letter_no: str | None
    date: date | None
    cited: Letter | None


class Citations:
    """References between letters as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, letter: Letter) -> tuple[Citation, ...]:
        """What a letter refers to, in its own order."""
        query = select(citations).where(citations.c.letter_id == letter.id).order_by(citations.c.position)
        rows = self._connection.execute(query).all()
        held = self._letters([row.cited_id for row in rows if row.cited_id is not None])
        return tuple(Citation(letter_no=row.letter_no, date=row.date, cited=held.get(row.cited_id)) for row in rows)

    def citing(self, letter: Letter) -> tuple[Letter, ...]:
        """The entries whose letters refer to this one, in the order they were entered."""
        query = select(citations.c.letter_id).where(citations.c.cited_id == letter.id)
        found = self._letters(list(self._connection.execute(query).scalars()))
        return tuple(found[key] for key in sorted(found))

    def _letters(self, ids: Sequence[int]) -> dict[int, Letter]:
        query = letter_rows().where(letters.c.id.in_(set(ids)))
        return {row.id: letter_of(row) for row in self._connection.execute(query)} if ids else {}


def keep_references(connection: Connection, letter_id: int, references: Sequence[Reference]) -> None:
    """Keep what a letter refers to, and link it to what the office holds.

    One that was not read surely is linked only where number and date both fit.
    """
    rows = [
        {
            "letter_id": letter_id,
            "position": position,
            "letter_no": one.letter_no,
            "folded": fold(one.letter_no) if one.letter_no else None,
            "date": date.fromisoformat(one.date) if one.date else None,
        }
        for position, one in enumerate(references, 1)
    ]
    if not rows:
        return
    connection.execute(insert(citations), rows)
    kept = connection.execute(_waiting().where(citations.c.letter_id == letter_id).order_by(citations.c.position))
    for row, one in zip(kept.all(), references, strict=True):
        _link(connection, row, _held(connection, row, exactly=not one.sure))


def link_to(connection: Connection, letter_id: int) -> None:
    """Bring the references to this entry into line with how it stands now: entered, corrected, struck."""
    entry = connection.execute(select(letters).where(letters.c.id == letter_id)).one()
    pointing = connection.execute(_citing().where(citations.c.cited_id == letter_id)).all()
    for row in pointing:
        if not (_stands(entry) and row.folded == entry.letter_no_folded and _fits(row, entry)):
            _link(connection, row, _held(connection, row))
    if not (_stands(entry) and entry.letter_no_folded):
        return
    for row in connection.execute(_waiting().where(citations.c.folded == entry.letter_no_folded)).all():
        if row.letter_id != letter_id and _fits(row, entry):
            _link(connection, row, letter_id)


def _citing() -> Any:
    """The references, each with the year its letter was entered in."""
    return select(citations, letters.c.year.label("entered_in")).join(letters, letters.c.id == citations.c.letter_id)


def _waiting() -> Any:
    return _citing().where(citations.c.cited_id.is_(None))


def _held(connection: Connection, row: Row[Any], *, exactly: bool = False) -> int | None:
    """The entry that a reference means: of its very date, else the newest that fits."""
    if row.folded is None:
        return None
    query = select(letters).where(letters.c.letter_no_folded == row.folded, letters.c.id != row.letter_id)
    found = [each for each in connection.execute(query).all() if _stands(each) and _fits(row, each, exactly=exactly)]
    best = max(found, key=lambda each: (each.date == row.date, each.id), default=None)
    return best.id if best else None


def _stands(entry: Row[Any]) -> bool:
    return entry.book in _HELD and entry.state != State.STRUCK


def _fits(row: Row[Any], entry: Row[Any], *, exactly: bool = False) -> bool:
    """Whether a reference of this number can mean this entry of the same number.

    A number begins anew each year, so the year must agree; without a date it is that of the letter that refers, or
    the year before. A number that names no office (12/2569) means many letters: there the day must agree.
    """
    if row.date is not None and row.date == entry.date:
        return True
    if exactly or not _names_an_office(row.folded):
        return False
    year = entry.date.year + _ERA if entry.date else entry.year
    return year in ((row.date.year + _ERA,) if row.date else (row.entered_in - 1, row.entered_in))


def _names_an_office(folded: str) -> bool:
    return any(character.isalpha() for character in folded.partition("/")[0].replace(CIRCULAR, ""))


def _link(connection: Connection, row: Row[Any], cited_id: int | None) -> None:
    if cited_id != row.cited_id:
        connection.execute(update(citations).where(citations.c.id == row.id).values(cited_id=cited_id))
