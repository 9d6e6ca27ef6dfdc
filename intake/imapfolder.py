"""One connection to one IMAP folder: search, look, fetch, move, wait. The only module that knows imapclient.

Whatever goes wrong on the line is told as `MailboxUnreachable`; the connection is then of no more use.
"""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from imapclient import DELETED, SEEN, IMAPClient, SocketTimeout

log = logging.getLogger(__name__)

HEADER_BYTES = 256 * 1024  # what is read of a mail over the limit
BLIND_IDLE_SECONDS = 2.0  # a round of IDLE where Python's read buffer cannot be seen

# ValueError and LookupError: what came back is not IMAP, or a name cannot be sent in it.
_TROUBLE = (OSError, IMAPClient.Error, ValueError, LookupError)


class MailboxUnreachable(OSError):
    """The server cannot be reached, or refuses the login or the folder; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """Where the mail is. `tls` is "tls", "starttls" or "none"; `max_bytes` is for one mail as it comes over the wire.

    `folder` is the full name on the server; `done_folder` is taken below the account's own prefix, with "/" for
    the server's separator. `since` leaves older mail alone. `name` is what the keys call the account (default
    user@host): with one given, its mails keep their keys when the server moves to another host.
    """

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done_folder: str = "Saraban"
    since: date | None = None
    max_bytes: int = 50 * 1024 * 1024
    timeout: float = 30.0  # seconds, for each answer of the server
    name: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a mail before it is read: its size in bytes and when the server got it (aware, UTC)."""

    size: int
    arrived_at: datetime


class ImapFolder:
    """A logged-in connection with its folder selected. `validity` is the UIDVALIDITY that all UIDs belong to."""

    def __init__(self, settings: MailboxSettings) -> None:
        """Dial, log in and select. Raises MailboxUnreachable."""
        self._settings = settings
        self._done: str | None = None  # full name of the done folder, once it is known to be there
        with self._asking("connecting"):
            self._client = _dial(settings)
        try:
            with self._asking(f"login as {settings.user}"):
                self._client.login(settings.user, settings.password)
            self.select()
        except MailboxUnreachable:
            self.hang_up()
            raise

    def select(self) -> None:
        """Select anew: under the same name the folder may have been made anew, with other UIDs."""
        with self._asking(f"opening the folder {self._settings.folder}"):
            answer = self._client.select_folder(self._settings.folder)
            self.validity = int(answer[b"UIDVALIDITY"])

    def search(self) -> list[int]:
        """The UIDs of the mails that wait, in rising order, so oldest first."""
        criteria: list[object] = ["UNDELETED"]
        if self._settings.since is not None:
            criteria += ["SINCE", self._settings.since]
        with self._asking("searching"):
            return sorted(self._client.search(criteria))

    def look(self, uids: Sequence[int]) -> Mapping[int, Look]:
        """Sizes and times, of those that are still there."""
        with self._asking("looking"):
            answers = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
            return {
                uid: Look(answer[b"RFC822.SIZE"], answer[b"INTERNALDATE"].astimezone(UTC))
                for uid, answer in answers.items()  # in the order of `uids`
                if b"RFC822.SIZE" in answer and b"INTERNALDATE" in answer
            }

    def fetch(self, uid: int, *, only_header: bool = False) -> bytes | None:
        """One mail, or its header; None where the server has it no more, or will not give it out.

        It is not marked as read by this. A mail that is refused stays where it is and keeps nothing else waiting.
        """
        part = f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>" if only_header else "BODY.PEEK[]"
        answer: Mapping[bytes, object] = {}
        with self._asking("fetching"), self._refusable(f"mail {uid} cannot be read"):
            answer = self._client.fetch([uid], [part]).get(uid, {})
        bodies = [value for name, value in answer.items() if name.startswith(b"BODY[") and isinstance(value, bytes)]
        return bodies[0] if bodies else None

    def move(self, uids: Sequence[int]) -> None:
        """Mark as read and move to the done folder those that are still here. A refusal goes to the log."""
        with self._asking("moving"), self._refusable("mails that were taken cannot be moved"):
            if uids:
                uids = self._client.search(["UNDELETED", "UID", ",".join(map(str, uids))])
            if uids:
                self._move(uids, self._done_folder())

    def idle(self, seconds: float, sleep: Callable[[float, socket.socket], None]) -> bool:
        """One round of IDLE (RFC 2177): `sleep` until the server says anything. False where it knows no IDLE.

        Whether the line still lives shows at the end of the round, when the server must answer.
        """
        with self._asking("idling"):
            if not self._client.has_capability("IDLE"):
                return False
            self._client.idle()
            unread = _unread(self._client, self._settings.timeout)
            if not unread:
                sleep(min(seconds, BLIND_IDLE_SECONDS) if unread is None else seconds, self._client.socket())
            self._client.idle_done()
        return True

    def log_out(self) -> None:
        """Take leave of the server, if it still listens, and close."""
        with suppress(*_TROUBLE):
            self._client.logout()
        self.hang_up()

    def hang_up(self) -> None:
        """Close without a word."""
        with suppress(*_TROUBLE):
            self._client.shutdown()

    def _move(self, uids: Sequence[int], done: str) -> None:
        self._client.add_flags(uids, [SEEN], silent=True)
        if self._client.has_capability("MOVE"):  # RFC 6851
            self._client.move(uids, done)
            return
        self._client.copy(uids, done)
        self._client.add_flags(uids, [DELETED], silent=True)
        if self._client.has_capability("UIDPLUS"):  # RFC 4315; a bare EXPUNGE would take what others deleted along
            self._client.uid_expunge(uids)

    def _done_folder(self) -> str:
        """The full name of the done folder, made if missing (prefix and separator: RFC 2342)."""
        if self._done is None:
            spaces = self._client.namespace().personal if self._client.has_capability("NAMESPACE") else None
            prefix, separator = spaces[0] if spaces else ("", "/")
            name = prefix + self._settings.done_folder.replace("/", separator)
            if not self._client.folder_exists(name):
                self._client.create_folder(name)
                self._client.subscribe_folder(name)
            self._done = name
        return self._done

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        try:
            yield
        except _TROUBLE as error:
            raise MailboxUnreachable(f"{self._settings.host}:{self._settings.port}, {what}: {_words(error)}") from error

    @contextmanager
    def _refusable(self, trouble: str) -> Iterator[None]:
        """A plain NO of the server is logged and passed over; a broken line is not."""
        try:
            yield
        except IMAPClient.AbortError:
            raise
        except IMAPClient.Error as error:
            log.warning("%s on %s: %s: %s", self._settings.folder, self._settings.host, trouble, _words(error))


def _dial(settings: MailboxSettings) -> IMAPClient:
    context = ssl.create_default_context()  # the system's authorities
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=settings.tls == "tls",
        ssl_context=context,
        timeout=SocketTimeout(connect=settings.timeout, read=settings.timeout),
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


def _unread(client: IMAPClient, timeout: float) -> bool | None:
    """Whether Python holds bytes of the server that nobody looked at; then the socket itself may stay silent.

    A mail that came just before IDLE is told in one piece with the server's "+ idling". None: this Python keeps
    its buffer elsewhere (3.14). An undocumented corner of imaplib, touched only here.
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


def _words(error: BaseException) -> str:
    """What an error says; imaplib shows the server's words as Python bytes."""
    text = str(error) or type(error).__name__
    return text.removeprefix("b'").removesuffix("'") if text.startswith("b'") else text
