"""Handwriting on paper: numbers, days, signatures, notes. Drawn from hand-like fonts, every letter its own way."""

from __future__ import annotations

import math
from random import Random

import numpy as np
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from tests.made import fonts

_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")
BLUE, BLACK = (28, 48, 150), (40, 40, 46)


def words(dice: Random, text: str, height: int, colour: tuple[int, int, int]) -> Image.Image:
    """`text` as a hand writes it, on nothing; `height`: of its figures, in pixels."""
    file = dice.choice(fonts.HANDS)
    top, bottom = fonts.drawn(file, 100).getbbox("๕" if any("๐" <= sign <= "๙" for sign in text) else "5")[1::2]
    font = fonts.drawn(file, round(height * 100 / (bottom - top)))
    lean, weight = dice.uniform(-0.18, 0.12), round(height * dice.uniform(0.02, 0.06))
    drawn = [_letter(dice, part, font, height, colour, weight) for part in _clusters(text)]
    spread = dice.uniform(0.86, 1.02)
    width = round(sum(advance * spread for _, advance in drawn)) + height * 3
    sheet = Image.new("RGBA", (width, height * 5), (*colour, 0))
    x, rise = float(height), dice.uniform(-0.06, 0.03)
    for picture, advance in drawn:
        y = round(height * 1.2 + (x - height) * rise + dice.gauss(0, height * 0.05))
        sheet.alpha_composite(picture, (max(round(x - height), 0), max(y, 0)))
        x += advance * spread
    slanted = sheet.transform(
        sheet.size, Image.Transform.AFFINE, (1, -lean, lean * height * 2.5, 0, 1, 0), Image.Resampling.BICUBIC
    )
    box = slanted.getbbox() or (0, 0, 1, 1)
    return slanted.crop(box)


def signature(dice: Random, width: int, colour: tuple[int, int, int]) -> Image.Image:
    """A stroke like a name written fast."""
    height = round(width * dice.uniform(0.3, 0.5))
    sheet = Image.new("RGBA", (width, height), (*colour, 0))
    speed, turns = dice.uniform(0.6, 1.4), dice.uniform(3, 7)
    points = []
    for step in range(160):
        t = step / 159
        x = width * (0.08 + 0.8 * t) + math.sin(t * turns * 7 + speed) * width * 0.07
        y = height * (0.55 + math.sin(t * turns * 6.3) * 0.33 * (1 - 0.7 * t) - 0.1 * t)
        points.append((x, y))
    ImageDraw.Draw(sheet).line(points, fill=(*colour, 235), width=max(2, width // 90), joint="curve")
    return sheet.rotate(dice.uniform(-12, 6), Image.Resampling.BICUBIC, expand=True)


def note(dice: Random, height: int, colour: tuple[int, int, int]) -> Image.Image:
    """A superior's remark, some lines, with a date that is not the letter's."""
    lines = dice.choice(
        (
            ("- ทราบ", f"- มอบ {dice.choice(('งานบุคคล', 'กลุ่มนโยบายและแผน', 'ธุรการ'))} ดำเนินการ"),
            (
                "เรียน ผอ.",
                "เพื่อโปรดทราบ",
                f"{dice.randint(1, 28)} {dice.choice(('ม.ค.', 'มิ.ย.', 'พ.ย.'))} {dice.randint(66, 69)}",
            ),
            ("ทราบ/ดำเนินการ",),
            (
                f"Scan {dice.randint(1, 28)}/{dice.randint(1, 12)}/{dice.randint(66, 69)}",
                f"{dice.randint(8, 16)}:{dice.randint(10, 59)}",
            ),
            ("แจ้งเวียนผู้เกี่ยวข้อง",),
        )
    )
    pictures = [words(dice, line, height, colour) for line in lines]
    sheet = Image.new(
        "RGBA", (max(one.width for one in pictures) + 20, sum(one.height for one in pictures)), (*colour, 0)
    )
    y = 0
    for picture in pictures:
        sheet.alpha_composite(picture, (dice.randint(0, 19), y))
        y += picture.height
    return sheet


def marked(page: np.ndarray, colour: str) -> tuple[int, int, int, int] | None:
    """Where the page (RGB) is set in "magenta", "cyan" or "yellow"; those pixels are made paper."""
    red, green, blue = (page[..., channel].astype(np.int16) for channel in range(3))
    one, other, low = {"magenta": (red, blue, green), "cyan": (green, blue, red), "yellow": (red, green, blue)}[colour]
    found = (np.minimum(one, other) - low > 40) & (np.abs(one - other) < 30)
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    if not len(rows):
        return None
    page[found] = 255
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _clusters(text: str) -> list[str]:
    """Base letters with their marks."""
    parts: list[str] = []
    for sign in text:
        if parts and sign in _MARKS:
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts


def _letter(
    dice: Random, part: str, font: FreeTypeFont, height: int, colour: tuple[int, int, int], weight: int
) -> tuple[Image.Image, float]:
    advance = font.getlength(part)
    cell = Image.new("RGBA", (round(advance) + height * 2, height * 3), (*colour, 0))
    ink = (*colour, dice.randint(215, 255))
    ImageDraw.Draw(cell).text((height, height * 1.8), part, font=font, fill=ink, anchor="ls", stroke_width=weight)
    turned = cell.rotate(dice.gauss(0, 5), Image.Resampling.BICUBIC, center=(height + advance / 2, height * 1.5))
    grown = dice.uniform(0.88, 1.14)
    return turned.resize(
        (round(cell.width * dice.uniform(0.92, 1.08)), round(cell.height * grown)), Image.Resampling.BICUBIC
    ), advance
