"""Scans made ready for reading: grey, the right way up, straight, the paper white. The only module with Pillow
and numpy; both take long to import, so it is imported only where a page has no text of its own.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from intake.lines import Box
from intake.pdf import Raster
from registry.errors import Unreadable
from registry.model import Problem

MAX_PIXELS = 120_000_000  # an A3 page at 900 dpi
_LONGEST = 2600  # pixels: A4 at 200 dpi is 2339 long
_A4_LONG = 842.0  # points; a picture that does not say its size is taken for an A4 page
_CLEAN = 16.0  # contrast / noise above which a page is left as it is (heavy scans lie at 2-23, light above 55)
_MOST_SKEW = 4.0  # degrees
_SMALL = 700  # pixels: the copy that skew is measured on
_STRAIGHT = 0.05  # degrees not worth a turn

Grey = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class Scan:
    """A page picture ready for OCR, and the way back to the page: `scale` pixels to the point, turned by `skew`."""

    picture: Image.Image
    scale: float
    skew: float  # degrees, counter-clockwise

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.picture.width / self.scale, self.picture.height / self.scale

    def points(self, box: Box) -> Box:
        """A box in pixels of the straightened picture as one in points of the page: the turned corners' hull."""
        left, top, right, bottom = box
        sine, cosine = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
        across, down = self.picture.width / 2, self.picture.height / 2
        corners = [(x - across, y - down) for x in (left, right) for y in (top, bottom)]
        xs = [(cosine * x - sine * y + across) / self.scale for x, y in corners]
        ys = [(sine * x + cosine * y + down) / self.scale for x, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def from_raster(raster: Raster) -> Scan:
    """A rendered PDF page, cleaned and straightened."""
    rows = np.frombuffer(raster.pixels, dtype=np.uint8).reshape(raster.height, raster.stride)
    return _ready(Image.fromarray(np.ascontiguousarray(rows[:, : raster.width])), raster.scale)


def frames(path: Path) -> int:
    """The number of pages of a TIFF; 1 for other pictures. Raises `Unreadable` (BROKEN, TOO_LARGE)."""
    with _opened(path) as picture:
        return int(getattr(picture, "n_frames", 1))


def from_file(path: Path, number: int) -> Scan:
    """Page `number`, from 1, of a TIFF, JPEG or PNG. Raises `Unreadable` (BROKEN, TOO_LARGE)."""
    with _opened(path) as picture:
        picture.seek(number - 1)
        if picture.width * picture.height > MAX_PIXELS:
            raise Unreadable(Problem.TOO_LARGE, f"a picture of {picture.width} x {picture.height} pixels")
        dots = float(picture.info.get("dpi", (0, 0))[1])
        grey = ImageOps.exif_transpose(_on_white(picture)).convert("L")
    longest = max(grey.size)
    scale = dots / 72 if 60 <= dots <= 1300 else longest / _A4_LONG
    if longest > _LONGEST:
        shrunk = _LONGEST / longest
        grey = grey.resize((round(grey.width * shrunk), round(grey.height * shrunk)), Image.Resampling.BOX)
        scale *= shrunk
    return _ready(grey, scale)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd tags; the size is judged by ourselves
        try:
            with Image.open(path, formats=("TIFF", "JPEG", "PNG")) as picture:
                yield picture
        except Image.DecompressionBombError as error:
            raise Unreadable(Problem.TOO_LARGE, str(error)) from error
        except (OSError, SyntaxError, ValueError, EOFError, OverflowError) as error:
            raise Unreadable(Problem.BROKEN, str(error)) from error


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper


def _ready(grey: Image.Image, scale: float) -> Scan:
    cleaned = _cleaned(grey)
    skew = _skew(cleaned)
    if abs(skew) > _STRAIGHT:
        cleaned = cleaned.rotate(skew, Image.Resampling.BILINEAR, fillcolor=255)
    return Scan(cleaned, scale, skew)


def _cleaned(grey: Image.Image) -> Image.Image:
    """The noise step: where ink hardly stands out of the paper's noise, smooth it and make the paper white."""
    pixels = np.asarray(grey, dtype=np.float32)
    smooth = np.asarray(grey.filter(ImageFilter.GaussianBlur(1)), dtype=np.float32)
    paper = float(np.median(smooth))
    ink = float(np.percentile(smooth[::4, ::4], 1))
    blank = smooth > paper - 12
    noise = float(np.std((pixels - smooth)[blank])) if blank.any() else 0.0
    contrast = paper - ink
    if contrast < 1 or contrast >= _CLEAN * noise:
        return grey
    smoother = np.asarray(grey.filter(ImageFilter.GaussianBlur(1.3)), dtype=np.float32)
    stretched = (smoother - ink) / (0.7 * contrast) * 255
    return Image.fromarray(np.clip(stretched, 0, 255).astype(np.uint8))


def _skew(grey: Image.Image) -> float:
    """The turn that makes the rows stand apart most, in degrees: rough steps of half a degree, then of a tenth."""
    small = grey.copy()
    small.thumbnail((_SMALL, 2 * _SMALL), Image.Resampling.BOX)
    dark = np.asarray(small)
    ink = Image.fromarray(np.where(dark < np.median(dark) - 40, 255, 0).astype(np.uint8))
    best = 0.0
    for step, reach in ((0.5, _MOST_SKEW), (0.1, 0.4)):
        count = round(reach / step)
        angles = [best + step * turn for turn in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (_sharpness(ink, angle), -abs(angle)))
    return round(best, 2)


def _sharpness(ink: Image.Image, angle: float) -> float:
    rows = np.asarray(ink.rotate(angle, Image.Resampling.BILINEAR), dtype=np.float32).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
