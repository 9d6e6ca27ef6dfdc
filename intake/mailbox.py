"""The mailbox door: mails of one IMAP folder, offered one by one and moved away once they are ours.

The only module that knows imapclient. IDLE (RFC 2177) is a hint and never more: what waits is decided by SEARCH.
Whatever goes wrong on the line ends the connection; the next call dials anew, after a growing pause.
"""

from __future__ import annotations

import logging
import random
import selectors
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date

from imapclient import DELETED, SEEN, IMAPClient, SocketTimeout

from intake.arrival import Arrival
from registry.model import Origin, Problem

log = logging.getLogger(__name__)

BATCH = 200  # UIDs a command: keeps its line under 2.5 KB
HEADER_BYTES = 256 * 1024  # what is read of a mail over the limit
IDLE_SECONDS = 60.0  # routers and servers forget a quiet connection; also the longest a lost hint can cost
BLIND_IDLE_SECONDS = 2.0  # the same where Python's read buffer cannot be seen
LONGEST_PAUSE = 60.0  # seconds between two tries to reach the server

_TROUBLE = (OSError, IMAPClient.Error, ValueError)  # ValueError: what came back (or went out) cannot be IMAP


class MailboxUnreachable(OSError):
    """The server cannot be reached, or refuses the login or the folder; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """Where the mail is. `tls` is "tls", "starttls" or "none"; `max_bytes` is for one mail as it comes over the wire.

    `folder` is the full name on the server; `done_folder` is taken below the account's own prefix, with "/" for
    the server's separator. `since` leaves older mail alone. `name` is what the keys call the account (default
    user@host): give one, and its mails keep their keys when the server moves.
    """

    host: str
    port: int
    tls: str
    user: str
    password: str
    folder: str = "INBOX"
    done_folder: str = "Saraban"
    since: date | None = None
    max_bytes: int = 50 * 1024 * 1024
    timeout: float = 30.0  # seconds, for each single answer of the server
    name: str = ""


class Mailbox:
    """One folder of one account, a `Source`. Of one thread, except `wake`.

    `known` tells which of the given keys have landed before: their mails are moved away without being read again.
    """

    def __init__(self, settings: MailboxSettings, known: Callable[[Sequence[str]], set[str]]) -> None:
        self._settings = settings
        self._known = known
        self._key_prefix = f"mail:{settings.name or f'{settings.user}@{settings.host}'}/{settings.folder}:"
        self._client: IMAPClient | None = None
        self._validity = 0  # the UIDVALIDITY of the folder as last selected
        self._done: str | None = None  # full name of the done folder, once it is known to be there
        self._failures = 0  # since the connection last proved itself by a wait
        self._dial_at = 0.0  # not before this moment of the monotonic clock
        self._why = ""
        self._bell, self._button = socket.socketpair()
        self._bell.setblocking(False)
        self._button.setblocking(False)

    def waiting(self) -> Iterator[Arrival]:
        """The mails of the folder, oldest first. Raises MailboxUnreachable, also amid the mails."""
        client = self._open()
        validity = self._validity
        criteria: list[object] = ["UNDELETED"]
        if self._settings.since is not None:
            criteria += ["SINCE", self._settings.since]
        with self._line("searching"):
            uids = sorted(client.search(criteria))
        for start in range(0, len(uids), BATCH):
            for arrival in self._offer(uids[start : start + BATCH], validity):
                yield arrival
                if self._client is None or self._validity != validity:
                    return  # `let_go` lost the connection meanwhile: the rest is offered next time

    def let_go(self, arrivals: Sequence[Arrival]) -> None:
        """Mark as read and move to the done folder. Raises MailboxUnreachable; then `waiting` does it when it
        meets them again. Mails of another UIDVALIDITY are left alone: the UIDs now mean other mails.
        """
        places = [self._place(arrival.key) for arrival in arrivals]
        if not places:
            return
        self._open()
        uids = [uid for validity, uid in places if validity == self._validity]
        if len(uids) < len(places):
            log.warning("%s: UIDs were given anew; %d mails not moved", self._key_prefix, len(places) - len(uids))
        with self._line("moving"):
            for start in range(0, len(uids), BATCH):
                self._move(uids[start : start + BATCH])

    def wait(self, seconds: float) -> None:
        """Return when mail may have come, on `wake`, or after `seconds` (with IDLE, 60 s) at the latest."""
        client = self._client
        try:
            if client is None:
                pause = max(0.0, self._dial_at - time.monotonic())
                self._sleep(min(seconds, pause) if self._failures else seconds)
                return
            if client.has_capability("IDLE"):
                self._idle(client, min(seconds, IDLE_SECONDS))
            else:
                self._sleep(seconds)
            self._failures = 0
        except _TROUBLE as error:
            self._fail(f"{self._address}: the connection was lost: {_reason(error)}")

    def wake(self) -> None:
        """End the `wait` that runs, or else the next one. For any thread."""
        with suppress(OSError):  # full: it rings already; closed: nobody waits
            self._button.send(b"!")

    def close(self) -> None:
        """Log out and give back the sockets."""
        if self._client is not None:
            with suppress(*_TROUBLE):
                self._client.logout()
        self._hang_up()
        self._bell.close()
        self._button.close()

    def try_login(self) -> str:
        """Reach the folder now and say how many mails wait in it. Raises MailboxUnreachable."""
        self._dial_at = 0.0
        client = self._open()
        with self._line("searching"):
            waiting = len(client.search(["UNDELETED"]))
        return f"{self._address}, {self._settings.folder}: {waiting} mails wait"

    @property
    def _address(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    def _open(self) -> IMAPClient:
        """A connection with the folder freshly selected; an old one that proves dead is replaced."""
        if self._client is not None:
            try:
                return self._select(self._client)
            except _TROUBLE as error:
                self._fail(f"{self._address}: the connection was lost: {_reason(error)}")
        if time.monotonic() < self._dial_at:
            raise MailboxUnreachable(self._why)
        with self._line("connecting"):
            self._client = self._dial()
        client = self._client
        with self._line(f"login as {self._settings.user}"):
            client.login(self._settings.user, self._settings.password)
        with self._line(f"opening the folder {self._settings.folder}"):
            return self._select(client)

    def _dial(self) -> IMAPClient:
        settings = self._settings
        context = ssl.create_default_context()  # the system's authorities
        timeout = SocketTimeout(connect=settings.timeout, read=settings.timeout)
        client = IMAPClient(
            settings.host, settings.port, ssl=settings.tls == "tls", ssl_context=context, timeout=timeout
        )
        client._imap.debug = 0  # imapclient's 5 has imaplib write out every byte of every mail, twelve times the CPU
        client.normalise_times = False
        if settings.tls == "starttls":
            try:
                client.starttls(context)
            except _TROUBLE:
                with suppress(*_TROUBLE):
                    client.shutdown()
                raise
        return client

    def _select(self, client: IMAPClient) -> IMAPClient:
        """Anew each time: a folder made anew under the same name has other UIDs, and its old ones must not be used."""
        answer = client.select_folder(self._settings.folder)
        self._validity = int(answer[b"UIDVALIDITY"])
        return client

    def _offer(self, uids: Sequence[int], validity: int) -> Iterator[Arrival]:
        keys = {f"{self._key_prefix}{validity}:{uid}": uid for uid in uids}
        known = self._known(list(keys))
        self._move_known([uid for key, uid in keys.items() if key in known])
        new = {uid: key for key, uid in keys.items() if key not in known}
        with self._line("looking"):
            looks = self._required().fetch(list(new), ["RFC822.SIZE", "INTERNALDATE"])
        for uid, look in looks.items():
            large = look[b"RFC822.SIZE"] > self._settings.max_bytes
            content = self._fetch(uid, f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>" if large else "BODY.PEEK[]")
            if content is not None:
                yield Arrival(
                    key=new[uid],
                    origin=Origin.MAIL,
                    name=str(uid),
                    content=content,
                    arrived_at=look[b"INTERNALDATE"].astimezone(UTC),
                    problem=Problem.TOO_LARGE if large else None,
                )

    def _fetch(self, uid: int, part: str) -> bytes | None:
        """One mail, or None where the server has it no more or will not give it out; then it stays where it is."""
        with self._line("fetching"):
            try:
                answer = self._required().fetch([uid], [part])
            except IMAPClient.AbortError:
                raise
            except IMAPClient.Error as error:
                log.warning("%s: the server will not give out mail %d: %s", self._key_prefix, uid, _reason(error))
                return None
        parts = [value for name, value in answer.get(uid, {}).items() if name.startswith(b"BODY[")]
        return parts[0] if parts and isinstance(parts[0], bytes) else None

    def _move_known(self, uids: Sequence[int]) -> None:
        """Make up for a `let_go` that was lost. A refused move must not keep new mail out."""
        with self._line("moving"):
            try:
                self._move(uids)
            except IMAPClient.AbortError:
                raise
            except IMAPClient.Error as error:
                log.warning("%s: mails that were taken cannot be moved: %s", self._key_prefix, _reason(error))

    def _move(self, uids: Sequence[int]) -> None:
        client = self._required()
        if uids:  # only those still there, for a server that calls a missing one an error
            uids = client.search(["UNDELETED", "UID", ",".join(map(str, uids))])
        if not uids:
            return
        done = self._done_folder(client)
        client.add_flags(uids, [SEEN], silent=True)
        if client.has_capability("MOVE"):  # RFC 6851
            client.move(uids, done)
            return
        client.copy(uids, done)
        client.add_flags(uids, [DELETED], silent=True)
        if client.has_capability("UIDPLUS"):  # RFC 4315; a bare EXPUNGE would take other people's deleted mail along
            client.uid_expunge(uids)

    def _done_folder(self, client: IMAPClient) -> str:
        """The full name of the done folder, which is made if missing (RFC 2342 tells prefix and separator)."""
        if self._done is None:
            prefix, separator = "", "/"
            if client.has_capability("NAMESPACE") and client.namespace().personal:
                prefix, separator = client.namespace().personal[0]
            name = prefix + self._settings.done_folder.replace("/", separator)
            if not client.folder_exists(name):
                client.create_folder(name)
                client.subscribe_folder(name)
            self._done = name
        return self._done

    def _place(self, key: str) -> tuple[int, int]:
        """UIDVALIDITY and UID of a key of ours; (0, 0), which no mail has, of any other."""
        if not key.startswith(self._key_prefix):
            return 0, 0
        validity, _, uid = key.removeprefix(self._key_prefix).partition(":")
        return int(validity), int(uid)

    def _idle(self, client: IMAPClient, seconds: float) -> None:
        """One round of IDLE, until the server says anything. Whether the line still lives shows at its end."""
        client.idle()
        unread = _unread(client, self._settings.timeout)
        if unread is None:
            seconds = min(seconds, BLIND_IDLE_SECONDS)
        if not unread:
            self._sleep(seconds, client.socket())
        client.idle_done()

    def _sleep(self, seconds: float, line: socket.socket | None = None) -> None:
        """Until `wake`, until `line` has something to read (or is closed), or for `seconds`."""
        with selectors.DefaultSelector() as ready:
            ready.register(self._bell, selectors.EVENT_READ)
            if line is not None:
                ready.register(line, selectors.EVENT_READ)
            ready.select(seconds)
        with suppress(BlockingIOError):
            while self._bell.recv(4096):
                pass

    def _required(self) -> IMAPClient:
        if self._client is None:
            raise MailboxUnreachable(self._why)
        return self._client

    @contextmanager
    def _line(self, doing: str) -> Iterator[None]:
        """Whatever goes wrong inside ends the connection and is told in one kind of error."""
        try:
            yield
        except _TROUBLE as error:
            self._fail(f"{self._address}, {doing}: {_reason(error)}")
            raise MailboxUnreachable(self._why) from error

    def _fail(self, why: str) -> None:
        """Hang up. Dialling waits 1, 2, 4 … 60 s (less some chance), but a first broken line is dialled at once."""
        first = self._client is not None and self._failures == 0
        self._hang_up()
        self._why = why
        self._failures += 1
        pause = 0.0 if first else min(LONGEST_PAUSE, 2.0 ** min(self._failures - 1, 10))
        self._dial_at = time.monotonic() + pause * random.uniform(0.5, 1)  # noqa: S311

    def _hang_up(self) -> None:
        client, self._client, self._done = self._client, None, None
        if client is not None:
            with suppress(*_TROUBLE):
                client.shutdown()


def _unread(client: IMAPClient, timeout: float) -> bool | None:
    """Whether Python holds bytes of the server that nobody looked at: then the socket itself may stay silent.

    A mail that came before IDLE is told in one piece with the server's "+ idling". None: this Python keeps its
    buffer elsewhere (3.14). An undocumented corner of imaplib, touched only here.
    """
    buffer = vars(client._imap).get("file")
    if buffer is None:
        return None
    line = client.socket()
    line.setblocking(False)
    try:
        return bool(buffer.peek(1))
    except ssl.SSLWantReadError:
        return False
    finally:
        line.settimeout(timeout)


def _reason(error: BaseException) -> str:
    """The words of an error; imaplib shows the server's as Python bytes."""
    text = str(error) or type(error).__name__
    return text.removeprefix("b'").removesuffix("'") if text.startswith("b'") else text
