"""Writes that several of this room's modules share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from registry.schema import outgoing

_MARKED = (
    update(outgoing).where(outgoing.c.id.in_(bindparam("ids", expanding=True))).values(changed_at=bindparam("now"))
)


def mark_changed(connection: Connection, now: datetime, *outgoing_ids: int) -> None:
    """Something was heard of these letters of ours: the sheets that show it are to be written anew."""
    connection.execute(_MARKED, {"ids": outgoing_ids, "now": now})


def add_unless_there(connection: Connection, table: Table, **values: Any) -> None:
    """Add a row, or nothing where one with the same unique values stands already."""
    if connection.dialect.name == "sqlite":
        connection.execute(sqlite.insert(table).values(**values).on_conflict_do_nothing())
    else:
        connection.execute(postgresql.insert(table).values(**values).on_conflict_do_nothing())
