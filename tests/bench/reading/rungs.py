"""Counts how often a value is right on each rung of `intake.certainty`: where its rates come from.

`python -m tests.bench.reading.rungs FOLDER…` (folders made by `python -m tests.made`). Handwritten fields are counted
apart: none of them should reach the highest rung.
"""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from intake import certainty, reading
from intake.certainty import Rung
from intake.hints import Hints
from intake.pages import open_document
from intake.sniff import sniff
from tests.bench.reading.score import TRUTHS, mark
from tests.bench.reading.sets import truths

Row = tuple[str, Rung, bool]  # the field, where its value stands, whether it was right


def main() -> None:
    letters = [(folder, truth) for folder in map(Path, sys.argv[1:]) for truth in truths(folder) if truth.get("level")]
    with ProcessPoolExecutor(2) as cores:
        rows = [row for found in cores.map(_rows, letters, chunksize=4) for row in found]
    right, of = Counter(row[:2] for row in rows if row[2]), Counter(row[:2] for row in rows)
    print(f"{len(letters)} scans\n{'':24}" + "".join(f"{rung.name.lower():>16}" for rung in Rung))
    for name in sorted({row[0] for row in rows}):
        shown = (f"{right[name, rung]} of {of[name, rung]}" if of[name, rung] else "-" for rung in Rung)
        print(f"{name:24}" + "".join(f"{one:>16}" for one in shown))


def _rows(letter: tuple[Path, dict[str, Any]]) -> list[Row]:
    folder, truth = letter
    path = folder / truth["file"]
    hints = Hints(received=date.fromisoformat(truth["received"]))
    with open_document(path, sniff(path.read_bytes())) as document:
        pages = reading.read_pages(document, hints)
        looks = reading.looks_at(pages, hints)
    if pages[0].how != "ocr":
        return []
    rows = []
    for name, taken in reading.taken_from(pages, hints, looks).items():
        value, key = taken.draft.value, TRUTHS.get(name, name)
        if value is not None and not taken.by_hand and key in truth and "*" not in truth["accept"].get(key, ()):
            by_hand = ", by hand" if name in truth["handwritten"] else ""
            rows.append((name + by_hand, certainty.rung(name, taken, hints), mark(name, str(value), truth).right))
    return rows


if __name__ == "__main__":
    main()
