"""What every part of the bench gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure and what it is held against; `most` says that smaller is better."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    most: bool = True
    note: str = ""
