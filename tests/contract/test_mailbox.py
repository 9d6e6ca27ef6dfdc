"""The mailbox door against a real Dovecot: nothing lost, nothing twice, and never deaf for long."""

from __future__ import annotations

import shutil
import socket
import socketserver
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.arrival import Arrival
from intake.mailbox import Mailbox, MailboxSettings, MailboxUnreachable
from registry.model import Origin, Problem
from tests.support.dovecot import Dovecot, make_certificate

LONG = 60.0  # seconds; nothing here comes near it unless a wake-up is lost


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with Dovecot() as dovecot:
        yield dovecot


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """Each test has an account of its own, so an empty mailbox."""
    return str(request.node.name).removeprefix("test_").replace("[", "-").replace("]", "")


class Office:
    """What the daemon does with a door, in little: land what came, then let go of it."""

    def __init__(self, settings: MailboxSettings) -> None:
        self.landed: dict[str, Arrival] = {}
        self.asked: list[str] = []
        self.mailbox = Mailbox(settings, self.known)

    def known(self, keys: Sequence[str]) -> set[str]:
        self.asked += keys
        return {key for key in keys if key in self.landed}

    def take(self) -> list[Arrival]:
        came = list(self.mailbox.waiting())
        for arrival in came:
            assert arrival.key not in self.landed, "offered although it has landed"
            self.landed[arrival.key] = arrival
        return came

    def take_in(self) -> list[Arrival]:
        came = self.take()
        self.mailbox.let_go(came)
        return came


def settings_for(server: Dovecot, user: str) -> MailboxSettings:
    return MailboxSettings(
        host="127.0.0.1",
        port=server.imap_port,
        tls="none",
        user=user,
        password=server.password,
        max_bytes=100_000,
        timeout=20,
    )


@contextmanager
def open_office(settings: MailboxSettings) -> Iterator[Office]:
    office = Office(settings)
    with closing(office.mailbox):
        yield office


@pytest.fixture
def office(server: Dovecot, user: str) -> Iterator[Office]:
    with open_office(settings_for(server, user)) as office:
        yield office


def mail(number: int, body: str = "hello") -> bytes:
    head = f"From: school{number}@school.example\r\nSubject: Letter {number}\r\nMessage-ID: <{number}@school.example>"
    return f"{head}\r\n\r\n{body}\r\n".encode()


def keep_trying(office: Office) -> list[Arrival]:
    """Take in once the server can be reached again."""
    deadline = time.monotonic() + LONG
    while True:
        try:
            return office.take_in()
        except MailboxUnreachable:
            assert time.monotonic() < deadline
            office.mailbox.wait(LONG)


class Waiting:
    """A `wait` of LONG in a thread of its own; `ended` says that something ended it early."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._thread = threading.Thread(target=mailbox.wait, args=(LONG,), daemon=True)
        self._thread.start()

    @property
    def goes_on(self) -> bool:
        return self._thread.is_alive()

    def ended(self) -> bool:
        self._thread.join(LONG / 2)
        return not self._thread.is_alive()


# --- taking


def test_each_mail_is_taken_once_with_its_bytes_and_time(server: Dovecot, user: str, office: Office) -> None:
    came_at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    raw = [mail(n) for n in range(5)]
    for one in raw:
        server.append(one, user=user, internaldate=came_at)
    came = office.take_in()
    assert [arrival.content for arrival in came] == raw
    assert {arrival.arrived_at for arrival in came} == {came_at}
    assert {(arrival.origin, arrival.problem) for arrival in came} == {(Origin.MAIL, None)}
    assert all(arrival.arrived_at.tzinfo is UTC for arrival in came)
    assert office.take_in() == []


def test_mail_is_moved_when_let_go_and_not_before(server: Dovecot, user: str, office: Office) -> None:
    server.append(mail(1), user=user)
    came = office.take()
    assert len(server.mails(user=user)) == 1
    assert server.mails("Saraban", user) == []
    other = server.login(user)
    other.select("INBOX", readonly=True)
    assert other.search(None, "UNSEEN") == ("OK", [b"1"]), "reading it marked it as read"
    office.mailbox.let_go(came)
    office.mailbox.let_go(came)
    other.select("Saraban", readonly=True)
    assert other.search(None, "SEEN") == ("OK", [b"1"])
    other.logout()
    assert server.mails(user=user) == []


def test_mail_over_the_limit_is_not_fetched(server: Dovecot, user: str, office: Office) -> None:
    server.append(mail(1, "x" * 200_000), user=user)
    server.append(mail(2), user=user)
    large, small = office.take_in()
    assert large.problem is Problem.TOO_LARGE
    assert large.content == mail(1).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert (small.problem, small.content) == (None, mail(2))
    assert len(server.mails("Saraban", user)) == 2


def test_mail_before_the_first_day_is_left_alone(server: Dovecot, user: str) -> None:
    server.append(mail(1), user=user, internaldate=datetime(2026, 9, 1, tzinfo=UTC))
    server.append(mail(2), user=user, internaldate=datetime(2026, 11, 1, tzinfo=UTC))
    with open_office(replace(settings_for(server, user), since=date(2026, 10, 1))) as office:
        assert [arrival.content for arrival in office.take_in()] == [mail(2)]
    assert server.mails(user=user) == [mail(1)]


def test_more_mails_than_fit_one_command(server: Dovecot, user: str, office: Office) -> None:
    for number in range(450):
        server.append(mail(number), user=user)
    assert [arrival.content for arrival in office.take_in()] == [mail(n) for n in range(450)]
    assert len(server.mails("Saraban", user)) == 450


def test_letting_go_between_two_mails(server: Dovecot, user: str, office: Office) -> None:
    for number in range(3):
        server.append(mail(number), user=user)
    came = []
    for arrival in office.mailbox.waiting():
        came.append(arrival.content)
        office.mailbox.let_go([arrival])
    assert came == [mail(n) for n in range(3)]
    assert len(server.mails("Saraban", user)) == 3


def test_mail_that_another_client_deletes_meanwhile_is_passed_over(server: Dovecot, user: str, office: Office) -> None:
    for number in range(3):
        server.append(mail(number), user=user)
    waiting = office.mailbox.waiting()
    first = next(waiting)
    other = server.login(user)
    other.select("INBOX")
    other.store("2", "+FLAGS", r"\Deleted")
    other.expunge()
    other.logout()
    assert [arrival.content for arrival in [first, *waiting]] == [mail(0), mail(2)]


# --- crashes, lost connections, new UIDs


def test_landed_but_not_let_go_is_only_let_go_later(server: Dovecot, user: str) -> None:
    server.append(mail(1), user=user)
    settings = settings_for(server, user)
    with open_office(settings) as crashed:
        crashed.take()
    server.append(mail(2), user=user)
    with open_office(settings) as office:
        office.landed = crashed.landed
        assert [arrival.content for arrival in office.take_in()] == [mail(2)]
    assert server.mails(user=user) == []
    assert len(server.mails("Saraban", user)) == 2


def test_connection_lost_between_landing_and_letting_go(server: Dovecot, user: str, office: Office) -> None:
    server.append(mail(1), user=user)
    came = office.take()
    server.break_connections()
    office.mailbox.let_go(came)
    assert server.mails(user=user) == []
    assert len(server.mails("Saraban", user)) == 1


def test_connection_lost_amid_the_mails(server: Dovecot, user: str, office: Office) -> None:
    for number in range(3):
        server.append(mail(number), user=user)
    waiting = office.mailbox.waiting()
    first = next(waiting)
    office.landed[first.key] = first
    server.break_connections()
    with pytest.raises(MailboxUnreachable):
        next(waiting)
    assert [arrival.content for arrival in keep_trying(office)] == [mail(1), mail(2)]
    assert len(server.mails("Saraban", user)) == 3


def test_mail_under_reused_uids_is_not_moved(server: Dovecot, user: str) -> None:
    server.append(mail(1), "Letters", user)
    with open_office(replace(settings_for(server, user), folder="Letters")) as office:
        old = office.take()
        other = server.login(user)
        other.delete("Letters")
        other.create("Letters")
        other.logout()
        server.append(mail(2), "Letters", user)
        office.mailbox.let_go(old)
        assert server.mails("Letters", user) == [mail(2)], "moved by a UID of the deleted folder"
        assert [arrival.content for arrival in office.take_in()] == [mail(2)]


def test_server_down_and_up_again(server: Dovecot, user: str, office: Office) -> None:
    assert office.take_in() == []
    server.stop()
    try:
        with pytest.raises(MailboxUnreachable, match="refused"):
            office.take_in()
        server.append(mail(1), user=user)
    finally:
        server.start()
    assert [arrival.content for arrival in keep_trying(office)] == [mail(1)]


# --- waiting


def test_new_mail_ends_the_wait(server: Dovecot, user: str, office: Office) -> None:
    assert office.take_in() == []
    waiting = Waiting(office.mailbox)
    server.append(mail(1), user=user)
    assert waiting.ended()
    assert len(office.take_in()) == 1


def test_mail_that_comes_just_before_the_wait_ends_it(server: Dovecot, user: str, office: Office) -> None:
    """The server tells it together with its consent to IDLE, so the socket itself is silent afterwards."""
    for number in range(10):
        assert office.take_in() == []
        server.append(mail(number), user=user)
        waiting = Waiting(office.mailbox)
        assert waiting.ended(), f"mail {number} was not noticed"
        assert len(office.take_in()) == 1


def test_restart_of_the_server_ends_the_wait(server: Dovecot, user: str, office: Office) -> None:
    assert office.take_in() == []
    waiting = Waiting(office.mailbox)
    time.sleep(0.2)  # so that it idles
    server.restart()
    assert waiting.ended()
    server.append(mail(1), user=user)
    assert len(keep_trying(office)) == 1


@pytest.mark.parametrize("connected", [True, False])
def test_wake_ends_the_wait(office: Office, connected: bool) -> None:
    if connected:
        assert office.take_in() == []
    waiting = Waiting(office.mailbox)
    assert waiting.goes_on
    office.mailbox.wake()
    assert waiting.ended()
    office.mailbox.wake()
    assert Waiting(office.mailbox).ended(), "a wake before the wait was lost"


def test_wait_ends_by_itself_and_the_next_search_works(server: Dovecot, user: str, office: Office) -> None:
    assert office.take_in() == []
    office.mailbox.wait(0.1)
    server.append(mail(1), user=user)
    assert len(office.take_in()) == 1


# --- what the administrator gets to know


def test_try_login_counts_what_waits(server: Dovecot, user: str, office: Office) -> None:
    server.append(mail(1), user=user)
    assert "1 mails wait" in office.mailbox.try_login()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "wrong"}, "login as .*Authentication failed"),
        ({"folder": "Nowhere"}, "opening the folder Nowhere"),
        ({"host": "nowhere.example"}, "nowhere.example:.*connecting"),
        ({"tls": "starttls"}, "connecting: .*STARTTLS"),
    ],
)
def test_the_reason_is_said(server: Dovecot, user: str, change: dict[str, Any], said: str) -> None:
    settings = replace(settings_for(server, user), **change)
    with open_office(settings) as office:
        with pytest.raises(MailboxUnreachable, match=said) as told:
            office.mailbox.try_login()
        with pytest.raises(MailboxUnreachable):
            office.take_in()
    assert settings.password not in str(told.value)


def test_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as black_hole:
        port = black_hole.getsockname()[1]
        settings = MailboxSettings(host="127.0.0.1", port=port, tls="none", user="saraban", password="x", timeout=0.2)
        with open_office(settings) as office, pytest.raises(MailboxUnreachable, match="timed out"):
            office.take_in()


# --- damaged mail


def hide_from_server(server: Dovecot, user: str) -> None:
    """Make the one mail of this account unreadable for the server, as a failing disk does."""
    (path,) = (server.base / "home" / user / "Maildir" / "new").iterdir()
    path.chmod(0)


def test_damaged_mail_does_not_keep_the_others_out(server: Dovecot, user: str, office: Office) -> None:
    """Dovecot hangs up on the attempt to read it."""
    server.append(mail(1), user=user)
    hide_from_server(server, user)
    server.append(mail(2), user=user)
    for _ in range(2):
        with pytest.raises(MailboxUnreachable):
            office.take_in()
    office.mailbox.wait(LONG)
    waiting = office.mailbox.waiting()
    office.mailbox.let_go([next(waiting)])
    assert server.mails("Saraban", user) == [mail(2)]


def test_mail_that_is_refused_stays_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with Dovecot(extra="imap_fetch_failure = no-after") as server:
        server.append(mail(1))
        hide_from_server(server, "saraban")
        server.append(mail(2))
        with open_office(settings_for(server, "saraban")) as office:
            assert [arrival.content for arrival in office.take_in()] == [mail(2)]
        assert "mail 1 cannot be read" in caplog.text
        assert len(list((server.base / "home/saraban/Maildir/cur").iterdir())) == 1


# --- other servers


@pytest.mark.parametrize("done", ["Saraban", "รับแล้ว/งานสารบรรณ"])
def test_done_folder_below_the_prefix_of_the_account(done: str) -> None:
    with Dovecot(prefix="INBOX.") as server:
        server.append(mail(1))
        with open_office(replace(settings_for(server, "saraban"), done_folder=done)) as office:
            assert len(office.take_in()) == 1
        other = server.login()
        listed = [line for line in other.list()[1] if isinstance(line, bytes)]
        other.logout()
        assert sum(b"INBOX." in line for line in listed) == (1 if done == "Saraban" else 2)
        assert server.mails() == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_encrypted(tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    with Dovecot(certificate=certificate) as server:
        port = server.imaps_port if tls == "tls" else server.imap_port
        settings = replace(settings_for(server, "saraban"), host="localhost", port=port, tls=tls)
        with open_office(settings) as office, pytest.raises(MailboxUnreachable, match="CERTIFICATE_VERIFY_FAILED"):
            office.take_in()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        with open_office(settings) as office:
            for number in range(3):
                assert office.take_in() == []
                server.append(mail(number))
                assert Waiting(office.mailbox).ended(), "the mail was not noticed"
                assert [arrival.content for arrival in office.take_in()] == [mail(number)]
            waiting = Waiting(office.mailbox)
            server.restart()
            assert waiting.ended()
            server.append(mail(9))
            assert len(keep_trying(office)) == 1


@pytest.mark.parametrize("left", ["UIDPLUS", ""])
def test_server_without_move_and_idle(left: str) -> None:
    with Dovecot(extra=f"imap_capability = IMAP4rev1 {left}") as server:
        server.append(mail(1))
        with open_office(settings_for(server, "saraban")) as office:
            assert len(office.take_in()) == 1
            assert office.take() == []
            assert server.mails("Saraban") == [mail(1)]
            assert len(server.mails()) == (0 if left else 1), "removed only where it can be removed alone"
            office.mailbox.wait(0.1)
            waiting = Waiting(office.mailbox)
            assert waiting.goes_on
            office.mailbox.wake()
            assert waiting.ended()
            server.append(mail(2))
            assert len(office.take_in()) == 1


class FalseServer(socketserver.ThreadingTCPServer):
    """An empty mailbox on a server that keeps to IMAP until IDLE; to that it answers `answer` and then does `then`:
    "close" the connection or stay "silent" for ever.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: bytes, then: str) -> None:
        self.answer, self.then = answer, then
        self.connections = 0
        super().__init__(("127.0.0.1", 0), Misbehaviour)


class Misbehaviour(socketserver.StreamRequestHandler):
    server: FalseServer

    def handle(self) -> None:
        self.server.connections += 1
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n")
        answers = {
            b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
            b"SELECT": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1] so\r\n",
            b"UID": b"* SEARCH\r\n",
        }
        for line in self.rfile:
            tag, command = line.split()[:2]
            if command == b"IDLE":
                self.wfile.write(self.server.answer)
                while self.server.then == "silent" and self.rfile.readline():
                    pass
                return
            self.wfile.write(answers.get(command, b"") + tag + b" OK done\r\n")


@contextmanager
def false_server(answer: bytes, then: str) -> Iterator[tuple[FalseServer, Office]]:
    with FalseServer(answer, then) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        port = server.server_address[1]
        settings = MailboxSettings(host="127.0.0.1", port=port, tls="none", user="a", password="x", timeout=0.5)
        try:
            with open_office(settings) as office:
                yield server, office
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("answer", "then"),
    [
        (b"", "close"),
        (b"+ idling\r\n", "close"),
        (b"+ idling\r\n* BYE for now\r\n", "close"),
        (b"* 1 EXISTS\r\n+ idling\r\n", "silent"),
        (b"", "silent"),
        (b"+ idling\r\n* 1 EX", "silent"),
    ],
)
def test_wait_outlives_a_server_that_breaks_off(answer: bytes, then: str) -> None:
    with false_server(answer, then) as (server, office):
        assert office.take_in() == []
        assert Waiting(office.mailbox).ended()
        assert keep_trying(office) == []
        assert server.connections == 2


def test_server_that_hangs_up_each_time_is_not_called_in_a_rush() -> None:
    with false_server(b"+ idling\r\n", "close") as (server, office):
        stop = time.monotonic() + 1.5
        while time.monotonic() < stop:
            keep_trying(office)
            office.mailbox.wait(0.1)
        assert 2 <= server.connections <= 6
