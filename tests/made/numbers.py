"""Numbers of letters and telephones."""

from __future__ import annotations

from datetime import date
from random import Random

from tests.made.offices import Office


def parts(dice: Random, office: Office, *, circular: bool = False) -> tuple[str, str]:
    """The head of a letter's number with its slash, and the running part."""
    code, number = office.code.split(" ", 1)
    code = dice.choices(
        (f"{code} {number}", f"{code}{number}", f"{code}. {number}", f"{code}  {number}"), (86, 6, 2, 6)
    )[0]
    slash = dice.choices(("/", " /", "/ ", " / "), (80, 8, 7, 5))[0]
    running = str(int(10 ** dice.uniform(0.5, 4.4)))
    if dice.random() < 0.04:
        running = running.zfill(4)
    if circular:
        running = dice.choices(("ว ", "ว", "ว  ", "ว."), (75, 18, 4, 3))[0] + str(int(10 ** dice.uniform(0.3, 3.7)))
    elif dice.random() < 0.025:
        running = f"พิเศษ {dice.randint(1, 90)}"
    return code + slash, running


def number(dice: Random, office: Office, *, circular: bool = False) -> tuple[str, str]:
    """A whole number as another letter cites it, and its running part."""
    head, running = parts(dice, office, circular=circular)
    return head + running, running


def order(dice: Random, day: date) -> tuple[str, str]:
    """An order's number, `n/year`, and nothing behind it."""
    slash = dice.choices(("/", " / ", "/ "), (85, 10, 5))[0]
    special = "พิเศษ " if dice.random() < 0.04 else ""
    return f"{special}{int(10 ** dice.uniform(0.2, 3.6))}{slash}{day.year + 543}", ""


def phone(dice: Random, area: str) -> str:
    if area == "2":
        first = f"0 2{dice.randint(100, 999)} {dice.randint(1000, 9999)}"
    else:
        first = dice.choice(
            (
                f"0 {area}{dice.randint(10, 99)} {dice.randint(1000, 9999)}",
                f"0{area}-{dice.randint(100000, 999999)}",
                f"0-{area}{dice.randint(10, 99)}-{dice.randint(1000, 9999)}",
            )
        )
    if dice.random() < 0.12:
        first = f"08 {dice.randint(1000, 9999)} {dice.randint(1000, 9999)}"
    return first + dice.choices(("", f" ต่อ {dice.randint(11, 4999)}"), (75, 25))[0]


def extension(dice: Random) -> str:
    return str(dice.randint(100, 49999))
