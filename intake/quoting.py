"""An answer without what came back of the message it answers: the quoted text, the signature, our own picture. Pure.

Every message of ours begins with ABOVE, so whatever a mail program does to the rest, what stands below it is ours.
The marks of quoting are known beside it, for the lines that programs put above the quotation, and for those that
leave our first line out.
"""

from __future__ import annotations

import re

from templates.words import ABOVE

MARK = b"Software\0Saraban"
"""Stands at the start of the pictures we draw (a PNG tEXt chunk, ISO/IEC 15948 11.3.4.3)."""

_NAMES = r"(?:จาก|ส่ง|ส่งเมื่อ|วันที่|ถึง|เรื่อง|หัวข้อ|หัวเรื่อง|สำเนา(?:ถึง)?|From|Sent|Date|To|Subject|Cc)"
_HEADER = re.compile(rf"\W*{_NAMES}\W*\s*:\s?\S", re.IGNORECASE)  # Outlook and forwarding programs, also *bold*
_WROTE = re.compile(r"(?:เขียน(?:ว่า|ไว้ว่า|ข้อความว่า)?|wrote|ได้เขียน|กล่าวว่า)\s*[:：]?\s*$", re.IGNORECASE)
_OPENS = re.compile(r"\W*(?:เมื่อ|ใน|ณ\s|On\s|วันที่\s|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์))", re.IGNORECASE)
_CUTS = re.compile(
    r"[-_=*]{5,}\s*$|-{2,}\s*\S.*\S\s*-{2,}$|--\s?$"
    r"|(?:ส่งจาก|ส่งโดย|Sent from|รับ Outlook|Get Outlook|ดาวน์โหลด Outlook)\s?.{0,60}$",
    re.IGNORECASE,
)
_SPAN = 4  # lines over which a program may break «เมื่อ … เขียนว่า:»


def own_words(body: str) -> str:
    """The lines a person wrote above the quoted message; "" where an answer is nothing but a quotation."""
    lines = [line.strip() for line in body.splitlines()]
    end = next((at for at in range(len(lines)) if _begins_quotation(lines, at)), len(lines))
    return "\n".join(lines[:end]).strip()


def is_own_picture(content: bytes) -> bool:
    """Whether these bytes are a picture that we drew: it comes back with answers and is no letter."""
    return MARK in content[:512]


def _begins_quotation(lines: list[str], at: int) -> bool:
    line = lines[at]
    if line.startswith((">", "&gt;")) or ABOVE in line or _CUTS.match(line):
        return True
    if _OPENS.match(line) and any(map(_WROTE.search, lines[at : at + _SPAN])):
        return True
    if _WROTE.search(line) and "@" in line:
        return True
    return sum(1 for one in lines[at : at + _SPAN] if _HEADER.match(one)) >= 2 and _HEADER.match(line) is not None
