"""`saraban route`: to whom a letter would go now, which rule says so, and why each rule before it does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.people import FILE as PEOPLE
from dispatcher.route import Router
from dispatcher.rules import Condition, Facts, WhyNot
from registry.errors import SarabanError
from registry.model import Reading
from templates import render
from templates.rulewords import miss, span


class NobodyYet(SarabanError):
    """No central clerk is named, and to them goes whatever no rule takes."""


def facts_read(reading: Reading, folder: str) -> Facts:
    """The facts of a letter that was only read; `folder` is the drop sub-folder it lies in, "" for none."""
    value = {
        name: reading.value(name) or "" for name in ("sender", "addressee", "subject", "kind", "urgency", "secrecy")
    }
    return Facts(**value, number=reading.value("letter_no") or "", folder=folder)


def sub_folder(file: Path, inbox: Path) -> str:
    """The drop sub-folder a file lies in; "" where it lies elsewhere."""
    inside = file.resolve()
    below = inside.relative_to(inbox.resolve()).parts if inside.is_relative_to(inbox.resolve()) else ()
    return below[0] if len(below) > 1 else ""


def routed(router: Router, facts: Facts) -> dict[str, Any]:
    """What would become of a letter with these facts today, as JSON."""
    arrangements = router.registry.arrangements
    people, today = arrangements.people(), arrangements.deadlines.calendar.day(router.registry.clock())
    central = people.central()
    if central is None:
        raise NobodyYet(f"{PEOPLE} names no central clerk yet, so no letter is given to anyone. Fill it in.")
    found, planned = router.consider(facts, router.rules(), people, central)
    owner, rule = people.standing_in(planned.owner, today), found.rule
    return {
        "facts": {name: getattr(facts, name) or None for name in Condition},
        "rule": {"name": rule.name, "line": rule.line} if rule else None,
        "by": planned.by,
        "unit": owner.unit or None,
        "owner": {"name": owner.name, "address": owner.address},
        "instead_of": planned.owner.name if owner != planned.owner else None,
        "information": [people.standing_in(person, today).name for person in planned.informed],
        "within": span(rule.within.office, rule.within.days) if rule and rule.within else None,
        "suggested": (planned.said or {}).get("suggested", []),
        "why_not": [_why_not(each) for each in found.why_not],
    }


def in_words(what: str, answer: Mapping[str, Any]) -> str:
    """The answer as a person reads it; `what` names the letter."""
    return render("route.txt", what=what, **answer).rstrip()


def _why_not(each: WhyNot) -> dict[str, Any]:
    reasons = [miss(one.condition, one.wanted, one.found) for one in each.misses]
    return {"rule": each.rule.name, "line": each.rule.line, "reasons": reasons}
