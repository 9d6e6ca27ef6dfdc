"""Reminders and acknowledgements crossing in any order: none is sent after its acknowledgement, none lost before."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import event, select

from registry.assignments import Arrangements, Outcome, Task
from registry.deliveries import CHASING, Delivery, DeliveryState, Purpose
from registry.due import LEASE
from registry.errors import StaleClaim, Withdrawn
from registry.schema import deliveries
from registry.store import Registry, open_engine
from tests.support.entering import Clock, enter
from tests.support.people import people

LETTERS = st.integers(min_value=0, max_value=1)
STEPS = st.sampled_from([timedelta(minutes=2), LEASE, timedelta(days=1), timedelta(days=4)])


class Outbox(RuleBasedStateMachine):
    """One sender over two letters, and what the people surely said and were sent."""

    def __init__(self, empty: Path) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="states-"))
        self.clock = Clock()
        engine = open_engine(f"sqlite:///{shutil.copy(empty, self.folder)}")
        event.listen(engine, "connect", _without_syncs)
        self.people = people()
        made = Arrangements(people=lambda: self.people, message_id=lambda letter: f"<{letter}.{uuid4()}@a.example>")
        self.registry = Registry(engine=engine, clock=self.clock, arrangements=made)
        self.claimed: list[Delivery] = []
        self.begun: list[Delivery] = []
        self.on_its_way: list[Delivery] = []
        self.silenced: set[int | None] = set()
        self.sent: Counter[int] = Counter()

    @initialize()
    def give(self) -> None:
        self.letters = [enter(self.registry), enter(self.registry)]
        for letter in self.letters:
            self.give_again(letter.id - 1)

    def teardown(self) -> None:
        self.registry.close()
        shutil.rmtree(self.folder)

    @rule(which=LETTERS)
    def give_again(self, which: int) -> None:
        officer = self.people.by_address("piti@office.example")
        assert officer is not None
        with self.registry.begin() as tx:
            tx.assignments.give(self.letters[which], officer, Task.ACT)

    @rule(step=STEPS)
    def time_passes(self, step: timedelta) -> None:
        self.clock.move(step)

    @rule()
    def claim(self) -> None:
        with self.registry.begin() as tx:
            self.claimed += tx.deliveries.claim(3)

    @rule()
    def begin_to_send(self) -> None:
        """The message is handed over, all but its dot."""
        if not self.claimed:
            self.claim()
        if not self.claimed:
            return
        delivery = self.claimed.pop(0)
        with suppress(StaleClaim, Withdrawn):
            with self.registry.begin() as tx:
                if delivery.state is DeliveryState.DOT_SENT:  # its lease ran out on the way
                    tx.deliveries.end(delivery, DeliveryState.UNCERTAIN)
                    return
                tx.deliveries.sending(delivery)
            self.begun.append(delivery)

    @rule()
    def let_the_dot_go(self) -> None:
        """The message becomes the server's: from here on an acknowledgement comes too late for it."""
        if not self.begun:
            return
        delivery = self.begun.pop(0)
        with suppress(StaleClaim):
            try:
                with self.registry.begin() as tx:
                    tx.deliveries.dot_sent(delivery, journaled=False)
            except Withdrawn:
                with self.registry.begin() as tx:
                    tx.deliveries.end(delivery, DeliveryState.WITHDRAWN)
                return
            assert not (delivery.purpose in CHASING and delivery.assignment_id in self.silenced)
            self.on_its_way.append(delivery)

    @rule(taken=st.booleans())
    def the_server_answers(self, taken: bool) -> None:
        if not self.on_its_way:
            return
        delivery = self.on_its_way.pop(0)
        with suppress(StaleClaim), self.registry.begin() as tx:
            if taken:
                self.sent[delivery.id] += 1
                tx.deliveries.end(delivery, DeliveryState.ACCEPTED)
            else:
                tx.deliveries.defer(delivery, tx.now + timedelta(minutes=1), "451 try later")

    @rule()
    def there_is_no_server(self) -> None:
        """What was claimed is put off before it was begun."""
        for delivery in self.claimed:
            with suppress(StaleClaim), self.registry.begin() as tx:
                if delivery.state is DeliveryState.QUEUED:
                    tx.deliveries.defer(delivery, tx.now + timedelta(minutes=1), "no connection")
        self.claimed = []

    @rule(which=LETTERS, end=st.booleans())
    def a_person_answers(self, which: int, end: bool) -> None:
        with self.registry.begin("piti@office.example") as tx:
            for given in tx.assignments.open_for(self.letters[which]):
                if end:
                    tx.assignments.end(given, Outcome.PASSED)
                else:
                    tx.assignments.acknowledge(given)
                self.silenced.add(given.id)

    @invariant()
    def nobody_is_chased_in_vain_and_nobody_is_forgotten(self) -> None:
        with self.registry.begin() as tx:
            rows = tx.connection.execute(select(deliveries).where(deliveries.c.purpose.in_(CHASING))).all()
        waiting = {row.assignment_id for row in rows if row.state == DeliveryState.QUEUED}
        assert not waiting & self.silenced, "a reminder waits of what was acknowledged"
        lost = [row for row in rows if row.state == DeliveryState.WITHDRAWN and row.assignment_id not in self.silenced]
        assert lost == [], "a reminder was taken back that nobody answered"
        assert all(count == 1 for count in self.sent.values())
        assert len([row for row in rows if row.purpose == Purpose.REMINDER]) * 3 == len(rows)


def _without_syncs(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()


def test_no_reminder_after_an_acknowledgement_in_any_order(sqlite_file: Path) -> None:
    run_state_machine_as_test(
        lambda: Outbox(sqlite_file),  # type: ignore[arg-type]
        settings=settings(
            max_examples=120,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
