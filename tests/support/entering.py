"""Readings and files as plain values, for tests of the register that need no PDF."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier

from registry.migrate import migrate
from registry.model import Book, Found, KeptFile, Kind, Letter, Origin, Reading, Role, Secrecy
from registry.store import Registry, open_engine

START = datetime(2026, 6, 14, 3, 0, tzinfo=UTC)  # ten in the morning in Bangkok, in the year 2569


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, step: timedelta) -> None:
        self.now += step


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def kept(content: str, role: Role = Role.LETTER) -> KeptFile:
    """An original with this content."""
    return KeptFile(sha256=sha256(content), name=f"{content}.pdf", media_type="application/pdf", role=role)


def read(
    letter_no: str | None = "ศธ 04999/1",
    *,
    date: str | None = "2026-06-10",
    subject: str | None = "ขอเชิญประชุม",
    sender: str | None = "โรงเรียนบ้านตัวอย่าง",
    sure: bool = True,
) -> Reading:
    """What a reader says of an external letter with these fields; None: not found."""
    values = {"kind": Kind.EXTERNAL, "letter_no": letter_no, "date": date, "subject": subject, "sender": sender}
    return Reading(fields={name: Found(value=value, sure=sure and value is not None) for name, value in values.items()})


def enter(registry: Registry, reading: Reading | None = None, *files: KeptFile, who: str = "saraban") -> Letter:
    """Enter a letter in the incoming book, in a transaction of its own."""
    with registry.begin(who) as tx:
        tx.entries.hold(Book.IN)
        return tx.entries.enter(reading or read(), files, received_at=tx.now, source="รับ/a.pdf")


def enter_secret(registry: Registry, reading: Reading | None = None, *files: KeptFile) -> Letter:
    """Enter a letter in the secret book, as confidential."""
    with registry.begin() as tx:
        tx.entries.hold(Book.SECRET)
        return tx.secret.enter(
            reading or read(), Secrecy.CONFIDENTIAL, files or [kept("s")], received_at=tx.now, source="รับ"
        )


def land(registry: Registry, key: str, content: str = "a letter", origin: Origin = Origin.FOLDER) -> None:
    """An arrival comes through a door."""
    with registry.begin() as tx:
        tx.arrivals.land(
            key=key,
            origin=origin,
            name=f"{key}.pdf",
            hint=None,
            sha256=sha256(content),
            arrived_at=tx.now,
            problem=None,
        )


Work = tuple[Callable[..., None], tuple[object, ...]]
"""A module-level function and its arguments."""


def run_together(work: Sequence[Work]) -> list[int | None]:
    """Run each in a process of its own, all starting at one moment; returns their exit codes."""
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(len(work))
    running = [spawn.Process(target=_meet, args=(ready, *each)) for each in work]
    for process in running:
        process.start()
    for process in running:
        process.join()
    codes = [process.exitcode for process in running]
    for process in running:
        process.close()
    return codes


def _meet(ready: Barrier, function: Callable[..., None], arguments: tuple[object, ...]) -> None:
    ready.wait(60)
    function(*arguments)


def enter_many(database: str, count: int) -> None:
    """Enter letters one after another."""
    registry = Registry(engine=open_engine(database))
    for n in range(count):
        enter(registry, read(f"{os.getpid()}/{n}"))
    registry.close()


def die_while_entering(database: str) -> None:
    """End without a word, exit code 9, with a number taken and nothing committed."""
    registry = Registry(engine=open_engine(database))
    with registry.begin() as tx:
        tx.entries.hold(Book.IN)
        tx.entries.enter(read(), [kept("lost")], received_at=tx.now, source="")
        os._exit(9)


def start_and_enter(database: str) -> None:
    """What a daemon does at its start: bring the database to its schema, and enter a letter."""
    engine = open_engine(database)
    migrate(engine)
    registry = Registry(engine=engine)
    enter(registry)
    registry.close()


def queue(registry: Registry, recipient: str = "a@area.example", serial: int = 1) -> None:
    """A confirmation of the first entry, due now."""
    with registry.begin() as tx:
        tx.deliveries.queue(
            letter_id=1,
            arrival_id=None,
            purpose="confirmation",
            recipient=recipient,
            message_id=f"<{serial}@office.example>",
            in_reply_to="<9@area.example>",
        )
