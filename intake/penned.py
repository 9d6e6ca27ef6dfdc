"""Whether a pen wrote a figure: by its look, its blue, and its strokes beside those of other figures. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, median_low
from typing import TYPE_CHECKING

from intake.thai import skeleton
from intake.thaidate import MONTHS

if TYPE_CHECKING:
    from intake.second import Look

BY_HAND, MAYBE = 0.7, 0.3  # odds from which a figure counts as written by hand; from which it may be
BLUE = 0.25  # share of a figure's ink
_THICKER = 1.22  # times as thick as others: a pen's figures are, of those that readers took for print nearly all
_HIGHER = 1.12  # the same of the height of Arabic figures, which all are of one height
_LOWER = 0.12  # of a line's height: how far Thai figures, whose tails differ, may end from each other
_FIGURES = "0123456789๐๑๒๓๔๕๖๗๘๙"
_THAI_FIGURE, _ARABIC_FIGURE = re.compile("[๐-๙]"), re.compile("[0-9]")
_MONTH = re.compile("|".join(skeleton(month).replace("ำ", "า") for month in MONTHS))


@dataclass(frozen=True, slots=True)
class Stroke:
    """A character's strokes, by the height of its line."""

    thick: float
    top: float
    bottom: float


def is_written(look: Look, at: int) -> bool:
    """Whether a pen plainly wrote a character that was seen."""
    return look.seen.hand[at] > BY_HAND or look.blue[at] > BLUE


def is_day_written(look: Look) -> bool:
    """Whether a pen wrote the figures before the last month."""
    months = list(_MONTH.finditer(look.seen.text))
    if not months:
        return False
    end = months[-1].start()
    begin = len(look.seen.text[:end].rstrip(_FIGURES))
    day = range(max(begin, end - 2), end)
    return len(day) > 0 and all(is_written(look, at) for at in day)


def in_both_figures(text: str) -> bool:
    """Whether it has Thai and Arabic figures. Print keeps to one kind: somebody filled the others in."""
    return bool(_THAI_FIGURE.search(text) and _ARABIC_FIGURE.search(text))


def pen_odds(look: Look, begin: int, end: int) -> float:
    """How likely the figure was written by hand that most looks so, from one place to another of what was seen."""
    figures = [at for at in range(begin, end) if look.seen.text[at].isdigit()]
    return max((max(look.seen.hand[at], look.blue[at]) for at in figures), default=0.0)


def alike(look: Look, begin: int, end: int) -> bool:
    """Whether the strokes of the figures there are of one kind.

    What offices leave to the pen, the running number or the day, is held against the code or the year beside it.
    """
    text = look.seen.text
    cut = text.rfind("/", begin, end)
    if cut < 0:
        cut = len(text[:end].rstrip(_FIGURES))
    parts = [[at for at in part if text[at].isdigit()] for part in (range(begin, cut), range(cut, end))]
    if not all(parts):
        return False
    one, other = ([look.strokes[at] for at in part] for part in parts)
    thick = _ratio([stroke.thick for stroke in one], [stroke.thick for stroke in other])
    return thick < _THICKER and _stand_alike(one, other, arabic=text[parts[0][0]] <= "9")


def _stand_alike(one: Sequence[Stroke], other: Sequence[Stroke], *, arabic: bool) -> bool:
    """Whether they are of one height, or stand on one line. The lower median, because specks make things taller."""
    if arabic:
        heights = [median_low(stroke.bottom - stroke.top for stroke in part) for part in (one, other)]
        return max(heights) < _HIGHER * min(heights)
    ends = [median_low(stroke.bottom for stroke in part) for part in (one, other)]
    return abs(ends[0] - ends[1]) <= _LOWER


def _ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """How many times the larger of two usual values the smaller is."""
    low, high = sorted((median(one), median(other)))
    return high / max(low, 1e-6)
