"""The secret book: the outer facts of secret letters under numbers of their own, and nothing of what they say.

ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544 keeps the registers of secret letters apart from the others. An entry
has number, date and sender of the letter, its class, when it came and under which number; subject, addressee, readings
and references are never written. Whose class is not sure stays secret, with the doubt CLASS, until the registrar says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from registry import numbering
from registry.doubts import Doubt
from registry.errors import AlreadyStruck
from registry.fold import fold
from registry.model import OUTER, Book, KeptFile, Letter, Reading, Secrecy, State
from registry.rows import blank, entry, keep_files, plain, search_text, write_event
from registry.same import Marks, same_file, same_letter
from registry.schema import files, letters


class SecretBook:
    """The secret book as one transaction sees it. It must be held (`Entries.hold`) to look and then enter."""

    def __init__(self, connection: Connection, now: datetime, who: str, numbers: numbering.Numbers) -> None:
        self._connection = connection
        self._now = now
        self._who = who
        self._numbers = numbers

    def enter(
        self,
        reading: Reading,
        secrecy: Secrecy,
        kept: Sequence[KeptFile],
        *,
        received_at: datetime,
        source: str,
        arrival_id: int | None = None,
        doubts: Sequence[str] = (),
    ) -> Letter:
        """Enter a letter under the book's next number; of the reading only OUTER is looked at."""
        year = self._numbers.year(self._now)
        number = numbering.take(self._connection, Book.SECRET, "", year)
        review = [*(name for name in OUTER if not reading[name].sure), *doubts]
        day, letter_no = reading.value("date"), reading.value("letter_no")
        values = blank(Book.SECRET, "", year, number, State.REGISTERED, self._now, None) | {
            "received_at": received_at,
            "source": source,
            "letter_no": letter_no,
            "letter_no_folded": fold(letter_no) if letter_no else None,
            "date": date.fromisoformat(day) if day else None,
            "sender": reading.value("sender"),
            "secrecy": secrecy,
            "needs_review": bool(review),
            "review": review,
        }
        values["search"] = search_text(values)
        statement = insert(letters).values(**values).returning(letters.c.id)
        letter_id = int(self._connection.execute(statement).scalar_one())
        self._event(letter_id, "entered", None, plain(values))
        keep_files(self._connection, self._now, letter_id, kept, arrival_id)
        return entry(self._connection, letter_id)

    def same(self, name: str, reading: Reading | None) -> Letter | None:
        """The standing entry of this very file (by its sealed name), or of the same sender, number and date."""
        found = same_file(self._connection, name, Book.SECRET)
        if found or reading is None:
            return found
        number, day, sender = (reading.value(field) for field in OUTER)
        marks = Marks(letter_no=number, date=date.fromisoformat(day) if day else None, sender=sender, subject=None)
        return same_letter(self._connection, marks, book=Book.SECRET)

    def classify(self, letter: Letter, secrecy: Secrecy) -> Letter:
        """Set the class as the registrar says it is; the doubt about it is answered. Raises AlreadyStruck."""
        if letter.state is State.STRUCK:
            raise AlreadyStruck(f"{letter.label}/{letter.year} was struck out before: {letter.remark}")
        review = [reason for reason in letter.review if reason != Doubt.CLASS]
        if (letter.secrecy, list(letter.review)) == (secrecy, review):
            return letter
        change: dict[str, Any] = {"secrecy": secrecy, "review": review, "needs_review": bool(review)}
        self._connection.execute(update(letters).where(letters.c.id == letter.id).values(**change))
        self._event(letter.id, "classified", {"secrecy": letter.secrecy, "review": list(letter.review)}, change)
        return entry(self._connection, letter.id)

    def uses(self, sha256: str) -> bool:
        """Whether any entry of any book has this file as it is."""
        query = select(files.c.id).where(files.c.sha256 == sha256).limit(1)
        return self._connection.execute(query).first() is not None

    def _event(self, letter_id: int, what: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        write_event(self._connection, self._now, self._who, letter_id, what, before, after)
