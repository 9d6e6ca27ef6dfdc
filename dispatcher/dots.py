"""The dots of a blank taken out of a page's content, so that what is written there stands alone. Pure.

The content stream is followed as far as it places letters (ISO 32000-1, 9.4); a letter whose origin lies in one of the
boxes is replaced by as much free room, so that all others stay where they are. Nothing need be known of its font but
how wide its letters are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

Instruction = tuple[Sequence[Any], str]
Box = tuple[float, float, float, float]  # left, bottom, right, top in the page's own coordinates

_Matrix = tuple[float, float, float, float, float, float]
_SAME: _Matrix = (1, 0, 0, 1, 0, 0)
_SPACE = 32
_SHOWING = ("Tj", "TJ", "'", '"')
_SETTINGS = {"Tc": "letter", "Tw": "word", "TL": "leading", "Ts": "rise"}


class NotTaken(Exception):
    """The dots are not in the page's own content, or one of its fonts does not tell how wide its letters are."""


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide the letters of a font are, in type sizes, by code; `size`: the bytes of one code."""

    by_code: Mapping[int, float]
    other: float
    size: int

    def codes(self, shown: bytes) -> Iterator[tuple[bytes, int]]:
        for at in range(0, len(shown), self.size):
            code = shown[at : at + self.size]
            yield code, int.from_bytes(code, "big")


def without_dots(
    content: Iterable[Instruction], fonts: Mapping[str, Widths], boxes: Sequence[Box]
) -> list[Instruction]:
    """The content without the letters in the boxes. Raises `NotTaken`."""
    pen, kept, taken = _Pen(fonts), list[Instruction](), 0
    for operands, operator in content:
        before = pen.follow(operands, operator)
        if operator not in _SHOWING:
            kept.append((operands, operator))
            continue
        parts = operands[0] if operator == "TJ" else operands[-1:]
        left = pen.show(parts, boxes)
        taken += left is not None
        kept += [(operands, operator)] if left is None else [*before, ([left], "TJ")]
    if not taken:
        raise NotTaken
    return kept


@dataclass(frozen=True, slots=True)
class _State:
    """The part of the graphics state that places letters."""

    page: _Matrix = _SAME
    font: str = ""
    size: float = 0.0
    letter: float = 0.0
    word: float = 0.0
    across: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass(slots=True)
class _Pen:
    fonts: Mapping[str, Widths]
    state: _State = field(default_factory=_State)
    saved: list[_State] = field(default_factory=list)
    line: _Matrix = _SAME
    text: _Matrix = _SAME

    def follow(self, operands: Sequence[Any], operator: str) -> list[Instruction]:
        """Go where an instruction leads. What it does before it shows letters is given as instructions of its own."""
        match operator:
            case "q":
                self.saved.append(self.state)
            case "Q" if self.saved:
                self.state = self.saved.pop()
            case "cm":
                self._set(page=_times(_matrix(operands), self.state.page))
            case "BT":
                self.line = self.text = _SAME
            case "Tf":
                self._set(font=str(operands[0]), size=float(operands[1]))
            case "Tz":
                self._set(across=float(operands[0]) / 100)
            case "Tc" | "Tw" | "TL" | "Ts":
                self._set(**{_SETTINGS[operator]: float(operands[0])})
            case "Tm":
                self.line = self.text = _matrix(operands)
            case "Td" | "TD" | "T*" | "'" | '"':
                return self._next_line(operands, operator)
        return []

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def _next_line(self, operands: Sequence[Any], operator: str) -> list[Instruction]:
        before: list[Instruction] = []
        if operator == '"':
            before = [(operands[:1], "Tw"), (operands[1:2], "Tc")]
            self._set(word=float(operands[0]), letter=float(operands[1]))
        across, up = map(float, operands) if operator in ("Td", "TD") else (0.0, -self.state.leading)
        if operator == "TD":
            self._set(leading=-up)
        self.line = self.text = _times((1, 0, 0, 1, across, up), self.line)
        return [*before, ([], "T*")]

    def show(self, parts: Iterable[Any], boxes: Sequence[Box]) -> list[Any] | None:
        """The parts of a TJ without what lies in the boxes; None where nothing does."""
        left: list[Any] = []
        taken = False
        for part in parts:
            if isinstance(part, (int, float, Decimal)):
                self._advance(-float(part) / 1000 * self.state.size)
                left.append(part)
                continue
            for code, wide in self._letters(bytes(part)):
                if self._is_in(boxes):
                    taken = True
                    left.append(-1000 * wide / self.state.size)
                elif left and isinstance(left[-1], bytes):
                    left[-1] += code
                else:
                    left.append(code)
                self._advance(wide)
        return left if taken else None

    def _letters(self, shown: bytes) -> Iterator[tuple[bytes, float]]:
        """Each code with how far it leads, before it is stretched."""
        widths = self.fonts.get(self.state.font)
        if widths is None or not self.state.size:
            raise NotTaken
        for code, number in widths.codes(shown):
            word = self.state.word if number == _SPACE and widths.size == 1 else 0.0
            yield code, widths.by_code.get(number, widths.other) * self.state.size + self.state.letter + word

    def _advance(self, by: float) -> None:
        self.text = _times((1, 0, 0, 1, by * self.state.across, 0), self.text)

    def _is_in(self, boxes: Sequence[Box]) -> bool:
        x, y = _times((1, 0, 0, 1, 0, self.state.rise), _times(self.text, self.state.page))[4:]
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in boxes)


def _matrix(operands: Sequence[Any]) -> _Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
