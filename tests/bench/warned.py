"""How often a letter is doubted for no cause, and how often a fault is seen: `python -m tests.bench.warned SET…`.

A SET is a folder of `python -m tests.made`, or of real letters, with its truth.json. Each letter is looked at as it
would come: once whole (to its own addressee, with all its enclosures), and once more for each fault it can have.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from intake.addressed import OwnOffice
from intake.hints import Hints
from intake.reading import read_document
from intake.sniff import sniff
from intake.warnings import spare_pages, warnings
from registry.doubts import Doubt
from registry.errors import Unreadable
from registry.model import Reading

_AREA = OwnOffice(("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาสมมุติ เขต 9",))  # one that no letter of a set is sent to
_SENT = ("external", "circular", "memo", "stamped")


@dataclass(slots=True)
class Tally:
    """How many letters were looked at for a fault, and what was said of them."""

    letters: int = 0
    alarms: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    cases: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.warned", description="False alarms and faults seen.")
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=100, help="letters of each set")
    parser.add_argument("--scans", action="store_true", help="scanned letters too (slow)")
    wished = parser.parse_args()
    tally = Tally()
    for folder in wished.sets:
        truths = json.loads((folder / "truth.json").read_text("utf-8"))
        chosen = [one for one in truths if wished.scans or not one.get("level")]
        for truth in chosen[: wished.most]:
            _look_at(tally, truth, folder / truth["file"])
    _print(tally)


def _look_at(tally: Tally, truth: dict[str, Any], path: Path) -> None:
    day = date.fromisoformat(truth.get("received") or truth["date"] or "2026-01-01")
    try:
        reading = read_document(path, sniff(path.read_bytes()), Hints(received=day))
    except Unreadable as error:
        print(f"{path.name}: {error.problem}")
        return
    tally.letters += 1
    own = OwnOffice(((truth["to"] or "").removeprefix("ผู้อำนวยการ"),))
    listed = int(truth.get("enclosures") or reading.value("enclosures") or 0)
    for said in warnings(reading, day, own, listed):
        if not _is_so(said, truth, day):
            tally.alarms[said.partition(": ")[0]] += 1
            tally.false.append(f"{path.name}: {said} ({reading.value('letter_no')}, {reading.value('date')})")
    _look_for_faults(tally, truth, reading, day)


def _is_so(said: str, truth: dict[str, Any], day: date) -> bool:
    """Whether what was said of a whole letter is the truth of it all the same."""
    issued = date.fromisoformat(truth["date"]) if truth["date"] else None
    kind = said.partition(": ")[0]
    return {
        Doubt.UNNUMBERED: truth["letter_no"] is None or bool(truth.get("unissued")),
        Doubt.UNDATED: issued is None,
        Doubt.FUTURE: issued is not None and issued > day,
        Doubt.OLD: issued is not None and issued < day - timedelta(days=300),
    }.get(Doubt(kind), False)


def _look_for_faults(tally: Tally, truth: dict[str, Any], reading: Reading, day: date) -> None:
    issued = date.fromisoformat(truth["date"]) if truth["date"] else None
    sent = truth["kind"] in _SENT
    if sent and issued:
        _expect(tally, truth, Doubt.FUTURE, warnings(reading, issued - timedelta(days=30), OwnOffice(), None))
        _expect(tally, truth, Doubt.OLD, warnings(reading, issued + timedelta(days=366), OwnOffice(), None))
    if sent and truth.get("enclosures") and not (spare_pages(reading) or 0):
        _expect(tally, truth, Doubt.FEWER, warnings(reading, day, OwnOffice(), truth["enclosures"] - 1))
    if sent and truth["to"]:
        said = warnings(reading, day, _AREA, None)
        tally.cases["to others"] += 1
        tally.seen["to others"] += Doubt.ELSEWHERE in said
        print(f"{'elsewhere' if Doubt.ELSEWHERE in said else 'ours':10} {truth['to']}")


def _expect(tally: Tally, truth: dict[str, Any], doubt: Doubt, said: tuple[str, ...]) -> None:
    tally.cases[doubt] += 1
    if any(one.partition(": ")[0] == doubt for one in said):
        tally.seen[doubt] += 1
    else:
        tally.missed.append(f"{truth['file']}: {doubt}")


def _print(tally: Tally) -> None:
    print(f"\n{tally.letters} letters")
    print(f"false alarms: {sum(tally.alarms.values())} {dict(tally.alarms)}")
    for each in tally.false:
        print("  ", each)
    for name, count in tally.cases.items():
        print(f"{name}: {tally.seen[name]} of {count} seen")
    for each in tally.missed:
        print("  ", each)


if __name__ == "__main__":
    main()
