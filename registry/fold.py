"""Folding: what must match although it is written differently. Used to compare and to search, never to show."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_UNSEEN = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")


def fold(text: str) -> str:
    """Fold for comparison: Thai and Arabic digits equal, one spelling of SARA AM, no blanks, no case.

    NFC alone orders Thai marks but leaves NIKHAHIT + SARA AA unjoined, with the tone between them or not.
    """
    # Blanks go first: text layers also have them within a syllable.
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).translate(_DIGITS)
    return _SARA_AM.sub("\\1\u0e33", text).casefold()


def words(text: str) -> list[str]:
    """The words of a search, each folded."""
    return [folded for word in text.split() if (folded := fold(word))]
