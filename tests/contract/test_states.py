"""Work on arrivals and on the outbox in any order, with crashes, stalls and duplicates: what must always hold holds."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Select, event, select

from registry.arrivals import ArrivalState, Landed
from registry.deliveries import Delivery, DeliveryState
from registry.due import LEASE
from registry.errors import StaleClaim
from registry.model import Book, Letter, Origin, Role, State
from registry.schema import arrivals, events, files, letters
from registry.store import Registry, Tx, open_engine
from tests.support.entering import Clock, kept, land, read, sha256

KEYS = st.integers(min_value=0, max_value=9)
STANDING_FILES = (
    select(files.c.sha256, files.c.letter_id)
    .distinct()
    .join(letters, letters.c.id == files.c.letter_id)
    .where(letters.c.state != State.STRUCK)
)
CRASHES = st.sampled_from([False, False, False, True])
WORKERS = st.sampled_from(["one", "two"])


class Crash(Exception):
    """The process ends here."""


def content(key: int) -> str:
    """What is in the thing of this key: 8 and 9 are copies of 0 and 1, byte for byte."""
    return f"letter {key % 8}"


def letter_no(sha: str) -> str:
    """What is read from a content: 6 and 7 are other scans of the letters 2 and 3."""
    number = next(n for n in range(8) if sha256(f"letter {n}") == sha)
    return f"ศธ 04999/{number - 4 if number > 5 else number}"


@dataclass
class Worker:
    """What one process has in its memory; a crash loses it."""

    registry: Registry
    landed: list[Landed]
    deliveries: list[Delivery]
    handing_over: list[Delivery]


class Office(RuleBasedStateMachine):
    """Two processes over one SQLite file, and the world around them as it surely was."""

    def __init__(self, empty: Path) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="states-"))
        self.file = Path(shutil.copy(empty, self.folder / "saraban.db"))
        self.clock = Clock()
        self.workers: dict[str, Worker] = {}
        self.offered: set[str] = set()
        self.sent: Counter[int | None] = Counter()

    @initialize(keys=st.lists(KEYS, min_size=3, max_size=6))
    def open(self, keys: list[int]) -> None:
        for name in ("one", "two"):
            self.start(name)
        self.things_land(keys, "one")

    def teardown(self) -> None:
        self.end_of_day()
        for worker in self.workers.values():
            worker.registry.close()
        shutil.rmtree(self.folder)

    def start(self, name: str) -> None:
        engine = open_engine(f"sqlite:///{self.file}")
        event.listen(engine, "connect", _without_syncs)
        registry = Registry(engine=engine, clock=self.clock, worker=name)
        with registry.begin() as tx:
            tx.arrivals.release()
            tx.deliveries.release()
        self.workers[name] = Worker(registry, [], [], [])

    @contextmanager
    def transaction(self, name: str, crash: bool) -> Iterator[Tx]:
        """A transaction that `crash` ends before its commit, the process and its memory with it."""
        try:
            with self.workers[name].registry.begin() as tx:
                yield tx
                if crash:
                    raise Crash
        except Crash:
            self.workers[name].registry.close()
            self.start(name)
            raise

    @rule(keys=st.lists(KEYS, min_size=1, max_size=3), name=WORKERS)
    def things_land(self, keys: list[int], name: str) -> None:
        """Things are offered, some of them once more as after a crash."""
        for key in keys:
            land(self.workers[name].registry, f"key {key}", content(key), Origin.MAIL if key % 2 else Origin.FOLDER)
            self.offered.add(f"key {key}")

    @rule(name=WORKERS)
    def claim(self, name: str) -> None:
        with self.workers[name].registry.begin() as tx:
            self.workers[name].landed += tx.arrivals.claim(2)
            self.workers[name].deliveries += tx.deliveries.claim(2)

    @rule(name=WORKERS, crash=CRASHES)
    def read_and_enter(self, name: str, crash: bool) -> None:
        """The oldest claim, however old: enter it or put it to its entry, and say so, all in one transaction."""
        if not self.workers[name].landed:
            self.claim(name)
        if not self.workers[name].landed:
            return
        landed = self.workers[name].landed.pop(0)
        decided = landed
        with suppress(Crash, StaleClaim):
            with self.transaction(name, crash) as tx:
                if landed.state is ArrivalState.LANDED:
                    decided = self.decide(tx, landed)
            with self.transaction(name, False) as tx:
                tx.arrivals.settle(decided)

    def decide(self, tx: Tx, landed: Landed) -> Landed:
        reading, main = read(letter_no(landed.sha256)), replace(kept(""), sha256=landed.sha256)
        tx.entries.hold(Book.IN)
        same = tx.entries.same_file(landed.sha256) or tx.entries.same_letter(reading)
        if same:
            tx.entries.add_files(same, [replace(main, role=Role.COPY)], landed.id)
        letter = same or tx.entries.enter(reading, [main], received_at=tx.now, source="", arrival_id=landed.id)
        if landed.origin is Origin.MAIL:
            self.queue(tx, letter, landed)
        state = ArrivalState.DUPLICATE if same else ArrivalState.REGISTERED
        tx.arrivals.decide(landed, state, letter_id=letter.id, name=landed.name)
        return replace(landed, state=state)

    def queue(self, tx: Tx, letter: Letter, landed: Landed) -> None:
        tx.deliveries.queue(
            letter_id=letter.id,
            arrival_id=landed.id,
            purpose="confirmation",
            recipient="a@area.example",
            message_id=f"<{landed.id}.{landed.attempt}@office.example>",
            in_reply_to=None,
        )

    @rule(name=WORKERS, crash=CRASHES)
    def begin_to_send(self, name: str, crash: bool) -> None:
        if not self.workers[name].deliveries:
            self.claim(name)
        if not self.workers[name].deliveries:
            return
        delivery = self.workers[name].deliveries.pop(0)
        with suppress(Crash, StaleClaim), self.transaction(name, crash) as tx:
            if delivery.state is DeliveryState.SENDING:
                tx.deliveries.end(delivery, DeliveryState.UNCERTAIN, "stopped while sending")
                return
            tx.deliveries.sending(delivery)
        if not crash and self.state_of(delivery) == (DeliveryState.SENDING, delivery.attempt):
            self.workers[name].handing_over.append(delivery)

    @precondition(lambda self: any(worker.handing_over for worker in self.workers.values()))
    @rule(name=WORKERS, crash=CRASHES)
    def hand_over(self, name: str, crash: bool) -> None:
        """The server takes the message; a crash comes before that can be written down."""
        name = name if self.workers[name].handing_over else next(n for n in self.workers if n != name)
        delivery = self.workers[name].handing_over.pop(0)
        self.sent[delivery.arrival_id] += 1
        with suppress(Crash, StaleClaim), self.transaction(name, crash) as tx:
            tx.deliveries.end(delivery, DeliveryState.ACCEPTED)

    def state_of(self, delivery: Delivery) -> tuple[DeliveryState, int]:
        with self.workers["one"].registry.begin() as tx:
            found = next(each for each in tx.deliveries.of(delivery.letter_id) if each.id == delivery.id)
        return found.state, found.attempt

    @rule(step=st.sampled_from([timedelta(seconds=30), LEASE]))
    def time_passes(self, step: timedelta) -> None:
        self.clock.move(step)

    @rule(name=WORKERS, crash=CRASHES)
    def strike_the_first(self, name: str, crash: bool) -> None:
        with suppress(Crash), self.transaction(name, crash) as tx:
            standing = [letter for letter in tx.entries.entries(Book.IN) if letter.state is State.REGISTERED]
            if len(standing) > 2:
                tx.entries.strike(standing[0], "ลงผิด")

    @invariant()
    def the_books_are_right(self) -> None:
        if not self.workers:
            return
        with self.workers["one"].registry.begin() as tx:
            book = tx.entries.entries(Book.IN)
            keys = self.rows(tx, select(arrivals.c.key))
            made = self.rows(tx, select(events.c.letter_id).where(events.c.what == "entered"))
            placed = tx.connection.execute(STANDING_FILES).all()
        standing = [letter.letter_no for letter in book if letter.state is State.REGISTERED]
        assert [letter.number for letter in book] == list(range(1, len(book) + 1))
        assert sorted(made) == sorted(letter.id for letter in book)
        assert sorted(keys) == sorted(self.offered)
        assert len(standing) == len(set(standing)), "a letter stands twice"
        assert len(placed) == len({row.sha256 for row in placed}), "an original is in two standing entries"
        assert all(count == 1 for count in self.sent.values()), "a message went out twice"

    def end_of_day(self) -> None:
        """Everything stalls for good, one process starts again, and nothing is left undone or lost."""
        if not self.workers:
            return
        for name in self.workers:
            self.workers[name].registry.close()
            self.start(name)
        self.clock.move(LEASE * 2)
        self.until_done(self.read_and_enter, lambda: self.workers["one"].landed)
        self.until_done(self.begin_to_send, lambda: self.workers["one"].deliveries)
        while self.workers["one"].handing_over:
            self.hand_over("one", False)
        with self.workers["one"].registry.begin() as tx:
            undone = self.rows(tx, select(arrivals.c.id).where(arrivals.c.due_at.is_not(None)))
            unplaced = self.rows(tx, select(arrivals.c.id).where(arrivals.c.letter_id.is_(None)))
            placed = set(self.rows(tx, select(files.c.sha256)))
        assert (undone, unplaced) == ([], [])
        assert placed == {sha256(content(int(key.split()[1]))) for key in self.offered}
        self.the_books_are_right()

    def until_done(self, work: Callable[[str, bool], None], held: Callable[[], list[Any]]) -> None:
        self.claim("one")
        while held():
            work("one", False)
            self.claim("one")

    def rows(self, tx: Tx, query: Select[Any]) -> list[Any]:
        return list(tx.connection.execute(query).scalars())


def _without_syncs(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


def test_any_order_of_work_keeps_the_books_right(sqlite_file: Path) -> None:
    run_state_machine_as_test(
        lambda: Office(sqlite_file),  # type: ignore[arg-type]
        settings=settings(
            max_examples=25,
            stateful_step_count=50,
            deadline=None,
            phases=[Phase.generate],  # shrinking would take minutes, and the steps are printed anyway
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
