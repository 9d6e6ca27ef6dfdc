"""The letters a letter refers to (อ้างถึง), and how many things it encloses (สิ่งที่ส่งมาด้วย). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.agencies import known_prefix
from intake.fields import Draft
from intake.labels import ENCLOSED, REFERENCE, Labelled
from intake.letterno import NUMBER, tidied
from intake.lines import Box, around
from intake.listed import Item, items
from intake.sheet import Sheet
from intake.thaidate import WrittenDate, dates_in
from registry.model import Kind

_AT = re.compile(r"(?:เลข)?ท[ิีึื]?[่้]?(?!\s*ส[ุู]?ด)\s*(?=[ก-ฮA-Z0-9๐-๙(])")
_ENCLOSING = (Kind.EXTERNAL, Kind.MEMO, Kind.STAMPED)
_STRAY = 30.0  # points: a paragraph is indented by 71
_WORD_BEFORE = re.compile(r"[ก-๎]$")
_URGENT = re.compile(r"(?:ด่วน|สุด|มาก)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One letter under อ้างถึง as read. `whole`: number and date both stand there."""

    letter_no: str | None
    date: str | None
    text: str
    box: Box

    @property
    def whole(self) -> bool:
        return self.letter_no is not None and self.date is not None


def references(sheet: Sheet) -> tuple[Quoted, ...]:
    """Every letter named under อ้างถึง, in order; what has neither number nor date (a law) is left out."""
    found = _at_margin(sheet, REFERENCE)
    return tuple(quoted for item in items(sheet, found) for quoted in _quoted(item, sheet.slack))


def enclosures(sheet: Sheet) -> Draft:
    """The count of items under สิ่งที่ส่งมาด้วย; None where the letter has no such label."""
    if sheet.kind not in _ENCLOSING:
        return Draft(value=None, whole=sheet.kind is not Kind.OTHER)
    found = _at_margin(sheet, ENCLOSED)
    enclosed = items(sheet, found)
    if not enclosed:
        return Draft(value=None, whole=found is None and sheet.dear is not None)
    text = " ".join(text for item in enclosed for text, _ in item.lines)
    return Draft(value=str(len(enclosed)), text=text, box=around(item.box for item in enclosed), whole=True)


def _at_margin(sheet: Sheet, words: tuple[str, ...]) -> Labelled | None:
    """The label where it stands under that of เรื่อง: a paragraph of the text may begin with the same word."""
    found = sheet.below_subject(words)
    above = sheet.subject or sheet.dear or sheet.to
    stray = found and above and found.label.box[0] - above.label.box[0] > _STRAY
    return None if stray else found


def _quoted(item: Item, slack: int) -> Iterator[Quoted]:
    numbers = list(_numbers(item.text, slack))
    dates = dates_in(item.text, loose=bool(slack))
    if not numbers:
        for date in dates[:1]:
            yield Quoted(letter_no=None, date=date.day.isoformat(), text=item.text, box=item.box)
        return
    ends = [start for start, _, _ in numbers[1:]] + [len(item.text)]
    for (start, stop, number), end in zip(numbers, ends, strict=True):
        day = _day_of(start, stop, end, dates, alone=len(numbers) == 1)
        yield Quoted(letter_no=number, date=day, text=item.text, box=item.box)


def _day_of(start: int, stop: int, end: int, dates: list[WrittenDate], *, alone: bool) -> str | None:
    """The date behind a number and before the next one; the one before it where it is the item's only number."""
    behind = [date for date in dates if stop <= date.start < end]
    before = [date for date in dates if date.end <= start] if alone else []
    return next((date.day.isoformat() for date in behind + before), None)


def _numbers(text: str, slack: int) -> Iterator[tuple[int, int, str]]:
    """Where the letter numbers of a text start and stop, and the numbers."""
    past = 0
    for label in _AT.finditer(text):
        if label.start() < past:
            continue
        behind = text[label.end() :]
        match = NUMBER.match(tidied(behind) if slack else behind)
        if match is None or not (match["running"] or match["plain"]):
            continue
        letters = match["agency"] or match["letters"] or ""
        before = text[: label.start()]
        inside_word = _WORD_BEFORE.search(before) and not _URGENT.search(before)
        if (match["plain"] and not known_prefix(letters)) or (not letters and inside_word):  # ครั้งที่ 3/2569
            continue
        past = label.end() + (_length(behind, match.end()) if slack else match.end())
        yield label.start(), past, match[0].strip()


def _length(text: str, tidy: int) -> int:
    """How long the part of a text is whose tidied form has `tidy` letters."""
    return next((end for end in range(tidy, len(text)) if len(tidied(text[:end])) >= tidy), len(text))
