"""Whether a pen wrote a figure: by its look, its blue, and its strokes beside those of other figures. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp, log
from statistics import mean, median
from typing import TYPE_CHECKING

from intake.thai import skeleton
from intake.thaidate import MONTHS

if TYPE_CHECKING:
    from intake.second import Look

BY_HAND, MAYBE = 0.7, 0.1  # odds from which figures count as written by hand; from which they may be
BLUE = 0.25  # share of a figure's ink
_LOOK, _THICKER, _THINNER, _PRINT = 0.32, 13.0, 7.8, -3.23
"""Weights, fitted to made scans: of how figures look (log odds), of how thick their strokes are beside print (log of
the ratio), and of what speaks for print where nothing speaks for a pen."""
_LEAST = 0.002  # odds: the reader of figures is never surer
_THINNEST = 0.005  # of a line's height: no stroke is thinner
_UNTOLD = 0.3  # odds where there is no print to hold the strokes against
_FIGURES = "0123456789๐๑๒๓๔๕๖๗๘๙"
_THAI_FIGURE, _ARABIC_FIGURE = re.compile("[๐-๙]"), re.compile("[0-9]")
_MONTH = re.compile("|".join(skeleton(month).replace("ำ", "า") for month in MONTHS))


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
    """How likely a pen wrote what offices leave to it, from one place to another of what was seen.

    That is the running number, held against the code before it, or the day, held against its year: the reader of
    figures knows a hand by its look, and one that writes like print is told by strokes of another thickness.
    """
    text = look.seen.text
    cut = text.rfind("/", begin, end)
    is_number = cut >= 0
    if not is_number:
        cut = len(text[:end].rstrip(_FIGURES))
    parts = [[at for at in part if text[at].isdigit()] for part in (range(begin, cut), range(cut, end))]
    if not all(parts):
        return max([_UNTOLD, *(_hand(look, at) for part in parts for at in part)])
    printed, penned = parts if is_number else reversed(parts)
    thick = log(_thickness(look, penned) / _thickness(look, printed))
    strokes = _THICKER * thick if thick > 0 else -_THINNER * thick
    odds = min(max(mean(_hand(look, at) for at in penned), _LEAST), 1 - _LEAST)
    return 1 / (1 + exp(-(_LOOK * log(odds / (1 - odds)) + strokes + _PRINT)))


def _hand(look: Look, at: int) -> float:
    return max(look.seen.hand[at], look.blue[at])


def _thickness(look: Look, places: Sequence[int]) -> float:
    return max(_THINNEST, median(look.strokes[at] for at in places))
