"""Characters set right by their ink: what a font's table says against where the page shows it. Pure.

Measured on letters from Word and WeasyPrint: the ring of SARA AM (nikhahit) comes out as a blank or a foreign
letter, SARA AA as SARA AM, a tone mark as a vowel below. The ink tells them apart: a ring hangs above the
letters, SARA AA is no higher than a consonant, a vowel below lies below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from intake.thai import is_foreign

_RING = "ํ"
_UNKNOWN = "\ufffd"
_BELOW = frozenset("ฺุู")
_ABOVE = frozenset("ัิีึื็่้๊๋์ํ")
_RING_HEIGHT = 0.6  # units; a ring with a tone mark on it is higher, and which tone cannot be told
_LOW = 1.25  # units: what is no higher has no ring


class Glyph(NamedTuple):
    """One character as a PDF draws it: origin (`x`, `baseline`) and the box of its ink, in points from top left."""

    text: str
    x: float
    baseline: float
    left: float
    top: float
    right: float
    bottom: float


def mend(glyphs: Sequence[Glyph], unit: float) -> list[Glyph]:
    """The glyphs of a page with rings, SARA AA and impossible marks put right; `unit`: a consonant's height.

    A mark on the wrong side of its letter becomes U+FFFD: another stands there, and which one is not known.
    """
    ringed = [_unmasked(glyph, unit) for glyph in glyphs]
    low = [at for at, glyph in enumerate(ringed) if glyph.text == "ำ" and not _is_high(glyph, unit)]
    if low and _false(ringed, low):
        for at in low:
            ringed[at] = ringed[at]._replace(text="า")
    return ringed


def _unmasked(glyph: Glyph, unit: float) -> Glyph:
    hangs = glyph.baseline - glyph.bottom > 0.8 * unit
    if glyph.text in _BELOW and hangs:
        return glyph._replace(text=_UNKNOWN)
    if glyph.text in _ABOVE and glyph.top > glyph.baseline:
        return glyph._replace(text=_UNKNOWN)
    if hangs and (glyph.text == " " or is_foreign(glyph.text)) and 0 < glyph.bottom - glyph.top < _RING_HEIGHT * unit:
        return glyph._replace(text=_RING)
    return glyph


def _is_high(glyph: Glyph, unit: float) -> bool:
    return glyph.baseline - glyph.top > _LOW * unit


def _false(glyphs: Sequence[Glyph], low: Sequence[int]) -> bool:
    """Whether low SARA AM is SARA AA on this page: some rings stand apart, or there is far too much of it."""
    aa = sum(glyph.text == "า" for glyph in glyphs)
    return any(glyphs[at - 1].text == _RING for at in low if at) or len(low) > max(8, 0.4 * (aa + len(low)))
