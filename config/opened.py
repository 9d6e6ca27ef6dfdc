"""What commands that look into the register begin with: the office, who asks, the entry that is meant."""

from __future__ import annotations

import getpass
from argparse import Namespace

from config import wiring
from config.settings import Settings, load
from registry.errors import SarabanError
from registry.fold import fold
from registry.model import OURS, Book, Letter
from registry.numbering import CIRCULAR
from registry.originals import Originals
from registry.store import Registry, Tx


class BadNumber(SarabanError):
    """A number on the command line that is none."""


def opened(options: Namespace) -> tuple[Settings, Registry, Originals]:
    """The office of a command."""
    settings = load(options.office)
    return settings, wiring.registry(settings), wiring.originals(settings)


def entry(tx: Tx, options: Namespace) -> Letter:
    """The entry of "12", "๑๒" or "12/1" in the asked book and year; this year's by default.

    A letter of ours is known by what is printed on it too ("ศธ 04999/ว12"), and a circular by "ว12". Raises BadNumber,
    NoSuchEntry.
    """
    year = options.year or tx.entries.year
    if options.book in OURS and (printed := tx.sending.bearing(options.book, year, options.number)):
        return printed
    given = fold(options.number)
    circular = options.book is Book.OUT and given.startswith(CIRCULAR)
    number, _, step = given.removeprefix(CIRCULAR if circular else "").partition("/")
    if not (number.isdecimal() and (step.isdecimal() or not step)) or len(number) > 9 or len(step) > 9:
        raise BadNumber(f"{options.number} is no receipt number; write it as 12 or 12/1")
    return tx.entries.get(options.book, year, int(number), int(step or 0), series=CIRCULAR if circular else None)


def who() -> str:
    """In whose name a command changes something."""
    return getpass.getuser()
