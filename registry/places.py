"""Where a draft is still blank: the places on its pages that take the number and the date once they are given.

Plain values, kept as JSON between the reading of a draft and its number. All places are in points from the top left
corner of the page as shown (/Rotate applied), as those of `Evidence` are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Align(StrEnum):
    """Which part of the text stands at a place's `x`."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One blank. `points`: the size of TH Sarabun that looks as large as what is printed around it.

    `before` and `after` are what the page has of the value already, as printed: «ศธ ๐๔๑๘๒/ว» before the running
    number, «/๒๕๖๙» after that of an order, «มิถุนายน ๒๕๖๙» after the day. `room`: the points that may be written over,
    `dots`: the box of the dots that mark the blank and make way for what is written.
    """

    page: int
    x: float
    baseline: float
    points: float
    room: float
    align: Align = Align.LEFT
    before: str = ""
    after: str = ""
    bold: bool = False
    dots: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """The blanks of a draft; None where the value stands there already, or no place for it can be told surely."""

    number: Place | None = None
    date: Place | None = None

    def to_plain(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return asdict(self)

    @classmethod
    def from_plain(cls, kept: Mapping[str, Any]) -> Blanks:
        return cls(**{name: _place(kept[name]) for name in ("number", "date") if kept.get(name)})


def _place(kept: dict[str, Any]) -> Place:
    dots = tuple(kept["dots"]) if kept["dots"] else None
    return Place(**{**kept, "align": Align(kept["align"]), "dots": dots})
