"""Handwritten figures, made: fonts drawn after handwriting, every figure turned, stretched and bent on its own.

A stand-in: how far it carries over to real hands is not known, so what is read by hand is never sure.
"""

from __future__ import annotations

import random
import sysconfig
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

# The wheel is an add-on of Odoo; only its fonts are wanted, and without Odoo it cannot be imported.
NATIONAL = Path(sysconfig.get_path("purelib"), "odoo/addons/l10n_th_fonts/static/fonts")
TLWG = Path("/usr/share/fonts/truetype/tlwg")

_FONTS = (  # file, how much larger than TH Sarabun it must be set
    (NATIONAL / "THMaliGrade6.ttf", 1.25),
    (NATIONAL / "THCharmofAU.ttf", 1.15),
    (NATIONAL / "THCharmonman.ttf", 1.1),
    (NATIONAL / "THSrisakdi.ttf", 1.1),
    (NATIONAL / "THKodchasal.ttf", 1.0),
    (NATIONAL / "THSarabunNew.ttf", 1.1),
    (TLWG / "Purisa.ttf", 0.85),
    (TLWG / "Kinnari-Italic.ttf", 0.85),
)


class Hand:
    """Writes; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._noise = np.random.default_rng(seed)

    def write(self, text: str, size: int) -> Image.Image:
        """`text` on white for print of `size` pixels an em: 4 em high, its letters' ascender an em below the top."""
        dice = self._dice
        path, larger = dice.choice(_FONTS)
        font = opened(path, round(size * larger * dice.uniform(0.95, 1.5)))
        thick = round(size / 44 * dice.choice((0, 1, 1, 2, 3)))
        slant, apart = dice.uniform(-0.25, 0.35), dice.uniform(-0.03, 0.12) * size
        width = round(sum(font.getlength(letter) + abs(apart) for letter in text) + 1.2 * size)
        page = Image.new("L", (width, 4 * size), 255)
        x = 0.3 * size
        for letter in text:
            if letter == " ":
                x += dice.uniform(0.1, 0.3) * size
                continue
            glyph = self._glyph(letter, font, thick, slant, size)
            # The letters of a large font stand on the line of the print, not hang from its top.
            at = (round(x - size), round(-0.07 * size + dice.gauss(0, 0.05) * size))
            page.paste(0, at, glyph)
            x += font.getlength(letter) * dice.uniform(0.9, 1.1) + apart
        return page.crop((0, 0, max(2, round(x + 0.15 * size)), page.height))

    def _glyph(self, letter: str, font: ImageFont.FreeTypeFont, thick: int, slant: float, size: int) -> Image.Image:
        """The mask of one letter, its origin at (size, 2 size) of a field 3 em wide and 4 high."""
        dice = self._dice
        field = Image.new("L", (3 * size, 4 * size), 0)
        pen = ImageDraw.Draw(field)
        pen.text((size, 2 * size), letter, font=font, fill=255, anchor="ls", stroke_width=thick)
        turn, shear = dice.gauss(0, 0.08), slant + dice.gauss(0, 0.06)
        across, down = dice.uniform(0.85, 1.2), dice.uniform(0.9, 1.15)
        a, b, c, d = 1 / across, shear, turn, 1 / down
        centre = (1.3 * size, 1.8 * size)
        back = (a, b, centre[0] - a * centre[0] - b * centre[1], c, d, centre[1] - c * centre[0] - d * centre[1])
        field = field.transform(field.size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR)
        return self._bent(field, size)

    def _bent(self, field: Image.Image, size: int) -> Image.Image:
        """Moved about smoothly, as no two strokes of a hand are alike."""
        grain = max(4, round(size / 3))
        shape = (field.height // grain + 2, field.width // grain + 2)
        strength = self._dice.uniform(0.01, 0.05) * size
        moves = []
        for _ in range(2):
            coarse = Image.fromarray((self._noise.normal(0, strength, shape)).astype(np.float32))
            moves.append(np.asarray(coarse.resize(field.size, Image.Resampling.BICUBIC)))
        rows, columns = np.mgrid[0 : field.height, 0 : field.width]
        rows = np.clip(rows + moves[0], 0, field.height - 1).astype(int)
        columns = np.clip(columns + moves[1], 0, field.width - 1).astype(int)
        moved = Image.fromarray(np.asarray(field)[rows, columns])
        return moved.filter(ImageFilter.GaussianBlur(0.7))


@cache
def opened(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font at `size` pixels, with Thai marks set by HarfBuzz."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
