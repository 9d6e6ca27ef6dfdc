"""The file a scanner gives: PDF, TIFF, JPEG or PNG, at times with /Rotate or with text that nobody sees."""

from __future__ import annotations

import io
import time
from random import Random

import pikepdf
from PIL import Image

_MADE = 1_767_225_600  # the creation time in every file, 2026-01-01 UTC
_LINES = 30  # of an English OCR over a page
_NOISE = "fu'lvtiJrnorqdQo0.:6{]}<1%tnumynaffi"


def picture(pages: list[Image.Image], form: str, dpi: int, quality: int) -> bytes:
    """The pages as "tiff", or the first one as "jpg" or "png"."""
    out = io.BytesIO()
    first = pages[0]
    if form == "tiff":
        packed = "group4" if first.mode == "1" else "tiff_lzw"
        first.save(out, "TIFF", save_all=True, append_images=pages[1:], compression=packed, dpi=(dpi, dpi))
    elif form == "jpg":
        first.convert("L" if first.mode == "1" else first.mode).save(
            out, "JPEG", quality=max(quality, 40), dpi=(dpi, dpi)
        )
    else:
        first.save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def pdf(pages: list[Image.Image], dpi: float, quality: int, *, rotate: int = 0) -> bytes:
    """The pages as PDF, said to be turned by `rotate` degrees."""
    out = io.BytesIO()
    how = {} if pages[0].mode == "1" else {"quality": quality}
    when = time.gmtime(_MADE)
    first, rest = pages[0], pages[1:]
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=dpi, creationDate=when, modDate=when, **how)
    if not rotate:
        return out.getvalue()
    with pikepdf.open(out) as opened:
        for page in opened.pages:
            page.obj.Rotate = rotate
        return _saved(opened)


def with_garbage(made: bytes, dice: Random) -> bytes:
    """With what an English OCR makes of a Thai page, as invisible text."""
    with pikepdf.open(io.BytesIO(made)) as opened:
        page = opened.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        name = page.add_resource(opened.make_indirect(font), pikepdf.Name.Font)
        height = float(page.mediabox[3])
        shown = [f"BT {name} 11 Tf 3 Tr"]
        for number in range(_LINES):
            shown.append(f"1 0 0 1 60 {height - 60 - number * height / 34:.1f} Tm ({_garbage(dice)}) Tj")
        page.contents_add(pikepdf.Stream(opened, "\n".join([*shown, "ET"]).encode("latin-1")), prepend=False)
        return _saved(opened)


def _garbage(dice: Random) -> str:
    words = ("".join(dice.choice(_NOISE) for _ in range(dice.randint(2, 9))) for _ in range(dice.randint(3, 12)))
    return " ".join(words)


def _saved(opened: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()
