"""Which of a PDF's characters a reader of the page sees, and as what. Pure.

A text layer holds more than the page shows: numbers in white, the invisible text of OCR programs, watermarks set
askew. And less: a font such as TH SarabunIT๙ draws Arabic digits as Thai ones, and old drivers write Thai in the
codes of TIS-620 (Windows 874), which readers take for Latin letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.ink import Glyph, renamed
from intake.thai import THAI, from_latin, mapped

_ASKEW = 3  # degrees from the direction of most of the text
_MOSTLY_WHITE = 0.5  # of the text: a page of white text has a dark ground
_THAI_DIGITS = "IT๙"  # in the name of a font that draws Arabic digits as Thai ones
_IN_LATIN = 0.5  # of all letters: with more accented Latin than this the page is Thai in the codes of TIS-620


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How one run of text is printed; `turn` in degrees."""

    hidden: bool = False
    white: bool = False
    turn: int = 0
    font: str = ""
    bold: bool = False


def seen(letters: Iterable[tuple[Glyph, Style]]) -> list[Glyph]:
    """The glyphs of a page that show on it, each as what it shows; `Glyph.raw` keeps what the file calls it."""
    shown = [(glyph, style) for glyph, style in letters if not style.hidden]
    if sum(style.white for _, style in shown) < _MOSTLY_WHITE * len(shown):
        shown = [(glyph, style) for glyph, style in shown if not style.white]
    turns = Counter(style.turn for _, style in shown)
    turn = turns.most_common(1)[0][0] if turns else 0
    upright = [(glyph, style) for glyph, style in shown if abs((style.turn - turn + 180) % 360 - 180) <= _ASKEW]
    latin = _is_thai_in_latin([glyph.text for glyph, _ in upright])
    return [named for glyph, style in upright if (named := _named(glyph, style, latin=latin)).text]


def _named(glyph: Glyph, style: Style, *, latin: bool) -> Glyph:
    text = mapped(from_latin(glyph.text) if latin else glyph.text)
    if _THAI_DIGITS in style.font and "0" <= text <= "9":
        text = chr(ord("๐") + int(text))
    return glyph if text == glyph.text else renamed(glyph, text)


def _is_thai_in_latin(texts: Sequence[str]) -> bool:
    letters = [text for text in texts if text.isalpha() or text in THAI]
    accented = sum("\xa1" <= text <= "\xfb" for text in texts)
    return accented > _IN_LATIN * max(1, len(letters))
