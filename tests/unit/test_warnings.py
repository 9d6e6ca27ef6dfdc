"""What looks wrong with a letter as it came: told where the letter says so, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from intake.addressed import OwnOffice
from intake.warnings import spare_pages, warnings
from registry.doubts import is_answered
from registry.model import Evidence, Found, Kind, Reading
from templates.words import reason

OURS = OwnOffice(("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาขอนแก่น เขต 1",))
DAY = date(2026, 6, 14)


def seen(text: str = "", page: int = 1, how: str = "text") -> Evidence:
    return Evidence(page=page, box=(0.0, 0.0, 1.0, 1.0), text=text, how=how)


def reading(pages: int = 1, online: bool = False, signed: int = 1, how: str = "text", **values: str | None) -> Reading:
    fields = {
        "kind": Kind.EXTERNAL,
        "letter_no": "ศธ 04001/ว 142",
        "date": "2026-06-10",
        "subject": "ขอเชิญประชุม",
        "sender": "โรงเรียนบ้านตัวอย่าง",
        "addressee": "ผู้อำนวยการ",
        "enclosures": None,
        "signer": "นายสมมุติ ใจดี",
        **values,
    }
    items = values.get("items") or ""
    places = {"enclosures": seen(items, how=how), "signer": seen(page=signed, how=how)}
    found = {
        name: Found(value=value, sure=value is not None, evidence=places.get(name, seen(how=how)) if value else None)
        for name, value in fields.items()
        if name != "items"
    }
    return Reading(fields=found, pages=pages, online=online)


def told(read: Reading, beside: int | None = None) -> list[str]:
    return list(warnings(read, DAY, OURS, beside))


def test_a_letter_as_it_should_be_is_not_doubted() -> None:
    assert told(reading(), 0) == []


@pytest.mark.parametrize(
    ("values", "doubts"),
    [
        ({"letter_no": None}, ["unnumbered"]),
        ({"letter_no": "นว 52007.3/"}, ["unnumbered"]),
        ({"letter_no": "นว 52007.3/", "how": "ocr"}, []),
        ({"letter_no": None, "date": None, "how": "ocr"}, []),
        ({"date": None}, ["undated"]),
        ({"date": "2026-06-15"}, ["future"]),
        ({"date": "2026-06-14"}, []),
        ({"date": "2025-06-10"}, ["old"]),
        ({"date": "2025-09-10"}, []),
        ({"kind": Kind.ANNOUNCEMENT, "letter_no": None, "date": "2025-06-10", "addressee": None}, []),
        ({"kind": Kind.ORDER, "date": "2020-06-10"}, ["old"]),
        ({"addressee": "ผู้ว่าราชการจังหวัดขอนแก่น"}, ["elsewhere"]),
        ({"kind": Kind.OTHER, "letter_no": None, "date": None}, []),
        ({"letter_no": None, "date": None, "addressee": "อธิบดีกรมตัวอย่าง"}, ["unnumbered", "undated", "elsewhere"]),
    ],
)
def test_each_fault_is_told(values: dict[str, str | None], doubts: list[str]) -> None:
    assert told(reading(**values)) == doubts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("listed", "items", "beside", "doubts"),
    [
        ("3", "กำหนดการ แบบตอบรับ รายชื่อ", 1, ["fewer: 1/3"]),
        ("3", "กำหนดการ แบบตอบรับ รายชื่อ", 3, []),
        ("3", "กำหนดการ แบบตอบรับ รายชื่อ", 8, []),
        ("3", "กำหนดการ แบบตอบรับ รายชื่อ", None, []),
        ("1", "กำหนดการ", 0, ["fewer: 0/1"]),
        ("2", "คู่มือ จำนวน 5 เล่ม กำหนดการ", 1, []),
        ("2", "คู่มือ จำนวน 5 เล่ม กำหนดการ", 0, ["fewer: 0/2"]),
        ("2", "กำหนดการ แบบตอบรับ (ส่งทางไปรษณีย์)", 0, []),
        ("2", "กำหนดการ แบบตอบรับ (ตาม QR Code)", 0, []),
    ],
)
def test_fewer_enclosures_than_listed_are_told(listed: str, items: str, beside: int | None, doubts: list[str]) -> None:
    assert told(reading(enclosures=listed, items=items), beside) == doubts


def test_a_list_that_was_not_read_surely_or_lies_on_the_net_is_no_cause() -> None:
    listed = reading(enclosures="3")
    assert told(replace(listed, online=True), 0) == []
    unsure = {**listed.fields, "enclosures": Found(value="3", sure=False)}
    assert told(replace(listed, fields=unsure), 0) == []


def test_pages_behind_the_signature_are_beside_the_letter() -> None:
    assert spare_pages(reading(pages=5, signed=2)) == 3
    assert spare_pages(reading(pages=1)) == 0
    assert spare_pages(reading(pages=0)) is None


def test_the_day_a_letter_came_counts_and_not_the_hour() -> None:
    assert warnings(reading(date="2026-06-14"), DAY - timedelta(days=1), OURS, None) == ("future",)


@pytest.mark.parametrize(
    ("doubt", "words"),
    [
        ("letter_no", "เลขที่"),
        ("fewer: 1/3", "สิ่งที่ส่งมาด้วยอาจมาไม่ครบ (มา 1 ระบุไว้ 3 รายการ)"),
        ("same: 12/2569", "อาจเป็นฉบับเดียวกับเลขรับ 12/2569"),
        ("elsewhere", "เรียนถึงหน่วยงานอื่น (อาจส่งผิด)"),
    ],
)
def test_each_is_said_in_thai(doubt: str, words: str) -> None:
    assert reason(doubt) == words


@pytest.mark.parametrize(
    ("doubt", "given", "answered"),
    [
        ("old", "date", True),
        ("undated", "date", True),
        ("elsewhere", "addressee", True),
        ("elsewhere", "date", False),
        ("same: 12/2569", "letter_no", True),
        ("fewer: 1/3", "letter_no", False),
        ("letter_no", "letter_no", True),
        ("copy", "subject", False),
    ],
)
def test_a_given_field_answers_the_doubts_about_it(doubt: str, given: str, answered: bool) -> None:
    assert is_answered(doubt, {given}) is answered
