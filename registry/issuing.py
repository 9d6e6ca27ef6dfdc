"""An approved letter to its entry: under the next number of its book and year, or the one reserved for it.

Letters have the office's code before their number and circulars a series of their own where the office keeps one
(ข้อ 11.1); orders and memos are numbered by the year (แบบที่ 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, update

from registry import numbering
from registry.errors import NumberTaken
from registry.fold import fold
from registry.model import Book, Kind, Letter, State
from registry.outgoing import Outgoing
from registry.rows import blank, letter_of, letter_rows, search_text
from registry.schema import letters


def issue(connection: Connection, now: datetime, numbers: numbering.Numbers, sent: Outgoing, sender: str) -> int:
    """Enter a letter of ours; returns the entry's id. Raises NumberTaken for a printed number that was not reserved."""
    fields = sent.draft.fields
    printed = fields.get("letter_no")
    values = _values(sent, sender, now.astimezone(numbers.zone).date())
    if printed:
        return _use_reserved(connection, sent.draft.book, year_of(fields, numbers.year(now)), printed, values)
    return _take_next(connection, now, numbers, sent, values)


def year_of(fields: Mapping[str, str | None], this_year: int) -> int:
    """The year of the book that a printed number stands in: the last, of a letter dated in December and sent only now,
    for every year begins at 1 anew."""
    day = fields.get("date")
    return this_year - 1 if day and date.fromisoformat(day).year + 543 == this_year - 1 else this_year


def bearing(connection: Connection, book: Book, year: int, printed: str) -> Letter | None:
    """The standing entry of a book that has this number printed on its letter, or reserved for it."""
    query = letter_rows().where(
        letters.c.book == book,
        letters.c.year == year,
        letters.c.letter_no_folded == fold(printed),
        letters.c.state != State.STRUCK,
    )
    row = connection.execute(query.order_by(letters.c.id).limit(1)).first()
    return letter_of(row) if row else None


def _values(sent: Outgoing, sender: str, today: date) -> dict[str, Any]:
    """The columns of the entry, but for its number; dated today where its page has no date."""
    fields = sent.draft.fields
    day = fields.get("date")
    return {
        "state": State.REGISTERED,
        "kind": fields.get("kind") or Kind.OTHER,
        "date": date.fromisoformat(day) if day else today,
        "subject": fields.get("subject"),
        "sender": sender,
        "addressee": sent.draft.to_text,
        "urgency": fields.get("urgency"),
        "unit": sent.unit,
        "owner": sent.name,
        "source": sent.person,
    }


def _take_next(
    connection: Connection, now: datetime, numbers: numbering.Numbers, sent: Outgoing, values: dict[str, Any]
) -> int:
    book, circular, year = sent.draft.book, sent.draft.circular, numbers.year(now)
    series = numbers.series(book, circular)
    numbering.hold(connection, book, series, year, numbers.start(book, series, year))
    number = numbering.take(connection, book, series, year)
    letter_no = numbers.letter_no(book, year, number, circular)
    row = blank(book, series, year, number, State.REGISTERED, now, None) | values
    row |= {"letter_no": letter_no, "letter_no_folded": fold(letter_no) if letter_no else None}
    row["search"] = search_text(row)
    return int(connection.execute(insert(letters).values(**row).returning(letters.c.id)).scalar_one())


def _use_reserved(connection: Connection, book: Book, year: int, printed: str, values: dict[str, Any]) -> int:
    found = bearing(connection, book, year, printed)
    if found is None:
        raise NumberTaken(printed)
    row = {**values, "letter_no": printed}
    row["search"] = search_text({**row, "number": found.number})
    # Only while it is reserved: of two letters that bear the number, one gets it.
    free = update(letters).where(letters.c.id == found.id, letters.c.state == State.RESERVED)
    if connection.execute(free.values(**row)).rowcount != 1:
        raise NumberTaken(printed)
    return found.id
