"""Phrases by grammar: the lists in `stock/*.txt`, expanded with a die. `stock/subjects.txt` explains their signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random

Known = Mapping[str, str | Callable[[], str]]

_STOCK = Path(__file__).with_name("stock")
_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")
_WEIGHT = re.compile(r"(\d+)\*")


def phrase(dice: Random, name: str, known: Known) -> str:
    """One phrase of list `name`; `known` gives what the lists leave open (agency, year, …), or what draws it."""
    return " ".join(_expand(dice, "{" + name + "}", known).split())


def _expand(dice: Random, pattern: str, known: Known) -> str:
    return _SLOT.sub(lambda slot: _slot(dice, slot[1], known), pattern)


def _slot(dice: Random, name: str, known: Known) -> str:
    if among := _RANGE.fullmatch(name):
        return str(dice.randint(int(among[1]), int(among[2])))
    if name in known:
        word = known[name]
        return word if isinstance(word, str) else word()
    return _expand(dice, dice.choice(_lists()[name]), known)


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for path in sorted(_STOCK.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                lists[line.strip("[]")] = current = []
            elif line and not line.startswith("#"):
                weight = _WEIGHT.match(line)
                text = line[weight.end() :] if weight else line
                current += ["" if text == "-" else text] * (int(weight[1]) if weight else 1)
    return lists
