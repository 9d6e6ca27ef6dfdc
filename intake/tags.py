"""Where things go in a picture of a letterhead: which way up the page is, and the tags beside the boxes. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from intake.lines import Box

_DOWNWARD = ("letter_no", "subject", "addressee"), ("sender", "date", "subject")  # from the top of an upright page
_GAP = 5.0  # pixels between a box and its tag
_STEPS = (0, 1, -1, 2, -2, 3)  # heights of a tag it may be moved by
_OVER, _FAR = 2000.0, 0.2  # costs: wholly over another box or tag, a pixel of distance; a pixel of ink costs 1
_GOOD = 6.0  # blank paper, near


def quarters(boxes: Mapping[str, Box], width: float, height: float) -> int:
    """The quarter turns, counter-clockwise, that bring a page upright on which these fields were read.

    Boxes are on the page as a viewer shows it, which is upside down where the sheet was scanned so. Rows of text are
    wider than high, and the fields of a letterhead stand in a known order. 0 where nothing speaks against it.
    """

    def fitness(turns: int) -> float:
        turned = {name: turn(box, turns, width, height) for name, box in boxes.items()}
        wide = sum(1 if box[2] - box[0] >= box[3] - box[1] else -1 for box in turned.values())
        chains = ([turned[name] for name in names if name in turned] for names in _DOWNWARD)
        order = sum(1 if one[1] < other[1] else -1 for chain in chains for one, other in pairwise(chain))
        return 2.0 * wide + order

    return max(range(4), key=lambda turns: (fitness(turns), -turns))


def turn(box: Box, turns: int, width: float, height: float) -> Box:
    """A box on a page of this size after `turns` quarter turns counter-clockwise."""
    for _ in range(turns):
        left, top, right, bottom = box
        box = (top, width - right, bottom, width - left)
        width, height = height, width
    return box


def place(
    box: Box,
    sizes: Sequence[tuple[float, float]],
    canvas: tuple[float, float],
    taken: Sequence[Box],
    ink: Callable[[Box], float],
) -> tuple[int, Box]:
    """Where a tag beside its `box` goes, and which of its `sizes`, the fullest first, is shown there.

    The first that finds blank paper near its box and off what is `taken` by boxes and other tags; the last finds the
    least bad place. `ink` gives the mean darkness (0 to 255) of a part of the picture.
    """

    def cost(spot: Box) -> float:
        hit = sum(overlap(spot, other) for other in taken) / _area(spot)
        return _OVER * hit + ink(spot) + _FAR * _distance(box, spot)

    best: tuple[int, Box] | None = None
    for at, size in enumerate(sizes):
        spots = [spot for spot in _around(box, size) if _inside(spot, canvas)]
        if not spots:
            continue
        spot = min(spots, key=cost)
        best = at, spot
        if cost(spot) < _GOOD:
            break
    return best or (len(sizes) - 1, _pushed_in(box, sizes[-1], canvas))


def overlap(one: Box, other: Box) -> float:
    """The area two boxes share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0


def _around(box: Box, size: tuple[float, float]) -> list[Box]:
    left, top, right, bottom = box
    width, height = size
    rows = (top - height - _GAP, bottom + _GAP)
    middle = (top + bottom - height) / 2
    corners = [(x, y) for y in rows for x in (left, right - width, (left + right - width) / 2)]
    corners += [(right + _GAP, middle), (left - width - _GAP, middle)]
    return [_at(x, y + step * (height + _GAP), size) for step in _STEPS for x, y in corners]


def _area(spot: Box) -> float:
    return max(1.0, (spot[2] - spot[0]) * (spot[3] - spot[1]))


def _at(x: float, y: float, size: tuple[float, float]) -> Box:
    return x, y, x + size[0], y + size[1]


def _inside(spot: Box, canvas: tuple[float, float]) -> bool:
    return spot[0] >= 0 and spot[1] >= 0 and spot[2] <= canvas[0] and spot[3] <= canvas[1]


def _pushed_in(box: Box, size: tuple[float, float], canvas: tuple[float, float]) -> Box:
    x = max(0.0, min(box[0], canvas[0] - size[0]))
    y = max(0.0, min(box[3] + _GAP, canvas[1] - size[1]))
    return _at(x, y, size)


def _distance(box: Box, spot: Box) -> float:
    across = max(0.0, spot[0] - box[2], box[0] - spot[2])
    down = max(0.0, spot[1] - box[3], box[1] - spot[3])
    return across + down
