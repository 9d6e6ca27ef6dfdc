"""Rows of the book to `Letter` and back, and the event that every change leaves. Used by this room alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, insert, select

from registry.errors import NoSuchEntry
from registry.fold import fold
from registry.model import Book, KeptFile, Kind, Letter, Reading, Role, State
from registry.schema import events, files, letters

_FILLED = ("kind", "letter_no", "subject", "sender", "addressee", "urgency", "secrecy")
_SEARCHED = ("number", "letter_no", "subject", "sender", "addressee", "unit", "urgency")


def letter_rows() -> Select[Any]:
    """The entries with the hash and kind of their letter's original."""
    main = and_(files.c.letter_id == letters.c.id, files.c.role == Role.LETTER)
    return select(letters, files.c.sha256, files.c.media_type).select_from(letters.outerjoin(files, main))


def letter_of(row: Row[Any]) -> Letter:
    plain = {name: getattr(row, name) for name in Letter.__dataclass_fields__}
    plain.update(book=Book(row.book), state=State(row.state), kind=Kind(row.kind), review=tuple(row.review))
    return Letter(**plain)


def entry(connection: Connection, letter_id: int) -> Letter:
    """The entry of an id. Raises NoSuchEntry."""
    row = connection.execute(letter_rows().where(letters.c.id == letter_id).limit(1)).first()
    if row is None:
        raise NoSuchEntry(f"entry {letter_id}")
    return letter_of(row)


def blank(
    book: Book, series: str, year: int, number: int, state: State, now: datetime, remark: str | None
) -> dict[str, Any]:
    """The columns of an entry of which nothing else is known."""
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


def read_values(reading: Reading) -> dict[str, Any]:
    """The columns that a reading fills."""
    values: dict[str, Any] = {name: reading.value(name) for name in _FILLED}
    values["kind"] = values["kind"] or Kind.OTHER
    day, number = reading.value("date"), reading.value("letter_no")
    values["date"] = date.fromisoformat(day) if day else None
    values["letter_no_folded"] = fold(number) if number else None
    return values


def search_text(values: dict[str, Any]) -> str:
    return "\n".join(fold(str(values[name])) for name in _SEARCHED if values.get(name) is not None)


def search_text_of(letter: Letter, changes: Mapping[str, Any]) -> str:
    """What an entry is found by once these of its columns are changed."""
    return search_text({**{name: getattr(letter, name) for name in Letter.__dataclass_fields__}, **changes})


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """The values as an event keeps them: JSON, without what is derived or empty."""
    derived = {"search", "letter_no_folded", "due_at"}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if name not in derived and value is not None
    }


def keep_files(
    connection: Connection, now: datetime, letter_id: int, kept: Sequence[KeptFile], arrival_id: int | None
) -> None:
    """Put originals to an entry."""
    rows = [
        {
            "letter_id": letter_id,
            "sha256": file.sha256,
            "role": file.role,
            "name": file.name,
            "media_type": file.media_type,
            "arrival_id": arrival_id,
            "added_at": now,
        }
        for file in kept
    ]
    if rows:
        connection.execute(insert(files), rows)


def write_event(
    connection: Connection,
    now: datetime,
    who: str,
    letter_id: int,
    what: str,
    before: dict[str, Any] | None,
    after: dict[str, Any],
) -> None:
    connection.execute(
        insert(events).values(at=now, who=who, letter_id=letter_id, what=what, before=before, after=after)
    )
