"""What OCR takes for letters and is none: specks, streaks and the dots of stamps, far from any word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from intake.lines import Line, Span
from intake.secrecy import nearly
from intake.thai import skeleton

_A_LETTER_OR_TWO = re.compile(r"[ก-ฮะาเแโใไ\W]{1,2}|[0-9A-Za-z๐-๙\W]")
_MARGIN = 0.055  # of the page's width, to the left and right
_APART = 40.0  # points of white around a speck
_LOW = 6.5  # points: print is mostly higher
_WELL, _FAIRLY, _BADLY = 0.9, 0.8, 0.5  # odds
_URGENT = skeleton("ด่วน")
_SHORT = 12  # letters of what may be a part of a stamp or a pen


def swept(lines: Iterable[Line], width: float) -> tuple[Line, ...]:
    """The lines of a page `width` points wide without these."""
    kept = (replace(line, spans=tuple(_kept(line, width))) for line in lines)
    return tuple(line for line in kept if line.spans)


def _kept(line: Line, width: float) -> Iterable[Span]:
    for at, span in enumerate(line.spans):
        left, top, right, bottom = span.box
        if nearly(span.text) or skeleton(span.text).startswith(_URGENT):  # a class, however badly read
            yield span
            continue
        if bottom - top < _LOW and span.odds < _FAIRLY:
            continue
        before = left - line.spans[at - 1].box[2] if at else left
        behind = line.spans[at + 1].box[0] - right if at + 1 < len(line.spans) else width - right
        alone = min(before, behind) > _APART and len(line.spans) > 1
        if _A_LETTER_OR_TWO.fullmatch(span.text):
            at_edge = right < _MARGIN * width or left > (1 - _MARGIN) * width
            if at_edge or (alone and span.odds < _WELL and not span.text.isdigit()):
                continue
        elif alone and span.odds < _BADLY and len(span.text) < _SHORT:
            continue
        yield span
