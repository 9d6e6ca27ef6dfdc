"""What servers do when they do not simply take a message, and where each message is left by it."""

from __future__ import annotations

import email
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from itertools import chain
from pathlib import Path

import pytest

from dispatcher.messages import Messages
from dispatcher.wire import on_the_wire
from registry.assignments import Arrangements, Task
from registry.deliveries import Delivery, DeliveryState, Purpose
from registry.store import Registry, Tx
from tests.support.dovecot import make_certificate
from tests.support.entering import Clock, enter, enter_secret, kept, queue, read
from tests.support.people import people
from tests.support.smtp import SmtpSink, Sunk
from tests.unit.test_outbox import all_of, outbox, send

CLERK = "clerk@office.example"
BAD, GOOD = "bad@area.example", "good@area.example"
QUEUED, ACCEPTED, REFUSED, UNCERTAIN = (
    DeliveryState.QUEUED,
    DeliveryState.ACCEPTED,
    DeliveryState.REFUSED,
    DeliveryState.UNCERTAIN,
)


@pytest.fixture
def entered(sqlite_registry: Registry) -> Registry:
    enter(sqlite_registry, read("ศธ 04999/123"), kept("a"))
    return sqlite_registry


def states(registry: Registry) -> dict[str, DeliveryState]:
    return {each.recipient: each.state for each in all_of(registry) if each.purpose is not Purpose.UNDELIVERED}


def of(registry: Registry, recipient: str) -> Delivery:
    return next(each for each in all_of(registry) if each.recipient == recipient)


def text_of(sunk: Sunk) -> str:
    message = email.message_from_bytes(sunk.content, policy=default)
    assert isinstance(message, EmailMessage)
    return f"{message['Subject']}\n{message.get_content()}"


def both(registry: Registry) -> None:
    queue(registry, BAD, serial=1)
    queue(registry, GOOD, serial=2)


@pytest.mark.parametrize(
    ("reply", "state", "dead"),
    [
        ("450 4.7.1 Greylisted", QUEUED, False),
        ("452 4.2.2 Mailbox full", QUEUED, False),
        ("550 5.1.1 No such user", REFUSED, True),
        ("550 No such user here", REFUSED, True),
        ("556 5.1.10 Domain takes no mail", REFUSED, True),
        ("550 5.7.1 Not allowed to write here", REFUSED, False),
        ("554 5.2.2 Mailbox full for long", REFUSED, False),
    ],
)
def test_one_refused_recipient_stops_no_other(entered: Registry, reply: str, state: DeliveryState, dead: bool) -> None:
    both(entered)
    with SmtpSink(refuse={BAD: reply}) as server:
        send(outbox(entered, server.port))
    assert states(entered) == {BAD: state, GOOD: ACCEPTED}
    assert reply in (of(entered, BAD).reason or "")
    with entered.begin() as tx:
        assert [each.address for each in tx.addresses.dead()] == ([BAD] if dead else [])


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("451 4.3.0 Try later", QUEUED),
        ("452 4.3.1 No room", QUEUED),
        ("554 5.6.0 Message refused", REFUSED),
        ("550 5.7.1 Looks like spam", REFUSED),
    ],
)
def test_a_reply_to_the_dot_is_an_end(entered: Registry, clock: Clock, reply: str, state: DeliveryState) -> None:
    both(entered)
    with SmtpSink(last_word=reply) as server:
        box = outbox(entered, server.port)
        send(box)
        assert states(entered) == {BAD: state, GOOD: state}
        server.last_word = None
        clock.move(timedelta(hours=1))
        send(box)
    sent = Counter(recipient for sunk in server.messages for recipient in sunk.recipients)
    assert sent == ({BAD: 1, GOOD: 1} if state is QUEUED else {})


@pytest.mark.parametrize("kept_it", [False, True])
def test_a_line_that_breaks_after_the_dot_leaves_it_uncertain(entered: Registry, clock: Clock, kept_it: bool) -> None:
    both(entered)
    with SmtpSink(hangs_up=True, last_word=None if kept_it else "none") as server:
        box = outbox(entered, server.port)
        send(box)
        assert states(entered) == {BAD: UNCERTAIN, GOOD: UNCERTAIN}
        server.hangs_up, server.last_word = False, None
        clock.move(timedelta(days=6))
        assert not send(box)  # without a journal nobody can tell, so it is not sent again
    assert len(server.messages) == (2 if kept_it else 0)


@pytest.mark.parametrize("at", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_server_that_goes_away_takes_nothing_along(entered: Registry, clock: Clock, at: str) -> None:
    both(entered)
    with server_that({at: b"421 4.3.2 Going down\r\n"}) as (port, _):
        send(outbox(entered, port))
    assert states(entered) == {BAD: QUEUED, GOOD: QUEUED}
    assert "Going down" in (of(entered, GOOD).reason or "")
    sent_later(entered, clock)


@pytest.mark.parametrize("at", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_dot_loses_nothing(entered: Registry, clock: Clock, at: str) -> None:
    both(entered)
    with server_that({at: b""}) as (port, _):
        send(outbox(entered, port))
    assert states(entered) == {BAD: QUEUED, GOOD: QUEUED}
    sent_later(entered, clock)


def test_a_line_that_breaks_within_the_message_loses_nothing(entered: Registry, clock: Clock) -> None:
    both(entered)
    with server_that({"message": b""}) as (port, _):
        send(outbox(entered, port))
    assert states(entered)[BAD] in (QUEUED, UNCERTAIN)  # the dot may have been let go before the end was seen
    assert states(entered)[GOOD] is QUEUED


@pytest.mark.parametrize("at", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_too_slow_before_the_dot_is_tried_again(entered: Registry, clock: Clock, at: str) -> None:
    both(entered)
    with server_that({at: None}) as (port, _):
        send(outbox(entered, port, timeout=0.3))
    assert states(entered) == {BAD: QUEUED, GOOD: QUEUED}
    sent_later(entered, clock)


def test_a_server_too_slow_after_the_dot_may_have_it(entered: Registry) -> None:
    queue(entered)
    with SmtpSink(delay=2) as server:
        send(outbox(entered, server.port, timeout=0.2, dot_timeout=0.5))
        assert [each.state for each in all_of(entered)] == [UNCERTAIN]
    with SmtpSink(delay=0.5) as server:
        queue(entered, serial=2)
        send(outbox(entered, server.port, timeout=0.2, dot_timeout=10))
    assert [each.state for each in all_of(entered)] == [UNCERTAIN, ACCEPTED]


def test_a_server_that_will_not_have_us_is_no_fault_of_the_recipient(entered: Registry, clock: Clock) -> None:
    both(entered)
    with server_that({"MAIL": b"550 5.7.1 Sender not allowed\r\n"}) as (port, _):
        send(outbox(entered, port, clerk=CLERK))
    assert states(entered) == {BAD: QUEUED, GOOD: QUEUED}
    sent_later(entered, clock)


def test_a_message_over_the_servers_size_is_refused_before_it_is_sent(entered: Registry) -> None:
    queue(entered)
    with server_that({"EHLO": b"250-sink.example\r\n250 SIZE 500\r\n", "MAIL": b"552 5.3.4 Too big\r\n"}) as (
        port,
        said,
    ):
        send(outbox(entered, port))
    assert [each.state for each in all_of(entered)] == [REFUSED]
    (mail,) = [line for line in said if line.startswith(b"MAIL")]
    assert int(mail.partition(b"SIZE=")[2]) > 500


def test_the_clerk_is_told_who_was_not_reached_and_why(entered: Registry, clock: Clock) -> None:
    queue(entered, BAD)
    with SmtpSink(refuse={BAD: "550 5.1.1 No such user"}) as server:
        box = outbox(entered, server.port, clerk=CLERK)
        while send(box):
            pass
        clock.move(timedelta(days=6))
        assert not send(box)
    (sunk,) = server.messages
    assert sunk.recipients == (CLERK,)
    for words in (BAD, "1/2569", "ศธ 04999/123", "ขอเชิญประชุม", "550 5.1.1 No such user", "ยืนยันการรับหนังสือ"):
        assert words in text_of(sunk)
    with entered.begin() as tx:
        assert [each.recipient for each in tx.deliveries.failed_since(clock.now - timedelta(days=7))] == [BAD]


def test_of_a_mail_about_a_secret_letter_the_registrar_is_told_and_not_the_clerk(sqlite_registry: Registry) -> None:
    letter = enter_secret(sqlite_registry)
    local = "<waits@office.example>"
    with sqlite_registry.begin() as tx:
        tx.deliveries.queue(letter_id=letter.id, purpose=Purpose.SECRET_WAITS, recipient=BAD, message_id=local)
    with SmtpSink(refuse={BAD: "550 5.1.1 No such user"}) as server:
        box = outbox(sqlite_registry, server.port, clerk=CLERK)
        box = replace(box, settler=replace(box.settler, registrar="registrar@office.example"))
        while send(box):
            pass
    (sunk,) = server.messages
    assert sunk.recipients == ("registrar@office.example",)
    assert "เลขทะเบียน 1/2569 ของนายทะเบียน" in text_of(sunk)
    assert not [word for word in ("ลับ", "ศธ 04999", "หนังสือรับ") if word in text_of(sunk)]


def test_the_clerk_is_told_what_nobody_can_know(entered: Registry) -> None:
    queue(entered, GOOD)
    with SmtpSink(hangs_up=True) as server:
        box = outbox(entered, server.port, clerk=CLERK)
        send(box)
        server.hangs_up = False
        while send(box):
            pass
    (_, sunk) = server.messages
    assert sunk.recipients == (CLERK,)
    assert "สอบถามผู้รับ" in text_of(sunk)


def test_a_clerk_who_cannot_be_reached_is_not_told_of_that(entered: Registry) -> None:
    queue(entered, BAD, serial=1)
    queue(entered, CLERK, serial=2)
    with SmtpSink(refuse="550 5.1.1 No such user") as server:
        box = outbox(entered, server.port, clerk=CLERK)
        while send(box):
            pass
    purposes = Counter(each.purpose for each in all_of(entered))
    assert purposes == {Purpose.CONFIRMATION: 2, Purpose.UNDELIVERED: 1}


def test_a_flood_of_refusals_is_no_flood_to_the_clerk(entered: Registry) -> None:
    for serial in range(25):
        queue(entered, f"{serial}@area.example", serial=serial)
    refused = {f"{serial}@area.example": "550 5.1.1 No such user" for serial in range(25)}
    with SmtpSink(refuse=refused) as server:
        box = outbox(entered, server.port, clerk=CLERK)
        while send(box):
            pass
    assert len(server.messages) == 20


def test_a_message_that_cannot_be_made_stops_no_other(entered: Registry, clock: Clock) -> None:
    class Clumsy(Messages):
        def compose(self, tx: Tx, delivery: Delivery) -> bytes | None:
            if delivery.recipient == BAD:
                raise KeyError("a template's word")
            return super().compose(tx, delivery)

    both(entered)
    with SmtpSink() as server:
        box = outbox(entered, server.port)
        sender, original = box.messages.sender, box.messages.original
        send(replace(box, messages=Clumsy(sender=sender, original=original)))
        assert states(entered) == {BAD: QUEUED, GOOD: ACCEPTED}
        clock.move(timedelta(hours=1))
        send(box)
    assert states(entered) == {BAD: ACCEPTED, GOOD: ACCEPTED}


@pytest.mark.parametrize("recipient", ["ไม่มี@area.example", "a b@area.example", "a@area.example\r\nDATA", "<>", ""])
def test_what_is_no_address_is_refused_here(entered: Registry, recipient: str) -> None:
    queue(entered, recipient, serial=1)
    queue(entered, GOOD, serial=2)
    with SmtpSink() as server:
        send(outbox(entered, server.port))
    assert [each.state for each in all_of(entered)] == [REFUSED, ACCEPTED]
    assert [sunk.recipients for sunk in server.messages] == [(GOOD,)]


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_an_acknowledgement_on_the_way_stops_the_reminder(sqlite_registry: Registry, clock: Clock, at: str) -> None:
    """It comes before the message is begun, or when it is begun and its dot has not gone out."""
    numbers = iter(range(100))
    made = Arrangements(people=people, message_id=lambda _: f"<{next(numbers)}@office.example>")
    office = replace(sqlite_registry, arrangements=made)
    letter = enter(office, read("ศธ 04999/123"), kept("a"))
    piti = people().by_address("piti@office.example")
    assert piti
    with office.begin() as tx:
        given = tx.assignments.give(letter, piti, Task.ACT)
    with SmtpSink() as server:
        send(outbox(office, server.port))
    clock.move(timedelta(days=7))

    def acknowledge() -> None:
        with office.begin(piti.address) as tx:
            tx.assignments.acknowledge(given)

    with server_that({}, meanwhile={at: acknowledge}) as (port, said):
        send(outbox(office, port))
    chasing = [each.state for each in all_of(office) if each.purpose is not Purpose.NOTICE]
    assert set(chasing) == {DeliveryState.WITHDRAWN}
    assert b"." not in said


def test_the_servers_certificate_is_checked(
    entered: Registry, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    both(entered)
    with SmtpSink(tls=context) as server:
        box = outbox(entered, server.port, tls="starttls")
        send(box)
        assert states(entered) == {BAD: QUEUED, GOOD: QUEUED}
        assert "certificate" in (of(entered, GOOD).reason or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        clock.move(timedelta(hours=1))
        send(box)
    assert states(entered) == {BAD: ACCEPTED, GOOD: ACCEPTED}


def test_without_the_tls_that_is_set_nothing_is_sent(entered: Registry) -> None:
    both(entered)
    with server_that({}) as (port, said):
        send(outbox(entered, port, tls="starttls", user="saraban", password="only-for-tests"))
    assert states(entered) == {BAD: QUEUED, GOOD: QUEUED}
    assert not any(line.startswith((b"AUTH", b"MAIL")) for line in said)


@pytest.mark.parametrize(
    ("message", "sent"),
    [
        (b"a: b\r\n\r\nx\r\n", b"a: b\r\n\r\nx\r\n"),
        (b"a\r\n.\r\n..b\r\n", b"a\r\n..\r\n...b\r\n"),
        (b".a", b"..a\r\n"),
        (b"a\n.\nb\rc\r\n", b"a\r\n..\r\nb\r\nc\r\n"),
        (b"a\r\r\n", b"a\r\n\r\n"),
        (b"a\n\r", b"a\r\n\r\n"),
    ],
)
def test_no_line_of_a_message_ends_it(message: bytes, sent: bytes) -> None:
    assert on_the_wire(message).pieces == (sent,)


def sent_later(registry: Registry, clock: Clock) -> None:
    """With a server that takes them, both go out, once."""
    clock.move(timedelta(hours=1))
    with SmtpSink() as server:
        box = outbox(registry, server.port)
        send(box)
        clock.move(timedelta(hours=1))
        assert not send(box)
    assert sorted(recipient for sunk in server.messages for recipient in sunk.recipients) == [BAD, GOOD]


Replies = Mapping[str, bytes | None]
_USUAL = {"greeting": b"220 sink.example\r\n", "DATA": b"354 go on\r\n"}


@contextmanager
def server_that(
    replies: Replies, meanwhile: Mapping[str, Callable[[], None]] | None = None
) -> Iterator[tuple[int, list[bytes]]]:
    """A mail server that at some steps does not say the usual; gives its port, and the lines it hears.

    A reply of b"" hangs up, as 421 does; None says nothing more. The step "message" is the first line of a message.
    `meanwhile` is what happens before it answers at a step.
    """
    listening = socket.create_server(("127.0.0.1", 0))
    said: list[bytes] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):  # the test is over
            while True:
                connection, _ = listening.accept()
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

    def serve(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            in_message = False
            for line in chain([b"greeting"], lines):
                said.append(line.strip())
                step = "." if line == b".\r\n" else "message" if in_message else line[:8].split()[0].decode()
                in_message = step in ("DATA", "message")
                (meanwhile or {}).get(step, str)()
                if step == "message" and step not in replies:
                    continue
                reply = replies.get(step, _USUAL.get(step, b"250 ok\r\n"))
                if reply is None:
                    lines.read()  # until the client has enough
                    return
                connection.sendall(reply)
                if not reply or reply.startswith(b"421"):
                    return

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield listening.getsockname()[1], said
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for thread in (acceptor, *threads):
            thread.join()
