"""Signed tokens: how an answer is known to be about an entry, by who can only have it from a message of ours.

A token is `ENTRY-NONCE-SIGNATURE`, fit for a Message-ID (RFC 5322 dot-atom) and for a subject, and read without
regard to case. It says which entry is meant; who may speak about it, whoever reads the answer must still ask.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

_TOKEN = re.compile(r"(?<![0-9a-z])(\d{1,12})-([0-9a-f]{8})-([a-z2-7]{16})(?![0-9a-z])")
_BYTES = 10  # of the signature: 80 bits, 16 letters


class Tokens:
    """Makes and knows tokens by the office's secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def make(self, letter_id: int) -> str:
        """A token for this entry, another one every time."""
        nonce = secrets.token_hex(4)
        return f"{letter_id}-{nonce}-{self._signature(letter_id, nonce)}"

    def letter_of(self, text: str) -> int | None:
        """The entry of the first token of ours in `text`; None where there is none, or none that we signed."""
        token = self.token_in(text)
        return int(token.partition("-")[0]) if token else None

    def token_in(self, text: str) -> str | None:
        """The first token of ours in `text`, as we made it."""
        for match in _TOKEN.finditer(text.lower()):
            if hmac.compare_digest(match[3], self._signature(int(match[1]), match[2])):
                return match[0]
        return None

    def _signature(self, letter_id: int, nonce: str) -> str:
        code = hmac.digest(self._secret, f"{letter_id}-{nonce}".encode(), hashlib.sha256)
        return base64.b32encode(code[:_BYTES]).decode().lower()


def message_id(local: str, address: str) -> str:
    """A Message-ID (RFC 5322 3.6.4) of the office whose address this is."""
    return f"<{local}@{address.rpartition('@')[2]}>"


def has_token(text: str) -> bool:
    """Whether `text` holds what looks like a token; whether it is one, only `Tokens` can say."""
    return _TOKEN.search(text.lower()) is not None
