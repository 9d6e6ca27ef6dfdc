"""What a mail holds beside what it says: greetings, thanks, the name and place of who wrote it. Pure.

One gainsaid word sends a letter to every school, so beside such an order nothing may stand that is not known to say
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from intake import phrases
from intake.commands import LONGEST, bare
from intake.corrections import plain_lines
from intake.thai import fold

_GREETS = re.compile(
    r"(?:(?:กราบ)?เรียน|dear|hi|hello)\s+(?!.*(?:โรงเรียน|ทุก|อำเภอ|เครือข่าย))\S+(?:\s+\S+){0,3}$"
    r"|(?:สวัสดี|อรุณสวัสดิ์)\S*(?:\s*(?:คุณ|พี่|น้อง|ท่าน|ผอ\.?)\S*)*$",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"\(?(?:นาย|นาง|น\.ส\.|ว่าที่|ดร\.|นัก|เจ้าพนักงาน|เจ้าหน้าที่|ผู้อำนวยการ|ผอ\.|รอง\s?ผู้?อ|หัวหน้า|ครู|ศึกษานิเทศก์|ธุรการ|พนักงาน|กลุ่ม|หน่วย|สำนักงาน|สพ[ปม]"
    r"|โรงเรียน|ร\.?ร\.|โทร|มือถือ|tel\b|mobile|อีเมล|e-?mail|https?:|www\.|line\b|facebook|\+?\d[\d\s.-]{7,}$|\S+@\S+$)",
    re.IGNORECASE,
)
_PROPER = re.compile(r"ส่งเสริม|ขอนแก่น|เชียงใหม่|ว่าที่|ตั้งแต่|รับผิดชอบ|รอง")
_SAYS = re.compile(
    r"ส่ง|เพิ่ม|ตัด|เปลี่ยน|ปรับ|รอ|หลัง|เฉพาะ|พรุ่งนี้|เลื่อน|ใหม่|ขอ|แจ้ง|ให้|ว่า|อนุมัติ|เห็น|เหลือ|ลงนาม|ทราบ|ได้|แล้ว|จะ", re.IGNORECASE
)


def own_lines(text: str) -> list[str]:
    """The lines of a person's own words in plain form, without bullets, down to where they take their leave."""
    found = []
    for line in plain_lines(text[:LONGEST]):
        if phrases.CLOSING.match(line):
            break
        found.append(bare(line[:1000]))
    return found


def says_nothing(line: str, names: Sequence[str]) -> bool:
    """Whether a line is a greeting, thanks, or part of the signature of somebody with these names."""
    if phrases.END.match(line):
        return True
    rest = _PROPER.sub("", line)
    if _GREETS.match(line):
        return not _tells(rest)
    for name in names:
        if name and fold(name) in fold(line) and len(line) <= len(name) + 40:
            return not _tells(rest.replace(name, ""))
        if len(line) > 1 and fold(line.strip("()")) in fold(name):
            return True
    return _SIGNS.match(line) is not None and not _tells(rest)


def _tells(text: str) -> bool:
    return phrases.DOUBT.search(text) is not None or _SAYS.search(text) is not None
