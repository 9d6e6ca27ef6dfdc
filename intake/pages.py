"""A file to pages of lines: the text layer where it can be trusted, else what OCR sees.

Pages are read one by one and only when asked for: a letter's fields stand on its first page, an order's date
at its end, and a file of a thousand pages costs no more than one of ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from intake import ocr, textlayer
from intake.clusters import undoubled
from intake.ink import mend
from intake.labels import DEAR, SUBJECT, TO, labelled
from intake.lines import Line, Page, lines_of, unit_of
from intake.pdf import Pdf
from intake.sniff import DOC, DOCX, ENCRYPTED, JPEG, PDF, PNG, TIFF
from intake.thai import is_foreign, thai_letters
from intake.word import as_pdf
from registry.errors import Unreadable
from registry.model import Problem

_DPI = 200  # 300 dpi reads no better and takes half as long again (measured)
_SCANNED = 0.5  # of the page: a picture this large is a scan, or a letterhead's background
_READABLE = 0.8  # a layer this good is not trusted, but its digits are better than the stock model's
_FULL_PAGE = 250  # Thai letters that text over a picture must hold to be more than a stamp
_LETTERS_OWN = (*SUBJECT, *DEAR, *TO)  # labels that nobody types over the picture of a letter


class Document(Protocol):
    """An open document; pages count from 1."""

    def __len__(self) -> int: ...

    def read(self, number: int) -> Page:
        """One page. Raises `Unreadable` (BROKEN, TOO_LARGE)."""


@contextmanager
def open_document(path: Path, media_type: str, *, models: Path = ocr.MODELS) -> Iterator[Document]:
    """The document of this media type (see sniff.py); `models`: a folder of models for OCR other than our own.

    Raises `Unreadable`: EMPTY, BROKEN, PASSWORD, TOO_LARGE, UNSUPPORTED. A PDF locked only against changes opens.
    """
    if path.stat().st_size == 0:
        raise Unreadable(Problem.EMPTY)
    if media_type == PDF:
        with Pdf(path) as pdf:
            yield _PdfPages(pdf, path, "text", models)
    elif media_type in (TIFF, JPEG, PNG):
        yield _PicturePages(path, models)
    elif media_type in (DOCX, DOC):
        with as_pdf(path, media_type) as printed, Pdf(printed) as pdf:
            yield _PdfPages(pdf, printed, "docx", models)
    elif media_type == ENCRYPTED:
        raise Unreadable(Problem.PASSWORD, "an Office file that needs a password")
    else:
        raise Unreadable(Problem.UNSUPPORTED, media_type)


class _PdfPages:
    def __init__(self, pdf: Pdf, path: Path, how: str, models: Path) -> None:
        self._pdf, self._path, self._how, self._models = pdf, path, how, models

    def __len__(self) -> int:
        return len(self._pdf)

    def read(self, number: int) -> Page:
        drawn = self._pdf.glyphs(number)
        scanned = self._pdf.picture_share(number) > _SCANNED
        unit = unit_of(drawn)
        glyphs = mend(undoubled(drawn, unit), unit)
        page = self._page(number, lines_of(glyphs, number))
        if _is_trusted(page, scanned):
            return page
        if not scanned and not any(is_foreign(glyph.text) for glyph in glyphs):
            page = max(page, self._second(number), key=lambda one: one.quality)
        if not scanned and page.quality >= _READABLE:
            return page
        return self._seen(number) or (replace(page, how="ocr") if scanned else page)

    def _second(self, number: int) -> Page:
        """The page by the other reader. It knows no ink, so it cannot tell what a font's table leaves out."""
        glyphs = textlayer.glyphs(self._path, number)
        return self._page(number, lines_of(undoubled(glyphs, unit_of(glyphs)), number))

    def _page(self, number: int, lines: tuple[Line, ...]) -> Page:
        width, height = self._pdf.size(number)
        score = textlayer.score("\n".join(line.text for line in lines))
        return Page(number=number, width=width, height=height, lines=lines, how=self._how, quality=score)

    def _seen(self, number: int) -> Page | None:
        """The page by OCR; None where it sees less than a line of Thai."""
        from intake import image  # late: numpy and Pillow are not needed for sound text layers
        from intake.seen import by_ocr

        page = by_ocr(image.ready(*image.rendered(self._pdf.render(number, _DPI))), number, self._models)
        return page if thai_letters(page.text) > 10 else None


class _PicturePages:
    def __init__(self, path: Path, models: Path) -> None:
        from intake import image, seen  # late, as above

        self._image, self._by_ocr, self._path, self._models = image, seen.by_ocr, path, models
        self._frames = image.frames(path)

    def __len__(self) -> int:
        return self._frames

    def read(self, number: int) -> Page:
        return self._by_ocr(self._image.ready(*self._image.loaded(self._path, number)), number, self._models)


def _is_trusted(page: Page, scanned: bool) -> bool:
    """Whether the text layer is good, and over a picture is the letter itself: it may be what a hand or stamp added."""
    if scanned and (thai_letters(page.text) < _FULL_PAGE or not labelled(page.lines, _LETTERS_OWN)):
        return False
    return page.quality >= textlayer.TRUSTED
