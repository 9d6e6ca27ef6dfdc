"""What is written into the blanks of a draft, from the number and day it was given. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from dispatcher.stamped import Mark
from registry.places import Blanks


class Misfit(StrEnum):
    """Why a number or day cannot be written where the draft is blank."""

    OTHER_NUMBER = "other number"  # the page has another code or series before the blank
    OTHER_MONTH = "other month"  # the page has another month or year behind the blank
    NARROW = "narrow"  # it would run over what stands beside it


def fill(blanks: Blanks, number: str, day: date) -> tuple[Mark, ...] | Misfit:
    """The marks that make a draft an issued letter, in Thai digits; none where it has no blank.

    `number`: as the register has it: «ศธ 04182/ว 123», «ศธ 04182/123», an order's «123/2569».
    """
    raise NotImplementedError
