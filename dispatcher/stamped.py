"""Texts written onto the pages of a finished PDF, all else of it left as it is.

The texts are set as pages of their own (`typeset`), which puts Thai marks in place and brings a few kilobytes of font;
each is laid over its page as a form. The page's own content is not touched, but where dots make way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from io import BytesIO
from itertools import count
from typing import Any

import pikepdf
from pikepdf import Name, Page, Pdf, Rectangle

from dispatcher.dots import Box, NotTaken, Widths, without_dots
from dispatcher.typeset import typeset
from registry.places import Align

# What is raised where a part of a PDF is not what it has to be.
_ABSENT = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)


class Unstampable(StrEnum):
    """Why a PDF was left alone."""

    SIGNED = "signed"  # a digital signature would no longer hold
    LOCKED = "locked"  # it opens with a password only
    BROKEN = "broken"  # no PDF, or it lacks the page
    DOTS = "dots"  # they are drawn so that they cannot be taken out


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A text on a page (from 1). Places are in points from the top left corner of the page as shown.

    `points`: the size of TH Sarabun. `dots`: the box of what is taken out to make way, by the origins of its letters.
    """

    page: int
    x: float
    baseline: float
    points: float
    text: str
    bold: bool = False
    align: Align = Align.LEFT
    dots: tuple[float, float, float, float] | None = None


def stamp(pdf: bytes, marks: Sequence[Mark]) -> bytes | Unstampable:
    """The PDF with these texts on its pages; the same input gives the same bytes.

    What was encrypted without a password is no longer encrypted.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            if _is_signed(document):
                return Unstampable.SIGNED
            if any(not 1 <= mark.page <= len(document.pages) for mark in marks):
                return Unstampable.BROKEN
            _lay_over(document, marks)
            return _saved(document)
    except pikepdf.PasswordError:
        return Unstampable.LOCKED
    except (pikepdf.PdfError, *_ABSENT):
        return Unstampable.BROKEN
    except NotTaken:
        return Unstampable.DOTS


def _is_signed(document: Pdf) -> bool:
    """Whether a field holds a signature (ISO 32000-1, 12.7.4.5), or the catalogue says that changes void one."""
    form: Any = document.Root.get("/AcroForm")
    if "/Perms" in document.Root:
        return True
    return form is not None and (int(form.get("/SigFlags", 0)) & 2 != 0 or _has_signature(form.get("/Fields")))


def _has_signature(fields: Any) -> bool:
    return any(
        (field.get("/FT") == Name.Sig and "/V" in field) or _has_signature(field.get("/Kids")) for field in fields or ()
    )


def _lay_over(document: Pdf, marks: Sequence[Mark]) -> None:
    numbers = sorted({mark.page for mark in marks})
    sheets = []
    for number in numbers:
        page, own = document.pages[number - 1], [mark for mark in marks if mark.page == number]
        upright = _Upright(page)
        if dots := [upright.own(mark.dots) for mark in own if mark.dots]:
            page.Contents = document.make_stream(_without(page, dots))
        sheets.append({"width": upright.width, "height": upright.height, "marks": [asdict(mark) for mark in own]})
    with pikepdf.open(BytesIO(typeset("stamp", {"sheets": sheets}))) as texts:
        for number, text in zip(numbers, texts.pages, strict=True):
            _overlay(document.pages[number - 1], document.copy_foreign(text.as_form_xobject()), number)


def _overlay(page: Page, form: pikepdf.Object, number: int) -> None:
    """Lay a form over the page under a name that its resources, which pages may share, do not have yet.

    `Page.add_overlay` would do, but it names forms by chance.
    """
    used = page.resources.get("/XObject", pikepdf.Dictionary())
    name = next(free for at in count(number) if (free := Name(f"/Stamp{at}")) not in used)
    page.add_resource(form, Name.XObject, name)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" + page.calc_form_xobject_placement(form, name, _shown(page)))


def _without(page: Page, dots: Sequence[Box]) -> bytes:
    """The page's content without the letters in these boxes. Raises `NotTaken`."""
    content = ((list(one.operands), str(one.operator)) for one in pikepdf.parse_content_stream(page))
    left = without_dots(content, _fonts(page), dots)
    return pikepdf.unparse_content_stream([(operands, pikepdf.Operator(operator)) for operands, operator in left])


def _fonts(page: Page) -> dict[str, Widths]:
    fonts: Any = page.resources.get("/Font") or {}
    return {name: widths for name, font in fonts.items() if (widths := _widths(font))}


def _widths(font: Any) -> Widths | None:
    """How wide the letters of a font are (ISO 32000-1, 9.6.2 and 9.7.4.3); None where it does not say."""
    if font.get("/Subtype") == Name.Type0:
        if font.get("/Encoding") != Name("/Identity-H"):
            return None
        below = font.DescendantFonts[0]
        return Widths(dict(_by_glyph(list(below.get("/W", [])))), float(below.get("/DW", 1000)) / 1000, size=2)
    if "/Widths" not in font:
        return None
    descriptor: Any = font.get("/FontDescriptor") or {}
    scale = float(font.FontMatrix[0]) if "/FontMatrix" in font else 0.001
    by_code = {code: float(width) * scale for code, width in enumerate(font.Widths, int(font.get("/FirstChar", 0)))}
    return Widths(by_code, float(descriptor.get("/MissingWidth", 0)) * scale, size=1)


def _by_glyph(listed: list[Any]) -> Iterator[tuple[int, float]]:
    """The pairs of a W array: «first [width width …]» or «first last width»."""
    while listed:
        first, second = int(listed.pop(0)), listed.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((glyph, float(width) / 1000) for glyph, width in enumerate(second, first))
        else:
            width = float(listed.pop(0)) / 1000
            yield from ((glyph, width) for glyph in range(first, int(second) + 1))


class _Upright:
    """A page as shown, /Rotate applied, with the way back to its own coordinates."""

    def __init__(self, page: Page) -> None:
        self._shown, self._turn = _shown(page), page.rotation % 360
        sides = float(self._shown.width), float(self._shown.height)
        self.width, self.height = sides if self._turn % 180 == 0 else sides[::-1]

    def own(self, box: Box) -> Box:
        """A box from the page's top left corner in the page's own coordinates."""
        (x, y), (right, bottom) = self._point(*box[:2]), self._point(*box[2:])
        return min(x, right), min(y, bottom), max(x, right), max(y, bottom)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        shown = self._shown
        return {
            0: (shown.llx + x, shown.ury - y),
            90: (shown.llx + y, shown.lly + x),
            180: (shown.urx - x, shown.lly + y),
            270: (shown.urx - y, shown.ury - x),
        }[self._turn]


def _shown(page: Page) -> Rectangle:
    """The part of a page that is shown, in its own coordinates: its crop box within its media box."""
    return Rectangle(page.cropbox) & Rectangle(page.mediabox)


def _saved(document: Pdf) -> bytes:
    out = BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()
