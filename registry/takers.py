"""Who really took past letters: what a suggestion of an owner can be learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from registry.model import Book, Letter, State
from registry.rows import letter_of, letter_rows
from registry.schema import assignments, events, letters

_ENTERED = "entered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An entry, the drop sub-folder it came in ("": none), and the folded address of who took it."""

    letter: Letter
    folder: str
    taker: str


def taken(connection: Connection, limit: int) -> list[Taken]:
    """The newest entries of the incoming book that somebody took, the oldest first.

    Taken is what was given to be acted on and was acknowledged or done, and not passed on, returned or withdrawn;
    of several who took a letter it is the last.
    """
    kept = or_(
        assignments.c.outcome == "done",
        and_(assignments.c.ended_at.is_(None), assignments.c.acknowledged_at.is_not(None)),
    )
    last = (
        select(assignments.c.letter_id, func.max(assignments.c.id).label("id"))
        .where(assignments.c.task == "act", kept)
        .group_by(assignments.c.letter_id)
        .order_by(assignments.c.letter_id.desc())
        .limit(limit)
        .subquery()
    )
    entered = and_(events.c.letter_id == letters.c.id, events.c.what == _ENTERED)
    rows = connection.execute(
        letter_rows()
        .add_columns(assignments.c.person, events.c.after)
        .join(last, last.c.letter_id == letters.c.id)
        .join(assignments, assignments.c.id == last.c.id)
        .join(events, entered)
        .where(letters.c.book == Book.IN, letters.c.state == State.REGISTERED)
        .order_by(letters.c.id)
    )
    return [Taken(letter=letter_of(row), folder=_folder(row.after), taker=row.person) for row in rows]


def dropped_in(connection: Connection, letter_id: int) -> str:
    """The drop sub-folder an entry came in, "" for none."""
    entered = select(events.c.after).where(events.c.letter_id == letter_id, events.c.what == _ENTERED)
    return _folder(connection.execute(entered.order_by(events.c.id).limit(1)).scalar_one_or_none())


def _folder(entered: Mapping[str, Any] | None) -> str:
    """Where an entry was dropped is the unit it was entered with; by now its unit may be that of who took it."""
    return (entered or {}).get("unit") or ""
