"""What lies over a line of print: a round seal, a box stamp, a signature, the streak of a dirty scanner."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw

from intake.training.hand import NATIONAL, opened

_FACE = NATIONAL / "THSarabunNew.ttf"
_LETTERS = "กขคงจชญดตถทธนบปผพมยรลวศษสหอ๐๑๒๓๔๕๖๗๘๙"


class Over:
    """Lays one such thing over a picture; the same seed lays the same."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def lay(self, page: Image.Image, size: int) -> Image.Image:
        """`page` in grey, `size` pixels an em; what is laid over it crosses at least a part of it."""
        dice = self._dice
        kind = dice.choices((self._seal, self._stamp, self._signature, self._streaks), weights=(5, 2, 2, 3))[0]
        return kind(page, size)

    def _seal(self, page: Image.Image, size: int) -> Image.Image:
        """Two rings with letters or ticks between them, and the strokes of an emblem within."""
        dice = self._dice
        radius, ink, pen_width = dice.uniform(2.0, 4.5) * size, dice.randint(0, 170), dice.uniform(0.02, 0.14) * size
        x, y = dice.uniform(0, page.width), dice.uniform(-0.8, 0.8) * radius + page.height / 2
        layer = Image.new("L", page.size, 255)
        pen = ImageDraw.Draw(layer)
        for share in (1.0, 0.97, 0.74):
            around = (x - share * radius, y - share * radius, x + share * radius, y + share * radius)
            pen.ellipse(around, outline=ink, width=round(pen_width * dice.uniform(1, 2)))
        font, ticks = opened(_FACE, round(0.28 * radius)), dice.random() < 0.4
        for step in range(24):
            angle = step * math.tau / 24
            if ticks:
                ends = [
                    (x + share * radius * math.cos(angle), y + share * radius * math.sin(angle)) for share in (0.7, 0.9)
                ]
                pen.line(ends, fill=ink, width=round(pen_width * 1.5))
                continue
            letter = Image.new("L", (font.size, font.size), 0)
            ImageDraw.Draw(letter).text((0, -0.2 * font.size), dice.choice(_LETTERS), font=font, fill=255)
            letter = letter.rotate(-math.degrees(angle) - 90, Image.Resampling.BILINEAR)
            at = (x + 0.85 * radius * math.cos(angle), y + 0.85 * radius * math.sin(angle))
            layer.paste(ink, (round(at[0] - font.size / 2), round(at[1] - font.size / 2)), letter)
        for _ in range(dice.randint(4, 14)):
            self._stroke(pen, (x, y), 0.6 * radius, ink, round(pen_width * dice.uniform(0.6, 2)))
        return ImageChops.darker(page, layer)

    def _stamp(self, page: Image.Image, size: int) -> Image.Image:
        """A box with a few rows of text, not quite straight, its edge or its rows across the line."""
        dice = self._dice
        ink, font = dice.randint(0, 150), opened(_FACE, round(size * dice.uniform(0.5, 0.9)))
        wide, high = round(dice.uniform(5, 9) * size), round(dice.uniform(2.5, 4) * size)
        layer = Image.new("L", (wide + 2 * size, high + 2 * size), 255)
        pen = ImageDraw.Draw(layer)
        pen.rectangle((size, size, size + wide, size + high), outline=ink, width=max(2, size // 20))
        for row in range(3):
            text = "".join(dice.choices(_LETTERS + "     ....", k=dice.randint(6, 24)))
            pen.text((1.3 * size, size * (1 + row * high / size / 3)), text, font=font, fill=ink)
        layer = layer.rotate(dice.gauss(0, 2), Image.Resampling.BILINEAR, fillcolor=255)
        return self._pasted(page, layer)

    def _signature(self, page: Image.Image, size: int) -> Image.Image:
        layer = Image.new("L", (6 * size, 4 * size), 255)
        ink, width = self._dice.randint(0, 140), max(2, size // 18)
        pen = ImageDraw.Draw(layer)
        for _ in range(self._dice.randint(2, 5)):
            self._stroke(pen, (3 * size, 2 * size), 2 * size, ink, width)
        return self._pasted(page, layer)

    def _streaks(self, page: Image.Image, size: int) -> Image.Image:
        """Upright or level stripes of one tone, darker or lighter than what they cross."""
        dice, streaked = self._dice, page.copy()
        pen = ImageDraw.Draw(streaked)
        for _ in range(dice.randint(1, 3)):
            tone = 255 if dice.random() < 0.4 else dice.randint(0, 180)
            width = dice.randint(1, max(2, size // 16))
            if dice.random() < 0.6:
                at = dice.randint(0, page.width)
                pen.line((at, 0, at + dice.randint(-2, 2), page.height), fill=tone, width=width)
            else:
                at = dice.randint(0, page.height)
                pen.line((0, at, page.width, at + dice.randint(-3, 3)), fill=tone, width=width)
        return streaked

    def _stroke(
        self, pen: ImageDraw.ImageDraw, around: tuple[float, float], reach: float, ink: int, width: int
    ) -> None:
        """A smooth curve through four points (Bézier) within `reach` of `around`."""
        points = [tuple(at + self._dice.uniform(-reach, reach) for at in around) for _ in range(4)]
        weights = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in (n / 24 for n in range(25))]
        curve = [
            (
                sum(w * p[0] for w, p in zip(row, points, strict=True)),
                sum(w * p[1] for w, p in zip(row, points, strict=True)),
            )
            for row in weights
        ]
        pen.line(curve, fill=ink, width=width, joint="curve")

    def _pasted(self, page: Image.Image, layer: Image.Image) -> Image.Image:
        """`layer` somewhere over `page`, its middle on it."""
        dice, full = self._dice, Image.new("L", page.size, 255)
        full.paste(layer, (dice.randint(-layer.width // 2, page.width), dice.randint(-layer.height, page.height) // 2))
        return ImageChops.darker(page, full)
