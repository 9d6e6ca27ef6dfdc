"""Fits the weights of `intake.certainty` on made scans and prints them, with what they would promise.

`python -m tests.bench.reading.weigh FOLDER…` (folders made by `python -m tests.made`). Half of the letters fit the
weights, the other half shows whether a confidence is the rate that it claims to be.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from intake import certainty, reading
from intake.hints import Hints
from intake.pages import open_document
from intake.scanned import take
from intake.sniff import sniff
from tests.bench.reading.score import mark

Row = tuple[str, tuple[float, ...], bool]  # field, what speaks for it, whether it was right


def main() -> None:
    folders = [Path(name) for name in sys.argv[1:]]
    letters = [(folder, truth) for folder in folders for truth in _truths(folder)]
    with ProcessPoolExecutor(2) as cores:
        rows = [row for rows in cores.map(_rows, letters, chunksize=4) for row in rows]
    for name in sorted({row[0] for row in rows}):
        _fit(name, [row for row in rows if row[0] == name])


def _truths(folder: Path) -> list[dict[str, Any]]:
    return [truth for truth in json.loads((folder / "truth.json").read_text("utf-8")) if truth.get("level")]


def _rows(letter: tuple[Path, dict[str, Any]]) -> list[Row]:
    """What speaks for each field of one scan, and whether it is right; handwritten fields count as wrong if taken."""
    folder, truth = letter
    path = folder / truth["file"]
    hints = Hints(received=date.fromisoformat(truth["received"]))
    with open_document(path, sniff(path.read_bytes())) as document:
        pages = reading.read_pages(document, hints)
        looks = reading.looks_at(pages)
    reads = reading.reads_of(pages)
    rows = []
    for name in certainty.WEIGHTS:
        taken = take(name, reads, looks.get(name), lambda draft: reading.odds_at(pages, draft))
        if taken.draft.value is not None and not taken.by_hand:
            right = name not in truth["handwritten"] and mark(name, str(taken.draft.value), truth).right
            rows.append((name, certainty.evidence(name, taken), right))
    return rows


def _fit(name: str, rows: list[Row]) -> None:
    x = np.array([row[1] for row in rows])
    y = np.array([row[2] for row in rows], dtype=float)
    even = np.arange(len(rows)) % 2 == 0
    weights = _logistic(x[even], y[even])
    odds = 1 / (1 + np.exp(-x[~even] @ weights))
    sure = odds >= certainty.SURE
    wrong = int((1 - y[~even])[sure].sum())
    print(f"{name}: {len(rows)} values, {y.mean():.3f} right; sure of {sure.mean():.2f} of them, {wrong} wrong")
    for low, high in ((0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 0.997), (0.997, 1.01)):
        inside = (odds >= low) & (odds < high)
        if inside.any():
            print(f"  {low:.3f}-{high:.3f}: {inside.sum():4} values, {y[~even][inside].mean():.3f} right")
    print("  weights", tuple(round(float(one), 2) for one in _logistic(x, y)))


def _logistic(x: Any, y: Any, ridge: float = 0.3) -> Any:
    """Weights by Newton's method, held small; x has a column of ones."""
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        odds = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - odds) - ridge * weights
        curve = (x * (odds * (1 - odds))[:, None]).T @ x + ridge * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(curve, slope)
    return weights


if __name__ == "__main__":
    main()
