"""`saraban recipients`: whom a text would send a letter to, by mail or by post, and what was not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from config.schools import FILE, load_schools
from registry.towhom import Fault
from templates import render
from templates.schoolfaults import fault


def resolved(office: Path, text: str) -> dict[str, Any]:
    """What the schools.csv of an office makes of a text, as JSON. Raises BadSchools."""
    found = load_schools(office / FILE).resolve(text)
    return {
        "text": text,
        "recipients": [{**asdict(each), "by": "mail" if each.address else "post"} for each in found.recipients],
        "faults": [_told(each) for each in found.faults],
    }


def in_words(answer: Mapping[str, Any]) -> str:
    """The answer as a person reads it."""
    return render("recipients.txt", **answer).rstrip()


def _told(each: Fault) -> dict[str, Any]:
    what, cure = fault(each.why, each.text, ", ".join(each.candidates))
    return {"why": each.why, "text": each.text, "candidates": list(each.candidates), "what": what, "cure": cure}
