"""Names, titles and common words as OCR read them, put right against how they are spelt (`spelling.toml`). Pure.

Only words are touched, never figures, and what was mended is never sure for that reason alone: the caller knows.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from intake.agencies import provinces
from intake.thai import MARKS, skeleton
from intake.thaidate import slips

_LETTERS_TO_A_SLIP = 9  # of a name: one letter in so many may be misread
_MOST_SLIPS = 2  # four letters part ประถมศึกษา from มัธยมศึกษา
_LEADING, _FOLLOWING = tuple("เแโใไ"), tuple("ะาำๅ")  # vowels before and after their consonant
_SHARED = 0.5  # of its pairs of letters: with fewer a name is not looked for
_BEFORE_PROVINCE = ("จังหวัด", "ประถมศึกษา", "มัธยมศึกษา", "จ.")
_LETTERS_OF_A_PROVINCE = 4  # of its name: one letter in so many may be misread
_LATIN = re.compile(  # a word in no address
    r"(?<![./@A-Za-z0-9-])[A-Za-z0-9๐๖]*[A-Za-z][A-Za-z0-9๐๖-]*[A-Za-z0-9๐๖](?![./@A-Za-z0-9]|-[A-Za-z0-9])"
)
_CAPITALS = re.compile("[A-Z]*l[A-Z]*")  # but for an l: I
_ALIKE = str.maketrans("I1|085๐๖", "lllOBSOb")
_ENDS_IN_FIGURE = re.compile("[0-9๐-๙]$")
_LONG, _SLIPS = 8, 2  # letters of a Latin word of which so many may be misread; another length is another word
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)  # no short word is without: a letter is misread
_BRACKETED = re.compile(r"(?P<name>[ก-๎]+)\s?\((?P<short>[A-Za-z0-9-]{1,6})\)")
_TO_THE_END = re.compile(r"\s?(?P<name>[ก-๎][ก-๎ ]{2,24}?)\s*(?=$|เขต|ทุก|[0-9๐-๙(])")
_ONE_WORD = re.compile(r"\s?(?P<name>[ก-๎]{4,20})(?=\s|$)")


def mended(text: str) -> str:
    """The text with every known name and province in it spelt right, and Latin words that are often written."""
    for at, end, name in reversed(list(_named(text))):
        text = f"{text[:at]}{name}{text[end:]}"
    for before in _BEFORE_PROVINCE:
        text = _with_provinces(text, before)
    return _BRACKETED.sub(_shortened, _LATIN.sub(lambda word: _in_latin(word[0]), text))


def _shortened(read: re.Match[str]) -> str:
    """A name and what is short for it, where that has no more than a letter misread or lost."""
    seen = read["short"]
    short = next((short for name, short in _table()["short"].items() if read["name"].endswith(name)), seen)
    is_meant = seen not in _latin() and slips(seen, short, 1) <= 1
    return read[0].replace(f"({seen})", f"({short})") if is_meant else read[0]


def _in_latin(read: str) -> str:
    """The Latin word that was read, where it is one known word but for letters easily taken for others.

    A word in capitals is left so; a figure is only taken for a letter where a letter follows it.
    """
    if read.isupper() or _ENDS_IN_FIGURE.search(read):
        return read
    words = _latin()
    if read in words or (read.islower() and read in map(str.casefold, words)):
        return read
    shape = _shape(read)
    same = [word for word, known in words.items() if known == shape]
    if len(same) == 1:
        return same[0]
    if _CAPITALS.fullmatch(read):
        return read.replace("l", "I")
    most = _SLIPS if len(read) >= _LONG else 0 if _VOWEL.search(read) else 1
    if not most or any(map(str.isdigit, read)):
        return read
    near = [word for word, known in words.items() if len(word) == len(read) and slips(known, shape, most) <= most]
    return near[0] if len(near) == 1 else read


def _shape(word: str) -> str:
    return word.translate(_ALIKE).casefold()


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """Where known names stand in the text, from left to right and not over one another: the longest first."""
    places = [at for at, letter in enumerate(text) if letter not in MARKS and not letter.isspace()]
    seen = "".join(text[at] for at in places)
    pairs = {seen[at : at + 2] for at in range(len(seen) - 1)}
    taken: list[tuple[int, int, str]] = []
    for _, alike in groupby(_known(), key=_by_length):
        likely = [(name, bones) for name, bones in alike if _may_hold(pairs, bones)]
        # What stands there to the letter goes before what may: หนังสือเรียน is nearly หนังสือเวียน.
        for find in (_exactly, _nearly):
            for name, bones in likely:
                for found in find(seen, bones):
                    if not any(found[0] < end and start < found[1] for start, end, _ in taken):
                        taken.append((*found, name))
    for start, end, name in sorted(taken):
        last = places[end - 1] + 1
        while last < len(text) and text[last] in MARKS:
            last += 1
        yield places[start], last, name


def _may_hold(pairs: set[str], bones: str) -> bool:
    return sum(pair in pairs for pair in _pairs(bones)) >= _SHARED * len(_pairs(bones))


def _exactly(seen: str, bones: str) -> list[tuple[int, int]]:
    """Where the name stands."""
    exact = [match.start() for match in re.finditer(re.escape(bones), seen)]
    return [(at, at + len(bones)) for at in exact if _is_whole(seen, at, at + len(bones))]


def _nearly(seen: str, bones: str) -> list[tuple[int, int]]:
    """Where it does not stand to the letter, the place that has the fewest letters wrong, if few enough."""
    if bones in seen:
        return []
    limit = min(_MOST_SLIPS, len(bones) // _LETTERS_TO_A_SLIP)
    if limit == 0:
        return []
    best = (limit + 1, 0, 0)
    for start in range(max(1, len(seen) - len(bones) + limit + 1)):
        for length in range(len(bones) - limit, len(bones) + limit + 1):
            part = seen[start : start + length]
            if part and part[0] == bones[0] and part[-1] == bones[-1] and _is_whole(seen, start, start + len(part)):
                best = min(best, (slips(part, bones, limit), start, start + len(part)))
    return [best[1:]] if best[0] <= limit else []


def _is_whole(seen: str, start: int, end: int) -> bool:
    """Whether no syllable is cut: โครงที่ does not hold ครั้งที่."""
    return seen[start - 1 : start] not in _LEADING and seen[end : end + 1] not in _FOLLOWING


def _with_provinces(text: str, before: str) -> str:
    """The text with the province behind จังหวัด and the like spelt right, where only one can be meant."""
    at = text.find(before)
    for pattern in (_TO_THE_END, _ONE_WORD):
        match = pattern.match(text, at + len(before)) if at >= 0 else None
        name = match["name"].strip() if match else ""
        if match is None or name in provinces():
            return text
        bones = skeleton(name)
        limit = len(bones) // _LETTERS_OF_A_PROVINCE
        near = [province for province in provinces() if slips(bones, skeleton(province), limit) <= limit]
        if len(near) == 1:
            return f"{text[: match.start('name')]}{near[0]}{text[match.start('name') + len(name) :]}"
    return text


@cache
def _known() -> tuple[tuple[str, str], ...]:
    table = _table()
    return tuple(sorted(((name, skeleton(name)) for name in (*table["names"], *table["words"])), key=_by_length))


@cache
def _latin() -> dict[str, str]:
    """Each known Latin word with its shape."""
    return {word: _shape(word) for word in _table()["latin"]}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("intake").joinpath("spelling.toml").read_text(encoding="utf-8"))


def _by_length(known: tuple[str, str]) -> int:
    return -len(known[1])


@cache
def _pairs(bones: str) -> frozenset[str]:
    return frozenset(bones[at : at + 2] for at in range(len(bones) - 1))
