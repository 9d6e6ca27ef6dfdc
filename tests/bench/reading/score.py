"""A reading held against the truth, field by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.model import FIELDS, Reading

SCORED = (*FIELDS, "references")
TRUTHS = {"sender": "from", "addressee": "to"}
"""The names of our fields in the truth, where they differ."""

ALIKE = 0.95
_ANYTHING = "*"
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One field of one letter. `alike`: for texts, 1 - edits/length; `hand`: a hand wrote it on the paper."""

    value: str | None
    truth: str | None
    right: bool
    alike: float
    sure: bool
    confidence: float
    hand: bool


def marks(reading: Reading, truth: Mapping[str, Any]) -> dict[str, Mark]:
    """Every field that the truth knows."""
    made = {}
    for name in FIELDS:
        key = TRUTHS.get(name, name)
        if key not in truth or _ANYTHING in truth.get("accept", {}).get(key, ()):
            continue
        found = reading[name]
        made[name] = mark(name, found.value, truth, sure=found.sure, confidence=found.confidence)
    if "references" in truth and _ANYTHING not in truth.get("accept", {}).get("references", ()):
        made["references"] = _references(reading, truth)
    return made


def mark(
    name: str, value: str | None, truth: Mapping[str, Any], *, sure: bool = False, confidence: float = 0.0
) -> Mark:
    """One field against what the truth and its other readings accept."""
    key = TRUTHS.get(name, name)
    said = _said(name, truth[key])
    accepted = [said, *(_said(name, other) for other in truth.get("accept", {}).get(key, ()))]
    plain = normal(value)
    right = any(_same(name, plain, normal(one)) for one in accepted)
    alike = max(likeness(plain, normal(one)) for one in accepted)
    return Mark(
        value=value,
        truth=said,
        right=right,
        alike=1.0 if right else alike,
        sure=sure,
        confidence=confidence,
        hand=key in truth["handwritten"],
    )


def normal(text: str | None) -> str | None:
    """NFC with SARA AM whole, Arabic digits, one kind of quotes, no blanks; None for nothing."""
    if text is None:
        return None
    text = unicodedata.normalize("NFC", text).translate(_DIGITS)
    text = re.sub("ํ([่้๊๋]?)า", r"\1ำ", text)
    text = re.sub("[“”„\"]|''", '"', text)
    return re.sub(r"\s", "", text) or None


def likeness(one: str | None, other: str | None) -> float:
    """1 - edits / length of the longer."""
    if not one or not other:
        return float(one == other)
    return 1 - _edits(one, other) / max(len(one), len(other))


def _said(name: str, value: Any) -> str | None:
    if value is None or (name == "enclosures" and not value):
        return None
    return "external" if (name, value) == ("kind", "circular") else str(value)


def _same(name: str, value: str | None, truth: str | None) -> bool:
    if name == "phone" and value and truth:
        given, said = (re.sub(r"\D", "", re.split("ต่อ|,|-(?=[0-9]$)", one)[0]) for one in (value, truth))
        return given == said
    if name == "letter_no" and value and truth:
        return value.replace(".", "") == truth.replace(".", "") and _dots(value) == _dots(truth)
    return value == truth


def _dots(number: str) -> list[str]:
    """The dots that mean something: those between figures (a dot behind ศธ or ว is a habit)."""
    return re.findall(r"\d(\.)(?=\d)", number)


def _references(reading: Reading, truth: Mapping[str, Any]) -> Mark:
    found = getattr(reading, "references", ())
    value = sorted({(normal(one.letter_no) or "", str(one.date or "")) for one in found})
    said = sorted({(normal(one["letter_no"]) or "", one["date"] or "") for one in truth["references"]})
    right = value == said
    return Mark(
        value=_listed(value),
        truth=_listed(said),
        right=right,
        alike=len(set(value) & set(said)) / max(len(value), len(said), 1) if not right else 1.0,
        sure=bool(found) and all(one.sure for one in found),
        confidence=min((one.confidence for one in found), default=0.0),
        hand=False,
    )


def _listed(pairs: Iterable[tuple[str, str]]) -> str | None:
    return "; ".join(f"{number} of {day}" for number, day in pairs) or None


def _edits(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for number, sign in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, against in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (sign != against))
    return row[-1]
