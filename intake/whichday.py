"""The date of a scan that no read has: which of the days before the letter came its ink bears out best.

A seal lies over the date of a stamped letter (หนังสือประทับตรา), the Garuda on that of a badly set one. No reader gets
through that without a slip, but a letter comes within weeks of its date: the reader of figures tells how likely each
of these few days is where the date stands. What is taken so is never sure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from statistics import median

import numpy as np

from intake import figures
from intake.lines import Box, Page
from intake.seal import seal_on
from intake.second import Look, look
from intake.thai import skeleton
from intake.thaidate import MONTHS, buddhist_year
from registry.model import Kind

_DAYS = 60  # before the receipt
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_LETTER = 3.0  # what a letter more is worth: what covers a line is taken for blanks, so shorter texts look likelier
_LEAST, _CLEARLY = -30.0, 0.5  # log-likelihood of the day taken, at least; by how much it must lead
_USUAL = (13.0, 22.0)  # points: the least and the greatest height of a line that is believed
_HIGH, _STEPS = 1.15, 4  # of the usual height of a line: the strips looked at; how many to their height
_BELOW = 170.0  # points below the text: there a stamped letter ends
_WIDE, _APART = 0.27, 0.12  # of the page's width: a date's place, and the step to the next that is tried
_PLACES = {Kind.STAMPED: 3, Kind.EXTERNAL: 2}  # that are tried, from _LEFT of the width on
_LEFT = 0.33
_FULL = 0.5  # of the width: a line so long is one of the text
_INK = 150  # darker is ink


def which_day(page: Page, kind: str | None, received: date) -> Look | None:
    """A look at the place of the date with its likeliest day; None where none stands out."""
    if page.scan is None or kind not in _PLACES:
        return None
    texts = [(day, text) for day in _days(received) for text in _written(day)]
    best: dict[date, tuple[float, Box]] = {}
    for box in _strips(page, Kind(kind)):
        strip = page.scan.print.crop(box)
        if np.asarray(strip).min(initial=255) > _INK:
            continue
        for (day, text), odds in zip(texts, figures.likelihoods(strip, [text for _, text in texts]), strict=True):
            worth = odds + _LETTER * len(text)
            if odds > _LEAST and (day not in best or worth > best[day][0]):
                best[day] = worth, box
    ranked = sorted(best, key=lambda day: best[day][0], reverse=True)
    if not ranked or (len(ranked) > 1 and best[ranked[0]][0] - best[ranked[1]][0] < _CLEARLY):
        return None
    return replace(look(page, best[ranked[0]][1], further=False), day=ranked[0].isoformat())


def _days(received: date) -> list[date]:
    return [received - timedelta(days) for days in range(_DAYS + 1)]


def _written(day: date) -> tuple[str, str]:
    """A day as the reader of figures writes it, in both kinds of digits."""
    month = skeleton(MONTHS[day.month - 1]).replace("ำ", "า")
    arabic = f"{day.day}{month}{buddhist_year(day)}"
    return arabic, arabic.translate(_THAI_DIGITS)


def _strips(page: Page, kind: Kind) -> Iterator[Box]:
    """Where a line with the date may stand: strips at every height of every place."""
    heights = [span.box[3] - span.box[1] for line in page.alone for span in line.spans]
    high = _HIGH * min(_USUAL[1], max(_USUAL[0], median(heights or [_USUAL[0]])))
    for left, top, right, bottom in _areas(page, kind):
        for begin in np.arange(top, bottom - high, high / _STEPS).tolist():
            yield left, begin, right, begin + high


def _areas(page: Page, kind: Kind) -> list[Box]:
    """The seal; else, of a stamped letter, what lies below its text, of another the middle of its head."""
    assert page.scan is not None
    seal = seal_on(page.scan.print, page.alone) if kind is Kind.STAMPED else None
    if seal:
        return [seal]
    width, height = page.width, page.height
    text = [line for line in page.alone if line.box[2] - line.box[0] > _FULL * width]
    if kind is Kind.STAMPED:
        top = text[-1].box[3] if text else 0.3 * height
        bottom = min(top + _BELOW, height)
    else:
        top, bottom = 0.05 * height, text[0].box[1] if text else 0.3 * height
    lefts = [(_LEFT + step * _APART) * width for step in range(_PLACES[kind])]
    return [(left, top, left + _WIDE * width, bottom) for left in lefts]
