"""Whom an order names, and the note behind the names: «ปิติ และคุณมานี ดำเนินการภายในวันศุกร์». Pure.

Names are what the list of people knows, the longest that fits. What follows a comma or «และ» must be a name again,
or plainly the beginning of the note: a name that nobody has is asked about, not taken for part of a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake import phrases
from intake.checks import Fault, Trouble
from registry.people import People, Person, Post

_LONGEST = 80  # characters of one name
_BETWEEN = re.compile(r"[\s,，、/;+&]*(?:(?:และ|กับ|แล้วก็|and\b)\s*)?[\s,]*", re.IGNORECASE)
_OR = re.compile(r"\s*(?:หรือ|or\b)", re.IGNORECASE)
_BEFORE = re.compile(r"[\s:：=.,–—|\"“«-]*(?:(?:ให้|แก่|กับ|ถึง|ต่อ|เรียน|to)\s+)?")
_ENDS = re.compile(r"[\s,，、/;+&.:)\"”»]|และ|กับ|หรือ|$")
_VERBS = re.compile(
    r"\s*(?:ดำเนินการ|เพื่อ|ให้|ช่วย|รับ|โปรด|กรุณา|พิจารณา|ด้วย|ทราบ|จัดการ|ตรวจ|ประสาน|แจ้ง|รายงาน|ติดตาม|เข้าร่วม|ร่วม|ไป|ทำ|จัดทำ|เตรียม|ส่ง|สรุป"
    r"|ตอบ|ศึกษา|ภายใน|ก่อน|ด่วน|เร่ง|ต่อไป|ตาม|เนื่อง|เพราะ|ลงนาม|เห็นชอบ|อนุมัติ|ครับ|ค่ะ|คะ|คับ|นะ|please|for\b|by\b)"
)
_EVERY_UNIT = re.compile(r"ทุก\s?(?:กลุ่ม|หน่วย|ฝ่าย)(?:งาน)?")
_HONOURED = re.compile(r"(?:ท่าน|คุณ|พี่|น้อง|อาจารย์|อ\.)\s*")
_MYSELF = re.compile(r"(?:ตัวเอง|ตนเอง|ผมเอง|ดิฉันเอง|myself|me)(?![A-Za-z])", re.IGNORECASE)
_OWN_HEAD = re.compile(r"(?:ผอ\.?|ผู้อำนวยการ|หัวหน้า|หน\.)\s?กลุ่ม(?:งาน)?|หัวหน้า|ผู้บังคับบัญชา")
_OWN_CLERK = re.compile(r"ธุรการ(?:\s?กลุ่ม(?:งาน)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom a text names, each once, what it says beside, and what is not clear of it."""

    people: tuple[Person, ...] = ()
    note: str | None = None
    faults: tuple[Fault, ...] = ()


def resolve(text: str, people: People, by: Person) -> Named:
    """The people at the start of `text`, as `by` names them (their own head, somebody of their own unit first)."""
    first, _, below = text.partition("\n")
    found: list[Person] = []
    rest, joined = first[_end(_BEFORE, first) :], ""
    while rest:
        got = _name(rest, people, by)
        if got is None or (found and not joined and not _only_names(rest, people, by)):
            break
        several, length = got
        if len(several) > 1 and not _EVERY_UNIT.fullmatch(rest[:length].strip()):
            choice = f"{rest[:length].strip()} ({', '.join(each.name for each in several)})"
            return Named(faults=(Fault(Trouble.WHICH, "", choice),))
        found += several
        rest = rest[length:].lstrip('"”»).')
        if _OR.match(rest):
            return Named(faults=(Fault(Trouble.WHICH, "", first.strip()),))
        end = _end(_BETWEEN, rest)
        rest, joined = rest[end:], rest[:end].strip()
    rest = "" if phrases.END.match(rest) else rest.strip()
    if rest and (not found or (joined and not _VERBS.match(rest))):
        return Named(faults=(Fault(Trouble.WHO, "", " ".join(rest.split()[:4])),))
    note = "\n".join(part for part in (rest, below.strip()) if part)
    return Named(people=tuple(dict.fromkeys(found)), note=note or None)


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _name(text: str, people: People, by: Person) -> tuple[tuple[Person, ...], int] | None:
    """Who is named at the start of `text`, and how many characters name them; the longest name counts."""
    for length in _ends(text):
        if several := _who(text[:length].strip(), people, by):
            return several, length
    return None


def _ends(text: str) -> Iterator[int]:
    """Where a name at the start of `text` may end, the farthest first: at a blank or sign, or before a verb."""
    cut = text[:_LONGEST]
    for at in range(len(cut), 0, -1):
        if at == len(text) or _ENDS.match(text, at) or _VERBS.match(text, at):
            yield at


def _who(name: str, people: People, by: Person) -> tuple[Person, ...]:
    if not name:
        return ()
    if own := _own(name, people, by):
        return (own,)
    if _EVERY_UNIT.fullmatch(name):
        each_unit = (people.clerk_of(unit) or people.head_of(unit) for unit in people.units)
        return tuple(one for one in each_unit if one and one != by)
    polite = _HONOURED.match(name)
    found = people.find(name) or (people.find(name[polite.end() :]) if polite else ())
    near = tuple(each for each in found if by.unit and each.unit == by.unit)
    return near if len(near) == 1 else found


def _own(name: str, people: People, by: Person) -> Person | None:
    """Who is named by their place beside the writer."""
    if _MYSELF.fullmatch(name):
        return by
    if by.unit and _OWN_HEAD.fullmatch(name):
        return people.head_of(by.unit)
    if by.unit and _OWN_CLERK.fullmatch(name) and by.post is not Post.CENTRAL_CLERK:
        return people.clerk_of(by.unit)
    return None


def _only_names(text: str, people: People, by: Person) -> bool:
    """Whether all that is left are names, with nothing but blanks between: «ปิติ มานี วีระ»."""
    while text and not phrases.END.match(text):
        got = _name(text, people, by)
        if got is None:
            return False
        text = text[got[1] :].lstrip(" ,")
    return True
