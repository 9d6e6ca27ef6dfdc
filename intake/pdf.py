"""A PDF through PDFium: its characters with places, how much of a page is picture, and pages as pictures.

The only module that imports pypdfium2. PDFium honours /ActualText, which pdfminer does not, and reads a page in
a few milliseconds. Its own line order is not used: it breaks up Thai words and moves marks.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pypdfium2 as pdfium
from pypdfium2 import raw

from intake.ink import Glyph
from intake.thai import mapped
from registry.errors import Unreadable
from registry.model import Problem

_POINTS = 72.0  # to the inch
_LONGEST = 2600  # pixels: a taller page is a scanner's wrong page size and is rendered smaller
_MOST_GLYPHS = 20_000  # of a page; a close-set page of text has 4,000
_MAX_PIXELS = 120_000_000  # of one embedded picture: an A3 page at 900 dpi


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A grey picture, one byte a pixel, rows of `stride` bytes; `scale` is pixels to the point."""

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float


class Pdf:
    """An open PDF; pages count from 1. Opening raises `Unreadable` (PASSWORD, BROKEN)."""

    def __init__(self, path: Path) -> None:
        try:
            self._document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError as error:
            wants_password = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
            raise Unreadable(Problem.PASSWORD if wants_password else Problem.BROKEN, str(error)) from error
        if len(self._document) == 0:
            self._document.close()
            raise Unreadable(Problem.BROKEN, "the PDF has no pages")

    def __enter__(self) -> Pdf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height in points, as shown (/Rotate applied)."""
        with self._page(number) as page:
            width, height = page.get_size()
        return float(width), float(height)

    def glyphs(self, number: int) -> list[Glyph]:
        """The characters of a page in the order PDFium gives them, without the blanks it makes up."""
        with self._page(number) as page:
            upright = _Upright(page)
            layer = page.get_textpage()
            try:
                return _glyphs(layer, upright)
            finally:
                layer.close()

    def picture_share(self, number: int) -> float:
        """The part of the page its largest picture covers, 0 to 1. Raises `Unreadable` (TOO_LARGE)."""
        with self._page(number) as page:
            width, height = page.get_size()
            share = 0.0
            for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
                across, down = picture.get_px_size()
                if across * down > _MAX_PIXELS:
                    raise Unreadable(Problem.TOO_LARGE, f"a picture of {across} x {down} pixels")
                left, bottom, right, top = picture.get_bounds()
                share = max(share, (right - left) * (top - bottom) / max(1.0, width * height))
        return min(1.0, share)

    def render(self, number: int, dpi: int) -> Raster:
        """A page in grey, /Rotate applied."""
        with self._page(number) as page:
            scale = min(dpi / _POINTS, _LONGEST / max(page.get_size()))
            bitmap = page.render(scale=scale, grayscale=True)
            try:
                return Raster(
                    pixels=bytes(bitmap.buffer),
                    width=bitmap.width,
                    height=bitmap.height,
                    stride=bitmap.stride,
                    scale=scale,
                )
            finally:
                bitmap.close()

    @contextmanager
    def _page(self, number: int) -> Iterator[pdfium.PdfPage]:
        """A page, freed when we are done with it and not when the collector comes by."""
        try:
            page = self._document[number - 1]
            try:
                yield page
            finally:
                page.close()
        except pdfium.PdfiumError as error:
            raise Unreadable(Problem.BROKEN, f"page {number}: {error}") from error


class _Upright:
    """From PDF user space (up, before /Rotate) to points from the top left of the page as shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._turn = page.get_rotation() % 360

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        if self._turn == 90:
            return y - self._bottom, x - self._left
        if self._turn == 180:
            return self._right - x, y - self._bottom
        if self._turn == 270:
            return self._top - y, self._right - x
        return x - self._left, self._top - y


def _glyphs(layer: pdfium.PdfTextPage, upright: _Upright) -> list[Glyph]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    found = []
    for at in range(min(layer.count_chars(), _MOST_GLYPHS)):
        if raw.FPDFText_IsGenerated(layer, at) == 1:
            continue
        code = raw.FPDFText_GetUnicode(layer, at)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            code = 0xFFFD
        raw.FPDFText_GetCharOrigin(layer, at, x, y)
        raw.FPDFText_GetCharBox(layer, at, left, right, bottom, top)
        one, other = upright(left.value, top.value), upright(right.value, bottom.value)
        (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        found.append(Glyph(mapped(chr(code)), *upright(x.value, y.value), x0, y0, x1, y1))
    return found
