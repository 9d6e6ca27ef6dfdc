"""A page by OCR: turned upright, read in both page modes; the lines of its head and end, and marks, each alone too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intake import ocr
from intake.image import Scan
from intake.labels import DEAR, ENCLOSED, REFERENCE, TO, after
from intake.lines import Line, Page
from intake.marks import read_marks
from intake.seal import read_under
from intake.second import read_alone
from intake.specks import swept

_LEGIBLE = 0.1  # mean odds of the words above even: below it the page may stand on its head
_HEAD = 0.35  # of the page's height, where no label tells
_UPPER = 0.55  # of the page's height: a label below it is a word of the text
_TAIL = 9  # lines at the end of a page that may hold signature, date and telephone
_MARGIN = 12.0  # points
_ENOUGH = 60  # letters that a page must have to be judged so: a stamp is not enough


def by_ocr(scan: Scan, number: int, models: Path) -> Page:
    """Three reads of the page: they fail in different places."""
    scan, column = _upright(scan, number, models)
    scan = scan.settled()
    head = _head(column, scan.turn.height)
    below = column[head - 1].box[3] + _MARGIN if head else _HEAD * scan.turn.height
    block = ocr.read(scan.upper(below), number, ocr.BLOCK, models)
    body = (below, column[-_TAIL].box[1] if len(column) > head + _TAIL else below)
    alone = read_alone(scan.print, number, (column, block), body, models)
    under = read_under(scan.print, number, alone, models)
    marks = read_marks(scan, number, alone, models)
    best = sorted((*alone, *under, *marks), key=lambda line: line.box[1] + line.box[3])
    width = scan.turn.width
    return Page(
        number=number,
        width=width,
        height=scan.turn.height,
        lines=swept(column, width),
        again=swept(block, width),
        alone=swept(best, width),
        how="ocr",
        scan=scan,
    )


def _upright(scan: Scan, number: int, models: Path) -> tuple[Scan, tuple[Line, ...]]:
    """The page the right way up, with its lines; only where it seems to lie or to stand on its head is it turned."""
    best: tuple[float, Scan, tuple[Line, ...]] | None = None
    lying = scan.turn.width > scan.turn.height  # though a streak from edge to edge may look like lines of text
    for quarters in (1, 3, 0) if scan.is_sideways else (0, 2, 1, 3) if lying else (0, 2):
        turned = scan.turned(quarters) if quarters else scan
        lines = ocr.read(turned.print, number, ocr.COLUMN, models)
        worth = _readable(lines)
        if best is None or worth > best[0]:  # the others are let go: a page in colour is large
            best = worth, turned, lines
        if _is_upright(lines):
            break
    assert best is not None
    _, upright, read = best
    return upright, read or ocr.read(upright.print, number, ocr.BLOCK, models)  # COLUMN passes over three lines


def _is_upright(lines: Sequence[Line]) -> bool:
    letters = sum(len(span.text) for line in lines for span in line.spans)
    legible = sum((span.odds - 0.5) * len(span.text) for line in lines for span in line.spans)
    return letters > _ENOUGH and legible > _LEGIBLE * letters


def _head(lines: Sequence[Line], height: float) -> int:
    """How many lines the head of a letter has, down to what it refers to and encloses."""
    found = [at for at, line in enumerate(lines) if any(_is_label(span.text) for span in line.spans[:2])]
    upper = [at for at in found if lines[at].box[1] < _UPPER * height]
    if upper:
        return min(len(lines), upper[-1] + 3)
    return sum(line.box[1] < _HEAD * height for line in lines)


def _is_label(text: str) -> bool:
    return after(text, (*DEAR, *TO, *REFERENCE, *ENCLOSED), 1) is not None


def _readable(lines: Sequence[Line]) -> float:
    """How many letters were read at even odds or better, each by its odds above even."""
    return sum(max(0.0, span.odds - 0.5) * len(span.text) for line in lines for span in line.spans)
