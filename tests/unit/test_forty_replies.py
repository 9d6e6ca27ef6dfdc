"""Forty answers from the mail programs people use, and what is understood of them; hundreds more by combination.

Understood as meant, or handed to a person: never a false acknowledgement.
"""

from __future__ import annotations

from datetime import date

import pytest

from intake.commands import Acknowledge, Close, Comment, Correct, Give, Orders, Return, Search, understand
from intake.mail import parse_mail
from intake.quoting import own_words
from registry.assignments import Task
from tests.support import replies
from tests.support.replies import ABOVE_QUOTATION, BELOW_QUOTATION, DISCLAIMER, SIGNATURE, TRIMMED, US, Style, marked

RECEIVED = date(2026, 6, 14)
ACK = Acknowledge()
PERSON = None
"""Expected where nothing may be carried out: it is a note, or a person is asked."""

Expected = tuple[object, ...] | None


def orders(raw: bytes) -> Orders:
    return understand(own_words(parse_mail(raw).body), RECEIVED)


FORTY: dict[str, tuple[Style, str, Expected]] = {
    "Gmail, plain": (replies.gmail_web, "รับทราบ", (ACK,)),
    "Gmail on a phone, a woman": (replies.gmail_phone, "รับทราบค่ะ 🙏", (ACK,)),
    "Gmail, our first line cut away": (replies.gmail_trimmed, "รับทราบครับผม", (ACK,)),
    "Gmail, thanks and a signature": (replies.gmail_web, f"รับทราบครับ ขอบคุณครับ\n\n--\n{SIGNATURE}", (ACK,)),
    "Gmail, not yet": (replies.gmail_web, "ยังไม่รับทราบครับ ขอดูเอกสารก่อน", PERSON),
    "Gmail, nothing written": (replies.gmail_web, "", PERSON),
    "Gmail, passed on to one": (replies.gmail_phone, "มอบ มานี ดำเนินการด้วยครับ", (Give(Task.ACT, "มานี ดำเนินการด้วยครับ"),)),
    "iPhone, a slip of the thumb": (replies.iphone, "รับทราย", (ACK,)),
    "iPhone, a vowel lost": (replies.iphone, "รบทราบค่ะ", (ACK,)),
    "iPhone, taken back": (replies.iphone, "รับทราบ\nเดี๋ยวครับ ไม่ใช่เรื่องของกลุ่มผม", PERSON),
    "iPhone, nothing but its signature": (replies.iphone, "", PERSON),
    "Apple Mail, HTML alone": (replies.apple_mail, "ทราบ\nมอบ กลุ่มแผน", (ACK, Give(Task.ACT, "กลุ่มแผน"))),
    "Apple Mail, a question": (replies.apple_mail, "รับทราบแล้วต้องทำอะไรต่อครับ?", PERSON),
    "Outlook, with promise": (
        replies.outlook,
        "รับทราบครับ จะรายงานภายในวันศุกร์",
        (ACK, Comment("จะรายงานภายในวันศุกร์")),
    ),
    "Outlook, but": (replies.outlook, "รับทราบครับ แต่เรื่องนี้เป็นของกลุ่มบุคคล", PERSON),
    "Outlook, sent back": (
        replies.outlook,
        "ส่งคืน ไม่ใช่เรื่องของกลุ่มนโยบายและแผน",
        (Return("ไม่ใช่เรื่องของกลุ่มนโยบายและแผน"),),
    ),
    "Outlook in Thai, TIS-620": (replies.outlook_thai, "รับทราบและถือปฏิบัติ", (ACK, Comment("ถือปฏิบัติ"))),
    "Outlook in Thai, up the line": (
        replies.outlook_thai,
        "เสนอ ผอ.กลุ่ม เพื่อพิจารณา",
        (Give(Task.PROPOSE, "ผอ.กลุ่ม เพื่อพิจารณา"),),
    ),
    "Outlook in Thai, cannot": (replies.outlook_thai, "รับทราบไม่ได้ ไฟล์เปิดไม่ออก", PERSON),
    "Outlook, HTML": (
        replies.outlook_html,
        "ดำเนินการแล้ว ตามหนังสือ ศธ 04999/77 ลงวันที่ 13 มิ.ย. 2569",
        (Close("ศธ 04999/77"),),
    ),
    "Outlook, HTML, in part": (replies.outlook_html, "ดำเนินการแล้วบางส่วน เหลือโรงเรียนอีก 3 แห่ง", PERSON),
    "Outlook on a phone": (replies.outlook_phone, "โอเคครับ รับทราบครับ", (ACK,)),
    "Outlook on a phone, OK alone": (replies.outlook_phone, "ok ครับ", PERSON),
    "Exchange with a disclaimer": (replies.exchange, "รับทราบค่ะ", (ACK,)),
    "Exchange, in English": (replies.exchange, "Noted with thanks.", (ACK,)),
    "Exchange, not in English": (replies.exchange, "Not acknowledged, please resend", PERSON),
    "Exchange, for information": (replies.exchange, "เพื่อทราบ มานี, วีระ", (Give(Task.KNOW, "มานี, วีระ"),)),
    "Samsung": (replies.samsung, "ทราบแล้วครับ", (ACK,)),
    "Samsung, corrects and knows": (
        replies.samsung,
        "แก้ เลขที่ ศธ 04001/ว 142\nรับทราบ",
        (ACK, Correct({"letter_no": "ศธ 04001/ว 142"}, False)),
    ),
    "Thunderbird, below the quotation": (replies.thunderbird, "รับทราบครับ", (ACK,)),
    "Thunderbird, not yet, below": (replies.thunderbird, "ยังไม่รับทราบ", PERSON),
    "within the quotation": (replies.between, "มอบ วีระ", (Give(Task.ACT, "วีระ"),)),
    "a chat of LINE": (replies.line_forwarded, "รับทราบครับ", PERSON),
    "a chat of LINE, of several lines": (replies.line_forwarded, '"เรื่องนี้\nรับทราบ"', PERSON),
    "forwarded with words of one's own": (replies.forwarded, "ความเห็น ควรเข้าร่วม\nรับทราบ", (Comment("ควรเข้าร่วม"), ACK)),
    "forwarded without": (replies.forwarded, "", PERSON),
    "a ready-made answer": (replies.bare, "รับทราบ", (ACK,)),
    "told to others": (replies.bare, "โปรดรับทราบ", PERSON),
    "what the director says": (
        replies.gmail_web,
        "- ทราบ\n- อนุมัติ\n- มอบ กลุ่มบุคคล",
        (ACK, Comment("อนุมัติ"), Give(Task.ACT, "กลุ่มบุคคล")),
    ),
    "a search": (replies.padded, "ค้นหา ประชุม ผู้บริหาร", (Search("ประชุม ผู้บริหาร"),)),
}  # fmt: skip


@pytest.mark.parametrize(("style", "words", "expected"), FORTY.values(), ids=FORTY)
def test_forty_replies(style: Style, words: str, expected: Expected) -> None:
    said = orders(style(words))
    if expected is PERSON:
        assert said.commands == ()
        assert said.remark or said.faults
    else:
        assert (said.commands, said.faults) == (expected, ())


def test_they_are_forty() -> None:
    assert len(FORTY) == 40


ACKNOWLEDGES = (
    *("รับทราบ", "รับทราบครับ", "รับทราบค่ะ", "รับทราบคะ", "รับทราบคับ", "รับทราบค้าบ", "รับทราบจ้า"),
    *("รับทราบแล้ว", "ได้รับทราบแล้วค่ะ", "ทราบ", "ทราบแล้ว", "ขอรับทราบ", "ผมรับทราบครับ", "สวัสดีค่ะ รับทราบค่ะ"),
    *("โอเครับทราบ", "รับทราบ ขอบคุณค่ะ", "รับทราบ!", "รับทราบ 👍", "รัทราบ", "รับทาบ", "รับทราปครับ", "รับ ทราบ"),
    *("รับทราบบ", "“รับทราบ”", "1. รับทราบ", "• รับทราบ", "Acknowledged", "ACK", "Well noted, thank you"),
    *("เรียน ธุรการ\nรับทราบครับ", "สวัสดีครับ\nรับทราบ\n\nปิติ", f"รับทราบครับ\n\nขอแสดงความนับถือ\n{SIGNATURE}"),
    *(f"รับทราบ\n\n{DISCLAIMER}", "รับทราบ ไม่มีข้อขัดข้อง", "รับทราบตามเสนอ", "รับทราบครับ จะเข้าร่วมประชุม"),
)  # fmt: skip

GAINSAYS = (
    *("ยังไม่รับทราบ", "ไม่รับทราบ", "ไม่ทราบ", "ไม่ทราบเรื่องนี้ครับ", "รับทราบไม่ได้", "ยังไม่ได้รับทราบ"),
    *("มิได้รับทราบ", "ไม่ขอรับทราบ", "ยังไม่\nรับทราบ", "รับทราบ?", "รับทราบไหม", "รับทราบหรือยัง"),
    *("รับทราบแล้วหรือยังครับ", "ให้ใครรับทราบครับ", "รับทราบคืออะไร", "ต้องตอบรับทราบไหมครับ", "รับทราบยังไง"),
    *("รับทราบ แต่ไม่ใช่เรื่องของผม", "รับทราบค่ะ แต่ขอส่งคืน", "รับทราบเมื่อได้รับต้นฉบับ"),
    *("รับทราบ หากแนบเอกสารมาด้วย", "รับทราบ/ไม่รับทราบ", "โปรดรับทราบ", "เพื่อรับทราบ", "เพื่อโปรดทราบ"),
    *("แจ้งให้โรงเรียนรับทราบแล้ว", "ผอ. รับทราบแล้ว", "มานีรับทราบแล้วครับ", "มานี: รับทราบ"),
    *("จะแจ้งให้\nรับทราบ", "รับทราบ\n\nขอยกเลิกข้อความข้างต้น", "รับทราบ\nผิดเรื่องครับ", "ทราบข่าวว่าเลื่อน"),
    *("รับทราบแทนไม่ได้", "รับทราบคำสั่งนี้ไม่ได้", "ไม่ใช่ รับทราบ", "ไม่\n\nรับทราบ", "ได้รับแล้วครับ", "ครับ"),
    *("ค่ะ", "ok", "👍", "ใช่ครับ", "ขอบคุณครับ", "เห็นแล้ว", "อ่านแล้ว", "ขณะนี้ลาพักผ่อน จะติดต่อกลับ"),
    *("รับทราบเรื่อง... เอ๊ะไม่ใช่", "Not noted", "I have not acknowledged this", "acknowledge?"),
    *("noted, but this is not ours", "Do not acknowledge", "ack'd? no", "ระบบตอบกลับอัตโนมัติ: รับทราบ"),
    *("รับทราบ\nข้อความนี้เป็นข้อความอัตโนมัติ", "ทดสอบ\nรับทราบ", "[รับทราบ] [มอบ] [ส่งคืน]", "✉ รับทราบ"),
    *("รับทราบ ไม่ใช่ของกลุ่มเรา", "รับทราบ\nไม่ใช่ของเราครับ", "รับทราบ ยังรอต้นฉบับ", "รับทราบ หรือจะคืนดี"),
    *("รับทราบ ผิดคนครับ", "รับทราบ ยกเลิก", "รับทราบ ถ้า ผอ. เห็นด้วย", "รับทราบ มิใช่เรื่องของกลุ่ม", "รับทราบ อย่าเพิ่งปิด"),
    *("> รับทราบ", "เรื่องนี้กลุ่มนโยบายและแผนได้พิจารณาแล้วเห็นว่าควรแจ้งโรงเรียนทุกแห่งในสังกัด\nรับทราบ"),
)  # fmt: skip


@pytest.mark.parametrize("style", ABOVE_QUOTATION.values(), ids=ABOVE_QUOTATION)
@pytest.mark.parametrize("words", ACKNOWLEDGES)
def test_every_acknowledgement_is_one_in_every_program(words: str, style: Style) -> None:
    said = orders(style(words))
    assert ACK in said.commands
    assert not {type(each) for each in said.commands} - {Acknowledge, Comment}


@pytest.mark.parametrize(
    "style", [*ABOVE_QUOTATION.values(), *BELOW_QUOTATION.values()], ids=[*ABOVE_QUOTATION, *BELOW_QUOTATION]
)
@pytest.mark.parametrize("words", GAINSAYS)
def test_what_is_none_is_one_in_no_program(words: str, style: Style) -> None:
    said = orders(style(words))
    assert ACK not in said.commands
    assert said.commands or said.remark or said.faults, "it is handed to a person"


@pytest.mark.parametrize("style", BELOW_QUOTATION.values(), ids=BELOW_QUOTATION)
@pytest.mark.parametrize("words", ["รับทราบ", "รับทราบครับ", "ทราบแล้วค่ะ"])
def test_words_below_a_quotation_count_where_its_end_is_plain(words: str, style: Style) -> None:
    assert orders(style(words)).commands == (ACK,)


@pytest.mark.parametrize("words", [*ACKNOWLEDGES, *GAINSAYS])
def test_a_chat_sent_on_acknowledges_nothing(words: str) -> None:
    assert orders(replies.line_forwarded(words)).commands == ()


@pytest.mark.parametrize(
    "body",
    [
        f"{US}\n" + "\n".join(TRIMMED) + "\n",
        f"Am 14.06.2026 schrieb {US}:\n" + marked(TRIMMED) + "\nรับทราบ",
        "".join(f"> {line[:9]}\n{line[9:]}\n" for line in TRIMMED),
        "ในวันที่ 14 มิ.ย. 2569\n" + f"{US}\nเขียนว่า:\n" + "\n".join(TRIMMED),
        "&gt; รับทราบ\n&gt; มอบ มานี",
        "| รับทราบ\n| มอบ มานี",
    ],
    ids=["no mark at all", "the last line broken", "every line broken", "three lines of heading", "escaped", "bars"],
)
def test_a_quotation_badly_quoted_acknowledges_nothing(body: str) -> None:
    said = orders(replies.mail(body))
    assert ACK not in said.commands


def test_struck_out_words_are_not_said() -> None:
    assert orders(replies.mail("", page="<p><s>รับทราบ</s></p>")).commands == ()
