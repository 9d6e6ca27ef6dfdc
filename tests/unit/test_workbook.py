"""The sheet beside an outgoing letter, read back from its file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest

from dispatcher.workbook import Head, Row, State, followed_sheet
from templates import sheetwords

BANGKOK = ZoneInfo("Asia/Bangkok")
HEAD = Head(letter_no="ศธ 04999/ว 12", dated=date(2026, 6, 14), subject="ขอเชิญประชุม", answer_by=date(2026, 6, 30))
ROW = Row(
    code="99010001",
    school="โรงเรียนบ้านสมมุติ",
    way="อีเมล",
    state=State.ACKNOWLEDGED,
    sent=datetime(2026, 6, 14, 9, 30, tzinfo=BANGKOK),
    acknowledged=datetime(2026, 6, 15, 12, 0, tzinfo=BANGKOK),
    by="นางตัวอย่าง ใจดี",
    their_no="45/2569",
    answer="ศธ 04999.021/7",
)
_NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def parts(book: bytes) -> tuple[ElementTree.Element, list[str]]:
    """The sheet and the strings its cells point at."""
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
        strings = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
    return sheet, ["".join(one.itertext()) for one in strings.findall("m:si", _NAMES)]


def cells(book: bytes) -> list[list[str]]:
    sheet, strings = parts(book)
    rows = []
    for row in sheet.findall(".//m:row", _NAMES):
        values = []
        for cell in row.findall("m:c", _NAMES):
            value = cell.findtext("m:v", "", _NAMES)
            values.append(strings[int(value)] if cell.get("t") == "s" else value)
        rows.append(values)
    return rows


def test_a_school_stands_in_one_row_under_the_letter_and_the_counts() -> None:
    late = replace(ROW, code="99010002", state=State.LATE, acknowledged=None, by="", their_no="", answer="")

    rows = cells(followed_sheet(HEAD, [ROW, late]))

    assert rows[0] == ["ที่ ศธ 04999/ว 12  ลงวันที่ 14 มิถุนายน 2569"]
    assert rows[1] == ["เรื่อง ขอเชิญประชุม"]
    assert rows[2] == ["ตอบภายในวันที่ 30 มิถุนายน 2569"]
    assert rows[3] == ["ทั้งหมด 2 แห่ง: เลยกำหนดตอบรับ 1  ตอบรับแล้ว 1"]
    assert rows[-3] == list(sheetwords.COLUMNS)
    # A day of a sheet is counted from 1899-12-30.
    sent, acknowledged = (date(2026, 6, 14) - date(1899, 12, 30)).days + 9.5 / 24, 46188.5
    assert rows[-2][:5] == ["1", "99010001", "โรงเรียนบ้านสมมุติ", "อีเมล", "ตอบรับแล้ว"]
    assert float(rows[-2][5]) == pytest.approx(sent, abs=1e-6)
    assert float(rows[-2][6]) == acknowledged
    assert rows[-2][7:] == ["นางตัวอย่าง ใจดี", "45/2569", "ศธ 04999.021/7", ""]
    assert rows[-1][4] == "เลยกำหนดตอบรับ"


def test_the_names_of_the_columns_stay_in_sight() -> None:
    sheet, _ = parts(followed_sheet(HEAD, [ROW]))

    pane = sheet.find(".//m:pane", _NAMES)
    assert pane is not None
    assert (pane.get("state"), pane.get("topLeftCell")) == ("frozen", "D7")


def test_late_and_bounced_are_coloured_and_no_others_like_them() -> None:
    looks = {}
    for state in State:
        sheet, _ = parts(followed_sheet(HEAD, [replace(ROW, state=state)]))
        with zipfile.ZipFile(io.BytesIO(followed_sheet(HEAD, [replace(ROW, state=state)]))) as file:
            styles = ElementTree.fromstring(file.read("xl/styles.xml"))
        cell = sheet.findall(".//m:row", _NAMES)[-1].findall("m:c", _NAMES)[4]
        style = styles.findall("m:cellXfs/m:xf", _NAMES)[int(cell.get("s", "0"))]
        fill = styles.findall("m:fills/m:fill", _NAMES)[int(style.get("fillId", "0"))]
        colour = fill.find(".//m:fgColor", _NAMES)
        looks[state] = colour.get("rgb") if colour is not None else None

    assert looks[State.QUEUED] is looks[State.SENT] is None
    assert len({looks[State.LATE], looks[State.BOUNCED], looks[State.ACKNOWLEDGED], None}) == 4


def test_what_a_school_wrote_never_becomes_a_formula_or_a_link() -> None:
    row = replace(ROW, by="=HYPERLINK(A1)", their_no="0045", note="https://school.example/x")

    book = followed_sheet(HEAD, [row])

    sheet, _ = parts(book)
    assert not sheet.findall(".//m:f", _NAMES)
    assert not sheet.findall(".//m:hyperlink", _NAMES)
    assert cells(book)[-1][7:9] == ["=HYPERLINK(A1)", "0045"]


def test_a_long_name_gets_as_many_lines_as_it_needs() -> None:
    long = replace(ROW, school="โรงเรียนชุมชนวัดทุ่งสมมุติวิทยาคม (สมมุติอนุสรณ์ราษฎร์บำรุง)")

    sheet, _ = parts(followed_sheet(HEAD, [ROW, long]))

    short, tall = (float(row.get("ht", 0)) for row in sheet.findall(".//m:row", _NAMES)[-2:])
    assert tall == 2 * short


def test_the_same_rows_give_the_same_bytes_and_others_do_not() -> None:
    assert followed_sheet(HEAD, [ROW]) == followed_sheet(HEAD, [ROW])
    assert followed_sheet(HEAD, [ROW]) != followed_sheet(HEAD, [replace(ROW, state=State.ANSWERED)])
