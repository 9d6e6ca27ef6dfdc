"""What schools answer, in the programs they write with: counted as meant, never where it may be gainsaid or asked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.mail import parse_mail
from intake.posted import tracking_in
from intake.quoting import own_words
from intake.requested import Recall, Reserve, recall_in, reserve_in
from intake.schoolwords import Heard, heard
from registry.model import Book
from tests.support import replies
from tests.support.replies import ABOVE_QUOTATION, BELOW_QUOTATION, DISCLAIMER, SIGNATURE, Style

NAMES = ("โรงเรียนบ้านแก้งยาง", "บ้านแก้งยาง")
EVERY_STYLE = {**ABOVE_QUOTATION, **BELOW_QUOTATION}


def of(text: str) -> Heard:
    return heard(text, NAMES)


def words(raw: bytes) -> str:
    return own_words(parse_mail(raw).body)


ACKNOWLEDGES: dict[str, str | None] = {
    **dict.fromkeys(("รับทราบ", "รับทราบครับ", "รับทราบค่ะ 🙏", "ทราบแล้ว", "ขอรับทราบ", "รับทราบและถือปฏิบัติ", "รัทราบ"), None),
    **dict.fromkeys(("รับแล้ว", "รับแล้วค่ะ", "ได้รับแล้ว", "ได้รับแล้วครับ", "ได้รับหนังสือแล้ว", "รับเอกสารเรียบร้อยแล้วค่ะ"), None),
    **dict.fromkeys(("โรงเรียนบ้านแก้งยาง ได้รับหนังสือแล้ว", "ทางโรงเรียนได้รับเอกสารครบถ้วนแล้วค่ะ", "ลงรับแล้ว"), None),
    **dict.fromkeys(("ขอแจ้งว่าได้รับหนังสือแล้ว", "สวัสดีค่ะ\nได้รับแล้วค่ะ", "Received", "Well noted, thank you."), None),
    **dict.fromkeys((f"รับทราบ\n\n{SIGNATURE}", f"ได้รับแล้วค่ะ\n\n{DISCLAIMER}", "รับทราบ ไม่มีข้อขัดข้อง"), None),
    **dict.fromkeys(("รับทราบ 45", "รับทราบ ๔๕", "รับทราบครับ เลขรับ 45", "ได้รับแล้วค่ะ เลขที่รับ 45"), "45"),
    **dict.fromkeys(("เลขรับ 45", "ลงรับที่ 45"), "45"),
    **dict.fromkeys(("ลงรับแล้ว เลขที่ 45", "ลงทะเบียนรับแล้ว เลขที่ ๔๕", "เลขรับที่ : 45", "ทะเบียนรับที่ 45 ลว. 14 มิ.ย. 69"), "45"),
    **dict.fromkeys(("เลขทะเบียนรับ 45/2569", "รับทราบ\nเลขรับ ๔๕/๒๕๖๙ วันที่ 14 มิ.ย. 2569"), "45/2569"),
}  # fmt: skip

NEVER = (
    *("ยังไม่ได้รับ", "ยังไม่ได้รับหนังสือ", "ไม่ได้รับไฟล์แนบ", "ไม่ได้รับ", "ไม่รับทราบ", "ยังไม่รับทราบ", "มิได้รับ", "ยังไม่ได้ลงรับ"),
    *("เปิดไฟล์ไม่ได้", "เปิดไฟล์ไม่ได้ค่ะ เลขรับ 45", "รับทราบ แต่เปิดไฟล์ไม่ได้", "ได้รับแล้วแต่ไฟล์เสีย", "ได้รับแล้ว แต่ไม่มีเอกสารแนบ"),
    *("ได้รับหรือยัง", "ได้รับแล้วหรือไม่", "รับทราบไหมคะ", "รับทราบ?", "ต้องตอบรับทราบไหมครับ", "โปรดรับทราบ", "เพื่อรับทราบ"),
    *("แจ้งครูให้รับทราบแล้ว", "ผอ. รับทราบแล้ว", "ได้รับแจ้งว่าเลื่อนประชุม", "รับสมัครแล้ว", "ได้รับรางวัลแล้ว", "รับเงินแล้ว"),
    *("ลงรับวันที่ 14", "ยังไม่ได้\nรับทราบ", "รับทราบ\n\nขอยกเลิกข้อความข้างต้น", "จะแจ้งให้\nรับทราบ", "รับทราบ หากส่งไฟล์ใหม่มา"),
    *("> รับทราบ", "ได้รับอีเมลของท่านแล้ว", "ข้อความอัตโนมัติ\nได้รับแล้ว", "ระบบตอบรับอัตโนมัติ: รับทราบ", "ขณะนี้อยู่ระหว่างลาพักผ่อน"),
    *("ขอไฟล์ใหม่", "ส่งรายงานตามไฟล์แนบ", "ครับ", "ค่ะ", "ok", "👍", "ขอบคุณค่ะ", "อ่านแล้ว", "not received"),
    *("I have not received it", "received?", "ทดสอบ\nรับทราบ", "[รับทราบ]", "รับทราบ/ไม่รับทราบ"),
)  # fmt: skip


@pytest.mark.parametrize("style", ABOVE_QUOTATION.values(), ids=ABOVE_QUOTATION)
@pytest.mark.parametrize(("text", "number"), ACKNOWLEDGES.items())
def test_every_acknowledgement_counts_in_every_program(text: str, number: str | None, style: Style) -> None:
    said = of(words(style(text)))
    assert (said.acknowledged, said.receipt_no) == (True, number)


@pytest.mark.parametrize("style", EVERY_STYLE.values(), ids=EVERY_STYLE)
@pytest.mark.parametrize("text", NEVER)
def test_nothing_else_counts_in_any_and_is_kept(text: str, style: Style) -> None:
    own = words(style(text))
    said = of(own)
    assert not said.acknowledged
    assert said.words or not own


@pytest.mark.parametrize("text", [*ACKNOWLEDGES, *NEVER])
def test_a_chat_sent_on_acknowledges_nothing(text: str) -> None:
    assert not of(words(replies.line_forwarded(text))).acknowledged


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("รับทราบ 45", ""),
        ("เรียน ผอ.\nได้รับแล้วค่ะ เลขรับ 45 ลงวันที่ 14 มิ.ย. 2569\n\nนางสมหญิง ใจงาม\nครูธุรการ โทร. 080 000 0000", ""),
        ("รับทราบค่ะ จะส่งข้อมูลภายในวันศุกร์", "รับทราบค่ะ จะส่งข้อมูลภายในวันศุกร์"),
        ("รับทราบ\nผู้เข้าอบรม 3 คน", "ผู้เข้าอบรม 3 คน"),
        ("รับทราบ 45 คน", "รับทราบ 45 คน"),
    ],
)
def test_what_is_said_beside_it_is_kept(text: str, left: str) -> None:
    assert of(text).acknowledged
    assert of(text).words == left


_PIECES = st.sampled_from(
    [
        *("รับทราบ", "ได้รับ", "แล้ว", "รับแล้ว", "เลขรับ", " 45", "ครับ", "ค่ะ", "ไม่", "ยัง", "?", " ", "\n", "หนังสือ", "แต่"),
        "ไฟล์",
    ]
)  # fmt: skip
_GAINSAYS = st.sampled_from(["ไม่", "ยังไม่", "มิ", "ยังไม่ได้"])


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=12).map("".join), _GAINSAYS, st.sampled_from(["รับทราบ", "ได้รับหนังสือ"]))
def test_a_gainsaid_word_anywhere_acknowledges_nothing(around: str, negation: str, word: str) -> None:
    for text in (f"{negation}{word}{around}", f"{around} {negation}{word}", f"รับทราบ\n{negation}{word}\n{around}"):
        if negation != "มิ" or word == "รับทราบ":
            assert not of(text).acknowledged, text


@pytest.mark.parametrize("piece", ["ครับ", "รับทราบ", "เลขรับ 4", "ได้รับ", " ", "\n>", "ขอแจ้ง", "เรียน "])
def test_a_flood_costs_little(piece: str) -> None:
    begun = time.process_time()
    of(piece * 3000)
    recall_in("เรียกคืน " + piece * 3000, ())
    reserve_in(piece * 3000, piece * 3000)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("ขอเลข: แจ้งปฏิทิน", "", Reserve(Book.OUT, False, "แจ้งปฏิทิน")),
        ("", "ขอเลข: แจ้งปฏิทิน\nด่วนค่ะ", Reserve(Book.OUT, False, "แจ้งปฏิทิน")),
        ("ขอเลข ว : แจ้งปฏิทิน", "", Reserve(Book.OUT, True, "แจ้งปฏิทิน")),
        ("ขอเลขหนังสือเวียน: แจ้งปฏิทิน", "", Reserve(Book.OUT, True, "แจ้งปฏิทิน")),
        ("ขอเลขคำสั่ง: แต่งตั้ง", "", Reserve(Book.ORDERS, False, "แต่งตั้ง")),
        ("ขอเลขบันทึกข้อความ: ขออนุมัติ", "", Reserve(Book.MEMOS, False, "ขออนุมัติ")),
        ("ขอเลขโทรศัพท์: 02", "", None),
        ("ขอเลขบัญชี: 02", "", None),
        ("ไม่ขอเลข: x", "ไม่ขอเลข: x", None),
        ("Re: ขอเลข: x", "", None),
        ("ขอเลข แจ้งปฏิทิน", "", None),
    ],
)
def test_a_number_is_asked_for(subject: str, text: str, expected: Reserve | None) -> None:
    assert reserve_in(subject, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("เรียกคืน ศธ 04999/ว12 แนบไฟล์ผิด", Recall("ศธ 04999/ว12", "แนบไฟล์ผิด")),
        ("ขอเรียกคืนหนังสือที่ ศธ ๐๔๙๙๙/๑๒ ลงวันที่ 14 มิ.ย. 2569 เนื่องจากแนบไฟล์ไม่ครบ", Recall("ศธ 04999/12", "แนบไฟล์ไม่ครบ")),
        ("เรียน ธุรการ\nเรียกคืน ว 12: วันที่ผิด\nจะส่งใหม่", Recall("ว 12", "วันที่ผิด จะส่งใหม่")),
        ("เรียกคืน 12 ผิดวันที่", Recall("12", "ผิดวันที่")),
        ("เรียกคืนฉบับนี้ แนบผิด", Recall(None, "แนบผิด")),
        ("เรียกคืน แนบไฟล์ผิด", Recall(None, "แนบไฟล์ผิด")),
    ],
)
def test_a_recall_has_a_reason(text: str, expected: Recall) -> None:
    assert recall_in(text, ()) == expected


@pytest.mark.parametrize(
    "text", ["ไม่เรียกคืน ศธ 1/2 x", "อย่าเรียกคืน ศธ 1/2 x", "เรียกคืนเงิน ศธ 1/2", "เรียกคืนได้ไหม ศธ 1/2 x", "จะเรียกคืน 1 x"]
)
def test_what_only_looks_like_a_recall_is_none(text: str) -> None:
    assert recall_in(text, ()) is None


@pytest.mark.parametrize("text", ["เรียกคืน ศธ 1/2 แนบผิด หรือไม่", "เรียกคืน ศธ 1/2 แนบผิด?", "เรียกคืน ศธ 1/2", "เรียกคืน"])
def test_a_recall_that_is_asked_about_or_has_no_reason_is_not_carried_out(text: str) -> None:
    assert isinstance(recall_in(text, ()), tuple)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("EA123456785TH", "EA123456785TH"),
        ("ea 1234 5678 5 th", "EA123456785TH"),
        ("บ้านหนึ่ง: RX๔๗๓๑๒๔๘๒๙TH", "RX473124829TH"),
        ("EA123456789TH", None),
        ("EA12345678TH", None),
        ("EA123456785TH EA123456799TH", None),
    ],
)
def test_a_number_of_the_post_has_its_check_digit(text: str, number: str | None) -> None:
    """UPU S10-12, whose own example is RX473124829."""
    assert tracking_in(text) == number
