"""The words the program says to people, in Thai. The only place that speaks to jinja2."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from jinja2 import Environment

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)

SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")


_OVER = frozenset("ัิีึืุู็่้๊๋์")


def thai_date(day: date) -> str:
    """A date as letters write it, in the Buddhist era: 5 มกราคม 2569."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + 543}"


def short_date(day: date) -> str:
    """A date as offices write it where room is short: 5 ม.ค. 69."""
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {(day.year + 543) % 100:02}"


def thai_moment(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{thai_date(local.date())} เวลา {local:%H.%M} น."


def short_moment(moment: datetime, zone: ZoneInfo) -> str:
    """The same where room is short, never broken before its last word: 5 ม.ค. 69 เวลา 10.30 น."""
    local = moment.astimezone(zone)
    return f"{short_date(local.date())} เวลา {local:%H.%M}\u00a0น."


def letters_across(text: str) -> int:
    """How many letters of a text stand side by side: the marks over and under them take no room."""
    return sum(letter not in _OVER for letter in text)


def render(name: str, /, **values: object) -> str:
    """The text of template `name`. A value the template asks for and does not get is an error."""
    return _environment().get_template(f"{name}.j2").render(**values)


@cache
def _environment() -> Environment:
    # Late: the reader children want a few words and no templates.
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("templates", ""),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(thai_date=thai_date, thai_moment=thai_moment)
    return environment
