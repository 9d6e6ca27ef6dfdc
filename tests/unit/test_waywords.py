"""What is answered to a draft and to a proposal, in the programs people write with: never a false ส่ง or เห็นชอบ.

Understood as meant, or asked about.
"""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.checks import Trouble
from intake.mail import parse_mail
from intake.quoting import own_words
from intake.waywords import Approve, Cancel, Change, Refuse, Said, Send, SendBack, of_draft, of_proposal
from tests.support import replies
from tests.support.replies import ABOVE_QUOTATION, BELOW_QUOTATION, DISCLAIMER, SIGNATURE, Style

TODAY = date(2026, 6, 14)
PITI = ("ว่าที่ร้อยตรีปิติ ยินดี", "กลุ่มนโยบายและแผน")
EVERY_STYLE = {**ABOVE_QUOTATION, **BELOW_QUOTATION}


def draft(text: str) -> Said:
    return of_draft(text, TODAY, PITI)


def proposal(text: str) -> Said:
    return of_proposal(text, PITI)


def words(raw: bytes) -> str:
    return own_words(parse_mail(raw).body)


SENDS = (
    *("ส่ง", "ส่งครับ", "ส่งค่ะ", "ส่งได้", "ส่งได้เลย", "ส่งได้เลยครับ", "ส่งเลย", "ส่งเลยค่ะ 👍", "ยืนยันส่ง", "ยืนยันการส่งค่ะ"),
    *("ส่งหนังสือได้", "ส่งออกได้เลย", "โปรดส่ง", "ขอให้ส่งได้", "ถูกต้อง ส่งได้", "ถูกต้อง\nส่ง", "ตรวจแล้ว ส่งได้เลยครับ", "โอเค ส่งเลย"),
    *("send", "Please send it now.", "Send it", "ok send", "“ส่ง”", "1. ส่ง", "ส่งได้ ขอบคุณค่ะ", "สวัสดีค่ะ\nส่งได้เลยค่ะ"),
    *("เรียน ธุรการ\nส่งได้ครับ", "ส่ง\n\nปิติ", f"ส่งได้เลยครับ\n\n{SIGNATURE}"),
    *(f"ส่ง\n\nขอแสดงความนับถือ\n{SIGNATURE}\nหัวหน้าคณะ", f"ส่งได้ครับ\n\n{DISCLAIMER}", "ส่งได้ทันที"),
)  # fmt: skip

NEVER_SENDS = (
    *("ยังไม่ส่ง", "ไม่ส่ง", "อย่าส่ง", "อย่าเพิ่งส่ง", "ห้ามส่ง", "งดส่ง", "ส่งไม่ได้", "ส่งยังไม่ได้", "ไม่ต้องส่ง", "ขอไม่ส่ง", "ยังส่งไม่ได้"),
    *("ส่งคืน", "ส่งคืน ไฟล์ผิด", "ส่งกลับ", "ส่งต่อ ปิติ", "ส่งแล้ว", "ส่งไปแล้ว", "ส่งใหม่", "ส่งไหม", "ส่งได้ไหม", "ส่งได้หรือยัง", "ส่ง?"),
    *("ส่งหรือไม่ส่ง", "ส่งพรุ่งนี้", "ส่งวันจันทร์", "ส่งหลังเที่ยง", "ส่งเมื่อ ผอ. ลงนาม", "ส่งถ้าครบ", "ส่ง ถ้าไฟล์ครบแล้ว"),
    *("ส่งเฉพาะอำเภอเมือง", "ส่งแต่ขอแก้เรื่องก่อน", "ส่ง แต่เปลี่ยนวันที่", "จะส่ง", "รอส่ง", "เตรียมส่ง", "ผอ. ให้ส่ง", "มานีบอกว่าส่งได้"),
    *("ขอดูก่อนส่ง", "แก้แล้วส่ง", "ไม่\nส่ง", "ยังไม่ให้\nส่ง", "ขออย่า\nส่ง", "ส่ง\nเดี๋ยวครับ", "ส่ง\n\nไม่ใช่ครับ ขอโทษ", "ส่ง\nพรุ่งนี้"),
    *("ส่ง\n\nวันจันทร์", "ส่ง\nแต่รอ ผอ.", "ส่ง\n\nยกเลิก", "ยกเลิก\nส่ง", "ส่ง\n\nโรงเรียนบ้านหนึ่งไม่ต้อง", "ส่ง ๆ ไป", "ส่งเงิน"),
    *("ส่งเอกสารเพิ่ม", "ส่งไฟล์ผิด", "ส่งผิด", "> ส่ง", "ขณะนี้ลาพักผ่อน จะติดต่อกลับ", "ระบบตอบกลับอัตโนมัติ: ส่ง", "ครับ", "ok", "👍"),
    *("ใช่", "ถูกต้อง", "รับทราบ", "เห็นชอบ", "อนุมัติ", "ขอบคุณครับ", "Do not send", "don't send", "not yet, send later"),
    *("send tomorrow", "sent", "send?", "resend", "[ส่ง] [แก้] [ยกเลิก]", "ส่ง/ยกเลิก", "แก้ เรื่อง แจ้งปฏิทิน\nส่ง"),
    *("ส่ง\nแก้ ถึง ทุกโรงเรียน", "ทดสอบ\nส่ง", "ผอ. แจ้งว่า\nส่ง", "ส่ง\n\nกลุ่มนโยบายและแผน ขอแก้ก่อน"),
    "เรื่องนี้กลุ่มนโยบายและแผนได้พิจารณาแล้วเห็นว่าควรแจ้งโรงเรียนทุกแห่งในสังกัด\nส่ง",
)  # fmt: skip


@pytest.mark.parametrize("style", ABOVE_QUOTATION.values(), ids=ABOVE_QUOTATION)
@pytest.mark.parametrize("text", SENDS)
def test_every_word_for_it_sends_in_every_program(text: str, style: Style) -> None:
    assert draft(words(style(text))) == Send()


@pytest.mark.parametrize("style", EVERY_STYLE.values(), ids=EVERY_STYLE)
@pytest.mark.parametrize("text", NEVER_SENDS)
def test_nothing_else_sends_in_any(text: str, style: Style) -> None:
    assert draft(words(style(text))) != Send()


@pytest.mark.parametrize("text", [*SENDS, *NEVER_SENDS])
def test_a_chat_sent_on_sends_nothing(text: str) -> None:
    assert isinstance(draft(words(replies.line_forwarded(text))), tuple)


@pytest.mark.parametrize("style", EVERY_STYLE.values(), ids=EVERY_STYLE)
def test_a_bare_quotation_orders_nothing(style: Style) -> None:
    assert isinstance(draft(words(style(""))), tuple)
    assert isinstance(proposal(words(style(""))), tuple)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("แก้ ถึง ทุกโรงเรียน ยกเว้น บ้านหนึ่ง, บ้านสอง", Change({"addressee": "ทุกโรงเรียน ยกเว้น บ้านหนึ่ง, บ้านสอง"})),
        ("แก้ผู้รับ เป็น อำเภอเมือง", Change({"addressee": "อำเภอเมือง"})),
        ("ขอแก้ไขเรื่อง แจ้งปฏิทินวิชาการ", Change({"subject": "แจ้งปฏิทินวิชาการ"})),
        ("แก้ วันที่ ๑๕ มิ.ย. ๒๕๖๙", Change({"date": "2026-06-15"})),
        ("แก้ เลขที่ ศธ 04999/ว 12", Change({"letter_no": "ศธ 04999/ว 12"})),
        ("แก้ เลขที่ ว่าง", Change({"letter_no": None})),
        ("แก้ ชั้นความเร็ว ด่วนที่สุด", Change({"urgency": "ด่วนที่สุด"})),
        ("แก้ สรุป ให้ส่งข้อมูล, ภายในวันศุกร์", Change({"summary": "ให้ส่งข้อมูล, ภายในวันศุกร์"})),
        ("แก้ ตอบภายใน 30 มิ.ย. 2569", Change({"answer_by": "2026-06-30"})),
        ("แก้ ตอบภายในวันที่ 30/6/2569", Change({"answer_by": "2026-06-30"})),
        ("ไม่ต้องตอบ", Change({"answer_by": None})),
        ("แก้ ไม่ต้องตอบกลับครับ", Change({"answer_by": None})),
        ("แก้ เรื่อง แจ้งปฏิทิน\nถึง อำเภอเมือง", Change({"subject": "แจ้งปฏิทิน", "addressee": "อำเภอเมือง"})),
        ("แก้ เรื่อง แจ้งปฏิทิน\nส่ง", Change({"subject": "แจ้งปฏิทิน"})),
        ("ยกเลิก", Cancel(None)),
        ("ขอยกเลิกครับ แนบไฟล์ผิด", Cancel("แนบไฟล์ผิด")),
        ("ยกเลิกการส่ง: ซ้ำกับฉบับก่อน\nจะทำใหม่", Cancel("ซ้ำกับฉบับก่อน จะทำใหม่")),
        ("cancel", Cancel(None)),
    ],
)
def test_a_draft_is_changed_or_taken_back(text: str, expected: Said) -> None:
    assert draft(text) == expected


@pytest.mark.parametrize(
    ("text", "troubles"),
    [
        ("แก้ ถึง", [Trouble.EMPTY]),
        ("แก้ ตอบภายใน 1 มิ.ย. 2569", [Trouble.PAST]),
        ("แก้ ตอบภายใน วันศุกร์", [Trouble.DATE]),
        ("แก้ วันที่ 31 ก.พ. 2569", [Trouble.DATE]),
        ("แก้ จำนวน 3", [Trouble.FIELD]),
        ("แก้ เรื่อง แจ้งปฏิทิน\nยกเลิก", [Trouble.UNCLEAR]),
        ("ยกเลิก เฉพาะโรงเรียนบ้านหนึ่ง", [Trouble.UNCLEAR]),
        ("ยกเลิก โรงเรียนบ้านหนึ่ง", [Trouble.UNCLEAR]),
        ("ยกเลิก ดีไหม", [Trouble.UNCLEAR]),
        ("ยกเลิกโรงเรียนบ้านหนึ่ง", [Trouble.NO_ORDER]),
        ("ไม่ยกเลิก", [Trouble.NO_ORDER]),
        ("ส่ง\nพรุ่งนี้", [Trouble.UNCLEAR]),
        ("", [Trouble.NOTHING]),
    ],
)
def test_what_is_not_clear_is_asked_about(text: str, troubles: list[Trouble]) -> None:
    said = draft(text)
    assert isinstance(said, tuple)
    assert [fault.trouble for fault in said] == troubles


APPROVES = (
    *("เห็นชอบ", "เห็นชอบครับ", "เห็นชอบค่ะ", "เห็นชอบ.", "อนุมัติ", "อนุมัติครับ", "อนุญาต", "ลงนามแล้ว", "ลงนามเรียบร้อยแล้ว"),
    *("ทราบ เห็นชอบ", "ทราบ/เห็นชอบ", "ทราบ และเห็นชอบ", "รับทราบ เห็นชอบ", "ผมเห็นชอบ", "เห็นชอบตามเสนอ", "อนุมัติตามที่เสนอ"),
    *("เห็นชอบ ลงนามแล้ว", "โอเค เห็นชอบ", "เห็นชอบ ส่งได้เลย", "อนุมัติ ดำเนินการได้", "Approved", "approve", "- เห็นชอบ"),
    *("“เห็นชอบ”", f"เห็นชอบ\n\n{SIGNATURE}", "เรียน ปิติ\nเห็นชอบ", f"เห็นชอบครับ\n\nขอแสดงความนับถือ\n{SIGNATURE}"),
    *("เห็นชอบ ให้เร่งดำเนินการ", "เห็นชอบ ขอบคุณมาก", "อนุมัติ 👍"),
)  # fmt: skip

NEVER_APPROVES = (
    *("ไม่เห็นชอบ", "ยังไม่เห็นชอบ", "ไม่อนุมัติ", "ยังไม่อนุมัติ", "มิได้เห็นชอบ", "ไม่ขอเห็นชอบ", "เห็นชอบไม่ได้", "เห็นชอบไหม"),
    *("เห็นชอบหรือไม่", "เห็นชอบ?", "เห็นชอบหรือยัง", "เห็นชอบ/ไม่เห็นชอบ", "เห็นชอบในหลักการ", "เห็นชอบ ในหลักการ"),
    *("เห็นชอบ แต่แก้วันที่", "เห็นชอบ ให้เพิ่มโรงเรียนบ้านสอง", "เห็นชอบ ตัดข้อ 3 ออก", "เห็นชอบ เมื่อแก้แล้ว", "เห็นชอบ ถ้าไม่ซ้ำ"),
    *("เห็นชอบ ส่งวันจันทร์", "เห็นชอบ ขอดูร่างอีกที", "เห็นชอบ\nแก้ไข คำผิด", "แก้ไข คำผิด\nเห็นชอบ", "ผอ. เห็นชอบแล้ว"),
    *("ท่านรองเห็นชอบ", "โปรดเห็นชอบ", "เพื่อโปรดพิจารณาเห็นชอบ", "เห็นควรเห็นชอบ", "รอ ผอ. เห็นชอบ", "ไม่\nเห็นชอบ"),
    *("ยังไม่\n\nเห็นชอบ", "เห็นชอบ\n\nเดี๋ยวครับ", "เห็นชอบ\nยกเลิก", "เห็นชอบ\n\nรอพรุ่งนี้", "ทราบ", "รับทราบ", "ครับ", "ok"),
    *("👍", "ส่ง", "ขณะนี้ลาพักผ่อน", "ข้อความอัตโนมัติ\nเห็นชอบ", "เห็นชอบด้วยไม่ได้", "> เห็นชอบ", "[เห็นชอบ] [แก้ไข]"),
    *("not approved", "approve?", "Disapproved", "I cannot approve this", "approved subject to changes"),
    *("ไม่ใช่ เห็นชอบ", "เห็นชอบ ยกเว้นโรงเรียนบ้านหนึ่ง", "เห็นชอบ เฉพาะอำเภอเมือง", "แก้ไข วันที่", "ส่งคืน", "ปรึกษานิติกรก่อน"),
    *("เห็นชอบ ปรึกษานิติกรด้วย", "เห็นชอบ และแก้ไขคำว่า ณ", "ทดสอบ เห็นชอบ"),
)  # fmt: skip


@pytest.mark.parametrize("style", ABOVE_QUOTATION.values(), ids=ABOVE_QUOTATION)
@pytest.mark.parametrize("text", APPROVES)
def test_every_word_for_it_approves_in_every_program(text: str, style: Style) -> None:
    assert isinstance(proposal(words(style(text))), Approve)


@pytest.mark.parametrize("style", EVERY_STYLE.values(), ids=EVERY_STYLE)
@pytest.mark.parametrize("text", NEVER_APPROVES)
def test_nothing_else_approves_in_any(text: str, style: Style) -> None:
    assert not isinstance(proposal(words(style(text))), Approve)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("เห็นชอบ", Approve(None)),
        ("เห็นชอบ ให้เร่งดำเนินการ", Approve("ให้เร่งดำเนินการ")),
        ("เห็นชอบ\nแจ้งทุกโรงเรียน", Approve("แจ้งทุกโรงเรียน")),
        ("แก้ไข วันที่ผิด", SendBack("วันที่ผิด")),
        ("แก้ เรื่อง ขอเชิญประชุม", SendBack("เรื่อง ขอเชิญประชุม")),
        ("แก้วันที่ให้ถูก", SendBack("วันที่ให้ถูก")),
        ("ขอให้แก้ไขคำว่า ณ ที่\nและเพิ่มผู้ลงนาม", SendBack("คำว่า ณ ที่\nและเพิ่มผู้ลงนาม")),
        ("ส่งกลับไปแก้ วันที่", SendBack("วันที่")),
        ("ส่งคืน เอกสารไม่ครบ", SendBack("เอกสารไม่ครบ")),
        ("ไม่อนุมัติ ซ้ำกับฉบับก่อน", Refuse("ซ้ำกับฉบับก่อน")),
        ("ไม่เห็นชอบค่ะ เพราะไม่ใช่งานของเรา", Refuse("เพราะไม่ใช่งานของเรา")),
    ],
)
def test_a_proposal_is_decided_with_its_words(text: str, expected: Said) -> None:
    assert proposal(text) == expected


@pytest.mark.parametrize("text", ["แก้ไข", "ไม่อนุมัติ", "ไม่เห็นชอบครับ", "ส่งคืน"])
def test_to_send_back_or_refuse_takes_a_reason(text: str) -> None:
    said = proposal(text)
    assert isinstance(said, tuple)
    assert [fault.trouble for fault in said] == [Trouble.REASON]


_PIECES = st.sampled_from(
    [
        *("ส่ง", "เห็นชอบ", "อนุมัติ", "แก้", "แก้ไข", "ยกเลิก", "ไม่", "ยัง", "อย่า", "ถ้า", "หรือ", "แต่", "รอ", "ครับ", "ค่ะ"),
        *("ได้", "เลย", " ", "\n", "\n\n", ">", "?", "เรื่อง", "ถึง", "ทุกโรงเรียน", "พรุ่งนี้", "แล้ว", "ปิติ", "ขอ"),
    ]
)  # fmt: skip
_GAINSAYS = st.sampled_from(["ไม่", "ยังไม่", "อย่า", "อย่าเพิ่ง", "มิให้", "ห้าม", "งด", "ยังไม่ได้", "ไม่ต้อง"])


@settings(max_examples=600, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join), _GAINSAYS)
def test_a_gainsaid_word_anywhere_sends_and_approves_nothing(around: str, negation: str) -> None:
    for word, read, done in (("ส่ง", draft, Send), ("เห็นชอบ", proposal, Approve)):
        for text in (f"{negation}{word}{around}", f"{around} {negation}{word}", f"{word}\n{negation}{word}\n{around}"):
            assert not isinstance(read(text), done), text


@settings(max_examples=600, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join))
def test_what_sends_holds_no_word_that_turns_it_round(text: str) -> None:
    if draft(text) == Send() or isinstance(proposal(text), Approve):
        assert not [word for word in ("ไม่", "ยัง", "อย่า", "ถ้า", "หรือ", "แต่", "ยกเลิก", "พรุ่งนี้", "?") if word in text]


@pytest.mark.parametrize("piece", ["ครับ", "ส่ง", "เห็นชอบ ", "แก้ เรื่อง ", " ", "ขอ", "\n>", "ถูกต้อง ", "แก้ไข", "ทราบ"])
def test_a_flood_costs_little(piece: str) -> None:
    begun = time.process_time()
    draft(piece * 3000)
    proposal(piece * 3000)
    assert time.process_time() - begun < 2
