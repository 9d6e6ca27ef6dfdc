"""Letters that want an owner: durable work on the books' own rows. `registry.due` says how claims and leases go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from registry import due
from registry.model import Letter
from registry.rows import letter_of, letter_rows
from registry.schema import letters
from registry.takers import Taken, dropped_in, taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrouted:
    """An entry that wants to be routed; `attempt` is the fencing token of its claim."""

    letter: Letter
    attempt: int
    lost: int


class Routing:
    """The work of routing as one transaction sees it."""

    def __init__(self, connection: Connection, now: datetime, worker: str) -> None:
        self._connection = connection
        self._now = now
        self._worker = worker

    def claim(self, limit: int = 10) -> list[Unrouted]:
        """Take letters that are due for an owner."""
        rows = due.claim(self._connection, letters, now=self._now, worker=self._worker, limit=limit)
        work = {row.id: row for row in rows}
        found = self._connection.execute(letter_rows().where(letters.c.id.in_(work)).order_by(letters.c.id))
        return [Unrouted(letter=letter_of(row), attempt=work[row.id].attempts, lost=work[row.id].lost) for row in found]

    def settle(self, unrouted: Unrouted) -> None:
        """This letter has been seen to. Raises StaleClaim."""
        due.settle(self._connection, letters, unrouted.letter.id, unrouted.attempt)

    def defer(self, unrouted: Unrouted, until: datetime, *, lost: int = 0) -> None:
        """Try again at `until`. Raises StaleClaim."""
        due.settle(self._connection, letters, unrouted.letter.id, unrouted.attempt, due_at=until, lost=lost)

    def release(self) -> int:
        """Give back what a daemon of this name held when it died."""
        return due.release(self._connection, letters, worker=self._worker, now=self._now)

    def taken(self, limit: int) -> list[Taken]:
        """Who really took the newest letters; see `registry.takers`."""
        return taken(self._connection, limit)

    def dropped_in(self, letter: Letter) -> str:
        """The drop sub-folder an entry came in, "" for none."""
        return dropped_in(self._connection, letter.id)

    def waiting(self) -> int:
        """How many letters want an owner now, or are being given one; those put off to later do not count."""
        return due.in_hand(self._connection, letters, now=self._now)

    def unrouted(self, before: datetime) -> list[Letter]:
        """The entries that came before this moment and still want an owner, the oldest first."""
        query = letter_rows().where(letters.c.due_at.is_not(None), letters.c.registered_at < before)
        return [letter_of(row) for row in self._connection.execute(query.order_by(letters.c.id))]
