"""The journal mailbox: a copy of all we send lies in it, so what is in it was surely accepted.

A copy goes as a second recipient of the same SMTP transaction, and a server that speaks SMTP takes a message for all
of its recipients or for none (RFC 5321 4.5.3.1.8 ff.). Only looked at, by EXAMINE: nothing in it is changed or marked.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


class JournalUnreachable(OSError):
    """The journal cannot be looked into; the message says where it is and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Where the journal is read. `tls` is "tls", "starttls" or "none"; `folder` its full name on the server, ASCII."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    timeout: float = 30.0  # seconds, for each answer of the server

    def holding(self, message_ids: Iterable[str]) -> set[str]:
        """Which of these Message-IDs a mail of the journal has. Raises JournalUnreachable."""
        with self._opened() as (client, _):
            return {message_id for message_id in message_ids if _holds(client, message_id)}

    def try_login(self) -> str:
        """Reach the folder now and say how many mails it holds. Raises JournalUnreachable."""
        with self._opened() as (_, count):
            return f"{self.host}:{self.port}, {self.folder}: {count} mails"

    @contextmanager
    def _opened(self) -> Iterator[tuple[imaplib.IMAP4, int]]:
        try:
            with _dial(self) as client:
                client.login(self.user, self.password)
                (count,) = _ok(client.select(_quoted(self.folder), readonly=True))
                yield client, int(count or 0)
        except (OSError, imaplib.IMAP4.error) as error:
            raise JournalUnreachable(f"journal {self.host}:{self.port}, {self.folder}: {_words(error)}") from error


def _dial(journal: Journal) -> imaplib.IMAP4:
    context = ssl.create_default_context()  # the system's authorities
    if journal.tls == "tls":
        return imaplib.IMAP4_SSL(journal.host, journal.port, ssl_context=context, timeout=journal.timeout)
    client = imaplib.IMAP4(journal.host, journal.port, timeout=journal.timeout)
    if journal.tls == "starttls":
        try:
            client.starttls(context)
        except (OSError, imaplib.IMAP4.error):
            with suppress(OSError):
                client.shutdown()
            raise
    return client


def _holds(client: imaplib.IMAP4, message_id: str) -> bool:
    """RFC 3501 6.4.4: HEADER finds a part of the field, so the angle brackets go along."""
    found = _ok(client.uid("SEARCH", "HEADER", "Message-ID", _quoted(message_id)))
    return bool(found and found[0])


def _ok(answer: tuple[str, list[bytes | None]]) -> list[bytes | None]:
    status, lines = answer
    if status != "OK":
        raise imaplib.IMAP4.error(b" ".join(line or b"" for line in lines).decode(errors="replace") or status)
    return lines


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _words(error: BaseException) -> str:
    """What an error says; imaplib shows the server's words as Python bytes."""
    text = str(error) or type(error).__name__
    return text.removeprefix("b'").removesuffix("'") if text.startswith("b'") else text
