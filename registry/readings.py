"""What was read of each letter, as it was read: the measure of the reader's accuracy, and what pictures are drawn from.

A reading is written in the transaction that enters its letter and never changes; what a person says of it later
stands in `registry.corrections`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from registry.model import FIELDS, Evidence, Found, Letter, Reading
from registry.schema import readings


def keep_reading(connection: Connection, letter_id: int, reading: Reading) -> None:
    """Keep one row for each field."""
    rows = [_row(letter_id, name, reading[name]) for name in FIELDS]
    connection.execute(insert(readings), rows)


class Readings:
    """The readings as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, letter: Letter) -> Reading:
        """How a letter was read; without fields where it was entered before readings were kept, or reserved only."""
        query = select(readings).where(readings.c.letter_id == letter.id)
        return Reading(fields={row.field: found_of(row, row.value) for row in self._connection.execute(query)})


def found_of(row: Row[Any], value: str | None) -> Found:
    """The field of a row with the columns of a reading, and the value that was read."""
    evidence = None
    if row.page is not None:
        left, top, right, bottom = row.box
        evidence = Evidence(
            page=row.page, box=(left, top, right, bottom), text=row.text, how=row.how, original=row.original or ""
        )
    return Found(value=value, sure=row.sure, confidence=row.confidence, evidence=evidence)


def _row(letter_id: int, name: str, found: Found) -> dict[str, Any]:
    seen = found.evidence
    return {
        "letter_id": letter_id,
        "field": name,
        "value": found.value,
        "sure": found.sure,
        "confidence": found.confidence,
        "page": seen.page if seen else None,
        "box": [round(edge, 2) for edge in seen.box] if seen else None,
        "text": seen.text if seen else None,
        "original": (seen.original or None) if seen else None,
        "how": seen.how if seen else None,
    }
