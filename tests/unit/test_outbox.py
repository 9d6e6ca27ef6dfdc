"""The outbox against a real mail server: every way a message can end, and that none is sent twice."""

from __future__ import annotations

import asyncio
import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from dispatcher.compose import Sender
from dispatcher.journal import Journal
from dispatcher.messages import Messages
from dispatcher.outbox import Outbox
from dispatcher.outcome import GIVE_UP, LONGEST_WAIT, wait_after
from dispatcher.settle import Settler
from dispatcher.smtp import Server
from registry.deliveries import Delivery, DeliveryState
from registry.due import LEASE
from registry.model import Book, Origin, Role
from registry.schema import deliveries
from registry.store import Registry
from tests.support.entering import Clock, enter, kept, land, queue, read
from tests.support.smtp import SmtpSink

OFFICE = "สำนักงานเขตพื้นที่การศึกษาสมมุติ เขต 1"


def outbox(
    registry: Registry,
    port: int,
    *,
    picture: bytes = b"",
    clerk: str = "",
    journal: Journal | None = None,
    copies_to: str = "",
    **more: Any,
) -> Outbox:
    sender = Sender(name=OFFICE, address="saraban@office.example", zone=ZoneInfo("Asia/Bangkok"))
    return Outbox(
        registry=registry,
        messages=Messages(sender=sender, original=lambda _sha256: picture),
        server=Server(**{"host": "127.0.0.1", "port": port, "tls": "none", "journal": copies_to, **more}),
        settler=Settler(registry=registry, address=sender.address, clerk=clerk, journal=journal),
    )


def send(box: Outbox) -> bool:
    return asyncio.run(box.send_due())


def all_of(registry: Registry) -> list[Delivery]:
    with registry.begin() as tx:
        return tx.deliveries.of(1)


def one(registry: Registry) -> Delivery:
    (delivery,) = all_of(registry)
    return delivery


@pytest.fixture
def entered(sqlite_registry: Registry) -> Registry:
    enter(sqlite_registry, read("ศธ 04999/123"), kept("a"))
    return sqlite_registry


def test_an_accepted_message_is_sent_once(entered: Registry) -> None:
    queue(entered)
    with SmtpSink() as server:
        box = outbox(entered, server.port)
        assert send(box)
        assert not send(box)
    (sunk,) = server.messages
    assert (sunk.sender, sunk.recipients) == ("saraban@office.example", ("a@area.example",))
    assert one(entered).state is DeliveryState.ACCEPTED


def test_the_message_says_what_a_sender_wants_to_know(entered: Registry) -> None:
    queue(entered)
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    message = email.message_from_bytes(server.messages[0].content, policy=default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == "ยืนยันการรับหนังสือ เลขทะเบียนรับ 1/2569"
    # Not by default's parser of addresses: it puts blanks between encoded words, against RFC 2047 6.2.
    plain = email.message_from_bytes(server.messages[0].content)
    assert str(make_header(decode_header(plain["From"]))) == f"{OFFICE} <saraban@office.example>"
    assert message["To"] == "a@area.example"
    assert message["Message-ID"] == "<1@office.example>"
    assert (message["In-Reply-To"], message["References"]) == ("<9@area.example>", "<9@area.example>")
    assert message["Auto-Submitted"] == "auto-replied"  # RFC 3834: no machine answers it
    assert message["Date"] == "Sun, 14 Jun 2026 10:00:00 +0700"
    text = message.get_content()
    for words in (OFFICE, "1/2569", "14 มิถุนายน 2569 เวลา 10.00 น.", "ศธ 04999/123", "10 มิถุนายน 2569", "ขอเชิญประชุม"):
        assert words in text


def test_the_message_is_plain_ascii_in_short_lines(entered: Registry) -> None:
    queue(entered)
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    content = server.messages[0].content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 78  # RFC 5322 2.1.1
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_mail_with_two_letters_gets_one_message_with_both(entered: Registry) -> None:
    land(entered, "mail", origin=Origin.MAIL)
    with entered.begin() as tx:
        tx.entries.hold(Book.IN)
        for number in ("ศธ 04999/8", "ศธ 04999/9"):
            files = [kept(number), kept("the mail", Role.MAIL)]
            last = tx.entries.enter(read(number), files, received_at=tx.now, source="", arrival_id=1)
        tx.deliveries.queue(
            letter_id=last.id,
            arrival_id=1,
            purpose="confirmation",
            recipient="a@area.example",
            message_id="<2@office.example>",
            in_reply_to=None,
        )
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    (sunk,) = server.messages
    message = email.message_from_bytes(sunk.content, policy=default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"].endswith("2/2569, 3/2569")
    assert "ศธ 04999/8" in message.get_content()
    assert "ศธ 04999/9" in message.get_content()
    assert message["In-Reply-To"] is None


def test_a_message_refused_for_now_is_sent_later(entered: Registry, clock: Clock) -> None:
    queue(entered)
    with SmtpSink(refuse="451 4.3.0 Try later") as server:
        box = outbox(entered, server.port)
        assert send(box)
        waiting = one(entered)
        assert waiting.state is DeliveryState.QUEUED
        assert "451" in (waiting.reason or "")
        server.refuse = None
        assert not send(box)
        clock.move(timedelta(hours=1))
        assert send(box)
    assert (len(server.messages), one(entered).state) == (1, DeliveryState.ACCEPTED)


def test_a_message_refused_for_good_is_not_tried_again(entered: Registry, clock: Clock) -> None:
    queue(entered, "nobody@area.example")
    with SmtpSink(refuse="550 5.1.1 No such user") as server:
        box = outbox(entered, server.port)
        assert send(box)
        clock.move(timedelta(days=3))
        assert not send(box)
    refused = one(entered)
    assert refused.state is DeliveryState.REFUSED
    assert "550" in (refused.reason or "")
    assert "No such user" in (refused.reason or "")


def test_one_bad_recipient_stops_no_other(entered: Registry) -> None:
    queue(entered, "ไม่มี@area.example", serial=1)
    queue(entered, "b@area.example", serial=2)
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    assert [sunk.recipients for sunk in server.messages] == [("b@area.example",)]
    assert [each.state for each in all_of(entered)] == [DeliveryState.REFUSED, DeliveryState.ACCEPTED]


def test_a_server_that_is_away_is_waited_for(entered: Registry, clock: Clock) -> None:
    queue(entered)
    with socket.socket() as nobody:  # bound but not listening: the port refuses connections
        nobody.bind(("127.0.0.1", 0))
        assert send(outbox(entered, nobody.getsockname()[1]))
    assert one(entered).state is DeliveryState.QUEUED
    clock.move(timedelta(hours=1))
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    assert one(entered).state is DeliveryState.ACCEPTED


def test_a_server_that_stays_away_is_given_up_after_five_days(entered: Registry, clock: Clock) -> None:
    waits = [wait_after(attempt) for attempt in range(1, GIVE_UP)]
    assert waits == sorted(waits)
    assert timedelta(days=5) < sum(waits, timedelta()) < timedelta(days=5.1)
    queue(entered)
    with entered.begin() as tx:
        tx.connection.execute(update(deliveries).values(attempts=GIVE_UP - 2))
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        box = outbox(entered, nobody.getsockname()[1])
        send(box)
        assert one(entered).state is DeliveryState.QUEUED
        clock.move(LONGEST_WAIT)
        send(box)
    assert one(entered).state is DeliveryState.REFUSED
    assert "five days" in (one(entered).reason or "")


@pytest.mark.parametrize(
    ("last_words", "state"),
    [
        (b"", DeliveryState.UNCERTAIN),
        (b"4", DeliveryState.UNCERTAIN),
        (b"421 4.3.2 Going down\r\n", DeliveryState.QUEUED),
        (b"554 5.6.0 Message refused\r\n", DeliveryState.REFUSED),
    ],
    ids=["silence", "half a reply", "421", "554"],
)
def test_a_connection_lost_after_the_message(
    entered: Registry, clock: Clock, last_words: bytes, state: DeliveryState
) -> None:
    queue(entered)
    with server_that_ends_with(last_words) as port:
        assert send(outbox(entered, port))
    assert one(entered).state is state
    clock.move(timedelta(days=3))
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    # Only what was surely not taken is sent again (RFC 1047).
    assert len(server.messages) == (1 if state is DeliveryState.QUEUED else 0)


@pytest.mark.parametrize("dot", [False, True], ids=["before the dot", "after the dot"])
def test_only_what_had_no_dot_at_a_crash_is_sent_again(entered: Registry, dot: bool) -> None:
    queue(entered)
    with entered.begin() as tx:
        (claimed,) = tx.deliveries.claim(1)
        tx.deliveries.sending(claimed)
    if dot:
        with entered.begin() as tx:
            tx.deliveries.dot_sent(claimed, journaled=False)
    with entered.begin() as tx:  # the daemon starts again
        tx.deliveries.release()
    with SmtpSink() as server:
        box = outbox(entered, server.port)
        assert send(box)
        assert not send(box)
    assert len(server.messages) == (0 if dot else 1)
    assert one(entered).state is (DeliveryState.UNCERTAIN if dot else DeliveryState.ACCEPTED)


def test_what_was_only_claimed_at_a_crash_is_sent(entered: Registry) -> None:
    queue(entered)
    with entered.begin() as tx:
        tx.deliveries.claim(1)
    with entered.begin() as tx:
        tx.deliveries.release()
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    assert (len(server.messages), one(entered).state) == (1, DeliveryState.ACCEPTED)


def test_a_machine_that_slept_past_its_lease_sends_nothing(entered: Registry, clock: Clock) -> None:
    queue(entered)
    other = replace(entered, worker="there")

    class Slow(SmtpSink):
        async def handle_RCPT(self, *given: Any) -> str:
            clock.move(LEASE)  # so long takes the answer; meanwhile another machine takes the message over
            with other.begin() as tx:
                assert len(tx.deliveries.claim(1)) == 1
            return await super().handle_RCPT(*given)

    with Slow() as server:
        assert send(outbox(entered, server.port))
    assert (server.messages, one(entered).state) == ([], DeliveryState.QUEUED)
    assert one(entered).attempt == 2


def test_logs_in_where_a_user_is_set(entered: Registry) -> None:
    queue(entered)
    with SmtpSink(login=("saraban", "only-for-tests")) as server:
        send(outbox(entered, server.port, user="saraban", password="only-for-tests"))
    assert len(server.messages) == 1


def test_a_wrong_password_loses_nothing(entered: Registry) -> None:
    queue(entered)
    with SmtpSink(login=("saraban", "only-for-tests")) as server:
        send(outbox(entered, server.port, user="saraban", password="wrong"))
    waiting = one(entered)
    assert (server.messages, waiting.state) == ([], DeliveryState.QUEUED)
    assert "535" in (waiting.reason or "")


@contextmanager
def server_that_ends_with(last_words: bytes) -> Iterator[int]:
    """A mail server that takes a whole message, says its last words and is gone; gives its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 sink.example\r\n")
            for line in lines:
                if line.strip() == b".":
                    break
                if line.upper().startswith(b"DATA"):
                    connection.sendall(b"354 go on\r\n")
                elif line.upper().startswith((b"EHLO", b"MAIL", b"RCPT")):
                    connection.sendall(b"250 ok\r\n")
            connection.sendall(last_words)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        thread.join()
        listening.close()
