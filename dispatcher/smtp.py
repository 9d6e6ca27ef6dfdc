"""One SMTP session. Every way a message can end is a verdict; the moment of no return is told to the caller.

aiosmtplib opens and secures the session and speaks all of SMTP but DATA: its own DATA step does not tell a line that
broke before the final dot, when nothing was taken, from one that broke after it (RFC 1047). Nor does it write several
commands at once (RFC 2920), as many mails in a row want it.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import TracebackType

import aiosmtplib

from dispatcher.replies import Reply, replies
from dispatcher.verdicts import Deferred, Step, TakenBack, Uncertain, Verdict, verdict_of
from dispatcher.wire import Wired
from registry.errors import Withdrawn

log = logging.getLogger(__name__)

_FAREWELL = 5.0
"""Seconds for the answer to QUIT, on which nothing depends."""

_SLICE = 256 * 1024  # bytes handed to the line at once; what the system does not take at once is copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The office's SMTP server. `tls` is "tls", "starttls" or "none"; an empty user logs in as nobody.

    `journal` is the address that gets a copy of every message, "" for none. `timeout` is for one answer, in seconds;
    `dot_timeout` for that to the whole message, which the server may look through first (RFC 5321 4.5.3.2.6).
    """

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""
    journal: str = ""
    timeout: float = 60.0
    dot_timeout: float = 300.0


async def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What the caller commits as a message goes. Either raises Withdrawn where the message shall not go after all.

    `sending` comes before any byte of it (by default that was committed before); `dot` before the dot that makes it the
    server's; it is told whether the journal gets a copy.
    """

    dot: Callable[[bool], Awaitable[None]]
    sending: Callable[[], Awaitable[None]] = _nothing


class Session:
    """An open session: `async with Session(server) as session`. Entering raises OSError where none can be had.

    `pipelined`: sender, recipients and DATA go in one write, where the server takes that (RFC 2920).
    """

    def __init__(self, server: Server, *, pipelined: bool = False) -> None:
        self._server = server
        self._pipelined = pipelined
        self._in_message = self._given_up = False
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            username=server.user or None,
            password=server.password or None,
            timeout=server.timeout,
            tls_context=ssl.create_default_context() if server.tls != "none" else None,
        )

    async def __aenter__(self) -> Session:
        self._client.local_hostname = await asyncio.to_thread(_own_name)
        try:
            await self._client.connect()
            await self._introduce()
            self._line = _writer(self._client)
        except aiosmtplib.SMTPException as error:
            self._client.close()
            raise ConnectionError(f"{self._server.host}:{self._server.port}: {_words(error)}") from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(aiosmtplib.SMTPException):
            if self.is_open and not self._in_message:  # else QUIT would be a line of the message
                await self._client.quit(timeout=_FAREWELL)
        self._client.close()

    @property
    def is_open(self) -> bool:
        """Whether another message can go by it."""
        return self._client.is_connected

    @property
    def is_broken(self) -> bool:
        """Whether it ended and not because we gave it up, from within a message that was not to go."""
        return not self.is_open and not self._given_up

    @property
    def most(self) -> int | None:
        """The most bytes of a message that the server says it takes (RFC 1870); None: it does not say."""
        said = self._client.esmtp_extensions.get("size", "").strip()
        return int(said) if said.isdecimal() and int(said) else None

    async def send(self, sender: str, recipient: str, message: Wired, steps: Steps) -> Verdict:
        """Send one message. What `steps` raise, but Withdrawn, goes through and leaves the session unfit for more."""
        try:
            if self._pipelined and self._client.supports_extension("pipelining"):
                await steps.sending()
                journaled = await self._begin_at_once(sender, recipient, message)
            else:
                journaled = await self._begin(sender, recipient, message, steps)
            await self._hand_over(message)
            await steps.dot(journaled)
        except Withdrawn:
            await self._start_anew()
            return TakenBack()
        except aiosmtplib.SMTPResponseException as error:
            await self._start_anew()
            return verdict_of(_STEPS.get(type(error), Step.DATA), error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._client.close()
            return Deferred(_words(error))
        return await self._end_with_dot(journaled)

    async def _introduce(self) -> None:
        """EHLO, so that the server's extensions are known; one that only knows HELO hears it before MAIL."""
        try:
            if self._client.is_ehlo_or_helo_needed:
                await self._client.ehlo()
        except aiosmtplib.SMTPHeloError as error:
            if not self.is_open:  # 421
                raise aiosmtplib.SMTPServerDisconnected(f"{error.code} {error.message}") from error

    async def _begin(self, sender: str, recipient: str, message: Wired, steps: Steps) -> bool:
        """All up to the message, a step at a time; says whether the journal gets a copy."""
        await self._client.mail(sender, options=self._options(message))
        await self._client.rcpt(recipient)
        journaled = await self._copy_to_journal(recipient)
        await steps.sending()
        answer = await self._client.execute_command(b"DATA")
        if answer.code != aiosmtplib.SMTPStatus.start_input:
            raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        self._in_message = True
        return journaled

    async def _begin_at_once(self, sender: str, recipient: str, message: Wired) -> bool:
        """The same in one write."""
        to = [recipient, self._server.journal] if self._has_journal(recipient) else [recipient]
        mail = " ".join((f"MAIL FROM:<{sender}>", *self._options(message)))
        commands = [mail, *(f"RCPT TO:<{each}>" for each in to), "DATA"]
        async with asyncio.timeout(self._server.timeout):
            first, taken, *journal, data = await replies(self._client, commands)
        # DATA is under way though nobody may get it; then the session is given up: a dot would end an empty message.
        self._in_message = data.code == aiosmtplib.SMTPStatus.start_input
        if any(each.code == aiosmtplib.SMTPStatus.domain_unavailable for each in (first, taken, *journal, data)):
            self._client.close()
        _check(first, lambda: aiosmtplib.SMTPSenderRefused(*first, sender))
        _check(taken, lambda: aiosmtplib.SMTPRecipientRefused(*taken, recipient))
        if not self._in_message:
            raise aiosmtplib.SMTPDataError(*data)
        return any(map(self._is_copied, journal))

    def _has_journal(self, recipient: str) -> bool:
        return bool(self._server.journal) and self._server.journal.casefold() != recipient.casefold()

    def _is_copied(self, reply: Reply) -> bool:
        """Whether the journal takes it; a message that it does not take goes all the same."""
        if 200 <= reply.code < 300:
            return True
        log.warning("no copy for %s: %s %s", self._server.journal, *reply)
        return False

    async def _copy_to_journal(self, recipient: str) -> bool:
        """The journal as one more recipient."""
        if not self._has_journal(recipient):
            return False
        try:
            await self._client.rcpt(self._server.journal)
        except aiosmtplib.SMTPRecipientRefused as error:
            if not self.is_open:  # 421
                raise aiosmtplib.SMTPServerDisconnected(f"{error.code} {error.message}") from error
            return self._is_copied(Reply(error.code, error.message))
        return True

    async def _hand_over(self, message: Wired) -> None:
        """The message, written out when this returns; not its dot."""
        for piece in message.pieces:
            view = memoryview(piece)
            for start in range(0, len(view), _SLICE):
                self._line.write(view[start : start + _SLICE])
                if self._line.transport.get_write_buffer_size():
                    async with asyncio.timeout(self._server.dot_timeout):
                        await self._line.drain()

    async def _end_with_dot(self, journaled: bool) -> Verdict:
        if not self.is_open:
            return Deferred("the connection was lost within the message")
        try:
            answer = await self._client.execute_command(b".", timeout=self._server.dot_timeout)
        except aiosmtplib.SMTPException as error:  # also a reply that is no SMTP
            self._client.close()
            return Uncertain(_words(error), journaled)
        self._in_message = False
        return verdict_of(Step.DOT, answer.code, answer.message)

    async def _start_anew(self) -> None:
        """Make the session ready for the next message; from within a message no way leads there."""
        if self._in_message and self.is_open:
            self._given_up = True
            self._client.close()
        with suppress(aiosmtplib.SMTPException):
            if self.is_open:
                await self._client.rset()
                return
        self._client.close()

    def _options(self, message: Wired) -> list[str]:
        """Parameters of MAIL; with SIZE (RFC 1870) what is too large is refused before it is sent."""
        options = [f"SIZE={len(message)}"] if self._client.supports_extension("size") else []
        if not message.ascii and self._client.supports_extension("8bitmime"):
            options.append("BODY=8BITMIME")
        return options


_STEPS: dict[type[aiosmtplib.SMTPResponseException], Step] = {
    aiosmtplib.SMTPSenderRefused: Step.SENDER,
    aiosmtplib.SMTPRecipientRefused: Step.RECIPIENT,
}


def _check(reply: Reply, refused: Callable[[], aiosmtplib.SMTPResponseException]) -> None:
    if not 200 <= reply.code < 300:
        raise refused()


async def greet(server: Server) -> str:
    """Open a session and say what the server is; for `saraban check`. Raises OSError."""
    async with Session(server):
        return f"{server.host}:{server.port}"


async def largest(server: Server) -> int | None:
    """The most bytes of a message that the server takes (RFC 1870); None: it does not say. Raises OSError."""
    async with Session(server) as session:
        return session.most


def _writer(client: aiosmtplib.SMTP) -> asyncio.StreamWriter:
    """The line by which a message goes; its `drain` waits until all of it is written."""
    transport, protocol = client.transport, client.protocol
    if not isinstance(transport, asyncio.WriteTransport) or protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    transport.set_write_buffer_limits(high=1, low=0)  # with 0 for both asyncio's TLS may pause for ever
    return asyncio.StreamWriter(transport, protocol, None, asyncio.get_running_loop())


@cache
def _own_name() -> str:
    """What we call ourselves in EHLO; asked once, for it may take a resolver's whole patience."""
    return socket.getfqdn()


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__
