"""The words for what rules ask of a letter, and why one did not take it, as `saraban route` tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

CONDITIONS: dict[str, str] = {
    "sender": "จาก",
    "number": "เลขที่",
    "addressee": "ถึง",
    "subject": "เรื่อง",
    "kind": "ชนิด",
    "urgency": "ชั้นความเร็ว",
    "secrecy": "ชั้นความลับ",
    "folder": "โฟลเดอร์",
    "mail": "อีเมล",
}

KINDS: dict[str, str] = {
    "external": "หนังสือภายนอก",
    "memo": "บันทึกข้อความ",
    "stamped": "หนังสือประทับตรา",
    "order": "คำสั่ง",
    "announcement": "ประกาศ",
    "certificate": "หนังสือรับรอง",
    "minutes": "รายงานการประชุม",
    "other": "อื่น ๆ",
}

NO_CLASS = "ปกติ"
"""How a rule asks for letters of no class of urgency or secrecy."""

_MISSES = {
    "sender": "ผู้ส่งคือ {found} ไม่มีคำว่า {wanted}",
    "number": "เลขที่คือ {found} ไม่ขึ้นต้นด้วย {wanted}",
    "addressee": "ถึง {found} ไม่มีคำว่า {wanted}",
    "subject": "เรื่อง {found} ไม่มีคำว่า {wanted}",
    "kind": "ชนิดคือ {found} ไม่ใช่ {wanted}",
    "urgency": "ชั้นความเร็วคือ {found} ไม่ใช่ {wanted}",
    "secrecy": "ชั้นความลับคือ {found} ไม่ใช่ {wanted}",
    "folder": "วางในโฟลเดอร์ {found} ไม่ใช่ {wanted}",
    "mail": "ส่งมาจากอีเมล {found} ไม่ใช่ {wanted}",
}
_NOTHING = "(ไม่มี)"


def miss(condition: str, wanted: Sequence[str], found: str) -> str:
    """Why a condition did not hold."""
    asked = " หรือ ".join(f"«{value(condition, each)}»" for each in wanted)
    return _MISSES[condition].format(
        found=f"«{value(condition, found)}»" if found else _nothing(condition), wanted=asked
    )


def value(condition: str, plain: str) -> str:
    """A condition's value as people read it."""
    if condition == "kind":
        return KINDS.get(plain, plain)
    return plain or (NO_CLASS if condition in ("urgency", "secrecy") else _NOTHING)


def span(office: timedelta, days: int) -> str:
    """A length of office time, of whole working days or of hours and minutes."""
    hours, minutes = divmod(round(office.total_seconds() / 60), 60)
    parts = ((days, "วันทำการ"), (hours, "ชั่วโมง"), (minutes, "นาที"))
    return " ".join(f"{count} {word}" for count, word in parts if count)


def _nothing(condition: str) -> str:
    return f"«{NO_CLASS}»" if condition in ("urgency", "secrecy") else _NOTHING
