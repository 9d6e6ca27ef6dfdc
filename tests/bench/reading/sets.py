"""The letters the bench reads: real ones where they are at hand, and sets of made ones."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.reading import work
from tests.bench.reading.score import Mark, marks

_REAL = Path(__file__).resolve().parents[4] / "shared" / "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One letter read: its truth, what came of every field, and what it cost."""

    truth: dict[str, Any]
    marks: dict[str, Mark]
    error: str
    cpu: float
    peak: int


def real() -> Path | None:
    """The folder of real letters: $SARABAN_LETTERS, or `../shared/letters`; None where there are none."""
    folder = Path(os.environ.get("SARABAN_LETTERS", _REAL))
    return folder if (folder / "truth.json").is_file() else None


def truths(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


def read(folder: Path, wanted: list[dict[str, Any]], workers: int, told: Any = lambda _: None) -> list[Result]:
    """Our reading of these letters of a set."""
    calls = [(work.read, folder / truth["file"], truth.get("received")) for truth in wanted]
    results = []
    for truth, timed in zip(wanted, work.in_children(calls, workers, told), strict=True):
        reading = timed.value or work.nothing()
        results.append(
            Result(truth=truth, marks=marks(reading, truth), error=timed.error, cpu=timed.cpu, peak=timed.peak)
        )
    return results
