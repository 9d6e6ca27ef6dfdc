"""A page as blocks that every engine can set: rows of cells at fixed places, paragraphs, an emblem, a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; `mark`: a part that a hand may write instead ("letter_no", "date")."""

    text: str
    bold: bool = False
    scale: float = 1.0
    red: bool = False
    dotted: bool = False
    mark: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line: each cell starts at its place, in cm from the left edge of the text; None: right after the last."""

    cells: tuple[tuple[float, Runs], ...]


@dataclass(frozen=True, slots=True)
class Para:
    """Text that wraps. `left`: where all lines but the first start; `first`: where the first does (cm)."""

    runs: Runs
    left: float = 0.0
    first: float = 0.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Centred:
    """Lines centred about a place, in cm from the left edge of the text: a signature."""

    lines: tuple[Runs, ...]
    about: float


@dataclass(frozen=True, slots=True)
class Emblem:
    """The emblem, at a place on the first page in cm from its top left corner; nothing moves for it."""

    left: float
    top: float
    height: float
    drawing: int


@dataclass(frozen=True, slots=True)
class Seal:
    """An agency's round red seal, on the text that follows, in cm from the left edge of the text."""

    about: float


@dataclass(frozen=True, slots=True)
class Gap:
    points: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A short centred line, as under the title of an order."""

    width: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table; widths in cm."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    pass


Block = Row | Para | Centred | Emblem | Seal | Gap | Rule | Grid | NewPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole document. Lengths in cm, type and line distance in points."""

    name: str
    font: str
    points: float
    leading: float
    left: float
    right: float
    top: float
    bottom: float
    blocks: tuple[Block, ...]
    thai_figures: bool = False  # of the page numbers
    hand: tuple[str, ...] = ()  # marks left to the hand: set in a colour of their own, to be found and written over


def plain(text: str, *, bold: bool = False, scale: float = 1.0, red: bool = False, mark: str = "") -> Runs:
    return (Run(text, bold=bold, scale=scale, red=red, mark=mark),)
