"""Number, date, urgency and secrecy of a letter, by the places the regulation's forms give them. Pure.

Layout first: what stands above เรื่อง is the head, and only there are the letter's own number and date; lines of
อ้างถึง and the receiver's stamp quote others. Nothing is guessed: a field that is not found is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from intake.agencies import known_prefix, lost_dot, mended
from intake.labels import DATE, SECRECIES, URGENCIES, after, is_word, within
from intake.letterno import NUMBER, parts_of, tidied
from intake.lines import Box, Line, Page, Span, around
from intake.secrecy import named_in, nearly, stamped
from intake.sheet import Sheet, after_number_label, behind_urgency
from intake.thai import skeleton
from intake.thaidate import WrittenDate, dates_in, is_undated
from registry.model import Kind, LetterNumber, Secrecy

_RUNNING_ON = re.compile(r"^(?:ว\.?\s*|พิเศษ\s*)?[0-9๐-๙./\s|]+$")
_FROM_DATE = re.compile(r"\s*วัน\s?ท[ิีึื]?[่้]?(?:\s|[0-9๐-๙]).*$|\s*วันท[ี]?[่]?$")
_MEMO_DATE = re.compile(r"(?<![ก-๎])วั?น\s?ท[ิีึื]?[่้]?(?!\s?ส)")
_LETTERS = re.compile(r"[ก-ฮ]{2,4}\.?\s{0,2}(?=[0-9๐-๙])")
_WORD = re.compile("[ก-ฮ][ก-๎]{2,}")
_SPECK = re.compile(r"^\S\s+")
_LEADERS = re.compile(r"[.…_]{3,}")
_QUOTED = re.compile(r"หนังสือ|ลงวัน|อ้าง|ตามท")
ISSUED = ("ประกาศ ณ วันที่", "สั่ง ณ วันที่", "ให้ไว้ ณ วันที่", "ณ วันที่")
"""How the line that dates an order, announcement or certificate begins."""

_TITLE_LINES = 8  # of minutes, from the top
_TOO_FAR = 5.0  # units: what stands further right is no part of a number (specks of the Garuda, a stamp)
_TEXT = 0.25  # of the width: what begins before it is text
_EDGE, _CENTRE = 0.12, 0.1  # of height and width: where a class has its place
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
    titled = sheet.title and sheet.kind is not Kind.CERTIFICATE  # its number stands above the title
    lines = sheet.head[sheet.title[1] + 1 :] if sheet.title and titled else sheet.head
    found = [draft for line in lines for at in range(len(line.spans)) if (draft := _number(sheet, line, at))]
    found = found or [draft for line in lines for span in line.spans if (draft := _unlabelled(sheet, span))]
    if not found:
        return NOTHING
    issued = [draft for draft in found if draft.value and not draft.value.endswith("/")]
    alone = len({draft.value for draft in found}) == 1
    first = issued[0] if issued else found[0]
    return replace(first, whole=first.whole and alone)


def letter_date(sheet: Sheet, pages: Sequence[Page]) -> Draft:
    """The letter's own date, ISO 8601: in the head, after the body, or on the last pages, as the kind has it."""
    if sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE):
        return _issued(pages, sheet.slack)
    if sheet.kind is Kind.MEMO:
        return _memo_date(sheet)
    if sheet.kind is Kind.STAMPED:
        return _last_alone(sheet, pages)
    if sheet.kind is Kind.EXTERNAL:
        return _head_date(sheet)
    return _held(sheet) if sheet.kind is Kind.MINUTES else NOTHING


def urgency(sheet: Sheet) -> Draft:
    """ด่วน, ด่วนมาก, ด่วนที่สุด or ด่วนภายใน…, from the head: the class stands alone or before ที่."""
    for line in sheet.head:
        for span in line.spans:
            if _MEMO_DATE.search(span.text) and after_number_label(behind_urgency(span.text, 0)) is None:
                continue  # "ด วันที่" of a stamp
            if (rest := after(span.text, ("ด่วนภายใน",))) is not None:
                return Draft(value=f"ด่วนภายใน {rest}".strip(), text=span.text, box=span.box, whole=True)
            for slack in sorted({sheet.slack, 1}):
                for word in URGENCIES:
                    rest = after(span.text, (word,), slack)
                    if rest is not None and _ends_class(rest, sheet.slack):
                        return Draft(value=word, text=span.text, box=span.box, whole=slack == sheet.slack)
    return NOTHING


def _ends_class(rest: str, slack: int) -> bool:
    """Whether a class of urgency ends before this: nothing follows (but specks of OCR), or ที่ and a number."""
    if not rest.strip(" .-"):
        return True
    if skeleton(rest).startswith(("ทสด", "มาก")):  # ด่วนที่สุด, not ด่วน
        return False
    return after_number_label(rest) is not None or (bool(slack) and not _WORD.search(rest))


def secrecy(sheet: Sheet, pages: Sequence[Page]) -> Draft:
    """ลับ, ลับมาก or ลับที่สุด, standing alone at the top or bottom of the page; named elsewhere it is not whole."""
    for line in sheet.lines:
        at_edge = line.box[1] < 0.3 * sheet.page.height or line.box[1] > 0.85 * sheet.page.height
        for span in line.spans if at_edge else ():
            for word in SECRECIES:
                if is_word(span.text, word):
                    return Draft(value=word, text=span.text, box=span.box, whole=True)
    doubts = [
        Draft(value=named, text=line.text, page=number, box=line.box)
        for number, lines in ((sheet.page.number, sheet.lines), *((page.number, page.lines) for page in pages[1:]))
        for line in lines
        if (named := named_in(line.text) or stamped(line.text) or _misread(line, sheet))
    ]
    return max(doubts, key=lambda draft: Secrecy(draft.value or "").rank, default=NOTHING)


def _misread(line: Line, sheet: Sheet) -> Secrecy | None:
    """The class that OCR may have misread as a line alone in the place of one: centred, at the very edge."""
    off = abs((line.box[0] + line.box[2]) / 2 - sheet.page.width / 2)
    at_edge = line.box[1] < _EDGE * sheet.page.height or line.box[3] > (1 - _EDGE) * sheet.page.height
    placed = sheet.slack and len(line.spans) == 1 and at_edge and off < _CENTRE * sheet.page.width
    return nearly(line.text) if placed and line.page == sheet.page.number else None


def _number(sheet: Sheet, line: Line, at: int) -> Draft | None:
    """The number after a ที่ that begins span `at`; None if that is no number's label."""
    span = line.spans[at]
    text = behind_urgency(span.text, sheet.slack)
    rest = after_number_label(text)
    if rest is None or within(span.box, sheet.stamps):
        return None
    used = [span]
    for right in line.spans[at + 1 :]:
        apart = right.box[0] - used[-1].box[2] > _TOO_FAR * line.unit
        if rest.strip() and (apart or not _RUNNING_ON.match(right.text)):
            break
        rest, used = f"{rest} {right.text}", [*used, right]
    rest = _LEADERS.sub(" ", _FROM_DATE.sub("", rest)).strip()
    rest = tidied(rest) if sheet.slack else rest
    match = NUMBER.match(rest)
    box, shown = around(one.box for one in used), " ".join(one.text for one in used)
    if not match or (match["plain"] and sheet.slack and not known_prefix(match["letters"])):
        # A place to look again: OCR lost the slash or all behind the letters, or a line crosses it.
        numbers = _LETTERS.match(rest) or known_prefix(rest.strip(" ."))
        return Draft(value=None, text=shown, box=box) if sheet.slack and numbers else None
    read = parts_of(match[0])
    if read is None or (not read.prefix and not read.running):  # "/ ๒๕๕๘": the number is not given yet
        return Draft(value=None, text=shown, box=box) if match[0].startswith("/") else None
    complete = bool(read.running) and match.end() == len(rest)
    whole = complete and text.startswith(("ที่", "เลขที่")) and not _reaches_into(box, sheet.stamps)
    return Draft(value=put_right(read, sheet.slack), text=shown, box=box, whole=whole)


def _unlabelled(sheet: Sheet, span: Span) -> Draft | None:
    """A number whose ที่ was lost: it begins with the letters of a ministry or province."""
    if within(span.box, sheet.stamps) or _QUOTED.search(span.text):
        return None
    text = tidied(span.text) if sheet.slack else span.text
    for letters in _LETTERS.finditer(text):
        match = NUMBER.match(text, letters.start())
        read = parts_of(match[0]) if match and match["owner"] else None
        if read and read.running and (mended(read.agency, read.owner) or known_prefix(read.agency)):
            return Draft(value=put_right(read, sheet.slack), text=span.text, box=span.box)
    return None


def put_right(read: LetterNumber, slack: int) -> str:
    """The number with its letters put right where only one ministry can be meant (ศร 04001 is ศธ 04001).

    OCR loses the dot of the owner's code; it is set again where codes of these letters have one.
    """
    meant = mended(read.agency, read.owner)
    printed = read.printed.replace(read.agency, meant, 1) if meant else read.printed
    at = lost_dot(meant or read.agency, read.owner) if slack else None
    if at is None:
        return printed
    figures = [place for place, letter in enumerate(printed) if letter.isdigit()]
    return f"{printed[: figures[at]]}.{printed[figures[at] :]}"


def _reaches_into(box: Box, boxes: Iterable[Box]) -> bool:
    return any(box[0] < one[2] and one[0] < box[2] and box[1] < one[3] and one[1] < box[3] for one in boxes)


def _head_date(sheet: Sheet) -> Draft:
    """The date that stands alone in the head; one with วันที่ before it only if there is no other.

    None where a month and a year stand alone: the day is blank, and any other date is a stamp's.
    """
    alone = list(_alone(sheet.head, sheet.slack))
    dated = [span.box for span, _ in alone]
    for span in (span for line in sheet.head for span in line.spans):
        if is_undated(span.text, alone=True) and not any(
            box[0] <= span.box[0] and span.box[2] <= box[2] for box in dated
        ):
            return Draft(value=None, text=span.text, box=span.box)
    plain = [(span, found) for span, found in alone if not _is_stamped(span, found, sheet)]
    if plain:
        span, found = plain[-1]
        beside = span.text[: found.start] + span.text[found.end :]
        whole = len({one.day for _, one in plain}) == 1 and not found.short and not any(map(str.isdigit, beside))
        return _dated(span, found, whole=whole)
    return _dated(*alone[-1], whole=False) if alone else NOTHING


def _alone(lines: Iterable[Line], slack: int) -> Iterator[tuple[Span, WrittenDate]]:
    """The dates that have their span to themselves, but for a few letters."""
    for line in lines:
        for span in (*line.spans, *_runs(line)):
            for found in dates_in(span.text, loose=bool(slack)):
                if len(span.text) - (found.end - found.start) < _ALONE:
                    yield span, found


def _runs(line: Line) -> list[Span]:
    """Neighbouring spans as one, two to four: a date may be set so wide that it falls apart."""
    runs = [line.spans[at : at + count] for count in (2, 3, 4) for at in range(len(line.spans) - count + 1)]
    return [
        Span(text=" ".join(span.text for span in run), box=around(span.box for span in run))
        for run in runs
        if not any(dates_in(span.text) for span in run)
    ]


def _is_stamped(span: Span, found: WrittenDate, sheet: Sheet) -> bool:
    return after(span.text, DATE, sheet.slack) is not None or (found.short and within(span.box, sheet.stamps))


def _memo_date(sheet: Sheet) -> Draft:
    """The date after the memo's own วันที่: that on the line of ที่, else the last in the head."""
    lines = [line for line in sheet.head if any(_is_numbers(span, sheet) for span in line.spans)]
    for group, own in ((lines, True), (list(reversed(sheet.head)), False)):
        for line in group:
            label = _MEMO_DATE.search(line.text)
            behind = line.text[label.end() :] if label else line.text
            written = dates_in(behind, loose=bool(sheet.slack))
            if written and (own or label):
                plain = len(written) == 1 and not any(map(str.isdigit, behind[: written[0].start]))
                whole = own and label is not None and plain
                return Draft(value=written[0].day.isoformat(), text=line.text, box=line.box, whole=whole)
            if own and label and is_undated(behind):
                return Draft(value=None, text=line.text, box=line.box)
    return NOTHING


def _is_numbers(span: Span, sheet: Sheet) -> bool:
    return after_number_label(behind_urgency(span.text, sheet.slack)) is not None


def _held(sheet: Sheet) -> Draft:
    """The day of a meeting, from the first lines of its minutes; nobody issued them on it, so it is never whole."""
    for line in sheet.lines[:_TITLE_LINES]:
        for span in line.spans:
            written = dates_in(span.text, loose=bool(sheet.slack))
            if written and not within(span.box, sheet.stamps):
                return Draft(value=written[0].day.isoformat(), text=span.text, box=span.box)
    return NOTHING


def _last_alone(sheet: Sheet, pages: Sequence[Page]) -> Draft:
    """A stamped letter's date: alone on its line, under the body."""
    parts = [(sheet.page.number, sheet.lines[len(sheet.head) :])]
    parts += [(page.number, page.lines) for page in pages if page.number != sheet.page.number]
    for number, lines in parts:
        for span, found in reversed(list(_alone(lines, sheet.slack))):
            in_text = span.box[0] < _TEXT * sheet.page.width  # a date at the end of a paragraph, with a word behind it
            if not in_text and not after(span.text, DATE, sheet.slack):
                return replace(_dated(span, found, whole=not found.short), page=number)
    return NOTHING


def _issued(pages: Iterable[Page], slack: int) -> Draft:
    """The date of an order or announcement: the first line that begins with … ณ วันที่, before any annex."""
    blank = NOTHING
    for page in pages:
        for line in page.lines:
            if not is_issue(line, slack):
                continue
            box = line.box
            if written := dates_in(line.text, loose=bool(slack)):
                whole = len(written) == 1 and not written[0].short
                iso = written[0].day.isoformat()
                return Draft(value=iso, text=line.text, page=page.number, box=box, whole=whole)
            blank = Draft(value=None, text=line.text, page=page.number, box=box)
    return blank


def is_issue(line: Line, slack: int) -> bool:
    """Whether a line dates an order, announcement or certificate: it begins with … ณ วันที่, a speck before it or not."""
    begun = (line.text, *(span.text for span in line.spans[1:2]), *([_SPECK.sub("", line.text)] if slack else []))
    return any(after(text, ISSUED, slack) is not None for text in begun)


def _dated(span: Span, found: WrittenDate, *, whole: bool) -> Draft:
    return Draft(value=found.day.isoformat(), text=span.text, box=span.box, whole=whole)
