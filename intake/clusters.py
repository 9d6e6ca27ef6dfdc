"""Clusters of a text layer: a letter with its marks, given as one, and given again where a mark is drawn. Pure.

Browsers draw a raised mark apart from its letter and write the whole cluster over both (/ActualText, ISO 32000-1,
14.9.4), so the cluster comes twice: once with the letter's ink, once with the mark's alone, which hangs above or
below the line. The second half of SARA AM comes without text at all, and leaves a gap where there is no blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import floor

from intake.ink import Glyph, hangs
from intake.lines import NEVER_FIRST
from intake.thai import MARKS

_NEAR = 12  # clusters between one and its repetition: a mark may be drawn after the end of its word
_OVERPRINT = 0.15  # units: nearer than this nobody prints the same letters again
_AA = 0.75  # units: the width of SARA AA, the second half of SARA AM
_BELOW = 0.15  # units below the baseline: a mark's ink, not a letter's
_NARROW = 1.3  # units: a consonant with SARA AM is wider

Cluster = Sequence[Glyph]


def undoubled(glyphs: Sequence[Glyph], unit: float) -> list[Glyph]:
    """The glyphs without what is drawn twice: bold by overprinting, and marks that repeat the cluster they are of."""
    clusters = [list(drawn) for _, drawn in groupby(glyphs, key=_place)]
    printed: set[tuple[str, int, int]] = set()
    kept: list[list[Glyph]] = []
    for at, drawn in enumerate(clusters):
        text = "".join(glyph.text for glyph in drawn)
        places = _places(drawn[0], unit)
        if not text.isspace() and any((text, *place) in printed for place in places):
            continue
        printed.add((text, *places[0]))
        near = clusters[max(0, at - _NEAR) : at + _NEAR]
        if len(drawn) > 1 and (_is_mark(drawn, unit) or _lies_over(drawn, near, unit)):
            marks = [glyph for glyph in drawn if glyph.text in MARKS]
            if marks and not _repeats(drawn, near, unit):
                kept.append(marks)
        elif kept and _is_second_half(kept[-1], drawn, unit):
            kept[-1][-1] = kept[-1][-1]._replace(right=drawn[-1].right)
        else:
            kept.append(drawn)
    return [glyph for drawn in kept for glyph in _carried(_widened(drawn, unit))]


def _place(glyph: Glyph) -> tuple[float, ...]:
    """What the letters of one cluster have in common: the reader parts its ink among them from left to right."""
    return glyph.x, glyph.baseline, glyph.top, glyph.bottom


def _places(glyph: Glyph, unit: float) -> list[tuple[int, int]]:
    """The cell of a grid the glyph's ink begins in, and the cells beside it that are nearest."""
    across, down = glyph.left / (_OVERPRINT * unit), glyph.top / (_OVERPRINT * unit)
    columns = (floor(across), floor(across) + (1 if across % 1 >= 0.5 else -1))
    rows = (floor(down), floor(down) + (1 if down % 1 >= 0.5 else -1))
    return [(column, row) for column in columns for row in rows]


def _is_mark(drawn: Cluster, unit: float) -> bool:
    """Whether a cluster that says a letter shows no ink on the line."""
    says_letter = any(glyph.text not in NEVER_FIRST and glyph.text.isalnum() for glyph in drawn)
    return says_letter and all(hangs(glyph, unit) or glyph.top > glyph.baseline for glyph in drawn)


def _lies_over(drawn: Cluster, others: Sequence[Cluster], unit: float) -> bool:
    """Whether a cluster is the marks, above and below the line at once, of a letter given before by the same text."""
    first = drawn[0]
    if first.bottom - first.baseline < _BELOW * unit:
        return False
    said = [glyph.text for glyph in drawn]
    return any(
        [glyph.text for glyph in other] == said
        and other[0].bottom - other[0].baseline < _BELOW * unit
        and other[0].left <= first.left < other[-1].right
        and abs(other[0].baseline - first.baseline) < _OVERPRINT * unit
        for other in others
    )


def _repeats(drawn: Cluster, others: Sequence[Cluster], unit: float) -> bool:
    said = [glyph.text for glyph in drawn]
    return any([glyph.text for glyph in other] == said and not _is_mark(other, unit) for other in others)


def _is_second_half(before: Cluster, drawn: Cluster, unit: float) -> bool:
    """Whether a cluster with SARA AM is only the SARA AA of the one before, drawn apart."""
    same = len(drawn) > 1 and drawn[-1].text == "ำ" and [one.text for one in before] == [one.text for one in drawn]
    level = abs(drawn[0].baseline - before[0].baseline) < _OVERPRINT * unit
    return same and level and 0 < drawn[0].x - before[0].x < _NARROW * unit


def _widened(drawn: Cluster, unit: float) -> Cluster:
    """A cluster with SARA AM that shows no more ink than its consonant: as wide as it is drawn."""
    if len(drawn) < 2 or drawn[-1].text != "ำ" or drawn[-1].right - drawn[0].left > _NARROW * unit:
        return drawn
    return [*drawn[:-1], drawn[-1]._replace(right=drawn[-1].right + _AA * unit)]


def _carried(drawn: Cluster) -> Cluster:
    """A cluster with its marks over their letters: their share of its ink may lie under the next letter."""
    placed: list[Glyph] = []
    base = -1
    for glyph in drawn:
        if base >= 0 and glyph.text in MARKS:
            letter = placed[base]
            middle = (letter.left + letter.right) / 2
            placed[base] = letter._replace(right=max(letter.right, glyph.right))
            placed.append(glyph._replace(left=middle, right=middle))
        else:
            base = len(placed) if glyph.text not in MARKS else base
            placed.append(glyph)
    return placed
