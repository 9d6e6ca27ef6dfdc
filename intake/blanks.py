"""Where the number and the date of a draft are still to be written.

Only what is blank on a page with a sound text layer is told: there each letter has a baseline and a size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from intake.fields import is_issue, letter_date, letter_no
from intake.ink import Glyph
from intake.labels import within
from intake.lines import Line
from intake.pdf import Pdf
from intake.rows import Printed, Row, points_of, printed
from intake.sheet import Sheet, columned
from intake.thai import skeleton
from intake.thaidate import MONTHS
from registry.model import Kind
from registry.places import Align, Blanks, Place

_MOST_PAGES = 30  # looked at for the line that dates an order
_AT_END = (Kind.ORDER, Kind.ANNOUNCEMENT, Kind.CERTIFICATE)
_NONE = (Kind.OTHER, Kind.MINUTES)

# All of these are of letters without marks.
_D = "[0-9๐-๙]"
_DOTS = r"(?P<dots>[.…_·\s]*)"
_MONTH = "|".join(skeleton(month) for month in MONTHS)
_MONTH_YEAR = rf"(?P<after>(?:เดอน\s*)?(?P<month>{_MONTH})\s*(?:พ\s?\.\s?ศ\s?\.)?\s*(?P<year>{_D}{{4}}))"
_PREFIX = rf"[ก-ฮ]{{1,6}}\.?\s?(?:\([ก-ฮ.\s]+\)\s?)?{_D}[0-9๐-๙.\s]*(?:\([^)]*\)\s?)?/(?:\s?ว(?![ก-ฮะ-๎]))?"
_NUMBER = re.compile(
    rf"^(?:ดวน(?:ทสด|มาก)?\s*)?(?P<label>(?:เลข)?ท)(?:[.…_·\s]*(?P<before>{_PREFIX}))?{_DOTS}(?P<rest>.*)$"
)
_YEARLY = re.compile(rf"(?P<label>ท)\s*{_DOTS}(?P<after>/\s?{_D}{{4}})$")
_ISSUED = re.compile(rf"(?P<label>ณ\s*วนท)\s*{_DOTS}{_MONTH_YEAR}?$")
_LABELLED = re.compile(rf"(?P<label>วนท)\s*{_DOTS}{_MONTH_YEAR}?$")
_UNLABELLED = re.compile(rf"^(?P<label>){_DOTS}{_MONTH_YEAR}$")
_DOTTED = re.compile(r"^(?P<dots>[.…_·\s]{5,})$")

# Type sizes: what is left free behind a slash; where a blank is, at least and best; two figures.
_CLOSE, _LEAST, _BLANK, _TWO_FIGURES = -0.01, 0.1, 0.25, 0.9
_MARGIN = 57.0  # points: 2 cm at the right edge stay free
_LEFT_FREE = 1.75  # times the usual distance of lines: so far apart are two lines that have one left free between them


def find_blanks(path: Path) -> Blanks:
    """The blanks of a PDF with a text layer (a Word file printed to one, too). Raises `Unreadable` (PASSWORD, BROKEN).

    Forms 1 to 4 and 7 of the regulation are known. Of a scan nothing is told: its letters have no certain baseline.
    """
    with Pdf(path) as pdf:
        first = printed(pdf, 1)
        if first is None:
            return Blanks()
        sheet = Sheet(first.page, columned(first.page.lines), slack=0)
        further = range(2, min(len(pdf), _MOST_PAGES) + 1) if sheet.kind in (*_AT_END, Kind.STAMPED) else ()
        pages = [first, *(page for number in further if (page := printed(pdf, number)))]
        return Blanks(number=_number(sheet, first), date=_date(sheet, pages))


def _number(sheet: Sheet, first: Printed) -> Place | None:
    if sheet.kind in _NONE or (letter_no(sheet).value or "")[-1:].isdigit():
        return None
    for line in sheet.head:
        row = first.row(line)
        if within(line.spans[0].box, sheet.stamps):
            continue
        if sheet.kind in _AT_END and (match := _YEARLY.search(row.text)):
            return _before(first, row, match, match["after"])
        if (match := _NUMBER.match(row.text)) and (place := _behind(first, row, match)):
            return place
    return None


def _behind(page: Printed, row: Row, match: re.Match[str]) -> Place | None:
    """The place of a number behind what is printed of it; None where figures or a word follow at once."""
    before, rest = match["before"] or "", row.glyphs(match.span("rest"))
    known = row.glyphs(match.span("before" if before else "label"))
    points = points_of(known) if before else page.points
    x = known[-1].right + points * (_CLOSE if before.endswith("/") else _BLANK)
    room = (rest[0].left if rest else page.page.width - _MARGIN) - x
    if room < points or re.match(_D, match["rest"]):
        return None
    bold = bool(before) and page.is_bold(known)
    return _place(page, row, match, x=x, points=points, room=room, before=before, bold=bold)


def _before(page: Printed, row: Row, match: re.Match[str], after: str) -> Place:
    """The place of a number or day right before the rest of it, between a label and that."""
    known, label = row.glyphs(match.span("after")), row.glyphs(match.span("label"))
    points = points_of(known)
    start = label[-1].right if label else 0.0
    blank = min(_BLANK, max(_LEAST, ((known[0].left - start) / points - _TWO_FIGURES) / 2))
    x = known[0].x if after.startswith("/") else known[0].left - blank * points
    room = x - start - _LEAST * points
    bold = page.is_bold(known)
    return _place(page, row, match, x=x, points=points, room=room, align=Align.RIGHT, after=after, bold=bold)


def _date(sheet: Sheet, pages: Sequence[Printed]) -> Place | None:
    if sheet.kind in _NONE or letter_date(sheet, [one.page for one in pages]).value:
        return None
    found = [place for page, line, pattern in _dated_lines(sheet, pages) if (place := _day(page, line, pattern))]
    if found:
        return found[-1] if sheet.kind is Kind.STAMPED else found[0]
    return _between(sheet, pages[0]) if sheet.kind is Kind.EXTERNAL else None


def _dated_lines(sheet: Sheet, pages: Sequence[Printed]) -> Iterator[tuple[Printed, Line, re.Pattern[str]]]:
    """The lines that may hold the date of this kind of letter, and how it stands there."""
    if sheet.kind in _AT_END:
        yield from ((one, line, _ISSUED) for one in pages for line in one.page.lines if is_issue(line, 0))
    elif sheet.kind is Kind.STAMPED:
        below = sheet.lines[len(sheet.head) :]
        yield from ((pages[0], line, _UNLABELLED) for line in below)
        yield from ((one, line, _UNLABELLED) for one in pages[1:] for line in one.page.lines)
    else:
        patterns = (_LABELLED,) if sheet.kind is Kind.MEMO else (_LABELLED, _UNLABELLED, _DOTTED)
        head = [line for line in sheet.head if not within(line.box, sheet.stamps)]
        numbered = (at for at, line in enumerate(head) if _NUMBER.match(pages[0].row(line).text))
        yield from ((pages[0], line, pattern) for line in head[next(numbered, 0) :] for pattern in patterns)


def _day(page: Printed, line: Line, pattern: re.Pattern[str]) -> Place | None:
    """The place of a date, or of a day before its printed month, on a line that has this pattern."""
    row = page.row(line)
    match = pattern.search(row.text)
    if match is None:
        return None
    if pattern is _DOTTED:
        dots = row.glyphs(match.span("dots"))
        middle = (dots[0].left + dots[-1].right) / 2
        return _place(page, row, match, x=middle, room=page.page.width / 2, align=Align.CENTRE)
    if match["month"]:
        month = next(name for name in MONTHS if skeleton(name) == match["month"])
        return _before(page, row, match, f"{month} {match['year']}")
    x = row.glyphs(match.span("label"))[-1].right + _BLANK * page.points
    label = "ณ วันที่" if pattern is _ISSUED else "วันที่"
    return _place(page, row, match, x=x, room=page.page.width - _MARGIN - x, before=label)


def _between(sheet: Sheet, first: Printed) -> Place | None:
    """The line of the date of form 1, left free between the sender and the subject, in the middle of the page."""
    if sheet.subject is None or not sheet.head:
        return None
    above, below = first.row(sheet.head[-1]).baseline, first.row(sheet.lines[sheet.subject.at]).baseline
    middle = first.page.width / 2
    if below - above < _LEFT_FREE * first.pitch:
        return None
    return Place(
        page=first.page.number,
        x=middle,
        baseline=(above + below) / 2,
        points=first.points,
        room=middle,
        align=Align.CENTRE,
    )


def _place(
    page: Printed,
    row: Row,
    match: re.Match[str],
    *,
    x: float,
    room: float,
    points: float = 0.0,
    align: Align = Align.LEFT,
    before: str = "",
    after: str = "",
    bold: bool = False,
) -> Place:
    dots = row.glyphs(match.span("dots"))
    return Place(
        page=page.page.number,
        x=round(x, 2),
        baseline=round(row.baseline, 2),
        points=points or page.points,
        room=round(room, 2),
        align=align,
        before=before,
        after=after,
        bold=bold,
        dots=_origins(dots) if dots else None,
    )


def _origins(dots: Sequence[Glyph]) -> tuple[float, float, float, float]:
    """The box around the origins of dots, by which they are taken out: in a layer they are nothing but points."""
    left, right, baseline = dots[0].x, dots[-1].x, dots[0].baseline
    return round(left - 0.2, 2), round(baseline - 1, 2), round(right + 0.2, 2), round(baseline + 1, 2)
