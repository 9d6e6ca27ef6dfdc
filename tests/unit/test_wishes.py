"""What a person says of a letter beside its page, in the first lines of a mail or in letter.toml."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

import pytest

from intake.checks import Trouble
from intake.mail import parse_mail
from intake.wishes import Unfit, noted, told, wants_sending, wish_in
from templates import words

TODAY = date(2026, 6, 14)
OFFICE = "saraban@office.example"
TO = "ทุกโรงเรียน ยกเว้น โรงเรียนบ้านนา"


def wants(to: bytes, subject: str = "แจ้งปฏิทิน", more: str = "") -> bool:
    head = f"From: piti@office.example\r\nSubject: {subject}\r\n{more}".encode()
    return wants_sending(parse_mail(head + b"To: " + to + b"\r\n\r\nx"), OFFICE)


@pytest.mark.parametrize(
    "to",
    [
        "saraban+ส่ง@office.example".encode(),
        f"saraban+{quote('ส่ง')}@office.example".encode(),
        b"=?utf-8?q?saraban+=E0=B8=AA=E0=B9=88=E0=B8=87?=@office.example",
        b"Office <Saraban+SEND@office.example>",
        b"someone@school.example, saraban+send@office.example",
    ],
)
def test_a_mail_to_the_tag_asks_for_sending(to: bytes) -> None:
    assert wants(to)


@pytest.mark.parametrize(
    "to", [b"saraban@office.example", b"other+send@office.example", b"saraban+sent@office.example"]
)
def test_one_to_another_address_does_not(to: bytes) -> None:
    assert not wants(to)


def test_where_the_server_delivered_it_counts() -> None:
    assert wants(b"list@office.example", more="Delivered-To: saraban+send@office.example\r\n")


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("ส่ง: แจ้งปฏิทิน", True), ("ส่ง:แจ้ง", True), ("SEND: x", True), ("Re: ส่ง: x", False), ("ส่งรายงาน: มิ.ย.", False)],
)
def test_the_subject_asks_for_it_too(subject: str, expected: bool) -> None:
    assert wants(OFFICE.encode(), subject) is expected


def test_what_a_program_wrote_asks_for_nothing() -> None:
    assert not wants(b"saraban+send@office.example", more="Auto-Submitted: auto-replied\r\n")


def test_the_lines_of_a_mail() -> None:
    wish = wish_in(
        f"ถึง: {TO}\nสรุป: ให้ส่งแบบรายงาน\nตอบภายใน: 30 มิ.ย. 2569\n\nเพื่อทราบ: ภายนอก: ศาลากลาง\nชั้นความเร็ว: ด่วนมาก\n\n"
        "ขอบคุณครับ\nถึง: ไม่ใช่ผู้รับ",
        TODAY,
    )
    assert (wish.to, wish.summary, wish.answer_by) == (TO, "ให้ส่งแบบรายงาน", date(2026, 6, 30))
    assert (wish.urgency, wish.faults) == (("ด่วนมาก",), ())
    assert wish.to_text == f"{TO}; เพื่อทราบ: ภายนอก: ศาลากลาง"


def test_a_greeting_may_come_first() -> None:
    assert wish_in(f"เรียน ธุรการ\n\nถึง : {TO}\nปิติ", TODAY).to == TO


def test_to_and_subject_in_the_first_lines_are_no_quotation() -> None:
    wish = wish_in(f"ถึง: {TO}\nเรื่อง: แจ้งปฏิทิน\nสรุป: ทราบ", TODAY)
    assert (wish.to, wish.subject, wish.summary) == (TO, "แจ้งปฏิทิน", "ทราบ")


def test_what_was_forwarded_names_nobody() -> None:
    body = "---------- Forwarded message ---------\nFrom: a@b.example\nถึง: ทุกคน\nเรื่อง: x\n\nสวัสดี"
    assert wish_in(body, TODAY).to == ""


def test_a_line_broken_by_the_mail_program_is_one() -> None:
    wish = wish_in("ถึง: ทุกโรงเรียน ยกเว้น\nโรงเรียนบ้านนา,\nโรงเรียนวัดใหญ่\nขอบคุณ", TODAY)
    assert wish.to == "ทุกโรงเรียน ยกเว้น โรงเรียนบ้านนา, โรงเรียนวัดใหญ่"


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("ตอบภายใน: พรุ่งนี้", Trouble.DATE),
        ("ตอบภายใน: 1 มิ.ย. 2569", Trouble.PAST),
        ("ชั้นความเร็ว: รีบมาก", Trouble.URGENCY),
    ],
)
def test_what_is_not_understood_is_told_and_not_guessed(line: str, trouble: Trouble) -> None:
    wish = wish_in(f"ถึง: {TO}\n{line}", TODAY)
    assert (wish.answer_by, wish.urgency, wish.to) == (None, (), TO)
    assert [each.trouble for each in wish.faults] == [trouble]
    assert all(words.trouble(*each) for each in told(wish))


def test_no_urgency_is_a_wish_too() -> None:
    assert wish_in("ถึง: x\nชั้นความเร็ว: ไม่มี", TODAY).urgency == (None,)


@pytest.mark.parametrize("day", ['"30 มิ.ย. 2569"', "2026-06-30", "2569-06-30", "2026-06-30T12:00:00"])
def test_the_note(day: str) -> None:
    wish = noted(
        f'summary = "ให้ส่งแบบ"\nanswer_by = {day}\nurgency = "ด่วน"\ninformation = "ภายนอก: ศาลากลาง"\n'
        'circular = true\nfrom = "ปิติ"\nsecrecy = "ไม่มี"\n',
        TO,
        TODAY,
    )
    assert (wish.summary, wish.answer_by, wish.urgency, wish.circular) == ("ให้ส่งแบบ", date(2026, 6, 30), ("ด่วน",), True)
    assert (wish.sender, wish.to_text, wish.faults) == (("ปิติ", 6), f"{TO}; เพื่อทราบ: ภายนอก: ศาลากลาง", ())


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("summary = ให้ส่งแบบ", Unfit.FORM),
        ("summry = 1", Unfit.KEY),
        ("summary = 1", Unfit.TEXT),
        ('answer_by = "พรุ่งนี้"', Unfit.DATE),
        ("answer_by = 2026-06-01", Unfit.DATE),
        ('urgency = "รีบ"', Unfit.URGENCY),
        ('circular = "ใช่"', Unfit.YES),
    ],
)
def test_each_fault_of_the_note_is_told_with_its_line(line: str, trouble: Unfit) -> None:
    wish = noted(f"# บันทึก\n\n{line}\n", TO, TODAY)
    (told_,) = told(wish)
    assert (wish.to, told_[0]) == (TO, trouble)
    assert "บรรทัด 3" in words.trouble(*told_)


def test_one_wrong_value_does_not_spoil_the_others() -> None:
    wish = noted('circular = 1\nsummary = "x"', TO, TODAY)
    assert (wish.summary, wish.circular, len(wish.faults)) == ("x", None, 1)


def test_a_note_made_to_hurt_is_only_a_fault() -> None:
    assert [each.trouble for each in noted("a = " + "[" * 15_000, TO, TODAY).faults] == [Unfit.FORM]


def test_every_fault_has_its_words() -> None:
    assert {*Trouble, *Unfit} <= set(words.TROUBLES)
