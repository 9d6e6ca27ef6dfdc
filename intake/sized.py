"""Pages of any size as if they were A4: the forms' distances are in points of that. Pure.

A picture without its resolution is as many points wide as it has pixels, and scanners name wrong sizes (2600 points).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intake.lines import Box, Line, Page

_A4 = 595.0  # points: the width of the paper
_AS_IT_IS = (0.75, 1.35)  # times A4: paper of such a width is itself


def times_a4(width: float, height: float) -> float:
    """How many times as large as A4 a page of so many points is; 1 where it is about as wide."""
    times = max(1.0, min(width, height)) / _A4
    return 1.0 if _AS_IT_IS[0] < times < _AS_IT_IS[1] else times


def to_a4(page: Page) -> Page:
    """The page with its places as on A4; the page itself where it is about as wide."""
    by = 1 / times_a4(page.width, page.height)
    if by == 1:
        return page
    return replace(
        page,
        width=page.width * by,
        height=page.height * by,
        lines=_scaled(page.lines, by),
        again=_scaled(page.again, by),
        alone=_scaled(page.alone, by),
    )


def scaled(box: Box, by: float) -> Box:
    """A place on a page drawn `by` times as large."""
    left, top, right, bottom = box
    return left * by, top * by, right * by, bottom * by


def _scaled(lines: Sequence[Line], by: float) -> tuple[Line, ...]:
    return tuple(
        replace(
            line,
            spans=tuple(replace(span, box=scaled(span.box, by)) for span in line.spans),
            unit=line.unit * by,
        )
        for line in lines
    )
