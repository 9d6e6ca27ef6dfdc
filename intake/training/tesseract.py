"""Trains Tesseract's Thai model on: the digits it lacks, Latin, and the fonts and wear of office letters.

From Debian's integer model (package tesseract-ocr-tha, Apache-2.0): its network made float, its character set
extended, then some ten thousand made lines in stages of falling pace. The tools are those of package tesseract-ocr.
"""

from __future__ import annotations

import os
import string
import struct
import subprocess
from collections.abc import Iterable, Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from intake.training.lstmf import Taught, write_lines
from intake.training.network import as_float
from intake.training.paint import Painter
from intake.training.texts import Texts
from intake.training.words import load_words

MODEL = "tha"
_NEW = "๔๖๗๘๙ฌฃฅฦ฿" + string.ascii_letters + "&;_{}~$^\\‘’–—…•°×ๅ"
_EACH = 400  # lines a file
_DICTIONARIES = ("lstm-punc-dawg", "lstm-word-dawg", "lstm-number-dawg")


class Stage(NamedTuple):
    """A stage of training: its pace (learning rate), its steps of one line each, and its files of lines, in order."""

    pace: float
    steps: int
    files: Sequence[Path]


def make_line_files(folder: Path, seed: int, files: int, latin: float, crossed: float = 0.0) -> list[Path]:
    """Files of 400 lines each for lstmtraining; the same seed makes the same lines.

    `latin`: see `Texts`; `crossed`: see `Painter`.
    """
    words = load_words()
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(files):
        texts, painter = Texts(words, seed * 1000 + number, latin), Painter(seed * 1000 + number, crossed)
        made.append(folder / f"{seed}-{number:03}.lstmf")
        if not made[-1].exists():
            write_lines(made[-1], (_line(texts, painter) for _ in range(_EACH)))
    return made


def _line(texts: Texts, painter: Painter) -> Taught:
    text = texts.line()
    around = (texts.line(), texts.line()) if painter.chance(0.6) else ()
    return painter.paint(text, around).picture, text


def train(folder: Path, stages: Iterable[Stage]) -> Path:
    """The checkpoint after all stages, the first of which goes on from Debian's model."""
    stock = max(Path("/usr/share/tesseract-ocr").glob(f"*/tessdata/{MODEL}.traineddata"), default=None)
    if stock is None:
        raise FileNotFoundError("Debian's Thai model is needed: apt-get install tesseract-ocr tesseract-ocr-tha")
    start = _started(folder, stock)
    before = folder / "parts" / f"{MODEL}.lstm"
    for number, stage in enumerate(stages):
        listed = folder / f"lines{number}.txt"
        listed.write_text("".join(f"{path}\n" for path in stage.files))
        old = ("--old_traineddata", stock) if number == 0 else ()
        _run(
            "lstmtraining",
            *("--continue_from", before, *old, "--traineddata", start, "--train_listfile", listed),
            *("--model_output", folder / f"stage{number}", "--max_image_MB", "4000"),
            *("--reset_learning_rate", "--learning_rate", str(stage.pace), "--max_iterations", str(stage.steps)),
        )
        before = folder / f"stage{number}_checkpoint"
    return before


def mixed(most: Sequence[Path], *others: Sequence[Path]) -> list[Path]:
    """`most`, and behind every third of it one of each of the `others`, which begin again at their end."""
    around, files = [cycle(one) for one in others], []
    for at, path in enumerate(most, 1):
        files += [path, *map(next, around)] if at % 3 == 0 else [path]
    return files


def finish(folder: Path, checkpoint: Path, out: Path, *, integer: bool) -> None:
    """A checkpoint as a model file, in bytes (a quarter the size, twice as fast) or in floats."""
    kind = ("--convert_to_int",) if integer else ()
    start = folder / "parts" / f"{MODEL}.traineddata"
    _run(
        "lstmtraining",
        *("--stop_training", *kind, "--continue_from", checkpoint, "--traineddata", start, "--model_output", out),
    )


def _started(folder: Path, stock: Path) -> Path:
    """The model that training starts from: the stock weights as floats, the larger character set, its dictionaries."""
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    stem = parts / f"{MODEL}."
    _run("combine_tessdata", "-u", stock, stem)
    charset = parts / f"{MODEL}.lstm-unicharset"
    rows = _extended(charset.read_text("utf-8").splitlines()[1:])
    charset.write_text("\n".join([str(len(rows)), *rows, ""]), "utf-8")
    # Every character is its own code (Tesseract's pass-through recoder).
    codes = b"".join(struct.pack("<bIi", 1, 1, code) for code in range(len(rows)))
    (parts / f"{MODEL}.lstm-recoder").write_bytes(struct.pack("<I", len(rows)) + codes)
    network = parts / f"{MODEL}.lstm"
    network.write_bytes(as_float(network.read_bytes()))
    _run("combine_tessdata", stem)
    return parts / f"{MODEL}.traineddata"


def _extended(rows: list[str]) -> list[str]:
    """The lines of a unicharset with the new characters behind; the LSTM asks for nothing but the character."""
    known = {row.split(" ")[0] for row in rows}
    for letter in (letter for letter in _NEW if letter not in known):
        script = "Thai" if "฀" <= letter <= "๛" else "Latin" if letter.isalpha() else "Common"
        kind = (
            8
            if letter.isdigit()
            else 1
            if script == "Thai"
            else 5
            if letter.isupper()
            else 3
            if letter.isalpha()
            else 10
        )
        at = len(rows)
        rows.append(f"{letter} {kind:x} 0,255,0,255,0,0,0,0,0,0 {script} {at} 0 {at} {letter}")
    return rows


def _run(*command: str | Path | Iterable[str]) -> None:
    """A tool of Tesseract, on one core: more of them slow it down."""
    subprocess.run([str(word) for word in command], check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
