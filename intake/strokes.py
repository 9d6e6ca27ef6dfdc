"""How thick the strokes of a line's figures are: a pen's differ from those of the print they go on with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PIL import Image

_HALF = 0.35  # of a line's height: the most that a figure reaches to each side of its middle


def thicknesses(line: Image.Image, places: Sequence[float]) -> tuple[float, ...]:
    """Of the characters of a line that was cut out, by its height; `places`: their middles, 0 to 1 of its width."""
    pixels = np.asarray(line.convert("L"), dtype=np.float32)
    ink = pixels < (np.percentile(pixels, 90) + np.percentile(pixels, 1)) / 2
    high, wide = ink.shape
    middles = [place * wide for place in places]
    borders = [(one + other) / 2 for one, other in pairwise(middles)]
    sides = zip(middles, [-np.inf, *borders], [*borders, np.inf], strict=False)
    return tuple(
        _thickness(ink, max(left, at - _HALF * high), min(right, at + _HALF * high)) for at, left, right in sides
    )


def _thickness(ink: np.ndarray, left: float, right: float) -> float:
    """Of what stands between two columns: in the rows without white among them that hold most ink."""
    part = ink[:, max(0, int(left)) : int(right) + 1]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], part.any(axis=1).astype(np.int8), [0]))))
    runs = [(int(part[top:bottom].sum()), top, bottom) for top, bottom in zip(edges[::2], edges[1::2], strict=True)]
    if not runs:
        return 0.0
    area, top, bottom = max(runs)
    part = np.pad(part[top:bottom], ((1, 1), (0, 0)))
    # A stroke is as thick as its ink by half its outline.
    outline = int((part[1:] != part[:-1]).sum() + (part[:, 1:] != part[:, :-1]).sum())
    return 2 * area / outline / len(ink)
