"""Letter numbers as Thai offices print them, and their parts. Pure.

The form is that of ข้อ 11.1 and annex 1 of the regulation: letters of the ministry or province, the code of the
unit that owns the letter, a slash, and the number in the sending register, with ว before it in a circular. Beside it
stand the forms that offices use: commissions in brackets, «พิเศษ», numbers by year (127/2568), by dot (วท 2.1017).
"""

from __future__ import annotations

import re

from intake.thai import MARKS, fold_digits
from registry.model import LetterNumber

_D = "[0-9๐-๙]"
_WORD = r"(?:[ก-ฮ]{1,6}|[A-Z]{2,8})\.?\s{0,2}"
_AGENCY = rf"(?:{_WORD}(?:[ก-ฮ]{{1,5}}\.?\s{{0,2}}){{0,3}})"
_BODY = r"(?:\([ก-ฮ.\s]{1,14}\)\s?)"
_OWNER = rf"(?:{_D}[0-9๐-๙.\s]*(?:\.?\(\s?(?:[ก-ฮ]{{1,4}}\.?|{_D}{{1,3}})\s?\)[0-9๐-๙.\s]*|[ก-ฮ]{{2,3}}\s*)?)"
_MARK = r"(?:ว|พิเศษ)\.?\s*"
_RUNNING = rf"{_D}+(?:[-.]{_D}+)*"
_YEAR = rf"(?:\s*/\s*(?P<year>{_D}{{2,4}}))?"
NUMBER = re.compile(
    rf"(?P<agency>{_AGENCY}?)(?P<body>{_BODY}?)(?P<owner>{_OWNER}?)/\s*(?P<mark>{_MARK})?(?P<running>{_RUNNING})?{_YEAR}"
    rf"|(?P<only>{_MARK})(?P<yearly>{_D}+)\s*/\s*(?P<of>{_D}{{4}})"
    rf"|(?P<letters>[ก-ฮ]{{2,4}}\.?\s{{0,2}})(?:(?P<unit>{_D}{{1,2}})\.)?(?P<circular>ว\s?)?(?P<plain>{_D}+)(?![0-9๐-๙.,/oO])"
)
"""A letter number at the start of a text. One that is not issued yet has a slash and nothing behind it."""

_A_YEAR = range(2400, 2700)
_BLANKS = re.compile(r"\s+")
_STROKES = str.maketrans({"|": "/", "\\": "/", "⁄": "/", "∕": "/", "／": "/"})
_IN_DIGITS = re.compile(rf"(?<=[0-9๐-๙./]){_BLANKS.pattern}(?=[0-9๐-๙./ว])")
_ROUND = re.compile("(?<=[0-9๐-๙])[oO](?=[0-9๐-๙/])")
_DOUBLED = re.compile("//+")
_AREA = r"ศธ\.?\s*[0๐][4๔]"  # codes under ศธ 04 have five figures, others four or five
_SLASH_LOST = re.compile(
    rf"^((?:{_AREA}{_D}{{3}}|(?!{_AREA})[ก-ฮ]{{2,4}}\.?\s*[0๐]{_D}{{3,4}}))"
    rf"(?:\s+({_D}{{2,}})|((?:\.{_D}+)*)\s*((?:ว|พิเศษ)\.?\s*{_D}+))\s*$"
)
_ALL_IN_ONE = re.compile(rf"^({_AREA}{_D}{{3}})({_D}{{2,}})$")  # the same, without a gap to tell its place
_YEAR_PARTED = re.compile(rf"^({_D}{{1,4}})\s+([2๒][5๕]{_D}{{2}})(?!{_D})")  # an order's, its slash lost
_DOTS = re.compile(r"(?<=[ก-ฮ])\.")


def parts_of(printed: str) -> LetterNumber | None:
    """The parts of a letter number; None if the text is none. One without a running number has `running` ""."""
    text = printed.strip()
    match = NUMBER.fullmatch(text)
    if match is None:
        return None
    part = {name: _folded(value) for name, value in match.groupdict(default="").items()}
    folded = _folded(text)
    if part["plain"]:
        return LetterNumber(
            printed=text,
            agency=part["letters"],
            owner=part["unit"],
            mark=part["circular"],
            running=part["plain"],
            folded=folded,
        )
    if part["only"]:
        return LetterNumber(printed=text, mark=part["only"], running=part["yearly"], year=part["of"], folded=folded)
    if not part["agency"] and not part["mark"] and part["running"].isdigit() and int(part["running"]) in _A_YEAR:
        return LetterNumber(printed=text, running=part["owner"], year=part["running"], folded=folded)
    return LetterNumber(
        printed=text,
        agency=_last_word(match["agency"] or "") + part["body"],
        owner=part["owner"].strip("."),
        mark=part["mark"],
        running=part["running"],
        year=part["year"],
        folded=folded,
    )


def tidied(text: str) -> str:
    """What OCR read of a number as it may have been printed: strokes that are slashes, no marks, digits together.

    A thin slash is lost on bad paper: it stood before ว, before a year, at the gap behind a unit's code, or behind
    its five figures.
    """
    unmarked = "".join(letter for letter in text.translate(_STROKES) if letter not in MARKS or letter == "ิ")
    unmarked = _YEAR_PARTED.sub(r"\1/\2", _SLASH_LOST.sub(_with_slash, _ROUND.sub("๐", unmarked)))
    return _ALL_IN_ONE.sub(r"\1/\2", _DOUBLED.sub("/", _IN_DIGITS.sub("", unmarked)).strip())


def _with_slash(match: re.Match[str]) -> str:
    return f"{match[1]}/{match[2]}" if match[2] else f"{match[1]}{match[3]}/{match[4]}"


def _last_word(agency: str) -> str:
    """The letters that stand right before the code: «สพฐ. ศธ» is ศธ."""
    words = agency.replace(".", " ").split()
    joined = "".join(words)
    return words[-1] if words and len(words[-1]) > 1 else joined


def _folded(text: str) -> str:
    return _DOTS.sub("", _BLANKS.sub("", fold_digits(text)))
