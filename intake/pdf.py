"""A PDF through PDFium: its characters with places, how much of a page is picture, and pages as pictures.

The only module that imports pypdfium2. PDFium honours /ActualText, which pdfminer does not, and reads a page in
a few milliseconds. Its own line order is not used: it breaks up Thai words and moves marks.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw

from intake.drawn import Style, seen
from intake.ink import Glyph
from intake.lines import Box, holds
from registry.errors import Unreadable
from registry.model import Problem

_POINTS = 72.0  # to the inch
_LONGEST = 2600  # pixels: a taller page is a scanner's wrong page size and is rendered smaller
_MOST_GLYPHS = 20_000  # of a page; a close-set page of text has 4,000
_BROKEN_AT = 2  # what PDFium gives for the hyphen at which a line is broken
_DEPTH = 4  # forms within forms that are looked into
_MOST_OVERLAYS = 200
_SHOWING = (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_WIDGET)
_COVERING = 0.5  # of the page: pictures this large hide the text drawn before them
_WHITE = 245  # of 255: what is printed so light is not seen on paper
_MAX_PIXELS = 120_000_000  # of one embedded picture: an A3 page at 900 dpi


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A picture in colour (red, green, blue, a byte each), rows of `stride` bytes; `scale` is pixels to the point."""

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float


class Pdf:
    """An open PDF; pages count from 1. Opening raises `Unreadable` (PASSWORD, BROKEN)."""

    def __init__(self, path: Path) -> None:
        self._open: tuple[int, pdfium.PdfPage] | None = None
        file = path.open("rb")  # by its descriptor: a file in memory has no path that pypdfium2 could resolve
        try:
            self._document = pdfium.PdfDocument(file, autoclose=True)
        except pdfium.PdfiumError as error:
            file.close()
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
        self._shut()
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height in points, as shown (/Rotate applied)."""
        with self._page(number) as page:
            width, height = page.get_size()
        return float(width), float(height)

    def glyphs(self, number: int) -> list[Glyph]:
        """The characters a reader of the page sees, in the order PDFium gives them, without the blanks it makes up.

        What is printed in white, made invisible, laid under a picture or set askew (a watermark) is left out: the
        text that scanners and OCR programs add to a picture is one of these.
        """
        with self._page(number) as page:
            layer = page.get_textpage()
            try:
                return seen(_letters(layer, _Upright(page), _covered(page)))
            finally:
                layer.close()

    def is_bold(self, number: int, box: Box) -> bool:
        """Whether the letters whose middle lies in `box` are set in bold, most of them."""
        with self._page(number) as page:
            layer = page.get_textpage()
            try:
                drawn = list(_letters(layer, _Upright(page), set()))
            finally:
                layer.close()
        bold = [style.bold for glyph, style in drawn if holds(box, glyph[3:7])]
        return 2 * sum(bold) > len(bold)

    def picture_share(self, number: int) -> float:
        """The part of the page its pictures cover, 0 to 1; scanners may store one in strips. Raises `Unreadable`."""
        with self._page(number) as page:
            return min(1.0, sum(_area(drawn, page) for drawn in _drawn(page) if drawn.is_picture))

    def render(self, number: int, dpi: int) -> Raster:
        """A page in colour, /Rotate applied."""
        with self._page(number) as page:
            scale = min(dpi / _POINTS, _LONGEST / max(page.get_size()))
            bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
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
        """A page; it stays open until another is asked for, and is freed then and not when the collector comes by."""
        try:
            if self._open is None or self._open[0] != number:
                self._shut()
                self._open = number, self._opened(number)
            yield self._open[1]
        except pdfium.PdfiumError as error:
            raise Unreadable(Problem.BROKEN, f"page {number}: {error}") from error

    def _opened(self, number: int) -> pdfium.PdfPage:
        """A page with what is laid over it (text boxes, stamps, a number filled into a form) made part of it."""
        page = self._document[number - 1]
        if _overlaid(page):
            page.close()
            self._document.init_forms()
            page = self._document[number - 1]
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            page = self._document[number - 1]
        return page

    def _shut(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None


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


def _overlaid(page: pdfium.PdfPage) -> bool:
    """Whether annotations that show something of their own lie on the page: not links and not pop-ups."""
    kinds = []
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST_OVERLAYS)):
        overlay = raw.FPDFPage_GetAnnot(page, at)
        kinds.append(raw.FPDFAnnot_GetSubtype(overlay))
        raw.FPDFPage_CloseAnnot(overlay)
    return any(kind in _SHOWING for kind in kinds)


class _Drawn(NamedTuple):
    """A picture or a run of text, in the order the page draws them; `scale`: of the form it stands in, by area."""

    handle: Any
    is_picture: bool
    scale: float


def _drawn(page: Any, inside: Any = None, scale: float = 1.0, depth: int = _DEPTH) -> Iterator[_Drawn]:
    """What is drawn on a page, or `inside` a form of it."""
    count = raw.FPDFFormObj_CountObjects(inside) if inside else raw.FPDFPage_CountObjects(page)
    for at in range(count):
        handle = raw.FPDFFormObj_GetObject(inside, at) if inside else raw.FPDFPage_GetObject(page, at)
        kind = raw.FPDFPageObj_GetType(handle)
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT):
            yield _Drawn(handle, kind == raw.FPDF_PAGEOBJ_IMAGE, scale)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(handle, matrix)
            by = abs(matrix.a * matrix.d - matrix.b * matrix.c)
            yield from _drawn(page, handle, scale * by, depth - 1)


def _area(drawn: _Drawn, page: pdfium.PdfPage) -> float:
    """The part of the page a picture covers. Raises `Unreadable` (TOO_LARGE)."""
    across, down = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(drawn.handle, across, down)
    if across.value * down.value > _MAX_PIXELS:
        raise Unreadable(Problem.TOO_LARGE, f"a picture of {across.value} x {down.value} pixels")
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn.handle, left, bottom, right, top)
    width, height = page.get_size()
    return float((right.value - left.value) * (top.value - bottom.value) * drawn.scale / max(1.0, width * height))


def _covered(page: pdfium.PdfPage) -> set[int]:
    """The addresses of the text objects that pictures drawn after them cover."""
    drawn = list(_drawn(page))
    under, share = set(), 0.0
    for one in reversed(drawn) if any(one.is_picture for one in drawn) else ():
        if one.is_picture:
            share += _area(one, page)
        elif share >= _COVERING:
            under.add(ctypes.addressof(one.handle.contents))
    return under


def _letters(layer: pdfium.PdfTextPage, upright: _Upright, covered: set[int]) -> Iterator[tuple[Glyph, Style]]:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    before, style = -1, Style()
    for at in range(min(layer.count_chars(), _MOST_GLYPHS)):
        if raw.FPDFText_IsGenerated(layer, at) == 1:
            continue
        drawn = raw.FPDFText_GetTextObject(layer, at)
        address = ctypes.addressof(drawn.contents) if drawn else 0
        if address != before:
            before, style = address, _style(layer, at, drawn, hidden=address in covered)
        code = raw.FPDFText_GetUnicode(layer, at)
        if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000 or raw.FPDFText_HasUnicodeMapError(layer, at) == 1:
            code = 0xFFFD
        elif code == _BROKEN_AT:
            code = ord("-")
        raw.FPDFText_GetCharOrigin(layer, at, x, y)
        raw.FPDFText_GetCharBox(layer, at, left, right, bottom, top)
        one, other = upright(left.value, top.value), upright(right.value, bottom.value)
        (x0, x1), (y0, y1) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        yield Glyph(chr(code), *upright(x.value, y.value), x0, y0, x1, y1), style


def _style(layer: pdfium.PdfTextPage, at: int, drawn: Any, *, hidden: bool) -> Style:
    """How the text object of one character is printed."""
    red, green, blue, opaque = (ctypes.c_uint() for _ in range(4))
    painted = raw.FPDFText_GetFillColor(layer, at, red, green, blue, opaque)
    white = bool(painted) and min(red.value, green.value, blue.value) > _WHITE
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else raw.FPDF_TEXTRENDERMODE_FILL
    unpainted = mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    name, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    raw.FPDFText_GetFontInfo(layer, at, name, 64, flags)
    font = name.value.decode(errors="replace")
    return Style(
        hidden=hidden or unpainted or (bool(painted) and opaque.value == 0),
        white=white,
        turn=round(math.degrees(max(0.0, raw.FPDFText_GetCharAngle(layer, at)))),
        font=font,
        bold="bold" in font.casefold() or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE,
    )
