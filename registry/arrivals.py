"""What has landed: each thing that came in, once, with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from registry import due
from registry.model import Origin, Problem
from registry.schema import arrivals, files
from registry.writes import add_unless_there


class ArrivalState(StrEnum):
    """LANDED waits to be read; the others say how it ended (and, while due, wait to be shown to the clerk)."""

    LANDED = "landed"
    REGISTERED = "registered"
    DUPLICATE = "duplicate"  # the file of an entry that stands already
    PROBLEM = "problem"  # a document that could not be taken
    LISTED = "listed"  # a mail kept and listed, with no letter in it
    ANSWER = "answer"  # a person's answer about an entry, carried out
    DRAFTED = "drafted"  # a letter that somebody wants sent; they are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """One arrival that is ours; `attempt` and `lost` are those of the claim it was read with."""

    id: int
    key: str
    origin: Origin
    name: str
    hint: str | None
    sha256: str
    arrived_at: datetime
    state: ArrivalState
    problem: Problem | None
    detail: str | None
    letter_id: int | None
    message_id: str | None
    mail_from: str | None
    attempt: int
    lost: int


class Arrivals:
    """The arrivals as one transaction sees them."""

    def __init__(self, connection: Connection, now: datetime, worker: str) -> None:
        self._connection = connection
        self._now = now
        self._worker = worker

    def land(
        self,
        *,
        key: str,
        origin: Origin,
        name: str,
        hint: str | None,
        sha256: str,
        arrived_at: datetime,
        problem: Problem | None,
    ) -> None:
        """Make an arrival ours; the same key again adds no row."""
        add_unless_there(
            self._connection,
            arrivals,
            key=key,
            origin=origin,
            name=name,
            hint=hint,
            sha256=sha256,
            arrived_at=min(arrived_at, self._now),
            landed_at=self._now,
            state=ArrivalState.PROBLEM if problem else ArrivalState.LANDED,
            problem=problem,
            due_at=self._now,
        )

    def known(self, keys: Sequence[str]) -> set[str]:
        """Which of these keys have landed."""
        found: set[str] = set()
        for start in range(0, len(keys), 500):  # databases limit the parameters of one statement
            chunk = keys[start : start + 500]
            found.update(self._connection.execute(select(arrivals.c.key).where(arrivals.c.key.in_(chunk))).scalars())
        return found

    def claim(self, limit: int = 1) -> list[Landed]:
        rows = due.claim(self._connection, arrivals, now=self._now, worker=self._worker, limit=limit)
        return [_landed(row) for row in rows]

    def release(self) -> int:
        """Give back what a daemon of this name held when it died."""
        return due.release(self._connection, arrivals, worker=self._worker, now=self._now)

    def decide(
        self,
        landed: Landed,
        state: ArrivalState,
        *,
        letter_id: int | None = None,
        problem: Problem | None = None,
        detail: str | None = None,
        message_id: str | None = None,
        mail_from: str | None = None,
        name: str,
    ) -> None:
        """Record what became of an arrival, keeping the claim: it is still to be shown. Raises StaleClaim."""
        due.note(
            self._connection,
            arrivals,
            landed.id,
            landed.attempt,
            state=state,
            letter_id=letter_id,
            problem=problem,
            detail=detail,
            message_id=message_id,
            mail_from=mail_from,
            name=name,
            hint=landed.hint,
        )

    def move(self, landed: Landed, sha256: str) -> None:
        """Its original lies under another name now. Raises StaleClaim."""
        due.note(self._connection, arrivals, landed.id, landed.attempt, sha256=sha256)

    def of_letter(self, letter_id: int) -> list[Landed]:
        """What came and went to an entry, the first first."""
        states = (ArrivalState.REGISTERED, ArrivalState.DUPLICATE)
        query = select(arrivals).where(arrivals.c.letter_id == letter_id, arrivals.c.state.in_(states))
        return [_landed(row) for row in self._connection.execute(query.order_by(arrivals.c.id))]

    def reopen(self, landed: Landed, hint: str | None) -> None:
        """Take an arrival up again as if it had just landed, but for its entry, which stays; a claim of it is void."""
        self._connection.execute(
            update(arrivals)
            .where(arrivals.c.id == landed.id)
            .values(
                state=ArrivalState.LANDED,
                hint=hint,
                due_at=self._now,
                attempts=arrivals.c.attempts + 1,
                lost=0,
                claimed_by=None,
            )
        )

    def wanted(self, landed: Landed) -> bool:
        """Whether another arrival that is not done with has the same original."""
        others = (arrivals.c.sha256 == landed.sha256, arrivals.c.id != landed.id, arrivals.c.due_at.is_not(None))
        return self._connection.execute(select(arrivals.c.id).where(*others).limit(1)).first() is not None

    def settle(self, landed: Landed) -> None:
        """All is done about this arrival. Raises StaleClaim."""
        due.settle(self._connection, arrivals, landed.id, landed.attempt)

    def defer(self, landed: Landed, until: datetime, *, lost: int = 0) -> None:
        """Try again at `until`; `lost` keeps the count of a claim whose reader died. Raises StaleClaim."""
        due.settle(self._connection, arrivals, landed.id, landed.attempt, due_at=until, lost=lost)

    def waiting(self) -> int:
        """How many arrivals are not done with."""
        count = select(func.count()).select_from(arrivals).where(arrivals.c.due_at.is_not(None))
        return int(self._connection.execute(count).scalar_one())

    def find(self, arrival_id: int) -> Landed:
        return _landed(self._connection.execute(select(arrivals).where(arrivals.c.id == arrival_id)).one())

    def met(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID was taken before."""
        query = select(arrivals.c.id).where(arrivals.c.message_id == message_id).limit(1)
        return self._connection.execute(query).first() is not None

    def sender_of(self, letter_id: int) -> str | None:
        """The address an entry came from first, where it came by mail."""
        came = select(files.c.arrival_id).where(files.c.letter_id == letter_id, files.c.arrival_id.is_not(None))
        query = (
            select(arrivals.c.mail_from)
            .where(arrivals.c.id.in_(came), arrivals.c.mail_from.is_not(None))
            .order_by(arrivals.c.id)
        )
        return self._connection.execute(query.limit(1)).scalar_one_or_none()

    def unregistered(self, states: Iterable[ArrivalState]) -> list[Landed]:
        """What ended in one of these states, newest last."""
        query = select(arrivals).where(arrivals.c.state.in_(list(states))).order_by(arrivals.c.id)
        return [_landed(row) for row in self._connection.execute(query)]


def _landed(row: Row[Any]) -> Landed:
    return Landed(
        id=row.id,
        key=row.key,
        origin=Origin(row.origin),
        name=row.name,
        hint=row.hint,
        sha256=row.sha256,
        arrived_at=row.arrived_at,
        state=ArrivalState(row.state),
        problem=Problem(row.problem) if row.problem else None,
        detail=row.detail,
        letter_id=row.letter_id,
        message_id=row.message_id,
        mail_from=row.mail_from,
        attempt=row.attempts,
        lost=row.lost,
    )
