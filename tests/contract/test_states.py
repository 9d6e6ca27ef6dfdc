"""Arrivals, routing, acknowledgements and the outbox in any order, with crashes, stalls and duplicates.

What must always hold holds: no number twice, no letter lost, no message twice, no reminder after an acknowledgement.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

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
from sqlalchemy import Select, event, or_, select

from dispatcher.outcome import after_looking
from registry.arrivals import ArrivalState, Landed
from registry.assignments import Arrangements, Outcome, Task
from registry.deliveries import CHASING, Delivery, DeliveryState
from registry.due import LEASE
from registry.errors import StaleClaim, Withdrawn
from registry.model import Book, Letter, Origin, Role, State
from registry.people import People
from registry.routing import Unrouted
from registry.schema import arrivals, assignments, deliveries, events, files, letters
from registry.store import Registry, Tx, open_engine
from tests.support.entering import Clock, kept, land, read, sha256
from tests.support.people import people

KEYS = st.integers(min_value=0, max_value=9)
STANDING_FILES = (
    select(files.c.sha256, files.c.letter_id)
    .distinct()
    .join(letters, letters.c.id == files.c.letter_id)
    .where(letters.c.state != State.STRUCK)
)
CHASED_IN_VAIN = (
    select(deliveries.c.id)
    .join(assignments, assignments.c.id == deliveries.c.assignment_id)
    .where(
        deliveries.c.state == DeliveryState.QUEUED,
        deliveries.c.purpose.in_(CHASING),
        or_(assignments.c.acknowledged_at.is_not(None), assignments.c.ended_at.is_not(None)),
    )
)
GRACE = LEASE / 2
CRASHES = st.sampled_from([False, False, False, True])
WORKERS = st.sampled_from(["one", "two"])


@cache
def _staff() -> People:
    return people()


def _key(delivery: Delivery) -> tuple[int | None, int | None]:
    return delivery.arrival_id, None if delivery.arrival_id else delivery.id


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
    unrouted: list[Unrouted]
    deliveries: list[Delivery]
    handing_over: list[Delivery]
    dotted: list[tuple[Delivery, datetime]]


class Office(RuleBasedStateMachine):
    """Two processes over one SQLite file, and the world around them as it surely was."""

    def __init__(self, empty: Path) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="states-"))
        self.file = Path(shutil.copy(empty, self.folder / "saraban.db"))
        self.clock = Clock()
        self.workers: dict[str, Worker] = {}
        self.offered: set[str] = set()
        self.sent: Counter[tuple[int | None, int | None]] = Counter()
        self.acknowledged: set[int | None] = set()
        self.staff = Arrangements(people=_staff, message_id=lambda letter_id: f"<{letter_id}.{uuid4()}@office.example>")

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
        registry = Registry(engine=engine, clock=self.clock, worker=name, arrangements=self.staff)
        with registry.begin() as tx:
            tx.arrivals.release()
            tx.routing.release()
            tx.deliveries.release()
        self.workers[name] = Worker(registry, [], [], [], [], [])

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
            self.workers[name].unrouted += tx.routing.claim(2)
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
    def route(self, name: str, crash: bool) -> None:
        """The oldest claim, however old, goes to one to act and another to know, in one transaction."""
        if not self.workers[name].unrouted:
            self.claim(name)
        if not self.workers[name].unrouted:
            return
        unrouted = self.workers[name].unrouted.pop(0)
        with suppress(Crash, StaleClaim), self.transaction(name, crash) as tx:
            tx.routing.settle(unrouted)
            letter = tx.entries.by_id(unrouted.letter.id)
            if letter.state is State.REGISTERED:
                for person, task in zip(_staff().everyone, (Task.ACT, Task.KNOW), strict=False):
                    tx.assignments.give(letter, person, task)

    @rule(name=WORKERS, crash=CRASHES, pick=st.integers(min_value=0, max_value=20), end=st.booleans())
    def acknowledge(self, name: str, crash: bool, pick: int, end: bool) -> None:
        """Someone says that they know, or that it is done."""
        with suppress(Crash):
            with self.transaction(name, crash) as tx:
                given = tx.assignments.all_open()
                if not given:
                    return
                chosen = given[pick % len(given)]
                known = tx.assignments.end(chosen, Outcome.DONE) if end else tx.assignments.acknowledge(chosen)
            self.acknowledged.add(known.id)

    @rule(name=WORKERS, crash=CRASHES)
    def begin_to_send(self, name: str, crash: bool) -> None:
        if not self.workers[name].deliveries:
            self.claim(name)
        if not self.workers[name].deliveries:
            return
        delivery = self.workers[name].deliveries.pop(0)
        with suppress(Crash, StaleClaim, Withdrawn), self.transaction(name, crash) as tx:
            if delivery.state in (DeliveryState.DOT_SENT, DeliveryState.UNCERTAIN):
                self.look_up(tx, delivery)
                return
            tx.deliveries.sending(delivery)
        if not crash and self.state_of(delivery) == (DeliveryState.SENDING, delivery.attempt):
            self.workers[name].handing_over.append(delivery)

    def look_up(self, tx: Tx, delivery: Delivery) -> None:
        """The journal tells what the server took."""
        outcome = after_looking(delivery, self.sent[_key(delivery)] > 0, tx.now, GRACE)
        if outcome.wait is None:
            tx.deliveries.end(delivery, outcome.state)
        elif outcome.state is DeliveryState.QUEUED:
            tx.deliveries.defer(delivery, tx.now + outcome.wait, outcome.why)
        else:
            tx.deliveries.doubt(delivery, tx.now + outcome.wait, outcome.why)

    @precondition(lambda self: any(worker.handing_over for worker in self.workers.values()))
    @rule(name=WORKERS, crash=CRASHES)
    def let_the_dot_go(self, name: str, crash: bool) -> None:
        name = name if self.workers[name].handing_over else next(n for n in self.workers if n != name)
        delivery = self.workers[name].handing_over.pop(0)
        with suppress(Crash, StaleClaim):
            try:
                with self.transaction(name, crash) as tx:
                    tx.deliveries.dot_sent(delivery, journaled=True)
            except Withdrawn:
                with self.transaction(name, False) as tx:
                    tx.deliveries.end(delivery, DeliveryState.WITHDRAWN)
                return
            late = delivery.purpose in CHASING and delivery.assignment_id in self.acknowledged
            assert not late, "a reminder after its acknowledgement"
            self.workers[name].dotted.append((delivery, self.clock.now))

    @precondition(lambda self: any(worker.handing_over or worker.dotted for worker in self.workers.values()))
    @rule(name=WORKERS)
    def be_put_off(self, name: str) -> None:
        """The server does not take the message now."""
        for worker in self.workers.values():
            if worker.dotted or worker.handing_over:
                delivery = worker.dotted.pop(0)[0] if worker.dotted else worker.handing_over.pop(0)
                break
        with suppress(StaleClaim), self.transaction(name, False) as tx:
            tx.deliveries.defer(delivery, tx.now + timedelta(minutes=1), "451 try later")

    @precondition(lambda self: any(worker.dotted for worker in self.workers.values()))
    @rule(name=WORKERS, crash=CRASHES)
    def hand_over(self, name: str, crash: bool) -> None:
        """The server takes the message; a crash comes before that can be written down."""
        name = name if self.workers[name].dotted else next(n for n in self.workers if n != name)
        delivery, dot_at = self.workers[name].dotted.pop(0)
        if self.clock.now - dot_at >= GRACE:
            return  # the line does not hold for so long: it was not taken
        self.sent[_key(delivery)] += 1
        with suppress(Crash, StaleClaim), self.transaction(name, crash) as tx:
            tx.deliveries.end(delivery, DeliveryState.ACCEPTED)

    def state_of(self, delivery: Delivery) -> tuple[DeliveryState, int]:
        with self.workers["one"].registry.begin() as tx:
            found = next(each for each in tx.deliveries.of(delivery.letter_id) if each.id == delivery.id)
        return found.state, found.attempt

    @rule(step=st.sampled_from([timedelta(seconds=30), LEASE, timedelta(days=4)]))
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
            chased = self.rows(tx, CHASED_IN_VAIN)
            given = tx.connection.execute(select(assignments.c.letter_id, assignments.c.person)).all()
        standing = [letter.letter_no for letter in book if letter.state is State.REGISTERED]
        assert [letter.number for letter in book] == list(range(1, len(book) + 1))
        assert sorted(made) == sorted(letter.id for letter in book)
        assert sorted(keys) == sorted(self.offered)
        assert len(standing) == len(set(standing)), "a letter stands twice"
        assert len(placed) == len({row.sha256 for row in placed}), "an original is in two standing entries"
        assert chased == [], "a reminder waits of what is acknowledged"
        assert len(given) == len({tuple(row) for row in given}), "a letter was given twice"
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
        self.until_done(self.route, lambda: self.workers["one"].unrouted)
        self.until_done(self.begin_to_send, lambda: self.workers["one"].deliveries)
        while self.workers["one"].handing_over:
            self.let_the_dot_go("one", False)
        while self.workers["one"].dotted:
            self.hand_over("one", False)
        with self.workers["one"].registry.begin() as tx:
            undone = self.rows(tx, select(arrivals.c.id).where(arrivals.c.due_at.is_not(None)))
            unplaced = self.rows(tx, select(arrivals.c.id).where(arrivals.c.letter_id.is_(None)))
            placed = set(self.rows(tx, select(files.c.sha256)))
            owned = set(self.rows(tx, select(assignments.c.letter_id)))
            standing = set(self.rows(tx, select(letters.c.id).where(letters.c.state == State.REGISTERED)))
            confirmed = tx.connection.execute(select(deliveries).where(deliveries.c.arrival_id.is_not(None))).all()
        assert (undone, unplaced) == ([], [])
        assert {row.state for row in confirmed} <= {DeliveryState.ACCEPTED}
        assert all(self.sent[row.arrival_id, None] == 1 for row in confirmed), "a message did not go out"
        assert standing <= owned, "a letter has no owner"
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
