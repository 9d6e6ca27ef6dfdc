"""Claim, settle, defer: the engine of all durable work, for any table with the due columns.

`due_at` says when a row wants work (NULL: none). A claim moves it one lease into the future, so that a worker that
dies gives the row back by doing nothing. `attempts` counts claims and is the fencing token: a worker whose lease ran
out and whose row was claimed again settles nothing. `lost` counts the claims in a row that never came back; a row
that is lost again and again is likely to be what kills its worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from registry.errors import StaleClaim

LEASE = timedelta(minutes=10)
"""Longer than any one piece of work may take; a worker that ends well gives its rows back at once."""

LOST_LIMIT = 5
"""Claims that never came back before a row is taken for poison."""


def claim(
    connection: Connection,
    table: Table,
    *conditions: ColumnElement[bool],
    now: datetime,
    worker: str,
    limit: int = 1,
    first: Sequence[ColumnElement[Any]] = (),
) -> Sequence[Row[Any]]:
    """Take up to `limit` due rows for `worker`, one lease long, of those that meet the conditions.

    They are taken in the order of `first`, then the oldest first. Rows held by others are passed over.
    """
    # The select must stay a CTE: as a bare IN (SELECT … LIMIT … SKIP LOCKED) PostgreSQL may take more rows.
    due = (
        select(table.c.id)
        .where(table.c.due_at <= now, *conditions)
        .order_by(*first, table.c.due_at, table.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    statement = (
        update(table)
        .where(table.c.id.in_(select(due.c.id)))
        .values(due_at=now + LEASE, attempts=table.c.attempts + 1, lost=table.c.lost + 1, claimed_by=worker)
        .returning(table)
    )
    return sorted(connection.execute(statement).all(), key=lambda row: row.id)


def settle(
    connection: Connection,
    table: Table,
    row_id: int,
    attempt: int,
    due_at: datetime | None = None,
    lost: int = 0,
    **values: Any,
) -> None:
    """Record the outcome of a claim: done with it (`due_at` None), or due again at `due_at`. Raises StaleClaim."""
    statement = (
        update(table)
        .where(table.c.id == row_id, table.c.attempts == attempt)
        .values(due_at=due_at, lost=lost, claimed_by=None, **values)
    )
    if connection.execute(statement).rowcount != 1:
        raise StaleClaim(f"{table.name} {row_id} attempt {attempt}")


def note(connection: Connection, table: Table, row_id: int, attempt: int, **values: Any) -> None:
    """Write values to a row while keeping its claim. Raises StaleClaim."""
    statement = update(table).where(table.c.id == row_id, table.c.attempts == attempt).values(**values)
    if connection.execute(statement).rowcount != 1:
        raise StaleClaim(f"{table.name} {row_id} attempt {attempt}")


def release(connection: Connection, table: Table, *conditions: ColumnElement[bool], worker: str, now: datetime) -> int:
    """Give back at once what a worker of this name held when it died, of what meets the conditions; returns how many.

    Called at start, when no other process of this name can be running. A row that was lost before waits a little
    longer each time, so that poison does not stand first in the queue for ever.
    """
    count = 0
    held = select(table.c.id, table.c.lost).where(table.c.claimed_by == worker, table.c.due_at > now, *conditions)
    for row in connection.execute(held).all():
        wait = timedelta(seconds=2 * (row.lost - 1))
        connection.execute(update(table).where(table.c.id == row.id).values(due_at=now + wait, claimed_by=None))
        count += 1
    return count


def in_hand(connection: Connection, table: Table, *, now: datetime) -> int:
    """How many rows are due now or claimed; those put off to later do not count."""
    at_once = or_(table.c.due_at <= now, table.c.claimed_by.is_not(None))
    count = select(func.count()).select_from(table).where(table.c.due_at.is_not(None), at_once)
    return int(connection.execute(count).scalar_one())
