"""One SMTP session. Every way a message can end is a verdict; the moment of no return is told to the caller."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType

import aiosmtplib

TIMEOUT = 60.0
"""Seconds to wait for any one answer (RFC 5321 4.5.3.2 asks for minutes; a round is tried again anyway)."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken the message."""

    why: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: 4xx, or no connection. Nothing was handed over."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: 5xx."""

    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The connection was lost while the message was handed over; the server may have it (RFC 1047)."""

    why: str


Verdict = Accepted | Deferred | Refused | Uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The office's SMTP server. `tls` is "tls", "starttls" or "none"; an empty user logs in as nobody."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""


class Session:
    """An open session: `async with Session(server) as session`. Entering raises OSError where none can be had."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            username=server.user or None,
            password=server.password or None,
            timeout=TIMEOUT,
            tls_context=ssl.create_default_context() if server.tls != "none" else None,
        )

    async def __aenter__(self) -> Session:
        try:
            await self._client.connect()
        except aiosmtplib.SMTPException as error:
            self._client.close()
            raise ConnectionError(f"{self._server.host}:{self._server.port}: {error}") from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._client.is_connected:
                await self._client.quit()
        except aiosmtplib.SMTPException:
            self._client.close()

    async def send(
        self, sender: str, recipient: str, message: bytes, hand_over: Callable[[], Awaitable[None]]
    ) -> Verdict:
        """Send one message; awaits `hand_over` after the recipient was accepted and before the message goes out."""
        if not recipient.isascii():  # RFC 6531 addresses need a server and a way of writing them that few have
            return Refused(f"not an address that mail servers take: {recipient}")
        try:
            await self._client.mail(sender)
            await self._client.rcpt(recipient)
        except aiosmtplib.SMTPException as error:
            return await self._before_data(error)
        await hand_over()
        try:
            await self._client.data(message)
        except aiosmtplib.SMTPResponseException as error:
            return await self._before_data(error)
        except aiosmtplib.SMTPException as error:
            return Uncertain(str(error) or type(error).__name__)
        return Accepted()

    async def _before_data(self, error: aiosmtplib.SMTPException) -> Verdict:
        """The verdict of an answer that took nothing; the session is made ready for the next message."""
        if not isinstance(error, aiosmtplib.SMTPResponseException):
            return Deferred(str(error) or type(error).__name__)
        why = f"{error.code} {error.message}"
        try:
            if self._client.is_connected:
                await self._client.rset()
        except aiosmtplib.SMTPException:
            self._client.close()
        # 421: the server goes away, whatever it was asked (RFC 5321 3.8).
        return Refused(why) if 500 <= error.code < 600 else Deferred(why)


async def greet(server: Server) -> str:
    """Open a session and say what the server is; for `saraban check`. Raises OSError."""
    async with Session(server):
        return f"{server.host}:{server.port}"
