"""The books: entering, finding, striking out. Nothing here deletes, and every change leaves an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from registry import numbering
from registry.chasing import drop_all
from registry.citations import keep_references, link_to
from registry.correspondents import correspondents
from registry.errors import AlreadyStruck, NoSuchEntry
from registry.fold import fold, words
from registry.model import REVIEWED, Book, Correspondent, KeptFile, Letter, Reading, Role, State
from registry.readings import keep_reading
from registry.recipients import Recipients
from registry.rows import (
    blank,
    entry,
    keep_files,
    letter_of,
    letter_rows,
    plain,
    read_values,
    search_text,
    write_event,
)
from registry.same import Marks, like_letter, same_file, same_letter
from registry.schema import events, files, letters


class Entries:
    """The books as one transaction sees them."""

    def __init__(
        self, connection: Connection, now: datetime, who: str, numbers: numbering.Numbers, ours: Recipients
    ) -> None:
        self._connection = connection
        self._now = now
        self._who = who
        self._numbers = numbers
        self._ours = ours

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
        doubts: Sequence[str] = (),
    ) -> Letter:
        """Enter a letter under the next number of the book (ข้อ 37). The book must be held.

        `doubts`: what else a person must look at, beside the fields that were not read surely.
        """
        if book is Book.SECRET:
            raise ValueError("what a secret letter says is not entered: see registry.secretbook")
        year = self._numbers.year(self._now)
        number = numbering.take(self._connection, book, "", year)
        return self._write(reading, kept, book, year, number, 0, received_at, source, unit, arrival_id, doubts)

    def insert(
        self,
        after: int,
        kept: Sequence[KeptFile],
        reading: Reading,
        *,
        source: str,
        year: int,
        doubts: Sequence[str] = (),
    ) -> Letter:
        """Enter a late letter as n/1, n/2 … behind number n of the incoming book. Raises NoSuchEntry."""
        self.hold(Book.IN)
        self.get(Book.IN, year, after)
        last = select(func.max(letters.c.insert)).where(
            letters.c.book == Book.IN, letters.c.year == year, letters.c.number == after
        )
        step = int(self._connection.execute(last).scalar_one()) + 1
        return self._write(reading, kept, Book.IN, year, after, step, self._now, source, None, None, doubts)

    def reserve(self, book: Book, remark: str, *, circular: bool = False, owner: str | None = None) -> Letter:
        """Take the next number without a letter (จองเลข), for `owner`, who is asked when it stays unused."""
        self.hold(book, circular)
        year = self._numbers.year(self._now)
        series = self._numbers.series(book, circular)
        number = numbering.take(self._connection, book, series, year)
        values = blank(book, series, year, number, State.RESERVED, self._now, remark) | {"owner": owner}
        if own := self._numbers.letter_no(book, year, number, circular):
            values["letter_no_folded"] = fold(own)  # by which an answer refers to it
        letter = self._add(values, "reserved")
        link_to(self._connection, letter.id)
        return letter

    def strike(self, letter: Letter, reason: str) -> Letter:
        """Strike an entry out with its reason (ขีดฆ่า); its number is never used again. Raises AlreadyStruck."""
        if letter.state is State.STRUCK:
            raise AlreadyStruck(f"{letter.label}/{letter.year} was struck out before: {letter.remark}")
        change = {"state": State.STRUCK, "remark": reason, "needs_review": False}
        self._connection.execute(update(letters).where(letters.c.id == letter.id).values(**change, due_at=None))
        drop_all(self._connection, self._now, letter.id)
        link_to(self._connection, letter.id)
        self._event(letter.id, "struck", {"state": letter.state, "remark": letter.remark}, change)
        return self.by_id(letter.id)

    def add_files(self, letter: Letter, kept: Sequence[KeptFile], arrival_id: int | None) -> None:
        """Put further originals to an entry."""
        present = select(files.c.sha256, files.c.role).where(files.c.letter_id == letter.id)
        before = {(row.sha256, row.role) for row in self._connection.execute(present)}
        fresh = [file for file in kept if (file.sha256, file.role) not in before]
        keep_files(self._connection, self._now, letter.id, fresh, arrival_id)
        if fresh:
            self._event(letter.id, "files", None, {"added": [file.name for file in fresh]})

    def came_again(self, letter: Letter, source: str) -> None:
        """Note in the history of an entry that its letter came once more, and from where."""
        self._event(letter.id, "again", None, {"source": source})

    def mark_for_review(self, letter: Letter, reason: str) -> None:
        review = sorted({*letter.review, reason})
        change = {"needs_review": True, "review": review}
        self._connection.execute(update(letters).where(letters.c.id == letter.id).values(**change))
        self._event(letter.id, "review", {"review": list(letter.review)}, change)

    def record(self, letter: Letter, what: str, said: dict[str, Any]) -> None:
        """Keep what was said about an entry that changes none of its fields."""
        self._event(letter.id, what, None, said)

    def same_file(self, sha256: str) -> Letter | None:
        """The standing incoming entry whose letter (or a copy of it) is this very file."""
        return same_file(self._connection, sha256)

    def same_letter(self, reading: Reading) -> Letter | None:
        """The standing incoming entry that is the letter read here; see `registry.same`."""
        return same_letter(self._connection, _marks(reading))

    def like_letter(self, reading: Reading) -> Letter | None:
        """A standing incoming entry that may be the letter read here, though not surely; see `registry.same`."""
        return like_letter(self._connection, _marks(reading))

    def get(self, book: Book, year: int, number: int, insert: int = 0, *, series: str | None = None) -> Letter:
        """The entry of a number; of a series, or of the first that has it. Raises NoSuchEntry."""
        query = (
            letter_rows()
            .where(letters.c.book == book, letters.c.year == year)
            .where(letters.c.number == number, letters.c.insert == insert)
            .order_by(letters.c.series)
        )
        found = self._first(query if series is None else query.where(letters.c.series == series))
        if found is None:
            raise NoSuchEntry(f"{book} {number}/{insert} {year}" if insert else f"{book} {number} {year}")
        return found

    def by_id(self, letter_id: int) -> Letter:
        """The entry of an id. Raises NoSuchEntry."""
        return entry(self._connection, letter_id)

    def entries(self, book: Book, year: int | None = None, find: str = "") -> list[Letter]:
        """The entries of a book in its own order; `find`: all words of it stand somewhere in the entry."""
        query = letter_rows().where(letters.c.book == book)
        if year is not None:
            query = query.where(letters.c.year == year)
        for word in words(find):
            query = query.where(letters.c.search.contains(word, autoescape=True))
        order = (letters.c.year, letters.c.series, letters.c.number, letters.c.insert)
        return [letter_of(row) for row in self._connection.execute(query.order_by(*order))]

    def under_review(self) -> list[Letter]:
        """The incoming entries a person must look at, the oldest first."""
        query = letter_rows().where(letters.c.book == Book.IN, letters.c.needs_review)
        return [letter_of(row) for row in self._connection.execute(query.order_by(letters.c.id))]

    def of_arrival(self, arrival_id: int, *roles: Role) -> list[Letter]:
        """The entries that an arrival's files went to in one of these roles, in the order of their numbers.

        But for those of the secret book, which are shown to nobody.
        """
        theirs = select(files.c.letter_id).where(files.c.arrival_id == arrival_id, files.c.role.in_(roles))
        query = letter_rows().where(letters.c.id.in_(theirs), letters.c.book != Book.SECRET)
        order = (letters.c.year, letters.c.number)
        return [letter_of(row) for row in self._connection.execute(query.order_by(*order))]

    def files(self, letter: Letter) -> list[KeptFile]:
        query = select(files).where(files.c.letter_id == letter.id).order_by(files.c.id)
        return [
            KeptFile(sha256=row.sha256, name=row.name, media_type=row.media_type, role=Role(row.role))
            for row in self._connection.execute(query)
        ]

    def correspondents(self) -> tuple[Correspondent, ...]:
        """Who writes to this office, as the incoming book knows it; see `registry.correspondents`."""
        return correspondents(self._connection)

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
        doubts: Sequence[str],
    ) -> Letter:
        review = [*(name for name in REVIEWED if not reading[name].sure), *doubts]
        values = blank(book, "", year, number, State.REGISTERED, self._now, None) | {
            "insert": step,
            "received_at": received_at,
            "source": source,
            "unit": unit,
            "needs_review": bool(review),
            "review": review,
            **read_values(reading),
        }
        values["search"] = search_text(values)
        if book is Book.IN:
            values["due_at"] = self._now  # it wants an owner
        letter = self._add(values, "entered")
        keep_reading(self._connection, letter.id, reading)
        keep_references(self._connection, letter.id, reading.references)
        link_to(self._connection, letter.id)
        self._ours.note_answers(letter.id)
        keep_files(self._connection, self._now, letter.id, kept, arrival_id)
        return self.by_id(letter.id)

    def _add(self, values: dict[str, Any], what: str) -> Letter:
        new_id = self._connection.execute(insert(letters).values(**values).returning(letters.c.id)).scalar_one()
        self._event(new_id, what, None, plain(values))
        return self.by_id(new_id)

    def _event(self, letter_id: int, what: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        write_event(self._connection, self._now, self._who, letter_id, what, before, after)

    def _first(self, query: Select[Any]) -> Letter | None:
        row = self._connection.execute(query.limit(1)).first()
        return letter_of(row) if row else None


def _marks(reading: Reading) -> Marks:
    number, day, sender, subject = (reading.value(name) for name in ("letter_no", "date", "sender", "subject"))
    return Marks(letter_no=number, date=date.fromisoformat(day) if day else None, sender=sender, subject=subject)
