"""The syntax of a mail (RFC 5322 headers, RFC 2046 multiparts) split into parts of bytes, within limits.

The standard library's parser is not used: it recurses without a limit and goes through an attached scan line by
line (6 ms of CPU for one of 300 KB; here 1.8, most of it base64). Parts are views of the mail's own bytes, so that
a mail is held in memory once, however its parts lie within each other.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from intake.mailtext import parameters, unbase64, unpercent
from registry.errors import Unreadable
from registry.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a mail may cost. Over a limit of the whole mail it is refused, over one of a zip that zip is."""

    mail_bytes: int = 64 * 2**20
    header_bytes: int = 2**20  # of one part
    headers: int = 1000  # of one part; further ones are left out
    value_bytes: int = 65_536  # of one header; what is longer is cut, not refused
    parts: int = 500  # also those of mails within the mail
    depth: int = 20  # multiparts, mails, zips and winmail.dat within each other
    zip_depth: int = 2
    entries: int = 500  # files in zips and winmail.dats, of the mail together
    unpacked_bytes: int = 64 * 2**20  # of all zips of the mail together
    zip_ratio: int = 200  # unpacked to packed, looked at from 10 MB unpacked on
    nested_bytes: int = 128 * 2**20  # of the mails and winmail.dats around any one part, each unpacked
    body_bytes: int = 500_000  # of all texts together; what is longer is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A whole mail or one part of it: headers, with lower-case names and unfolded values, and a body."""

    headers: tuple[tuple[str, bytes], ...]
    body: memoryview
    media_type: str
    disposition: str
    type_parameters: dict[str, str]
    disposition_parameters: dict[str, str]

    def header(self, name: str) -> bytes:
        """The first value of this header; empty if there is none."""
        return next(iter(self.values(name)), b"")

    def values(self, name: str) -> list[bytes]:
        return [value for key, value in self.headers if key == name]

    @property
    def filename(self) -> str:
        """The name given in either place, an undamaged one first; "" if there is none."""
        names = (self.disposition_parameters.get("filename", ""), self.type_parameters.get("name", ""))
        return unpercent(next((name for name in names if name and "\ufffd" not in name), names[0] or names[1]))

    @property
    def transfer(self) -> str:
        return self.header("content-transfer-encoding").strip().lower().decode("ascii", "replace")

    @property
    def content(self) -> bytes:
        """The body without its transfer encoding (RFC 2045, 6); never raises."""
        if self.transfer == "base64":
            return unbase64(self.body)
        if self.transfer == "quoted-printable":
            return binascii.a2b_qp(self.body)
        if self.transfer in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _uudecoded(bytes(self.body))
        return bytes(self.body)


def read_part(raw: bytes | memoryview, limits: Limits) -> Part:
    """`raw` as headers and body. Raises Unreadable (TOO_LARGE) if the headers are too long."""
    raw = memoryview(raw)
    blank = _BLANK.search(raw)
    end, start = (blank.start(), blank.end()) if blank else (len(raw), len(raw))
    if end > limits.header_bytes:
        raise Unreadable(Problem.TOO_LARGE, f"a header of {end} bytes")
    headers = tuple(islice(_headers(bytes(raw[:end]), limits.value_bytes), limits.headers))
    first = dict(reversed(headers))
    media_type, type_parameters = parameters(first.get("content-type", b"text/plain"))
    disposition, disposition_parameters = parameters(first.get("content-disposition", b""))
    return Part(
        headers=headers,
        body=raw[start:],
        media_type=media_type,
        disposition=disposition,
        type_parameters=type_parameters,
        disposition_parameters=disposition_parameters,
    )


def children(part: Part) -> Iterator[memoryview]:
    """The raw parts of a multipart; none if its boundary is missing or nowhere found.

    A multipart must not be encoded (RFC 2045, 6.4), but some are: it is decoded if it shows no boundary
    otherwise. The last part may lack its end.
    """
    boundary = part.type_parameters.get("boundary", "").encode()
    if not part.media_type.startswith("multipart/") or not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        return
    delimiter = re.compile(b"--" + re.escape(boundary) + _DELIMITER_END)
    body = part.body if delimiter.search(part.body) else memoryview(part.content)
    start = -1
    for found in delimiter.finditer(body):
        if found.start() and body[found.start() - 1] != 0x0A:
            continue
        if start >= 0:
            yield _without_line_end(body[start : found.start()])
        start = found.end()
        if found[1]:
            return
    if start >= 0:
        yield body[start:]


_BLANK = re.compile(rb"\A\r?\n|\n\r?\n")
_LONGEST_BOUNDARY = 200  # bytes; RFC 2046 allows 70
_DELIMITER_END = rb"(--)?[ \t]*+(?:\r?\n|\r?\Z|(?<=--))"
_HEADER = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]*(.*)", re.DOTALL)


def _headers(head: bytes, longest: int) -> Iterator[tuple[str, bytes]]:
    """Unfolded headers. A line that is none continues the one before: some file names hold line ends."""
    name, lines = "", list[bytes]()
    for line in head.split(b"\n"):
        match = None if line[:1] in b" \t" else _HEADER.match(line)
        if match is None:
            lines.append(line.strip())
            continue
        if name:
            yield name, b" ".join(lines)[:longest]
        name, lines = match[1].decode("ascii").lower(), [match[2].strip()]
    if name:
        yield name, b" ".join(lines)[:longest]


def _without_line_end(raw: memoryview) -> memoryview:
    """The line end before a delimiter belongs to the delimiter (RFC 2046, 5.1.1)."""
    last = bytes(raw[-2:])
    return raw[: len(raw) - len(last) + len(last.removesuffix(b"\n").removesuffix(b"\r"))]


def _uudecoded(body: bytes) -> bytes:
    """What stands between "begin" and "end"; a damaged line is left out."""
    _, _, coded = (b"\n" + body).partition(b"\nbegin ")
    lines = coded.splitlines()[1:]
    end = next((at for at, line in enumerate(lines) if line.strip() == b"end"), len(lines))
    return b"".join(map(_uu_line, lines[:end]))


def _uu_line(line: bytes) -> bytes:
    length = (line[0] - 32) & 63 if line else 0
    for tried in (line, line[: 1 + (length + 2) // 3 * 4]):  # some encoders pad lines beyond their length
        with suppress(binascii.Error):
            return binascii.a2b_uu(tried)
    return b""
