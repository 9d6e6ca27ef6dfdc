"""What is written into the blanks of a draft, from the number and day it was given. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from dispatcher.stamped import Mark
from registry.fold import fold
from registry.places import Blanks, Place
from templates import MONTHS, letters_across, thai_date

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_WIDE = 0.45  # type sizes: a figure of TH Sarabun; no letter of a number or month is wider


class Misfit(StrEnum):
    """Why a number or day cannot be written where the draft is blank."""

    OTHER_NUMBER = "other number"  # the page has another code, series or year beside the blank
    OTHER_MONTH = "other month"  # the page has another month or year behind the blank
    NARROW = "narrow"  # it would run over what stands beside it


def fill(blanks: Blanks, number: str, day: date) -> tuple[Mark, ...] | Misfit:
    """The marks that make a draft an issued letter; none where it has no blank.

    `number`: as the register has it: «ศธ 04182/ว 123», «ศธ 04182/123», an order's «123/2569». Its figures are written
    in Thai, but where the page has Arabic ones right beside the blank.
    """
    marks = []
    if blanks.number:
        text = _between(number, blanks.number.before, blanks.number.after)
        if text is None:
            return Misfit.OTHER_NUMBER
        marks.append(_mark(blanks.number, text))
    if blanks.date:
        text = _between(_written(blanks.date, day), "", blanks.date.after)
        if text is None:
            return Misfit.OTHER_MONTH
        marks.append(_mark(blanks.date, text))
    fits = all(_width(mark) <= place.room for mark, place in zip(marks, _places(blanks), strict=True))
    return tuple(marks) if fits else Misfit.NARROW


def _places(blanks: Blanks) -> list[Place]:
    return [place for place in (blanks.number, blanks.date) if place]


def _written(place: Place, day: date) -> str:
    """The day as it stands there: orders and announcements put พ.ศ. before the year (forms 4 and 7)."""
    if place.before.startswith("ณ"):
        return f"{day.day} {MONTHS[day.month - 1]} พ.ศ. {day.year + 543}"
    return thai_date(day)


def _between(whole: str, before: str, after: str) -> str | None:
    """What is missing of `whole` between its printed parts; None where it does not begin and end with them."""
    start = _length(whole, before)
    end = _length(whole[::-1], after[::-1])
    if start is None or end is None:
        return None
    return whole[start : len(whole) - end].strip() or None


def _length(whole: str, part: str) -> int | None:
    """How many characters of `whole` are `part`, written with whatever figures and blanks."""
    wanted = fold(part)
    return next((at for at in range(len(whole) + 1) if fold(whole[:at]) == wanted), None)


def _mark(place: Place, text: str) -> Mark:
    arabic = any("0" <= letter <= "9" for letter in place.before + place.after)
    return Mark(
        page=place.page,
        x=place.x,
        baseline=place.baseline,
        points=place.points,
        text=text if arabic else text.translate(_THAI),
        bold=place.bold,
        align=place.align,
        dots=place.dots,
    )


def _width(mark: Mark) -> float:
    """About how wide a text will be, in points, and no wider."""
    return mark.points * _WIDE * letters_across(mark.text)
