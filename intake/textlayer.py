"""The second reader of a PDF's own text, pdfplumber, and the score by which a text layer is trusted.

PDFium reads first: it honours /ActualText, gives the place of the ink, and takes a tenth of the time. pdfplumber
keeps the order of the content stream, which is right in some files where PDFium's tables go wrong. The only
module that imports pdfplumber, and it does so late: the import alone costs as much as reading fifty pages.
"""

from __future__ import annotations

import re
from pathlib import Path

from intake.ink import Glyph
from intake.thai import MARKS, mapped, quality, thai_letters

TRUSTED = 0.99  # measured: where a layer scores this, every field read from it was right
_CONSONANT = 0.42  # of the font size: the height of a consonant in the fonts of Thai offices
_LATIN_WORD = re.compile("[A-Za-z]{3,}")


def score(text: str) -> float:
    """How far a page's normalised text can be trusted, 0 to 1. A page of plain English counts as sound."""
    if thai_letters(text) < 20:
        shown = sum(not letter.isspace() for letter in text)
        if shown > 40 and sum(map(len, _LATIN_WORD.findall(text))) > 0.6 * shown:
            return 1.0
    return quality(text)


def glyphs(path: Path, number: int) -> list[Glyph]:
    """The characters of page `number`, from 1, in stream order; none where pdfminer fails on the file.

    pdfminer knows no ink: boxes are made from the font size, and a mark stands over the letter before it.
    """
    import pdfplumber

    try:
        with pdfplumber.open(path, pages=[number]) as document:
            chars = document.pages[0].chars
    except Exception:  # pdfminer raises anything on damaged files; PDFium's reading stands then
        return []
    found: list[Glyph] = []
    for char in chars:
        for letter in mapped(char["text"]):
            found.append(_placed(letter, char, found[-1] if found else None))
    return found


def _placed(letter: str, char: dict[str, float], before: Glyph | None) -> Glyph:
    left, right, bottom, size = char["x0"], char["x1"], char["bottom"], char["size"]
    baseline = bottom - 0.25 * size
    if letter in MARKS and before is not None:
        left = right = (before.left + before.right) / 2
    return Glyph(letter, left, baseline, left, baseline - _CONSONANT * size, right, baseline)
