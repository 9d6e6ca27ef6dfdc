"""The note in the folder of checks: what is hers in it, in whatever way she wrote and saved it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake.checknote import Shown, note, number_of, stem, text_of, typed_in
from intake.checks import Fault, Trouble
from registry.model import Found, Reading
from tests.unit.test_shelf import letter

LETTER = replace(
    letter(number=12),
    letter_no="ศธ ๐๔๙๙๙/๑๒๓",
    needs_review=True,
    review=("letter_no", "date"),
    sender="โรงเรียนวัดตัวอย่าง",
)
READING = Reading(
    fields={
        "letter_no": Found(value="ศธ ๐๔๙๙๙/๑๒๓"),
        "subject": Found(value="ขอเชิญประชุม", sure=True),
        "sender": Found(value="โรงเรียนวัดตัวอย่าง", sure=True),
    }
)
SHOWN = Shown(letter=LETTER, reading=READING, settled={})
NOTE = note(SHOWN)
ANSWER = "เลขที่ ศธ 04999/124"


def answered(text: str) -> str:
    """Typed behind the last line, as the note asks."""
    return NOTE.rstrip("\n") + text + "\n"


def test_it_shows_the_fields_and_marks_the_doubtful() -> None:
    for line in ("เลขทะเบียนรับ 12/2570", "? เลขที่: ศธ ๐๔๙๙๙/๑๒๓", "? วันที่: (ไม่พบ)", "  เรื่อง: ขอเชิญประชุม", "แก้: "):
        assert line in NOTE.splitlines()


def test_it_shows_what_else_there_is_to_look_at() -> None:
    marked = replace(SHOWN, letter=replace(LETTER, review=("copy", "same: 11/2570", "unread: แบบ.pdf")))
    text = note(marked)
    assert "สำเนา" in text
    assert "อาจเป็นฉบับเดียวกับเลขรับ 11/2570" in text
    assert "แบบ.pdf" in text


def test_reasons_that_were_answered_meanwhile_are_not_hers() -> None:
    asked = replace(SHOWN, letter=replace(LETTER, review=("elsewhere", "fewer: 1/3", "same: 11/2570")))
    assert typed_in(note(asked), replace(SHOWN, letter=replace(LETTER, review=()))) == []
    assert typed_in(NOTE + "* เลขที่ ศธ 04999/124\n", SHOWN) == ["* เลขที่ ศธ 04999/124"]


def test_an_untouched_note_says_nothing() -> None:
    assert typed_in(NOTE, SHOWN) == []
    assert typed_in(NOTE.replace("\n", "\r\n") + "\n\n  \n", SHOWN) == []


@pytest.mark.parametrize(
    ("text", "hers"),
    [
        (answered(ANSWER), [f"แก้: {ANSWER}"]),
        (answered(" ถูกต้อง"), ["แก้: ถูกต้อง"]),
        (answered(f"\nแก้ {ANSWER}\nแก้ วันที่ 13 ก.ค. 2558"), [f"แก้ {ANSWER}", "แก้ วันที่ 13 ก.ค. 2558"]),
        ("ถูกต้อง\n" + NOTE, ["ถูกต้อง"]),
        (NOTE.replace("๑๒๓", "๑๒๔"), ["แก้ เลขที่: ศธ ๐๔๙๙๙/๑๒๔"]),
        (NOTE.replace("วันที่: (ไม่พบ)", "วันที่: 13 ก.ค. 2558"), ["แก้ วันที่: 13 ก.ค. 2558"]),
        (NOTE.replace("เรื่อง: ขอเชิญประชุม", "เรื่อง:"), []),
        (NOTE.replace("? เลขที่: ศธ ๐๔๙๙๙/๑๒๓\n", ""), []),
        (NOTE.replace("ศธ ๐๔๙๙๙/๑๒๓", "ศธ 04999 /123"), []),  # the same in other digits
        (NOTE.replace("แล้วบันทึกไฟล์นี้", "แล้วบันทึกไฟล์"), []),  # a slip of the keyboard in a line of ours
        (NOTE + "เลขที่ ศธ ๐๔๙๙๙/๑๒๔", ["เลขที่ ศธ ๐๔๙๙๙/๑๒๔"]),  # below the last line, nearly what was read
        (NOTE + "วันที่ 13 ก.ค. 2558; เรื่อง ขอเชิญประชุม", ["วันที่ 13 ก.ค. 2558; เรื่อง ขอเชิญประชุม"]),  # the example
        (NOTE + "เรื่อง ขอเชิญประชุม ก", ["เรื่อง ขอเชิญประชุม ก"]),  # nearly what the note itself says
        ("เลขทะเบียนรับ 12/2570\nถูกต้อง", ["ถูกต้อง"]),
    ],
)
def test_what_is_hers(text: str, hers: list[str]) -> None:
    assert typed_in(text, SHOWN) == hers


def test_a_value_that_was_corrected_by_mail_meanwhile_is_not_set_back() -> None:
    corrected = replace(SHOWN, letter=replace(LETTER, letter_no="ศธ 04999/124"), settled={"letter_no": "ศธ 04999/124"})
    assert typed_in(NOTE, corrected) == []


def test_what_was_not_understood_stays_with_the_reason_and_is_read_again() -> None:
    typed = typed_in(answered(" เลขที่ 142"), SHOWN)
    again = note(SHOWN, [Fault(Trouble.NUMBER, "letter_no", "142")], typed)
    assert "แก้: เลขที่ 142" in again
    assert "ดูไม่เหมือนเลขที่หนังสือ" in again
    assert "ยังไม่ได้แก้อะไร" in again
    assert typed_in(again, SHOWN) == typed
    assert typed_in(again.replace("เลขที่ 142", ANSWER), SHOWN) == [f"แก้: {ANSWER}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp874"])
def test_it_is_read_as_any_editor_saves_it(encoding: str) -> None:
    saved = answered(f" {ANSWER}").replace("\n", "\r\n").encode(encoding, "replace")
    assert typed_in(text_of(saved), SHOWN) == [f"แก้: {ANSWER}"]


def test_what_windows_874_cannot_hold_is_no_answer() -> None:
    subject = "การอบรม “AI × การศึกษา” ✓"
    shown = Shown(
        letter=replace(LETTER, subject=subject), reading=Reading(fields={"subject": Found(value=subject)}), settled={}
    )
    saved = note(shown).encode("cp874", "replace")
    assert typed_in(text_of(saved), shown) == []


def test_it_names_its_entry_and_its_file() -> None:
    assert number_of(NOTE) == (12, 0, 2570)
    assert number_of(note(replace(SHOWN, letter=replace(LETTER, insert=1)))) == (12, 1, 2570)
    assert number_of("ถูกต้อง") is None
    assert stem(LETTER, READING) == "12 ขอเชิญประชุม"
    assert stem(replace(LETTER, insert=1, subject="อื่น"), READING) == "12-1 ขอเชิญประชุม"
    long = Reading(fields={"subject": Found(value="ก/" * 500)})
    assert len(stem(LETTER, long).encode()) < 150
