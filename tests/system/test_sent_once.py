"""Killed at any moment while notices go out: everyone gets each once, by the journal; no reminder comes too late."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import update

from config import wiring
from config.settings import load
from registry.assignments import Assignment, Task
from registry.deliveries import DeliveryState, Purpose
from registry.schema import deliveries
from registry.store import Registry
from tests.support.dovecot import Dovecot
from tests.support.entering import enter, read
from tests.support.people import LIST
from tests.support.postgres import Postgres
from tests.support.smtp import JOURNAL, SmtpSink
from tests.system.office import ADDRESS, Daemon, Office, wait_for

PEOPLE = 30
GRACE_MINUTES = 0.1
ON_ITS_WAY = 1.0
"""Seconds from the commit that lets a dot go until the server surely has it: an acknowledgement may fall in between."""


class Rough(SmtpSink):
    """A server with a journal that takes a moment, and on whom now and then the line breaks after the dot."""

    def __init__(self, dovecot: Dovecot, seed: int) -> None:
        super().__init__(journal=lambda content: dovecot.append(content, user="journal"))
        self._dice = random.Random(seed)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fate = self._dice.random()
        self.hangs_up = fate < 0.04
        self.last_word = "not taken" if fate < 0.02 else None
        self.delay = self._dice.uniform(0, 0.03)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def rough(dovecot: Dovecot) -> Iterator[Rough]:
    with Rough(dovecot, seed=4) as running:
        yield running


def test_what_the_database_broke_off_goes_on_as_soon_as_it_is_back(
    tmp_path: Path, postgres: Postgres, sink: SmtpSink
) -> None:
    office = Office(tmp_path / "office", postgres.url("away"))
    office.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS)
    (office.folder / "people.csv").write_text(LIST, "utf-8-sig")
    registry = wiring.registry(load(office.folder))
    letter = enter(registry, read())
    with registry.begin() as tx:
        tx.routing.claim()
        for person in registry.arrangements.people().everyone[:3]:
            tx.assignments.give(letter, person, Task.KNOW)
    registry.close()
    sink.delay = 3.0
    with office.running() as daemon:
        wait_for(lambda: sink.messages, daemon.log)
        with postgres.closed(office.database):
            answered = sink.messages[0].at + sink.delay
            wait_for(lambda: time.monotonic() > answered + 1 and "the database" in daemon.log(), daemon.log)
        sink.delay = 0
        states = "SELECT state FROM deliveries WHERE purpose = 'notice' ORDER BY id"
        ended = [("uncertain",), ("accepted",), ("accepted",)]  # of the first nobody can tell, without a journal
        wait_for(lambda: office.ask(states) == ended, daemon.log)


def test_three_kills_and_everyone_gets_each_notice_once(office: Office, dovecot: Dovecot, rough: Rough) -> None:
    _kill_and_check(office, dovecot, rough, kills=3, notices=30)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2))
def test_twenty_kills_and_everyone_gets_each_notice_once(
    office: Office, dovecot: Dovecot, rough: Rough, seed: int
) -> None:
    _kill_and_check(office, dovecot, rough, kills=20, notices=300, seed=seed)


@pytest.mark.soak
def test_twenty_kills_on_postgresql(tmp_path: Path, dovecot: Dovecot, rough: Rough, postgres: Postgres) -> None:
    office = Office(tmp_path / "office", postgres.url("sent"))
    _kill_and_check(office, dovecot, rough, kills=20, notices=300, seed=7)


def _kill_and_check(office: Office, dovecot: Dovecot, sink: Rough, *, kills: int, notices: int, seed: int = 0) -> None:
    dice = random.Random(seed)
    _set_up(office, dovecot, sink)
    registry = wiring.registry(load(office.folder))
    given = _give(registry, notices)
    known: dict[int, float] = {}
    caught: Counter[str] = Counter()
    for _ in range(kills):
        daemon = Daemon(office)
        try:
            daemon.wait_ready()
            until = len(sink.messages) + dice.randint(0, 8 * notices // (5 * kills))
            late = time.monotonic() + 5
            while len(sink.messages) < until and time.monotonic() < late:
                if dice.random() < 0.02:
                    _acknowledge_one(registry, given, known, dice)
                time.sleep(0.01)
            time.sleep(dice.uniform(0, 0.05))
        finally:
            daemon.kill()
        caught.update(state for (state,) in office.ask("SELECT state FROM deliveries WHERE claimed_by IS NOT NULL"))
    registry.close()
    going = "due_at IS NOT NULL AND purpose IN ('notice', 'reminder')"
    print(
        f"after {kills} kills: {office.count('deliveries', going)} to go, {len(known)} acknowledged; caught: {caught}"
    )
    with office.running() as daemon:
        wait_for(lambda: not office.count("deliveries", going), daemon.log, seconds=300)
    _check(office, dovecot, sink, known, notices)


def _set_up(office: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    office.use_mail(dovecot, sink)
    office.set(
        "smtp",
        journal=JOURNAL,
        journal_user="journal",
        journal_password_file="imap.password",
        journal_grace_minutes=GRACE_MINUTES,
    )
    rows = (f"เจ้าหน้าที่ คนที่ {n},กลุ่มนโยบายและแผน,officer,officer{n}@office.example\n" for n in range(PEOPLE))
    (office.folder / "people.csv").write_text(LIST + "".join(rows), "utf-8-sig")


def _give(registry: Registry, notices: int) -> list[Assignment]:
    """So many notices, one in five of which asks for an answer; the reminders of these are due as well."""
    people = registry.arrangements.people()
    officers = [each for each in people.everyone if each.address.startswith("officer")]
    given = []
    for start in range(0, notices, PEOPLE):
        letter = enter(registry, read(f"ศธ 04999/{start}"))
        with registry.begin() as tx:
            for n, officer in enumerate(officers[: notices - start]):
                given.append(tx.assignments.give(letter, officer, Task.KNOW if n % 5 else Task.ACT))
    with registry.begin() as tx:
        reminders = update(deliveries).where(deliveries.c.purpose == Purpose.REMINDER)
        tx.connection.execute(reminders.values(due_at=tx.now))
    return [each for each in given if each.task is Task.ACT]


def _acknowledge_one(registry: Registry, given: list[Assignment], known: dict[int, float], dice: random.Random) -> None:
    chosen = dice.choice(given)
    with registry.begin(chosen.person) as tx:
        tx.assignments.acknowledge(chosen)
    known.setdefault(chosen.id, time.monotonic())


def _check(office: Office, dovecot: Dovecot, sink: Rough, known: dict[int, float], notices: int) -> None:
    columns = "message_id, purpose, recipient, state, assignment_id"
    rows = office.ask(f"SELECT {columns} FROM deliveries WHERE purpose IN ('notice', 'reminder')")
    copies = Counter(message_from_bytes(each)["Message-ID"] for each in dovecot.mails(user="journal"))
    came = {message_from_bytes(sunk.content)["Message-ID"]: sunk for sunk in sink.messages}
    assert set(copies.values()) == {1}, "by the journal something went twice"
    assert len(came) == len(sink.messages), "somebody got something twice"
    assert set(copies) == set(came)
    assert len([row for row in rows if row[1] == Purpose.NOTICE]) == notices
    for message_id, purpose, recipient, state, assignment in rows:
        if purpose == Purpose.NOTICE or assignment not in known:
            assert (state, copies[message_id]) == (DeliveryState.ACCEPTED, 1), (purpose, recipient)
            assert came[message_id].recipients == (recipient,)
        elif message_id in copies:
            assert came[message_id].at < known[assignment] + ON_ITS_WAY, "a reminder after its acknowledgement"
        else:
            assert state == DeliveryState.WITHDRAWN
