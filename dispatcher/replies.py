"""Several commands in one write, and their replies (RFC 2920), over a session that aiosmtplib has opened.

It takes one reply for each command it wrote itself, and drops what else comes; so for these its place at the line is
taken by a reader of ours, which gives everything else on to it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

import aiosmtplib


class Reply(NamedTuple):
    """A reply of the server; its lines are one text."""

    code: int
    message: str


async def replies(client: aiosmtplib.SMTP, commands: Sequence[str]) -> list[Reply]:
    """Write the commands and await the reply to each. Raises SMTPServerDisconnected, SMTPResponseException."""
    transport, protocol = client.transport, client.protocol
    if not isinstance(transport, asyncio.Transport) or protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    line = _Line(protocol)
    transport.set_protocol(line)
    try:
        transport.write("".join(f"{command}\r\n" for command in commands).encode("ascii"))
        return [await line.reply() for _ in commands]
    finally:
        transport.set_protocol(protocol)


class _Line(asyncio.Protocol):
    """What stands at the line in place of aiosmtplib's own protocol `beneath`."""

    def __init__(self, beneath: asyncio.Protocol) -> None:
        self._beneath = beneath
        self._reader = asyncio.StreamReader()

    def data_received(self, data: bytes) -> None:
        self._reader.feed_data(data)

    def eof_received(self) -> bool:
        self._reader.feed_eof()
        return False  # closes the line

    def connection_lost(self, exc: Exception | None) -> None:
        self._reader.feed_eof()
        self._beneath.connection_lost(exc)

    def pause_writing(self) -> None:
        self._beneath.pause_writing()

    def resume_writing(self) -> None:
        self._beneath.resume_writing()

    async def reply(self) -> Reply:
        """The next reply (RFC 5321 4.2): its last line has a blank behind the code, or nothing."""
        said: list[str] = []
        while True:
            try:
                line = await self._reader.readline()
            except ValueError as error:  # longer than any line of SMTP
                raise aiosmtplib.SMTPServerDisconnected(f"not a reply: {error}") from error
            if not line.endswith(b"\n"):
                raise aiosmtplib.SMTPServerDisconnected("Connection lost")
            text = line.decode("utf-8", "replace").rstrip()
            if not (line[:3].isdigit() and line[3:4] in (b" ", b"-", b"\r", b"\n")):
                raise aiosmtplib.SMTPServerDisconnected(f"not a reply: {text[:80]}")
            said.append(text[4:])
            if line[3:4] != b"-":
                return Reply(int(line[:3]), "\n".join(said))
