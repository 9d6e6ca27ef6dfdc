"""The names of fields and of reasons to look, as the clerk reads them in every message, picture and table."""

from __future__ import annotations

from datetime import date

from templates import thai_date

FIELDS: dict[str, str] = {
    "letter_no": "เลขที่",
    "date": "วันที่",
    "subject": "เรื่อง",
    "sender": "จาก",
    "addressee": "ถึง",
    "urgency": "ชั้นความเร็ว",
}

REASONS: dict[str, str] = {
    **FIELDS,
    "copy": "มีสำเนาอีกฉบับที่อ่านได้ไม่แน่ชัด",
    "unread": "มีไฟล์แนบที่เปิดไม่ได้",
    "same": "อาจเป็นฉบับเดียวกับเลขรับ",
}

TROUBLES: dict[str, str] = {
    "nothing": "ไม่พบคำตอบ",
    "unclear": "ไม่แน่ใจว่าหมายถึงอะไร: {given}",
    "field": "ไม่ทราบว่าให้แก้ช่องใด: {given}",
    "empty": "ไม่ได้พิมพ์ค่าที่ถูกของช่อง {name}",
    "twice": "ช่อง {name} มีสองค่า จึงไม่ทราบว่าใช้ค่าใด",
    "number": '«{given}» ดูไม่เหมือนเลขที่หนังสือ เช่น ศธ 04001/ว 142 ถ้าใช่จริง ให้ใส่เครื่องหมายคำพูดคร่อม เช่น เลขที่ "{given}"',
    "date": "«{given}» ไม่ใช่วันที่ เขียนเช่น 13 ก.ค. 2558 หรือ 13/7/2558",
    "future": '«{given}» เป็นวันที่ในอนาคตหรือเก่ามาก ถ้าใช่จริง ให้ใส่เครื่องหมายคำพูดคร่อม เช่น วันที่ "{given}"',
    "urgency": "«{given}» ไม่ใช่ชั้นความเร็ว ใช้ ด่วน, ด่วนมาก, ด่วนที่สุด หรือ ไม่มี",
    "text": "ข้อความของช่อง {name} สั้นหรือยาวเกินไป",
    "struck": "เลขรับนี้ถูกขีดฆ่าแล้ว จึงแก้ไม่ได้",
}
"""Why a person's answer was not taken, by the value of `intake.checks.Trouble`."""

ABOVE = "เขียนคำตอบเหนือบรรทัดนี้"
"""The first line of every message that may be answered: what stands below it in an answer was written by us."""

HANDWRITTEN = "เขียนด้วยมือ"
NOT_FOUND, NONE = "(ไม่พบ)", "(ไม่มี)"


def trouble(kind: str, field: str, given: str) -> str:
    """One fault in a sentence, with what was written."""
    return TROUBLES[kind].format(name=FIELDS.get(field, ""), given=given[:120])


def reason(review: str) -> str:
    """A reason to look in words: a field's name, or what the register noted ("same: 12/2569")."""
    kind, _, rest = review.partition(": ")
    return f"{REASONS.get(kind, kind)} {rest}".strip()


def value(field: str, plain: str | None, *, sure: bool = False) -> str:
    """A field's value as people read it (a date is given in ISO 8601); `sure`: where there is none, there is none."""
    if plain is None:
        return NONE if sure else NOT_FOUND
    return thai_date(date.fromisoformat(plain)) if field == "date" else plain
