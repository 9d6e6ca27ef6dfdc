"""What a tired clerk writes, and what is understood of it; where it is not clear nothing is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.checks import Trouble, date_in
from intake.corrections import Said, understand
from templates import words

RECEIVED = date(2026, 6, 14)
NUMBER = "ศธ 04001/ว 142"
JULY = "2015-07-13"


def said(text: str) -> Said:
    return understand(text, RECEIVED)


def troubles(text: str) -> list[Trouble]:
    answer = said(text)
    assert (answer.values, answer.confirmed) == ({}, False), "nothing is taken where something is not clear"
    return [fault.trouble for fault in answer.faults]


@pytest.mark.parametrize(
    "text",
    [
        *("ถูกต้อง", "ถูกต้องครับ", "ถูกต้องค่ะ.", "ถูกต้องแล้วนะคะ", "ตรวจแล้วถูกต้อง", "ถูก", "ถูกหมด", "ใช่ค่ะ", "OK", "Correct"),
        *("แก้: ถูกต้อง", "  ถูกต้อง  ", "ถูกต้อง\n\nขอบคุณค่ะ", "สวัสดีค่ะ\nถูกต้องค่ะ", "\u200bถูกต้อง\u00a0"),
        "ถูกต้อง\n\nสมหญิง ใจดี\nเจ้าหน้าที่ธุรการ\nเลขที่ 99 ถนนตัวอย่าง",
    ],
)
def test_right(text: str) -> None:
    assert said(text) == Said(values={}, confirmed=True)


@pytest.mark.parametrize(
    "text",
    [
        f"แก้ เลขที่ {NUMBER}",
        f"แก้ไข เลขที่หนังสือ: {NUMBER}",
        f"แก้ใข ที่ {NUMBER}",
        f"เเก้ เลขที่ {NUMBER} ค่ะ",
        f"แก้ไขเลขที่เป็น {NUMBER} ขอบคุณค่ะ",
        f"แก้ เลขที่คือ {NUMBER}",
        f"แก้：เลขที่：{NUMBER}",
        f'แก้ เลขที "{NUMBER}"',
        f"แก้ เลขที่ «{NUMBER}»",
        f"“แก้ เลขที่ {NUMBER}”",
        f"- แก้ เลขที่ {NUMBER}",
        f"แก้ เลขที่\n{NUMBER}",
        f"แก้\nเลขที่ {NUMBER}\n\nขอบคุณค่ะ",
        f"แก้: เลขที่ {NUMBER}",
        f"แก้: แก้ เลขที่ {NUMBER}",
        f"แก้ {NUMBER}",
        f"ไม่ถูกต้อง แก้ เลขที่ {NUMBER}",
        f"ขอแก้ เลขที่ {NUMBER}",
        f"fix no. {NUMBER}",
        "แก้ เลขที่ ศธ ０４００１/ว １４２",
    ],
)
def test_one_field_however_it_is_written(text: str) -> None:
    assert said(text) == Said(values={"letter_no": NUMBER}, confirmed=False)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("แก้เลขที่ศธ04001/ว142", "letter_no", "ศธ04001/ว142"),
        ("แก้ ที่ ศธ ๐๔๐๐๑/๑๔๒", "letter_no", "ศธ ๐๔๐๐๑/๑๔๒"),
        ("แก้ เลขที่ 12/2569", "letter_no", "12/2569"),
        ("แก้ เลขที่ อว 8115.1 /0174", "letter_no", "อว 8115.1 /0174"),
        ("แก้ เลขที่ วท 2.1017", "letter_no", "วท 2.1017"),
        ("แก้ เลขที่ สม 52007.4(1)/33", "letter_no", "สม 52007.4(1)/33"),
        ("แก้ เลขที่ ไม่มี", "letter_no", None),
        ("แก้ วันที่ -", "date", None),
        ("แก้ วันที่ 13 ก.ค. 2558", "date", JULY),
        ("แก้ ลว. 13 กค 58", "date", JULY),
        ("แก้ลงวันที่13กรกฎาคม2558", "date", JULY),
        ("แก้ วันที่ ๑๓ กรกฏาคม ๒๕๕๘ ครับ", "date", JULY),
        ("แก้ วันที 13/7/58", "date", JULY),
        ("แก้ 13 ก.ค. 2558", "date", JULY),
        ("แก้ ว.ด.ป. 13-07-2558", "date", JULY),
        ("แก้ วันที่ วันจันทร์ที่ 13 กรกฎาคม พ.ศ. 2558", "date", JULY),
        ("แก้ วันที่ 2015-07-13", "date", JULY),
        ('แก้ วันที่ "13 ก.ค. 2540"', "date", "1997-07-13"),
        ("แก้ เรื่อง เป็นวิทยากร", "subject", "เป็นวิทยากร"),
        ("แก้เรื่องขอเชิญประชุม วันที่ 5 มิ.ย. 2569", "subject", "ขอเชิญประชุม วันที่ 5 มิ.ย. 2569"),
        ("แก้ เรื่อง การรับสมัคร/คัดเลือก/เรียนรู้", "subject", "การรับสมัคร/คัดเลือก/เรียนรู้"),
        ("แก้ เรือง ขอบคุณ", "subject", "ขอบคุณ"),
        ("แก้ จาก โรงเรียนบ้านตัวอย่าง ค่ะ", "sender", "โรงเรียนบ้านตัวอย่าง"),
        ("แก้ เรียน ผู้อำนวยการ", "addressee", "ผู้อำนวยการ"),
        ("แก้ ชั้นความเร็ว ด่วนทีสุด", "urgency", "ด่วนที่สุด"),
        ("แก้ ด่วนที่สุด", "urgency", "ด่วนที่สุด"),
        ("แก้ ชั้นความเร็ว: ปกติ", "urgency", None),
        ('แก้ เลขที่ "142"', "letter_no", "142"),
    ],
)
def test_the_value_of_each_field(text: str, field: str, value: str | None) -> None:
    assert said(text) == Said(values={field: value}, confirmed=False)


@pytest.mark.parametrize(
    "text",
    [
        f"แก้ เลขที่ {NUMBER}\nแก้ วันที่ 13 ก.ค. 2558\nแก้ เรื่อง ขอเชิญประชุม",
        f"แก้\nเลขที่ {NUMBER}\nวันที่ 13 ก.ค. 2558\nเรื่อง ขอเชิญประชุม",
        f"แก้ เลขที่ {NUMBER} / วันที่ 13 ก.ค. 2558 / เรื่อง ขอเชิญประชุม",
        f"แก้ เลขที่ {NUMBER}; เรื่อง ขอเชิญประชุม; วันที่ 13 ก.ค. 2558",
        f"แก้ที่ {NUMBER} ลงวันที่ 13 ก.ค. 2558 เรื่อง ขอเชิญประชุม",
        f"แก้ วันที่ 13 ก.ค. 2558, แก้ เลขที่ {NUMBER}\nแก้ เรื่อง ขอเชิญประชุม",
    ],
)
def test_several_fields_at_once(text: str) -> None:
    values = {"letter_no": NUMBER, "date": JULY, "subject": "ขอเชิญประชุม"}
    assert (dict(said(text).values), said(text).faults) == (values, ())


@pytest.mark.parametrize("text", [f"แก้ เลขที่ {NUMBER}\nนอกนั้นถูกต้องค่ะ", f"แก้ เลขที่ {NUMBER} ที่เหลือถูกต้อง"])
def test_a_field_and_the_rest_right(text: str) -> None:
    assert said(text) == Said(values={"letter_no": NUMBER}, confirmed=True)


def test_where_fields_were_asked_for_the_word_for_it_may_be_missing() -> None:
    text = f"เลขที่ {NUMBER}\nวันที่ 13 ก.ค. 2558"
    assert understand(text, RECEIVED, asked=True).values == {"letter_no": NUMBER, "date": JULY}
    assert troubles(text) == [Trouble.NOTHING]  # in a mail it may be anything


def test_a_line_broken_by_the_mail_program_is_one() -> None:
    first = "แก้ เรื่อง ขอเชิญประชุมคณะกรรมการติดตามและประเมินผลการจัดการศึกษา ครั้งที่ 3/2569 ณ"
    assert said(f"{first}\nห้องประชุมใหญ่\n\nสมหญิง").values == {"subject": f"{first[11:]} ห้องประชุมใหญ่"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [Trouble.NOTHING]),
        ("ขอบคุณค่ะ", [Trouble.NOTHING]),
        ("รับทราบ", [Trouble.NOTHING]),
        ("ไม่ถูกต้อง", [Trouble.NOTHING]),
        ("ยังไม่ถูกต้อง", [Trouble.NOTHING]),
        ("ถูกต้องหรือไม่", [Trouble.NOTHING]),
        ("ถูกต้อง ยกเว้นเลขที่", [Trouble.NOTHING]),
        ("> ถูกต้อง", [Trouble.NOTHING]),
        (f"> แก้ เลขที่ {NUMBER}", [Trouble.NOTHING]),
        ("แก้", [Trouble.NOTHING]),
        ("ถูกต้อง\nแต่เลขที่ต้องเป็น ศธ 04001/5", [Trouble.UNCLEAR]),
        (f"แก้ เลขที่ {NUMBER}\nวันที่ก็ผิดด้วย", [Trouble.UNCLEAR]),
        ("แก้ เลขรับ 15", [Trouble.FIELD]),
        ("แก้ให้หน่อย", [Trouble.FIELD]),
        ("แก้ เลขที่", [Trouble.EMPTY]),
        ("แก้ เลขที่ 142", [Trouble.NUMBER]),
        ("แก้ เลขที่ ศธ 04001/", [Trouble.NUMBER]),
        ("แก้ เลขที่ ศธ O4OO1/2", [Trouble.NUMBER]),
        ("แก้ เลขที่ 13/7/2558", [Trouble.NUMBER]),
        ("แก้ ที่อ่านมาไม่ใช่", [Trouble.NUMBER]),
        ("แก้ วันที่ 31 ก.พ. 2569", [Trouble.DATE]),
        ("แก้ วันที่ 13 ก.ค.", [Trouble.DATE]),
        ('แก้ วันที่ "เมื่อวาน"', [Trouble.DATE]),
        ("แก้ วันที่ 13 ก.ค. 2570", [Trouble.FUTURE]),
        ("แก้ วันที่ 13 ก.ค. 2508", [Trouble.FUTURE]),
        ("แก้ ชั้นความเร็ว ด่วนจี๋", [Trouble.URGENCY]),
        ("แก้ เรื่อง ก", [Trouble.TEXT]),
        ("แก้ เลขที่ ศธ 04001/1\nแก้ เลขที่ ศธ 04001/2", [Trouble.TWICE]),
        (f"แก้ เลขที่ {NUMBER} วันที่ 31 ก.พ. 2569", [Trouble.DATE]),
    ],
)
def test_what_is_not_clear_is_asked_again(text: str, wanted: list[Trouble]) -> None:
    assert troubles(text) == wanted
    for fault in said(text).faults:
        assert words.trouble(fault.trouble, fault.field, fault.given).strip()


@pytest.mark.parametrize("trouble", list(Trouble))
def test_every_trouble_has_its_words(trouble: Trouble) -> None:
    assert "{" not in words.trouble(trouble, "letter_no", "142")


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_a_date_is_read_in_each_form(day: date) -> None:
    year = day.year + 543
    forms = [
        words.value("date", day.isoformat()),
        f"{day.day}/{day.month}/{year}",
        f"{day.day:02}-{day.month:02}-{year}",
    ]
    assert {date_in(form) for form in forms} == {day}


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_nothing_makes_it_fail(text: str) -> None:
    answer = said(f"แก้ {text}")
    assert answer.faults or answer.values or answer.confirmed
