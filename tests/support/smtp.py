"""A mail server for tests that keeps what it is sent, or refuses it, or takes its time."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

JOURNAL = "journal@office.example"


@dataclass(frozen=True, slots=True)
class Sunk:
    """One message as it came: the envelope's addresses, the message's bytes, and when (of the monotonic clock)."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    at: float


class _Door(Controller):
    """aiosmtpd's Controller cannot take port 0, so it listens on a socket that has its port already."""

    def __init__(self, handler: object, **parameters: Any) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(handler, "127.0.0.1", self.socket.getsockname()[1], **parameters)

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self.socket)


class SmtpSink:
    """An SMTP server on loopback and a free port, for the length of a `with`; `messages` grows as mail comes.

    `refuse` is a whole reply ("550 5.1.1 No such user", "451 4.3.0 Try later") given to every recipient, or to some
    by address; `last_word` is one to a whole message, which is then not kept. A server that `hangs_up` says nothing
    more: after it kept the message, or where `last_word` is given, without. `delay`: seconds from the dot to the
    answer; the message is kept before. All of these may be changed while it runs. `journal` is handed the content of
    what is kept for the recipient `journal@office.example`, before any answer. `login` is the (user, password) a
    client must give first. `tls` is a context to offer STARTTLS with. `pipelining`: whether several commands may come
    at once (RFC 2920). `keep`: how many bytes of each message are kept, None for all; `relay` is handed all of each,
    with its first recipient. `largest`: bytes of a message that it says it takes, and no more (RFC 1870).
    """

    def __init__(
        self,
        *,
        refuse: str | Mapping[str, str] | None = None,
        last_word: str | None = None,
        hangs_up: bool = False,
        delay: float = 0.0,
        journal: Callable[[bytes], None] | None = None,
        login: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        pipelining: bool = False,
        keep: int | None = None,
        relay: Callable[[str, bytes], None] | None = None,
        largest: int = 32 * 1024 * 1024,
    ) -> None:
        self.messages: list[Sunk] = []
        self.refuse = refuse
        self.last_word = last_word
        self.hangs_up = hangs_up
        self.delay = delay
        self.journal = journal
        self._login = login
        self._pipelining = pipelining
        self._keep = keep
        self._relay = relay
        self._door = _Door(
            self,
            server_hostname="sink.example",
            auth_require_tls=login is None,  # so AUTH is offered only where a login is wanted
            authenticator=self._authenticate if login else None,
            tls_context=tls,
            data_size_limit=largest,
        )

    @property
    def host(self) -> str:
        return "127.0.0.1"

    @property
    def port(self) -> int:
        return self._door.port

    def __enter__(self) -> Self:
        self._door.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.stop()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(["250-PIPELINING"] if self._pipelining else []), responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.refuse if isinstance(self.refuse, str) else (self.refuse or {}).get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        # As they stand now: for another session they may be changed while this one waits.
        last_word, hangs_up = self.last_word, self.hangs_up
        content = envelope.content[: self._keep]
        if last_word is None:
            if self._relay:
                self._relay(envelope.rcpt_tos[0], envelope.content)
            if self.journal and JOURNAL in envelope.rcpt_tos:
                self.journal(content)
            recipients = tuple(each for each in envelope.rcpt_tos if not (self.journal and each == JOURNAL))
            self.messages.append(Sunk(envelope.mail_from or "", recipients, content, time.monotonic()))
        await asyncio.sleep(self.delay)
        if hangs_up:
            server.transport.abort()
        return last_word or "250 2.0.0 Kept"

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        wanted = self._login and LoginPassword(*(part.encode() for part in self._login))
        return AuthResult(success=given == wanted, handled=False)
