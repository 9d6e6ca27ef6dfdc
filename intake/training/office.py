"""Lines to learn from out of an office's own letters: what people corrected or confirmed (`saraban truth --json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image

from intake import image
from intake.pdf import Pdf
from intake.sniff import PDF, sniff
from intake.thai import normalise
from intake.training.lstmf import Taught, write_lines

_DPI = 200
_LOW = 28.0  # points: a higher box holds more than one line
_ROOM = 2.0  # points around a box
_EACH = 400


def make_line_files(folder: Path, corrected: Path) -> list[Path]:
    """Files of lines for lstmtraining. What a hand wrote, and fields over several lines, are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = _lines(json.loads(corrected.read_text("utf-8")))
    made: list[Path] = []
    while taught := list(islice(lines, _EACH)):
        made.append(folder / f"office-{len(made):03}.lstmf")
        write_lines(made[-1], taught)
    return made


def _lines(truths: list[dict[str, Any]]) -> Iterator[Taught]:
    for truth in truths:
        text = _taught(truth)
        if text is None or truth["how"] != "ocr" or truth["box"][3] - truth["box"][1] > _LOW:
            continue
        path = Path(truth["original"])
        if path.is_file() and (line := _picture(path, truth["page"], truth["box"])):
            yield line, text


def _taught(truth: dict[str, Any]) -> str | None:
    """The line as printed: what was read there, with the wrong value changed for the right one."""
    read, right, line = truth["read"], truth["right"], truth["text"]
    if not right or not line or not truth["original"]:
        return None
    if read == right:
        return normalise(line)
    return normalise(line.replace(read, right)) if read and read in line else None


def _picture(path: Path, number: int, box: list[float]) -> Image.Image | None:
    """The line as it stands on the page; None where the page lies on its side."""
    if sniff(path.read_bytes()) == PDF:
        with Pdf(path) as pdf:
            page, scale = image.rendered(pdf.render(number, _DPI))
    else:
        page, scale = image.loaded(path, number)
    left, top, right, bottom = (
        round(edge * scale) for edge in (box[0] - _ROOM, box[1] - _ROOM, box[2] + _ROOM, box[3] + _ROOM)
    )
    return page.convert("L").crop((left, top, right, bottom)) if right - left > bottom - top else None
