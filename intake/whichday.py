"""The date of a scan that no read has: which of the days before the letter came its ink bears out best.

A seal lies over the date of a stamped letter (หนังสือประทับตรา), the Garuda on that of a badly set one. No reader gets
through that without a slip, but a letter comes within weeks of its date: the reader of figures tells how well each of
these few days is borne out where the date stands, seals left in and lifted. First the months are looked for, at every
height, then the days where a month stands. What is taken so is never sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

import numpy as np

from intake import figures
from intake.image import Scan
from intake.lines import Box, Page
from intake.seal import lifted, seal_on
from intake.second import Look, look
from intake.thai import skeleton
from intake.thaidate import MONTHS, SHORT, buddhist_year
from registry.model import Kind

_DAYS = 60  # before the receipt
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_LETTER = 3.0  # what a letter more is worth: what covers a line is taken for blanks, so shorter texts look likelier
_LEAST, _CLEARLY = -30.0, 0.5  # how well the day taken must be borne out; by how much it must lead
_UNDATED = 2.0  # so much better than any day the month alone is borne out where the day was left blank
_BEST = 4  # strips with the clearest months, which are searched for days
_USUAL = (13.0, 22.0)  # points: the least and the greatest height of a line that is believed
_HIGH, _STEPS = 1.15, 4  # of the usual height of a line: the strips looked at; how many to their height
_BELOW = 170.0  # points below the text: there a stamped letter ends
_AROUND = 40.0  # points to both sides of a seal: dates are longer than seals are wide
_LEFT, _RIGHT = 0.33, 0.87  # of the page's width: between them a date stands
_SLACK = 0.5  # of the height of a memo's number, above and below it
_FULL = 0.5  # of the width: a line so long is one of the text
_INK = 150  # darker is ink


class _Strip(NamedTuple):
    """A strip of the page as the reader of figures sees it, and how well it bears out a month."""

    month: float
    columns: figures.Floats
    box: Box


def which_day(page: Page, kind: str | None, received: date, numbered: Box | None = None) -> Look | None:
    """A look at the place of the date with its likeliest day; None where none stands out.

    `numbered`: where the number stands, on whose line a memo has its date.
    """
    if (
        page.scan is None
        or kind not in (Kind.STAMPED, Kind.EXTERNAL, Kind.MEMO)
        or (kind == Kind.MEMO and not numbered)
    ):
        return None
    texts = [(day, text) for day in _days(received) for text in _written(day, short=kind == Kind.MEMO)]
    months = sorted({text.lstrip(figures.FIGURES) for _, text in texts})
    strips = [
        _Strip(max(figures.spotted(seen, months)), seen, box)
        for seen, box in _strips(page, _areas(page, Kind(kind), numbered))
    ]
    best: dict[date, tuple[float, Box]] = {}
    for strip in sorted(strips, key=lambda strip: strip.month, reverse=True)[:_BEST]:
        borne = figures.spotted(strip.columns, [text for _, text in texts])
        for (day, text), odds in zip(texts, borne, strict=True):
            worth = odds + _LETTER * len(text)
            if odds > max(_LEAST, strip.month - _UNDATED) and (day not in best or worth > best[day][0]):
                best[day] = worth, strip.box
    ranked = sorted(best, key=lambda day: best[day][0], reverse=True)
    if not ranked or (len(ranked) > 1 and best[ranked[0]][0] - best[ranked[1]][0] < _CLEARLY):
        return None
    return replace(look(page, best[ranked[0]][1], further=False), day=ranked[0].isoformat())


def _days(received: date) -> list[date]:
    return [received - timedelta(days) for days in range(_DAYS + 1)]


def _written(day: date, *, short: bool) -> Iterator[str]:
    """A day as the reader of figures writes it, in both kinds of digits; with `short` also as «๑ มี.ค. ๖๙»."""
    name, year = skeleton(MONTHS[day.month - 1]).replace("ำ", "า"), buddhist_year(day)
    letters = skeleton(SHORT[day.month - 1])
    brief = f"{letters[:-1]}.{letters[-1]}."
    for text in (f"{name}{year}", f"{brief}{year}", f"{brief}{year % 100}") if short else (f"{name}{year}",):
        yield f"{day.day}{text}"
        yield f"{day.day}{text}".translate(_THAI_DIGITS)


def _strips(page: Page, areas: Iterable[tuple[Scan, Box]]) -> Iterator[tuple[figures.Floats, Box]]:
    """Where a line with the date may stand: strips at every height of these areas."""
    heights = [span.box[3] - span.box[1] for line in page.alone for span in line.spans]
    high = _HIGH * min(_USUAL[1], max(_USUAL[0], median(heights or [_USUAL[0]])))
    for scan, (left, top, right, bottom) in areas:
        for begin in np.arange(top, bottom - high, high / _STEPS).tolist():
            box = (left, begin, right, begin + high)
            strip = scan.crop(box)
            if np.asarray(strip).min(initial=255) < _INK:
                yield figures.columns(strip), box


def _areas(page: Page, kind: Kind, numbered: Box | None) -> list[tuple[Scan, Box]]:
    """The seal, also lifted; else, of a stamped letter, what lies below its text, of an external one the middle of its

    head, of a memo what follows its number.
    """
    assert page.scan is not None
    scan = page.scan.print
    if kind is Kind.MEMO and numbered:
        slack = _SLACK * (numbered[3] - numbered[1])
        return [(scan, (_LEFT * page.width, numbered[1] - slack, page.width, numbered[3] + slack))]
    seal = seal_on(scan, page.alone) if kind is Kind.STAMPED else None
    if seal:
        wide = (seal[0] - _AROUND, seal[1], seal[2] + _AROUND, seal[3])
        without = lifted(scan, seal, page.alone)
        return [(scan, wide)] if without is None else [(scan, wide), (without, wide)]
    width, height = page.width, page.height
    text = [line for line in page.alone if line.box[2] - line.box[0] > _FULL * width]
    if kind is Kind.STAMPED:
        top = text[-1].box[3] if text else 0.3 * height
        bottom = min(top + _BELOW, height)
    else:
        top, bottom = 0.05 * height, text[0].box[1] if text else 0.3 * height
    return [(scan, (_LEFT * width, top, _RIGHT * width, bottom))]
