"""Where the number and the date of a draft are still to be written."""

from __future__ import annotations

from pathlib import Path

from registry.places import Blanks


def find_blanks(path: Path) -> Blanks:
    """The blanks of a PDF with a text layer (a Word file printed to one, too). Raises `Unreadable` (PASSWORD, BROKEN).

    Of a scan nothing is told: its letters have no certain baseline.
    """
    raise NotImplementedError
