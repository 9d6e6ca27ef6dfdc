"""Which words name a class of secrecy, and what of a secret letter may be entered."""

from __future__ import annotations

import pytest

from intake.declassify import Unclear, verdict_of
from intake.mail import Mail, parse_mail
from intake.readers import ReadMail, ReadPart
from intake.secrecy import Class, named_in, nearly, stamped
from intake.secret import in_file, in_mail, outer_facts
from registry.model import Found, Problem, Reading, Secrecy
from tests.support import mails
from tests.support.entering import read

LOW, MIDDLE, HIGH = Secrecy


@pytest.mark.parametrize(
    ("text", "secrecy"),
    [
        *[(text, LOW) for text in ("ลับ", "(ลับ) ขอส่ง", "ลับ_12.pdf", "หนังสือลับ.pdf", "เป็นหนังสือลับและให้", "ลับเฉพาะ")],
        *[(text, LOW) for text in ("ลับ ด่วนที่สุด", "ที่ ศธ 04001/ลับ 12", "ประทับตราลับแล้ว", "เอกสารลับทางราชการ")],
        *[(text, MIDDLE) for text in ("ลับมาก", "ชั้นความลับ : ลับมาก", "เอกสารชั้นลับมากจำนวน 1 ชุด", "ลับ และ ลับมาก")],
        *[(text, HIGH) for text in ("ลับที่สุด", "ลับ ที่สุด", "เป็นเรื่องลับที่สุดของทางราชการ", "ลัับที่สุด")],
        *[(text, None) for text in ("", "ขอส่งกลับคืน", "กลับมาก่อน", "ตลับหมึก", "เคล็ดลับที่สุดยอด", "สลับ", "พลับพลา")],
        *[(text, None) for text in ("อำเภอลับแล", "รักษาความลับของทางราชการ", "ชั้นความลับ ปกติ", "ลงคะแนนโดยวิธีลับ")],
    ],
)
def test_a_class_is_named(text: str, secrecy: Secrecy | None) -> None:
    assert named_in(text) is secrecy


def test_marks_in_english_and_marks_that_ocr_misread() -> None:
    assert [stamped(text) for text in ("SECRET", "- TOP SECRET -", "Confidential")] == [MIDDLE, HIGH, None]
    assert [nearly(text) for text in ("ลบ", "สับ", "ลับมาถ", "ลับทีสุค")] == [LOW, LOW, MIDDLE, HIGH]
    assert [nearly(text) for text in ("ครุฑ", "นก", "- 2 -", "ด่วนมาก", "")] == [None] * 5


def classed(value: str | None, sure: bool = True) -> Reading:
    return Reading(fields={**read().fields, "secrecy": Found(value=value, sure=sure)})


def test_anything_that_says_so_makes_a_file_secret_and_the_highest_class_counts() -> None:
    assert in_file(classed(None), "a.pdf") is None
    assert in_file(classed("ลับ"), "a.pdf") == Class(LOW, sure=True)
    assert in_file(classed("ลับ"), "ลับมาก.pdf") == Class(MIDDLE, sure=False)
    assert in_file(classed("ลับ", sure=False), "a.pdf", MIDDLE) == Class(MIDDLE, sure=True)
    assert in_file(None, "a.pdf", LOW) == Class(LOW, sure=True)
    assert in_file(None, "a.pdf") is None


def mail(subject: str = "ขอส่งหนังสือ", body: str = "ตามไฟล์แนบ", name: str = "a.pdf", refused: str = "") -> ReadMail:
    tail = mails.multipart(
        [
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.encode(),
            mails.part(mails.PDF, "application/pdf", f'attachment; filename="{name}"'.encode()),
        ]
    )
    parsed: Mail = parse_mail(mails.mail(tail, f"Subject: {subject}"))
    parts = tuple(ReadPart(document=one, reading=classed(None)) for one in parsed.documents)
    return ReadMail(mail=parsed, parts=parts)


def test_a_mail_is_secret_by_any_part_of_it() -> None:
    assert in_mail(mail()) is None
    for read_mail in (mail(subject="(ลับ) ขอส่ง"), mail(body="ส่งหนังสือลับ"), mail(name="ลับ.pdf")):
        assert in_mail(read_mail) == Class(LOW, sure=False)
    whole = mail(subject="หนังสือลับ")
    (part,) = whole.parts
    sure = ReadMail(mail=whole.mail, parts=(ReadPart(document=part.document, reading=classed("ลับมาก")),))
    assert in_mail(sure) == Class(MIDDLE, sure=True)
    shut = ReadMail(mail=whole.mail, parts=(ReadPart(document=part.document, problem=Problem.PASSWORD),))
    assert in_mail(shut) == Class(LOW, sure=False)


@pytest.mark.parametrize(
    "sender", ["นายสมมุติ ใจดี", "โรงเรียนบ้านตัวอย่าง เรื่อง สอบสวน", "สำนักงาน" + "ก" * 200, "ด้วยได้รับร้องเรียน"]
)
def test_what_does_not_look_like_a_sender_is_not_entered(sender: str) -> None:
    assert outer_facts([read(sender=sender)]).value("sender") is None


def test_only_the_outer_facts_and_no_place_they_were_read_from() -> None:
    facts = outer_facts([read("ศธ 04999/1"), read("ศธ 04999/2")])
    assert {name: found.value for name, found in facts.fields.items()} == {
        "letter_no": "ศธ 04999/1", "date": "2026-06-10", "sender": "โรงเรียนบ้านตัวอย่าง"
    }  # fmt: skip
    assert all(found.evidence is None for found in facts.fields.values())
    assert outer_facts([read("เรื่องที่สอบสวน")]).value("letter_no") is None
    assert set(outer_facts([]).fields) == set(facts.fields)


def test_a_verdict_is_one_plain_word_on_the_first_line() -> None:
    assert [verdict_of(text) for text in ("ไม่ลับ", "\nลับ ครับ\nขอบคุณ", "ลับมาก.", "ลับที่สุด")] == [None, LOW, MIDDLE, HIGH]
    for text in ("", "ไม่แน่ใจว่าลับ", "ไม่ลับมาก", "ลับหรือไม่", "ยังไม่ลับ", "> ไม่ลับ", "รับทราบ"):
        with pytest.raises(Unclear):
            verdict_of(text)
