"""What people of the office answer about a letter of ours: to its draft, and to who is asked to approve it. Pure.

To a draft: `ส่ง`, `แก้ FIELD VALUE`, `ยกเลิก REASON`; to a proposal: `เห็นชอบ NOTE`, `แก้ไข WORDS`, `ไม่อนุมัติ REASON`.
A letter to 250 schools hangs on one word, so it counts only where it stands alone: beside a greeting, a signature and,
with an approval, a note that sets no condition. Whatever else is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake import phrases
from intake.checks import Fault, Trouble
from intake.commands import doubtful
from intake.corrections import OF_DRAFT, FieldAnswer
from intake.ownhand import own_lines, says_nothing


@dataclass(frozen=True, slots=True)
class Send:
    """ส่ง."""


@dataclass(frozen=True, slots=True)
class Change:
    """แก้: values by field, None: there is none."""

    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Cancel:
    """ยกเลิก."""

    reason: str | None


@dataclass(frozen=True, slots=True)
class Approve:
    """เห็นชอบ."""

    note: str | None


@dataclass(frozen=True, slots=True)
class SendBack:
    """แก้ไข: back to who wants it sent, with what is to be mended."""

    words: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """ไม่อนุมัติ."""

    reason: str


Said = Send | Change | Cancel | Approve | SendBack | Refuse | tuple[Fault, ...]
"""One order, or what is not clear."""

_FIRST = r"(?:(?:ตรวจ(?:สอบ)?แล้ว|ถูกต้อง(?:แล้ว)?|เรียบร้อย(?:แล้ว)?|ครบ(?:ถ้วน)?แล้ว|โอเค|ok(?:ay)?\b)[\s,.]*)*+"
_POLITELY = r"(?:(?:ขอ|โปรด|กรุณา|ช่วย|รบกวน|ให้|please)\s*)*+"
_SEND = re.compile(
    rf"{phrases.GREETING}{_FIRST}{phrases.POLITE}{_POLITELY}(?:(?:ยืนยัน|คอนเฟิร์ม|confirm)\s*(?:ให้|การ|ว่า)?\s*)?"
    r"(?:ส่ง\s*(?:(?:หนังสือ)?(?:ฉบับ)?นี้|หนังสือ)?\s*(?:ออก|ไป)?\s*(?:ได้)?\s*(?:เลย|ทันที)?"
    rf"|send(?:\s+it)?(?:\s+out)?(?:\s+now)?){phrases.POLITE}$",
    re.IGNORECASE,
)
_CANCEL = re.compile(
    rf"{phrases.GREETING}{_POLITELY}(?:ยกเลิก\s?(?:การส่ง|หนังสือ(?:ฉบับ)?นี้|หนังสือ|(?:ฉบับ|เรื่อง)นี้)?|cancel)(?=$|[\s,.:;!–—-]|{phrases.PARTICLE})",
    re.IGNORECASE,
)
_SOME_OF_IT = re.compile(r"\s*[:,–-]?\s*(?:เฉพาะ|โรงเรียน|รร\.?|ผู้รับ|ไฟล์|สิ่งที่ส่ง|เอกสาร|บาง|อีเมล|ข้อความ|คำ)")
_NO_ANSWER = re.compile(rf"(?:แก้(?:[ไใ]ข)?\s*)?(?:เป็น\s*)?ไม่\s?ต้อง(?:ให้)?\s?ตอบ(?:กลับ)?{phrases.POLITE}$")

_MYSELF = r"(?:(?:กระผม|ผม|ดิฉัน)\s*)?"
_APPROVED = r"(?:เห็นชอบ|อนุมัติ|อนุญาต|ลงนาม(?:ในหนังสือ)?(?:เรียบร้อย)?แล้ว|ลงนามเรียบร้อย|approved?\b)"
_AS_PROPOSED = r"(?:\s*(?:ตาม(?:ที่)?เสนอ|(?:ให้)?(?:ส่ง|ดำเนินการ)(?:ต่อ)?(?:ไป)?ได้(?:เลย)?|ทุกประการ|แล้ว|เรียบร้อย))*+"
_APPROVE = re.compile(
    rf"{phrases.GREETING}{_MYSELF}(?:ได้)?(?:(?:รับ)?ทราบ(?:แล้ว)?(?:[\s,./–-]|และ)*)?{_APPROVED}{_AS_PROPOSED}"
    rf"(?:(?:[\s,./–-]|และ)*{_APPROVED}{_AS_PROPOSED})*",
    re.IGNORECASE,
)
_SETS_TERMS = re.compile(
    r"เพิ่ม|ตัด|ลด|เปลี่ยน|ปรับ|ทบทวน|รอ(?!ง)|หลัง|หลักการ|เงื่อนไข|เฉพาะ|บางส่วน|ทั้งนี้|พรุ่งนี้|มะรืน|วัน(?:จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|ที่)|สัปดาห์|เดือน"
    r"|เลื่อน|ตรวจ|ใหม่|ปรึกษา|หารือ|เสนอ(?!มา)|ตก|คำว่า|พิมพ์|ระบุ|ใส่|ขีด|ถอน|ชะลอ|พัก|ย่อหน้า|บรรทัด|วรรค|ต่อ(?:เมื่อ|ท้าย)|โดย|จน|แนบ|ขอ(?:ดู|ทราบ|ให้)"
    r"|\b(?:subject\s+to|after|once|provided|please\s+(?:add|fix|change|check))\b",
    re.IGNORECASE,
)
_REFUSE = re.compile(
    rf"{phrases.GREETING}{_MYSELF}(?:ขอ)?(?:ไม่(?:ขอ)?\s?(?:อนุมัติ|เห็นชอบ|เห็นด้วย|อนุญาต|ให้ส่ง)|reject(?:ed)?\b|not\s+approved\b|disapproved?\b)"
    rf"(?:ให้ส่ง)?(?=$|[\s,.:;!–—-]|เพราะ|เนื่อง|{phrases.PARTICLE})",
    re.IGNORECASE,
)
_MEND = r"(?:(?:ปรับ|ทบทวน)?แก้(?:\s*[ไใ]ข)?+|ปรับปรุง|ทบทวน)"
_SEND_BACK = re.compile(
    rf"{phrases.GREETING}{_POLITELY}(?:(?:ส่ง)?(?:กลับ|คืน)(?:เรื่อง|ไป|ให้)*\s*(?:เพื่อ)?\s*{_MEND}?|{_MEND}|ตีกลับ|(?:revise|fix|return)\b)"
    r"(?!\s*(?:แล้ว|ไม่|หรือ|ยัง|ได้)|ว(?!ัน))",
    re.IGNORECASE,
)
_VERDICT = re.compile(rf"{_APPROVED}|เห็นด้วย", re.IGNORECASE)
_BETWEEN = re.compile(rf"^(?:{phrases.PARTICLE}|[\s:：=,.–—|-])+", re.IGNORECASE)
_WIDTH = 66  # of a line that a mail program may have broken before a word


def of_draft(text: str, today: date, names: Sequence[str]) -> Said:
    """The order in an answer to a draft, by somebody with these `names`; `today`: which a date must fit."""
    lines, fields = own_lines(text), FieldAnswer(today, names=OF_DRAFT)
    orders: list[Said] = []
    unknown: list[str] = []
    says_fields = no_answer = False
    for at, line in enumerate(lines):
        if not line:
            fields.take("")
        elif _leads_on(lines, at):
            unknown.append(line)
        elif _SEND.match(line):
            orders.append(Send())
        elif begun := _CANCEL.match(line):
            orders.append(_cancelled(line[begun.end() :], line))
        elif _NO_ANSWER.match(line):
            no_answer = True
        elif fields.take(line):
            says_fields = True
        elif orders and isinstance(orders[-1], Cancel) and lines[at - 1]:
            orders[-1] = Cancel(f"{orders[-1].reason or ''} {line}".strip())
        elif not says_nothing(line, names):
            unknown.append(line)
    if says_fields or no_answer:
        return _changed(fields, orders, unknown, no_answer=no_answer, says_fields=says_fields)
    return _only(orders, unknown, text)


def of_proposal(text: str, names: Sequence[str]) -> Said:
    """The decision in an answer of who is asked to approve."""
    lines = own_lines(text)
    for at, line in enumerate(lines):
        if not line or says_nothing(line, names):
            continue
        if _leads_on(lines, at):
            break
        rest = [each for each in lines[at + 1 :] if each and not says_nothing(each, names)]
        if phrases.ASKS.search(" ".join([line, *rest])):
            break
        if begun := _REFUSE.match(line):
            return _with_reason(line[begun.end() :], rest, Refuse)
        if begun := _SEND_BACK.match(line):
            return _with_reason(line[begun.end() :], rest, SendBack)
        begun = _APPROVE.match(line)
        if begun and (behind := phrases.AFTER_ACKNOWLEDGE.match(line, begun.end())):
            return _approved(line[behind.end() :], rest, line)
        break
    return _unclear(text)


def _leads_on(lines: Sequence[str], at: int) -> bool:
    """Whether the line above goes on in this one, by its last word or because it was full."""
    above = lines[at - 1] if at else ""
    words = lines[at].split()
    return bool(phrases.LEADS_ON.search(above)) or (bool(words) and len(above) + len(words[0]) >= _WIDTH)


def _cancelled(rest: str, line: str) -> Said:
    if phrases.ASKS.search(line) or _SOME_OF_IT.match(rest):
        return (Fault(Trouble.UNCLEAR, "", line),)
    reason = "" if phrases.END.match(rest) else _BETWEEN.sub("", rest)
    return Cancel(reason or None)


def _changed(
    fields: FieldAnswer, orders: Sequence[Said], unknown: Sequence[str], *, no_answer: bool, says_fields: bool
) -> Said:
    """ส่ง beside a change does not count: what is changed is looked at first."""
    said = fields.said()
    faults = list(said.faults) if says_fields else []
    faults += [Fault(Trouble.UNCLEAR, "", line) for line in unknown if doubtful(line)]
    if any(order != Send() for order in orders):
        faults.append(Fault(Trouble.UNCLEAR, "", "ยกเลิก"))
    if no_answer and said.values.get("answer_by"):
        faults.append(Fault(Trouble.TWICE, "answer_by", ""))
    values = {**said.values, **({"answer_by": None} if no_answer else {})}
    if not (values or faults):  # only «ถูกต้อง»
        return _only(orders, unknown, "ถูกต้อง")
    return tuple(dict.fromkeys(faults)) or Change(values)


def _only(orders: Sequence[Said], unknown: Sequence[str], text: str) -> Said:
    """The one order there is, where nothing stands beside it that may turn it round."""
    if not orders:
        return _unclear(text)
    first, *more = dict.fromkeys(orders)
    if isinstance(first, tuple):
        return first
    against = unknown if isinstance(first, Send) else [line for line in unknown if doubtful(line)]
    faults = [Fault(Trouble.UNCLEAR, "", line) for line in against]
    return tuple(faults) or (_unclear(text) if more else first)


def _approved(rest: str, below: Sequence[str], line: str) -> Said:
    """With a note that asks for something first it is none."""
    note = "" if phrases.END.match(rest) else _BETWEEN.sub("", rest)
    for each in (note, *below):
        if doubtful(each) or _SETS_TERMS.search(each):
            return (Fault(Trouble.UNCLEAR, "", each if each != note else line),)
    return Approve("\n".join(each for each in (note, *below) if each) or None)


def _with_reason(rest: str, below: Sequence[str], made: type[Refuse] | type[SendBack]) -> Said:
    first = "" if phrases.END.match(rest) else _BETWEEN.sub("", rest)
    words = "\n".join(each for each in (first, *below) if each)
    if _VERDICT.search(words):
        return (Fault(Trouble.UNCLEAR, "", words),)
    return made(words) if words else (Fault(Trouble.REASON, "", ""),)


def _unclear(text: str) -> tuple[Fault, ...]:
    said = " ".join(text.split())[:200]
    return (Fault(Trouble.NO_ORDER, "", said) if said else Fault(Trouble.NOTHING, "", ""),)
