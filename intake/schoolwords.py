"""What a school answers to a letter of ours: that it has it, under which number of theirs, and what else. Pure.

Schools write as they like: `รับทราบ`, «ได้รับหนังสือเรียบร้อยแล้วค่ะ เลขรับ 45/2569». What may be gainsaid or asked
acknowledges nothing: «ยังไม่ได้รับ», «เปิดไฟล์ไม่ได้»; nor what a program writes of itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake import phrases
from intake.commands import doubtful
from intake.ownhand import own_lines, says_nothing
from intake.thai import fold_digits
from intake.thaidate import MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """`acknowledged`: they say that they have it, `receipt_no` under this number. `words`: what else they write."""

    acknowledged: bool
    receipt_no: str | None = None
    words: str = ""


_SHORT_MONTHS = r"(?:[มกพสตธ]|เม|มี|มิ)\.?\s?[คยพ]\.?|" + "|".join(MONTHS)
_NOT_A_NUMBER = rf"(?![\d:.]|\s*(?:/\s*\d{{1,2}}\s*/|{_SHORT_MONTHS}|คน|ราย|ไฟล์|ฉบับ|หน้า|โรง|น\.|บาท|%))"
_NUMBER = rf"(\d{{1,6}}(?:\s?/\s?\d{{2,4}})?){_NOT_A_NUMBER}"
_LABEL = (
    r"(?:เลข\s*(?:ที่)?\s*(?:ทะเบียน)?\s*(?:หนังสือ)?\s*รับ\s*(?:ที่)?|(?:ทะเบียน|ลง(?:ทะเบียน)?)\s*(?:หนังสือ)?\s*รับ\s*(?:แล้ว)?\s*(?:เลข)?\s*(?:ที่)?"
    r"|รับ\s*(?:เลข)?\s*ที่|receipt\s*(?:no|number)?\.?)\s*[:：=.]?\s*(?:ที่\s*)?"
)
_NUMBERED = re.compile(f"{_LABEL}{_NUMBER}", re.IGNORECASE)
_LEFT_BLANK = re.compile(rf"{_LABEL}[\s.…_-]*$", re.IGNORECASE)  # as our ready-made answer has it
_BARE_NUMBER = re.compile(rf"[\s,:：.–-]*(?:ที่\s*)?{_NUMBER}")
_WHO = r"(?:(?:ทาง|เรา)?\s?(?:โรงเรียน|รร\.?|ร\.\s?ร\.|สถานศึกษา)\S*\s*|ทางเรา\s*)?"
_TELLS = r"(?:(?:ขอ(?:แจ้ง(?:ว่า)?|เรียน(?:ว่า)?)?|เรียน(?:ว่า)?|แจ้งว่า|ได้|ทำการ|ดำเนินการ)\s*)*+"
_THING = r"(?:หนังสือ(?:ราชการ)?|เอกสาร|เรื่อง|ไฟล์|ข้อมูล|อีเมล์?|จดหมาย)"
_RECEIVED = re.compile(
    rf"{phrases.GREETING}{_WHO}{_TELLS}(?:"
    rf"รับ\s*{_THING}?\s*(?:ดังกล่าว|ฉบับนี้|นี้)?\s*(?:แล้ว|ไว้แล้ว|เรียบร้อย|ครบถ้วน|ครบแล้ว)+(?:แล้ว)?"
    r"|ลง(?:ทะเบียน)?\s?รับ(?:หนังสือ)?(?:เรียบร้อย)?(?:แล้ว|\s*(?:เลข|ที่))|(?:received|acknowledged?|noted)\b)",
    re.IGNORECASE,
)
_KNOWN = re.compile(rf"{_WHO}{_TELLS}(?={phrases.ACKNOWLEDGE.pattern})", re.IGNORECASE)
_WHEN = re.compile(r"เมื่อ(?:วันที่|เวลา|วาน|เช้า|\s*\d)[^\n]{0,40}|ก่อนวันที่[^\n]{0,30}|ผู้รับผิดชอบ|รับผิดชอบ|ไม่เกินวันที่|ไม่ต้องห่วง")
_WIDTH = 66  # of a line that a mail program may have broken before a word


def heard(text: str, names: Sequence[str]) -> Heard:
    """What a school of these `names` says in its own words."""
    lines = own_lines(text)
    said = fold_digits("\n".join(lines))
    plain = _WHEN.sub("", said)
    for name in names:
        plain = plain.replace(name, "")
    doubt = doubtful(plain) or phrases.NOT_ACKNOWLEDGED.search(plain) or phrases.SOUNDS_AUTOMATIC.search(said)
    found = [at for at, line in enumerate(lines) if _acknowledges(lines, at, fold_digits(line))]
    numbered = _NUMBERED.search(said)
    if doubt or not (found or numbered):
        return Heard(acknowledged=False, words="\n".join(filter(None, lines)))
    number = numbered[1] if numbered else next(filter(None, (_behind(lines[at]) for at in found)), None)
    rest = [
        line
        for at, line in enumerate(lines)
        if line and not (says_nothing(line, names) or _is_all(line, at in found) or _LEFT_BLANK.match(line))
    ]
    return Heard(acknowledged=True, receipt_no=re.sub(r"\s", "", number) if number else None, words="\n".join(rest))


def _acknowledges(lines: Sequence[str], at: int, line: str) -> bool:
    """Whether a line says that they have it, and is not the end of a sentence that begins above."""
    above = lines[at - 1] if at else ""
    if not line or phrases.LEADS_ON.search(above) or len(above) + len(line.split()[0]) >= _WIDTH:
        return False
    return _end(line) is not None


def _end(line: str) -> int | None:
    """Where the words end by which a line acknowledges; None where it does not."""
    if begun := _RECEIVED.match(line):
        return begun.end()
    before = _KNOWN.match(line)
    known = phrases.ACKNOWLEDGE.match(line, before.end() if before else 0)
    behind = known and phrases.AFTER_ACKNOWLEDGE.match(line, known.end())
    return behind.end() if behind else None


def _behind(line: str) -> str | None:
    """The number that stands right behind an acknowledgement, and nothing else with it: «รับทราบ 45»."""
    folded = fold_digits(line)
    end = _end(folded)
    number = _BARE_NUMBER.match(folded, end) if end is not None else None
    return number[1] if number and phrases.END.match(folded[number.end() :]) else None


def _is_all(line: str, acknowledges: bool) -> bool:
    """Whether a line says nothing but that they have it, and under which number."""
    folded = fold_digits(line)
    rest = folded[_end(folded) or 0 :] if acknowledges else folded
    if not acknowledges and not _NUMBERED.match(folded):
        return False
    if number := _NUMBERED.search(folded) or (_BARE_NUMBER.match(rest) if acknowledges else None):
        rest = folded[number.end() :] if number.re is _NUMBERED else rest[number.end() :]
    return phrases.END.match(re.sub(r"\s*(?:ลง(?:วันที่|วัน)?|ลว\.?|วันที่)[\s\d/.ก-๎]*$", "", rest)) is not None
