"""The office's hours and own days of rest as `office.toml` has them: text to values. Raises ValueError."""

from __future__ import annotations

import re
from datetime import date, time
from itertools import pairwise

from config.people import parse_day
from registry.calendar import Hours

_SPELL = re.compile(r"(\d{1,2})[.:](\d{2})\s*(?:-|–|ถึง)\s*(\d{1,2})[.:](\d{2})")


def parse_hours(text: str) -> Hours:
    """The spells of work of a day, in order: "08:30-12:00, 13:00-16:30"."""
    spells = []
    for part in text.split(","):
        match = _SPELL.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        spells.append((time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))))
    edges = [edge for spell in spells for edge in spell]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise ValueError(text)
    return tuple(spells)


def parse_days(text: str) -> frozenset[date]:
    """The days of a list with commas between: "2569-12-28, 29/12/2569"; none of an empty text."""
    days = {part.strip(): parse_day(part) for part in text.split(",") if part.strip()}
    for part, day in days.items():
        if day is None:
            raise ValueError(part)
    return frozenset(day for day in days.values() if day)
