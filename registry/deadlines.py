"""How soon a letter must be acknowledged, by its urgency, in the office's own hours; and what follows if it is not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from registry.calendar import Calendar
from registry.fold import fold, words
from templates import MONTHS, SHORT_MONTHS


@dataclass(frozen=True, slots=True)
class Span:
    """A length of office time (`office`), or of whole working days (`days`)."""

    office: timedelta = timedelta()
    days: int = 0

    def after(self, moment: datetime, calendar: Calendar) -> datetime:
        return calendar.after(calendar.working_days_after(moment, self.days), self.office)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When one who does not acknowledge is reminded, and when others are told. All three are aware moments."""

    answer_by: datetime
    head_at: datetime
    clerk_at: datetime


MOST_URGENT, VERY_URGENT, URGENT, OTHER, WITHIN = "ด่วนที่สุด", "ด่วนมาก", "ด่วน", "", "ด่วนภายใน"
"""The classes of urgency (ข้อ 28); `OTHER` is every letter of none."""

USUAL: Mapping[str, Span] = {
    MOST_URGENT: Span(timedelta(minutes=30)),
    VERY_URGENT: Span(timedelta(hours=2)),
    URGENT: Span(timedelta(hours=3, minutes=30)),
    OTHER: Span(days=3),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """The office's times to acknowledge, by class of urgency."""

    calendar: Calendar = field(default_factory=Calendar)
    spans: Mapping[str, Span] = field(default_factory=lambda: USUAL)

    def timetable(self, urgency: str | None, now: datetime, within: Span | None = None) -> Timetable:
        """The timetable of what is given now; `within` in place of the class's own time.

        ด่วนภายใน is due at its printed moment; one that cannot be read, or is past, is taken for ด่วนที่สุด.
        """
        folded = fold(urgency or "")
        printed = printed_moment(urgency or "", self.calendar) if folded.startswith(fold(WITHIN)) else None
        if within is None and printed is not None and printed > now:
            return self._from(printed, self.spans[MOST_URGENT])
        span = within or self.spans[class_of(urgency)]
        return self._from(span.after(now, self.calendar), span)

    def _from(self, answer_by: datetime, span: Span) -> Timetable:
        head_at = span.after(answer_by, self.calendar)
        return Timetable(answer_by=answer_by, head_at=head_at, clerk_at=span.after(head_at, self.calendar))


def class_of(urgency: str | None) -> str:
    """The class of urgency as it is printed on a letter; ด่วนภายใน counts as the most urgent."""
    folded = fold(urgency or "")
    if folded.startswith(fold(WITHIN)):
        return MOST_URGENT
    return next((each for each in (MOST_URGENT, VERY_URGENT, URGENT) if folded == fold(each)), OTHER)


_NAMES = {fold(name): number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, 1)}
_MONTH = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_PRINTED = re.compile(
    rf"(?P<day>\d{{1,2}}) ?(?P<month>{_MONTH}|[/.-]\d{{1,2}}[/.-]) ?(?:พ\.ศ\. ?)?(?P<year>\d{{4}}|\d{{2}})(?!\d)"
    r"(?:[ ,]*(?:เวลา ?)?(?P<hour>\d{1,2})[.:](?P<minute>\d{2}))?"
)


def printed_moment(text: str, calendar: Calendar) -> datetime | None:
    """The moment behind ด่วนภายใน: a day of the Buddhist era with its hour, or with the hour the office closes."""
    match = _PRINTED.search(" ".join(words(text)))
    if match is None:
        return None
    year = int(match["year"]) + (2500 if len(match["year"]) == 2 else 0)
    month = _NAMES.get(match["month"]) or int(match["month"].strip("/.-"))
    try:
        hour = time(int(match["hour"]), int(match["minute"])) if match["hour"] else calendar.closes
        return datetime(year - 543, month, int(match["day"]), hour.hour, hour.minute, tzinfo=calendar.zone)
    except ValueError:
        return None
