"""The sheet beside an outgoing letter: which school has it, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """How far a letter has come at one school."""

    QUEUED = "queued"
    SENT = "sent"  # the school's server, or the post, has it
    BOUNCED = "bounced"
    LATE = "late"  # sent, and not acknowledged in time
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the rows. `answer_by`: None where nothing is asked for."""

    letter_no: str
    dated: date
    subject: str
    answer_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One school. Times are local to the office. `way`: as people read it («อีเมล», «ไปรษณีย์»).

    `note`: why it did not arrive, or its tracking number.
    """

    code: str
    school: str
    way: str
    state: State
    sent: datetime | None = None
    acknowledged: datetime | None = None
    by: str = ""
    their_no: str = ""
    answer: str = ""
    note: str = ""


def followed_sheet(head: Head, rows: Sequence[Row]) -> bytes:
    """The workbook (XLSX); the same values give the same bytes, so that an unchanged sheet is not written again."""
    raise NotImplementedError
