"""`make train`: the two models that scans are read with, from packages and made lines alone.

What stands already in `build/train` is not made again. About four hours on two cores; `--rehearse` goes the same way
in minutes, to see first that everything is there. With `--office FILE` (what `saraban truth --json` printed) an
office's own corrected letters are among the lines.
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
_WORN = ((4, 60_000, 0.3, 2.0, 0.3), (5, 40_000, 0.6, 5.0, 0.5))
_FIGURES = (  # for the reader of figures: its seed, sets of `make_lines`, how often each line is seen, the pace
    (1, ((1, 40_000, 0.0), (2, 70_000, 0.15)), 2.5, 0.003),
    (3, ((3, 11_303, 0.6, 4.0, 0.4),), 1.6, 0.001),
    (4, _WORN, 2.0, 0.0015),
    (5, _WORN, 1.5, 0.001),
)
_REHEARSED = 100  # times fewer lines and steps


def main() -> None:
    parser = argparse.ArgumentParser(prog="make train", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/train"), help="where everything made is kept")
    parser.add_argument(
        "--office", type=Path, help="an office's corrected letters, as `saraban truth --json` gives them"
    )
    parser.add_argument(
        "--rehearse",
        action="store_true",
        help="all stages with a hundredth of the lines, in minutes; the models stay in the folder",
    )
    options = parser.parse_args()
    folder = (options.folder / "rehearsal" if options.rehearse else options.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    fewer = _REHEARSED if options.rehearse else 1
    with ProcessPoolExecutor(2) as cores:
        letters = cores.submit(_train_letters, folder, fewer, options.office)
        numbers = cores.submit(_train_figures, folder, fewer)
        made = [letters.result(), numbers.result()]
    for model in made if not options.rehearse else ():
        shutil.copy(model, MODELS)


def _train_letters(folder: Path, fewer: int, corrected: Path | None) -> Path:
    made = {
        kind: [
            path
            for seed, files, *shares in sets
            for path in tesseract.make_line_files(folder / "lines", seed, max(1, files // fewer), *shares)
        ]
        for kind, sets in _LINES.items()
    }
    if corrected:
        made["plain"] += office.make_line_files(folder / "office", corrected)
    stages = (
        tesseract.Stage(pace, steps // fewer, tesseract.mixed(*(made[kind] for kind in kinds)))
        for pace, steps, kinds in _STAGES
    )
    checkpoint = tesseract.train(folder, stages)
    tesseract.finish(folder, checkpoint, folder / "tha.traineddata", integer=True)
    return folder / "tha.traineddata"


def _train_figures(folder: Path, fewer: int) -> Path:
    begun = None
    for seed, sets, rounds, pace in _FIGURES:
        done = folder / f"figures-{seed}.npz"
        if not done.exists():
            under_way = folder / "figures-under-way.npz"
            lines = _lines(folder / f"figures-{sets[0][0]}.pickle", sets, fewer)
            figures.train(lines, seed=seed, rounds=rounds, pace=pace, out=under_way, begun=begun)
            under_way.rename(done)
        begun = done
    return shutil.copy(done, folder / "figures.npz")


def _lines(kept: Path, sets: Iterable[tuple[Any, ...]], fewer: int) -> list[figures.Line]:
    """The lines for the reader of figures of these sets, made once."""
    if not kept.exists():
        made = [line for seed, count, *more in sets for line in figures.make_lines(seed, count // fewer, *more)]
        kept.write_bytes(pickle.dumps(made))
    lines: list[figures.Line] = pickle.loads(kept.read_bytes())
    return lines


if __name__ == "__main__":
    main()
