"""From lines to fields: what is taken, what is left alone, and what is promised as sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intake.fields import is_issue
from intake.hints import Hints
from intake.ink import Glyph, mend
from intake.lines import Line, Page, Span, joined, lines_of
from intake.reading import read_document, read_lines
from intake.sniff import PDF
from intake.thai import fold
from registry.model import FIELDS, Kind, Reading
from tests.support import letters
from tests.support.letters import MadeLetter

_LEFT, _RIGHT, _MIDDLE = 85.0, 330.0, 260.0


def page(*rows: Sequence[tuple[float, str]], how: str = "text", quality: float = 1.0, number: int = 1) -> Page:
    """A4 page with one line for each row of (left in points, text), 20 points apart from 100 down."""
    lines = []
    for at, row in enumerate(rows):
        top = 100.0 + 20 * at
        spans = (Span(text=text, box=(left, top, left + 6.0 * len(text), top + 14)) for left, text in row)
        lines.append(Line(spans=tuple(spans), page=number, unit=7.0))
    return Page(number=number, width=595, height=842, lines=tuple(lines), how=how, quality=quality)


def external(**changed: Sequence[tuple[float, str]]) -> Page:
    """An external letter; each part can be given anew by name."""
    parts: dict[str, Sequence[tuple[float, str]]] = {
        "number": [(_LEFT, "ที่ ศธ ๐๔๙๙๙/๑๒๓"), (_RIGHT, "โรงเรียนบ้านสมมุติ")],
        "address": [(_RIGHT, "อำเภอสมมุติ ๙๙๐๐๐")],
        "date": [(_MIDDLE, "๑๔ มิถุนายน ๒๕๖๙")],
        "subject": [(_LEFT, "เรื่อง ขออนุญาตใช้สถานที่")],
        "dear": [(_LEFT, "เรียน ผู้อำนวยการโรงเรียนวัดสมมุติ")],
        "reference": [(_LEFT, "อ้างถึง หนังสือ ด่วนที่สุด ที่ ศธ ๐๔๐๐๑/ว ๕๕๕ ลงวันที่ ๑ มกราคม ๒๕๖๘")],
        "body": [(_LEFT + 71, "ด้วยโรงเรียนจะจัดกิจกรรม ในวันที่ ๒๐ มิถุนายน ๒๕๖๙")],
        "closing": [(_RIGHT, "ขอแสดงความนับถือ")],
        "signer": [(_RIGHT, "(นางสาวสมมุติ ใจดี)")],
        "position": [(_RIGHT, "ผู้อำนวยการโรงเรียน")],
        "phone": [(_LEFT, "โทร. ๐ ๒๐๐๐ ๐๐๐๐ ต่อ ๑๒")],
    }
    return page(*{**parts, **changed}.values())


def values(reading: Reading) -> dict[str, str | None]:
    return {name: reading.value(name) for name in FIELDS}


def test_an_external_letter_gives_all_its_fields_and_they_are_sure() -> None:
    reading = read_lines([external()], Hints(received=date(2026, 6, 16)))

    assert values(reading) == {
        "kind": "external",
        "letter_no": "ศธ ๐๔๙๙๙/๑๒๓",
        "date": "2026-06-14",
        "subject": "ขออนุญาตใช้สถานที่",
        "sender": "โรงเรียนบ้านสมมุติ",
        "addressee": "ผู้อำนวยการโรงเรียนวัดสมมุติ",
        "urgency": None,
        "secrecy": None,
        "enclosures": None,
        "phone": "๐ ๒๐๐๐ ๐๐๐๐ ต่อ ๑๒",
        "signer": "นางสาวสมมุติ ใจดี",
        "position": "ผู้อำนวยการโรงเรียน",
    }
    assert all(reading[name].sure for name in FIELDS)
    evidence = reading["letter_no"].evidence
    assert evidence
    assert (evidence.page, evidence.how, evidence.box[0]) == (1, "text", _LEFT)


def test_the_numbers_and_dates_of_quoted_letters_are_not_taken() -> None:
    reading = read_lines([external(number=[(_RIGHT, "โรงเรียนบ้านสมมุติ")], date=[(_MIDDLE, "มิถุนายน ๒๕๖๙")])])

    assert reading.is_letter
    for name in ("letter_no", "date"):
        assert (reading.value(name), reading[name].sure) == (None, False)
    assert reading.value("urgency") is None


@pytest.mark.parametrize("printed", ["ที่ ศธ ๐๔๙๙๙/", "ที่ ศธ ๐๔๙๙๙/ว", "ที่ ศธ ๐๔๙๙๙/............"])
def test_a_number_whose_running_part_is_blank_is_not_sure(printed: str) -> None:
    number = read_lines([external(number=[(_LEFT, printed), (_RIGHT, "โรงเรียนบ้านสมมุติ")])])["letter_no"]
    assert number.value is not None
    assert number.value.startswith("ศธ ๐๔๙๙๙/")
    assert not number.sure


@pytest.mark.parametrize(
    "number",
    [
        "ศธ 04999.021/ว 15",
        "ศธ ๐๔๐๒๒ /๓๔๓๘",
        "กค (กวจ) 0405.2/ว 123",
        "สม 0118.3/พิเศษ 7",
        "วท 2.1017",
        "127/2568",
        "อว ๘๑๑๕.๑ /๐๑๗๔",
        "ศธ 04999/123.1",
    ],
)
def test_number_forms_of_thai_offices(number: str) -> None:
    found = read_lines([external(number=[(_LEFT, f"ที่ {number}"), (_RIGHT, "โรงเรียนบ้านสมมุติ")])])["letter_no"]
    assert (found.value, found.sure) == (number, True)


def test_a_sender_close_behind_a_long_number_is_told_apart_from_it() -> None:
    reading = read_lines([external(number=[(_LEFT + 40, "ที่ ศธ ๐๔๙๙๙.๑๐๕/ว ๑๐๒๓ โรงเรียนวัดทุ่งสมมุติ ตัวอย่างวิทยา")])])
    assert reading.value("letter_no") == "ศธ ๐๔๙๙๙.๑๐๕/ว ๑๐๒๓"
    assert reading.value("sender") == "โรงเรียนวัดทุ่งสมมุติ ตัวอย่างวิทยา"


@pytest.mark.parametrize("stamp", ["วันที่ ๑๖ มิ.ย. ๒๕๖๙", "รันที่ ๑๖ มิ.ย. ๖๙", "๑๖ มิถุนายน ๒๕๖๙"])
@pytest.mark.parametrize("how", ["text", "ocr"])
def test_where_the_day_is_blank_the_date_of_a_stamp_does_not_fill_it(stamp: str, how: str) -> None:
    blank = external(address=[(_RIGHT, stamp)], date=[(_MIDDLE, "เดือน มิถุนายน ๒๕๖๙")])
    found = read_lines([replace(blank, how=how)])["date"]
    assert (found.value, found.sure, found.evidence and found.evidence.text) == (None, False, "เดือน มิถุนายน ๒๕๖๙")


@pytest.mark.parametrize(
    "date",
    [
        [(_MIDDLE - 80, "วันที่ ๑๔"), (_MIDDLE, "มิถุนายน ๒๕๖๙")],
        [(_MIDDLE - 80, "จดหมายข่าว มิถุนายน ๒๕๖๙"), (_MIDDLE + 120, "๑๔ มิ.ย. ๒๕๖๙")],
    ],
    ids=["in two parts", "beside a heading"],
)
def test_a_month_that_has_its_day_is_not_blank(date: list[tuple[float, str]]) -> None:
    assert read_lines([external(date=date)]).value("date") == "2026-06-14"


def test_the_receivers_stamp_is_not_the_letters_own_number_and_date() -> None:
    stamped = page(
        [(420.0, "โรงเรียนวัดสมมุติ")],
        [(420.0, "เลขที่รับ ๒๕๘๗/๒๕๖๙")],
        [(420.0, "วันที่ ๑๖ มิ.ย. ๒๕๖๙")],
        [(420.0, "เวลา ๐๙.๑๕ น.")],
        *[[(span.left, span.text) for span in line.spans] for line in external().lines],
    )
    reading = read_lines([stamped])
    assert reading.value("letter_no") == "ศธ ๐๔๙๙๙/๑๒๓"
    assert reading.value("date") == "2026-06-14"
    assert reading.value("sender") == "โรงเรียนบ้านสมมุติ"


def test_two_dates_in_the_head_make_the_date_unsure() -> None:
    found = read_lines([external(address=[(_RIGHT, "๑๐ มิถุนายน ๒๕๖๙")])])["date"]
    assert (found.value, found.sure) == ("2026-06-14", False)


@pytest.mark.parametrize(
    ("received", "sure"), [(date(2026, 6, 14), True), (date(2026, 6, 1), False), (date(2031, 1, 1), False)]
)
def test_a_date_far_from_the_receipt_is_not_sure(received: date, sure: bool) -> None:
    assert read_lines([external()], Hints(received=received))["date"].sure is sure


def test_a_subject_of_three_lines_is_joined_without_blanks_inside_thai() -> None:
    reading = read_lines(
        [
            page(
                [(_LEFT, "ที่ ศธ 04999/1"), (_RIGHT, "โรงเรียนบ้านสมมุติ")],
                [(_MIDDLE, "14 มิถุนายน 2569")],
                [(_LEFT, "เรื่อง ขอเชิญประชุมเรื่องการเตรียม")],
                [(_LEFT + 40, "ความพร้อมของระบบ e-Office ปี")],
                [(_LEFT + 40, "2569")],
                [(_LEFT, "เรียน ผู้อำนวยการ")],
            )
        ]
    )
    assert reading.value("subject") == "ขอเชิญประชุมเรื่องการเตรียมความพร้อมของระบบ e-Office ปี 2569"
    assert reading["subject"].sure


@pytest.mark.parametrize(
    ("printed", "value"),
    [("สำนักงาน ก.พ.  โทร. 0 2999 9999", "สำนักงาน ก.พ."), ("กลุ่มอำนวยการ ..........", "กลุ่มอำนวยการ")],
)
def test_the_dots_of_a_form_are_no_part_of_the_sender_but_those_of_its_letters_are(printed: str, value: str) -> None:
    memo = page(
        [(_MIDDLE, "บันทึกข้อความ")],
        [(_LEFT, f"ส่วนราชการ {printed}")],
        [(_LEFT, "ที่ ศธ 04999/7"), (_RIGHT, "วันที่ 14 มิถุนายน 2569")],
        [(_LEFT, "เรื่อง ขออนุมัติเดินทางไปราชการ")],
        [(_LEFT, "เรียน ผู้อำนวยการ")],
    )
    assert read_lines([memo]).value("sender") == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [("ด่วนที่สุด", "ด่วนที่สุด"), ("ด่วนมาก", "ด่วนมาก"), ("ด่วน", "ด่วน"), ("ด่วนภายใน 15 มิ.ย. 2569", "ด่วนภายใน 15 มิ.ย. 2569")],
)
def test_urgency_stands_alone_in_the_head(printed: str, value: str) -> None:
    shown = page([(_LEFT, printed)], *[[(span.left, span.text) for span in line.spans] for line in external().lines])
    found = read_lines([shown])["urgency"]
    assert (found.value, found.sure) == (value, True)


def test_urgency_before_the_number_on_one_line() -> None:
    reading = read_lines([external(number=[(_LEFT, "ด่วนที่สุด ที่ ศธ 04999/7"), (_RIGHT, "โรงเรียนบ้านสมมุติ")])])
    assert (reading.value("urgency"), reading.value("letter_no")) == ("ด่วนที่สุด", "ศธ 04999/7")


@pytest.mark.parametrize("printed", ["ลับ", "ลับมาก", "ลับที่สุด"])
def test_secrecy_at_the_top_of_the_page(printed: str) -> None:
    shown = page([(_MIDDLE, printed)], *[[(span.left, span.text) for span in line.spans] for line in external().lines])
    assert read_lines([shown]).value("secrecy") == printed


def test_a_damaged_text_layer_gives_values_that_can_be_shown_but_are_not_sure() -> None:
    damaged = external(number=[(_LEFT, "ที่ ศธ ๐๔๙๙๙/๑๒๓"), (_RIGHT, "สำ\x10นักงานสมมุติ(cid:16)")])
    reading = read_lines([Page(number=1, width=595, height=842, lines=damaged.lines, quality=0.9)])
    assert reading.value("sender") == "สำนักงานสมมุติ"
    assert not any(reading[name].sure for name in FIELDS)


def test_ocr_is_never_sure_of_anything_but_the_kind() -> None:
    seen = external()
    scan = Page(number=1, width=595, height=842, lines=seen.lines, again=seen.lines, how="ocr")
    reading = read_lines([scan], Hints(received=date(2026, 6, 16)))
    assert reading.value("letter_no") == "ศธ ๐๔๙๙๙/๑๒๓"
    assert {name for name in FIELDS if reading[name].sure} <= {"kind"}


def test_labels_that_lost_their_marks_in_ocr_are_still_found() -> None:
    reading = read_lines(
        [
            page(
                [(_LEFT, "ที ศธ ๐๔๐๐๑/๒๓"), (_RIGHT, "โรงเรียนบ้านสมมุติ")],
                [(_MIDDLE, "๑๓ มิถุนายน ๒๕๓๑")],
                [(_LEFT, "เรอง ขออนุญาต")],
                [(_LEFT, "เร ยน ผู้อำนวยการ")],
                how="ocr",
                quality=0.0,
            )
        ],
        Hints(received=date(2026, 6, 16)),
    )
    assert reading.value("kind") == Kind.EXTERNAL
    assert (reading.value("subject"), reading.value("addressee")) == ("ขออนุญาต", "ผู้อำนวยการ")
    assert reading.value("date") is None, "a year that OCR misread is worse than none"


@pytest.mark.parametrize(
    "rows",
    [
        [[(_LEFT, "ใบเสนอราคา")], [(_LEFT, "ที่อยู่ 99/9 ถนนตัวอย่าง")], [(_LEFT, "วันที่ 14 มิถุนายน 2569")]],
        [[(_MIDDLE, "จดหมายข่าวโรงเรียน")], [(_LEFT, "เรียนรู้คู่คุณธรรม เรื่องเล่าจากห้องเรียน")]],
        [[(_MIDDLE, "ระเบียบวาระการประชุม")], [(_LEFT, "ระเบียบวาระที่ 1 เรื่องแจ้งให้ทราบ")]],
        [[(_MIDDLE, "ประกาศนียบัตร")], [(_LEFT, "ให้ไว้ ณ วันที่ 14 มิถุนายน 2569")]],
        [[(_LEFT, "คำสั่งซื้อเลขที่ 12/2569")], [(_LEFT, "เรื่อง วัสดุสำนักงาน")]],
        [[(_LEFT, "Invoice No. 127/2568")]],
        [],
    ],
)
def test_papers_that_are_no_official_letter(rows: list[list[tuple[float, str]]]) -> None:
    assert not read_lines([page(*rows)]).is_letter


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("letters")


@pytest.mark.parametrize("form", ["external", "memo", "circular", "order", "announcement", "stamped"])
@pytest.mark.parametrize("thai_digits", [False, True])
def test_made_letters_of_every_form(form: letters.Form, thai_digits: bool, made: Path) -> None:
    number = {"announcement": "", "order": "99/2569", "circular": "ศธ 04999/ว 12"}.get(form, "ศธ 04999/1234")
    letter = MadeLetter(
        kind=form,
        letter_no=number,
        thai_digits=thai_digits,
        urgency="" if form in ("order", "announcement") else "ด่วนมาก",
        references="หนังสือที่ ศธ 04998/77 ลงวันที่ 2 มกราคม 2569",
        enclosures="กำหนดการ จำนวน 1 ฉบับ",
    )
    path = made / f"{form}-{thai_digits}.pdf"
    path.write_bytes(letters.pdf(letter))

    reading = read_document(path, PDF, Hints(received=date(2026, 6, 15)))

    assert reading.value("kind") == letter.reads_as
    assert reading.value("letter_no") == (letter.printed_number or None)
    assert reading.value("date") == "2026-06-14"
    assert fold(reading.value("sender") or "") == fold(letter.sender)
    assert reading.value("urgency") == (letter.urgency or None)
    if form != "stamped":  # its subject stands in the body only
        assert fold(reading.value("subject") or "") == fold(letter.printed_subject)
        assert all(reading[name].sure for name in FIELDS)


def test_an_orders_date_is_found_on_the_page_it_ends_on_before_the_annex(made: Path) -> None:
    order = MadeLetter(kind="order", letter_no="7/2569", body=tuple("ให้คณะกรรมการดำเนินการ " * 30 for _ in range(12)))
    path = made / "long-order.pdf"
    path.write_bytes(letters.joined(letters.pdf(order), letters.not_a_letter()))

    found = read_document(path, PDF)["date"]

    assert found.value == "2026-06-14"
    assert found.evidence
    assert found.evidence.page > 1


def test_a_price_list_is_no_letter_and_that_is_sure(made: Path) -> None:
    path = made / "prices.pdf"
    path.write_bytes(letters.not_a_letter())
    kind = read_document(path, PDF)["kind"]
    assert (kind.value, kind.sure) == (Kind.OTHER, True)


def glyphs(text: str, *, ring_as: str = "", low_am: bool = False) -> list[Glyph]:
    """`text` set with consonants 7 points high; SARA AM drawn as a ring and SARA AA, as fonts do."""
    drawn, x = [], 50.0
    for letter in text:
        if letter in "ัิีึื่้๊๋์":
            drawn.append(Glyph(letter, x, 100.0, x - 4, 89.0, x - 1, 92.0))
            continue
        if letter == "ำ" and ring_as:
            drawn.append(Glyph(ring_as, x, 100.0, x - 3, 89.5, x - 0.5, 92.0))
        shown = "ำ" if letter == "า" and low_am else letter
        drawn.append(Glyph(shown, x, 100.0, x + 0.5, 93.0, x + 5.5, 100.0))
        x += 6.0
    return drawn


@pytest.mark.parametrize("ring_as", [" ", "˸", "ʲ"])
def test_a_font_that_calls_every_sara_aa_sara_am_is_mended_by_the_ink(ring_as: str) -> None:
    drawn = glyphs("คำสั่งกระทรวงศึกษาธิการ", ring_as=ring_as, low_am=True)
    assert lines_of(mend(drawn, 7.0), 1)[0].text == "คำสั่งกระทรวงศึกษาธิการ"


def test_marks_go_to_the_letter_they_stand_over_whatever_their_order() -> None:
    drawn = glyphs("ที่เก็บข้อมูลนี้".replace("็", "").replace("ู", ""))
    marks_last = sorted(drawn, key=lambda glyph: glyph.text in "ัิีึื่้๊๋์")
    assert lines_of(marks_last, 1)[0].text == lines_of(drawn, 1)[0].text == "ที่เกบข้อมลนี้"


def test_a_vowel_below_that_is_drawn_above_is_marked_as_unknown() -> None:
    wrong = Glyph("ู", 56.0, 100.0, 52.0, 87.0, 55.0, 91.0)
    assert "\ufffd" in {glyph.text for glyph in mend([*glyphs("พรอม"), wrong], 7.0)}


def test_the_title_of_an_order_over_two_lines_names_its_sender() -> None:
    reading = read_lines(
        [
            page(
                *centred("คำสั่งสำนักงานเขตพื้นที่การศึกษาประถมศึกษา", "สมมุติ เขต ๓", "ที่ ๑๒๓ / ๒๕๖๘"),
                *centred("เรื่อง แต่งตั้งคณะกรรมการดำเนินการสอบ", "ครูผู้ช่วย ครั้งที่ ๒", "--------"),
                [(_LEFT + 100, "ทั้งนี้ ตั้งแต่วันที่ ๑ มกราคม พ.ศ. ๒๕๖๘ เป็นต้นไป")],
                [(_LEFT + 100, "สั่ง ณ วันที่ ๒๗ เดือน มกราคม พ.ศ. ๒๕๖๘")],
            )
        ]
    )
    assert reading.value("kind") == Kind.ORDER
    assert reading.value("letter_no") == "๑๒๓ / ๒๕๖๘"
    assert reading.value("date") == "2025-01-27"
    assert reading.value("sender") == "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมุติ เขต ๓"
    assert reading.value("subject") == "แต่งตั้งคณะกรรมการดำเนินการสอบครูผู้ช่วย ครั้งที่ ๒"


@pytest.mark.parametrize(
    ("rows", "kind", "subject"),
    [
        (
            ("ระเบียบกระทรวงสมมุติ", "ว่าด้วยการลาของข้าราชการ", "พ.ศ. ๒๕๖๘", "........", "ประกาศ ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘"),
            Kind.ORDER,
            "ว่าด้วยการลาของข้าราชการ พ.ศ. ๒๕๖๘",
        ),
        (
            ("รายงานการประชุมครู", "ครั้งที่ ๓/๒๕๖๘", "วันที่ ๕ มิถุนายน ๒๕๖๘", "ผู้มาประชุม"),
            Kind.MINUTES,
            "รายงานการประชุมครู ครั้งที่ ๓/๒๕๖๘",
        ),
        (
            ("หนังสือฉบับนี้ให้ไว้เพื่อรับรองว่า นายสมมุติ ใจดี", "ให้ไว้ ณ วันที่ ๕ มิถุนายน พ.ศ. ๒๕๖๘"),
            Kind.CERTIFICATE,
            None,
        ),
        (
            ("เรื่อง รับสมัครลูกจ้าง", "--------", "ประกาศ ณ วันที่ ๓ มีนาคม พ.ศ. ๒๕๖๘"),
            Kind.ANNOUNCEMENT,
            "รับสมัครลูกจ้าง",
        ),
    ],
    ids=["regulation", "minutes", "certificate without a title", "announcement whose title was lost"],
)
def test_kinds_without_the_labels_of_a_letter(rows: tuple[str, ...], kind: Kind, subject: str | None) -> None:
    reading = read_lines([page(*centred(*rows))])
    assert (reading.value("kind"), reading.value("subject")) == (kind, subject)


def centred(*texts: str) -> list[list[tuple[float, str]]]:
    return [[(297.0 - 3 * len(text), text)] for text in texts]


def test_a_paragraph_of_a_stamped_letter_that_begins_like_a_label_is_text() -> None:
    reading = read_lines(
        [
            page(
                [(_LEFT, "ที่ ศธ ๐๔๙๙๙/ว ๑๒")],
                [(_LEFT, "ถึง โรงเรียนในสังกัดทุกแห่ง")],
                [(_LEFT + 71, "เรื่องการจัดงานวันเด็ก ตามที่ได้แจ้งไว้นั้น")],
                [(_LEFT, "เรียนมาเพื่อทราบ")],
                [(_RIGHT, "สำนักงานเขตพื้นที่การศึกษาสมมุติ")],
                [(_RIGHT + 60, "๕ มิถุนายน ๒๕๖๘")],
            )
        ]
    )
    assert reading.value("kind") == Kind.STAMPED
    assert reading.value("addressee") == "โรงเรียนในสังกัดทุกแห่ง"
    assert reading.value("sender") == "สำนักงานเขตพื้นที่การศึกษาสมมุติ"
    assert reading.value("date") == "2025-06-05"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("ด้วย โรงเรียนวัดทุ่งสมมุติ ได้กำหนดจัดงานวันเด็ก", "โรงเรียนวัดทุ่งสมมุติ"),
        ("สำนักงาน ก.ค.ศ. พิจารณาแล้ว เห็นว่าเป็นประโยชน์", "สำนักงาน ก.ค.ศ."),
        ("ตามที่ โรงเรียนวัดทุ่งสมมุติ ได้แจ้งไว้นั้น", None),
        ("โรงเรียนวัดทุ่งสมมุติ ได้จัดงานวันเด็ก", None),
    ],
)
def test_a_sender_hidden_by_the_seal_of_a_stamped_letter_is_who_speaks_in_its_text(
    text: str, sender: str | None
) -> None:
    head = ([(_LEFT, "ที่ ศธ ๐๔๙๙๙/ว ๑๒")], [(_LEFT, "ถึง โรงเรียนในสังกัดทุกแห่ง")])
    found = read_lines([page(*head, [(_LEFT + 71, text)], [(_LEFT + 71, "จึงแจ้งมาเพื่อทราบ")], how="ocr")])["sender"]
    assert (found.value, found.sure) == (sender, False)


def test_a_subject_broken_before_rian_goes_on_to_the_line_that_addresses() -> None:
    reading = read_lines(
        [
            page(
                [(_LEFT, "ที่ ศธ ๐๔๙๙๙/๑๒๓"), (_RIGHT, "โรงเรียนบ้านสมมุติ")],
                [(_MIDDLE, "๑๔ มิถุนายน ๒๕๖๙")],
                [(_LEFT, "เรื่อง การประเมินคุณภาพผู้")],
                [(_LEFT + 30, "เรียนระดับชาติ (NT) ปีการศึกษา")],
                [(_LEFT + 30, "๒๕๖๙")],
                [(_LEFT, "เรียน ผู้อำนวยการโรงเรียนวัดสมมุติ")],
                [(_LEFT + 71, "ด้วยโรงเรียนจะจัดกิจกรรม")],
            )
        ]
    )
    assert reading.value("subject") == "การประเมินคุณภาพผู้เรียนระดับชาติ (NT) ปีการศึกษา ๒๕๖๙"
    assert reading.value("addressee") == "ผู้อำนวยการโรงเรียนวัดสมมุติ"
    assert not reading["subject"].sure


def test_a_latin_word_broken_at_its_hyphen_is_one() -> None:
    assert joined(["ระบบ e-", "Commerce ของ", "ไทย 2567 -", "2568"]) == "ระบบ e-Commerce ของไทย 2567 - 2568"


@pytest.mark.parametrize(("before", "is_date"), [("ค ", True), ("ตามที่ ", False)])
def test_the_line_that_dates_an_order_is_found_behind_a_speck(before: str, is_date: bool) -> None:
    line = page([(_MIDDLE, f"{before}ให้ไว้ ณ วันที่ ๑๒ เมษายน พ.ศ. ๒๕๖๙")]).lines[0]
    assert is_issue(line, slack=1) is is_date


def test_what_ocr_reads_of_label_and_stamp_beside_the_values_is_left_out() -> None:
    seen = external(
        subject=[(_LEFT, "เรื่อง เรื่อง ขออนุญาตใช้สถานที่")],
        dear=[(_LEFT, "เรียน ผู้อำนวยการโรงเรียนวัดสมมุติ วันที่9/4/68")],
    )
    reading = read_lines([replace(seen, how="ocr")])
    assert reading.value("subject") == "ขออนุญาตใช้สถานที่"
    assert reading.value("addressee") == "ผู้อำนวยการโรงเรียนวัดสมมุติ"


def test_the_last_dot_of_an_agencys_letters_is_its_own() -> None:
    head = external(number=[(_LEFT, "ที่ นร ๑๐๐๐/ ๑๐"), (_RIGHT, "สำนักงาน ก.พ.")])
    assert read_lines([replace(head, how="ocr")]).value("sender") == "สำนักงาน ก.พ."


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("ด่วนทีสุด ที ศธ ๐ ๔๙๙๙/ ว ๑ ๒", "ศธ ๐๔๙๙๙/ว ๑๒"),
        ("ทื่ ศร ๐๔๙๙๙/๑๒", "ศธ ๐๔๙๙๙/๑๒"),
        ("ท อว ๐๖๓๗๐๓ | ๒๑๑๐๙", "อว ๐๖๓๗.๐๓ / ๒๑๑๐๙"),
        ("ฑี่ ศธ ๐๔๙๙๙/๑๒", "ศธ ๐๔๙๙๙/๑๒"),
    ],
)
def test_a_number_is_read_through_the_noise_of_ocr_and_is_not_sure(printed: str, number: str) -> None:
    seen = external(number=[(_LEFT, printed), (_RIGHT, "โรงเรียนบ้านสมมุติ")])
    found = read_lines([Page(number=1, width=595, height=842, lines=seen.lines, how="ocr")])["letter_no"]
    assert fold(found.value or "") == fold(number)
    assert not found.sure


def test_a_certificate_whose_first_words_ocr_misread_is_dated_by_its_end() -> None:
    rows = ("หนังสือฉบับนี้ไห้ไว้เพื่อรับรองว่า นายสมมุติ ใจดี", "ให้ไว้ ณ วันที่ ๕ มิถุนายน พ.ศ. ๒๕๖๗")
    reading = read_lines([page(*centred(*rows), how="ocr")])
    assert (reading.value("kind"), reading.value("date")) == (Kind.CERTIFICATE, "2024-06-05")


def test_the_year_of_a_scan_is_put_right_by_the_receipt_but_is_not_sure() -> None:
    seen = external(date=[(_MIDDLE, "๑๔ มิถุนายน ๒๕๖๔")])
    scan = Page(number=1, width=595, height=842, lines=seen.lines, again=seen.lines, how="ocr")
    found = read_lines([scan], Hints(received=date(2026, 6, 16)))["date"]
    assert (found.value, found.sure) == ("2026-06-14", False)


def test_specks_between_the_lines_are_no_part_of_a_subject() -> None:
    seen = list(external(subject=[(_LEFT, "เรื่อง ขออนุญาต")]).lines)
    at = next(number for number, line in enumerate(seen) if line.text.startswith("เรื่อง"))
    top = seen[at].box[3] - 4
    specks = Line(spans=(Span(text="ส ชะ. ย ฐ", box=(90.0, top, 200.0, top + 8)),), page=1, unit=7.0)
    scan = Page(number=1, width=595, height=842, lines=(*seen[: at + 1], specks, *seen[at + 1 :]), how="ocr")
    assert read_lines([scan]).value("subject") == "ขออนุญาต"


def test_a_picture_that_does_not_tell_its_size_reads_like_its_paper() -> None:
    def larger(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        return (box[0] * 3, box[1] * 3, box[2] * 3, box[3] * 3)

    rows = [[(span.left, span.text) for span in line.spans] for line in external().lines]
    paper = page(*rows[:5], [(_LEFT + 40, "และคณะครูทุกคน")], *rows[5:])
    lines = [
        Line(spans=tuple(Span(text=s.text, box=larger(s.box)) for s in line.spans), page=1, unit=21.0)
        for line in paper.lines
    ]
    reading = read_lines([Page(number=1, width=1785, height=2526, lines=tuple(lines), quality=1.0)])
    assert values(reading) == values(read_lines([paper]))
    assert reading.value("addressee") == "ผู้อำนวยการโรงเรียนวัดสมมุติและคณะครูทุกคน"
    assert reading["subject"].evidence
    assert reading["subject"].evidence.box[0] == _LEFT * 3


def test_a_stamp_beside_a_memos_class_of_urgency_does_not_date_it() -> None:
    memo = page(
        [(_LEFT, "ด่วนที่สุด"), (500.0, "วันที่ 15 ก.ค. 2567")],
        [(_MIDDLE, "บันทึกข้อความ")],
        [(_LEFT, "ส่วนราชการ องค์การบริหารส่วนตำบลสมมุติ โทร. ๑๑๐๓๓")],
        [(_LEFT, "ที่ ลพ ๗๖๑๑๔/๘๒๓๓"), (_RIGHT, "วันที่ ๑๐ กรกฎาคม ๒๕๖๗")],
        [(_LEFT, "เรื่อง ขออนุมัติเดินทาง")],
        [(_LEFT, "เรียน ผู้อำนวยการกลุ่มทุกกลุ่ม")],
    )
    assert read_lines([memo])["date"].value == "2024-07-10"


def test_a_subject_that_breaks_before_rian_makes_subject_and_addressee_unsure() -> None:
    broken = [(_LEFT, "เรื่อง การประเมินความสามารถด้านการอ่านของผู้")]
    lines = external(subject=broken).lines
    again = page(
        *[[(span.box[0], span.text) for span in line.spans] for line in lines[:4]],
        [(_LEFT, "เรียน (RT) ประจำปี ๒๕๖๗")],
        *[[(span.box[0], span.text) for span in line.spans] for line in lines[4:]],
    )
    reading = read_lines([again])
    assert reading.value("addressee") == "ผู้อำนวยการโรงเรียนวัดสมมุติ"
    assert not reading["subject"].sure
    assert not reading["addressee"].sure
