"""What a letter refers to and encloses, who signed it, and the telephone of its owner."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from intake.lines import Line, Page, Span
from intake.reading import read_lines
from registry.model import Reading

_LEFT, _ITEMS, _RIGHT, _MIDDLE = 85.0, 160.0, 330.0, 260.0
Row = Sequence[tuple[float, str]]
_HEAD: tuple[Row, ...] = (
    [(_LEFT, "ที่ ศธ ๐๔๙๙๙/๑๒๓"), (_RIGHT, "โรงเรียนบ้านสมมุติ")],
    [(_MIDDLE, "๑๔ มิถุนายน ๒๕๖๙")],
    [(_LEFT, "เรื่อง ขออนุญาตใช้สถานที่")],
    [(_LEFT, "เรียน ผู้อำนวยการโรงเรียนวัดสมมุติ")],
)
_BODY: tuple[Row, ...] = (
    [(_LEFT + 71, "ตามที่โรงเรียนแจ้งการจัดกิจกรรม ตามหนังสือที่ ศธ ๐๔๙๙๙/๙๙๙ ลงวันที่ ๙ มิถุนายน ๒๕๖๙")],
    [(_LEFT, "ในวันที่ ๒๐ มิถุนายน ๒๕๖๙ นั้น")],
    [(_RIGHT, "ขอแสดงความนับถือ")],
)
_SIGNED: tuple[Row, ...] = ([(_RIGHT, "(นายสมมุติ ใจดี)")], [(_RIGHT, "ผู้อำนวยการโรงเรียน")])


def read(*rows: Row, how: str = "text") -> Reading:
    """The reading of an external letter with these rows between เรียน and the body."""
    return read_lines([page(*_HEAD, *rows, *_BODY, how=how)])


def page(*rows: Row, how: str = "text") -> Page:
    lines = []
    for at, row in enumerate(rows):
        top = 100.0 + 20 * at
        spans = (Span(text=text, box=(left, top, left + 6.0 * len(text), top + 14)) for left, text in row)
        lines.append(Line(spans=tuple(spans), page=1, unit=7.0))
    return Page(number=1, width=595, height=842, lines=tuple(lines), how=how, quality=1.0)


def quoted(reading: Reading) -> list[tuple[str | None, str | None]]:
    return [(one.letter_no, one.date) for one in reading.references]


def test_one_reference_with_the_place_it_was_read() -> None:
    reading = read([(_LEFT, "อ้างถึง หนังสือกรมสมมุติ ด่วนที่สุด ที่ มท ๐๘๑๖.๓/ว ๕๕๕ ลงวันที่ ๑ มกราคม ๒๕๖๙")])
    assert quoted(reading) == [("มท ๐๘๑๖.๓/ว ๕๕๕", "2026-01-01")]
    (one,) = reading.references
    assert one.sure
    assert one.evidence
    assert one.evidence.page == 1
    assert one.evidence.box[1] == 180.0


def test_numbered_references_over_several_lines() -> None:
    reading = read(
        [(_LEFT, "อ้างถึง"), (_ITEMS, "๑. หนังสือสำนักงานสมมุติ ที่ ศธ ๐๔๐๐๑/ว ๑๒ ลงวันที่ ๒๗")],
        [(_ITEMS + 12, "พฤษภาคม ๒๕๖๙")],
        [(_ITEMS, "๒. บันทึกข้อความ ที่ ศธ 04998/77 ลงวันที่ 2 เดือน มกราคม พ.ศ. 2569")],
    )
    assert quoted(reading) == [("ศธ ๐๔๐๐๑/ว ๑๒", "2026-05-27"), ("ศธ 04998/77", "2026-01-02")]


def test_two_letters_in_one_reference() -> None:
    line = "อ้างถึง ๑. หนังสือ ที่ กค 0405.2/ว 11 ลงวันที่ 3 มีนาคม 2569 และ ที่ กค 0405.2/12 ลงวันที่ 4 มีนาคม 2569"
    assert quoted(read([(_LEFT, line)])) == [("กค 0405.2/ว 11", "2026-03-03"), ("กค 0405.2/12", "2026-03-04")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("อ้างถึง ประกาศโรงเรียนบ้านสมมุติ ลงวันที่ ๕ มกราคม ๒๕๖๙", [(None, "2026-01-05")]),
        ("อ้างถึง คำสั่งโรงเรียน ที่ ๑๒/๒๕๖๙ ลงวันที่ ๕ มกราคม ๒๕๖๙", [("๑๒/๒๕๖๙", "2026-01-05")]),
        ("อ้างถึง รายงานการประชุม ครั้งที่ ๓/๒๕๖๙ วันที่ ๕ มกราคม ๒๕๖๙", [(None, "2026-01-05")]),
        ("อ้างถึง พระราชบัญญัติการศึกษาแห่งชาติ", []),
    ],
)
def test_what_else_is_referred_to(line: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert quoted(read([(_LEFT, line)])) == expected


def test_a_paragraph_that_begins_with_the_word_is_no_reference() -> None:
    assert read([(_LEFT + 71, "อ้างถึงบันทึกข้อความ ที่ ศธ ๐๔๙๙๙/๑ ลงวันที่ ๑ มกราคม ๒๕๖๙")]).references == ()


def test_references_of_a_scan_are_read_through_its_noise_but_are_not_sure() -> None:
    reading = read([(_LEFT, "อ้างถิง หนังสือ ทื่ ศธ ๐ ๔๐๐๑ | ว ๑๒ ลงวันที ๒ ๗ พฤษภา คม ๒ ๕๖๙")], how="ocr")
    assert quoted(reading) == [("ศธ ๐๔๐๐๑/ว ๑๒", "2026-05-27")]
    assert not reading.references[0].sure


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([], None),
        ([[(_LEFT, "สิ่งที่ส่งมาด้วย กำหนดการ จำนวน ๓ ฉบับ")]], "1"),
        ([[(_LEFT, "สิ่งที่สงมาด้วย ๑. กำหนดการ")], [(_ITEMS, "๒. แบบตอบรับ")], [(_ITEMS, "๓. รายชื่อ")]], "3"),
        (
            [
                [(_LEFT, "สิ่งที่ส่งมาด้วย"), (_ITEMS, "1) กำหนดการอบรมเชิงปฏิบัติการสำหรับผู้บริหารและครู")],
                [(_ITEMS + 12, "จำนวน 1 ฉบับ")],
                [(_ITEMS, "2) แบบตอบรับ")],
            ],
            "2",
        ),
    ],
)
def test_enclosures_are_counted(rows: list[Row], count: str | None) -> None:
    found = read(*rows)["enclosures"]
    assert (found.value, found.sure) == (count, True)


def test_numbered_paragraphs_of_the_text_are_no_enclosures() -> None:
    numbered = [[(_LEFT + 71, f"{mark}. ให้ดำเนินการตามแผน")] for mark in "๒๓"]
    rows = [*_HEAD, [(_LEFT, "สิ่งที่ส่งมาด้วย ๑. กำหนดการ")], *_BODY[:1], *numbered, *_BODY]
    assert read_lines([page(*rows)]).value("enclosures") == "1"


def test_signer_position_and_telephone_of_an_external_letter() -> None:
    rows = (
        [(_RIGHT - 40, "(ว่าที่ร้อยตรี สมมุติ ณ ตัวอย่าง)")],
        [(_RIGHT - 70, "รองผู้อำนวยการสำนักงานสมมุติ รักษาราชการแทน")],
        [(_RIGHT - 40, "ผู้อำนวยการสำนักงานสมมุติ")],
        [(_LEFT, "กลุ่มอำนวยการ")],
        [(_LEFT, "โทร. ๐-๒๐๐๐-๐๐๐๐ ต่อ ๑๒ โทรสาร ๐ ๒๐๐๐ ๑๑๑๑")],
    )
    reading = read_lines([page(*_HEAD, *_BODY, *rows)])
    assert reading.value("signer") == "ว่าที่ร้อยตรี สมมุติ ณ ตัวอย่าง"
    assert reading.value("position") == "รองผู้อำนวยการสำนักงานสมมุติ รักษาราชการแทนผู้อำนวยการสำนักงานสมมุติ"
    assert reading.value("phone") == "๐-๒๐๐๐-๐๐๐๐ ต่อ ๑๒"


def test_the_first_signature_under_the_text_is_the_letters_own() -> None:
    certified: tuple[Row, ...] = (
        [(_RIGHT, "สำเนาถูกต้อง")],
        [(_RIGHT, "(นางสาวตัวอย่าง ทดลอง)")],
        [(_RIGHT, "เจ้าพนักงานธุรการ")],
    )
    reading = read_lines([page(*_HEAD, *_BODY, *_SIGNED, *certified)])
    assert (reading.value("signer"), reading.value("position")) == ("นายสมมุติ ใจดี", "ผู้อำนวยการโรงเรียน")


@pytest.mark.parametrize("lines", [2, 3], ids=["closing and all", "after the closing"])
def test_a_signature_on_the_next_page(lines: int) -> None:
    signed = Page(number=2, width=595, height=842, lines=page(*_BODY[lines:], *_SIGNED).lines, quality=1.0)
    reading = read_lines([page(*_HEAD, *_BODY[:lines]), signed])
    assert reading.value("signer") == "นายสมมุติ ใจดี"
    assert reading["signer"].evidence
    assert reading["signer"].evidence.page == 2


def test_a_bracket_that_is_no_name_is_no_signer() -> None:
    reading = read_lines([page(*_HEAD, *_BODY, [(_RIGHT, "(สำเนา)")], [(_RIGHT, "(ตามรายละเอียดแนบ ๓)")])])
    assert reading.value("signer") is None


def test_a_memos_telephone_stands_behind_its_office_even_when_wrapped() -> None:
    memo = page(
        [(_MIDDLE, "บันทึกข้อความ")],
        [(_LEFT, "ส่วนราชการ กลุ่มนโยบายและแผน สำนักงานสมมุติ โทร. ๐ ๒๐๐๐ ๐๐๐๐ ต่อ")],
        [(_LEFT, "๑๘๔๗")],
        [(_LEFT, "ที่ ศธ ๐๔๙๙๙/๑"), (_RIGHT, "วันที่ ๑๔ มิถุนายน ๒๕๖๙")],
        [(_LEFT, "เรื่อง ขออนุญาต")],
        [(_LEFT, "เรียน ผู้อำนวยการ")],
    )
    reading = read_lines([memo])
    assert reading.value("sender") == "กลุ่มนโยบายและแผน สำนักงานสมมุติ"
    assert reading.value("phone") == "๐ ๒๐๐๐ ๐๐๐๐ ต่อ ๑๘๔๗"
