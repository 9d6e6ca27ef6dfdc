"""A page photographed with a telephone: a dark table, slanting lines, light from one side."""

from __future__ import annotations

from random import Random

import numpy as np
from PIL import Image


def photographed(page: Image.Image, dice: Random) -> Image.Image:
    width, height = page.size
    border = round(width * dice.uniform(0.03, 0.1))
    whole = (width + 2 * border, height + 2 * border)

    def moved(x: float, y: float) -> tuple[float, float]:
        slip = width * 0.018
        return border + x + dice.uniform(-slip, slip), border + y + dice.uniform(-slip, slip)

    corners = [moved(0, 0), moved(width, 0), moved(width, height), moved(0, height)]
    flat = page.transform(
        whole,
        Image.Transform.PERSPECTIVE,
        _coefficients(corners, width, height),
        Image.Resampling.BICUBIC,
        fillcolor=(1, 2, 3),
    )
    shown = np.asarray(flat, dtype=np.float32)
    table = np.array([dice.randint(25, 80), dice.randint(20, 65), dice.randint(15, 60)], dtype=np.float32)
    outside = (shown == np.array([1, 2, 3], dtype=np.float32)).all(axis=2)
    light = np.linspace(dice.uniform(0.75, 1), dice.uniform(0.8, 1.02), whole[0], dtype=np.float32)[None, :, None]
    down = np.linspace(dice.uniform(0.85, 1.02), dice.uniform(0.75, 1), whole[1], dtype=np.float32)[:, None, None]
    lit = shown * light * down * np.array([1.0, dice.uniform(0.95, 1), dice.uniform(0.84, 0.98)], dtype=np.float32)
    lit[outside] = table
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def _coefficients(corners: list[tuple[float, float]], width: int, height: int) -> tuple[float, ...]:
    """The eight numbers that bring each corner of the photograph to its corner of the page."""
    rows, sought = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        sought += [u, v]
    return tuple(np.linalg.solve(np.array(rows, dtype=np.float64), np.array(sought, dtype=np.float64)))
