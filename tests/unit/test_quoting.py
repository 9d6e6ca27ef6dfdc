"""What a person wrote, cut off from what her mail program put below it."""

from __future__ import annotations

import pytest

from intake.quoting import is_own_picture, own_words
from templates.words import ABOVE
from tests.support.mails import png

OURS = f"{ABOVE}\n\nหนังสือรับ 12/2569 ลงทะเบียนแล้ว\n? เลขที่: ศธ 04999/1\n"
QUOTED = "".join(f"> {line}\n" for line in OURS.splitlines())
WITHOUT_MARK = "หนังสือรับ 12/2569 ลงทะเบียนแล้ว\nแก้ เลขที่ ศธ 04999/1\nถูกต้อง\n"

US = "สำนักงานตัวอย่าง <saraban@office.example>"
TEN = "14 มิ.ย. 2569 เวลา 10:00"
RULE = "_" * 32

PROGRAMS = {  # what each puts below the words of the person
    "Gmail on the web": f"\n\nในวันที่ อา. {TEN} {US}\nเขียนว่า:\n\n{QUOTED}",
    "Gmail in one line": f"\n\nเมื่อ อา. {TEN} {US} เขียนว่า:\n{QUOTED}",
    "iPhone": f"\n\nส่งจาก iPhone ของฉัน\n\nในวันที่ {TEN} {US} เขียนว่า:\n\n{OURS}",
    "iPhone in English": f"\n\nSent from my iPhone\n\n> On 14 Jun 2569 BE, at 10:00, {US} wrote:\n{QUOTED}",
    "Outlook": f"\n\n{RULE}\nจาก: {US}\nส่ง: {TEN}\nถึง: ธุรการ\nเรื่อง: ตรวจ\n\n{OURS}",
    "Outlook without its rule": f"\n\nFrom: {US}\nSent: {TEN}\nTo: c@office.example\nSubject: ตรวจ\n\n{WITHOUT_MARK}",
    "Outlook in bold": f"\n\n*จาก:* {US}\n*ส่ง:* {TEN}\n*ถึง:* ค\n*เรื่อง:* ตรวจ\n\n{WITHOUT_MARK}",
    "Outlook on a phone": f"\n\nรับ Outlook for Android\n{RULE}\nFrom: {US}\n{WITHOUT_MARK}",
    "forwarded": f"\n\n---------- Forwarded message ---------\nจาก: {US}\nDate: {TEN}\n{WITHOUT_MARK}",
    "original message": f"\n\n-----ข้อความต้นฉบับ-----\nจาก: {US}\n{WITHOUT_MARK}",
    "a signature": "\n-- \nสมหญิง ใจดี\nแก้ เลขที่ ศธ 1/2",
    "nothing but our first line": f"\n{OURS}",
    "Thunderbird": f"\n\nOn 14/6/2569 10:00, {US} wrote:\n{QUOTED}",
}


@pytest.mark.parametrize("below", PROGRAMS.values(), ids=PROGRAMS)
def test_the_first_lines_are_kept_and_the_rest_is_cut(below: str) -> None:
    assert own_words(f"แก้ เลขที่ ศธ 04001/ว 142\nขอบคุณค่ะ{below}") == "แก้ เลขที่ ศธ 04001/ว 142\nขอบคุณค่ะ"


@pytest.mark.parametrize("below", PROGRAMS.values(), ids=PROGRAMS)
def test_a_bare_quotation_says_nothing(below: str) -> None:
    assert own_words(below) == ""


def test_a_message_without_a_quotation_is_whole() -> None:
    text = "แก้ วันที่ 13 ก.ค. 2558\nแก้ เรื่อง จดหมายจาก: โรงเรียน\nเมื่อวานสแกนใหม่แล้ว"
    assert own_words(text) == text


def test_only_our_pictures_are_ours() -> None:
    plain = png(4, 4)
    assert not is_own_picture(plain)
    assert is_own_picture(plain[:33] + b"\0\0\0\x10tEXtSoftware\0Saraban" + plain[33:])
