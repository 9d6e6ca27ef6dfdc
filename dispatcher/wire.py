"""A message as SMTP carries it, and an address as it takes it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BREAKS = re.compile(rb"\r\n|\r|\n")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w.:\[\]-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wired:
    """A message as DATA wants it, in pieces that belong together; `ascii`: it has seven bits only."""

    pieces: tuple[bytes, ...]
    ascii: bool

    def __len__(self) -> int:
        return sum(map(len, self.pieces))


def is_address(text: str) -> bool:
    """Whether it can be a recipient. RFC 6531 addresses need a server and a way of writing them that few have."""
    return _ADDRESS.fullmatch(text) is not None


def on_the_wire(message: bytes) -> Wired:
    """A message as it goes: CRLF alone ends a line, the last one too, and a dot that begins one is doubled
    (RFC 5321 2.3.8, 4.5.2)."""
    if not message.count(b"\r\n") == message.count(b"\n") == message.count(b"\r"):
        message = _BREAKS.sub(b"\r\n", message)
    message = message.replace(b"\r\n.", b"\r\n..")
    message = (b"." if message.startswith(b".") else b"") + message + (b"" if message.endswith(b"\r\n") else b"\r\n")
    return Wired((message,), message.isascii())
