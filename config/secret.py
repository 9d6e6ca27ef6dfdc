"""The secrets of an office, each in a file only its user may read: what signs its tokens, what seals letters."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from registry.errors import SarabanError
from registry.sealing import KEY_BYTES

NAME = "token.secret"
SEALING = "sealing.key"
SEALED = "sealed"
"""The folder of what is sealed under that key."""

_LEAST = 32  # letters: 128 bits in hexadecimal


class BadSecret(SarabanError):
    """The file of the secret cannot be used."""


def office_secret(office: Path) -> bytes:
    """The secret of an office; made at the first call. Raises BadSecret, OSError."""
    path = office / NAME
    if not path.exists():
        _make(path)
    secret = path.read_bytes().strip()
    if len(secret) < _LEAST:
        raise BadSecret(
            f"{path} is too short. Remove it, and a new one is made; answers to older mails are then refused."
        )
    return secret


def sealing_key(office: Path) -> bytes:
    """The key of what is sealed; made at the first call. Raises BadSecret, OSError.

    Where something was sealed and the key is gone none is made: it must be put back.
    """
    path = office / SEALING
    if not path.exists():
        if next((office / SEALED).glob("*/*"), None):
            raise BadSecret(f"{path} is gone. Put it back from its copy: without it no secret letter can be opened.")
        _make(path)
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSecret(f"{path} is no key. Put it back from its copy: without it no secret letter can be opened.")
    return key


def _make(path: Path) -> None:
    """Written aside and linked into its place, so that two processes at once get one secret, and that whole."""
    new = path.with_name(f".{path.name}-{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(new, path)
    new.unlink()
