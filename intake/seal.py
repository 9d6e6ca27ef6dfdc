"""Print under a seal: a stamped letter (หนังสือประทับตรา) has its seal over its sender's name and its date.

In a colour scan the seal goes with its colour (`Scan.print`). In a grey one it is lighter than print, and what is
lighter than print is taken for paper here. In black and white nothing tells them apart; the date may still be found
(`whichday`).
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
_ROUND = (0.6, 1.4)  # its width by its height
_TALL = 0.4  # of its height: what the columns of ink within it reach over, and those of a line of text do not
_TOP = 150.0  # points: above it the Garuda stands
_BESIDE = 60.0  # points to both sides: names are longer than seals
_LIGHTER = 10.0  # levels that a seal is lighter than print, at least
_INK = 150  # darker is ink


def read_under(scan: Scan, number: int, lines: Sequence[Line], models: Path) -> tuple[Line, ...]:
    """The lines of page `number` that stand under a seal, where there is one that can be seen through."""
    seal = seal_on(scan, lines)
    under = lifted(scan, seal, lines) if seal else None
    if under is None:
        return ()
    return read_alone(under, number, (ocr.read(under, number, ocr.BLOCK, models),), (0.0, 0.0), models)


def seal_on(scan: Scan, lines: Sequence[Line]) -> Box | None:
    """The place of the seal on a page with these lines; None where there is none."""
    return next(filter(None, (_seal_in(scan, box) for box in unread(scan, lines))), None)


def lifted(scan: Scan, seal: Box, lines: Sequence[Line]) -> Scan | None:
    """The place of a seal without it, the rest white; None where it is as dark as print."""
    left, top, right, bottom = seal
    area = (max(0.0, left - _BESIDE), top, right + _BESIDE, bottom)
    pixels = np.asarray(scan.picture, dtype=np.float32)
    print_level = float(np.median([np.percentile(_part(pixels, line.box, scan), 2) for line in lines])) * 0.8
    inside = _part(pixels, seal, scan)
    seal_level = float(np.median(inside[inside < 0.7 * np.median(pixels)]))
    if seal_level - print_level < _LIGHTER:
        return None
    page = np.full_like(pixels, 255)
    rows, columns = _slices(area, scan)
    page[rows, columns] = np.clip((pixels[rows, columns] - print_level) / (seal_level - print_level) * 255, 0, 255)
    return replace(scan, picture=Image.fromarray(page.astype(np.uint8)))


def _seal_in(scan: Scan, box: Box) -> Box | None:
    """The seal in a block of ink, which may hold what it is set over; None where there is none."""
    left, top, right, bottom = box
    if top < _TOP or not _SIZE[0] < bottom - top < _SIZE[1] or right - left < _SIZE[0]:
        return None
    ink = _part(np.asarray(scan.picture), box, scan) < _INK
    reach = len(ink) - ink.argmax(axis=0) - ink[::-1].argmax(axis=0)
    columns = np.flatnonzero(ink.any(axis=0) & (reach > _TALL * len(ink)))
    if not len(columns) or not _ROUND[0] < (columns[-1] - columns[0]) / len(ink) < _ROUND[1]:
        return None
    return left + float(columns[0]) / scan.scale, top, left + float(columns[-1]) / scan.scale, bottom


def _part(pixels: np.ndarray, box: Box, scan: Scan) -> np.ndarray:
    rows, columns = _slices(box, scan)
    return pixels[rows, columns]


def _slices(box: Box, scan: Scan) -> tuple[slice, slice]:
    left, top, right, bottom = [max(0, round(edge * scan.scale)) for edge in box]
    return slice(top, bottom + 1), slice(left, right + 1)
