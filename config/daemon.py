"""The daemon: one asyncio run that owns the signals, the stop event and the loops.

A loop does one round and then waits for its wake, the stop, or its interval. Rounds are plain functions in threads;
only SMTP is async; reading runs in child processes. Waking is only hurry: a lost wake costs an interval, not a letter.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from config import mailing, wiring
from config.settings import Settings
from dispatcher.bulk import BulkPost
from dispatcher.digest import Digests
from dispatcher.issue import Issuer
from dispatcher.outbox import Outbox
from dispatcher.route import Router
from dispatcher.sheets import Sheets
from intake.child import Child, ChildDied
from intake.desk import Desk
from intake.land import land_all
from intake.readers import warm_up
from intake.receive import receive_next
from registry.errors import SarabanError
from registry.store import DatabaseTrouble, Tx, brief

log = logging.getLogger(__name__)

INTERVAL = 5.0
"""Seconds between looks at the database where nothing woke a loop: another machine may have landed something."""


class AlreadyRunning(SarabanError):
    """Another saraban runs in this office; two would take the same files."""


class Door(Protocol):
    """Where something may come in from outside: a source of arrivals, or the folder of checks."""

    @property
    def unsettled(self) -> bool: ...
    def wait(self, seconds: float) -> None: ...
    def wake(self) -> None: ...
    def close(self) -> None: ...


class Daemon:
    """The loops this machine's settings ask for, over one register."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._registry = wiring.registry(settings)
        self._originals = wiring.originals(settings)
        self._desk: Desk = wiring.desk(settings, self._registry, self._originals)
        self._vault = self._desk.vault
        self._outbox: Outbox | None = None
        self._bulk: BulkPost | None = None
        self._digests: Digests | None = None
        self._router: Router | None = None
        self._issuer: Issuer | None = None
        self._sheets: Sheets | None = None
        self._doors: dict[str, tuple[Door, Callable[[], int], float]] = {}
        land = partial(land_all, registry=self._registry, originals=self._originals, vault=self._vault)
        if settings["daemon", "folder"]:
            seconds = settings["folders", "poll_seconds"]
            folder, checks = wiring.folder(settings), self._desk.checks
            self._doors["folder"] = folder, partial(land, folder), seconds
            to_send = wiring.send_folder(settings, self._registry)
            self._doors["send"] = to_send, partial(land, to_send), seconds
            self._doors["checks"] = checks, checks.look, seconds
        if settings["daemon", "mailbox"] and settings["imap", "host"]:
            box = wiring.mailbox(settings, self._registry)
            self._doors["mailbox"] = box, partial(land, box), settings["imap", "poll_seconds"]
        if settings["daemon", "outbox"] and settings["smtp", "host"]:
            self._outbox = wiring.outbox(settings, self._registry, self._originals)
            self._bulk = mailing.bulk_post(settings, self._registry, self._originals)
            self._digests = wiring.digests(settings, self._registry)
            self._issuer = wiring.issuer(settings, self._registry, self._originals)
            self._sheets = wiring.sheets(settings, self._registry, self._originals)
        if settings["daemon", "desk"]:
            self._router = wiring.router(settings, self._registry)
        readers = settings["daemon", "readers"] if settings["daemon", "desk"] else 0
        self._children = [Child() for _ in range(readers)]
        self._stop = asyncio.Event()
        self._desk_wake = asyncio.Event()
        self._route_wake = asyncio.Event()
        self._outbox_wake = asyncio.Event()
        self._bulk_wake = asyncio.Event()
        self._quiet: dict[str, bool] = {}

    async def run(self, until_idle: bool = False) -> None:
        """Run until a signal, or until nothing waits."""
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(max_workers=len(self._children) + len(self._doors) + 8))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled)
        await asyncio.to_thread(self._recover)
        log.info("ready")
        try:
            async with asyncio.TaskGroup() as group:
                for name, (door, look, seconds) in self._doors.items():
                    group.create_task(self._watch(name, door, look, seconds))
                for child in self._children:
                    group.create_task(self._read(child))
                if self._router or self._digests:
                    group.create_task(self._give())
                if self._outbox:
                    group.create_task(self._send(self._outbox))
                if self._bulk:
                    group.create_task(self._send_to_schools(self._bulk))
                if until_idle:
                    group.create_task(self._end_when_idle())
        finally:
            self._close()
        log.info("stopped")

    def _recover(self) -> None:
        """Take back what this machine's daemon held when it last ended without notice."""
        self._originals.sweep()
        self._vault.sweep()
        with self._registry.begin() as tx:
            held = tx.arrivals.release() + tx.routing.release() + tx.sending.release() + tx.deliveries.release()
        if held:
            log.info("%d pieces of work were left by the last run", held)

    def _signalled(self) -> None:
        if self._stop.is_set():
            log.warning("ending at once")
            for child in self._children:
                child.kill()
            os._exit(1)
        log.info("finishing the work in hand")
        self._end()

    def _end(self) -> None:
        self._stop.set()
        for wake in (self._desk_wake, self._route_wake, self._outbox_wake, self._bulk_wake):
            wake.set()
        for door, _, _ in self._doors.values():
            door.wake()

    async def _watch(self, name: str, door: Door, look: Callable[[], int], seconds: float) -> None:
        """Take what waits at a door, and wait for more."""
        trouble = ""
        while not self._stop.is_set():
            count = 0
            self._quiet[name] = False
            try:
                count = await asyncio.to_thread(look)
                trouble = ""
            except (OSError, DatabaseTrouble) as error:
                if str(error) != trouble:  # said once, not at every round
                    log.error("%s: %s", name, brief(error))
                trouble = str(error)
            if count:
                log.info("%s: %d taken", name, count)
                self._desk_wake.set()
            self._quiet[name] = not count and not door.unsettled
            # After something came the next look follows at once: there may be more, and a quiet door is soon known.
            if not count and not self._stop.is_set():
                await asyncio.to_thread(door.wait, seconds)

    async def _read(self, child: Child) -> None:
        """Read and enter what has landed, one after another."""
        with suppress(ChildDied):  # the next letter starts another
            await asyncio.to_thread(child.call, warm_up)

        async def round_() -> bool:
            worked = await asyncio.to_thread(receive_next, self._desk, child)
            if worked:
                self._route_wake.set()  # which wakes the outbox: a letter is told and asked about in one mail
            return worked

        await self._rounds(round_, self._desk_wake)

    async def _give(self) -> None:
        """Give letters to their owners, send our own on their way, and each morning everyone their digest."""

        def look() -> bool:
            routed = self._router is not None and self._router.route_due()
            issued = self._issuer is not None and self._issuer.issue_due()
            if self._sheets:
                self._sheets.write_due()
            return (self._digests is not None and self._digests.queue_due()) or routed or issued

        async def round_() -> bool:
            worked = await asyncio.to_thread(look)
            self._outbox_wake.set()
            self._bulk_wake.set()
            return worked

        await self._rounds(round_, self._route_wake, lambda tx: tx.routing.release() + tx.sending.release())

    async def _send(self, outbox: Outbox) -> None:
        await self._rounds(outbox.send_due, self._outbox_wake, lambda tx: tx.deliveries.release(to_schools=False))

    async def _send_to_schools(self, bulk: BulkPost) -> None:
        await self._rounds(
            partial(bulk.send_due, self._stop.is_set),
            self._bulk_wake,
            lambda tx: tx.deliveries.release(to_schools=True),
        )

    async def _rounds(
        self,
        work: Callable[[], Awaitable[bool]],
        wake: asyncio.Event,
        release: Callable[[Tx], int] = lambda _tx: 0,
    ) -> None:
        """Work until the stop. `release` gives back what a round of this loop held when the database broke it off."""
        broken_off = False
        while not self._stop.is_set():
            # Cleared before the look, so that what comes during it wakes the next one.
            wake.clear()
            try:
                if broken_off:
                    await asyncio.to_thread(self._release, release)
                    broken_off = False
                if await work():
                    continue
            except DatabaseTrouble as error:
                log.error("the database: %s", brief(error))
                broken_off = True
            try:
                await asyncio.wait_for(wake.wait(), INTERVAL)
            except TimeoutError:
                continue

    def _release(self, release: Callable[[Tx], int]) -> None:
        with self._registry.begin() as tx:
            release(tx)

    async def _end_when_idle(self) -> None:
        """Stop when every door was found empty and no work is left."""
        while not self._stop.is_set():
            await asyncio.sleep(0.1)
            doors = all(self._quiet.get(name) for name in self._doors)
            if doors and not await asyncio.to_thread(self._work_left):
                self._end()

    def _work_left(self) -> bool:
        with self._registry.begin() as tx:
            if self._children and tx.arrivals.waiting():
                return True
        if (self._router and self._router.waits()) or (self._issuer and self._issuer.waits()):
            return True
        with self._registry.begin() as tx:
            # What is deferred for a server that is away is not waited for.
            return self._outbox is not None and tx.deliveries.in_hand() > 0

    def _close(self) -> None:
        for door, _, _ in self._doors.values():
            door.close()
        for child in self._children:
            child.close()
        self._originals.close()
        self._vault.close()
        self._registry.close()


@contextmanager
def only_one(office: Path) -> Iterator[None]:
    """Hold the office for this process. Raises AlreadyRunning."""
    with (office / ".saraban.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"another saraban runs in {office}; stop it first") from error
        yield


def run(settings: Settings, until_idle: bool) -> None:
    """Run the daemon of an office. Raises AlreadyRunning."""

    async def main() -> None:
        await Daemon(settings).run(until_idle)

    with only_one(settings.office):
        asyncio.run(main())
