"""Whether what a person says of a field can be that field's value, and its form in the register. Pure.

A value that looks wrong is asked for again and not stored; written in quotes it is taken as it stands, except a
date, which must be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from intake.labels import URGENCIES
from intake.thai import fold_digits, skeleton
from intake.thaidate import BUDDHIST, MONTHS, slips


class Trouble(StrEnum):
    """Why a person's word was not taken; `templates/troubles.py` has the words for each, in Thai."""

    NOTHING = "nothing"  # no answer in it
    UNCLEAR = "unclear"  # an answer, and beside it something that may gainsay it
    FIELD = "field"  # no known field after แก้
    EMPTY = "empty"  # a field without a value
    TWICE = "twice"  # one field with two values
    NUMBER = "number"  # does not look like a letter number
    DATE = "date"  # is no date
    FUTURE = "future"  # is a date to come, or one of long ago
    URGENCY = "urgency"  # no class of urgency
    TEXT = "text"  # too short or too long to be a subject or a name
    STRUCK = "struck"  # the entry was struck out
    WHO = "who"  # names nobody of the office, or nobody at all
    WHICH = "which"  # a name that several have
    WHY = "why"  # sent back without a reason
    NOT_HELD = "not_held"  # about an entry that is not, or no more, in the hands of who wrote
    NOT_ALLOWED = "not_allowed"  # not for somebody of that post; the words name what is
    NOT_UP = "not_up"  # proposed to somebody who is not next up the line
    NO_WAY_BACK = "no_way_back"  # returned to a sender who has no address for mail
    DIGEST = "digest"  # answers a morning's digest, which is about no one entry
    CLASSIFIED = "classified"  # an order about a secret entry that is not carried out by mail
    PAST = "past"  # a day to answer by that is over, or years away
    STANDS = "stands"  # something stands against sending the letter
    REASON = "reason"  # sent back, refused or recalled without saying why
    OLDER = "older"  # said to an earlier message, and the letter is another since
    PROPOSED = "proposed"  # it is with those who approve it
    TOO_LATE = "too_late"  # it has its number, or will in a moment
    OVER = "over"  # cancelled, refused or recalled
    NOT_SENT = "not_sent"  # to be recalled, and has not gone out
    NOT_ASKED = "not_asked"  # approval by somebody who is not asked, or not any more
    NO_SUCH = "no_such"  # no letter of ours has this number
    NOT_YOURS = "not_yours"  # a letter that somebody else had sent
    NO_ORDER = "no_order"  # words to a message about a letter of ours that are no order there
    NEW_FILES = "new_files"  # a letter is to go, and a file came with that word which is none of its own
    TRACKING = "tracking"  # a line that gives no recipient with a number of the post
    FORGED = "forged"  # in the name of one who may not have written it


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was not understood: the field it is about ("" if none) and what was written."""

    trouble: Trouble
    field: str
    given: str


@dataclass(frozen=True, slots=True)
class Given:
    """What was written for a field. `quoted`: in quotation marks, so it is meant as it stands."""

    text: str
    quoted: bool = False


_NONE = re.compile(
    r"\(?(?:ไม่มี|ไม่ต้อง(?:ตอบ)?(?:กลับ)?|ไม่ระบุ|ไม่ปรากฏ|ว่าง|none)(?:\s*(?:เลขที่|วันที่|ลงวันที่|ชื่อเรื่อง))?\)?|[-–—]+", re.IGNORECASE
)
_NORMAL = ("ปกติ", "ธรรมดา", "ไม่ด่วน", "ทั่วไป")
_CODE = r"(?:[ก-ฮเ-ไ][ก-๎]*+\.?\s*+|[A-Z]{2,}+\.?\s*+){0,4}(?:\([ก-๎.\s]+\)\s*)?"
_NUMBER = re.compile(
    rf"{_CODE}\d[\d.\-]*\s*(?:\([\d\sก-๎.]+\)\s*)?\d*\s*/\s*(?:(?:ว|พิเศษ|[ก-ฮ]{{1,3}})\.?\s*)?\d[\d.\-]*(?:\s*/\s*\d{{2,4}})?"
    rf"|(?:[ก-ฮเ-ไ][ก-๎]*+\.?\s*+){{1,4}}(?:ว\.?\s*|พิเศษ\s*)?\d[\d.\-]*(?:\s*/\s*\d{{2,4}})?"
)
_DAY_OF_WEEK = re.compile(r"^(?:วัน\S+ที่|วันที่?|ที่)\s*")
_WORDED = re.compile(
    r"(\d{1,2})\s*(?:เดือน)?\s*([ก-๎][ก-๎.\s]*?)\s*(?:พ\s?\.?\s?ศ\s?\.?|ค\s?\.?\s?ศ\s?\.?)?\s*(\d{4}|\d{2})"
)
_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})()")
_SHORT = ("มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค")
_BY_SHORT = {short: number for number, short in enumerate(_SHORT, 1)}
_BY_NAME = {skeleton(name): number for number, name in enumerate(MONTHS, 1)}
_CLIPPED = {bones[:-2]: number for bones, number in _BY_NAME.items()}  # กรกฎา, กันยา: without คม, ยน
_AHEAD = timedelta(days=3)  # of the receipt; a clock or a time zone may be off
_OLDEST = timedelta(days=15 * 366)
_LONGEST_TERM = timedelta(days=366)  # to answer a letter of ours
_NAME = (2, 1000)  # letters of a subject or a name, least and most


def check(field: str, given: Given, received: date) -> str | Fault | None:
    """The value as the register has it (a date in ISO 8601), None for «there is none», or what is wrong."""
    text = given.text.strip()
    if not text:
        return Fault(Trouble.EMPTY, field, "")
    if not given.quoted and _NONE.fullmatch(text):
        return None
    if field == "date":
        return _date(given, received)
    if field == "answer_by":
        return _answer_by(text, received)
    if given.quoted:
        return text
    if field == "urgency":
        return _urgency(text)
    if field == "letter_no":
        return _number(text)
    letters = sum(map(str.isalpha, text))
    return text if letters >= _NAME[0] and len(text) <= _NAME[1] else Fault(Trouble.TEXT, field, text)


def date_in(text: str) -> date | None:
    """The date that is the whole of `text`: 13 ก.ค. 2558, 13 กค 58, ๑๓/๗/๒๕๕๘, 2015-07-13; None if it is none."""
    folded = _DAY_OF_WEEK.sub("", fold_digits(text).strip().rstrip("."))
    if match := _ISO.fullmatch(folded):
        year, month, day = match[1], int(match[2]), match[3]
    elif match := _NUMERIC.fullmatch(folded):
        day, month, year = match[1], int(match[2]), match[3]
    elif match := _WORDED.fullmatch(folded):
        day, month, year = match[1], _month(match[2]), match[3]
    else:
        return None
    try:
        return date(_gregorian(int(year)), month, int(day))
    except ValueError:
        return None


def _date(given: Given, received: date) -> str | Fault:
    day = date_in(given.text)
    if day is None:
        return Fault(Trouble.DATE, "date", given.text)
    if not given.quoted and not received - _OLDEST <= day <= received + _AHEAD:
        return Fault(Trouble.FUTURE, "date", given.text)
    return day.isoformat()


def _answer_by(text: str, today: date) -> str | Fault:
    day = date_in(text)
    if day is None:
        return Fault(Trouble.DATE, "answer_by", text)
    return day.isoformat() if today < day <= today + _LONGEST_TERM else Fault(Trouble.PAST, "answer_by", text)


def _gregorian(year: int) -> int:
    """Two digits are of this Buddhist century; 0, which is no year, for what is neither era."""
    if year < 100:
        return year + 2500 - BUDDHIST
    if 2400 < year < 2700:
        return year - BUDDHIST
    return year if 1900 < year < 2200 else 0


def _month(name: str) -> int:
    """The month's number; 0, which is no month, for an unknown word. One letter may be wrong in a long name."""
    close = re.sub(r"[.\s]", "", name)
    bones = skeleton(close)
    known = _BY_SHORT.get(close) or _BY_NAME.get(bones) or _CLIPPED.get(bones)
    if known:
        return known
    near = {number for whole, number in _BY_NAME.items() if slips(bones, whole, 1) <= 1}
    return near.pop() if len(near) == 1 else 0


def _number(text: str) -> str | Fault:
    plain = re.sub(r"^ที่\s*", "", text).strip(" .,")
    looks = _NUMBER.fullmatch(fold_digits(plain)) and len(plain) <= 80 and date_in(plain) is None
    return " ".join(plain.split()) if looks else Fault(Trouble.NUMBER, "letter_no", text)


def _urgency(text: str) -> str | Fault | None:
    bones = skeleton(text)
    if text.startswith("ด่วนภายใน"):
        return text
    for word in URGENCIES:
        if bones == skeleton(word):
            return word
    return None if bones in map(skeleton, _NORMAL) else Fault(Trouble.URGENCY, "urgency", text)
