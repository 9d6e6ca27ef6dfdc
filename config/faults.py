"""What is wrong with a setting's value: each says it in a few words, or None."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from config.hours import parse_days, parse_hours
from config.lines import parse_line, parse_lines


def choice(*words: str) -> Callable[[Any], str | None]:
    return lambda value: None if value in words else f"use one of: {', '.join(words)}"


def between(low: float, high: float) -> Callable[[Any], str | None]:
    return lambda value: None if low <= value <= high else f"use a number from {low} to {high}"


def zone(value: str) -> str | None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return 'use the name of a time zone, as "Asia/Bangkok"'
    return None


def day(value: str) -> str | None:
    try:
        date.fromisoformat(value or "2000-01-01")
    except ValueError:
        return 'use a date as "2026-10-01", or "" for no limit'
    return None


def name(value: str) -> str | None:
    plain = value not in ("", ".", "..") and "/" not in value and "\0" not in value
    return None if plain else "use a plain folder name without /"


def address(value: str) -> str | None:
    fits = not value or re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", value)
    return None if fits else 'use a plain address, as "saraban@office.example"'


def addresses_in(value: str) -> list[str]:
    """The addresses of a setting that may have several, with commas between."""
    return [each.strip() for each in value.split(",") if each.strip()]


def addresses(value: str) -> str | None:
    return next((fault for each in addresses_in(value) if (fault := address(each))), None)


def line_of_text(value: str) -> str | None:
    return None if value.isprintable() else "use one line of text"


def url(value: str) -> str | None:
    known = value == "" or value.startswith(("sqlite:///", "postgresql+psycopg://"))
    return None if known else 'use "", sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME'


def hours(value: str) -> str | None:
    try:
        parse_hours(value)
    except ValueError:
        return 'use hours of one day in order, as "08:30-12:00, 13:00-16:30"'
    return None


def days(value: str) -> str | None:
    try:
        parse_days(value)
    except ValueError as error:
        return f'{str(error).strip()} is no day; use "2026-12-28, 29/12/2569", or "" for none'
    return None


def approval(value: str) -> str | None:
    try:
        parse_line(value)
    except ValueError as error:
        return f'{error}; use places with commas between, as "ผอ.กลุ่ม, ผอ.เขต"'
    return None


def approvals(value: str) -> str | None:
    try:
        parse_lines(value)
    except ValueError as error:
        return f'{error}; use "UNIT: PLACE, PLACE; UNIT: PLACE", as "กลุ่มบริหารงานบุคคล: ผอ.กลุ่ม, ผอ.เขต"'
    return None
