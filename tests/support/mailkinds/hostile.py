"""15 kinds of mail that mean harm to whoever reads them, or that real systems write and parsers die of."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from random import Random

from registry.model import Problem
from tests.support.mailkinds.kind import LETTER, MailKind, letter_mail, text_part, with_subject, word
from tests.support.mails import mail, multipart, part, tnef, tnef_object, zip_of

_MB = 2**20
_LONGEST = 1000  # letters of a subject that are kept
_TOO_LARGE = (Problem.TOO_LARGE,)
_NAMED = 'application/octet-stream; name="a.zip"'


def hostile() -> Iterator[MailKind]:
    yield MailKind(name="hostile: a subject of 340 KB of words", raw=_many_words, subject="ก" * _LONGEST)
    yield MailKind(name="hostile: a quoted word of 400 KB", raw=_long_word, subject="ก" * _LONGEST)
    yield MailKind(name="hostile: Message-ID in brackets", raw=_bracketed)
    yield MailKind(name="hostile: lone surrogates", raw=_surrogates, subject="\ufffd" * 4 + "ขอเชิญ")
    yield MailKind(name="hostile: multiparts 1,000 deep", raw=_deep, problem=Problem.TOO_LARGE)
    yield MailKind(name="hostile: 10,000 parts", raw=_parts, problem=Problem.TOO_LARGE)
    yield _zip("1 GB of one letter", lambda: _deflated(1024 * _MB), Problem.TOO_LARGE)
    yield _zip("1 GB that says it is 10 bytes", lambda: _deflated(1024 * _MB, says=10), Problem.BROKEN)
    yield _zip("250 MB, not too well packed", lambda: _filled(250), Problem.TOO_LARGE)
    yield _zip("400 files in one place", lambda: _deflated(_MB, files=400), Problem.TOO_LARGE)
    yield MailKind(name="hostile: mails of 60 MB in base64 within each other", raw=_mails, problem=Problem.TOO_LARGE)
    yield MailKind(name="hostile: an attachment of 60 MB", raw=_large, names=("a.pdf",))
    yield MailKind(name="hostile: 200,000 headers in each of 15 parts within each other", raw=_headers)
    yield MailKind(
        name="hostile: a winmail.dat of a million files", raw=_many_files, names=("a.pdf",) * 500, refused=_TOO_LARGE
    )
    yield MailKind(name="hostile: winmail.dats of 40 MB within each other", raw=_winmails, refused=_TOO_LARGE)


def _zip(what: str, content: Callable[[], bytes], problem: Problem) -> MailKind:
    def raw() -> bytes:
        return letter_mail(multipart([text_part(), part(content(), _NAMED)]))

    return MailKind(name=f"hostile: a zip of {what}", raw=raw, refused=(problem,))


def _many_words() -> bytes:
    return with_subject(word("ก", "utf-8", "utf-8") * 17_000)


def _long_word() -> bytes:
    return with_subject(b"=?utf-8?Q?" + b"=E0=B8=81" * 45_000 + b"?=")


def _bracketed() -> bytes:
    """As Exchange writes it, which the standard library's parser dies of."""
    kept = letter_mail(text_part())
    return kept.replace(b"Message-ID: <1@area.example>", b"Message-ID: <[1a2b3c@area.example]>")


def _surrogates() -> bytes:
    alone = b"=?utf-7?Q?+2AA-?= " + word(b"\x00\xd8", "utf-16-le") + b" =?utf-8?Q?=ED=A0=80?= "
    thai = word("ขอเชิญ", "utf-8", "utf-8")
    sender = alone + thai + b" <a@area.example>"
    return mail(text_part(), b"Subject: " + alone + thai, sender=sender)


def _deep() -> bytes:
    heads = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1000))
    return letter_mail(heads + text_part())


def _parts() -> bytes:
    return letter_mail(multipart([text_part()] * 10_000))


def _mails() -> bytes:
    inner = mail(part(bytes(5 * _MB), 'application/pdf; name="a.pdf"'))
    for _ in range(7):
        inner = mail(part(inner, "message/rfc822"))
    return inner


def _headers() -> bytes:
    lines = b"a:\r\n" * 200_000
    heads = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n%s\r\n--b%d\r\n" % (n, lines, n) for n in range(15)
    )
    return letter_mail(b"X: y\r\n\r\n" + text_part()).replace(b"X: y\r\n\r\n", heads)


def _many_files() -> bytes:
    files = tnef((b"a.pdf", LETTER), long_names=False)
    one = tnef((b"a.pdf", b"x"), long_names=False)
    head = tnef()
    return letter_mail(multipart([text_part(), part(files + one[len(head) :] * 900_000, "application/ms-tnef")]))


def _winmails() -> bytes:
    stream = tnef_object("a.bin", 0x102, bytes(35 * _MB))
    for _ in range(3):
        stream = tnef_object("", 0x0D, bytes(16) + stream)
    return letter_mail(multipart([text_part(), part(stream, "application/ms-tnef")]))


def _large() -> bytes:
    return letter_mail(multipart([text_part(), part(LETTER + bytes(44 * _MB), 'application/pdf; name="a.pdf"')]))


def _filled(size: int) -> bytes:
    """A zip of many megabytes of which a part does not pack, so that its rate raises no doubt."""
    content = Random(1).randbytes(80_000) + bytes(10 * _MB - 80_000)
    return zip_of(*((f"{n}.bin", content) for n in range(size // 10)))


def _deflated(size: int, says: int | None = None, files: int = 1) -> bytes:
    """A zip of `size` zeros, made without packing them all; `files` entries name the same place (APPNOTE 4.3).

    `says`: the size that its directory claims.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(min(size, 16 * _MB))) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = block * max(1, size // (16 * _MB)) + packer.flush()
    claimed = size if says is None else says
    sizes = struct.pack("<3L", 0, len(packed), claimed)
    head = struct.pack("<4s5H", b"PK\3\4", 20, 0, 8, 0, 0) + sizes + struct.pack("<2H", 5, 0) + b"a.pdf"
    row = struct.pack("<4s6H", b"PK\1\2", 20, 20, 0, 8, 0, 0) + sizes + struct.pack("<5H2L", 5, 0, 0, 0, 0, 0, 0)
    directory = (row + b"a.pdf") * files
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, files, files, len(directory), len(head + packed), 0)
    return head + packed + directory + end
