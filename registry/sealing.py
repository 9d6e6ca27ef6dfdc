"""Sealing: what must not be read by who has the disk or the database, encrypted under one key of the office.

A sealed file is a head and chunks of AES-256-GCM (NIST SP 800-38D), each under its place in the file and a mark of the
last, so that none can be cut off, swapped or repeated unnoticed (the STREAM construction: Hoang, Reyhanitabar, Rogaway
and Vizár, 2015). Every file has a key of its own, derived from the office's key and the file's SHA-256: the same file
sealed twice gives the same bytes, a place and a key never meet twice with different contents, and the SHA-256 itself
stands nowhere. Short texts are sealed under a random nonce.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.errors import SarabanError

KEY_BYTES = 32

_HEAD = b"SARABAN SEALED 1\n"
_NAME_BYTES = 32
_CHUNK = 1 << 20  # bytes of the content in one chunk
_TAG_BYTES, _NONCE_BYTES = 16, 12
_TEXT = "sealed:"


class BrokenSeal(SarabanError):
    """A sealed file was changed, is not whole, or was sealed under another key; restore it, or the key, from backup."""


class Sealer:
    """Seals and opens under the office's key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key of {len(key)} bytes")
        self._key = key
        self._texts = AESGCM(self._derived(b"texts"))

    def name(self, sha256: str) -> str:
        """What the sealed file of the content with this SHA-256 is called; without the key nobody can tell."""
        return self._derived(b"name", bytes.fromhex(sha256)).hex()

    def seal(self, content: bytes) -> tuple[str, bytearray]:
        """The name of the sealed file and its bytes."""
        name = self.name(hashlib.sha256(content).hexdigest())
        head = _HEAD + bytes.fromhex(name)
        cipher = self._cipher(name)
        view = memoryview(content)
        last = max(0, len(content) - 1) // _CHUNK
        sealed = bytearray(head)
        for at in range(last + 1):
            sealed += cipher.encrypt(_nonce(at, at == last), view[at * _CHUNK : (at + 1) * _CHUNK], head)
        return name, sealed

    def opened(self, file: BinaryIO) -> Iterator[bytes]:
        """The content of a sealed file, chunk by chunk, each proved. Raises BrokenSeal, also midway."""
        head = file.read(len(_HEAD) + _NAME_BYTES)
        if not head.startswith(_HEAD):
            raise BrokenSeal("it is no sealed file")
        cipher = self._cipher(head[len(_HEAD) :].hex())
        at, chunk = 0, file.read(_CHUNK + _TAG_BYTES)
        while True:
            following = file.read(_CHUNK + _TAG_BYTES)
            try:
                yield cipher.decrypt(_nonce(at, not following), chunk, head)
            except (InvalidTag, ValueError) as error:
                raise BrokenSeal("it was changed, is not whole, or was sealed under another key") from error
            if not following:
                return
            at, chunk = at + 1, following

    def seal_text(self, text: str) -> str:
        """A short text as the database may keep it."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._texts.encrypt(nonce, text.encode("utf-8", "surrogatepass"), None)
        return _TEXT + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open_text(self, text: str) -> str:
        """The text again; what we did not seal, or not under this key, stays as it is."""
        if not text.startswith(_TEXT):
            return text
        try:
            sealed = base64.urlsafe_b64decode(text.removeprefix(_TEXT))
            plain = self._texts.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            return text
        return plain.decode("utf-8", "surrogatepass")

    def _cipher(self, name: str) -> AESGCM:
        return AESGCM(self._derived(b"file", bytes.fromhex(name)))

    def _derived(self, purpose: bytes, about: bytes = b"") -> bytes:
        """A key or name of its own for each purpose: HMAC-SHA256 as a pseudo-random function (RFC 5869, one block)."""
        return hmac.digest(self._key, purpose + b"\0" + about, hashlib.sha256)


def is_sealed(text: str | None) -> bool:
    """Whether a text has the look of a sealed one."""
    return text is not None and text.startswith(_TEXT)


def _nonce(at: int, last: bool) -> bytes:
    return at.to_bytes(_NONCE_BYTES - 1, "big") + bytes([last])
