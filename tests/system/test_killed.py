"""Killed at any moment and started again, the daemon loses nothing, takes nothing twice and leaves no gap."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support import letters
from tests.support.dovecot import Dovecot
from tests.support.postgres import Postgres
from tests.support.smtp import SmtpSink
from tests.system.office import Daemon, Office, letter_mail, wait_for


class _SlowToSay(SmtpSink):
    """It keeps what it is sent and lets the sender wait for the word (RFC 1047)."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(60)
        return answer


def test_a_few_kills_lose_nothing(office: Office, dovecot: Dovecot, sink: SmtpSink) -> None:
    _kill_and_check(office, dovecot, sink, kills=4, dropped=40, mailed=20, enclosed=0)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2))
def test_twenty_kills_lose_nothing(office: Office, dovecot: Dovecot, sink: SmtpSink, seed: int) -> None:
    _kill_and_check(office, dovecot, sink, kills=20, dropped=200, mailed=500, enclosed=300_000, seed=seed)


@pytest.mark.soak
def test_twenty_kills_lose_nothing_on_postgresql(
    tmp_path: Path, dovecot: Dovecot, sink: SmtpSink, postgres: Postgres
) -> None:
    office = Office(tmp_path / "office", postgres.url("killed"))
    _kill_and_check(office, dovecot, sink, kills=20, dropped=200, mailed=500, enclosed=300_000, seed=7)


def test_killed_between_landing_and_entering(office: Office) -> None:
    made = [letters.pdf(letter) for letter in letters.many(20, seed=1)]
    with _caught(office, made, "SELECT 1 FROM arrivals WHERE state = 'landed' AND claimed_by IS NOT NULL") as left:
        assert left < len(made)
    _start_again(office, made)


def test_killed_between_entering_and_showing(office: Office) -> None:
    made = [letters.pdf(letter) for letter in letters.many(20, seed=2)]
    with _caught(office, made, "SELECT 1 FROM arrivals WHERE state = 'registered' AND due_at IS NOT NULL") as left:
        assert left > 0
    _start_again(office, made)


def test_a_confirmation_in_the_servers_hands_at_the_kill_is_not_sent_again(
    office: Office, dovecot: Dovecot, sink: SmtpSink
) -> None:
    dovecot.append(letter_mail(letters.pdf(letters.MadeLetter()), "1@school.example"))
    with _SlowToSay() as slow:
        office.use_mail(dovecot, slow)
        daemon = Daemon(office)
        try:
            wait_for(lambda: slow.messages, daemon.log)
        finally:
            daemon.kill()
    office.use_mail(dovecot, sink)
    with office.running() as daemon:
        wait_for(lambda: office.count("deliveries", "due_at IS NULL"), daemon.log)
    shown = office.json("show", "1")
    assert [each["state"] for each in shown["deliveries"]] == ["uncertain"]
    assert (len(slow.messages), len(sink.messages)) == (1, 0)


def _kill_and_check(
    office: Office,
    dovecot: Dovecot,
    sink: SmtpSink,
    *,
    kills: int,
    dropped: int,
    mailed: int,
    enclosed: int,
    seed: int = 0,
) -> None:
    """Feed the office in `kills` portions and kill the daemon in the midst of each; then let it finish."""
    office.use_mail(dovecot, sink)
    dice = random.Random(seed)
    made = [letters.pdf(letter) for letter in letters.many(dropped + mailed, seed)]
    by_hand, by_mail = made[:dropped], made[dropped:]
    posts = [
        letter_mail(content, f"{number}@school.example", dice.randbytes(enclosed))
        for number, content in enumerate(by_mail)
    ]
    for turn in range(kills):
        daemon = Daemon(office)
        try:
            for number in range(turn, dropped, kills):
                office.drop(f"สแกน {number:03}.pdf", by_hand[number])
            for post in posts[turn::kills]:
                dovecot.append(post)
            if dice.random() < 0.8:
                daemon.wait_ready()
            time.sleep(dice.uniform(0.0, 1.5))
        finally:
            daemon.kill()
    with office.running() as daemon:
        wait_for(lambda: _done(office, dropped + mailed), daemon.log, seconds=600)
        wait_for(lambda: not office.dropped() and not dovecot.mails(), daemon.log)
        wait_for(lambda: not office.count("deliveries", "due_at IS NOT NULL"), daemon.log, seconds=600)
    _check_register(office, made)
    _check_post(office, dovecot, sink, posts)


def _done(office: Office, count: int) -> bool:
    return office.count("arrivals", "due_at IS NULL") == count


def _check_register(office: Office, made: list[bytes]) -> None:
    """Numbers 1 … n, each letter entered once, kept as it came, and put before the clerk once."""
    rows = office.register()
    assert [row["number"] for row in rows] == list(range(1, len(made) + 1))
    hashes = sorted(hashlib.sha256(content).hexdigest() for content in made)
    assert sorted(row["sha256"] for row in rows) == hashes
    for row in rows:
        assert _hash(Path(row["original"])) == row["sha256"]
    wanted = set(hashes)
    shown = [_hash(path) for path in office.taken.rglob("*") if path.is_file()]
    assert sorted(each for each in shown if each in wanted) == hashes
    kept = [path for path in (office.folder / "originals").rglob("*") if path.is_file()]
    assert all(_hash(path) == path.name for path in kept if not path.name.startswith(".new-"))
    assert not office.dropped()
    assert not office.noted()
    assert not [path for path in office.root.rglob(".*") if path.is_file()], "half-written files were left"


def _check_post(office: Office, dovecot: Dovecot, sink: SmtpSink, posts: list[bytes]) -> None:
    """No mail left in the INBOX or moved twice; no confirmation twice, and none missing without a word."""
    assert not dovecot.mails()
    assert sorted(dovecot.mails("Saraban")) == sorted(posts)
    answered = Counter(message_from_bytes(sunk.content)["In-Reply-To"] for sunk in sink.messages)
    assert not [message_id for message_id, count in answered.items() if count > 1]
    queued = dict(office.ask("SELECT in_reply_to, state FROM deliveries"))
    assert len(queued) == len(posts)
    assert {message_id for message_id, state in queued.items() if state == "accepted"} <= set(answered)
    assert set(queued.values()) <= {"accepted", "uncertain"}


@contextlib.contextmanager
def _caught(office: Office, made: list[bytes], seen: str) -> Iterator[int]:
    """Drop letters and kill the daemon in the very state that `seen` finds; gives how many were entered by then.

    It is stopped first and looked at again, so that it is the state it dies in and not one it has passed.
    """
    for number, content in enumerate(made):
        office.drop(f"{number}.pdf", content)
    daemon = Daemon(office)
    try:
        daemon.wait_ready()
        with contextlib.closing(sqlite3.connect(f"file:{office.folder}/saraban.db?mode=ro", uri=True)) as connection:
            late = time.monotonic() + 30
            while True:
                assert time.monotonic() < late, daemon.log()
                if connection.execute(seen).fetchone():
                    os.kill(daemon.process.pid, signal.SIGSTOP)
                    if connection.execute(seen).fetchone():
                        break
                    os.kill(daemon.process.pid, signal.SIGCONT)
    finally:
        daemon.kill()
    assert office.ask(seen), "the moment had passed"
    yield office.count("letters")


def _start_again(office: Office, made: list[bytes]) -> None:
    with office.running() as daemon:
        wait_for(lambda: _done(office, len(made)), daemon.log)
    _check_register(office, made)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
