"""Which files of a letter go with which of its mails: as many as the limits ask for, the letter itself first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.outgoing import SentFile

_LINE = 76  # letters of base64 a line, for 57 bytes (RFC 2045 6.8)
_ROUND = 32 * 1024
"""Bytes of one mail beside its files: header, text, the page for phones, the heads of its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that goes with one mail: files, and bytes of the whole mail on its way (RFC 1870)."""

    files: int = 5
    bytes: int = 25 * 1024 * 1024

    @property
    def largest_file(self) -> int:
        """Bytes of the largest file that one mail can take."""
        lines = (self.bytes - _ROUND) // (_LINE + 2)
        return lines * (_LINE * 3 // 4)


def encoded(size: int) -> int:
    """Bytes that a file takes in a mail: base64 in lines."""
    letters = 4 * ((size + 2) // 3)
    return letters + 2 * ((letters + _LINE - 1) // _LINE)


def plan_parts(files: Sequence[SentFile], limits: Limits) -> list[list[SentFile]]:
    """The files of each mail, in their order. One that is too large even alone is for `too_large` to tell before."""
    parts: list[list[SentFile]] = []
    left = 0
    for file in files:
        size = encoded(file.size)
        if not parts or size > left or len(parts[-1]) == limits.files:
            parts.append([])
            left = limits.bytes - _ROUND
        parts[-1].append(file)
        left -= size
    return parts


def too_large(files: Sequence[SentFile], limits: Limits) -> list[SentFile]:
    """The files that no mail can take, because each alone is over the limit."""
    return [file for file in files if encoded(file.size) > limits.bytes - _ROUND]
