"""The text of `rules.toml` to its rules, each parsed by itself, so that a slip in one hides no fault of another.

The file is TOML whose keys may be Thai without quotes: `เรื่อง = "งบประมาณ"`. A clerk writes it in Notepad; each fault
of writing is told with its line and its cure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dispatcher.rules import loose
from templates.rulefaults import fault

HEADINGS = ("กฎ", "rule")


@dataclass(frozen=True, slots=True, order=True)
class RuleProblem:
    """One fault of the file: its line (from 1), what is wrong, and the cure; both in Thai."""

    line: int
    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule as written: the line it begins in, its keys with their values, and the line of each key."""

    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int]


def problem(line: int, kind: str, given: str = "", choices: str = "") -> RuleProblem:
    return RuleProblem(line, *fault(kind, given, choices))


def parse(text: str) -> Iterator[RuleText | RuleProblem]:
    """The rules of a file in their order, and what could not be taken for one."""
    for first, lines in _blocks(text.splitlines()):
        heading = _HEADING.match(lines[0])
        if heading is None:
            yield from _outside(first, lines)
        elif heading["open"] != "[[" or loose(heading["name"]) not in map(loose, HEADINGS):
            yield problem(first, "heading", lines[0].strip())
        else:
            yield _rule(first, lines)


_HEADING = re.compile(r"\s*(?P<open>\[\[?)\s*[\"']?(?P<name>[^\[\]\"']*?)[\"']?\s*\]")
_KEY = re.compile(r"\s*(?P<quote>[\"']?)(?P<key>[^\s\"'=#\[\]](?:[^\"'=#\[\]]*[^\s\"'=#\[\]])?)(?P=quote)\s*=")
_AT = re.compile(r"\(at line (\d+)")
_CURLY = re.compile("[“”„‟″‘’]")


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines in pieces, each from a heading to the next, with the number of its first line."""
    starts = {0, *(number for number, line in enumerate(lines) if _HEADING.match(line)), len(lines)}
    for start, end in pairwise(sorted(starts)):
        yield start + 1, lines[start:end]


def _outside(first: int, lines: list[str]) -> Iterator[RuleProblem]:
    """Whatever stands before the first rule and is no comment."""
    for number, line in enumerate(lines, first):
        if line.strip() and not line.lstrip().startswith("#"):
            yield problem(number, "outside", line.strip())
            return


def _rule(first: int, lines: list[str]) -> RuleText | RuleProblem:
    keys = {match["key"]: number for number, line in enumerate(lines, first) if (match := _KEY.match(line))}
    try:
        values = tomllib.loads("\n".join(map(_quoted, lines[1:])))
    except tomllib.TOMLDecodeError as error:
        return _slip(str(error), first, lines)
    return RuleText(first, values, keys)


def _quoted(line: str) -> str:
    """The line with its key in quotes, which TOML asks of any but Latin ones."""
    key = _KEY.match(line)
    return f'"{key["key"]}" ={line[key.end() :]}' if key else line


def _slip(said: str, first: int, lines: list[str]) -> RuleProblem:
    """A fault of writing, from where the parser stumbled, told at the key it belongs to."""
    at = _AT.search(said)
    stumbled = min(int(at[1]) if at else len(lines) - 1, len(lines) - 1)
    if (curly := _last(lines, stumbled, _CURLY)) is not None:
        return problem(first + curly, "curly")
    if (broken := _open_list(lines, stumbled)) is not None:
        return problem(first + broken, "list", _key(lines[broken]))
    key = _key(lines[stumbled])
    if not key:
        return problem(first + stumbled, "no_value", lines[stumbled].strip())
    return problem(first + stumbled, "twice" if "overwrite" in said else "unquoted", key)


def _key(line: str) -> str:
    key = _KEY.match(line)
    return key["key"] if key else ""


def _last(lines: list[str], stumbled: int, pattern: re.Pattern[str]) -> int | None:
    """The line with such a sign, from the one with the key before the stumble on."""
    for number in range(stumbled, 0, -1):
        if pattern.search(lines[number]):
            return number
        if _key(lines[number]):
            return None
    return None


def _open_list(lines: list[str], stumbled: int) -> int | None:
    """The line of the key whose list was not at its end where the parser stumbled."""
    for number in range(stumbled, 0, -1):
        if key := _KEY.match(lines[number]):
            text = "".join([lines[number][key.end() :], *lines[number + 1 : stumbled]])
            if number < stumbled and "]" in text:
                return None
            if "[" in text:
                return number
    return None
