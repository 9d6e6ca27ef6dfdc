"""The sheet beside an outgoing letter: which school has it, and what came back.

Times are true times of the sheet, so that it can be sorted by them; Excel and LibreOffice show them in the Buddhist
era. This is the only module that imports xlsxwriter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from templates import letters_across, sheetwords, thai_date

_FONT = {"font_name": "TH SarabunPSK", "font_size": 16, "valign": "top"}
_MOMENT = "[$-107041E]d mmm yy h:mm"  # 107: the Buddhist era in Arabic figures; 041E: Thai
_WIDTHS = (6, 12, 34, 11, 20, 18, 18, 22, 16, 20, 34)  # characters, as columns of a sheet are measured
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001  # in every file: an unchanged sheet has the same bytes
_HEADER = 5  # the row of the columns' names, from 0
_LINE = 22.5  # points: the height of a row of one line
_SCHOOL, _STATE = 2, 4  # columns
_A4 = 9  # as xlsxwriter numbers papers


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
    """One school. Times are aware, in the zone of the office. `way`: as people read it («อีเมล», «ไปรษณีย์»).

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


_COLOURS = {
    State.LATE: "#ffe699",
    State.BOUNCED: "#f8b4b4",
    State.ACKNOWLEDGED: "#d9efd5",
    State.ANSWERED: "#b7dfae",
    State.RECALLED: "#d9d9d9",
}


def followed_sheet(head: Head, rows: Sequence[Row]) -> bytes:
    """The workbook (XLSX); the same values give the same bytes, so that an unchanged sheet is not written again."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": f"{sheetwords.TITLE} {head.letter_no}", "created": _MADE})
        sheet = book.add_worksheet(sheetwords.SHEET)
        _write_head(book, sheet, head, rows)
        for number, row in enumerate(rows, 1):
            _write_row(book, sheet, number, row)
        _set_up(sheet, len(rows))
    return out.getvalue()


def _write_head(book: Workbook, sheet: Worksheet, head: Head, rows: Sequence[Row]) -> None:
    bold, plain = book.add_format({**_FONT, "bold": True}), book.add_format(_FONT)
    counted = {state: sum(row.state is state for row in rows) for state in State}
    parts = "  ".join(f"{sheetwords.STATES[state]} {count}" for state, count in counted.items() if count)
    answer_by = sheetwords.ANSWER_BY.format(date=thai_date(head.answer_by)) if head.answer_by else ""
    sheet.write_string(0, 0, sheetwords.LETTER.format(number=head.letter_no, date=thai_date(head.dated)), bold)
    sheet.write_string(1, 0, sheetwords.SUBJECT.format(subject=head.subject), bold)
    sheet.write_string(2, 0, answer_by, plain)
    sheet.write_string(3, 0, sheetwords.COUNTS.format(all=len(rows), parts=parts), plain)
    named = {**_FONT, "bold": True, "border": 1, "bg_color": "#dce6f1", "text_wrap": True, "align": "center"}
    for column, name in enumerate(sheetwords.COLUMNS):
        sheet.write_string(_HEADER, column, name, book.add_format(named))


def _write_row(book: Workbook, sheet: Worksheet, number: int, row: Row) -> None:
    look: dict[str, Any] = {**_FONT, "border": 1, "text_wrap": True}
    plain = book.add_format(look)
    moment = book.add_format({**look, "num_format": _MOMENT, "align": "left"})
    coloured = book.add_format({**look, "bg_color": _COLOURS[row.state]} if row.state in _COLOURS else look)
    at = _HEADER + number
    sheet.write_number(at, 0, number, book.add_format({**look, "align": "center"}))
    state = sheetwords.STATES[row.state]
    cells = (
        row.code,
        row.school,
        row.way,
        state,
        row.sent,
        row.acknowledged,
        row.by,
        row.their_no,
        row.answer,
        row.note,
    )
    sheet.set_row(at, _LINE * max(map(_lines, cells, _WIDTHS[1:])))
    for column, value in enumerate(cells, 1):
        if isinstance(value, datetime):
            sheet.write_datetime(at, column, value.replace(tzinfo=None), moment)
        else:  # written as a string whatever it looks like: what a school wrote must not become a formula
            sheet.write_string(at, column, value or "", coloured if column == _STATE else plain)


def _lines(value: str | datetime | None, width: int) -> int:
    """How many lines a cell takes: programs that open the sheet do not find it out by themselves."""
    return max(1, ceil(letters_across(value) / width)) if isinstance(value, str) else 1


def _set_up(sheet: Worksheet, count: int) -> None:
    """Widths, what stays in sight when the sheet is scrolled, and how it prints: A4 across, all columns on a page."""
    sheet.set_default_row(_LINE)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(_HEADER + 1, _SCHOOL + 1)
    sheet.autofilter(_HEADER, 0, _HEADER + count, len(_WIDTHS) - 1)
    sheet.repeat_rows(_HEADER)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
