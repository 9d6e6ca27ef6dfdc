"""What looks wrong with a letter as it came (ตรวจสอบความถูกต้อง), as reasons for a person to decide on. Pure.

A warning that is no cause for one teaches people to look away, so each speaks only where the letter itself says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from intake.addressed import OwnOffice
from intake.letterno import parts_of
from registry.doubts import Doubt
from registry.model import Found, Kind, Reading

_SENT = (Kind.EXTERNAL, Kind.MEMO, Kind.STAMPED)
"""The kinds that are addressed, numbered and answered; an order may be passed on years later."""

_PRINTED = ("text", "docx")
"""How evidence was got from what a program set: there nothing on the page is missed."""

_OLD = {True: timedelta(days=300), False: timedelta(days=730)}
"""How long before its receipt a sent letter, or another paper, may be dated: in January many still write last year."""

_FETCHED = re.compile(r"ไปรษณีย์|QR|คิวอาร์|ดาวน์?โหลด|ลิงก์|http", re.IGNORECASE)
"""Words of a list of enclosures that come another way than with the letter."""

_THINGS = re.compile(r"เล่ม|ซีดี|\bCD|แผ่นบันทึก|แฟลชไดร|กล่อง|โปสเตอร์|แผ่นพับ|ป้าย|เข็ม|โล่|เช็ค|ธนาณัติ", re.IGNORECASE)
"""Words of single enclosures that are not pages."""


def warnings(reading: Reading, received: date, office: OwnOffice, beside: int | None) -> tuple[str, ...]:
    """The reasons to look at a letter received on that day, in the order in which a person checks.

    `beside`: how many pages or files came beside the letter's own pages; None where that cannot be told.
    """
    return tuple(_found(reading, received, office, beside)) if reading.is_letter else ()


def spare_pages(reading: Reading) -> int | None:
    """How many pages of its document follow the letter's own, which end with its signature; None: not known."""
    if not reading.pages:
        return None
    places = (reading[name].evidence for name in ("letter_no", "date", "subject", "signer", "position", "phone"))
    return max(0, reading.pages - max((seen.page for seen in places if seen), default=1))


def listed(reading: Reading) -> int:
    """How many enclosures a letter lists; 0 where that is not sure, or they come another way."""
    found = reading["enclosures"]
    fetched = reading.online or _FETCHED.search(_text(found))
    return int(found.value) if found.value and found.sure and not fetched else 0


def things(reading: Reading) -> int:
    """How many of the enclosures are no pages: books, discs, cheques."""
    return len(_THINGS.findall(_text(reading["enclosures"])))


def _found(reading: Reading, received: date, office: OwnOffice, beside: int | None) -> Iterator[str]:
    sent = reading.value("kind") in _SENT
    if sent and _is_printed(reading) and not _is_numbered(reading):
        yield Doubt.UNNUMBERED
    day = reading.value("date")
    if day is None:
        if sent and _is_printed(reading):
            yield Doubt.UNDATED
    elif date.fromisoformat(day) > received:
        yield Doubt.FUTURE
    elif date.fromisoformat(day) < received - _OLD[sent]:
        yield Doubt.OLD
    addressee = reading["addressee"]
    if sent and office.is_another(addressee.value, sure=addressee.sure):
        yield Doubt.ELSEWHERE
    count = listed(reading)
    if beside is not None and beside < count - things(reading):
        yield Doubt.FEWER.about(f"{beside}/{count}")


def _is_printed(reading: Reading) -> bool:
    """Whether all that stands on the page was read: on a scan what was not found is asked for as a field."""
    return any(found.evidence and found.evidence.how in _PRINTED for found in reading.fields.values())


def _is_numbered(reading: Reading) -> bool:
    """Whether there is a number with its running part: «นว 52007.3/» waits for its own."""
    number = reading.value("letter_no")
    parts = parts_of(number) if number else None
    return number is not None and (parts is None or bool(parts.running))


def _text(found: Found) -> str:
    return found.evidence.text if found.evidence else ""
