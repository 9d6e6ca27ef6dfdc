"""The office's working days and hours, with Thai public holidays. The only module that speaks to `holidays`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from holidays.constants import GOVERNMENT, PUBLIC

Hours = tuple[tuple[time, time], ...]

OFFICE_HOURS: Hours = ((time(8, 30), time(12)), (time(13), time(16, 30)))
"""The hours of government offices, without the hour of rest."""

_LABOUR = "วันแรงงาน"

_FAR = 3660
"""Days looked ahead for a working day: an office that closes for ten years is a mistake in its settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the office works. `own` are its own days of rest beside the public ones; `hours` are in order."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Bangkok"))
    hours: Hours = OFFICE_HOURS
    own: frozenset[date] = frozenset()

    @property
    def closes(self) -> time:
        return self.hours[-1][1]

    def day(self, moment: datetime) -> date:
        """The day a moment lies in, where the office is."""
        return moment.astimezone(self.zone).date()

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.own and day not in _public(day.year)

    def next_opening(self, moment: datetime) -> datetime:
        """`moment` itself where the office is open then, else when it next opens."""
        return next(max(start, moment) for start, end in self._spells(moment) if end > moment)

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """When so much office time has passed. Of none: when the office is next open."""
        left = span
        for start, end in self._spells(moment):
            begin = max(start, moment)
            if begin >= end:
                continue
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise AssertionError("the days do not end")

    def working_days_after(self, moment: datetime, count: int) -> datetime:
        """The same hour `count` working days later; what comes outside the hours counts from the next opening."""
        if count <= 0:
            return moment
        begin = self.next_opening(moment).astimezone(self.zone)
        day = begin.date()
        for _ in range(count):
            day = next(each for each in self._days(day + timedelta(days=1)))
        return datetime.combine(day, begin.timetz())

    def opening_of(self, day: date) -> datetime | None:
        """When the office opens on that day; None where it does not."""
        return datetime.combine(day, self.hours[0][0], self.zone) if self.is_working(day) else None

    def _spells(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spells of work from the day of `moment` on."""
        for day in self._days(self.day(moment)):
            for start, end in self.hours:
                yield datetime.combine(day, start, self.zone), datetime.combine(day, end, self.zone)

    def _days(self, first: date) -> Iterator[date]:
        for step in range(_FAR):
            day = first + timedelta(days=step)
            if self.is_working(day):
                yield day


@cache
def _public(year: int) -> frozenset[date]:
    """The days of a Gregorian year on which offices of the state are closed, with those given in place of weekends."""
    found = holidays.country_holidays("TH", years=year, categories=(PUBLIC, GOVERNMENT), language="th")
    # Labour Day is a holiday of employees under private law; offices of the state work on it.
    return frozenset(day for day in found if not all(_LABOUR in name for name in found.get_list(day)))
