"""Characters with places to lines of Thai, by their baselines. Pure; both readers of PDFs and OCR feed it.

Reading order is made anew from geometry, because the readers' own grouping moves marks and breaks words.
Places are in points from the page's top left corner. Distances are judged by the height of a consonant
(the "unit" below): font sizes in PDFs are often 1, scaled elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from intake.ink import Glyph
from intake.thai import MARKS, normalise

if TYPE_CHECKING:
    from intake.image import Scan

Box = tuple[float, float, float, float]  # left, top, right, bottom

_PARTED = ("พ.ศ.", "ครั้งที่", "เขต ", "เรื่อง ")  # words that a blank stands before
_INSIDE = re.compile(r"[ก-๎]\n[ก-๎]$|[A-Za-z]-\n[A-Za-z]$")  # the last two letters of a line, and the first of the next
_BLANK = 0.4  # units between two letters that make a blank, at least
_FIGURE = 1.75  # times the ink of the widest figure: the middles of two with a blank between are further apart
_SPREAD = 2.5  # times the usual gap of the line: lines spread to the margin have gaps between all letters
_WIDE = 3.0  # units that part a line into spans: label from value, left column from right
NEVER_FIRST = MARKS | frozenset("ะาำๅๆ")
_NEVER_LAST = frozenset("เแโใไ ")
_SAME_LINE = 0.35  # units two baselines may differ
_HIDDEN = 0.3  # of a blank's width: where letters lie over so much of it, it parts nothing
_OVER_BELOW = 2.2  # units a stray mark may lie off its line


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a line without wide gaps; `text` is normalised, `raw` what the reader gave where that differs."""

    text: str
    box: Box
    raw: str = ""
    odds: float = 1.0  # that it was read right, as OCR judges itself

    @property
    def left(self) -> float:
        return self.box[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Spans on one baseline, from left to right."""

    spans: tuple[Span, ...]
    page: int
    unit: float  # points: about the height of a consonant

    @property
    def text(self) -> str:
        return " ".join(span.text for span in self.spans)

    @property
    def box(self) -> Box:
        return around(span.box for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as read. `how` is "text", "docx" or "ocr"; `quality` 0 to 1 is that of the text layer.

    `again` holds the same page as OCR reads it in another page mode, `alone` with the lines of its head each read
    alone. Boxes of a page by OCR are those of the straightened page; `scan` is its picture and leads back to the page
    as shown.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    again: tuple[Line, ...] = ()
    alone: tuple[Line, ...] = ()
    how: str = "text"
    quality: float = 0.0
    scan: Scan | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def original(self, box: Box) -> str:
        """What the reader gave for the spans whose middle lies in `box`; "" where nothing of it had to be mended."""
        spans = [span for line in self.lines for span in line.spans if holds(box, span.box)]
        return " ".join(span.raw or span.text for span in spans) if any(span.raw for span in spans) else ""


def holds(box: Box, other: Box) -> bool:
    """Whether the middle of `other` lies in `box`."""
    across, down = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around these; there must be one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def joined(parts: Iterable[str]) -> str:
    """Wrapped lines as one: Thai is wrapped inside words and phrases, so no blank between two Thai letters.

    Nor behind the hyphen of a Latin word.
    """
    whole = ""
    for part in (part.strip() for part in parts):
        inside = whole and part and _INSIDE.search(f"{whole[-2:]}\n{part[0]}")
        if whole and part and (not inside or part.startswith(_PARTED)):
            whole += " "
        whole += part
    return whole


def lines_of(glyphs: Sequence[Glyph], page: int) -> tuple[Line, ...]:
    """The lines of one page, from its glyphs in any order that keeps the letters of a cluster in order."""
    rows = (_ordered(row) for row in _rows(glyphs, unit_of(glyphs)))
    lines = (Line(spans=_spans(row, unit_of(row)), page=page, unit=unit_of(row)) for row in rows)
    return tuple(line for line in lines if line.spans)


def unit_of(glyphs: Sequence[Glyph]) -> float:
    """The height of a consonant in points, about; 7 where there is none."""
    heights = [glyph.bottom - glyph.top for glyph in glyphs if glyph.text.isalnum() and glyph.bottom > glyph.top]
    return max(1.0, median(heights)) if heights else 7.0


def _spans(row: Sequence[Glyph], unit: float) -> tuple[Span, ...]:
    spans = (_span(part, unit) for part in _parted(row, unit))
    return tuple(span for span in spans if span.text)


def _span(part: Sequence[Glyph], unit: float) -> Span:
    printed = _spaced(part, unit)
    joined_up = "".join(glyph.text for glyph in printed)
    raw = "".join(glyph.raw or glyph.text for glyph in printed)
    text = normalise(joined_up)
    box = around((one.left, one.top, one.right, one.bottom) for one in part)
    return Span(text=text, box=box, raw=raw if raw.strip() != text else "")


def _ordered(row: Sequence[Glyph]) -> list[Glyph]:
    """From left to right, each mark after the letter its ink stands over: its origin may be past the next one."""
    letters = _without_hidden_blanks(sorted((g for g in row if g.text not in MARKS), key=lambda glyph: glyph.x))
    carriers = [glyph.left for glyph in letters if not glyph.text.isspace()]
    carried: dict[float, list[Glyph]] = {}
    for glyph in row:
        if glyph.text in MARKS:
            at = bisect_right(carriers, (glyph.left + glyph.right) / 2)
            carried.setdefault(carriers[max(0, at - 1)], []).append(glyph)
    ordered: list[Glyph] = []
    for glyph in letters:
        ordered.append(glyph)
        if not glyph.text.isspace():
            ordered += carried.pop(glyph.left, [])
    return ordered


def _without_hidden_blanks(letters: Sequence[Glyph]) -> list[Glyph]:
    """The letters without the blanks that one of them lies over: what is filled in stands over hard spaces."""
    inked = [glyph for glyph in letters if not glyph.text.isspace()]
    starts = [glyph.left for glyph in inked]
    seen = []
    for glyph in letters:
        near = inked[max(0, bisect_right(starts, glyph.left) - 1) :][:2]
        over = sum(max(0.0, min(one.right, glyph.right) - max(one.left, glyph.left)) for one in near)
        if not glyph.text.isspace() or over < _HIDDEN * (glyph.right - glyph.left) or glyph.right <= glyph.left:
            seen.append(glyph)
    return seen


def _rows(glyphs: Sequence[Glyph], unit: float) -> list[list[Glyph]]:
    """Glyphs by baseline, from the top; marks on a baseline of their own go to the letter they stand over."""
    ordered = sorted(glyphs, key=lambda glyph: glyph.baseline)
    rows: list[list[Glyph]] = []
    for glyph in ordered:
        if rows and glyph.baseline - rows[-1][-1].baseline <= _SAME_LINE * unit:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    written = [row for row in rows if any(glyph.text not in MARKS and not glyph.text.isspace() for glyph in row)]
    for row in rows:
        if all(glyph.text in MARKS for glyph in row):
            for mark in row:
                _carrier(mark, written, unit).append(mark)
    return written


def _carrier(mark: Glyph, rows: Sequence[list[Glyph]], unit: float) -> list[Glyph]:
    """The row of the letter under or over a stray mark; a row of nobody's if there is none."""
    centre = (mark.left + mark.right) / 2
    near = [
        (abs(glyph.baseline - mark.baseline), number)
        for number, row in enumerate(rows)
        for glyph in row
        if glyph.left - unit / 2 <= centre <= glyph.right + unit / 2
        and abs(glyph.baseline - mark.baseline) < _OVER_BELOW * unit
    ]
    return rows[min(near)[1]] if near else []


def _parted(row: Sequence[Glyph], unit: float) -> list[list[Glyph]]:
    parts: list[list[Glyph]] = []
    end = 0.0
    for glyph in row:
        if glyph.text.isspace() and not parts:
            continue
        if not parts or (glyph.left - end > _WIDE * unit and not glyph.text.isspace() and glyph.text not in MARKS):
            parts.append([])
        parts[-1].append(glyph)
        if not glyph.text.isspace():
            end = max(end, glyph.right) if len(parts[-1]) > 1 else glyph.right
    return parts


def _spaced(part: Sequence[Glyph], unit: float) -> list[Glyph]:
    """The glyphs with a blank wherever the page shows one."""
    letters = [glyph for glyph in part if glyph.text not in MARKS and not glyph.text.isspace()]
    gaps = [after.left - before.right for before, after in pairwise(letters)]
    blank = max(_BLANK * unit, _SPREAD * median(gaps) if gaps else 0.0)
    figure = max((glyph.right - glyph.left for glyph in letters if glyph.text.isdigit()), default=0.0)
    printed: list[Glyph] = []
    end = part[0].right
    for glyph in part:
        if glyph.text.isspace():
            printed.append(glyph)
            continue
        last = printed[-1].text if printed else ""
        apart = glyph.left - end > blank and glyph.text not in NEVER_FIRST and last not in _NEVER_LAST
        if apart and not (figure and last.isdigit() and glyph.text.isdigit() and _abut(printed[-1], glyph, figure)):
            printed.append(glyph._replace(text=" ", raw=""))
        printed.append(glyph)
        end = max(end, glyph.right)
    return printed


def _abut(before: Glyph, after: Glyph, figure: float) -> bool:
    """Whether two figures stand side by side: all are set equally wide, and the ink of a 1 is narrow."""
    middle = (before.left + before.right) / 2
    return (after.left + after.right) / 2 - middle < _FIGURE * figure
