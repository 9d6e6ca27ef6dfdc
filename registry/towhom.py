"""What a person writes to say to whom a letter goes, cut into what each piece names. Pure.

Names stand with a comma, a semicolon, a slash, a line's end or และ between them. What follows ยกเว้น is left out.
Behind `เพื่อทราบ:` further ones stand, who are to know. An agency outside is written `ภายนอก: ศาลากลางจังหวัดสมมุติ
<saraban@province.example>`, to its comma or line's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from registry.outgoing import Addressee
from registry.people import is_address, plain_address

_BETWEEN = re.compile(r"[,;\n\r]+")
_LISTED = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_EXCEPT = re.compile(r"ยกเว้น\s*:?|(?<![^\s(])(?:เว้น|ไม่รวม)\s*:?|\bexcept\b\s*:?", re.IGNORECASE)
_OUTSIDE = re.compile(r"^\s*(?:หน่วยงาน)?(?:ภายนอก|นอก)\s*[:：](.*)$", re.DOTALL)
_WITH_ADDRESS = re.compile(r"^([^<>]+?)\s*(?:<([^<>]*)>)?$")
_TO_KNOW = re.compile(r"[;,\s]*เพื่อ(?:โปรด)?ทราบ\s*[:：]")
_WITHIN = re.compile(r"(\s*/\s*|\s*และ\s*)")


class Why(StrEnum):
    """What is wrong with the words for whom a letter goes to."""

    UNKNOWN = "unknown"  # names no school and no group, and nothing is like it
    NEAR = "near"  # names none, but is like these
    AMBIGUOUS = "ambiguous"  # may be each of these
    NOT_IN = "not_in"  # is left out, but was not in
    UNFINISHED = "unfinished"  # ends with ยกเว้น, and does not say who is left out
    OUTSIDE = "outside"  # an agency outside without a name, or with a wrong address
    EMPTY = "empty"  # nothing is written
    NOBODY = "nobody"  # nobody is left


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was not understood: the words, and the names it may mean."""

    why: Why
    text: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Words for schools between two commas; `excepted`: they are left out."""

    text: str
    excepted: bool = False


def lists(text: str) -> list[str]:
    """A text cut before `เพื่อทราบ:`, which begins a list of its own: who is left out of one is not of the other."""
    return [each for each in _TO_KNOW.split(text) if each.strip()] or [text]


def pieces(text: str) -> Iterator[Piece | Addressee | Fault]:
    """What is written, in order: words for schools, agencies outside, and agencies wrongly written."""
    excepted = named = False
    for between in _BETWEEN.split(text):
        written = _LISTED.sub("", between).strip()
        if outside := _OUTSIDE.match(written):
            yield _agency(outside[1].strip()) or Fault(Why.OUTSIDE, written)
            continue
        for count, words in enumerate(_EXCEPT.split(written)):
            excepted, named = (True, False) if count else (excepted, named)
            if words.strip(" ()"):
                named = True
                yield Piece(words.strip(), excepted)
    if excepted and not named:
        yield Fault(Why.UNFINISHED, text.strip())


def parts(words: str) -> list[str]:
    """A piece cut at และ and slashes, which stand between the parts: a name may hold them itself."""
    return _WITHIN.split(words)


def _agency(text: str) -> Addressee | None:
    """An agency outside; None where it has no name, or no address between its <>."""
    match = _WITH_ADDRESS.match(text)
    if match is None or (match[2] is not None and not is_address(match[2].strip())):
        return None
    return Addressee(name=match[1], director=match[1], address=plain_address(match[2] or ""))
