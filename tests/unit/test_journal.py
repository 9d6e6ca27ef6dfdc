"""What is uncertain, settled by a journal mailbox in a real IMAP server: sent once, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from dispatcher.journal import Journal, JournalUnreachable
from dispatcher.outbox import Outbox
from registry.assignments import Arrangements, Task
from registry.deliveries import DeliveryState, Purpose
from registry.store import Registry
from tests.support.dovecot import PASSWORD, Dovecot, make_certificate
from tests.support.entering import Clock, enter, kept, queue, read
from tests.support.people import people
from tests.support.smtp import JOURNAL, SmtpSink
from tests.unit.test_outbox import all_of, one, outbox, send

GRACE = timedelta(minutes=10)
CLERK = "clerk@office.example"
NUMBERS = count()


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with Dovecot() as running:
        yield running


@dataclass
class Post:
    """A server whose journal is a mailbox of its own, and the register that sends by it."""

    registry: Registry
    sink: SmtpSink
    dovecot: Dovecot
    user: str

    def box(self, clerk: str = "") -> Outbox:
        read_by = journal(self.dovecot, self.user)
        return outbox(self.registry, self.sink.port, clerk=clerk, journal=read_by, copies_to=JOURNAL)

    def settle(self, clock: Clock, until: timedelta) -> None:
        """Rounds at every quarter minute."""
        end = clock.now + until
        while clock.now < end:
            send(self.box())
            clock.move(timedelta(seconds=15))

    @property
    def copies(self) -> list[str]:
        return [message_from_bytes(each)["Message-ID"] for each in self.dovecot.mails(user=self.user)]


def journal(dovecot: Dovecot, user: str) -> Journal:
    return Journal(host="127.0.0.1", port=dovecot.imap_port, tls="none", user=user, password=PASSWORD)


@pytest.fixture
def post(sqlite_registry: Registry, dovecot: Dovecot) -> Iterator[Post]:
    enter(sqlite_registry, read("ศธ 04999/123"), kept("a"))
    user = f"journal{next(NUMBERS)}"
    with SmtpSink(journal=lambda content: dovecot.append(content, user=user)) as sink:
        yield Post(sqlite_registry, sink, dovecot, user)


def test_a_copy_of_all_that_is_sent_lies_in_the_journal(post: Post) -> None:
    queue(post.registry)
    send(post.box())
    (sunk,) = post.sink.messages
    assert (sunk.recipients, post.copies) == (("a@area.example",), ["<1@office.example>"])
    assert JOURNAL.encode() not in sunk.content  # nobody sees it in the message
    assert one(post.registry).state is DeliveryState.ACCEPTED


def test_what_was_taken_though_the_line_broke_is_found(post: Post, clock: Clock) -> None:
    queue(post.registry)
    post.sink.hangs_up = True
    send(post.box())
    assert one(post.registry).state is DeliveryState.UNCERTAIN
    post.sink.hangs_up = False
    post.settle(clock, GRACE * 2)
    assert (one(post.registry).state, len(post.sink.messages)) == (DeliveryState.ACCEPTED, 1)


def test_what_was_not_taken_goes_again_after_the_grace_under_the_same_message_id(post: Post, clock: Clock) -> None:
    queue(post.registry)
    post.sink.hangs_up, post.sink.last_word = True, "none"
    send(post.box())
    post.sink.hangs_up, post.sink.last_word = False, None
    post.settle(clock, GRACE - timedelta(minutes=1))
    assert (one(post.registry).state, post.sink.messages) == (DeliveryState.UNCERTAIN, [])
    post.settle(clock, timedelta(minutes=2))
    assert one(post.registry).state is DeliveryState.ACCEPTED
    assert (len(post.sink.messages), post.copies) == (1, ["<1@office.example>"])


def test_a_crash_after_the_dot_is_settled_too(post: Post, clock: Clock) -> None:
    queue(post.registry, "taken@area.example", serial=1)
    queue(post.registry, "lost@area.example", serial=2)
    with post.registry.begin() as tx:
        for claimed in tx.deliveries.claim(2):
            tx.deliveries.sending(claimed)
            tx.deliveries.dot_sent(claimed, journaled=True)
    post.dovecot.append(b"Message-ID: <1@office.example>\r\n\r\nx\r\n", user=post.user)
    with post.registry.begin() as tx:
        tx.deliveries.release()
    post.settle(clock, GRACE * 1.5)
    assert {each.state for each in all_of(post.registry)} == {DeliveryState.ACCEPTED}
    assert [sunk.recipients for sunk in post.sink.messages] == [("lost@area.example",)]


def test_a_journal_that_cannot_be_read_is_waited_for(post: Post, clock: Clock) -> None:
    queue(post.registry)
    post.sink.hangs_up = True
    send(post.box())
    post.sink.hangs_up = False
    box, wrong = post.box(), replace(journal(post.dovecot, post.user), password="wrong")
    away = replace(box, settler=replace(box.settler, journal=wrong))
    for _ in range(2):
        clock.move(timedelta(hours=1))
        send(away)
    assert one(post.registry).state is DeliveryState.UNCERTAIN
    assert "journal" in (one(post.registry).reason or "")
    post.settle(clock, timedelta(hours=1))
    assert (one(post.registry).state, len(post.sink.messages)) == (DeliveryState.ACCEPTED, 1)


@pytest.mark.parametrize("reply", ["550 5.1.1 No such user", "452 4.2.2 Mailbox full"])
def test_a_journal_that_takes_nothing_keeps_no_mail_back(post: Post, clock: Clock, reply: str) -> None:
    post.sink.refuse = {JOURNAL: reply}
    queue(post.registry, serial=1)
    send(post.box())
    assert (one(post.registry).state, post.copies) == (DeliveryState.ACCEPTED, [])
    queue(post.registry, "b@area.example", serial=2)
    post.sink.hangs_up = True
    send(post.box(clerk=CLERK))
    post.sink.hangs_up = False
    post.settle(clock, GRACE * 2)  # no copy went, so that none is there says nothing
    assert [each.state for each in all_of(post.registry)][1] is DeliveryState.UNCERTAIN
    assert [sunk.recipients[0] for sunk in post.sink.messages] == ["a@area.example", "b@area.example", CLERK]


def test_a_reminder_that_did_not_arrive_is_not_repeated_once_it_is_acknowledged(post: Post, clock: Clock) -> None:
    numbers = iter(range(100))
    made = Arrangements(people=people, message_id=lambda _: f"<n{next(numbers)}@office.example>")
    post.registry = replace(post.registry, arrangements=made)
    piti = people().by_address("piti@office.example")
    assert piti
    with post.registry.begin() as tx:
        given = tx.assignments.give(tx.entries.by_id(1), piti, Task.ACT)
    send(post.box())
    clock.move(timedelta(days=7))
    post.sink.hangs_up, post.sink.last_word = True, "none"
    send(post.box())
    post.sink.hangs_up, post.sink.last_word = False, None
    with post.registry.begin(piti.address) as tx:
        tx.assignments.acknowledge(given)
    post.settle(clock, GRACE * 2)
    assert [sunk.recipients for sunk in post.sink.messages] == [(piti.address,)]  # the notice of a week ago
    chasing = {each.state for each in all_of(post.registry) if each.purpose is not Purpose.NOTICE}
    assert chasing == {DeliveryState.WITHDRAWN}


def test_one_message_id_is_not_taken_for_another(dovecot: Dovecot) -> None:
    for message_id in ("<1-ab@office.example>", "<11-ab@office.example>", "<a(b)c-d@office.example>"):
        dovecot.append(f"Message-ID: {message_id}\r\n\r\nx\r\n".encode(), user="others")
    box = journal(dovecot, "others")
    asked = ["<1-a@office.example>", "<1-ab@office.example>", "<ab@office.example>", "<a(b)c-d@office.example>"]
    assert box.holding(asked) == {"<1-ab@office.example>", "<a(b)c-d@office.example>"}
    assert box.try_login().endswith("INBOX: 3 mails")


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"folder": "Nowhere"}, {"host": "127.0.0.2", "port": 1}])
def test_what_keeps_it_from_being_read_is_said(dovecot: Dovecot, wrong: dict[str, Any]) -> None:
    with pytest.raises(JournalUnreachable, match=r"^journal 127\."):
        replace(journal(dovecot, "others"), **wrong).holding(["<1@office.example>"])


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_its_servers_certificate_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str) -> None:
    certificate = make_certificate(tmp_path)
    with Dovecot(certificate=certificate) as secured:
        port = secured.imaps_port if tls == "tls" else secured.imap_port
        box = replace(journal(secured, "others"), tls=tls, port=port)
        with pytest.raises(JournalUnreachable, match="certificate"):
            box.try_login()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        assert box.try_login().endswith("0 mails")
