"""Orders in a person's own words: what each line comes to, and that where one is not clear none counts."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.checks import Trouble
from intake.commands import Acknowledge, Close, Command, Comment, Correct, Give, Return, Search, understand
from registry.assignments import Task

RECEIVED = date(2026, 6, 14)
ACT, KNOW, PROPOSE = Task.ACT, Task.KNOW, Task.PROPOSE
LONG = "ขอเชิญประชุมเชิงปฏิบัติการพัฒนาศักยภาพครูและบุคลากร"


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("มอบ มานี", [Give(ACT, "มานี")]),
        ("มอบหมายให้ มานี ดำเนินการ", [Give(ACT, "มานี ดำเนินการ")]),
        ("ขอมอบ: มานี", [Give(ACT, "มานี")]),
        ("assign to Manee", [Give(ACT, "Manee")]),
        ("มอบ มานี\nขอให้เสร็จภายในวันศุกร์", [Give(ACT, "มานี\nขอให้เสร็จภายในวันศุกร์")]),
        ("เสนอ", [Give(PROPOSE, "")]),
        ("นำเสนอ ผอ.เขต พิจารณา", [Give(PROPOSE, "ผอ.เขต พิจารณา")]),
        ("เพื่อทราบ มานี, วีระ", [Give(KNOW, "มานี, วีระ")]),
        ("สำเนาถึง วีระ", [Give(KNOW, "วีระ")]),
        ("cc วีระ", [Give(KNOW, "วีระ")]),
        ("ขอส่งคืนครับ ไม่ใช่งานของกลุ่ม", [Return("ไม่ใช่งานของกลุ่ม")]),
        ("ส่งคืน: ผิดหน่วยงาน", [Return("ผิดหน่วยงาน")]),
        ("ส่งคืน", [Return("")]),
        ("ดำเนินการแล้ว", [Close()]),
        ("ดำเนินการเรียบร้อยแล้วค่ะ", [Close()]),
        ("ได้ดำเนินการเสร็จสิ้นแล้ว", [Close()]),
        ("เสร็จแล้วครับ", [Close()]),
        ("ดำเนินการแล้ว โดยหนังสือที่ 123/2569", [Close("123/2569")]),
        ("ดำเนินการแล้วตามหนังสือ 77", [Close("77")]),
        ("done by letter ศธ 04999/7", [Close("ศธ 04999/7")]),
        ("ความเห็น: ควรเข้าร่วม", [Comment("ควรเข้าร่วม")]),
        ("เกษียน ควรเข้าร่วม\nและแจ้งโรงเรียน", [Comment("ควรเข้าร่วม และแจ้งโรงเรียน")]),
        ("เห็นควรแจ้งโรงเรียน", [Comment("เห็นควรแจ้งโรงเรียน")]),
        ("อนุมัติ", [Comment("อนุมัติ")]),
        ("ค้นหา ประชุม", [Search("ประชุม")]),
        ("search ประชุม", [Search("ประชุม")]),
        ("แก้ เลขที่ ศธ 04001/ว 142", [Correct({"letter_no": "ศธ 04001/ว 142"}, False)]),
        ("ถูกต้อง", [Correct({}, True)]),
        ("รับทราบ\nขอบคุณที่แจ้ง", [Acknowledge()]),
        ("ถูกต้อง\nมอบ มานี", [Give(ACT, "มานี"), Correct({}, True)]),
        ("แก้ วันที่\n13 มิ.ย. 2569", [Correct({"date": "2026-06-13"}, False)]),
        (f"แก้ เรื่อง {LONG}เพื่อ\nรองรับการประเมิน", [Correct({"subject": f"{LONG}เพื่อ รองรับการประเมิน"}, False)]),
        ("รับทราบและมอบ มานี", [Acknowledge(), Give(ACT, "มานี")]),
        ("๑. ทราบ\n๒. มอบ มานี", [Acknowledge(), Give(ACT, "มานี")]),
        ("มอบ มานี\n\nเพื่อทราบ วีระ\n\nความเห็น ด่วน", [Give(ACT, "มานี"), Give(KNOW, "วีระ"), Comment("ด่วน")]),
    ],
)
def test_an_order(text: str, commands: list[Command]) -> None:
    assert list(understand(text, RECEIVED).commands) == commands


@pytest.mark.parametrize(
    "text",
    [
        *("มอบแล้ว", "มอบหมายแล้ว", "มอบอำนาจให้ผู้แทน", "เสนอแนะให้เลื่อน", "เสนอว่าควรเลื่อน", "ไม่มอบ มานี"),
        *("ยังไม่ได้ดำเนินการ", "กำลังดำเนินการ", "จะดำเนินการ", "ไม่ส่งคืน", "อย่าส่งคืน"),
        *("เพื่อทราบและดำเนินการต่อไป", "ค้นหาไม่เจอ", "ok", "ใช่ครับ", "yes"),
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_a_remark(text: str) -> None:
    assert understand(text, RECEIVED).commands == ()
    assert understand(text, RECEIVED).remark == text


@pytest.mark.parametrize(
    "text",
    [
        *("ดำเนินการแล้วบางส่วน", "ดำเนินการแล้วหรือยัง", "ดำเนินการแล้ว แต่ยังไม่ครบ", "มอบ มานี ดีไหม", "มอบ มานี\nไม่ใช่ ขอเปลี่ยน"),
        *("มอบ มานี\n\nยกเลิกครับ", "รับทราบ\n\nผอ. แจ้งว่า", "ส่งคืน ผิดกลุ่ม\nเดี๋ยวครับ"),
        *("แก้ เรื่อง ขอเชิญประชุมเพื่อ\nรับทราบ", "แก้ เรื่อง ขอเชิญประชุมและ\nอบรม", "แก้ จาก โรงเรียนบ้านหนองที่\nถูกต้อง"),
    ],
)  # fmt: skip
def test_an_order_that_may_be_none_is_asked_about(text: str) -> None:
    said = understand(text, RECEIVED)
    assert (said.commands, {fault.trouble for fault in said.faults}) == ((), {Trouble.UNCLEAR})
    assert said.remark == text


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Trouble.NOTHING),
        ("แก้ วันที่ 31 ก.พ. 2569\nรับทราบ", Trouble.DATE),
        ("ดำเนินการแล้ว ตามหนังสือ เมื่อวาน", Trouble.NUMBER),
    ],
)
def test_a_fault_keeps_all_back(text: str, trouble: Trouble) -> None:
    said = understand(text, RECEIVED)
    assert (said.commands, [fault.trouble for fault in said.faults]) == ((), [trouble])


def test_ok_answers_a_question_whether_all_is_right() -> None:
    assert understand("OK ค่ะ", RECEIVED, checking=True).commands == (Correct({}, True),)


def test_a_line_that_may_be_the_rest_of_a_long_one_is_no_order() -> None:
    long = "ขอแจ้งว่าเรื่องนี้กลุ่มนโยบายและแผนได้แจ้งโรงเรียนในสังกัดทุกแห่งแล้ว"
    assert understand(f"{long}\nรับทราบ", RECEIVED).commands == ()
    assert understand(f"รับทราบ\n\n{long}", RECEIVED).commands == (Acknowledge(),)


_WORDS = st.sampled_from(
    [
        "รับทราบ",
        "ไม่",
        "ยัง",
        "มอบ",
        "ครับ",
        "นะ",
        "ค่ะ",
        " ",
        "\n",
        "แก้",
        "เลขที่",
        "ดำเนินการ",
        "แล้ว",
        "ตาม",
        "ขอ",
        "โปรด",
        "?",
        "ศธ 1/2",
        ">",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(_WORDS, max_size=60).map("".join))
def test_nothing_that_can_be_written_breaks_it(text: str) -> None:
    said = understand(text, RECEIVED)
    assert said.commands or said.remark or said.faults
    assert not (said.commands and said.faults)


@settings(max_examples=400, deadline=None)
@given(st.lists(_WORDS, max_size=12).map("".join), st.sampled_from(["ไม่", "ยังไม่", "มิได้", "ยังไม่ได้"]))
def test_a_negated_acknowledgement_anywhere_acknowledges_nothing(around: str, negation: str) -> None:
    for text in (f"{negation}รับทราบ{around}", f"{around} {negation}รับทราบ", f"รับทราบ\n{negation}รับทราบ\n{around}"):
        assert Acknowledge() not in understand(text, RECEIVED).commands


@pytest.mark.parametrize(
    "piece", ["ครับ", "นะ", " ", "ขอ", "แล้ว", "รับ", "ดำเนินการแล้ว ", "มอบ ", "“", "แก้ เลขที่ 1/2 ", "\n>", "ไม่มี"]
)
def test_a_flood_costs_little(piece: str) -> None:
    begun = time.process_time()
    understand(piece * 3000, RECEIVED)
    assert time.process_time() - begun < 2
