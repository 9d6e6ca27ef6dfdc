"""An answer without what came back of the message it answers: the quoted text, the signature, our own picture. Pure.

Every message of ours begins with ABOVE, so whatever a mail program does to the rest, what stands below it is ours.
The marks of quoting are known beside it, for the lines that programs put above the quotation, and for those that
leave our first line out. Who writes nothing above the quotation may have written below it: that is told only where
every quoted line is marked. A history of a chat is a quotation as well: others' words, whoever sends it on.
"""

from __future__ import annotations

import re
from itertools import takewhile

from templates.words import ABOVE

MARK = b"Software\0Saraban"
"""Stands at the start of the pictures we draw (a PNG tEXt chunk, ISO/IEC 15948 11.3.4.3)."""

_NAMES = r"(?:จาก|ส่ง|ส่งเมื่อ|วันที่|ถึง|เรื่อง|หัวข้อ|หัวเรื่อง|สำเนา(?:ถึง)?|From|Sent|Date|To|Subject|Cc)"
_HEADER = re.compile(rf"\W*{_NAMES}\W*\s*:\s?\S", re.IGNORECASE)  # Outlook and forwarding programs, also *bold*
_WROTE = re.compile(r"(?:เขียน(?:ว่า|ไว้ว่า|ข้อความว่า)?|wrote|ได้เขียน|กล่าวว่า)\s*[:：]?\s*$", re.IGNORECASE)
_OPENS = re.compile(r"\W*(?:เมื่อ|ใน|ณ\s|On\s|วันที่\s|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์))", re.IGNORECASE)
_CHAT = re.compile(
    r"\[LINE\]|\d{4}[/.]\d{1,2}[/.]\d{1,2}|\W?(?:อา?|จ|พฤ|ศ|ส|พ)\.,?\s?\d{1,2}/\d{1,2}/\d{4}|\d{1,2}[:.]\d{2}(?:\s*น\.?)?[\s,]+\D|ข้อความจาก\s*(?:LINE|ไลน์)",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:คำเตือน|ข้อสงวน|ข้อความปฏิเสธ|disclaimer|confidential|this\s+(?:e-?mail|message)|(?:อีเมล|จดหมายอิเล็กทรอนิกส์|ข้อความ)(?:ฉบับ)?นี้)"
    r"[^\n]{0,200}(?:ลับ|เฉพาะ(?:ผู้รับ|บุคคล)|ทำลาย|confidential|intended|privileged|virus|ไวรัส)",
    re.IGNORECASE,
)
_CUTS = re.compile(
    r"[-_=*]{5,}\s*$|-{2,}\s*\S.*\S\s*-{2,}$|--\s?$"
    r"|(?:ส่งจาก|ส่งโดย|Sent from|รับ Outlook|Get Outlook|ดาวน์โหลด Outlook)\s?.{0,60}$",
    re.IGNORECASE,
)
_MARKED = (">", "&gt;", "|")
_SPAN = 4  # lines over which a program may break «เมื่อ … เขียนว่า:»


def own_words(body: str) -> str:
    """The lines a person wrote above the quoted message, else below it; "" where nothing but a quotation came."""
    lines = [line.strip() for line in body.splitlines()]
    end = next((at for at in range(len(lines)) if _begins_quotation(lines, at)), len(lines))
    above = "\n".join(lines[:end]).strip()
    return above or _below(lines[end:])


def _below(lines: list[str]) -> str:
    """What stands among and below the marked lines of a quotation; "" where it is not plain which they are."""
    if any(ABOVE in line and not line.startswith(_MARKED) for line in lines):  # then nothing of it is marked
        return ""
    first = next((at for at, line in enumerate(lines) if line.startswith(_MARKED)), len(lines))
    written: list[str] = []
    for at in range(first + 1, len(lines)):
        line = lines[at]
        if line.startswith(_MARKED):
            continue
        if line and lines[at - 1].startswith(_MARKED):  # the quoted line may go on in this one
            return ""
        if _begins_quotation(lines, at):
            break
        written.append(line)
    return "\n".join(written).strip()


def is_own_picture(content: bytes) -> bool:
    """Whether these bytes are a picture that we drew: it comes back with answers and is no letter."""
    return MARK in content[:512]


def _goes_on_to_wrote(lines: list[str]) -> bool:
    """Whether these lines are one sentence that ends with «เขียนว่า:»; one that begins further below is not theirs."""
    for at, line in enumerate(takewhile(bool, lines)):
        if at and _OPENS.match(line):
            return False
        if _WROTE.search(line):
            return True
    return False


def _begins_quotation(lines: list[str], at: int) -> bool:
    line = lines[at]
    if line.startswith(_MARKED) or ABOVE in line or _CUTS.match(line):
        return True
    if _CHAT.match(line) or _FOOTER.match(line):
        return True
    if _OPENS.match(line) and _goes_on_to_wrote(lines[at : at + _SPAN]):
        return True
    if _WROTE.search(line) and "@" in line:
        return True
    return sum(1 for one in lines[at : at + _SPAN] if _HEADER.match(one)) >= 2 and _HEADER.match(line) is not None
