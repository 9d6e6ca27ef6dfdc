"""What the parts of one letter share: its die, its office, its day, its figures, and the phrases they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.made import dates, numbers, offices, style
from tests.made.grammar import Known, phrase
from tests.made.provinces import PROVINCES


@dataclass(slots=True)
class Desk:
    """What the parts of one letter share."""

    dice: Random
    office: offices.Office
    day: date
    show: style.Figures
    known: dict[str, str] = field(default_factory=dict)  # the words its phrases leave open

    def say(self, name: str) -> str:
        """A phrase with figures as this letter prints them, other offices and days drawn anew."""
        return self.show(self.plain(name))

    def plain(self, name: str) -> str:
        other = offices.near(self.dice, self.office)
        drawn: Known = {"other": other.name, "otherno": numbers.number(self.dice, other)[0], "day": self.some_day}
        return phrase(self.dice, name, {**self.known, **drawn})

    def some_day(self) -> str:
        return dates.long(self.day + timedelta(days=self.dice.randint(-60, 60)))


def known_words(desk: Desk) -> dict[str, str]:
    dice, year = desk.dice, desk.day.year + 543
    return {
        "agency": desk.office.name,
        "year": str(year),
        "lastyear": str(year - 1),
        "oldyear": str(dice.randint(2540, year - 1)),
        "province": dice.choice(PROVINCES)[1],
        "clock": f"{dice.randint(8, 15):02}.{dice.choice(('00', '30'))}",
        "money_sum": f"{dice.randint(2, 999)},{dice.randint(0, 9) * 100:03}" + dice.choice(("", ".00")),
        "person": person(dice),
        "phone": numbers.phone(dice, desk.office.phone),
    }


def person(dice: Random) -> str:
    title = phrase(dice, "title", {})
    blank = " " if title[-1] not in "ยวง" or title == "ว่าที่ร้อยตรี" else ""
    return f"{title}{blank}{phrase(dice, 'first', {})} {phrase(dice, 'surname', {})}"
