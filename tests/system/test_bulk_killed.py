"""Killed at any moment while a letter goes to many schools: each has it, and once where the journal can tell."""

from __future__ import annotations

import random
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from registry.deliveries import DeliveryState
from tests.support.dovecot import Dovecot
from tests.support.postgres import Postgres
from tests.support.schoolpost import many_schools, post_letter
from tests.support.smtp import JOURNAL, SmtpSink
from tests.system.office import ADDRESS, Daemon, Office, wait_for

GRACE_MINUTES = 0.1
HEAD = 4096
"""Bytes of a message that are kept: its header."""


class Rough(SmtpSink):
    """A server that takes a moment, and on whom now and then the line breaks after the dot."""

    def __init__(self, dovecot: Dovecot | None, seed: int) -> None:
        keep = (lambda content: dovecot.append(content, user="journal")) if dovecot else None
        super().__init__(journal=keep, pipelining=True, keep=HEAD)
        self._dice = random.Random(seed)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fate = self._dice.random() if self.journal else 1.0
        self.hangs_up = fate < 0.04
        self.last_word = "not taken" if fate < 0.02 else None
        self.delay = self._dice.uniform(0, 0.03)
        return await super().handle_DATA(server, session, envelope)


def test_three_kills_and_every_school_has_it_once(office: Office, dovecot: Dovecot) -> None:
    _kill_and_check(office, dovecot, kills=3, schools=40, size=20_000)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2))
def test_thirty_kills_and_every_school_has_it_once(office: Office, dovecot: Dovecot, seed: int) -> None:
    _kill_and_check(office, dovecot, kills=30, schools=250, size=300_000, seed=seed)


@pytest.mark.soak
def test_thirty_kills_on_postgresql(tmp_path: Path, dovecot: Dovecot, postgres: Postgres) -> None:
    office = Office(tmp_path / "office", postgres.url("bulk"))
    _kill_and_check(office, dovecot, kills=30, schools=250, size=300_000, seed=7)


@pytest.mark.soak
def test_thirty_kills_without_a_journal_nobody_gets_it_twice(office: Office) -> None:
    _kill_and_check(office, None, kills=30, schools=250, size=300_000, seed=3)


def _kill_and_check(
    office: Office, dovecot: Dovecot | None, *, kills: int, schools: int, size: int, seed: int = 0
) -> None:
    dice, to = random.Random(seed), many_schools(schools)
    with Rough(dovecot, seed) as sink:
        _set_up(office, dovecot, sink)
        post_letter(office.folder, to, [dice.randbytes(size) for _ in range(5)])
        caught: Counter[str] = Counter()
        for at in range(kills):
            daemon = Daemon(office)
            try:
                daemon.wait_ready()
                until = (at + dice.random()) * schools / kills  # the kills are spread over all of the sending
                late = time.monotonic() + 10
                while len(sink.messages) < until and time.monotonic() < late:
                    time.sleep(0.005)
                time.sleep(dice.uniform(0, 0.1))
            finally:
                daemon.kill()
            caught.update(state for (state,) in office.ask("SELECT state FROM deliveries WHERE claimed_by IS NOT NULL"))
        print(f"after {kills} kills {len(sink.messages)} had come; caught: {caught}")
        with office.running() as daemon:
            going = "due_at IS NOT NULL AND purpose = 'outgoing'"
            wait_for(lambda: not office.count("deliveries", going), daemon.log, seconds=400)
        _check(office, dovecot, sink, [school.address for school in to.everyone])


def _set_up(office: Office, dovecot: Dovecot | None, sink: SmtpSink) -> None:
    office.set("smtp", host=sink.host, port=sink.port, tls="none", sender=ADDRESS)
    office.set("daemon", desk=False, folder=False, mailbox=False)
    if dovecot:
        office.use_mail(dovecot, sink)
        office.set(
            "smtp",
            journal=JOURNAL,
            journal_user="journal",
            journal_password_file="imap.password",
            journal_grace_minutes=GRACE_MINUTES,
        )


def _check(office: Office, dovecot: Dovecot | None, sink: Rough, schools: list[str]) -> None:
    rows = office.ask("SELECT message_id, recipient, state FROM deliveries WHERE purpose = 'outgoing'")
    came: dict[str, list[str]] = {school: [] for school in schools}
    for sunk in sink.messages:
        if sunk.recipients[0] in came:
            came[sunk.recipients[0]].append(message_from_bytes(sunk.content)["Message-ID"])
    assert {recipient for _, recipient, _ in rows} == set(schools)
    for message_id, recipient, state in rows:
        assert set(came[recipient]) <= {message_id}
        assert len(came[recipient]) <= 1, f"{recipient} got it twice"
        if state == DeliveryState.UNCERTAIN:
            assert dovecot is None, "the journal settles it"
        else:
            assert (state, came[recipient]) == (DeliveryState.ACCEPTED, [message_id])
    if dovecot:
        copies = Counter(message_from_bytes(each)["Message-ID"] for each in dovecot.mails(user="journal"))
        assert {copies[message_id] for message_id, _, _ in rows} == {1}, "by the journal something went twice"
