"""A file to pages of lines: the text layer where it can be trusted, else what OCR sees.

Pages are read one by one and only when asked for: a letter's fields stand on its first page, an order's date
at its end, and a file of a thousand pages costs no more than one of ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from intake import ocr, textlayer
from intake.ink import mend
from intake.lines import Line, Page, lines_of, unit_of
from intake.pdf import Pdf
from intake.sniff import DOC, DOCX, ENCRYPTED, JPEG, PDF, PNG, TIFF
from intake.thai import thai_letters
from intake.word import as_pdf
from registry.errors import Unreadable
from registry.model import Problem

if TYPE_CHECKING:
    from intake.image import Scan

_DPI = 200  # 300 dpi reads no better and takes half as long again (measured)
_SCANNED = 0.5  # of the page: with a picture this large the text layer is someone's OCR, or a stamp's
_READABLE = 0.8  # a layer this good is not trusted, but its digits are better than the stock model's
_FULL_PAGE = 250  # Thai letters a scan's text layer must hold to be more than a stamp


class Document(Protocol):
    """An open document; pages count from 1."""

    def __len__(self) -> int: ...

    def read(self, number: int) -> Page:
        """One page. Raises `Unreadable` (BROKEN, TOO_LARGE)."""


@contextmanager
def open_document(path: Path, media_type: str, *, tessdata: Path | None = None) -> Iterator[Document]:
    """The document of this media type (see sniff.py); `tessdata`: a folder of models other than the system's.

    Raises `Unreadable`: EMPTY, BROKEN, PASSWORD, TOO_LARGE, UNSUPPORTED. A PDF locked only against changes opens.
    """
    if path.stat().st_size == 0:
        raise Unreadable(Problem.EMPTY)
    if media_type == PDF:
        with Pdf(path) as pdf:
            yield _PdfPages(pdf, path, "text", tessdata)
    elif media_type in (TIFF, JPEG, PNG):
        yield _PicturePages(path, tessdata)
    elif media_type in (DOCX, DOC):
        with as_pdf(path, media_type) as printed, Pdf(printed) as pdf:
            yield _PdfPages(pdf, printed, "docx", tessdata)
    elif media_type == ENCRYPTED:
        raise Unreadable(Problem.PASSWORD, "an Office file that needs a password")
    else:
        raise Unreadable(Problem.UNSUPPORTED, media_type)


class _PdfPages:
    def __init__(self, pdf: Pdf, path: Path, how: str, tessdata: Path | None) -> None:
        self._pdf, self._path, self._how, self._tessdata = pdf, path, how, tessdata

    def __len__(self) -> int:
        return len(self._pdf)

    def read(self, number: int) -> Page:
        drawn = self._pdf.glyphs(number)
        scanned = self._pdf.picture_share(number) > _SCANNED
        page = self._page(number, scanned, lines_of(mend(drawn, unit_of(drawn)), number))
        if _is_trusted(page, scanned):
            return page
        if drawn and not scanned:
            second = self._page(number, scanned, lines_of(textlayer.glyphs(self._path, number), number))
            page = max(page, second, key=lambda one: one.quality)
            if page.quality >= _READABLE:
                return page
        return self._seen(number) or page

    def _page(self, number: int, scanned: bool, lines: tuple[Line, ...]) -> Page:
        width, height = self._pdf.size(number)
        how = "ocr" if scanned else self._how
        score = textlayer.score("\n".join(line.text for line in lines))
        return Page(number=number, width=width, height=height, lines=lines, how=how, quality=score)

    def _seen(self, number: int) -> Page | None:
        """The page by OCR; None where OCR is not there or sees less than a line of Thai."""
        if "tha" not in ocr.languages(self._tessdata):
            return None
        from intake import image  # late: numpy and Pillow are not needed for sound text layers

        page = _by_ocr(image.from_raster(self._pdf.render(number, _DPI)), number, self._tessdata)
        return page if thai_letters(page.text) > 10 else None


class _PicturePages:
    def __init__(self, path: Path, tessdata: Path | None) -> None:
        from intake import image  # late, as above

        self._image, self._path, self._tessdata = image, path, tessdata
        self._frames = image.frames(path)

    def __len__(self) -> int:
        return self._frames

    def read(self, number: int) -> Page:
        return _by_ocr(self._image.from_file(self._path, number), number, self._tessdata)


def _by_ocr(scan: Scan, number: int, tessdata: Path | None) -> Page:
    """Both page modes: they fail in different places."""
    width, height = scan.size
    column, block = (ocr.read(scan, number, mode, tessdata) for mode in (ocr.COLUMN, ocr.BLOCK))
    return Page(number=number, width=width, height=height, lines=column, again=block, how="ocr")


def _is_trusted(page: Page, scanned: bool) -> bool:
    needed = _FULL_PAGE if scanned else 0
    return page.quality >= textlayer.TRUSTED and thai_letters(page.text) >= needed
