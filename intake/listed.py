"""What stands behind อ้างถึง and สิ่งที่ส่งมาด้วย: items over several lines, numbered where there are several. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.labels import DEAR, ENCLOSED, REFERENCE, SUBJECT, TO, Labelled, after
from intake.lines import Box, Line, around, joined
from intake.sheet import BODY, Sheet
from intake.thai import fold_digits

_NUMBER = re.compile(r"^[\s(]{0,2}(\d{1,2})\s?[.)]\)?(?!\d)\s*")
_BARE_NUMBER = re.compile(r"^(\d)\s+(?=[ก-๎])")  # OCR lost the dot
_LABELS = (*SUBJECT, *DEAR, *TO, *REFERENCE, *ENCLOSED)
_FURTHEST = 18  # lines below the label
_MOST_LINES = 3  # of one item
_MARGIN = 15.0  # points: a line that begins this near the label's own edge is no hanging one


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item without its number; `lines` are the texts it was joined from, with their places."""

    text: str
    lines: tuple[tuple[str, Box], ...]

    @property
    def box(self) -> Box:
        return around(box for _, box in self.lines)


def items(sheet: Sheet, found: Labelled | None) -> tuple[Item, ...]:
    """The items behind a label; none where there is no label or nothing behind it."""
    if found is None:
        return ()
    parts: list[list[tuple[str, Box]]] = []
    number, text = _numbered(found.value, 1, sheet.slack)
    if text.strip(" .-…_"):
        parts.append([(text, found.box)])
    expected = 2 if number else 1
    loose = 0  # lines since the last number
    for line in sheet.lines[found.at + 1 : found.at + _FURTHEST]:
        if any(after(span.text, _LABELS, sheet.slack) is not None for span in line.spans[:2]):
            break
        number, text = _numbered(line.text, expected, sheet.slack)
        if number and (expected > 1 or not parts):
            parts.append([(text, line.box)])
            expected, loose = expected + 1, 0
            continue
        loose += 1
        at_margin = line.box[0] - found.label.box[0] < _MARGIN
        if not parts or loose >= _MOST_LINES or _begins_body(line) or (at_margin and loose > 1):
            break
        parts[-1].append((line.text, line.box))
    return tuple(Item(text=joined(text for text, _ in part), lines=tuple(part)) for part in parts)


def _numbered(text: str, expected: int, slack: int) -> tuple[bool, str]:
    """Whether a line begins with the number of the expected item, and its text without it."""
    folded = fold_digits(text)
    match = _NUMBER.match(folded) or (_BARE_NUMBER.match(folded) if slack else None)
    if match is None or int(match[1]) != expected:
        return False, text
    return True, text[match.end() :]


def _begins_body(line: Line) -> bool:
    return any(after(span.text, BODY) is not None for span in line.spans[:1])
