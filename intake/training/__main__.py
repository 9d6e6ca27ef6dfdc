"""`make train`: the two models that scans are read with, from packages and made lines alone.

Files of lines that stand already in `build/train` are not made again, and lstmtraining goes on from its checkpoint.
About an hour and a half on two cores. With `--office FILE` (what `saraban truth --json` printed) an office's own
corrected letters are among the lines.
"""

from __future__ import annotations

import argparse
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from intake.training import figures, office, tesseract

MODELS = Path(__file__).parents[1] / "models"
_PLAIN = ((1, 60, 0.25), (2, 60, 0.25))  # seed, files of lines for Tesseract, share of running lines with Latin
_LATIN = ((3, 25, 0.9),)
_FIGURE_SEED, _FIGURE_LINES = 1, 40_000


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
    lines = folder / "lines"
    plain, latin = (
        [path for seed, count, share in some for path in tesseract.make_line_files(lines, seed, count, share)]
        for some in (_PLAIN, _LATIN)
    )
    if corrected:
        plain += office.make_line_files(folder / "office", corrected)
    checkpoint = tesseract.train(folder, plain, latin)
    tesseract.finish(folder, checkpoint, folder / "tha.traineddata", integer=True)
    shutil.copy(folder / "tha.traineddata", MODELS)


def _train_figures(folder: Path) -> None:
    kept = folder / "figures.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(list(figures.make_lines(_FIGURE_SEED, _FIGURE_LINES))))
    lines = pickle.loads(kept.read_bytes())
    figures.train(lines, seed=_FIGURE_SEED, rounds=3.5, out=MODELS / "figures.npz")


if __name__ == "__main__":
    main()
