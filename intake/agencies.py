"""Letters of ministries, provinces and bodies, and names of provinces: what a read number and sender are held against.

The table is `agencies.toml`. Pure; the file is read once.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from intake.thai import skeleton
from intake.thaidate import slips

_A_NAME = 4  # letters: a shorter name of a province is never a slip of another


class Known(StrEnum):
    """How the letters of a number stand against the table."""

    KNOWN = "known"
    NEAR = "near"  # one letter is another than in a known set, and the two look alike
    UNKNOWN = "unknown"


def known_prefix(letters: str) -> bool:
    """Whether these letters begin the numbers of a ministry, body or province: "ศธ"; a commission in brackets aside."""
    return _bare(letters) in _names()


def standing(letters: str) -> Known:
    """Known, one confusable letter from a known set, or unknown."""
    if known_prefix(letters):
        return Known.KNOWN
    return Known.NEAR if _near(_bare(letters)) else Known.UNKNOWN


def mended(letters: str, owner: str) -> str | None:
    """The letters that must have been printed, where only one set can be meant; None where that is not so.

    The owner code speaks too: 04001 belongs to ศธ, so «ศร 04001» is ศธ although ศร is known.
    """
    bare = _bare(letters)
    owners = [known for known, codes in _table()["owners"].items() if re.fullmatch(codes, owner)]
    if owners:
        return owners[0] if bare != owners[0] and (_alike(bare, owners[0]) or slips(bare, owners[0], 1) == 1) else None
    near = _near(bare) or [bare[1:]] * (bare[:1] == bare[1:2] and known_prefix(bare[1:]))  # ภภก is ภก
    return near[0] if not known_prefix(bare) and len(near) == 1 else None


def lost_dot(letters: str, owner: str) -> int | None:
    """After how many figures of an owner code its dot was lost; None where it may have none.

    Codes of ministries, bodies and provincial offices begin with 0 and have four figures (five under ศธ 02 and 04),
    those of local government five from 5 to 7, each with a dot before what divides them further.
    """
    if not owner.isdigit():
        return None
    if owner[0] == "0":
        length = 5 if _bare(letters) == "ศธ" and owner.startswith(("02", "04")) else 4
    elif owner[0] in "567" and _bare(letters) in _table()["provinces"]:
        length = 5
    else:
        return None
    return length if length < len(owner) <= length + 3 else None


def provinces() -> tuple[str, ...]:
    """The names of the provinces and Bangkok."""
    return tuple(_table()["provinces"].values())


def province_in(name: str) -> str | None:
    """The province an agency's name ends in or holds; None where it names none."""
    found = [province for province in provinces() if province in name]
    return max(found, key=len) if found else None


def mended_province(name: str) -> str | None:
    """The province that a damaged word must be (กาหสินธุ์): one letter off one name only; None where unclear."""
    bones = skeleton(name)
    if len(bones) < _A_NAME:
        return None
    near = [province for province in provinces() if slips(bones, skeleton(province), 1) <= 1]
    return near[0] if len(near) == 1 else None


def _bare(letters: str) -> str:
    return re.sub(r"\(.*?\)|[\s.]", "", letters)


def _near(bare: str) -> list[str]:
    return [known for known in _names() if _alike(bare, known)]


def _alike(read: str, known: str) -> bool:
    """Whether exactly one letter differs, and that one is easily taken for the other."""
    if len(read) != len(known):
        return False
    differing = [(one, other) for one, other in zip(read, known, strict=True) if one != other]
    return len(differing) == 1 and any(
        differing[0][0] in group and differing[0][1] in group for group in _table()["confusable"]["groups"]
    )


@cache
def _names() -> dict[str, str]:
    table = _table()
    return {**table["provinces"], **table["bodies"], **table["ministries"]}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("intake").joinpath("agencies.toml").read_text(encoding="utf-8"))
