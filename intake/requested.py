"""What is asked for in a mail of its own: `ขอเลข: SUBJECT` a number, `เรียกคืน NUMBER REASON` a recall. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake import phrases
from intake.checks import Fault, Trouble
from intake.ownhand import own_lines, says_nothing
from intake.thai import fold_digits, normalise
from registry.model import Book

_RESERVE = re.compile(
    r"(?:ขอ|จอง|ขอจอง)\s?เลข(?:ที่)?\s*(?:(?P<circular>(?:หนังสือ)?เวียน|(?:หนังสือ)?\s?ว\.?)|(?P<orders>คำสั่ง)|(?P<memos>บันทึก(?:ข้อความ)?)"
    r"|(?:หนังสือ)?(?:ส่ง|ภายนอก)?)\s*[:：]\s*(?P<subject>.*)"
)
_LONGEST = 500


_RECALL = re.compile(
    rf"{phrases.GREETING}(?:(?:ขอ|โปรด|กรุณา|ช่วย|รบกวน|please)\s*)*(?:เรียกคืน|recall\b)\s*(?:หนังสือ|คำสั่ง|บันทึก(?:ข้อความ)?)?\s*(?:(?:ฉบับ|เรื่อง)?นี้|(?:เลข)?(?:ที่)?)?"
    r"(?=$|[\s:：,.–\d๐-๙-])[\s:：,.–-]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"((?:[ก-ฮ]{1,4}\.?\s?){0,2}[\d.]*\s?/\s?(?:ว\.?\s?)?\d+(?:\s?/\s?\d{4})?|ว\.?\s?\d+|\d{1,6})(?=[\s,:：.;]|$)"
)
_BECAUSE = re.compile(
    r"[\s:：,.–-]*(?:(?:ลงวันที่|ลว\.?)\s*\d{1,2}\s*\S+\s*\d{2,4})?[\s:：,.–-]*(?:เพราะ|เนื่องจาก|ด้วยเหตุ(?:ว่า)?)?\s*"
)


@dataclass(frozen=True, slots=True)
class Reserve:
    """ขอเลข: a number of `book` for a letter about `subject`."""

    book: Book
    circular: bool
    subject: str


@dataclass(frozen=True, slots=True)
class Recall:
    """`number` None: of the letter that the answered message is about."""

    number: str | None
    reason: str


def begins_request(subject: str, words: str) -> bool:
    """Whether a mail with this subject and these own words has the look of a request."""
    return reserve_in(subject, words) is not None or recall_in(words or subject, ()) is not None


def reserve_in(subject: str, words: str) -> Reserve | None:
    """The number asked for in the subject, or in the first line of a mail whose subject says nothing of it."""
    for text in (subject, words.partition("\n")[0]):
        if found := _RESERVE.match(normalise(text)[:_LONGEST]):
            book = Book.ORDERS if found["orders"] else Book.MEMOS if found["memos"] else Book.OUT
            return Reserve(book, found["circular"] is not None, found["subject"].strip())
    return None


def recall_in(text: str, names: Sequence[str]) -> Recall | tuple[Fault, ...] | None:
    """The recall that is the first thing said, or what is not clear in it; None where there is none."""
    lines = [line for line in own_lines(text) if not says_nothing(line, names)]
    begun = _RECALL.match(lines[0]) if lines else None
    if begun is None:
        return None
    if phrases.ASKS.search(" ".join(lines)):
        return (Fault(Trouble.UNCLEAR, "", lines[0]),)
    rest = fold_digits(lines[0][begun.end() :])
    number = _NUMBER.match(rest)
    first = rest[number.end() :] if number else rest
    because = _BECAUSE.match(first)
    reason = " ".join([first[because.end() :] if because else first, *lines[1:]]).strip()
    if not reason or phrases.END.match(reason):
        return (Fault(Trouble.REASON, "", ""),)
    return Recall(" ".join(number[1].split()) if number else None, reason)
