"""`rules.toml` to rules. Whatever is wrong in it is told all at once, each with its line and its cure, in Thai.

Names are looked up in the office's people here, so that a rule that could send a letter nowhere never comes to work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from config.ruletext import RuleProblem, RuleText, parse, problem
from dispatcher.rules import Condition, Rule, loose
from registry.deadlines import MOST_URGENT, URGENT, VERY_URGENT, WITHIN, Span
from registry.errors import SarabanError
from registry.model import Secrecy
from registry.people import People, Person
from templates.rulefaults import NAMELESS
from templates.rulewords import KINDS, NO_CLASS

FILE = "rules.toml"

CONDITION_KEYS: Mapping[Condition, tuple[str, ...]] = {
    Condition.SENDER: ("จาก", "ผู้ส่ง", "sender"),
    Condition.NUMBER: ("เลขที่", "ที่", "number"),
    Condition.ADDRESSEE: ("ถึง", "เรียน", "addressee"),
    Condition.SUBJECT: ("เรื่อง", "subject"),
    Condition.KIND: ("ชนิด", "kind"),
    Condition.URGENCY: ("ชั้นความเร็ว", "ความเร็ว", "urgency"),
    Condition.SECRECY: ("ชั้นความลับ", "ความลับ", "secrecy"),
    Condition.FOLDER: ("โฟลเดอร์", "folder"),
    Condition.MAIL: ("อีเมล", "mail"),
}
"""The keys of each condition; the first is the one we write."""

TAKER_KEYS: Mapping[str, tuple[str, ...]] = {
    "name": ("ชื่อ", "name"),
    "unit": ("กลุ่ม", "unit"),
    "owner": ("มอบ", "ผู้รับผิดชอบ", "owner"),
    "information": ("เพื่อทราบ", "information"),
    "within": ("ภายใน", "within"),
}

_NAMES = {loose(key): name for keys in (CONDITION_KEYS, TAKER_KEYS) for name, each in keys.items() for key in each}
_WRITTEN = tuple(each[0] for keys in (CONDITION_KEYS, TAKER_KEYS) for each in keys.values())
_SEVERAL = frozenset({"information", *Condition})
_CHOICES: Mapping[Condition, Mapping[str, str]] = {
    Condition.KIND: {**{loose(word): kind for kind, word in KINDS.items()}, **{kind: kind for kind in KINDS}},
    Condition.URGENCY: {loose(word): word for word in (MOST_URGENT, VERY_URGENT, URGENT, WITHIN)},
    Condition.SECRECY: {loose(word): word for word in Secrecy},
}
_CHOICE_WORDS: Mapping[Condition, str] = {
    Condition.KIND: ", ".join(KINDS.values()),
    Condition.URGENCY: ", ".join((MOST_URGENT, VERY_URGENT, URGENT, WITHIN, NO_CLASS)),
    Condition.SECRECY: ", ".join((*Secrecy, NO_CLASS)),
}
_ADDRESS = re.compile(r"[^\s@<>\"]*@[^\s@<>\"]+")
_TIME = re.compile(r"(\d{1,3})(?:(นาที|minutes?|min)|(ชั่วโมง|ชม\.?|hours?|h)|(วันทำการ|วัน|days?))")
_HALF_DAY = Span(timedelta(hours=3, minutes=30))


class BadRules(SarabanError):
    """`rules.toml` cannot be used. The message has a line for each problem: where, what, → cure."""

    def __init__(self, problems: Sequence[RuleProblem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(f"{FILE}:{each.line}: {each.what} → {each.cure}" for each in self.problems))


def load_rules(path: Path, people: People | None) -> tuple[Rule, ...]:
    """The rules of a file; none where there is no file. Raises BadRules with all problems at once.

    `people` None: who they are is not known, names are taken as they are, and the rules are good for nothing else.
    """
    try:
        text = path.read_text("utf-8-sig")  # Notepad may put a byte order mark before it
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise BadRules([problem(1, "unreadable", error.strerror or str(error))]) from error
    except UnicodeDecodeError as error:
        raise BadRules([problem(1, "encoding")]) from error
    return read_rules(text, people)


def read_rules(text: str, people: People | None) -> tuple[Rule, ...]:
    """The rules of a text. Raises BadRules with all problems at once."""
    rules: list[Rule] = []
    problems: list[RuleProblem] = []
    for number, part in enumerate(parse(text), 1):
        if isinstance(part, RuleProblem):
            problems.append(part)
        else:
            rules.append(_Reader(part, people, problems).rule(number))
    catch_all = next((rule for rule in rules if not rule.when), None)
    if catch_all and not problems:  # a rule whose condition was not understood has none, but is no catch-all
        behind = rules[rules.index(catch_all) + 1 :]
        problems += [problem(rule.line, "unreached", catch_all.name) for rule in behind]
    if problems:
        raise BadRules(problems)
    return tuple(rules)


class _Reader:
    """One rule as it is read; what is wrong goes to `problems`, and the rule read then is not used."""

    def __init__(self, written: RuleText, people: People | None, problems: list[RuleProblem]) -> None:
        self._written = written
        self._people = people
        self._problems = problems
        self._texts: dict[str, tuple[str, ...]] = {}
        self._keys: dict[str, str] = {}

    def rule(self, number: int) -> Rule:
        for key, value in self._written.values.items():
            self._take(key, value)
        unit, owner = self._taker()
        information = [self._person("information", text) for text in self._texts.get("information", ())]
        return Rule(
            name=self._text("name") or NAMELESS.format(number=number),
            line=self._written.line,
            when={each: self._wanted(each) for each in Condition if each in self._texts},
            unit=unit,
            owner=owner.address if owner else "",
            information=tuple(person.address for person in information if person),
            within=self._within(),
        )

    def _take(self, key: str, value: Any) -> None:
        """One line of the rule, as far as its texts."""
        name = _NAMES.get(loose(key))
        if name is None:
            like = get_close_matches(loose(key), _NAMES, 1, 0.7)
            self._tell(key, "misspelt" if like else "unknown", key, _of(like[0]) if like else ", ".join(_WRITTEN))
            return
        self._keys.setdefault(name, key)
        texts = tuple(value) if isinstance(value, list) else (value,)
        if name in self._texts:
            self._tell(key, "twice", key)
        elif not all(isinstance(text, str) for text in texts):
            self._tell(key, "not_text", key)
        elif len(texts) > 1 and name not in _SEVERAL:
            self._tell(key, "one_text", key)
        elif not texts or not all(map(_says_something, texts)):
            self._tell(key, "empty", key)
        self._texts[name] = tuple(text for text in texts if isinstance(text, str) and text.strip())

    def _wanted(self, condition: Condition) -> tuple[str, ...]:
        """The texts of a condition, words of a class by their value."""
        texts = self._texts[condition]
        if known := _CHOICES.get(condition):
            return tuple(self._choice(condition, text, known) for text in texts)
        for text in texts:
            if condition is Condition.MAIL and not _ADDRESS.fullmatch(text.strip()):
                self._tell(self._keys[condition], "mail", text)
        return texts

    def _choice(self, condition: Condition, text: str, known: Mapping[str, str]) -> str:
        none = NO_CLASS if condition is not Condition.KIND else None
        if none and loose(text) == loose(none):
            return ""
        found = known.get(loose(text))
        if found is None:
            self._tell(self._keys[condition], "choice", text, _CHOICE_WORDS[condition])
        return found or text

    def _taker(self) -> tuple[str, Person | None]:
        """The unit and the person the letter goes to: who is named, else the unit's clerk, else its head."""
        if "owner" not in self._texts and "unit" not in self._texts:
            self._problems.append(problem(self._written.line, "no_taker"))
        if self._people is None:
            return "", None
        named, given = self._text("unit"), self._text("owner")
        unit = self._people.unit(named) if named else ""
        if unit is None:
            self._tell(self._keys["unit"], "unit", named, ", ".join(self._people.units) or "–")
        if given:
            owner = self._person("owner", given)
            return unit or (owner.unit if owner else ""), owner
        taker = (self._people.clerk_of(unit) or self._people.head_of(unit)) if unit else None
        if unit and taker is None:
            self._tell(self._keys["unit"], "unit_empty", unit)
        return unit or "", taker

    def _person(self, name: str, text: str) -> Person | None:
        if self._people is None:
            return None
        found = {each.address: each for each in reversed(self._people.find(text))}.values()
        if len(found) == 1:
            return next(iter(found))
        if found:
            self._tell(self._keys[name], "several", text, ", ".join(f"{each.name} ({each.unit})" for each in found))
            return None
        names = [*(each.name for each in self._people.everyone), *self._people.units]
        # Titles are left out, and stand before the name: its end is compared, too.
        ends = {end: name for name in names for end in (name, name[-len(text) :])}
        like = list(dict.fromkeys(ends[end] for end in get_close_matches(text, ends, 2, 0.7)))
        self._tell(self._keys[name], "nobody_like" if like else "nobody", text, ", ".join(like))
        return None

    def _within(self) -> Span | None:
        text = self._text("within")
        if not text:
            return None
        span = within(text)
        if span is None:
            self._tell(self._keys["within"], "within", text)
        return span

    def _text(self, name: str) -> str:
        return next(iter(self._texts.get(name, ())), "").strip()

    def _tell(self, key: str, kind: str, given: str, choices: str = "") -> None:
        line = self._written.lines.get(key, self._written.line)
        self._problems.append(problem(line, kind, given, choices))


def within(text: str) -> Span | None:
    """The length of office time that a text names: "30 นาที", "2 ชั่วโมง", "ครึ่งวัน", "3 วัน"; None: none."""
    folded = loose(text)
    if folded == "ครึ่งวัน":
        return _HALF_DAY
    match = _TIME.fullmatch(folded)
    if match is None or not int(match[1]):
        return None
    count = int(match[1])
    if match[2]:
        return Span(timedelta(minutes=count))
    return Span(timedelta(hours=count)) if match[3] else Span(days=count)


def _says_something(text: object) -> bool:
    """Whether every part of a text has a letter to look for."""
    return not isinstance(text, str) or all(loose(part) for part in text.split("+"))


def _of(folded: str) -> str:
    """The key we write for one that was found folded."""
    name = _NAMES[folded]
    return next(each[0] for keys in (CONDITION_KEYS, TAKER_KEYS) for known, each in keys.items() if known == name)
