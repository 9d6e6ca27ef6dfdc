"""A page with a sound text layer as rows of letters: each character one glyph, with its baseline and its size.

Rows hold letters alone, without marks (`thai.skeleton`): what a pattern finds in a row's text leads to its place
on the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import median

from PIL import ImageFont

from intake import textlayer
from intake.clusters import undoubled
from intake.ink import Glyph, mend
from intake.lines import Box, Line, Page, around, holds, lines_of, unit_of
from intake.pdf import Pdf
from intake.sized import to_a4
from intake.thai import MARKS

_SCANNED = 0.5  # of the page: a picture this large is the letter itself
_APART = 0.4  # units between two letters that make a blank
_ON_LINE = 0.35  # units two baselines of one row may differ
_USUAL = 16.0  # points: the size offices write in


@dataclass(frozen=True, slots=True)
class Row:
    """The letters of a line from left to right; `text` has blanks where the page shows them, `at` no glyph there."""

    text: str
    at: Sequence[Glyph | None]
    baseline: float

    def glyphs(self, span: tuple[int, int]) -> list[Glyph]:
        """The glyphs of a part of the text, as a match names it."""
        return [glyph for glyph in self.at[slice(*span)] if glyph]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page and the glyphs its lines are made of."""

    page: Page
    glyphs: Sequence[Glyph]
    pdf: Pdf

    def row(self, line: Line) -> Row:
        held = [one for one in self.glyphs if holds(line.box, _ink(one)) and one.text not in MARKS]
        baseline = median(glyph.baseline for glyph in held)
        near = [one for one in held if abs(one.baseline - baseline) < _ON_LINE * line.unit and not one.text.isspace()]
        text, at = "", list[Glyph | None]()
        for glyph in sorted(near, key=lambda glyph: glyph.x):
            before = at[-1] if at else None
            if before and glyph.left - before.right > _APART * line.unit:
                text, at = text + " ", [*at, None]
            text, at = text + glyph.text, [*at, glyph]
        return Row(text, at, baseline)

    def is_bold(self, glyphs: Sequence[Glyph]) -> bool:
        return self.pdf.is_bold(self.page.number, around(map(_ink, glyphs)))

    @property
    def pitch(self) -> float:
        """The usual distance of its lines in points; 0 where there is but one."""
        baselines = [self.row(line).baseline for line in self.page.lines]
        return median([below - above for above, below in pairwise(baselines)] or [0.0])

    @property
    def points(self) -> float:
        """The size of most of its letters."""
        return points_of(self.glyphs)


def printed(pdf: Pdf, number: int) -> Printed | None:
    """The page; None where it is a picture, its text layer is not sound or its size is none of paper."""
    if pdf.picture_share(number) > _SCANNED:
        return None
    drawn = pdf.glyphs(number)
    unit = unit_of(drawn)
    glyphs = mend(undoubled(drawn, unit), unit)
    width, height = pdf.size(number)
    page = Page(number=number, width=width, height=height, lines=lines_of(glyphs, number))
    sound = textlayer.score(page.text) >= textlayer.TRUSTED
    return Printed(page, glyphs, pdf) if sound and to_a4(page) is page else None


def points_of(glyphs: Sequence[Glyph]) -> float:
    """The size at which the letters of TH Sarabun are as high as these, in points, to the half."""
    sizes = [(glyph.bottom - glyph.top) / high for glyph in glyphs if (high := _height(glyph.text))]
    return round(2 * median(sizes)) / 2 if sizes else _USUAL


def _ink(glyph: Glyph) -> Box:
    return glyph.left, glyph.top, glyph.right, glyph.bottom


@cache
def _height(letter: str) -> float:
    """How high a letter or Thai figure of TH Sarabun is, in type sizes; 0 for all else: fonts differ in it."""
    if not ("ก" <= letter <= "ฮ" or "๐" <= letter <= "๙"):
        return 0.0
    _, top, _, bottom = _font().getbbox(letter, anchor="ls")
    return float(bottom - top) / _MEASURED


_MEASURED = 1000  # pixels


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(files("templates") / "THSarabun-Regular.ttf"), _MEASURED)
