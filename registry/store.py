"""The register's database: `Registry.begin()` gives a `Tx`, and there are no other transactions in the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError

from registry.addresses import Addresses
from registry.arrivals import Arrivals
from registry.assignments import Arrangements, Assignments
from registry.bulk import Bulk
from registry.citations import Citations
from registry.corrections import Corrections
from registry.deliveries import Deliveries
from registry.entries import Entries
from registry.numbering import Numbers
from registry.readings import Readings
from registry.recipients import Recipients
from registry.routing import Routing
from registry.secretbook import SecretBook
from registry.sending import Sending

BY_ITSELF = "saraban"
"""Who did what nobody ordered."""

DatabaseTrouble = SQLAlchemyError
"""What any transaction may raise: the database is away, full, or refuses."""


def brief(error: Exception) -> str:
    """What the database or system said, without the statement and the letter's contents in it."""
    return str(getattr(error, "orig", None) or error).strip()


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tx:
    """One transaction: what it holds is committed together, or not at all."""

    connection: Connection
    now: datetime
    entries: Entries
    readings: Readings
    corrections: Corrections
    arrivals: Arrivals
    deliveries: Deliveries
    routing: Routing
    assignments: Assignments
    addresses: Addresses
    citations: Citations
    secret: SecretBook
    sending: Sending
    recipients: Recipients
    bulk: Bulk


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """The register. `worker` names this machine's daemon; `clock` gives aware UTC.

    `arrangements` says how this office gives letters to people.
    """

    engine: Engine
    numbers: Numbers = field(default_factory=Numbers)
    worker: str = "saraban"
    clock: Callable[[], datetime] = utc_now
    arrangements: Arrangements = field(default_factory=Arrangements)

    @contextmanager
    def begin(self, who: str = BY_ITSELF) -> Iterator[Tx]:
        """A transaction in the name of `who`, who stands in every event it writes."""
        with self.engine.begin() as connection:
            now = self.clock()
            outbox = Deliveries(connection, now, self.worker)
            given = Assignments(connection, now, who, outbox, self.arrangements)
            ours = Recipients(connection, now, who, outbox)
            yield Tx(
                connection,
                now,
                Entries(connection, now, who, self.numbers, ours),
                Readings(connection),
                Corrections(connection, now, who, given, ours),
                Arrivals(connection, now, self.worker),
                outbox,
                Routing(connection, now, self.worker),
                given,
                Addresses(connection, now),
                Citations(connection),
                SecretBook(connection, now, who, self.numbers),
                Sending(connection, now, who, self.worker, self.numbers),
                ours,
                Bulk(connection, now),
            )

    def close(self) -> None:
        self.engine.dispose()


def open_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL. For SQLite it makes transactions real and commits durable.

    What is written stands in no message of an error: it may be of a secret letter.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    # Autocommit in the driver: Python's sqlite3 would open no transaction before a WITH … UPDATE.
    engine = create_engine(parsed, hide_parameters=True, connect_args={"timeout": 60, "isolation_level": None})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Connection) -> None:
    # One writer from the start: a transaction that reads first and writes later could otherwise be refused.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
