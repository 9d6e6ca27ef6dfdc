"""Office time: working days of 2569 and 2570, office hours, and how soon a letter must be acknowledged."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from registry.calendar import Calendar
from registry.deadlines import Deadlines, Span, printed_moment

BANGKOK = ZoneInfo("Asia/Bangkok")
OFFICE = Calendar()
CLOSED_2569 = """
    2026-01-01 2026-01-02 2026-03-03 2026-04-06 2026-04-13 2026-04-14 2026-04-15 2026-05-04 2026-05-13 2026-06-01
    2026-06-03 2026-07-28 2026-07-29 2026-07-30 2026-08-12 2026-10-13 2026-10-23 2026-12-07 2026-12-10 2026-12-31
"""


def at(text: str) -> datetime:
    """A moment in Bangkok: "2026-06-12 16:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=BANGKOK)


def test_the_days_of_2569_on_which_offices_of_the_state_are_closed() -> None:
    weekdays = [day for n in range(365) if (day := date(2026, 1, 1) + timedelta(days=n)).weekday() < 5]
    assert [str(day) for day in weekdays if not OFFICE.is_working(day)] == CLOSED_2569.split()


@pytest.mark.parametrize("day", ["2026-05-01", "2027-05-03"])
def test_they_work_on_labour_day_and_on_the_day_others_have_for_it(day: str) -> None:
    assert OFFICE.is_working(date.fromisoformat(day))


def test_no_weekend_is_worked() -> None:
    assert not OFFICE.is_working(date(2026, 6, 13))
    assert not OFFICE.is_working(date(2026, 6, 14))


def test_the_offices_own_days_of_rest_count_too() -> None:
    own = Calendar(own=frozenset({date(2026, 6, 15)}))
    assert own.after(at("2026-06-12 16:00"), timedelta(hours=1)) == at("2026-06-16 09:00")


@pytest.mark.parametrize(
    ("begins", "minutes", "ends"),
    [
        ("2026-06-15 09:00", 30, "2026-06-15 09:30"),
        ("2026-06-15 11:00", 120, "2026-06-15 14:00"),  # over the hour of rest
        ("2026-06-15 12:20", 30, "2026-06-15 13:30"),  # within it
        ("2026-06-15 16:15", 30, "2026-06-16 08:45"),
        ("2026-06-15 16:00", 30, "2026-06-15 16:30"),  # to the last minute, not to the next morning
        ("2026-06-15 05:00", 30, "2026-06-15 09:00"),
        ("2026-06-15 20:00", 30, "2026-06-16 09:00"),
        ("2026-06-12 16:00", 120, "2026-06-15 10:00"),  # Friday
        ("2026-04-10 16:00", 120, "2026-04-16 10:00"),  # Friday before Songkran, six days of rest
        ("2026-12-30 16:00", 210, "2027-01-04 11:30"),  # over the new year
        ("2026-06-13 12:00", 0, "2026-06-15 08:30"),
    ],
)
def test_office_time_passes_in_office_hours(begins: str, minutes: int, ends: str) -> None:
    assert OFFICE.after(at(begins), timedelta(minutes=minutes)) == at(ends)


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        ("2026-06-15 10:00", 3, "2026-06-18 10:00"),
        ("2026-06-12 16:00", 3, "2026-06-17 16:00"),
        ("2026-04-10 16:00", 3, "2026-04-20 16:00"),
        ("2026-06-13 23:00", 1, "2026-06-16 08:30"),  # Saturday counts from Monday's opening
        ("2026-06-15 17:00", 1, "2026-06-17 08:30"),
        ("2026-06-15 12:30", 1, "2026-06-16 13:00"),
    ],
)
def test_working_days_pass_by_the_same_hour(begins: str, days: int, ends: str) -> None:
    assert OFFICE.working_days_after(at(begins), days) == at(ends)


def test_it_opens_where_it_stands() -> None:
    assert OFFICE.next_opening(at("2026-06-15 09:17")) == at("2026-06-15 09:17")
    assert OFFICE.next_opening(at("2026-06-15 12:17")) == at("2026-06-15 13:00")
    assert OFFICE.opening_of(date(2026, 6, 15)) == at("2026-06-15 08:30")
    assert OFFICE.opening_of(date(2026, 4, 13)) is None


def test_the_moment_may_come_in_another_zone() -> None:
    utc = at("2026-06-12 16:00").astimezone(ZoneInfo("UTC"))
    assert OFFICE.after(utc, timedelta(hours=2)) == at("2026-06-15 10:00")


@pytest.mark.parametrize(
    ("urgency", "answer_by", "head_at", "clerk_at"),
    [
        ("ด่วนที่สุด", "2026-06-12 16:30", "2026-06-15 09:00", "2026-06-15 09:30"),
        ("ด่วนมาก", "2026-06-15 10:00", "2026-06-15 12:00", "2026-06-15 15:00"),
        ("ด่วน", "2026-06-15 11:30", "2026-06-15 16:00", "2026-06-16 11:30"),
        (None, "2026-06-17 16:00", "2026-06-22 16:00", "2026-06-25 16:00"),
        ("ด่วนภายใน 16 มิ.ย. 2569 เวลา 10.00 น.", "2026-06-16 10:00", "2026-06-16 10:30", "2026-06-16 11:00"),
        ("ด่วนภายใน 11 มิ.ย. 2569", "2026-06-12 16:30", "2026-06-15 09:00", "2026-06-15 09:30"),  # past
        ("ด่วนภายใน", "2026-06-12 16:30", "2026-06-15 09:00", "2026-06-15 09:30"),  # no moment printed
    ],
)
def test_how_soon_what_comes_on_friday_at_four_must_be_acknowledged(
    urgency: str | None, answer_by: str, head_at: str, clerk_at: str
) -> None:
    times = Deadlines().timetable(urgency, at("2026-06-12 16:00"))
    assert (times.answer_by, times.head_at, times.clerk_at) == (at(answer_by), at(head_at), at(clerk_at))


def test_a_rule_may_set_another_time() -> None:
    times = Deadlines().timetable("ด่วนที่สุด", at("2026-06-15 10:00"), Span(days=1))
    assert (times.answer_by, times.head_at) == (at("2026-06-16 10:00"), at("2026-06-17 10:00"))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("ด่วนภายใน 15 มิ.ย. 2569 เวลา 14.00 น.", "2026-06-15 14:00"),
        ("ด่วนภายใน ๑๕ มิถุนายน ๒๕๖๙ ๐๙.๓๐ น.", "2026-06-15 09:30"),
        ("ด่วนภายในวันที่ 15/6/69 เวลา 14:30", "2026-06-15 14:30"),
        ("ด่วนภายใน วันที่ 15 มิถุนายน พ.ศ. 2569", "2026-06-15 16:30"),
        ("ด่วนภายใน 31 มิ.ย. 2569", None),
        ("ด่วนภายใน 3 วัน", None),
    ],
)
def test_the_moment_printed_behind_within(text: str, moment: str | None) -> None:
    assert printed_moment(text, OFFICE) == (at(moment) if moment else None)


def test_an_office_may_have_other_hours() -> None:
    early = Calendar(hours=((time(7), time(15)),))
    assert early.after(at("2026-06-15 14:30"), timedelta(hours=1)) == at("2026-06-16 07:30")
