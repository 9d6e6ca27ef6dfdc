"""Marks of secrecy on a scan: red, or a stamp, alone in the middle at the top and bottom of the page.

Reading print leaves them out: colour is taken for a stamp (`Scan.print`), and page modes drop short lines. So what is
inked there, in whatever colour, is cut out and read by itself; what cannot be a class is let go of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from intake import ocr
from intake.image import Scan
from intake.lines import Box, Line, Span
from intake.secrecy import nearly

_BANDS = ((0.0, 0.16), (0.86, 1.0))  # of the page's height
_MIDDLES = ((0.38, 0.62), (0.25, 0.75))  # of its width: the narrow one keeps clear of stamps beside the mark
_A4 = 595.0  # points across
_HEIGHT, _WIDTH = (7.0, 48.0), (8.0, 170.0)  # points of a mark
_GAP = 4.0  # points of white between the rows of one mark: its vowels and tones stand above
_MARGIN = 3.0  # points
_INK = 70  # levels darker than paper
_SPECK = 2  # pixels of ink in a row that is none


def read_marks(scan: Scan, number: int, lines: Sequence[Line], models: Path) -> tuple[Line, ...]:
    """The marks of page `number` that are not among these lines, each as a line of its own."""
    found: list[Line] = []
    for box in _inked(scan):
        if any(_holds(box, line) and nearly(line.text) for line in (*lines, *found)):
            continue
        text, odds = ocr.read_line(scan.crop(_wider(box)), round(scan.scale * 72), models)
        if nearly(text):
            found.append(Line(spans=(Span(text=text, box=box, odds=odds),), page=number, unit=(box[3] - box[1]) / 2))
    return tuple(found)


def _inked(scan: Scan) -> Iterator[Box]:
    """Where something of a mark's size stands in the middle of a band, with white above and below it."""
    pixels = np.asarray(scan.picture)
    height, width = pixels.shape
    point = width / _A4  # in pixels: a scan may say nothing, or anything, of its size
    for (upper, lower), middle in product(_BANDS, _MIDDLES):
        top = round(upper * height)
        left, right = (round(edge * width) for edge in middle)
        ink = pixels[top : round(lower * height), left:right] < 255 - _INK
        for first, last in _runs(ink.sum(axis=1) > _SPECK, _GAP * point):
            columns = np.flatnonzero(ink[first : last + 1].sum(axis=0))
            high, wide = (last + 1 - first) / point, (columns[-1] + 1 - columns[0]) / point
            if _HEIGHT[0] < high < _HEIGHT[1] and _WIDTH[0] < wide < _WIDTH[1]:
                edges = (left + columns[0], top + first, left + columns[-1] + 1, top + last + 1)
                x, y, beyond, below = (float(edge) / scan.scale for edge in edges)
                yield x, y, beyond, below


def _runs(inked: np.ndarray, gap: float) -> Iterator[tuple[int, int]]:
    """First and last row of each run of inked rows; less than `gap` white rows do not end one."""
    rows = np.flatnonzero(inked)
    if len(rows):
        ends = np.flatnonzero(np.diff(rows) > gap)
        firsts, lasts = np.concatenate(([0], ends + 1)), np.concatenate((ends, [len(rows) - 1]))
        yield from ((int(rows[first]), int(rows[last])) for first, last in zip(firsts, lasts, strict=True))


def _wider(box: Box) -> Box:
    return box[0] - _MARGIN, box[1] - _MARGIN, box[2] + _MARGIN, box[3] + _MARGIN


def _holds(box: Box, line: Line) -> bool:
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
