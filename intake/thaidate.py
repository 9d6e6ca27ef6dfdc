"""Thai dates in running text: Buddhist years, full and short months, either kind of digits. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from intake.thai import fold_digits, skeleton

BUDDHIST = 543  # years that the Buddhist era is ahead of the Christian

MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
SHORT = ("มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค")
_BY_SHORT = {short: number for number, short in enumerate(SHORT, 1)}
_BY_SKELETON = {skeleton(name): number for number, name in enumerate(MONTHS, 1)}

_ERA = r"(?:[พw]\s?\.?\s?[ศส]\s?[.,]?|พุทธศักราช)?"
_LONG_DATE = re.compile(rf"(?<!\d)(\d{{1,2}})\s*(?:เดือน)?\s*([ก-๎][ก-๎ ]{{4,14}}?)\s*{_ERA}\s*(\d{{4}})(?!\d)")
_LOOSE_ERA = r"\s*[.,]?\s*(?:[ก-ฮw]\s?[.,]\s?[ก-ฮ]\s?[.,]?|พุทธศักราช)?"
_LOOSE_DATE = re.compile(
    rf"(?<!\d)(\d(?:\s?\d)?)\s*[.,]?\s*(?:เดือน)?\s*([ก-๎][ก-๎ ]{{4,18}}?){_LOOSE_ERA}\s*(\d(?:\s?\d){{3}})(?!\d)"
)
_SHORT_DATE = re.compile(rf"(?<!\d)(\d{{1,2}})\s*([ก-ฮเีิ]{{1,3}}\.\s?[ก-ฮ]\.?)\s*{_ERA}\s*((?:25)?\d\d)(?!\d)")
_LOOSE_SHORT = re.compile(
    rf"(?<!\d)(\d(?:\s?\d)?)\s*([ก-ฮเีิ]{{1,3}}\.?\s?[ก-ฮ]\.?)\s*{_ERA}\s*((?:2\s?5\s?)?\d\s?\d)(?!\s?\d)"
)
_UNDATED = re.compile(rf"(?:^|\s)(?:เดือน)?\s*([ก-๎]{{5,12}})\s*{_ERA}\s*\d{{4}}\s*$")
_A_WORD = re.compile("[ก-๎]{3,}")
_SHORTLY, _AHEAD = timedelta(days=200), timedelta(days=3)  # from a letter's date to its receipt, and the other way
_MAY = 5
_MISREAD_MAY = re.compile(r"(?<!\d)(\d{1,2})\s*(พ\.?\s?ศ\.?)\s*(\d{2})(?!\d)")  # พ.ค. read as พ.ศ.: «19 พ.ศ. 67»
_A_LONG_NAME = 7  # letters: two of so many may be misread


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date as it stands in a text: `text[start:end]` is its printed form."""

    day: date
    start: int
    end: int
    short: bool  # the month is abbreviated, as in stamps and inside agencies


def dates_in(text: str, *, loose: bool = False) -> list[WrittenDate]:
    """All complete dates of a normalised text, in order. A month may be misspelt by one letter, marks aside.

    `loose` is for OCR: blanks may part the digits, two letters of a long month may be wrong, and its dots be lost.
    """
    folded = fold_digits(text)
    limit = 2 if loose else 1
    long_dates = (_LOOSE_DATE if loose else _LONG_DATE).finditer(folded)
    found = [_dated(match, _month(match[2], limit), short=False) for match in long_dates]
    short_dates = (_LOOSE_SHORT if loose else _SHORT_DATE).finditer(folded)
    found += [_dated(match, _short_month(match[2]), short=True) for match in short_dates]
    if loose:
        found += [_dated(match, _MAY, short=True) for match in _MISREAD_MAY.finditer(folded)]
    return sorted((one for one in found if one), key=lambda one: one.start)


def is_undated(text: str, *, alone: bool = False) -> bool:
    """Whether the text ends in a month and a year whose day is left blank for the signer; `alone`: no word before."""
    match = _UNDATED.search(fold_digits(text))
    if match is None or _month(match[1], 1) is None or dates_in(text):
        return False
    return not (alone and _A_WORD.search(text[: match.start(1)].replace("เดือน", "")))


def buddhist_year(day: date) -> int:
    """The year of the Buddhist era; since 2484 it begins on 1 January too."""
    return day.year + BUDDHIST


def with_another_year(day: date, received: date) -> date | None:
    """The day whose year OCR took one figure of for another: the only such day shortly before the receipt, or None."""
    read = str(buddhist_year(day))
    near = [
        day.replace(year=year)
        for year in (received.year, received.year - 1)
        if sum(one != other for one, other in zip(read, str(year + BUDDHIST), strict=True)) == 1
        and not (day.month == 2 and day.day == 29)
    ]
    likely = [one for one in near if received - _SHORTLY <= one <= received + _AHEAD]
    return likely[0] if len(likely) == 1 else None


def slips(one: str, other: str, limit: int) -> int:
    """Edits (insert, delete, replace) from one word to the other; `limit` + 1 as soon as there are more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for above, letter in enumerate(one, 1):
        left, row[0] = row[0], above
        for at, wanted in enumerate(other, 1):
            left, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, left + (letter != wanted))
    return min(row[-1], limit + 1)


def _month(name: str, limit: int) -> int | None:
    bones = skeleton(name).replace("ำ", "า")
    if bones in _BY_SKELETON:
        return _BY_SKELETON[bones]
    for allowed in range(1, limit + 1 if len(bones) >= _A_LONG_NAME else 2):
        near = {number for known, number in _BY_SKELETON.items() if slips(bones, known, allowed) <= allowed}
        if near:
            return near.pop() if len(near) == 1 else None
    return None


def _short_month(name: str) -> int | None:
    return _BY_SHORT.get(name.replace(".", "").replace(" ", ""))


def _dated(match: re.Match[str], month: int | None, *, short: bool) -> WrittenDate | None:
    day_of_month, year = (int(match[part].replace(" ", "")) for part in (1, 3))
    if year < 100:  # two digits of this Buddhist century
        year += 2500
    if month is None or not 2400 < year < 2700:
        return None
    try:
        day = date(year - BUDDHIST, month, day_of_month)
    except ValueError:
        return None
    return WrittenDate(day=day, start=match.start(), end=match.end(), short=short)
