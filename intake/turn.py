"""From a straightened picture of a page back to the page as it is shown. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.lines import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How a page was turned to be read: by `quarters`, then by `skew` degrees, both counter-clockwise.

    `width` and `height` are those of the straightened picture, in points; the page as shown is `size` times as large.
    """

    width: float
    height: float
    quarters: int = 0
    skew: float = 0.0
    size: float = 1.0

    def shown(self, box: Box) -> Box:
        """A box on the straightened page as the smallest box around it on the page as shown."""
        left, top, right, bottom = box
        corners = [self._back(x, y) for x in (left, right) for y in (top, bottom)]
        xs, ys = zip(*corners, strict=True)
        return self.size * min(xs), self.size * min(ys), self.size * max(xs), self.size * max(ys)

    def _back(self, x: float, y: float) -> tuple[float, float]:
        sine, cosine = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
        across, down = self.width / 2, self.height / 2
        x, y = x - across, y - down
        x, y = cosine * x - sine * y + across, sine * x + cosine * y + down
        if self.quarters == 1:
            return self.height - y, x
        if self.quarters == 2:
            return self.width - x, self.height - y
        if self.quarters == 3:
            return y, self.width - x
        return x, y
