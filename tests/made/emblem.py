"""Drawings that stand where the Garuda does: as dark and as finely lined, but no state emblem."""

from __future__ import annotations

import math
from functools import cache

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
_BODY = (
    "M43 21 Q50 25 57 21 L55 12 Q52.5 13 51.5 7 L50 1 L48.5 7 Q47.5 13 45 12 Z M44 18 H56 M45 15 H55",  # crown
    "M44 22 Q43 33 50 36 Q57 33 56 22 Q50 26 44 22 Z M50 27 l-2 4 h4 z",  # face
    "M38 72 Q50 80 62 72 Q60 90 50 98 Q40 90 38 72 Z",  # tail
)


@cache
def svg(drawing: int) -> str:
    """One of three birds with spread wings, arms raised, on a square of 100."""
    thin, feathers, fill = ((0.9, 9, "#3a3a3a"), (1.3, 7, "none"), (0.6, 12, "#1c1c1c"))[drawing]
    filled = [*_BODY, *(_scale(50, 42 + row * 4.2, 9.5 - row * 0.55) for row in range(7))]
    lined = [f"M{40.4 + n * 3.2:.1f} 77 Q{36.5 + n * 4.5:.1f} 88 {43.4 + n * 2.2:.1f} 96" for n in range(7)]
    for side in (-1, 1):
        filled += [*(_feather(side, n / (feathers - 1))[0] for n in range(feathers)), *_limbs(side)]
        lined += [_feather(side, n / (feathers - 1))[1] for n in range(feathers)]
    style = f'stroke="#111" stroke-width="{thin}" stroke-linejoin="round"'
    return (
        f'{_HEAD}<g fill="{fill}" fill-opacity="0.7" {style}>{_paths(filled)}</g>'
        f'<g fill="none" {style}>{_paths(lined)}</g></svg>'
    )


@cache
def seal() -> str:
    """An agency's red seal."""
    turns = [(math.cos(n * math.pi / 14), math.sin(n * math.pi / 14)) for n in range(28)]
    rays = [f"M{50 + 33 * x:.1f} {50 + 33 * y:.1f} L{50 + 43 * x:.1f} {50 + 43 * y:.1f}" for x, y in turns]
    sign = "M50 30 Q62 42 50 70 Q38 42 50 30 M32 46 Q50 52 68 46 M36 62 Q50 54 64 62"
    return (
        f'{_HEAD}<g fill="none" stroke="#d02020" stroke-width="1.7"><circle cx="50" cy="50" r="47"/>'
        f'<circle cx="50" cy="50" r="30" stroke-width="1"/>{_paths([*rays, sign])}</g></svg>'
    )


def _paths(shapes: list[str]) -> str:
    return "".join(f'<path d="{shape}"/>' for shape in shapes)


def _feather(side: int, share: float) -> tuple[str, str]:
    """A feather's outline and its quill; `share`: from the uppermost, 0, to the lowest, 1."""
    angle, length = math.radians(-78 + share * 100), 40 - 10 * abs(share - 0.35)
    root_x, root_y = 50 + side * (9 + share * 2), 31 + share * 26
    x, y = 50 + side * (12 + length * math.cos(angle)), 36 + length * math.sin(angle) * 0.8 + share * 12
    bend_x, bend_y = (root_x + x) / 2 + side * 2, (root_y + y) / 2 - 5
    out = f"M{root_x:.1f} {root_y:.1f} Q{bend_x:.1f} {bend_y:.1f} {x:.1f} {y:.1f}"
    back = f"Q{bend_x + side:.1f} {bend_y + 8:.1f} {root_x:.1f} {root_y + 4:.1f} Z"
    end_x, end_y = (x * 2 + bend_x) / 3, (y * 2 + bend_y) / 3
    quill = f"M{root_x:.1f} {root_y + 1.5:.1f} Q{bend_x:.1f} {bend_y + 4:.1f} {end_x:.1f} {end_y:.1f}"
    return f"{out} {back}", quill


def _limbs(side: int) -> tuple[str, str]:
    s = side
    arm = f"M{50 + s * 8} 38 q{s * 12} 8 {s * 14} -8 q{s * 4} -5 {s} -9 q{-s * 4} 8 {-s * 9} 8 z"
    claw = f"q{s * 5} -2 {s * 6} 3 m{-s * 6} -3 q{-s * 4} 2 {-s * 4} 6"
    return arm, f"M{50 + s * 8} 68 q{s * 11} 4 {s * 7} 15 q{-s * 2} 6 {s * 3} 10 {claw}"


def _scale(x: float, y: float, half: float) -> str:
    curve = f"q{half:.1f} 5 {2 * half:.1f} 0 q{-half / 2:.1f} 5 {-half:.1f} 4 q{-half / 2:.1f} 1 {-half:.1f} -4"
    return f"M{x - half:.1f} {y:.1f} {curve} Z"
