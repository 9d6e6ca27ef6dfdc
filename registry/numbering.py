"""The next number of a book and Buddhist year, inside the caller's transaction.

The counter's row is changed in the same transaction that enters the letter: a rollback gives the number back, and a
second process waits for the row until the first has committed. So there is no gap and no doubled number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Update, update

from registry.model import Book
from registry.schema import counters
from registry.writes import add_unless_there

CIRCULAR = "ว"
"""The series of circular letters, where the office keeps them apart (ข้อ 14 of the forms of letters)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How an office numbers: its zone, and with which number each book began in the year it started here.

    `code` begins the numbers of its own letters ("ศธ 04999"); "" where it is not known.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Bangkok"))
    first_year: int = 0
    first: dict[tuple[Book, str], int] = field(default_factory=dict)
    own_circulars: bool = True
    code: str = ""

    def year(self, moment: datetime) -> int:
        """The Buddhist calendar year that `moment` lies in; it turns at midnight in the office's zone."""
        return moment.astimezone(self.zone).year + 543

    def series(self, book: Book, circular: bool) -> str:
        return CIRCULAR if circular and book is Book.OUT and self.own_circulars else ""

    def letter_no(self, book: Book, year: int, number: int, circular: bool) -> str | None:
        """What is printed on the office's own letter of this number; None for other books, and without a code.

        Orders and memos have «number/year» (แบบที่ 4 of the regulation), letters the office's code before it (ข้อ 11.1).
        """
        if book in (Book.ORDERS, Book.MEMOS):
            return f"{number}/{year}"
        if book is not Book.OUT or not self.code:
            return None
        return f"{self.code}/{CIRCULAR if circular else ''}{number}"

    def start(self, book: Book, series: str, year: int) -> int:
        return self.first.get((book, series), 1) if year == self.first_year else 1


def hold(connection: Connection, book: Book, series: str, year: int, start: int) -> None:
    """Hold the book for this transaction: whoever else wants to look and then enter waits here."""
    add_unless_there(connection, counters, book=book, series=series, year=year, last=start - 1)
    connection.execute(_counter(book, series, year).values(last=counters.c.last))


def take(connection: Connection, book: Book, series: str, year: int) -> int:
    """The next number of a held book."""
    statement = _counter(book, series, year).values(last=counters.c.last + 1).returning(counters.c.last)
    return int(connection.execute(statement).scalar_one())


def _counter(book: Book, series: str, year: int) -> Update:
    return update(counters).where(counters.c.book == book, counters.c.series == series, counters.c.year == year)
