"""Broken Thai made plain, digits, dates, and the score of a text layer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from intake.thai import fold, is_plain, normalise, quality, skeleton
from intake.thaidate import MONTHS, buddhist_year, dates_in, is_undated, slips, with_another_year

_THAI_TEXT = st.text(st.sampled_from("กงทนปรสอำาํเแไิีืุู่้์็ั ๐๙ฯ" + "\uf70a\uf70b\uf712\u200b" + "1/"), max_size=24)
_SOUND = (
    "ที่ ศธ ๐๔๙๙๙/ว ๑๒๓ สำนักงานเขตพื้นที่การศึกษาประถมศึกษา เรื่อง ขอเชิญประชุมผู้บริหาร ตำบลน้ำใส ก๋วยเตี๋ยว เสร็จสิ้น "
    "สิทธิ์ พันธุ์ ศิลป์ เปอร์เซ็นต์ โต๊ะ เกาะ และ เล่ห์ ปู่ ญี่ปุ่น ทฤษฎี ฯลฯ ๆ"
)


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("ผู\uf70bอํานวยการ", "ผู้อำนวยการ"),
        ("ต\uf70bนป\uf702การศึกษา", "ต้นปีการศึกษา"),
        ("เป\uf712น ฝ\uf705าย ฝ\uf703ก", "เป็น ฝ่าย ฝึก"),
        ("สํานักงาน", "สำนักงาน"),
        ("ก าหนด", "กำหนด"),
        ("ต  าบล", "ตำบล"),
        ("ดำาเนิน", "ดำเนิน"),
        ("น้ํา", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("ท่ี", "ที่"),
        ("เเละ", "และ"),
        ("สำ\u200bนัก\ufeffงาน", "สำนักงาน"),
        ("\uf0b7 เรื่อง\u00a0เดิม", "เรื่อง เดิม"),
    ],
)
def test_normalise_mends_what_fonts_and_readers_break(broken: str, whole: str) -> None:
    assert normalise(broken) == whole


def test_normalise_leaves_sound_text_alone() -> None:
    assert normalise(_SOUND) == _SOUND
    assert is_plain(_SOUND)
    assert quality(_SOUND) == 1.0


@given(_THAI_TEXT)
@example("ํํ ่าำ")
def test_normalise_done_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(_THAI_TEXT)
def test_normalise_never_loses_a_consonant_or_a_figure_nor_moves_one(text: str) -> None:
    def kept(form: str) -> str:
        return "".join(letter for letter in form if "ก" <= letter <= "ฮ" or letter.isdigit() or letter in "/ฯ")

    assert kept(normalise(text)) == kept(text.replace("เเ", "แ"))


@given(_THAI_TEXT)
def test_fold_and_skeleton_do_not_care_how_a_text_was_broken(text: str) -> None:
    assert fold(normalise(text)) == fold(text)
    assert skeleton(normalise(text)).replace(" ", "") == skeleton(normalise(normalise(text))).replace(" ", "")


def test_fold_makes_both_kinds_of_digits_equal() -> None:
    assert fold("ศธ ๐๔๐๐๑/ว ๕๕") == fold("ศธ04001/ว55") == "ศธ04001/ว55"


def test_skeleton_is_what_bad_print_leaves_of_a_label() -> None:
    assert skeleton("เรื่อง") == skeleton("เรือง") == skeleton("เ รี่ อ ง") == "เรอง"


@pytest.mark.parametrize(
    "damaged",
    [
        "ผ\ufffdอำนวยการโรงเรียน",
        "ทีÉ ชัÊน เพืÉอ",
        "หนา ้ เลม ่ ผ ู ใช",
        "(cid:202)กษา ประถม",
    ],
)
def test_damage_lowers_the_quality(damaged: str) -> None:
    assert quality(damaged) < 0.9
    assert not is_plain(damaged)


def test_a_page_with_sara_am_for_every_sara_aa_is_not_trusted() -> None:
    assert quality("กระทรวงศึกษำธิกำร กำรบริหำรจัดกำรเวลำเรียน คณะกรรมกำรสถำนศึกษำ") <= 0.3


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("๑๔ มิถุนายน ๒๕๖๙", date(2026, 6, 14)),
        ("7 เมษายน ๒๕๖9", date(2026, 4, 7)),
        ("๒๗ มกราคม พ.ศ. ๒๕๖๙", date(2026, 1, 27)),
        ("26 เดือน พฤษภาคม พ.ศ. 2553", date(2010, 5, 26)),
        ("๓ พฤษจิกายน ๒๕๖๘", date(2025, 11, 3)),
        ("31 ม.ค. 69", date(2026, 1, 31)),
        ("๒ ก.ย. ๒๕๖๘", date(2025, 9, 2)),
        ("๑ กุมภาพันธ์ พุทธศักราช ๒๕๖๘", date(2025, 2, 1)),
    ],
)
def test_dates_as_offices_write_them(text: str, day: date) -> None:
    assert [found.day for found in dates_in(f"ณ วันที่ {text} เป็นต้นไป")] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("๑ ๔ มิถุ นายน ๒ ๕๖๙", date(2026, 6, 14)),
        ("๒๗ พฤษภา ดม พ. ศ. ๒๕๖ ๙", date(2026, 5, 27)),
        ("๑๔ พถศจิกายม ท.ศ. ๒๕๖๘", date(2025, 11, 14)),
        ("12 เดือน กุมภาพันซ์ 2567", date(2024, 2, 12)),
        ("๒๘ มิถุนายน. ๒๕๖๘", date(2025, 6, 28)),
        ("๑๔ กค.๖๘", date(2025, 7, 14)),
        ("๑๔ ก.ค.๖ ๘", date(2025, 7, 14)),
    ],
)
def test_dates_as_ocr_leaves_them(text: str, day: date) -> None:
    assert [found.day for found in dates_in(f"วันที {text}", loose=True)] == [day]


@pytest.mark.parametrize(("text", "undated"), [("มิถุนายน ๒๕๖๙", True), ("      เดือน มิถุนายน พ.ศ. ๒๕๖๙", True)])
def test_a_day_left_blank_for_the_signer(text: str, undated: bool) -> None:
    assert is_undated(text) is undated
    assert not is_undated(f"๑๔ {text.strip()}")
    assert not is_undated("ปีงบประมาณ ๒๕๖๙")


@pytest.mark.parametrize("text", ["มิถุนายน ๒๕๖๙", "๓๑ กุมภาพันธ์ ๒๕๖๙", "๑๔ มิถุนายน ๒๕๒๐๐", "เวลา 10 นาฬิกา 2569", ""])
def test_no_date_is_made_of_an_incomplete_or_impossible_one(text: str) -> None:
    assert dates_in(text) == []


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.booleans())
def test_every_date_is_read_back(day: date, thai: bool) -> None:
    written = f"{day.day} {MONTHS[day.month - 1]} {buddhist_year(day)}"
    if thai:
        written = written.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    found = dates_in(f"กก {written}")
    assert [(one.day, one.start) for one in found] == [(day, 3)]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (date(2019, 8, 11), date(2026, 8, 11)),  # ๒๕๖๒ for ๒๕๖๙
        (date(1926, 8, 11), date(2026, 8, 11)),  # ๒๔๖๙
        (date(1988, 8, 11), None),  # ๒๕๓๑: two figures
        (date(2019, 10, 11), None),  # would be after the receipt, or long before it
    ],
)
def test_a_year_with_one_figure_misread_is_told_by_the_receipt(read: date, meant: date | None) -> None:
    assert with_another_year(read, date(2026, 8, 14)) == meant


def test_slips_counts_edits_up_to_a_limit() -> None:
    assert slips("เรยน", "เรยน", 1) == 0
    assert slips("เรยน", "เรอน", 1) == 1
    assert slips("เรยน", "ประกาศ", 1) == 2
