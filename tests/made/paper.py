"""What printers, copiers and scanners do to a page. All arrays are grey or RGB, float32, 0 black to 255 white."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Level = Literal["light", "medium", "heavy"]
Page = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wear:
    """How worn one scan is. Skew in degrees, blur and noise in pixels and grey levels at 200 dpi."""

    dpi: int
    skew: float
    blur: float
    noise: float
    ink: float  # grey of full black
    paper: float
    shade: float  # unevenness of the paper's grey
    toner: float  # share of ink lost in weak places
    copies: int
    specks: float  # per square cm
    jpeg: int
    bits: bool  # black and white only
    shadow: bool
    streaks: int
    folds: int
    holes: bool
    ghost: float  # how much the other side shines through
    coarse: float  # the page went through this share of its resolution


def wear(dice: Random, level: Level) -> Wear:
    at = {"light": 0, "medium": 1, "heavy": 2}[level]

    def pick(*spans: tuple[float, float]) -> float:
        return dice.uniform(*spans[at])

    def chance(*shares: float) -> bool:
        return dice.random() < shares[at]

    bits = chance(0.25, 0.3, 0.3)
    return Wear(
        dpi=dice.choice(((300, 300, 200), (300, 200, 200), (200, 200, 300))[at]),
        skew=dice.choice((-1, 1)) * pick((0, 0.5), (0.1, 1.4), (0.4, 2.5)),
        blur=pick((0.0, 0.5), (0.3, 0.9), (0.6, 1.25)),
        noise=pick((0.5, 4), (3, 9), (6, 16)),
        ink=pick((5, 45), (25, 85), (55, 125)),
        paper=pick((246, 255), (226, 252), (200, 240)),
        shade=pick((0, 4), (3, 16), (8, 30)),
        toner=(pick((0, 0.06), (0.03, 0.3), (0.15, 0.5)) if chance(0.3, 0.6, 0.8) else 0.0) * (0.6 if bits else 1),
        copies=(0, dice.choice((0, 0, 1)), dice.choice((0, 1, 1, 2)))[at],
        specks=pick((0, 0.05), (0, 0.5), (0.2, 2.0)),
        jpeg=round(pick((70, 90), (48, 80), (28, 60))),
        bits=bits,
        shadow=chance(0.08, 0.3, 0.5),
        streaks=dice.choice(((0,), (0, 0, 0, 1), (0, 0, 1, 2))[at]),
        folds=dice.choice(((0,), (0, 0, 0, 1), (0, 0, 1, 2))[at]),
        holes=chance(0.05, 0.12, 0.15),
        ghost=pick((0, 0), (0, 0.08), (0, 0.13)) if chance(0, 0.25, 0.4) else 0.0,
        coarse=max(pick((1, 1), (0.85, 1), (0.6, 0.9)) if chance(0, 0.4, 0.6) else 1.0, 0.75 if bits else 0),
    )


def worn(page: Image.Image, how: Wear, seed: int) -> Image.Image:
    """The page (as rendered at `how.dpi`) after printing, copying and scanning; mode L, RGB or 1."""
    dice, noise = Random(seed), np.random.default_rng(seed)
    scale = how.dpi / 200
    page = page.rotate(how.skew, Image.Resampling.BICUBIC, fillcolor="white")
    for _ in range(how.copies):
        page = _copied(page, dice, noise, scale)
    if how.coarse < 1:
        small = page.resize((round(page.width * how.coarse), round(page.height * how.coarse)), Image.Resampling.BOX)
        page = small.resize(page.size, Image.Resampling.BICUBIC)
    if how.blur * scale > 0.2:
        page = page.filter(ImageFilter.GaussianBlur(how.blur * scale))
    grey = _array(page)
    if how.toner:
        grey = _faded(grey, how.toner, noise, scale)
    if how.ghost:
        grey = np.minimum(grey, 255 - np.float32(how.ghost) * (255 - grey[:, ::-1]))
    field = _paper(page.size, how, dice, noise, scale)
    grain = _grain(page.size, how.noise, noise)
    if grey.ndim == 3:
        field, grain = field[..., None], grain[..., None]
    black = field * np.float32(how.ink / 255)
    grey = black + grey * np.float32(1 / 255) * (field - black) + grain
    if how.bits:
        return _black_and_white(grey, how, dice)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def _array(page: Image.Image) -> Page:
    return np.asarray(page, dtype=np.float32)


def _smooth(noise: np.random.Generator, size: tuple[int, int], cells: int, spread: float = 1.0) -> Page:
    """Random hills over the whole page, from -spread to spread."""
    small = noise.uniform(-spread, spread, (max(2, round(cells * size[1] / size[0])), cells)).astype(np.float32)
    return _array(Image.fromarray(small).resize(size, Image.Resampling.BICUBIC))


def _grain(size: tuple[int, int], deviation: float, noise: np.random.Generator) -> Page:
    tile = noise.standard_normal((512, 1024), dtype=np.float32) * np.float32(deviation)
    rows, columns = -(-size[1] // 512), -(-size[0] // 1024)
    return np.tile(tile, (rows, columns))[: size[1], : size[0]]


def _faded(grey: Page, loss: float, noise: np.random.Generator, scale: float) -> Page:
    """Toner missing in grains, more in weak places, so that strokes break."""
    size = (grey.shape[1], grey.shape[0])
    weak = np.clip(_smooth(noise, size, 9) + 0.35, 0, 1) * np.float32(loss)
    grains = noise.random((size[1] // 2 + 1, size[0] // 2 + 1), dtype=np.float32)
    spread = Image.fromarray(grains).resize(size, Image.Resampling.BILINEAR)
    lost = np.clip((weak * 1.15 - _array(spread)) * 6, 0, 1)
    lost = lost[..., None] if grey.ndim == 3 else lost
    faded: Page = grey + (255 - grey) * lost * np.float32(0.85)
    return faded


def _copied(page: Image.Image, dice: Random, noise: np.random.Generator, scale: float) -> Image.Image:
    """One generation of a photocopier: softened, hardened again, a little fatter or thinner, with dust."""
    soft = _array(page.convert("L").filter(ImageFilter.GaussianBlur(0.75 * scale)))
    edge, steep = dice.uniform(120, 175), dice.uniform(0.03, 0.06)
    hard = 255 / (1 + np.exp(-(soft - edge + _grain(page.size, 9, noise)) * np.float32(steep)))
    copied = Image.fromarray(np.clip(hard, 0, 255).astype(np.uint8))
    return copied.convert("RGB") if page.mode == "RGB" else copied


def _paper(size: tuple[int, int], how: Wear, dice: Random, noise: np.random.Generator, scale: float) -> Page:
    """The light that empty paper gives back."""
    width, height = size
    field = np.full((height, width), how.paper, np.float32)
    if how.shade:
        field += _smooth(noise, size, dice.choice((3, 4, 6)), how.shade) - how.shade / 2
    if how.shadow:
        side = np.linspace(0, 1, width, dtype=np.float32)
        reach = dice.uniform(0.03, 0.12)
        dark = np.clip(1 - (side if dice.random() < 0.5 else 1 - side) / reach, 0, 1) * dice.uniform(40, 130)
        field -= dark[None, :]
    for _ in range(how.streaks):
        at, thick = dice.randrange(width), max(1, round(dice.uniform(0.6, 2) * scale))
        field[:, at : at + thick] -= dice.uniform(25, 110)
    for _ in range(how.folds):
        at = round(height * dice.choice((0.33, 0.5, 0.66)) + dice.uniform(-40, 40))
        band = np.arange(height, dtype=np.float32) - at
        field -= (np.exp(-(band**2) / (2 * (2.2 * scale) ** 2)) * dice.uniform(15, 60))[:, None]
    _specked(field, how, dice, scale)
    return np.clip(field, 0, 255)


def _specked(field: Page, how: Wear, dice: Random, scale: float) -> None:
    height, width = field.shape
    for _ in range(round(how.specks * width * height / (how.dpi / 2.54) ** 2)):
        left, top, side = dice.randrange(width), dice.randrange(height), dice.choice((0.5, 0.8, 1, 1.6))
        wide = max(1, round(side * scale))
        field[top : top + wide, left : left + wide] = dice.uniform(20, 130)
    if how.holes:
        rows, columns = np.ogrid[:height, :width]
        radius, x = 0.3 * how.dpi / 2.54, dice.uniform(0.8, 1.2) * how.dpi / 2.54
        for y in (height / 2 - 4 * how.dpi / 2.54, height / 2 + 4 * how.dpi / 2.54):
            top, left = max(round(y - radius) - 2, 0), max(round(x - radius) - 2, 0)
            bottom, right = round(y + radius) + 2, round(x + radius) + 2
            disc = (rows[top:bottom] - y) ** 2 + (columns[:, left:right] - x) ** 2 < radius**2
            field[top:bottom, left:right][disc] = dice.choice((15, 60, 120))


def _black_and_white(grey: Page, how: Wear, dice: Random) -> Image.Image:
    one = grey.mean(axis=2) if grey.ndim == 3 else grey
    edge = how.ink + (how.paper - how.shade - how.ink) * dice.uniform(0.5, 0.68)
    return Image.fromarray(np.where(one < edge, 0, 255).astype(np.uint8)).convert("1", dither=Image.Dither.NONE)
