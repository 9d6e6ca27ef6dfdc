"""`make train`: the two models that scans are read with, from packages and made lines alone.

Files of lines that stand already in `build/train` are not made again, and lstmtraining goes on from its checkpoint.
About two hours on two cores. With `--office FILE` (what `saraban truth --json` printed) an office's own
corrected letters are among the lines.
"""

from __future__ import annotations

import argparse
import pickle
import shutil
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from intake.training import figures, office, tesseract

MODELS = Path(__file__).parents[1] / "models"
_LINES = {  # seed, files of lines for Tesseract, shares with Latin (of running text), with a seal over it
    "plain": ((1, 60, 0.25, 0.0), (2, 60, 0.25, 0.0)),
    "latin": ((3, 25, 0.9, 0.0),),
    "crossed": ((4, 64, 0.5, 0.3),),
    "covered": ((5, 60, 0.5, 0.6),),
}
_STAGES = (  # pace, steps of one line each, the lines: most of the first, some of the others
    (0.0003, 20_000, ("plain",)),
    (0.00015, 14_000, ("plain", "latin")),
    (0.00004, 7_500, ("plain", "latin")),
    (0.00015, 14_000, ("crossed", "latin")),
    (0.00015, 14_000, ("covered", "latin", "plain")),
    (0.00004, 8_000, ("covered", "latin", "plain")),
)
_FIGURES = ((1, 40_000, 0.0), (2, 70_000, 0.15))  # seed, lines for the reader of figures, share crossed
_COVERED = ((3, 11_303, 0.6, 4.0, 0.4),)  # also what lies beside them, and the share of dates: see `make_lines`


def main() -> None:
    parser = argparse.ArgumentParser(prog="make train", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/train"), help="where everything made is kept")
    parser.add_argument(
        "--office", type=Path, help="an office's corrected letters, as `saraban truth --json` gives them"
    )
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as cores:
        letters = cores.submit(_train_letters, options.folder.resolve(), options.office)
        numbers = cores.submit(_train_figures, options.folder.resolve())
        letters.result()
        numbers.result()


def _train_letters(folder: Path, corrected: Path | None) -> None:
    made = {
        kind: [path for some in sets for path in tesseract.make_line_files(folder / "lines", *some)]
        for kind, sets in _LINES.items()
    }
    if corrected:
        made["plain"] += office.make_line_files(folder / "office", corrected)
    stages = (
        tesseract.Stage(pace, steps, tesseract.mixed(*(made[kind] for kind in kinds))) for pace, steps, kinds in _STAGES
    )
    checkpoint = tesseract.train(folder, stages)
    tesseract.finish(folder, checkpoint, folder / "tha.traineddata", integer=True)
    shutil.copy(folder / "tha.traineddata", MODELS)


def _train_figures(folder: Path) -> None:
    begun = folder / "figures.npz"
    if not begun.exists():
        under_way = folder / "figures-under-way.npz"
        figures.train(_lines(folder / "figures.pickle", _FIGURES), seed=1, rounds=2.5, pace=0.003, out=under_way)
        under_way.rename(begun)
    covered = _lines(folder / "covered.pickle", _COVERED)
    figures.train(covered, seed=3, rounds=1.6, pace=0.001, out=MODELS / "figures.npz", begun=begun)


def _lines(kept: Path, sets: Iterable[tuple[Any, ...]]) -> list[figures.Line]:
    """The lines for the reader of figures of these sets, made once."""
    if not kept.exists():
        kept.write_bytes(pickle.dumps([line for some in sets for line in figures.make_lines(*some)]))
    made: list[figures.Line] = pickle.loads(kept.read_bytes())
    return made


if __name__ == "__main__":
    main()
