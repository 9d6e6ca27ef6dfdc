"""Dates as offices write them, always of the Buddhist era."""

from __future__ import annotations

from datetime import date
from random import Random

MONTHS = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
SHORT = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")


def long(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + 543}"


def parts(dice: Random, day: date, pattern: str, *, blanks: bool) -> tuple[str, str]:
    """The day and what follows it, for a letter's head, a memo's head or the closing of an order."""
    number = f"{day.day:02}" if dice.random() < 0.06 else str(day.day)
    month, year = MONTHS[day.month - 1], str(day.year + 543)
    gap = "  " if blanks else " "
    if pattern == "memo" and dice.random() < 0.18:
        short = SHORT[day.month - 1]
        return number, dice.choice((f" {short} {year}", f" {short} {year[2:]}", f" {short}{year[2:]}"))
    if pattern == "closing":
        era = dice.choices(("พ.ศ. ", "พ.ศ.", "", "พุทธศักราช "), (75, 8, 14, 3))[0]
        word = "เดือน " if dice.random() < 0.15 else ""
        return number, f"{gap}{word}{month}{gap}{era}{year}"
    era = "พ.ศ. " if dice.random() < 0.05 else ""
    return number, f"{gap}{month}{gap}{era}{year}"
