"""A second look at parts of a scan: cut out and read alone, by Tesseract and by the reader of figures.

Tesseract finds lines well and cuts them badly: the tall marks of TH Sarabun are lost or become rows of their own. Cut
at the white between the lines and read as they stand, the same lines keep their marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from intake import figures, ocr
from intake.coloured import is_blue, is_covered, shares_of_blue
from intake.figures import Seen
from intake.image import Scan
from intake.lines import Box, Line, Page, Span, around
from intake.strokes import thicknesses
from intake.thai import thai_letters

_ABOVE, _BELOW = 0.45, 0.35  # of a line's height: how far beyond its box the white is looked for
_SIDE = 0.15  # the same, to the left and right
_INK = 150  # darker is ink
_TO_THE_RIGHT = 0.3  # of the page's width: how far a number may go on that OCR did not see
_MORE = 1.0  # of a line's height: how far beyond its box its end is looked for
_GAP = 4.0  # points kept free before what stands to the right
_MOSTLY = 0.5  # of its box
_COARSE = 2  # pixels of the page to one of the copy that missed lines are looked for on
_LOWEST, _HIGHEST = 6.0, 34.0  # points: the height of a line of text, from small print to a class of urgency
_SOLID = 0.6  # of the place is ink: a rule or a picture
_MOST_SPECKS = 8  # pixels of ink in a row between two lines, on that copy
_WORDS = 11.0  # points between two words of a line, at most
_SPECK = 9  # pixels of ink: a full stop has more
_FURTHEST = 220.0  # points that a line goes on beyond what Tesseract found of it
_COLUMNS = 11.0  # points of white that part columns
_SHARED = 6.0  # points that two spans of a line may overlap: they are cut with room on both sides
_LOW = 0.8  # of the usual height of its line: a span that lost its marks
_MOST_MISSED = 16
_LEGIBLE, _FEWEST = 0.75, 3  # odds and Thai letters, or figures, from which a missed line is one
_ROW = 17.0  # points: the height of a line of text, where nothing tells
_TALL, _WELL = 2.2, 0.85  # times the usual height; the odds that a span so high must have
_JUNK = 0.5  # odds below which a span is a drawing, a pen or specks
_MUCH_WORSE = 0.12  # of the odds: a line read alone that falls so far behind is not taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a second look at `box` (straightened page) saw."""

    box: Box
    line: str  # as Tesseract reads the line alone
    line_odds: float
    seen: Seen  # as the reader of figures does
    blue: tuple[float, ...]  # of each character of `seen`: how much of its ink is blue
    strokes: tuple[float, ...]  # of each character of `seen`: how thick, by the height of the line
    covered: bool = False  # ink in another colour than blue lay there: a seal, or a pen
    day: str | None = None  # the likeliest day there, ISO 8601, where it was looked for (whichday)


def look(page: Page, box: Box, *, further: bool) -> Look:
    """Look at a box again; `further`: on to the right, up to what else stands on the line."""
    assert page.scan is not None, "only a page by OCR can be looked at again"
    # OCR loses faint figures at the end of a number: a little more is looked at anyway.
    right = _reach(page, box)
    right = max(box[2], right if further else min(right, box[2] + _MORE * (box[3] - box[1])))
    # Pens are mostly blue, and must be seen; without blue, what is coloured is mostly a seal or a stamp.
    scan = page.scan if is_blue(page.scan, (*box[:2], right, box[3])) else page.scan.print
    box = _cut(scan, (*box[:2], right, box[3]))
    part = scan.crop(box)
    seen = figures.read(part)
    text, odds = ocr.read_line(part, round(scan.scale * 72))
    blue, strokes = shares_of_blue(scan, box, part, seen), thicknesses(part, seen.places)
    covered = scan is not page.scan and is_covered(page.scan, box)
    return Look(box=box, line=text, line_odds=odds, seen=seen, blue=blue, strokes=strokes, covered=covered)


def read_alone(
    scan: Scan, number: int, reads: Sequence[Sequence[Line]], body: tuple[float, float], models: Path
) -> tuple[Line, ...]:
    """The lines of page `number` made anew: the spans of these reads, the best read first, each cut out and read alone.

    Rows that Tesseract made of the marks of another line lie in that line's cut, and are gone. What none of the reads
    has, but is inked like a line of text, is tried too: page modes drop short lines. In the `body`, from one height to
    another, the first read stands as it is: no field is looked for there, and reading costs time.
    """
    found = [span for line in reads[0] for span in line.spans if _is_within(span, body)]
    usual = median([span.box[3] - span.box[1] for line in reads[0] for span in line.spans] or [_ROW])
    cuts: list[Box] = []
    for lines in reads:
        spans = [span for line in lines for span in _levelled(line) if not _is_within(span, body)]
        for span in sorted(spans, key=lambda span: span.odds * len(span.text), reverse=True):
            if any(_covered(span.box, cut) >= _MOSTLY for cut in cuts):
                continue
            cut = _cut(scan, span.box)
            longer = (min(span.box[0], cut[0]), span.box[1], max(span.box[2], cut[2]), span.box[3])
            one = _alone(scan, replace(span, box=longer), cut, models)
            # Two lines taken for one, or a drawing, must not stand in the way of what another read has there.
            if one.odds >= (_WELL if cut[3] - cut[1] > _TALL * usual else _JUNK):
                found.append(one)
                cuts.append(cut)
    empty = [box for box in _missed(scan, cuts) if not _is_within(Span(text="", box=box), body)]
    tried = [_alone(scan, Span(text="", box=box, odds=0.0), _cut(scan, box), models) for box in empty[:_MOST_MISSED]]
    for span in sorted(tried, key=lambda span: span.odds, reverse=True):
        legible = span.odds > _LEGIBLE and max(thai_letters(span.text), _figures(span.text)) >= _FEWEST
        if legible and all(_covered(span.box, other.box) < _MOSTLY for other in found):
            found.append(span)
    return _in_rows(found, number)


def _figures(text: str) -> int:
    """How many figures, where there is nothing else: the last line of a subject may be its year."""
    return len(text) if text.isdigit() else 0


def _is_within(span: Span, body: tuple[float, float]) -> bool:
    return body[0] < (span.box[1] + span.box[3]) / 2 < body[1]


def _levelled(line: Line) -> list[Span]:
    """The spans of a line, those as high as the others that lost their marks: they would be cut too low."""
    usual = median(span.box[3] - span.box[1] for span in line.spans)
    whole = [span for span in line.spans if span.box[3] - span.box[1] >= usual]
    top, bottom = median(span.box[1] for span in whole), median(span.box[3] for span in whole)
    levelled = []
    for span in line.spans:
        low = span.box[3] - span.box[1] < _LOW * usual
        box = (span.box[0], min(span.box[1], top), span.box[2], max(span.box[3], bottom)) if low else span.box
        levelled.append(replace(span, box=box))
    return levelled


def _alone(scan: Scan, span: Span, cut: Box, models: Path) -> Span:
    """The span as it reads alone; where that is much less certain, as it was."""
    text, odds = ocr.read_line(scan.crop(cut), round(scan.scale * 72), models)
    if not text or odds < span.odds - _MUCH_WORSE:
        return span
    return replace(span, text=text, odds=odds)


def unread(scan: Scan, lines: Sequence[Line]) -> list[Box]:
    """The blocks of ink on a page outside these lines."""
    cuts = [_cut(scan, span.box) for line in lines for span in line.spans]
    return _outside(scan, cuts, highest=scan.turn.height)


def _missed(scan: Scan, cuts: Sequence[Box]) -> list[Box]:
    """Places with the ink of a line of text that lie in none of the cuts."""
    boxes = [box for box in _outside(scan, cuts, highest=_HIGHEST) if _LOWEST < box[3] - box[1] < _HIGHEST]
    return [(left - 1, top - 1, right + 1, bottom + 1) for left, top, right, bottom in boxes]


def _outside(scan: Scan, cuts: Sequence[Box], highest: float) -> list[Box]:
    """Blocks of ink outside these cuts; those higher than `highest` points are parted where least ink lies."""
    ink = np.asarray(scan.picture.reduce(_COARSE)) < _INK + 30
    per_point = scan.scale / _COARSE
    for left, top, right, bottom in cuts:
        rows = slice(max(0, round(top * per_point)), round(bottom * per_point) + 1)
        ink[rows, max(0, round(left * per_point)) : round(right * per_point) + 1] = False
    return [
        (left / per_point, top / per_point, right / per_point, bottom / per_point)
        for left, top, right, bottom in _blocks(ink, round(_COLUMNS * per_point), round(highest * per_point))
        if right - left > 2 * _LOWEST * per_point and ink[top:bottom, left:right].mean() < _SOLID
    ]


def _blocks(ink: np.ndarray, gap: int, highest: int) -> list[tuple[int, int, int, int]]:
    """Blocks of ink: columns parted by `gap` white pixels, rows in them, and columns again."""
    found = []
    for left, right in _stretches(ink.any(axis=0), gap):
        for top, bottom in _rows_in(ink[:, left:right].sum(axis=1), highest):
            for begin, end in _stretches(ink[top:bottom, left:right].any(axis=0), gap):
                found.append((left + begin, top, left + end, bottom))
    return found


def _rows_in(ink: np.ndarray, highest: int) -> Iterator[tuple[int, int]]:
    """Rows, parted where least ink lies, by the ink of each row of pixels: on bad paper specks lie between lines."""
    waiting = [(0, len(ink), 1)]
    while waiting:
        begin, end, specks = waiting.pop()
        for top, bottom in _stretches(ink[begin:end] > specks, 1):
            if bottom - top > highest and specks < _MOST_SPECKS:
                waiting.append((begin + top, begin + bottom, 2 * specks))
            else:
                yield begin + top, begin + bottom


def _stretches(full: Any, gap: int) -> list[tuple[int, int]]:
    """From where to where something stands, gaps up to `gap` bridged."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], full.astype(np.int8), [0]))))
    joined: list[tuple[int, int]] = []
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if joined and begin - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return joined


def _in_rows(spans: Sequence[Span], number: int) -> tuple[Line, ...]:
    """Spans on one height as lines, from the top; their spans from the left."""
    rows: list[list[Span]] = []
    for span in sorted((span for span in spans if span.text), key=lambda span: span.box[1] + span.box[3]):
        if rows and _beside(span, rows[-1]):
            rows[-1].append(span)
        else:
            rows.append([span])
    unit = median(span.box[3] - span.box[1] for span in spans) / 2 if spans else 7.0
    return tuple(Line(spans=tuple(sorted(row, key=lambda span: span.left)), page=number, unit=unit) for row in rows)


def _beside(span: Span, row: Sequence[Span]) -> bool:
    _, top, _, bottom = around(one.box for one in row)
    shared = min(bottom, span.box[3]) - max(top, span.box[1])
    apart = all(span.box[0] >= one.box[2] - _SHARED or span.box[2] <= one.box[0] + _SHARED for one in row)
    return apart and shared > 0.55 * min(bottom - top, span.box[3] - span.box[1])


def _covered(box: Box, other: Box) -> float:
    """The part of `box` that lies in `other`."""
    across = min(box[2], other[2]) - max(box[0], other[0])
    down = min(box[3], other[3]) - max(box[1], other[1])
    return max(0.0, across) * max(0.0, down) / max(1e-6, (box[2] - box[0]) * (box[3] - box[1]))


def _cut(scan: Scan, box: Box) -> Box:
    """The box as wide as its line goes on without a wide gap, and as high as the middle of the white around it."""
    left, top, right, bottom = box
    height = bottom - top
    left, right = _ends(scan, box)
    sides = (left - _SIDE * height, right + _SIDE * height)
    wide = (sides[0], top - _ABOVE * height, sides[1], bottom + _BELOW * height)
    ink = (np.asarray(scan.crop(wide)) < _INK).sum(axis=1)
    if len(ink) < 8:
        return wide
    begins = max(0.0, wide[1])
    inner = round((top + 0.05 * height - begins) * scan.scale), round((bottom - 0.05 * height - begins) * scan.scale)
    above = _white(ink[: max(1, inner[0])][::-1])
    below = _white(ink[min(len(ink) - 1, inner[1]) :])
    return sides[0], begins + (inner[0] - above) / scan.scale, sides[1], begins + (inner[1] + below) / scan.scale


def _ends(scan: Scan, box: Box) -> tuple[float, float]:
    """Where the ink of a line ends, left and right: Tesseract leaves out words it cannot read, Latin above all."""
    left, top, right, bottom = box
    room = 0.2 * (bottom - top)
    ink = (np.asarray(scan.crop((0, top + room, scan.turn.width, bottom - room))) < _INK).sum(axis=0)
    full = ink > 0
    for begin, end in _stretches(full, 1):
        if ink[begin:end].sum() < _SPECK:
            full[begin:end] = False
    for begin, end in _stretches(full, round(_WORDS * scan.scale)):
        if begin / scan.scale < right and end / scan.scale > left:
            left = min(left, max(begin / scan.scale, left - _FURTHEST))
            right = max(right, min(end / scan.scale, right + _FURTHEST))
    return left, right


def _white(ink: np.ndarray) -> int:
    """How many rows away the middle of the widest white lies; where there is none, the row with least ink."""
    white = ink <= max(1, int(ink.min()))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], white.astype(np.int8), [0]))))
    begins, ends = edges[::2], edges[1::2]
    widest = int(np.argmax(ends - begins))
    return int(min(begins[widest] + 6, (begins[widest] + ends[widest]) // 2))


def _reach(page: Page, box: Box) -> float:
    """Where the free paper to the right of a box ends."""
    _, top, right, bottom = box
    limit = min(page.width, right + _TO_THE_RIGHT * page.width)
    for span in (span for line in (*page.lines, *page.again) for span in line.spans):
        across = min(bottom, span.box[3]) - max(top, span.box[1])
        if across > 0.3 * (bottom - top) and span.box[0] > right:
            limit = min(limit, span.box[0] - _GAP)
    return limit
