"""The office's rules: which letter goes to whom, and of every rule that did not take it, why not. Pure.

Rules are tried from the top and the first whose every condition holds takes the letter. A condition holds when one
of its texts does: so a rule's conditions are joined by AND, the texts of one condition by OR.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from registry.deadlines import WITHIN, Span
from registry.fold import fold
from registry.model import Letter


class Condition(StrEnum):
    """What a rule may ask of a letter, in the order that is told."""

    SENDER = "sender"
    NUMBER = "number"
    ADDRESSEE = "addressee"
    SUBJECT = "subject"
    KIND = "kind"
    URGENCY = "urgency"
    SECRECY = "secrecy"
    FOLDER = "folder"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a letter, each as it stands in the register; "" where it is not known or has none."""

    sender: str = ""
    number: str = ""
    addressee: str = ""
    subject: str = ""
    kind: str = ""
    urgency: str = ""
    secrecy: str = ""
    folder: str = ""  # the drop sub-folder it lay in
    mail: str = ""  # the address it was mailed from


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `when` holds the texts of each condition it has; `owner` and `information` are folded addresses.

    `line` is where it begins in the office's file. `within`: the time to acknowledge, in place of the urgency's own.
    """

    name: str
    line: int
    owner: str
    unit: str = ""
    when: Mapping[Condition, tuple[str, ...]] = field(default_factory=dict)
    information: tuple[str, ...] = ()
    within: Span | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A condition that did not hold: what the rule asked for, and what the letter has ("": nothing)."""

    condition: Condition
    wanted: tuple[str, ...]
    found: str


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A rule that did not take the letter, with every condition that kept it from it."""

    rule: Rule
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that took a letter (None: none did), and why each before it did not."""

    rule: Rule | None
    why_not: tuple[WhyNot, ...]


def match(rules: Sequence[Rule], facts: Facts) -> Match:
    """Find the rule that takes the letter."""
    passed: list[WhyNot] = []
    for rule in rules:
        misses = _misses(rule, facts)
        if not misses:
            return Match(rule, tuple(passed))
        passed.append(WhyNot(rule, misses))
    return Match(None, tuple(passed))


def facts_of(letter: Letter, folder: str | None = None) -> Facts:
    """The facts of an entry. `folder` is the one it was dropped into; None: not routed yet, so its unit says it."""
    return Facts(
        sender=letter.sender or "",
        number=letter.letter_no or "",
        addressee=letter.addressee or "",
        subject=letter.subject or "",
        kind=letter.kind,
        urgency=letter.urgency or "",
        secrecy=letter.secrecy or "",
        folder=(letter.unit or "") if folder is None else folder,
        mail=_mailed_from(letter.source),
    )


def loose(text: str) -> str:
    """Fold further than for the search: the slips of typing that nobody can see, too.

    SARA E typed twice for SARA AE, a tone typed before its vowel or behind SARA AM, a mark typed twice.
    """
    folded = _TWICE.sub(r"\1", fold(text).replace("\u0e40\u0e40", "\u0e41"))
    return _TONE_LAST.sub(r"\2\1", _TONE_FIRST.sub(r"\2\1", folded))


def loose_number(text: str) -> str:
    """A letter number, or the beginning of one, as they are compared: without its label, blanks and inner dots."""
    return _DOT.sub("", loose(text).removeprefix("ที่"))


_TWICE = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4c])\\1+")
_TONE_FIRST = re.compile("([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a\u0e47])")
_TONE_LAST = re.compile("(\u0e33)([\u0e48-\u0e4b])")
_DOT = re.compile(r"(?<=[ก-ฮ])\.")
_ADDRESS = re.compile(r"(?:.*<)?([^\s<>@/]+@[^\s<>@/]+?)>?")
_ALL = "+"
"""Joins texts that must all stand in the field: "ย้าย + ครู"."""
_OPEN = "*"
"""Ends a number that goes on: "ศธ 04*"."""


def _misses(rule: Rule, facts: Facts) -> tuple[Miss, ...]:
    found = {condition: getattr(facts, condition) for condition in rule.when}
    return tuple(
        Miss(condition, wanted, found[condition])
        for condition, wanted in rule.when.items()
        if not any(_HOLDS[condition](text, found[condition]) for text in wanted)
    )


def _stands_in(wanted: str, found: str) -> bool:
    where = loose(found)
    return all(loose(part) in where for part in wanted.split(_ALL))


def _begins(wanted: str, found: str) -> bool:
    """Whether a number begins so: «ศธ 04001» begins «ศธ 04001/ว 142» and not «ศธ 040012/7»."""
    prefix, number = loose_number(wanted.removesuffix(_OPEN)), loose_number(found)
    cut = not wanted.endswith(_OPEN) and prefix[-1:].isdecimal() and number[len(prefix) : len(prefix) + 1].isdecimal()
    return number.startswith(prefix) and not cut


def _is(wanted: str, found: str) -> bool:
    return loose(wanted) == loose(found)


def _is_urgency(wanted: str, found: str) -> bool:
    """The class itself: what is ด่วน is not ด่วนมาก. Behind ด่วนภายใน its moment is printed."""
    return _is(wanted, found) or (_is(wanted, WITHIN) and loose(found).startswith(loose(WITHIN)))


def _comes_from(wanted: str, found: str) -> bool:
    """An address, or all of a domain and below it: «@obec.example»."""
    address, at = found.strip().casefold(), wanted.strip().casefold()
    if not at.startswith("@"):
        return address == at
    return address.endswith((at, "." + at[1:]))


_HOLDS: Mapping[Condition, Callable[[str, str], bool]] = {
    Condition.SENDER: _stands_in,
    Condition.NUMBER: _begins,
    Condition.ADDRESSEE: _stands_in,
    Condition.SUBJECT: _stands_in,
    Condition.KIND: _is,
    Condition.URGENCY: _is_urgency,
    Condition.SECRECY: _is,
    Condition.FOLDER: _is,
    Condition.MAIL: _comes_from,
}


def _mailed_from(source: str) -> str:
    """The address in how an entry came, "NAME <ADDRESS>"; "" for the path of a dropped file."""
    address = _ADDRESS.fullmatch(source)
    return address[1].casefold() if address else ""
