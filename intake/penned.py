"""Whether a pen wrote figures: by their look, their blue, and their strokes beside those of print. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp, log
from statistics import median
from typing import TYPE_CHECKING

from intake.thai import skeleton
from intake.thaidate import MONTHS

if TYPE_CHECKING:
    from intake.second import Look

BY_HAND, MAYBE = 0.7, 0.1  # odds from which figures count as written by hand; from which they may be
BLUE = 0.25  # share of a figure's ink
_LOOK, _THICKER, _THINNER, _PRINT = 0.55, 12.1, 4.6, -2.4
"""Weights, fitted to made scans: of how figures look (log odds), of how thick their strokes are beside print (log of
the ratio), and of what speaks for print where nothing speaks for a pen."""
_RATHER = 0.25  # odds above which a day that looks written is one: in strokes of print it may be print
_PLAIN = 0.5  # odds from which the look of one figure alone tells
_LEAST = 0.002  # odds: the reader of figures is never surer
_THINNEST = 0.005  # of a line's height: no stroke is thinner
_FIGURES = "0123456789๐๑๒๓๔๕๖๗๘๙"
_THAI_FIGURE, _ARABIC_FIGURE = re.compile("[๐-๙]"), re.compile("[0-9]")
_BY_YEAR = re.compile("[0-9๐-๙]+/[2๒][4-6๔-๖][0-9๐-๙]{2}")  # an order's number: the year is print
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
    written = len(day) > 0 and all(is_written(look, at) for at in day)
    if not written:
        return False
    odds = _against_print(look, begin, len(look.seen.text))
    return odds is None or odds > _RATHER


def in_both_figures(text: str) -> bool:
    """Whether it has Thai and Arabic figures. Print keeps to one kind: somebody filled the others in."""
    return bool(_THAI_FIGURE.search(text) and _ARABIC_FIGURE.search(text))


def pen_odds(look: Look, begin: int, end: int) -> float:
    """How likely a pen wrote figures from one place to another of what was seen: as likely as it wrote any plainly.

    Else what offices leave to the pen is held against the print it goes on with: the running number against the code or
    the year, the day against its year. The reader of figures knows a hand by its look, and one that writes like print
    is told by strokes of another thickness.
    """
    figures = [at for at in range(begin, end) if look.seen.text[at].isdigit()]
    plainly = [_hand(look, at) for at in figures if _hand(look, at) > _PLAIN or look.blue[at] > BLUE]
    odds = _against_print(look, begin, end)
    return max([MAYBE if odds is None else odds, *plainly])


def _against_print(look: Look, begin: int, end: int) -> float | None:
    """How likely a pen wrote what is left to it there, held against the print; None where either has no figure."""
    penned, printed = _parts(look.seen.text, begin, end)
    if not penned or not printed:
        return None
    thick = log(_thickness(look, penned) / _thickness(look, printed))
    strokes = _THICKER * thick if thick > 0 else -_THINNER * thick
    odds = min(max(*(_hand(look, at) for at in penned), _LEAST), 1 - _LEAST)
    return 1 / (1 + exp(-(_LOOK * log(odds / (1 - odds)) + strokes + _PRINT)))


def _parts(text: str, begin: int, end: int) -> tuple[list[int], list[int]]:
    """Where the figures stand that a pen may have written, and those that are print."""
    cut = text.rfind("/", begin, end)
    is_date = cut < 0
    if is_date:
        cut = len(text[:end].rstrip(_FIGURES))
    first, last = ([at for at in part if text[at].isdigit()] for part in (range(begin, cut), range(cut, end)))
    by_year = _BY_YEAR.fullmatch(text, begin, end) is not None
    return (first, last) if is_date or by_year else (last, first)


def _hand(look: Look, at: int) -> float:
    return max(look.seen.hand[at], look.blue[at])


def _thickness(look: Look, places: Sequence[int]) -> float:
    return max(_THINNEST, median(look.strokes[at] for at in places))
