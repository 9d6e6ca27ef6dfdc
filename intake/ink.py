"""Characters set right by their ink: what a font's table says against where the page shows it. Pure.

Measured on letters from Word and WeasyPrint: the ring of SARA AM (nikhahit) comes out as a blank or a foreign
letter, SARA AA as SARA AM, a tone mark as a vowel below. The ink tells them apart: a ring hangs above the
letters, SARA AA is no higher than a consonant, a vowel below lies below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from intake.thai import is_foreign

_RING = "ํ"
_UNKNOWN = "\ufffd"
_BELOW = frozenset("ฺุู")
_ABOVE = frozenset("ัิีึื็่้๊๋์ํ")
_WIDE_TONE = "้"  # over SARA AM stand MAI EK, which is narrow, and MAI THO
_TONES = frozenset("่้๊๋์")
_DRIVERS = dict(zip("ÉÊËÌÍ", "่้๊๋์", strict=True))  # Microsoft Print To PDF: ทีÉ, ชัÊน
_EK = (0.25, 0.2, 0.5)  # units: MAI EK is a stroke 0.08 to 0.17 wide and this high, the other tones over 0.4 wide
_SIZE = 0.03  # units: marks whose ink differs by less are the same mark
_RING_WIDTH = 0.62  # units: rings are 0.37 (TH Sarabun) to 0.58 (Angsana) wide
_RING_HEIGHT = 0.6  # units; a ring with a tone mark on it is higher, and which tone cannot be told
_RAISED = 0.8  # units over the baseline: what begins higher is a mark
_STEM = (0.35, 0.6)  # units: the height of SARA U and SARA UU; the dot of PHINTHU is lower
_TWO_STEMS = 0.43  # units: SARA U is 0.26 to 0.33 wide, SARA UU 0.51 to 0.57, in six fonts of Thai offices
_LOW = 1.25  # units: what is no higher has no ring


class Glyph(NamedTuple):
    """One character as a PDF draws it: origin (`x`, `baseline`) and the box of its ink, in points from top left.

    `raw` is what the file calls it, where `text` says something else.
    """

    text: str
    x: float
    baseline: float
    left: float
    top: float
    right: float
    bottom: float
    raw: str = ""


class Tones(NamedTuple):
    """What a page shows of its tone marks.

    `sizes`: the marks by the size of their ink. `named`: for a vowel below, the marks that fonts call so in exchange.
    `aa`: where SARA AA and SARA AM begin, by baseline; what the file calls them may come far from their rings.
    """

    sizes: Mapping[tuple[int, int], set[str]]
    named: Mapping[str, set[str]]
    aa: Mapping[int, Sequence[float]]


def renamed(glyph: Glyph, text: str) -> Glyph:
    """The glyph as what it shows, with what the file calls it kept."""
    return glyph._replace(text=text, raw=glyph.raw or glyph.text)


def mend(glyphs: Sequence[Glyph], unit: float) -> list[Glyph]:
    """The glyphs of a page with rings, SARA AA and impossible marks put right; `unit`: a consonant's height.

    A vowel below that is drawn above, or a letter no Thai text holds, is the tone mark whose ink on this page is as
    large; it becomes U+FFFD where that cannot be told.
    """
    named = _exchanged(glyphs, unit)
    tones = _tones(named, unit)
    ringed = [_unmasked(glyph, unit, tones) for glyph in named]
    for at, (ring, mark) in enumerate(pairwise(ringed), 1):
        same = (ring.x, ring.baseline) == (mark.x, mark.baseline)
        if same and ring.text == _RING and mark.text in (_RING, _UNKNOWN):
            ringed[at] = renamed(mark, _WIDE_TONE)
    low = [
        at
        for at, glyph in enumerate(ringed)
        if glyph.text == "ำ"
        and at
        and not _is_high(glyph, ringed[at - 1], unit)
        and not in_cluster(ringed[at - 1], glyph)
    ]
    if low and _false(ringed, low):
        for at in low:
            ringed[at] = renamed(ringed[at], "า")
    return ringed


def hangs(glyph: Glyph, unit: float) -> bool:
    """Whether all its ink lies above the letters of its line."""
    return glyph.baseline - glyph.bottom > _RAISED * unit


def in_cluster(before: Glyph, glyph: Glyph) -> bool:
    """Whether two characters were given as one, with the ink of both parted among them."""
    return (before.x, before.baseline, before.top) == (glyph.x, glyph.baseline, glyph.top)


def _exchanged(glyphs: Sequence[Glyph], unit: float) -> list[Glyph]:
    """The glyphs with two marks of one letter, each named as the other, named right: ผู้ drawn as ู over and ้ under."""
    named = list(glyphs)
    for at, (one, other) in enumerate(pairwise(glyphs)):
        if (one.x, one.baseline) != (other.x, other.baseline):
            continue
        over, under = (one, other) if one.bottom < other.top else (other, one)
        if over.text in _BELOW and hangs(over, unit) and under.text in _ABOVE and under.top > under.baseline:
            named[at : at + 2] = [renamed(one, other.text), renamed(other, one.text)]
    return named


def _unmasked(glyph: Glyph, unit: float, tones: Tones) -> Glyph:
    raised = hangs(glyph, unit)
    if glyph.text in _BELOW and raised:
        return renamed(glyph, _tone(glyph, unit, tones))
    if glyph.text in _ABOVE and glyph.top > glyph.baseline:
        return renamed(glyph, _vowel_below(glyph, unit))
    if raised and glyph.bottom > glyph.top and (glyph.text == " " or is_foreign(glyph.text)):
        rows = (round(glyph.baseline) + off for off in (-1, 0, 1))
        before_aa = any(abs(x - glyph.x) < unit for row in rows for x in tones.aa.get(row, ()))
        ring = before_aa and _is_round(glyph, unit)
        return renamed(glyph, _RING if ring else _tone(glyph, unit, tones))
    return glyph


def _is_round(glyph: Glyph, unit: float) -> bool:
    """Whether the ink is as large as a ring: a ring with a tone mark on it is taller, MAI EK narrower."""
    return (
        _EK[0] * unit < glyph.right - glyph.left < _RING_WIDTH * unit and glyph.bottom - glyph.top < _RING_HEIGHT * unit
    )


def _tones(glyphs: Sequence[Glyph], unit: float) -> Tones:
    sizes: dict[tuple[int, int], set[str]] = defaultdict(set)
    named: dict[str, set[str]] = defaultdict(set)
    aa: dict[int, list[float]] = defaultdict(list)
    for glyph in glyphs:
        if glyph.text in "าำ":
            aa[round(glyph.baseline)].append(glyph.x)
    for before, glyph in pairwise(glyphs):
        if glyph.text not in _TONES or in_cluster(before, glyph):
            continue
        if hangs(glyph, unit):
            sizes[_size(glyph, unit)].add(glyph.text)
        elif glyph.top > glyph.baseline:
            named[_vowel_below(glyph, unit)].add(glyph.text)
    return Tones(sizes, named, aa)


def _tone(glyph: Glyph, unit: float, tones: Tones) -> str:
    """MAI EK by its shape, the only tone mark of this size, or the mark that was named as this vowel in exchange.

    Where the page has none of these, the codes of Microsoft's printer driver are known; else it is U+FFFD.
    """
    if glyph.right - glyph.left < _EK[0] * unit and _EK[1] * unit < glyph.bottom - glyph.top < _EK[2] * unit:
        return "่"
    across, down = _size(glyph, unit)
    near = [(across + x, down + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    alike = set().union(*(tones.sizes[size] for size in near if size in tones.sizes))
    exchanged = tones.named.get(glyph.text, set())
    for meant in (alike, exchanged):
        if len(meant) == 1:
            return next(iter(meant))
    return _DRIVERS.get(glyph.raw or glyph.text, _UNKNOWN)


def _size(glyph: Glyph, unit: float) -> tuple[int, int]:
    return round((glyph.right - glyph.left) / unit / _SIZE), round((glyph.bottom - glyph.top) / unit / _SIZE)


def _vowel_below(glyph: Glyph, unit: float) -> str:
    """Which mark lies under a letter, by its width: SARA U has one stem, SARA UU two."""
    if not _STEM[0] * unit < glyph.bottom - glyph.top < _STEM[1] * unit:
        return _UNKNOWN
    return "ุ" if glyph.right - glyph.left < _TWO_STEMS * unit else "ู"


def _is_high(glyph: Glyph, before: Glyph, unit: float) -> bool:
    """Whether it reaches above the letters: of the page, or of a larger print as the letter before."""
    letter = before.baseline - before.top if before.text.isalpha() else 0.0
    return glyph.baseline - glyph.top > _LOW * max(unit, letter)


def _false(glyphs: Sequence[Glyph], low: Sequence[int]) -> bool:
    """Whether low SARA AM is SARA AA on this page: some rings stand apart, or there is far too much of it."""
    aa = sum(glyph.text == "า" for glyph in glyphs)
    if not aa and len(low) > 1:
        return True
    return any(glyphs[at - 1].text == _RING for at in low if at) or len(low) > max(8, 0.4 * (aa + len(low)))
