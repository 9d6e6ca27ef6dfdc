"""Who signed a letter, as what, and the telephone of the unit that owns it. Pure.

The name stands in brackets under the signature, right of the middle, the position on the lines under it (ข้อ
11.10-11.11); the owner's telephone at the lower left (11.13), a memo's behind its ส่วนราชการ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from intake.fields import NOTHING, Draft, is_issue
from intake.labels import SECRECIES, after
from intake.lines import Box, Line, Page, Span, around, joined
from intake.parties import spelt
from intake.sheet import Sheet
from intake.thai import skeleton
from intake.thaidate import dates_in
from registry.model import Kind

_TITLES = (
    *(
        "นางสาว",
        "นาง",
        "นาย",
        "น.ส.",
        "ว่าที่",
        "ดร.",
        "ผู้ช่วยศาสตราจารย์",
        "รองศาสตราจารย์",
        "ศาสตราจารย์",
        "ผศ.",
        "รศ.",
        "ศ.",
    ),
    *("พลเอก", "พลโท", "พลตรี", "พันเอก", "พันโท", "พันตรี", "ร้อยเอก", "ร้อยโท", "ร้อยตรี", "จ่าสิบ", "สิบเอก", "สิบโท", "สิบตรี"),
    *("พลตำรวจ", "พันตำรวจ", "ร้อยตำรวจ", "ดาบตำรวจ", "นายแพทย์", "แพทย์หญิง", "ทันตแพทย์", "เภสัชกร", "สัตวแพทย์"),
    *(
        "หม่อม",
        "ท่านผู้หญิง",
        "คุณหญิง",
        "พระ",
        "พลเรือ",
        "พลอากาศ",
        "นาวา",
        "เรือ",
        "เรืออากาศ",
        "จ่า",
        "พ.ต.",
        "พ.อ.",
        "ร.ต.",
        "อาจารย์",
    ),
)
_NAME = re.compile(r"^[^\w(]{0,3}\((?P<name>[^()]{5,70})\)[^\w]*$")
_HALF = re.compile(r"^(?:\((?P<left>[^()]{5,70})|(?P<right>[^()]{5,70})\))[^\w]*$")
_LETTERS = re.compile(r"[ก-๎.\s]+")
_DISTRICT = re.compile(r"[0-9๐-๙]{1,2}$")  # the wrapped end of «เขต 2»
_CLOSING = skeleton("ขอแสดงความนับถือ")
_PHONE = re.compile(
    r"(?:โทรศัพท์|โทร)\s*[.:]*\s*(?P<number>[0-9๐-๙(][0-9๐-๙\s()\-–,./]*(?:ต่อ\s*[0-9๐-๙][0-9๐-๙\s,\-]*)?)"
)
_FEWEST, _MOST = 3, 24  # digits of a telephone number: an extension, or two numbers with theirs
_ABOUT = 70.0  # points a line of the position may lie off the middle of the name
_POSITION_LINES = 6
_APART = 2.2  # times the height of a line with its gap: further down is another part
_TOP_MARGIN = 40.0  # points from the top of a page to its first line, about
_LEFT_PART = 0.33  # of the page's width: what begins left of it is the owner's unit, not a signature
_NOT_A_POSITION = ("โทร", "สำเนา", "ไปรษณีย์", "ที่อยู่", "หมายเหตุ", "อีเมล", *SECRECIES)
_QUOTES = '“"‘'  # an office's motto stands below, in quotes


def signature(sheet: Sheet, pages: Sequence[Page]) -> tuple[Draft, Draft]:
    """Signer and position. A stamped letter and minutes have none of their own."""
    if sheet.kind in (Kind.STAMPED, Kind.MINUTES, Kind.OTHER):
        return NOTHING, NOTHING
    parts = list(_closing_parts(sheet, pages))
    for part, (number, lines) in enumerate(parts):
        for at, line in enumerate(lines):
            for span in _joined_halves(line):
                name = _name(span, sheet.slack)
                if name and (span.box[0] + span.box[2]) / 2 > _LEFT_PART * sheet.page.width:
                    signer = Draft(value=name, text=span.text, page=number, box=span.box, whole=True)
                    if at + 1 == len(lines) and part + 1 < len(parts):  # the position is on the next page
                        return signer, _position(parts[part + 1][1], _over_the_page(span), parts[part + 1][0])
                    position = _position(lines[at + 1 :], span, number)
                    return signer, spelt(position) if sheet.slack else position
    return NOTHING, NOTHING


def phone(sheet: Sheet, pages: Sequence[Page]) -> Draft:
    """The owner's telephone as printed, without โทร.; a memo's stands behind its ส่วนราชการ."""
    if sheet.kind not in (Kind.EXTERNAL, Kind.STAMPED, Kind.MEMO):
        return Draft(value=None, whole=sheet.kind is not Kind.OTHER)
    if sheet.kind is Kind.MEMO:
        found = sheet.unit
        lines = [line.text for line in sheet.unit_lines] if found else []
        return _telephone(joined([found.value, *lines]), sheet.page.number, found.box) if found else NOTHING
    signed = [(number, line) for number, lines in _closing_parts(sheet, pages) for line in lines]
    below = [(number, line) for number, lines in _parts(sheet, pages) for line in lines]
    owners = [(number, line) for number, line in (*signed, *reversed(below)) if _is_owners(line, sheet)]
    for number, line in (*owners, *((sheet.page.number, line) for line in sheet.head)):
        if (given := _telephone(line.text, number, line.box)).value:
            return given
    return NOTHING


def _telephone(text: str, page: int, box: Box) -> Draft:
    match = _PHONE.search(text)
    if match is None or not _FEWEST <= sum(letter.isdigit() for letter in match["number"]) <= _MOST:
        return NOTHING
    return Draft(value=match["number"].strip(" .,-/("), text=text, page=page, box=box, whole=True)


def _parts(sheet: Sheet, pages: Sequence[Page]) -> Iterator[tuple[int, Sequence[Line]]]:
    """The lines below the head, page by page; without labels nobody knows where the head ends."""
    labelled = sheet.subject or sheet.to or sheet.dear
    yield sheet.page.number, sheet.lines[len(sheet.head) if labelled else 0 :]
    for page in pages:
        if page.number != sheet.page.number:
            yield page.number, page.lines


def _closing_parts(sheet: Sheet, pages: Sequence[Page]) -> Iterator[tuple[int, Sequence[Line]]]:
    """The lines under the closing words or the date of issue; under the head where there is neither."""
    parts = list(_parts(sheet, pages))
    for at, (number, lines) in enumerate(parts):
        for row, line in enumerate(lines):
            issued = sheet.kind in (Kind.ORDER, Kind.ANNOUNCEMENT) and is_issue(line, sheet.slack)
            if issued or _CLOSING in skeleton(line.text):
                yield number, lines[row + 1 :]
                yield from parts[at + 1 : at + 2]
                return
    yield from parts


def _joined_halves(line: Line) -> list[Span]:
    """The spans of a line, those that hold the two ends of a bracket as one."""
    spans = list(line.spans)
    for at in range(len(spans) - 1):
        one, other = spans[at], spans[at + 1]
        if one.text.startswith("(") and ")" not in one.text and other.text.rstrip().endswith(")"):
            whole = Span(text=f"{one.text} {other.text}", box=around((one.box, other.box)))
            return [*spans[:at], whole, *spans[at + 2 :]]
    return spans


def _name(span: Span, slack: int) -> str | None:
    """The name in a span that is a name in brackets; OCR may have lost one of the two."""
    match = _NAME.match(span.text)
    if match:
        name = match["name"].strip()
        titled = name.startswith(_TITLES)
        return name if _LETTERS.fullmatch(name) and (titled or " " in name) else None
    half = _HALF.match(span.text) if slack else None
    name = (half["left"] or half["right"]).strip() if half else ""
    return name if name.startswith(_TITLES) and _LETTERS.fullmatch(name) else None


def _position(lines: Sequence[Line], name: Span, number: int) -> Draft:
    """The lines right under a name and about its middle."""
    middle = (name.box[0] + name.box[2]) / 2
    kept: list[Span] = []
    bottom = name.box[3]
    for line in lines[: _POSITION_LINES + 1]:
        near = [span for span in line.spans if abs((span.box[0] + span.box[2]) / 2 - middle) < _ABOUT]
        if not near:
            if line.box[0] > middle - _ABOUT * 2:
                break
            continue  # the owner's unit stands on the same height at the left
        span = near[0]
        apart = span.box[1] - bottom > _APART * max(line.unit * 2, name.box[3] - name.box[1])
        if apart or _is_elsewhere(span) or len(kept) == _POSITION_LINES:
            break
        kept.append(span)
        bottom = span.box[3]
    if not kept:
        return NOTHING
    value = joined(span.text for span in kept)
    return Draft(value=value, text=value, page=number, box=around(span.box for span in kept), whole=True)


def _over_the_page(name: Span) -> Span:
    """A name at the foot of a page as it stands to the lines at the top of the next one."""
    left, top, right, bottom = name.box
    return Span(text=name.text, box=(left, top - bottom, right, _TOP_MARGIN))


def _is_elsewhere(span: Span) -> bool:
    return (
        span.text.startswith(("(", *_QUOTES))
        or bool(dates_in(span.text))
        or any(after(span.text, (word,)) is not None for word in _NOT_A_POSITION)
        or not (any("ก" <= letter <= "ฮ" for letter in span.text) or _DISTRICT.match(span.text))
    )


def _is_owners(line: Line, sheet: Sheet) -> bool:
    """Whether a line below the head gives the owner's telephone: it begins with it, or with a short name of a unit."""
    at = line.text.find("โทร")
    return at >= 0 and line.box[0] < _LEFT_PART * sheet.page.width and (at == 0 or at < 40)
