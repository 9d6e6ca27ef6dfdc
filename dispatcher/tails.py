"""The tails of mails to schools: their files as they go over the wire, written once for all schools.

No line of a tail begins with a dot, and every one ends with CRLF: it goes as it is (RFC 5321 2.3.8, 4.5.2).
"""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from threading import Lock

from dispatcher.attached import MB, file_name
from dispatcher.compose import media_type
from registry.model import KeptFile

BOUNDARY = "=_files"  # "=_" stands in no base64 (RFC 2045 6.7)
_BLOCK = 57 * 4096  # bytes that become whole lines of base64


def render_tail(files: Sequence[KeptFile], original: Callable[[str], bytes]) -> bytes:
    """What follows the words of a mail, to its end. Raises OSError where a file cannot be read."""
    return b"".join(_pieces(files, original))


def _pieces(files: Sequence[KeptFile], original: Callable[[str], bytes]) -> Iterator[bytes]:
    for file in files:
        yield f"\r\n--{BOUNDARY}\r\n".encode()
        yield _header(file)
        content = memoryview(original(file.sha256))
        for start in range(0, len(content), _BLOCK):
            yield base64.encodebytes(content[start : start + _BLOCK]).replace(b"\n", b"\r\n")
    yield f"\r\n--{BOUNDARY}--\r\n".encode()


def _header(file: KeptFile) -> bytes:
    part = EmailMessage(policy=SMTP)
    maintype, _, subtype = media_type(file.media_type).partition("/")
    part.set_content(b"", maintype, subtype, disposition="attachment", filename=file_name(file))
    del part["MIME-Version"]
    return part.as_bytes()


@dataclass(slots=True)
class Tails:
    """The tails used last, at most `most` bytes of them, or one; `original` gives a kept file by its SHA-256."""

    original: Callable[[str], bytes]
    most: int = 32 * MB
    _kept: OrderedDict[tuple[KeptFile, ...], bytes] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, files: tuple[KeptFile, ...]) -> bytes:
        """The tail with these files. Raises OSError where one cannot be read."""
        with self._lock:
            tail = self._kept.pop(files, None) or render_tail(files, self.original)
            self._kept[files] = tail
            while sum(map(len, self._kept.values())) > self.most and len(self._kept) > 1:
                self._kept.popitem(last=False)
            return tail

    def known(self, files: tuple[KeptFile, ...]) -> bytes | None:
        """The same without waiting; None where it is not at hand."""
        return self._kept.get(files)
