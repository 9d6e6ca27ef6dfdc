"""Coloured ink in one place of a scan: a pen's, mostly blue, or that of a seal or stamp."""

from __future__ import annotations

import numpy as np
from PIL import Image

from intake.figures import Seen
from intake.image import Scan
from intake.lines import Box

_BLUE = 60  # levels of blue, or of what was lifted
_INK = 150  # darker is ink
_SPECK = 9  # pixels of ink: a full stop has more
_MUCH_INK = 30  # pixels: a stroke of a pen


def is_covered(scan: Scan, box: Box) -> bool:
    """Whether ink was lifted there."""
    before, after = (np.asarray(one.crop(box), dtype=np.int16) for one in (scan, scan.print))
    return int((after - before > _BLUE).sum()) > _MUCH_INK


def is_blue(scan: Scan, box: Box) -> bool:
    """Whether there is blue ink, some of a letter at least."""
    return scan.blue is not None and int((np.asarray(scan.crop(box, blue=True)) > _BLUE).sum()) > _SPECK


def shares_of_blue(scan: Scan, box: Box, part: Image.Image, seen: Seen) -> tuple[float, ...]:
    """Of each character that was seen in `part`, how much of its ink is blue."""
    if scan.blue is None:
        return (0.0,) * len(seen.text)
    ink = np.asarray(part) < _INK
    blue = np.asarray(scan.crop(box, blue=True)) > _BLUE
    reach = max(3, round(ink.shape[0] / 6))
    shares = []
    for place in seen.places:
        at = round(place * ink.shape[1])
        near = slice(max(0, at - reach), at + reach)
        shares.append(float((blue & ink)[:, near].sum() / max(1, ink[:, near].sum())))
    return tuple(shares)
