"""A line of text as a scanner and Tesseract's line cutting give it: fonts of Thai offices, all kinds of wear."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import fontpkg_sarabun  # type: ignore[import-untyped]
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from intake.paper import whitened
from intake.training.hand import NATIONAL, TLWG, Hand, opened
from intake.training.over import Over

_SARABUN = Path(fontpkg_sarabun.__file__).parent / "files"

_FONTS = (  # odds, file, how much of the em a letter takes against TH Sarabun
    (20, NATIONAL / "THSarabun.ttf", 1.0),
    (22, NATIONAL / "THSarabunNew.ttf", 1.0),
    (7, TLWG / "Laksaman.ttf", 0.95),
    (6, TLWG / "Laksaman-Bold.ttf", 0.95),
    (6, NATIONAL / "THNiramitAS.ttf", 0.95),
    (5, NATIONAL / "AngsanaNew.ttf", 1.05),
    (3, _SARABUN / "Sarabun-Regular.ttf", 0.7),
    (2, _SARABUN / "Sarabun-Bold.ttf", 0.7),
    (2, NATIONAL / "THKrub.ttf", 1.0),
    (1, NATIONAL / "THKoHo.ttf", 1.0),
    (1, NATIONAL / "THK2DJuly8.ttf", 1.0),
    (1, NATIONAL / "THBaijam.ttf", 1.0),
    (1, NATIONAL / "THFahkwang.ttf", 1.0),
    (1, NATIONAL / "THChakraPetch.ttf", 1.0),
    (1, NATIONAL / "THKodchasal.ttf", 1.0),
    (2, TLWG / "Norasi.ttf", 0.8),
    (1, TLWG / "Norasi-Bold.ttf", 0.8),
    (2, TLWG / "Kinnari.ttf", 0.8),
    (2, TLWG / "Garuda.ttf", 0.72),
    (2, TLWG / "Loma.ttf", 0.72),
    (1, TLWG / "Umpush.ttf", 0.8),
    (1, TLWG / "Waree.ttf", 0.65),
    (1, TLWG / "TlwgTypo.ttf", 0.72),
    (1, TLWG / "TlwgTypewriter.ttf", 0.72),
)
_POINTS = (14, 15, 16, 16, 16, 16, 16, 17, 18, 20)
_OFTEN = 2  # pixels drawn for one kept, so that edges come out grey as a scanner sees them

Piece = tuple[str, bool]
"""A part of a line, and whether a hand wrote it."""
Stretch = tuple[float, float]
"""From where to where, 0 to 1 of a picture's width."""
Grey = np.ndarray[Any, np.dtype[np.float32]]


class Painted(NamedTuple):
    picture: Image.Image
    hand: tuple[Stretch, ...]


class Painter:
    """Paints lines; the same seed paints the same."""

    def __init__(self, seed: int, crossed: float = 0.0, beside: float = 0.5) -> None:
        """`crossed`: how often a seal, a stamp, a pen or a streak lies over the line.

        `beside`: how many em of what lies beside the line its crop may hold.
        """
        self._crossed, self._over, self._beside = crossed, Over(seed), beside
        self._dice = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._hand = Hand(seed)

    def paint(self, pieces: str | Sequence[Piece], neighbours: Sequence[str] = ()) -> Painted:
        """The line in grey, about 20 to 80 pixels high, with what the neighbouring lines leave in its crop."""
        dice = self._dice
        pieces = [(pieces, False)] if isinstance(pieces, str) else pieces
        _, path, share = dice.choices(_FONTS, weights=[odds for odds, _, _ in _FONTS])[0]
        dpi = dice.choice((150, 200, 200, 200, 200, 240, 300))
        size = max(14, round(dice.choice(_POINTS) * share * dpi / 72 * dice.uniform(0.95, 1.05)))
        page, hand = self._typeset(pieces, neighbours, path, size * _OFTEN)
        if self._crossed and dice.random() < self._crossed:
            page = self._over.lay(page, size * _OFTEN)
        wear = dice.choices((0.0, 0.15, 0.35, 0.6, 0.85), weights=(2, 3, 4, 3, 2))[0] * dice.uniform(0.7, 1.2)
        return Painted(Image.fromarray(self._worn(page, wear).astype(np.uint8)), hand)

    def chance(self, odds: float) -> bool:
        """One throw of the painter's dice."""
        return self._dice.random() < odds

    def _typeset(
        self, pieces: Sequence[Piece], neighbours: Sequence[str], path: Path, size: int
    ) -> tuple[Image.Image, tuple[Stretch, ...]]:
        """The line between its neighbours, cut out as Tesseract cuts: never quite at the right height."""
        dice = self._dice
        font = opened(path, size)
        bold = dice.choice((0, 0, 0, 1, 1, 2)) if dice.random() < 0.3 else 0
        printed = "".join(text for text, by_hand in pieces if not by_hand) or "ที่"
        _, top, _, bottom = font.getbbox(printed, stroke_width=bold)
        ink, y = bottom - top, 2 * size - top
        drawn = [(by_hand, self._drawn(text, by_hand, font, bold)) for text, by_hand in pieces]
        long = sum(picture.width for _, picture in drawn)
        before, behind = dice.uniform(0.02, self._beside) * size, dice.uniform(0.02, self._beside) * size
        start = size + round(before)
        page = Image.new("L", (round(start + long + behind) + size, int(ink) + 4 * size), 255)
        pen = ImageDraw.Draw(page)
        x, hand = start, []
        for by_hand, picture in drawn:
            lift = dice.uniform(-0.12, 0.12) * size if by_hand else 0
            at = (x, round(y + lift - size))
            page.paste(ImageChops.darker(page.crop((*at, at[0] + picture.width, at[1] + picture.height)), picture), at)
            if by_hand:
                hand.append((x, x + picture.width))
            x += picture.width
        spacing = size * dice.uniform(0.98, 1.5)
        for step, other in zip((-1, 1), neighbours, strict=False):
            pen.text((start + dice.randint(-size, size), y + step * spacing), other, font=font, fill=0)
        self._rule(pen, page.width, round(2 * size + ink * dice.uniform(0.8, 1.0)))
        above, below = dice.uniform(-0.04, 0.22) * ink, dice.uniform(-0.04, 0.2) * ink
        if not neighbours:
            above, below = abs(above) * 1.5, abs(below) * 1.5
        angle = dice.gauss(0, 0.25)
        if abs(angle) > 0.1:
            page = page.rotate(angle, Image.Resampling.BILINEAR, fillcolor=255)
        cut = page.crop((size, round(2 * size - above), round(x + behind), round(2 * size + ink + below)))
        across, wide = dice.uniform(0.92, 1.08), x + behind - size
        stretches = tuple(((left - size) / wide, (right - size) / wide) for left, right in hand)
        return (
            cut.resize(
                (max(8, round(cut.width / _OFTEN * across)), max(8, round(cut.height / _OFTEN))), Image.Resampling.BOX
            ),
            stretches,
        )

    def _drawn(self, text: str, by_hand: bool, font: ImageFont.FreeTypeFont, bold: int) -> Image.Image:
        """One piece on white, its origin `size` below the top."""
        size = round(font.size)
        if by_hand:
            return self._hand.write(text, size)
        picture = Image.new("L", (max(1, round(font.getlength(text))), 4 * size), 255)
        ImageDraw.Draw(picture).text((0, size), text, font=font, fill=0, stroke_width=bold, stroke_fill=0)
        return picture

    def _rule(self, pen: ImageDraw.ImageDraw, width: int, at: int) -> None:
        """Now and then a rule, or the dots that a form is filled in on."""
        dice = self._dice
        if dice.random() > 0.08:
            return
        if dice.random() < 0.5:
            pen.line((0, at, width, at), fill=dice.randint(0, 120), width=dice.randint(1, 4))
            return
        for dot in range(0, width, dice.randint(6, 14)):
            pen.ellipse((dot, at, dot + 3, at + 3), fill=0)

    def _worn(self, page: Image.Image, wear: float) -> Grey:
        """Toner, paper, scanner and file, each as worn as the rest."""
        dice, noise = self._dice, self._noise
        pixels = np.asarray(page, dtype=np.float32)
        if dice.random() < 0.3:
            pixels = self._thickened(pixels)
        if dice.random() < 0.2 + 0.7 * wear:
            pixels = _blurred(pixels, dice.uniform(0.3, 0.5 + 0.9 * wear))
        if dice.random() < 0.8 * wear:  # toner that did not take everywhere
            thin = self._clouds(pixels.shape, dice.uniform(1.5, 6)) > dice.uniform(1.0, 2.6) * (1.4 - wear)
            pixels = np.where(thin, pixels + (255 - pixels) * dice.uniform(0.4, 0.95), pixels)
        ink = dice.uniform(0, 60 + 130 * wear)
        paper = 255 - dice.uniform(0, 20 + 60 * wear) if dice.random() < 0.7 else 255.0
        pixels = ink + (paper - ink) * np.clip(pixels, 0, 255) / 255 if paper - ink > 40 else pixels
        if dice.random() < 0.3 * wear:  # shade
            pixels = pixels - np.linspace(0, dice.uniform(-50, 50), pixels.shape[1], dtype=np.float32)
        if dice.random() < 0.85 * wear + 0.15:
            pixels = pixels + noise.normal(0, dice.uniform(1, 6 + 26 * wear), pixels.shape)
        if dice.random() < 0.5 * wear:
            specks = noise.random(pixels.shape)
            many = dice.uniform(0.0005, 0.02 * wear)
            pixels = np.where(specks < many, 0, np.where(specks > 1 - many, 255, pixels))
        pixels = np.clip(pixels, 0, 255).astype(np.float32)
        return self._stored(pixels, wear)

    def _stored(self, pixels: Grey, wear: float) -> Grey:
        """As the file keeps it and as our own cleaning hands it on."""
        dice = self._dice
        roll = dice.random()
        if roll < 0.16:
            pixels = np.where(pixels > dice.uniform(0.45, 0.65) * (pixels.max() + pixels.min()), 255.0, 0.0)
        elif roll < 0.75:
            pixels = _through_jpeg(pixels, dice.randint(28, 90))
        if wear > 0.3 and dice.random() < 0.5:
            pixels = np.asarray(whitened(Image.fromarray(pixels.astype(np.uint8))), dtype=np.float32)
        return np.clip(pixels, 0, 255).astype(np.float32)

    def _clouds(self, shape: tuple[int, ...], grain: float) -> Grey:
        """A field of unit deviation that changes over `grain` pixels."""
        coarse = self._noise.normal(0, 1, (int(shape[0] / grain) + 2, int(shape[1] / grain) + 2)).astype(np.float32)
        return np.asarray(Image.fromarray(coarse).resize((shape[1], shape[0]), Image.Resampling.BICUBIC))

    def _thickened(self, pixels: Grey) -> Grey:
        kind = ImageFilter.MinFilter(3) if self._dice.random() < 0.5 else ImageFilter.MaxFilter(3)
        changed = np.asarray(Image.fromarray(pixels.astype(np.uint8)).filter(kind), dtype=np.float32)
        share = self._dice.uniform(0.1, 0.6)
        return pixels * (1 - share) + changed * share


def _blurred(pixels: Grey, sigma: float) -> Grey:
    return np.asarray(Image.fromarray(pixels.astype(np.uint8)).filter(ImageFilter.GaussianBlur(sigma)), np.float32)


def _through_jpeg(pixels: Grey, quality: int) -> Grey:
    held = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(held, "JPEG", quality=quality)
    return np.asarray(Image.open(held), dtype=np.float32)
