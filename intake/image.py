"""Scans made ready for reading: grey, the right way up, straight, the paper white. The only module with Pillow
and numpy; both take long to import, so it is imported only where a page has no text of its own.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

from intake.lines import Box
from intake.paper import BAND, Grey, cleaned
from intake.pdf import Raster
from intake.sized import times_a4
from intake.turn import Turn
from registry.errors import Unreadable
from registry.model import Problem

MAX_PIXELS = 120_000_000  # an A3 page at 900 dpi
_LONGEST = 2600  # pixels: A4 at 200 dpi is 2339 long
_SHORTEST = 1800  # pixels: a smaller picture is enlarged, Tesseract wants letters of some twenty
_NO_COLOUR = ("1", "L", "LA", "I", "I;16", "F")
_A4_LONG = 842.0  # points; a picture that does not say its size is taken for an A4 page
_MOST_SKEW = 4.0  # degrees
_SMALL = 700  # pixels: the copy that skew is measured on
_STRAIGHT = 0.05  # degrees not worth a turn

_COLOURED = 45  # levels between the strongest and the weakest colour of ink that is not black
_LEFT = 0.5  # of the contrast of print: lighter is what coloured ink left
_DARK = 0.6  # of the paper's brightness: darker is ink
_TINTED, _MOSTLY = 25, 0.75  # levels of colour, and the share of a page's ink that has them, where print has
_MOST_LIFT = 2.0  # times the strength of its colour that an ink may dim its own
_SOME, _MUCH = 0.00005, 0.08  # of the page: about one figure; more is a picture, or coloured paper
_FRAME = 0.08  # of a page's width and height
_SIDEWAYS = 0.7  # times as sharp: the columns of a page against its rows (upright pages lie below 0.2, others above 2)
_QUARTERS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A page picture ready for OCR, `scale` pixels to the point of an A4 page; `turn` leads back to it as shown."""

    picture: Image.Image
    scale: float
    turn: Turn
    shown: tuple[Image.Image, ...]  # picture, black and blue as shown, to turn it; none once it is known how it lies
    black: Image.Image | None = None  # the page without coloured ink: seals, stamps, pens; where it has any
    blue: Image.Image | None = None  # how blue, 0 to 255, where it has coloured ink

    @property
    def print(self) -> Scan:
        """The page as printed: without coloured ink."""
        return replace(self, picture=self.black) if self.black else self

    def crop(self, box: Box, *, blue: bool = False) -> Image.Image:
        """The part in a box of points on the straightened page; or of its `blue`, which must be there."""
        page = self.blue if blue and self.blue else self.picture
        left, top, right, bottom = (round(edge * self.scale) for edge in box)
        return page.crop((max(0, left), max(0, top), min(page.width, right), min(page.height, bottom)))

    def upper(self, height: float) -> Scan:
        """The part of the page above `height` points."""
        rows = min(self.picture.height, max(1, round(height * self.scale)))
        return replace(self, picture=self.picture.crop((0, 0, self.picture.width, rows)))

    def settled(self) -> Scan:
        """The same without what is needed to turn it, which takes as much memory."""
        return replace(self, shown=())

    def turned(self, quarters: int) -> Scan:
        """The same page, that many quarter turns counter-clockwise from how it is shown; it cannot be turned again."""
        assert self.shown, "a settled scan has only what is read"
        return _straight(self.shown, self.scale / self.turn.size, quarters).settled()

    @property
    def is_sideways(self) -> bool:
        """Whether the lines of text seem to run up or down the page."""
        small = self.picture.copy()
        small.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX)
        dark = np.asarray(small, dtype=np.float32)
        inner = tuple(slice(round(side * _FRAME), side - round(side * _FRAME)) for side in dark.shape)
        ink = (dark < np.median(dark) - 40)[inner]  # shadows and streaks lie along the edges
        across, down = (np.square(np.diff(ink.sum(axis=axis).astype(float))).sum() / ink.shape[axis] for axis in (1, 0))
        return bool(down > _SIDEWAYS * across)


def rendered(raster: Raster) -> tuple[Image.Image, float]:
    """A page of a PDF as shown, and its pixels to the point."""
    size = raster.width, raster.height
    return Image.frombuffer("RGB", size, raster.pixels, "raw", "RGB", raster.stride, 1), raster.scale


def frames(path: Path) -> int:
    """The number of pages of a TIFF; 1 for other pictures. Raises `Unreadable` (BROKEN, TOO_LARGE)."""
    with _opened(path) as picture:
        return int(getattr(picture, "n_frames", 1))


def loaded(path: Path, number: int) -> tuple[Image.Image, float]:
    """Page `number`, from 1, of a TIFF, JPEG or PNG as shown, and its pixels to the point.

    It is no larger than it is read at, and the file's own picture is let go. Raises `Unreadable` (BROKEN, TOO_LARGE).
    """
    with _opened(path) as picture:
        picture.seek(number - 1)
        if picture.width * picture.height > MAX_PIXELS:
            raise Unreadable(Problem.TOO_LARGE, f"a picture of {picture.width} x {picture.height} pixels")
        dots = float(picture.info.get("dpi", (0, 0))[1])
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
        longest = max(picture.size)
        scale = dots / 72 if 60 <= dots <= 1300 else longest / _A4_LONG
        wanted = min(_LONGEST, max(longest, _SHORTEST))
        page = _on_white(picture)
        mode = "L" if page.mode in _NO_COLOUR else "RGB"
        page = page if page.mode == mode else page.convert(mode)
        if longest != wanted:
            size = (round(page.width * wanted / longest), round(page.height * wanted / longest))
            page = page.resize(size, Image.Resampling.BOX if wanted < longest else Image.Resampling.BICUBIC)
            scale *= wanted / longest
        return page, scale


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd tags; the size is judged by ourselves
        try:
            # By its descriptor: a file in memory has no path that Pillow could resolve.
            with path.open("rb") as file, Image.open(file, formats=("TIFF", "JPEG", "PNG")) as picture:
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


def ready(page: Image.Image, scale: float) -> Scan:
    """A page as shown, `scale` pixels to the point, made clean and straight."""
    inks = _inks(page) if page.mode == "RGB" else None
    grey = cleaned(page.convert("L"))
    return _straight((grey, cleaned(inks[0]), inks[1]) if inks else (grey,), scale)


def _straight(shown: tuple[Image.Image, ...], scale: float, quarters: int = 0) -> Scan:
    """The scan of the pictures of a page, its grey first, after so many quarter turns; `scale` as shown."""
    times = times_a4(shown[0].width / scale, shown[0].height / scale)
    scale *= times
    turned = [picture.transpose(_QUARTERS[quarters]) for picture in shown] if quarters else shown
    skew = _skew(turned[0])
    turn = Turn(
        width=turned[0].width / scale, height=turned[0].height / scale, quarters=quarters, skew=skew, size=times
    )
    if abs(skew) > _STRAIGHT:
        turned = [
            picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=paper)
            for picture, paper in zip(turned, (255, 255, 0), strict=False)
        ]
    picture, black, blue = (*turned, None, None)[:3]
    return Scan(picture=picture, scale=scale, turn=turn, shown=shown, black=black, blue=blue)


def _inks(page: Image.Image) -> tuple[Image.Image, Image.Image] | None:
    """A page in colour without its coloured ink, and how blue it is; None where it has no such ink."""
    red, green, blue = page.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    cold = np.asarray(blue) > np.asarray(red)
    del red, green, blue  # let go as soon as may be: this is where reading takes most memory
    colour = ImageChops.subtract(brightest, darkest)
    coloured = float((np.asarray(colour)[::2, ::2] > _COLOURED).mean())
    if not _SOME < coloured < _MUCH or _is_in_colour(darkest, colour):
        return None
    del darkest
    bluer = Image.fromarray(np.asarray(colour) * cold)
    return _without(brightest, colour, cold), bluer


def _is_in_colour(darkest: Image.Image, colour: Image.Image) -> bool:
    """Whether the print itself is coloured, as of carbon paper: then nothing can be lifted off it."""
    dark, strong = np.asarray(darkest)[::2, ::2], np.asarray(colour)[::2, ::2]
    ink = dark < _DARK * np.median(dark)
    return bool(ink.any() and (strong[ink] > _TINTED).mean() > _MOSTLY)


def _without(brightest: Image.Image, colour: Image.Image, cold: NDArray[np.bool_]) -> Image.Image:
    """The page without its warm and its `cold` ink, print under it left.

    Coloured ink dims its own colour too, by as much as it is strong: how much is measured where nothing lies under it.
    """
    bright, strong = np.array(brightest), np.asarray(colour)
    some = bright[::4, ::4]
    paper, ink = float(np.median(some)), float(np.percentile(some, 1))
    lifts = [
        _dimmed(np.float32(paper) - bright[::2, ::2], strong[::2, ::2], inked[::2, ::2]) for inked in (~cold, cold)
    ]
    # Files keep colour at half the sharpness of light: what is left along the edges of a coloured stroke is paper.
    near = np.asarray(colour.filter(ImageFilter.MaxFilter(5))) > _COLOURED / 2
    for top in range(0, len(bright), BAND):
        rows = slice(top, top + BAND)
        if not near[rows].any():
            continue
        lifted = bright[rows] + np.where(cold[rows], lifts[1], lifts[0]).astype(np.float32) * strong[rows]
        lifted[lifted > paper - _LEFT * (paper - ink)] = paper
        bright[rows] = np.where(near[rows], np.maximum(bright[rows], np.minimum(lifted, 255)), bright[rows])
    return Image.fromarray(bright)


def _dimmed(dark: NDArray[np.floating], colour: Grey, inked: NDArray[np.bool_]) -> float:
    """How dark an ink is by how coloured."""
    full = inked & (colour > _COLOURED)
    return min(_MOST_LIFT, max(0.0, float(np.median(dark[full] / colour[full])))) if full.any() else 0.0


def _skew(grey: Image.Image) -> float:
    """The turn that makes the rows stand apart most, in degrees: rough steps of half a degree, then of a tenth."""
    best = 0.0
    for step, reach, size in ((0.5, _MOST_SKEW, _SMALL // 2), (0.1, 0.4, _SMALL)):
        small = grey.copy()
        small.thumbnail((size, 2 * size), Image.Resampling.BOX)
        dark = np.asarray(small)
        ink = Image.fromarray(np.where(dark < np.median(dark) - 40, 255, 0).astype(np.uint8))
        count = round(reach / step)
        angles = [best + step * turn for turn in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (_sharpness(ink, angle), -abs(angle)))
    return round(best, 2)


def _sharpness(ink: Image.Image, angle: float) -> float:
    rows = np.asarray(ink.rotate(angle, Image.Resampling.BILINEAR), dtype=np.float32).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
