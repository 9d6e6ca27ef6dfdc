"""The books: entering, finding, striking out. Nothing here deletes, and every change leaves an event."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, insert, select, update

from registry import numbering
from registry.errors import AlreadyStruck, NoSuchEntry
from registry.fold import fold, words
from registry.model import Book, Kind, Letter, Reading, State
from registry.schema import events, files, letters


class Role(StrEnum):
    """What a kept file is to its entry."""

    LETTER = "letter"
    COPY = "copy"  # the same letter once more: another scan, or by mail and on paper
    ENCLOSURE = "enclosure"
    MAIL = "mail"  # the whole mail it came in


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One original, named as it came."""

    sha256: str
    name: str
    media_type: str
    role: Role


REVIEWED = ("letter_no", "date", "subject", "sender")
"""The fields an entry must be sure of to stand without a person's look."""

_FILLED = ("kind", "letter_no", "subject", "sender", "addressee", "urgency", "secrecy")


class Entries:
    """The books as one transaction sees them."""

    def __init__(self, connection: Connection, now: datetime, who: str, numbers: numbering.Numbers) -> None:
        self._connection = connection
        self._now = now
        self._who = who
        self._numbers = numbers

    @property
    def year(self) -> int:
        """The Buddhist year that the books are in now."""
        return self._numbers.year(self._now)

    def hold(self, book: Book, circular: bool = False) -> None:
        """Let nobody else enter until this transaction ends, so that looking and then entering is one act."""
        year = self._numbers.year(self._now)
        series = self._numbers.series(book, circular)
        numbering.hold(self._connection, book, series, year, self._numbers.start(book, series, year))

    def enter(
        self,
        reading: Reading,
        kept: Sequence[KeptFile],
        *,
        received_at: datetime,
        source: str,
        unit: str | None = None,
        arrival_id: int | None = None,
        book: Book = Book.IN,
    ) -> Letter:
        """Enter a letter under the next number of the book (ข้อ 37). The book must be held."""
        year = self._numbers.year(self._now)
        number = numbering.take(self._connection, book, "", year)
        return self._write(reading, kept, book, year, number, 0, received_at, source, unit, arrival_id)

    def insert(self, after: int, kept: Sequence[KeptFile], reading: Reading, *, source: str, year: int) -> Letter:
        """Enter a late letter as n/1, n/2 … behind number n of the incoming book. Raises NoSuchEntry."""
        self.hold(Book.IN)
        self.get(Book.IN, year, after)
        last = select(func.max(letters.c.insert)).where(
            letters.c.book == Book.IN, letters.c.year == year, letters.c.number == after
        )
        step = int(self._connection.execute(last).scalar_one()) + 1
        return self._write(reading, kept, Book.IN, year, after, step, self._now, source, None, None)

    def reserve(self, book: Book, remark: str, *, circular: bool = False) -> Letter:
        """Take the next number without a letter (จองเลข)."""
        self.hold(book, circular)
        year = self._numbers.year(self._now)
        series = self._numbers.series(book, circular)
        number = numbering.take(self._connection, book, series, year)
        values = _blank(book, series, year, number, State.RESERVED, self._now, remark)
        return self._add(values, "reserved")

    def strike(self, letter: Letter, reason: str) -> Letter:
        """Strike an entry out with its reason (ขีดฆ่า); its number is never used again. Raises AlreadyStruck."""
        if letter.state is State.STRUCK:
            raise AlreadyStruck(f"{letter.label}/{letter.year} was struck out before: {letter.remark}")
        change = {"state": State.STRUCK, "remark": reason, "needs_review": False}
        self._connection.execute(update(letters).where(letters.c.id == letter.id).values(**change))
        self._event(letter.id, "struck", {"state": letter.state, "remark": letter.remark}, change)
        return self.by_id(letter.id)

    def add_files(self, letter: Letter, kept: Sequence[KeptFile], arrival_id: int | None) -> None:
        """Put further originals to an entry."""
        present = select(files.c.sha256, files.c.role).where(files.c.letter_id == letter.id)
        before = {(row.sha256, row.role) for row in self._connection.execute(present)}
        fresh = [file for file in kept if (file.sha256, file.role) not in before]
        self._keep(letter.id, fresh, arrival_id)
        if fresh:
            self._event(letter.id, "files", None, {"added": [file.name for file in fresh]})

    def mark_for_review(self, letter: Letter, reason: str) -> None:
        review = sorted({*letter.review, reason})
        change = {"needs_review": True, "review": review}
        self._connection.execute(update(letters).where(letters.c.id == letter.id).values(**change))
        self._event(letter.id, "review", {"review": list(letter.review)}, change)

    def same_file(self, sha256: str) -> Letter | None:
        """The standing incoming entry whose letter (or a copy of it) is this very file."""
        query = _letters().where(
            letters.c.book == Book.IN,
            letters.c.state != State.STRUCK,
            letters.c.id.in_(
                select(files.c.letter_id).where(files.c.sha256 == sha256, files.c.role.in_([Role.LETTER, Role.COPY]))
            ),
        )
        return self._first(query.order_by(letters.c.id))

    def same_letter(self, reading: Reading) -> Letter | None:
        """The standing incoming entry of the same sender, number and date, if its subject does not gainsay it.

        All three must have been read. A scan's sender is seldom read without a fault, so where the number itself
        names the office (ศธ 04999/1) nearly the same will do. A subject that is plainly another one means that a
        field was misread, and two letters made one would be a lost letter.
        """
        number, day, sender = (reading.value(name) for name in ("letter_no", "date", "sender"))
        if not (number and day and sender):
            return None
        query = _letters().where(
            letters.c.book == Book.IN,
            letters.c.state != State.STRUCK,
            letters.c.letter_no_folded == fold(number),
            letters.c.date == date.fromisoformat(day),
        )
        least = 0.9 if any(character.isalpha() for character in number) else 1.0
        for row in self._connection.execute(query.order_by(letters.c.id)):
            found = _letter(row)
            # เขต 1 and เขต 2 are two offices.
            same_office = _digits(found.sender or "") == _digits(sender) and _alike(found.sender or "?", sender, least)
            if same_office and _alike(found.subject, reading.value("subject"), 0.5):
                return found
        return None

    def get(self, book: Book, year: int, number: int, insert: int = 0) -> Letter:
        """The entry of a number. Raises NoSuchEntry."""
        found = self._first(
            _letters()
            .where(letters.c.book == book, letters.c.year == year)
            .where(letters.c.number == number, letters.c.insert == insert)
            .order_by(letters.c.series)
        )
        if found is None:
            raise NoSuchEntry(f"{book} {number}/{insert} {year}" if insert else f"{book} {number} {year}")
        return found

    def by_id(self, letter_id: int) -> Letter:
        return _letter(self._connection.execute(_letters().where(letters.c.id == letter_id)).one())

    def entries(self, book: Book, year: int | None = None, find: str = "") -> list[Letter]:
        """The entries of a book in its own order; `find`: all words of it stand somewhere in the entry."""
        query = _letters().where(letters.c.book == book)
        if year is not None:
            query = query.where(letters.c.year == year)
        for word in words(find):
            query = query.where(letters.c.search.contains(word, autoescape=True))
        order = (letters.c.year, letters.c.series, letters.c.number, letters.c.insert)
        return [_letter(row) for row in self._connection.execute(query.order_by(*order))]

    def of_arrival(self, arrival_id: int, *roles: Role) -> list[Letter]:
        """The entries that an arrival's files went to in one of these roles, in the order of their numbers."""
        theirs = select(files.c.letter_id).where(files.c.arrival_id == arrival_id, files.c.role.in_(roles))
        query = _letters().where(letters.c.id.in_(theirs)).order_by(letters.c.year, letters.c.number)
        return [_letter(row) for row in self._connection.execute(query)]

    def files(self, letter: Letter) -> list[KeptFile]:
        query = select(files).where(files.c.letter_id == letter.id).order_by(files.c.id)
        return [
            KeptFile(sha256=row.sha256, name=row.name, media_type=row.media_type, role=Role(row.role))
            for row in self._connection.execute(query)
        ]

    def events(self, letter: Letter) -> list[dict[str, Any]]:
        """The history of an entry: at, who, what, before, after."""
        query = select(events).where(events.c.letter_id == letter.id).order_by(events.c.id)
        names = ("at", "who", "what", "before", "after")
        return [{name: getattr(row, name) for name in names} for row in self._connection.execute(query)]

    def _write(
        self,
        reading: Reading,
        kept: Sequence[KeptFile],
        book: Book,
        year: int,
        number: int,
        step: int,
        received_at: datetime,
        source: str,
        unit: str | None,
        arrival_id: int | None,
    ) -> Letter:
        review = [name for name in REVIEWED if not reading[name].sure]
        values = _blank(book, "", year, number, State.REGISTERED, self._now, None) | {
            "insert": step,
            "received_at": received_at,
            "source": source,
            "unit": unit,
            "needs_review": bool(review),
            "review": review,
            **_read_values(reading),
        }
        values["search"] = _search_text(values)
        letter = self._add(values, "entered")
        self._keep(letter.id, kept, arrival_id)
        return self.by_id(letter.id)

    def _add(self, values: dict[str, Any], what: str) -> Letter:
        new_id = self._connection.execute(insert(letters).values(**values).returning(letters.c.id)).scalar_one()
        self._event(new_id, what, None, _plain(values))
        return self.by_id(new_id)

    def _keep(self, letter_id: int, kept: Sequence[KeptFile], arrival_id: int | None) -> None:
        rows = [
            {
                "letter_id": letter_id,
                "sha256": file.sha256,
                "role": file.role,
                "name": file.name,
                "media_type": file.media_type,
                "arrival_id": arrival_id,
                "added_at": self._now,
            }
            for file in kept
        ]
        if rows:
            self._connection.execute(insert(files), rows)

    def _event(self, letter_id: int, what: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        self._connection.execute(
            insert(events).values(
                at=self._now, who=self._who, letter_id=letter_id, what=what, before=before, after=after
            )
        )

    def _first(self, query: Select[Any]) -> Letter | None:
        row = self._connection.execute(query.limit(1)).first()
        return _letter(row) if row else None


def _letters() -> Select[Any]:
    main = and_(files.c.letter_id == letters.c.id, files.c.role == Role.LETTER)
    return select(letters, files.c.sha256, files.c.media_type).select_from(letters.outerjoin(files, main))


def _letter(row: Row[Any]) -> Letter:
    plain = {name: getattr(row, name) for name in Letter.__dataclass_fields__}
    plain.update(book=Book(row.book), state=State(row.state), kind=Kind(row.kind), review=tuple(row.review))
    return Letter(**plain)


def _blank(
    book: Book, series: str, year: int, number: int, state: State, now: datetime, remark: str | None
) -> dict[str, Any]:
    return {
        "book": book,
        "series": series,
        "year": year,
        "number": number,
        "insert": 0,
        "state": state,
        "registered_at": now,
        "kind": Kind.OTHER,
        "source": "",
        "needs_review": False,
        "review": [],
        "remark": remark,
        "search": fold(remark or ""),
    }


def _read_values(reading: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {name: reading.value(name) for name in _FILLED}
    values["kind"] = values["kind"] or Kind.OTHER
    day, number = reading.value("date"), reading.value("letter_no")
    values["date"] = date.fromisoformat(day) if day else None
    values["letter_no_folded"] = fold(number) if number else None
    return values


def _search_text(values: dict[str, Any]) -> str:
    names = ("number", "letter_no", "subject", "sender", "addressee", "unit", "urgency")
    return "\n".join(fold(str(values[name])) for name in names if values.get(name) is not None)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as an event keeps them: JSON, without what is derived or empty."""
    derived = {"search", "letter_no_folded"}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if name not in derived and value is not None
    }


def _alike(one: str | None, other: str | None, ratio: float) -> bool:
    """Whether two texts are the same but for what OCR misreads; one that is missing gainsays nothing."""
    if not one or not other:
        return True
    return difflib.SequenceMatcher(None, fold(one), fold(other), autojunk=False).ratio() >= ratio


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, fold(text)))
