"""The office's secret: what its tokens are signed with, in a file that only the service's user may read."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from registry.errors import SarabanError

NAME = "token.secret"
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


def _make(path: Path) -> None:
    """Written aside and linked into its place, so that two processes at once get one secret, and that whole."""
    new = path.with_name(f".{NAME}-{os.getpid()}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(new, path)
    new.unlink()
