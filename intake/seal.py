"""Print under a seal: a stamped letter (หนังสือประทับตรา) has its seal over its sender's name and its date.

In a colour scan the seal goes with its colour (`Scan.print`). In a grey one it is lighter than print, and what is
lighter than print is taken for paper here. In black and white nothing tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from intake import ocr
from intake.image import Scan
from intake.lines import Box, Line
from intake.second import read_alone, unread

_SIZE = (70.0, 190.0)  # points: a seal is some 4.5 cm across, drawn as it comes
_TOP = 150.0  # points: above it the Garuda stands
_BESIDE = 60.0  # points to both sides: names are longer than seals
_LIGHTER = 10.0  # levels that a seal is lighter than print, at least


def read_under(scan: Scan, number: int, lines: Sequence[Line], models: Path) -> tuple[Line, ...]:
    """The lines of page `number` that stand under a seal, where there is one that can be seen through."""
    seal = next((box for box in unread(scan, lines) if _is_seal(box)), None)
    if seal is None:
        return ()
    left, top, right, bottom = seal
    area = (max(0.0, left - _BESIDE), top, right + _BESIDE, bottom)
    pixels = np.asarray(scan.picture, dtype=np.float32)
    print_level = float(np.median([np.percentile(_part(pixels, line.box, scan), 2) for line in lines])) * 0.8
    inside = _part(pixels, seal, scan)
    seal_level = float(np.median(inside[inside < 0.7 * np.median(pixels)]))
    if seal_level - print_level < _LIGHTER:
        return ()
    page = np.full_like(pixels, 255)
    rows, columns = _slices(area, scan)
    page[rows, columns] = np.clip((pixels[rows, columns] - print_level) / (seal_level - print_level) * 255, 0, 255)
    lifted = replace(scan, picture=Image.fromarray(page.astype(np.uint8)))
    return read_alone(lifted, number, (ocr.read(lifted, number, ocr.BLOCK, models),), (0.0, 0.0), models)


def _is_seal(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    return box[1] > _TOP and _SIZE[0] < height < _SIZE[1] and 0.6 < width / height < 1.7


def _part(pixels: np.ndarray, box: Box, scan: Scan) -> np.ndarray:
    rows, columns = _slices(box, scan)
    return pixels[rows, columns]


def _slices(box: Box, scan: Scan) -> tuple[slice, slice]:
    left, top, right, bottom = (max(0, round(edge * scan.scale)) for edge in box)
    return slice(top, bottom + 1), slice(left, right + 1)
