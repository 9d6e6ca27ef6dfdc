"""Tesseract, in this process: a straightened page to lines with boxes. The only module that imports tesserocr.

It reads with the Thai model in `models/`, trained for office letters (`make train`): the stock one has no ๔ ๖ ๗ ๘ ๙
in its character set (langdata_lstm issue 42).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from intake.lines import NEVER_FIRST, Box, Line, Span, around
from intake.thai import normalise

if TYPE_CHECKING:
    from PIL import Image

    from intake.image import Scan

COLUMN, BLOCK = 4, 6  # page modes: BLOCK keeps short lines and numbers, COLUMN reads subjects better
MODELS = Path(__file__).parent / "models"
"""The folder of our own model; `read` takes another that holds a `tha.traineddata`."""

_THAI = "tha"
_LINE = 13  # page mode: the picture is one line, as it stands
_BLANK = 0.33  # word heights between two words that make a blank: Tesseract parts Thai at will
_WIDE = 1.3  # word heights that part a line into spans
_SURE_ENOUGH = 20.0  # percent: below it Tesseract saw specks

Word = tuple[str, Box, float]  # its text, its box in pixels, its odds


def read(scan: Scan, page: int, mode: int, models: Path = MODELS) -> tuple[Line, ...]:
    """The lines of a page, from the top, in one page mode (COLUMN or BLOCK); boxes on the straightened page.

    English is not read beside it: measured on real letters, it turns Thai labels and codes into Latin.
    """
    engine = _engine(str(models))
    engine.SetPageSegMode(mode)
    engine.SetImage(scan.picture)
    engine.SetSourceResolution(round(scan.scale * 72))
    engine.Recognize()
    rows = _rows(engine)
    engine.Clear()
    height = _letter_height(rows)
    lines = [_line(words, page, scan.scale, height) for words in rows]
    kept = (line for line in lines if line.spans and not _is_ghost(line))
    return tuple(sorted(kept, key=lambda line: line.box[1] + line.box[3]))


def read_line(picture: Image.Image, dpi: int, models: Path = MODELS) -> tuple[str, float]:
    """The text of one line that was cut out, and its odds (0 to 1)."""
    engine = _engine(str(models))
    engine.SetPageSegMode(_LINE)
    engine.SetImage(picture)
    engine.SetSourceResolution(dpi)
    text = normalise(engine.GetUTF8Text().strip())
    odds = engine.MeanTextConf() / 100
    engine.Clear()
    return text, odds


def version() -> str:
    """Tesseract's."""
    import tesserocr

    return str(tesserocr.tesseract_version().split()[1])


@cache
def _engine(folder: str) -> Any:
    import tesserocr

    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return tesserocr.PyTessBaseAPI(path=folder, lang=_THAI, oem=tesserocr.OEM.LSTM_ONLY)


def _rows(engine: Any) -> list[list[Word]]:
    """Tesseract's words by its text lines."""
    from tesserocr import RIL, iterate_level

    rows: list[list[Word]] = []
    for found in iterate_level(engine.GetIterator(), RIL.WORD):
        if found.Empty(RIL.WORD):
            continue
        if not rows or found.IsAtBeginningOf(RIL.TEXTLINE):
            rows.append([])
        text = found.GetUTF8Text(RIL.WORD).strip()
        if text and (percent := found.Confidence(RIL.WORD)) >= _SURE_ENOUGH:
            rows[-1].append((text, found.BoundingBox(RIL.WORD), percent / 100))
    return [row for row in rows if row]


def _is_ghost(line: Line) -> bool:
    """Whether Tesseract made a row of tall marks or specks; the shortest real line is a class of secrecy."""
    return max(len(span.text) for span in line.spans) < 5 and "ลับ" not in line.text


def _letter_height(rows: list[list[Word]]) -> float:
    """The usual height in pixels of a Thai word with its marks."""
    heights = [box[3] - box[1] for row in rows for text, box, _ in row if len(text) > 2]
    return median(heights) if heights else 30.0


def _line(words: list[Word], page: int, scale: float, height: float) -> Line:
    parts: list[list[Word]] = []
    end = 0.0
    for text, box, odds in sorted(words, key=lambda word: word[1][0]):
        gap = box[0] - end
        if not parts or (gap > _WIDE * height and text[0] not in NEVER_FIRST):
            parts.append([])
        blank = parts[-1] and gap > _BLANK * height and text[0] not in NEVER_FIRST
        parts[-1].append((" " + text if blank else text, box, odds))
        end = max(end, box[2]) if len(parts[-1]) > 1 else box[2]
    spans = (_span(part, scale) for part in parts)
    return Line(spans=tuple(span for span in spans if span.text), page=page, unit=height / scale / 2)


def _span(part: list[Word], scale: float) -> Span:
    left, top, right, bottom = around(box for _, box, _ in part)
    return Span(
        text=normalise("".join(text for text, _, _ in part)),
        box=(left / scale, top / scale, right / scale, bottom / scale),
        odds=min(odds for _, _, odds in part),
    )
