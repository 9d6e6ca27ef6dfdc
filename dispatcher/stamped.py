"""Texts written onto the pages of a finished PDF, all else of it left as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.places import Align


class Unstampable(StrEnum):
    """Why a PDF was left alone."""

    SIGNED = "signed"  # a digital signature would no longer hold
    LOCKED = "locked"  # it opens with a password only
    BROKEN = "broken"  # no PDF, a page it does not have, or dots that cannot be taken out


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A text on a page (from 1). Places are in points from the top left corner of the page as shown.

    `points`: the size of TH Sarabun. `dots`: the box of what is taken out to make way.
    """

    page: int
    x: float
    baseline: float
    points: float
    text: str
    align: Align = Align.LEFT
    dots: tuple[float, float, float, float] | None = None


def stamp(pdf: bytes, marks: Sequence[Mark]) -> bytes | Unstampable:
    """The PDF with these texts on its pages; the same input gives the same bytes."""
    raise NotImplementedError
