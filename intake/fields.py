"""Number, date, urgency and secrecy of a letter, by the places the regulation's forms give them. Pure.

Layout first: what stands above เรื่อง is the head, and only there are the letter's own number and date; lines of
อ้างถึง and the receiver's stamp quote others. Nothing is guessed: a field that is not found is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.labels import DATE, SECRECIES, URGENCIES, after, is_word, within
from intake.lines import Box, Line, Page, Span, around
from intake.sheet import Sheet, after_number_label
from intake.thai import skeleton
from intake.thaidate import WrittenDate, dates_in
from registry.model import Kind

_D = "[0-9๐-๙]"
_PREFIX = r"(?:[ก-ฮเ-ไ][ก-๎]{0,9}\s?\.?\s?){0,3}(?:\([ก-ฮ.\s]{1,12}\)\s?)?"
_NUMBER = re.compile(
    rf"(?P<code>{_PREFIX}(?:{_D}[0-9๐-๙.\s()]*)?)/\s*(?:ว\.?\s*|พิเศษ\s*)?(?P<running>{_D}+(?:[-.]{_D}+)*)?"
    rf"(?:\s*/\s*{_D}{{2,4}})?"
    rf"|(?P<plain>[ก-ฮ]{{1,4}}\.?\s?(?:ว\s?)?{_D}+(?:\.{_D}+)*)"
)
_UNLABELLED = re.compile(rf"^[ก-ฮ]{{2,3}}\s?\.?\s?{_D}[0-9๐-๙.\s]{{3,}}/")
_RUNNING_ON = re.compile(r"^(?:ว\s*)?[0-9๐-๙./\s]+$")
_FROM_DATE = re.compile("\\s*วันที่?.*$")
_IN_DIGITS = re.compile(rf"(?<={_D})\s+(?={_D})")
_LEADERS = re.compile(r"[.…_]{3,}")
_ISSUED = tuple(skeleton(words) for words in ("ประกาศ ณ วันที่", "สั่ง ณ วันที่", "ให้ไว้ ณ วันที่", "ณ วันที่"))
_ALONE = 8  # letters that may stand beside a date that stands alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one field was read as. `whole`: nothing in its place speaks against it."""

    value: str | None
    text: str = ""
    page: int = 1
    box: Box | None = None
    whole: bool = False


NOTHING = Draft(value=None)


def letter_no(sheet: Sheet) -> Draft:
    """The letter number as printed, without ที่. One whose running number is blank is given, but is not whole."""
    lines = sheet.head[sheet.title[1] + 1 :] if sheet.title else sheet.head
    found = [draft for line in lines for at in range(len(line.spans)) if (draft := _number(sheet, line, at))]
    if found:
        alone = len({draft.value for draft in found}) == 1
        return replace(found[0], whole=found[0].whole and alone)
    bare = (span for line in lines for span in line.spans if _UNLABELLED.match(span.text))
    for span in bare:
        match = _NUMBER.match(span.text)
        if match and not within(span.box, sheet.stamps):
            return Draft(value=match[0].strip(), text=span.text, box=span.box)
    return NOTHING


def letter_date(sheet: Sheet, pages: Sequence[Page]) -> Draft:
    """The letter's own date, ISO 8601: in the head, after the body, or on the last pages, as the kind has it."""
    if sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE):
        return _issued(pages)
    if sheet.kind is Kind.MEMO:
        return _memo_date(sheet)
    if sheet.kind is Kind.STAMPED:
        return _last_alone(sheet)
    if sheet.kind is Kind.EXTERNAL:
        return _head_date(sheet)
    return NOTHING


def urgency(sheet: Sheet) -> Draft:
    """ด่วน, ด่วนมาก, ด่วนที่สุด or ด่วนภายใน…, from the head: the class stands alone or before ที่."""
    for line in sheet.head:
        for span in line.spans:
            if (rest := after(span.text, ("ด่วนภายใน",))) is not None:
                return Draft(value=f"ด่วนภายใน {rest}".strip(), text=span.text, box=span.box, whole=True)
            for word in URGENCIES:
                rest = after(span.text, (word,), sheet.slack)
                if rest is not None and (not rest.strip(" .-") or after_number_label(rest) is not None):
                    return Draft(value=word, text=span.text, box=span.box, whole=True)
    return NOTHING


def secrecy(sheet: Sheet) -> Draft:
    """ลับ, ลับมาก or ลับที่สุด, standing alone at the top or bottom of the page."""
    for line in sheet.lines:
        at_edge = line.box[1] < 0.3 * sheet.page.height or line.box[1] > 0.85 * sheet.page.height
        for span in line.spans if at_edge else ():
            for word in SECRECIES:
                if is_word(span.text, word):
                    return Draft(value=word, text=span.text, box=span.box, whole=True)
    return NOTHING


def _number(sheet: Sheet, line: Line, at: int) -> Draft | None:
    """The number after a ที่ that begins span `at`; None if that is no number's label."""
    span = line.spans[at]
    text = span.text
    for word in URGENCIES:
        if text.startswith(word):
            text = text.removeprefix(word).lstrip()
            break
    rest = after_number_label(text)
    if rest is None or within(span.box, sheet.stamps):
        return None
    used = [span]
    for right in line.spans[at + 1 :]:
        if rest.strip() and not _RUNNING_ON.match(right.text):
            break
        rest, used = f"{rest} {right.text}", [*used, right]
    rest = _LEADERS.sub(" ", _FROM_DATE.sub("", rest)).strip()
    match = _NUMBER.match(rest)
    if not match or not (match["code"] or match["plain"] or match["running"]):
        return None
    box, shown = around(one.box for one in used), " ".join(one.text for one in used)
    if not match["plain"] and not match["code"].strip():  # "/ ๒๕๕๘": the number is not given yet
        return Draft(value=None, text=shown, box=box)
    complete = bool(match["running"] or match["plain"]) and match.end() == len(rest)
    whole = complete and text.startswith("ที่") and not _reaches_into(box, sheet.stamps)
    value = _IN_DIGITS.sub("", match[0]) if sheet.slack else match[0]  # OCR parts numbers at will
    return Draft(value=value.strip(), text=shown, box=box, whole=whole)


def _reaches_into(box: Box, boxes: Iterable[Box]) -> bool:
    return any(box[0] < one[2] and one[0] < box[2] and box[1] < one[3] and one[1] < box[3] for one in boxes)


def _head_date(sheet: Sheet) -> Draft:
    """The date that stands alone in the head; one with วันที่ before it only if there is no other."""
    alone = [
        (span, found)
        for line in sheet.head
        for span in line.spans
        for found in dates_in(span.text)
        if len(span.text) - (found.end - found.start) < _ALONE
    ]
    plain = [(span, found) for span, found in alone if not _is_stamped(span, found, sheet)]
    if plain:
        span, found = plain[-1]
        return _dated(span, found, whole=len({one.day for _, one in plain}) == 1 and not found.short)
    return _dated(*alone[-1], whole=False) if alone else NOTHING


def _is_stamped(span: Span, found: WrittenDate, sheet: Sheet) -> bool:
    return after(span.text, DATE) is not None or (found.short and within(span.box, sheet.stamps))


def _memo_date(sheet: Sheet) -> Draft:
    """The date after the memo's own วันที่: that on the line of ที่, else the last in the head."""
    lines = [line for line in sheet.head if any(after_number_label(span.text) is not None for span in line.spans)]
    for group, whole in ((lines, True), (list(reversed(sheet.head)), False)):
        for line in group:
            begins = line.text.find("วันที่")
            written = dates_in(line.text[begins:] if begins >= 0 else line.text)
            if written and (whole or begins >= 0):
                box = around(span.box for span in line.spans)
                clean = whole and begins >= 0 and len(written) == 1 and not written[0].short
                return Draft(value=written[0].day.isoformat(), text=line.text, box=box, whole=clean)
    return NOTHING


def _last_alone(sheet: Sheet) -> Draft:
    """A stamped letter's date: alone on its line, under the body."""
    below = sheet.lines[len(sheet.head) :]
    for line in reversed(below):
        for span in line.spans:
            for found in dates_in(span.text):
                if len(span.text) - (found.end - found.start) < _ALONE:
                    return _dated(span, found, whole=not found.short)
    return NOTHING


def _issued(pages: Iterable[Page]) -> Draft:
    """The date of an order or announcement: the first line that begins with … ณ วันที่, before any annex."""
    blank = NOTHING
    for page in pages:
        for lines in (page.lines, page.again):
            for line in lines:
                if not skeleton(line.text).startswith(_ISSUED):
                    continue
                box = line.box
                if written := dates_in(line.text):
                    whole = len(written) == 1 and not written[0].short
                    iso = written[0].day.isoformat()
                    return Draft(value=iso, text=line.text, page=page.number, box=box, whole=whole)
                blank = Draft(value=None, text=line.text, page=page.number, box=box)
    return blank


def _dated(span: Span, found: WrittenDate, *, whole: bool) -> Draft:
    return Draft(value=found.day.isoformat(), text=span.text, box=span.box, whole=whole)
