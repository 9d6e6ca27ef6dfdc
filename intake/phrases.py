"""The words people order with: the usual variants, what phones and haste make of them, politeness, doubt. Pure.

All patterns are for lines in the form of `intake.thai.normalise`.
"""

from __future__ import annotations

import re

from intake.thai import normalise

_SMALL = (
    r"(?:นะ|ด้วย)?(?:ครับผม|คร[าั้]*บ+|ค[าั้๊]+บ+|ครัช|ฮับ|งับ|ฮะ|ค่ะ+|คะ+|ค่า+|ค๊ะ|เจ้า?ค่ะ|ขอรับ|จ้[าะ]+|จ๊ะ|นะ|ด้วย"
    r"|krub?|kub?|krap|khrap|kha?|please|thank\s+you|thanks?|ขอบ(?:พระ)?คุณ(?:มาก|มาก\s?ๆ)?)"
)
_MARKS = r"[\s.,!ๆ~^_\-–—…:;)\u2705\u2714\ufe0f\U0001F3FB-\U0001F3FF\U0001F44C\U0001F44D\U0001F60A\U0001F642\U0001F64F]"
POLITE = rf"(?:{_MARKS}|{_SMALL})*+"
"""Particles, thanks, smiling signs, full stops."""

PARTICLE = _SMALL
"""One of them."""

POLITE_FIRST = re.compile(rf"{_SMALL}\s+", re.IGNORECASE)

_ASKED = r"(?:(?:ขอ|โปรด|กรุณา|ช่วย|รบกวน|please)\s*)*+"
_MYSELF = r"(?:(?:กระผม|ผม|ดิฉัน|ข้าพเจ้า|หนู|พี่|เรา)\s*)?"
GREETING = rf"(?:(?:สวัสดี|เรียน\s*(?:ธุรการ|สารบรรณ)|โอเค|โอเช|ok(?:ay)?\b|ได้เลย|{_SMALL})[\s,.!]*+)*+"

_TAKE = r"(?:รับ+|รั|รัป|รัย|รัล|รีบ|รบ)"
_KNOW = r"(?:ท+ร+า+บ+|ทรา[ปยวลฟม]|ทราปบ|ทร้าบ|ท้ราบ|ทาบ|ธราบ|ซาบ|ทรบ|ตราบ|ทารบ)"
_KNOWN = rf"(?:{_TAKE}\s?{_KNOW}|ทราบ(?:แล้ว)?|รับเรื่อง(?:แล้ว|ไว้))"
_ALREADY = r"(?:\s*(?:แล้ว|ไว้|เรียบร้อย|ตามนั้น|ตามเสนอ|ตามที่เสนอ|ตามหนังสือ|ตามแจ้ง|ทุกประการ|โดยตลอด))*"
ACKNOWLEDGE = re.compile(
    rf"{GREETING}{_MYSELF}(?:ขอ|ได้)?(?:{_KNOWN}{_ALREADY}"
    r"|(?:well\s+|duly\s+)?(?:noted|acknowledged?|ack(?:'?d)?|acknowledge\s+receipt)\b(?:\s+with\s+thanks)?)",
    re.IGNORECASE,
)
AFTER_ACKNOWLEDGE = re.compile(rf"(?:{_SMALL})*+(?=$|\s|[,.;:!–—-]|จะ|และ|พร้อม|{_MARKS})", re.IGNORECASE)
"""What may stand behind it: another word glued to it makes it another word."""

COMMANDS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"{GREETING}{_ASKED}(?:{words})", re.IGNORECASE)
    for name, words in {
        "act": r"มอบ(?:หมาย)?+(?:ให้(?:แก่|กับ)?+)?+(?!\s*(?:แล้ว|อำนาจ|ตัว(?!เอง)|ฉันทะ|ไม่|กัน))|ส่งต่อ(?:ให้)?+(?!แล้ว)"
        r"|(?:re)?assign(?:ed)?(?:\s+to)?\b|forward\s+to\b",
        "propose": r"(?:นำ|เรียน)?เสนอ(?!\s*(?:แล้ว|แนะ|ชื่อ|ราคา|ว่า|ไป|ผลงาน|ไม่|โครงการ|ขอ))"
        r"|(?:propose|submit)(?:\s+to)?\b",
        "know": r"เพื่อ\s*(?:โปรด)?\s*(?:รับ)?ทราบ(?!\s*(?:และ|ต่อไป|ทั่วกัน|ด้วย))(?:\s*(?:ถึง|ให้))?"
        r"|สำเนา(?:เรียน|ถึง|ให้|แจ้ง)|cc\b|fyi\b(?:\s+to\b)?|copy(?:\s+to)?\b",
        "return": r"(?:ขอ)?ส่ง(?:เรื่อง|หนังสือ)?(?:กลับ)?คืน(?:เรื่อง|หนังสือ)?(?!แบบ|ภาย|เงิน|ของ|เอกสาร)|ส่งกลับ|ตีกลับ"
        r"|คืน(?:เรื่อง|หนังสือ)|return(?:ed)?\b|send\s+back\b",
        "close": r"(?:ได้)?(?:ดำเนิน(?:การ|งาน)|ดําเนินการ|ดำเนิกาน|ดำเนินกา|ปฏิบัติ|จัดทำ|จัดการ|ทำ)"
        r"(?:\s*(?:ให้|แล้ว|เสร็จ|สิ้น|เรียบร้อย))*(?<=แล้ว|สร็จ|สิ้น|ร้อย)(?:\s*(?:แล้ว|เสร็จ|สิ้น|เรียบร้อย))*"
        r"|เสร็จ(?:สิ้น|เรียบร้อย)?แล้ว|ปิด(?:เรื่อง|งาน)|(?:already\s+)?(?:done|completed?|finished|closed?)\b",
        "comment": r"(?:ขอ)?(?:แสดง)?(?:ความ|ข้อ)\s?(?:คิด)?เห็น(?!\s*(?:ด้วย|ชอบ))|เกษียน|เกษียณ(?!อายุ)(?:หนังสือ)?|หมายเหตุ"
        r"|บันทึก(?=\s*:|ว่า|\s)|comments?\b|note\b|remarks?\b",
        "search": r"(?:ขอ)?(?:ค้นห่า|ค้น(?:หา)?+|สืบค้น|คันหา|ค้หา)(?:หนังสือ)?+(?:เรื่อง)?+(?!\s*(?:ไม่|แล้ว))"
        r"|search(?:\s+for)?\b|find\b",
    }.items()
}
OPINION = re.compile(r"(?:เห็น(?:ควร|ชอบ|ด้วย)|(?:ไม่)?อนุมัติ|อนุญาต|ลงนามแล้ว|ไม่เห็น(?:ชอบ|ควร|ด้วย)|ชอบ(?:แล้ว|ตามเสนอ))")
"""What a superior writes without any word for «opinion» before it; kept whole."""

BY_LETTER = re.compile(
    r"\s*(?:โดย|ตาม|by|per)\s*(?:(?:บันทึก(?:ข้อความ)?|หนังสือ|letter|ที่|เลขที่|เลข|no\.?|number|ตอบ|ส่ง|ออก)\s*)*[:：]?\s*",
    re.IGNORECASE,
)
DATED = re.compile(r"\s*(?:ลง(?:วันที่|วัน)?|ลว\.?|dated)\s*.*$", re.IGNORECASE)

DOUBT = re.compile(
    r"ไม่|ยัง|มิ(?:ได้|ใช่|อาจ|ให้|ต้อง|ควร)|แต่|ยกเว้น|หรือ|รึ|ผิด|\?|？|ไหม|มั้ย|มัย|ปะ(?:$|\s)|ยกเลิก|เดี๋ยว|อย่า|งด|ห้าม|แก้|ถ้า|หาก|เมื่อ|ก่อน|ต่อเมื่อ"
    r"|อะไร|ใคร|ทำไม|ยังไง|อย่างไร|ที่ไหน|เท่าไ|คืออะ|หมายถึง|หมายความ|คืน|ปฏิเสธ|เข้าใจผิด|ล่ม|อัตโนมัติ|ทดสอบ|ตัวอย่าง"
    r"|\b(?:not|no|never|but|unless|if|cancel|wrong|yet|when|except|why|what|who|don'?t|can'?t|cannot|isn'?t|automatic|test)\b",
    re.IGNORECASE,
)
HARMLESS = re.compile(
    r"ไม่มี(?:ข้อ)?(?:ขัดข้อง|ปัญหา|ข้อสงสัย|ข้อทักท้วง)|ไม่ขัดข้อง|ไม่เป็นไร|ไม่ต้องห่วง|no\s+problem|แต่เนิ่น\s*ๆ|แต่ละ|คืนนี้|เร่งด่วน|เร่งดำเนินการ|ก่อนหน้านี้|ไม่เกิน",
    re.IGNORECASE,
)
NOT_ACKNOWLEDGED = re.compile(r"(?:ไม่|มิ)\s*(?:ได้|ขอ|อาจ|สามารถ)?\s*รับทราบ")
"""In whatever comes with it, even a note that goes on: who says so has acknowledged nothing."""

UNDONE = re.compile(
    r"บางส่วน|ครึ่ง|เกือบ|ใกล้|ราว|%|เปอร์เซ็นต์|ขั้นต้น|เบื้องต้น|เหลือ|รอ|กำลัง|partly|almost|partially", re.IGNORECASE
)
ASKS = re.compile(rf"(?:ไหม|มั้ย|หรือไม่|หรือเปล่า|รึเปล่า|หรือยัง|ดีมั๊ย|\?|？){POLITE}$|^\s*(?:ไม่(?:ได้|ใช่|ถูก)|ใช่)")
"""A name behind มอบ or เสนอ, and then this: a question, or taken back."""

LEADS_ON = re.compile(
    r"(?:ให้|เพื่อ|โปรด|และ|หรือ|ไม่|มิ|ยัง|ว่า|จะ|(?<!ถูก)ต้อง|ควร|ได้|(?<!หน้า)ที่|กรุณา|(?<!ที่)แจ้ง|ขอ|ของ|กับ|จาก|โดย|ตาม|ถ้า|หาก|เมื่อ|ซึ่ง|คือ|เป็น"
    r"|\b(?:not|to|and|or|please|will|the)|[:“\"'(])$",
    re.IGNORECASE,
)
"""At the end of a line: its sentence goes on in the next."""

TAKEN_BACK = re.compile(
    r"(?:ไม่(?:ใช่|ได้|เอา|ถูก)|ยกเลิก|เดี๋ยว|ขอ(?:เปลี่ยน|ยกเลิก)|เปลี่ยนเป็น|อย่า|no\b|cancel\b)", re.IGNORECASE
)
"""Begins a line that takes back the order above it."""

CLOSING = re.compile(
    r"(?:ขอแสดงความนับถือ|ด้วยความ(?:เคารพ|นับถือ)|จึงเรียนมาเพื่อ(?:โปรด)?(?:ทราบ|พิจารณา)$|(?:best|kind|warm)?\s*regards\b|sincerely\b|yours\b)",
    re.IGNORECASE,
)
"""What stands below it is who wrote, and no order."""

SOUNDS_AUTOMATIC = re.compile(
    r"ตอบ(?:กลับ|รับ)?\s?(?:แบบ|โดย)?\s?อัตโนมัติ|(?:ข้อความ|อีเมล|จดหมาย)อัตโนมัติ|ระบบตอบรับ|out\s+of\s+(?:the\s+)?office"
    r"|auto(?:matic)?[- ]?reply|ได้รับ(?:อีเมล์?|ข้อความ|เมล)ของท่าน(?:เรียบร้อย)?แล้ว",
    re.IGNORECASE,
)
"""In an answer without an order: a program wrote it, without the mark of one. (Of their leave, people write too.)"""

END = re.compile(rf"^{POLITE}$", re.IGNORECASE)


def begins_order(line: str) -> bool:
    """Whether a line looks like an order, be it in the middle of a sentence."""
    return ACKNOWLEDGE.match(line) is not None or any(pattern.match(line) for pattern in COMMANDS.values())


def begins_search(text: str) -> bool:
    """Whether the first line of `text` asks for entries (`ค้นหา`)."""
    return COMMANDS["search"].match(normalise(text.partition("\n")[0])[:200]) is not None
