"""Tesseract, in this process: a straightened page to lines with boxes. The only module that imports tesserocr.

The stock Thai model has no ๔ ๖ ๗ ๘ ๙ in its character set (langdata_lstm issue 42), so what it reads of digits is
never certain. Tesseract's own threads only slow it down on small machines: one is allowed.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from intake.lines import NEVER_FIRST, Box, Line, Span, around
from intake.thai import normalise

if TYPE_CHECKING:
    from intake.image import Scan

COLUMN, BLOCK = 4, 6  # page modes: BLOCK keeps short lines and numbers, COLUMN reads subjects better

_THAI = "tha"
_FOLDERS = ("usr/share/tesseract-ocr/*/tessdata", "usr/share/tessdata", "usr/local/share/tessdata")
_BLANK = 0.33  # word heights between two words that make a blank: Tesseract parts Thai at will
_WIDE = 1.3  # word heights that part a line into spans
_SURE_ENOUGH = 20.0  # percent: below it Tesseract saw specks

Word = tuple[str, Box]


def tessdata() -> Path | None:
    """The folder of Tesseract's models: TESSDATA_PREFIX, or where Debian, Ubuntu and others put it; None if absent."""
    named = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(named), Path(named, "tessdata")] if named else []
    for pattern in _FOLDERS:
        folders += sorted(Path("/").glob(pattern), reverse=True)
    return next((folder for folder in folders if any(folder.glob("*.traineddata"))), None)


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """The models that are there, by name; reading needs "tha"."""
    folder = folder or tessdata()
    return tuple(sorted(model.stem for model in folder.glob("*.traineddata"))) if folder else ()


def read(scan: Scan, page: int, mode: int, folder: Path | None = None) -> tuple[Line, ...]:
    """The lines of a page, from the top, in one page mode (COLUMN or BLOCK); none where the Thai model is missing.

    English is not read beside it: measured on real letters, it turns Thai labels and codes into Latin.
    """
    folder = folder or tessdata()
    if folder is None or _THAI not in languages(folder):
        return ()
    engine = _engine(str(folder), _THAI)
    engine.SetPageSegMode(mode)
    engine.SetImage(scan.picture)
    engine.SetSourceResolution(round(scan.scale * 72))
    engine.Recognize()
    rows = _rows(engine)
    height = _letter_height(rows)
    lines = [_line(words, page, scan, height) for words in rows]
    engine.Clear()
    kept = (line for line in lines if line.spans and not _is_ghost(line))
    return tuple(sorted(kept, key=lambda line: line.box[1] + line.box[3]))


@cache
def _engine(folder: str, models: str) -> Any:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # read by libgomp when it is loaded, so before the import
    import tesserocr

    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return tesserocr.PyTessBaseAPI(path=folder, lang=models, oem=tesserocr.OEM.LSTM_ONLY)


def _rows(engine: Any) -> list[list[Word]]:
    """Tesseract's words with their boxes in pixels, by its text lines."""
    from tesserocr import RIL, iterate_level

    rows: list[list[Word]] = []
    for found in iterate_level(engine.GetIterator(), RIL.WORD):
        if found.Empty(RIL.WORD):
            continue
        if not rows or found.IsAtBeginningOf(RIL.TEXTLINE):
            rows.append([])
        text = found.GetUTF8Text(RIL.WORD).strip()
        if text and found.Confidence(RIL.WORD) >= _SURE_ENOUGH:
            rows[-1].append((text, found.BoundingBox(RIL.WORD)))
    return [row for row in rows if row]


def _is_ghost(line: Line) -> bool:
    """Whether Tesseract made a row of tall marks or specks; the shortest real line is a class of secrecy."""
    return max(len(span.text) for span in line.spans) < 5 and "ลับ" not in line.text


def _letter_height(rows: list[list[Word]]) -> float:
    """The usual height in pixels of a Thai word with its marks."""
    heights = [box[3] - box[1] for row in rows for text, box in row if len(text) > 2]
    return median(heights) if heights else 30.0


def _line(words: list[Word], page: int, scan: Scan, height: float) -> Line:
    parts: list[list[Word]] = []
    end = 0.0
    for text, box in sorted(words, key=lambda word: word[1][0]):
        gap = box[0] - end
        if not parts or (gap > _WIDE * height and text[0] not in NEVER_FIRST):
            parts.append([])
        blank = parts[-1] and gap > _BLANK * height and text[0] not in NEVER_FIRST
        parts[-1].append((" " + text if blank else text, box))
        end = max(end, box[2]) if len(parts[-1]) > 1 else box[2]
    spans = (
        Span(text=normalise("".join(text for text, _ in part)), box=scan.points(around(box for _, box in part)))
        for part in parts
    )
    kept = tuple(span for span in spans if span.text)
    return Line(spans=kept, page=page, unit=height / scan.scale / 2)
