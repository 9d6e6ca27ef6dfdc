"""How a letter is set: font, size, margins, habits of the typist, digits."""

from __future__ import annotations

import re
from random import Random

from tests.made import fonts
from tests.made.letter import Digits, Style

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_LATIN_WORD = re.compile(r"[A-Za-z][^\u0E00-\u0E7F]*|[\w.-]+\.example|[\w.]+@[\w.]+")


def style(dice: Random) -> Style:
    family = dice.choices(list(fonts.FAMILIES), [chance for _, chance in fonts.FAMILIES.values()])[0]
    points = fonts.size(family) * dice.choice((1, 1, 1, 1, 1, 0.94, 0.97, 1.03))
    return Style(
        font=family,
        points=round(points, 2),
        line=dice.choice((1.1, 1.13, 1.13, 1.13, 1.18, 1.25, 1.3, 1.0)) * (1.1 if points < 13 else 1),
        left=dice.choice((3, 3, 3, 2.5, 2.54, 3.2)),
        right=dice.choice((2, 2, 2, 1.5, 2.5)),
        top=dice.choice((1.5, 1.5, 2, 2.5, 1.2)),
        bottom=dice.choice((2, 2, 1.5, 2.5)),
        gap=dice.choice((6, 6, 6, 0, 3, 9, 12)),
        bold_labels=dice.random() < 0.75,
        hanging=dice.random() < 0.85,
        dotted=dice.random() < 0.15,
        justified=dice.random() < 0.6,
        right_block=dice.choice((8.0, 8.5, 9.0, 9.5, 10.0)),
        emblem=dice.randrange(3),
        urgency=dice.choices(("above", "before", "stamp"), (6, 2, 2))[0],
        latin_blank=dice.random() < 0.35,
    )


def digits(dice: Random) -> Digits:
    kind: Digits = dice.choices(("thai", "arabic", "mixed"), (55, 33, 12))[0]
    return kind


class Figures:
    """Prints figures as this letter does: all Thai, all Arabic, or by the field."""

    def __init__(self, kind: Digits, dice: Random) -> None:
        self._kind, self._dice = kind, dice
        self._latin_kept = dice.random() < 0.7  # typists leave the 2.5 of «PM 2.5» in Arabic figures

    def __call__(self, text: str) -> str:
        if self._kind == "arabic" or (self._kind == "mixed" and self._dice.random() < 0.5):
            return text
        if not self._latin_kept:
            return text.translate(_THAI)
        end, parts = 0, []
        for latin in _LATIN_WORD.finditer(text):
            parts += [text[end : latin.start()].translate(_THAI), _own(latin[0])]
            end = latin.end()
        return "".join(parts) + text[end:].translate(_THAI)


def _own(latin: str) -> str:
    """Figures stay Arabic up to the last letter or within the bracket, and with the word directly before them."""
    kept = re.match(r"[A-Za-z .\-:/&]*[A-Za-z)](?: ?\d+(?:\.\d+)?)?", latin)
    end = kept.end() if kept else 0
    return latin[:end] + latin[end:].translate(_THAI)
