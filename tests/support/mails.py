"""Mails as bytes, from the plain to the hard: with them the intake of mail is tested without a server."""

from __future__ import annotations

import base64
import binascii
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
ATTACHED = 'attachment; filename="letter.pdf"'
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(484)
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "เรียน ผู้อำนวยการ".encode()


def png(width: int, height: int) -> bytes:
    """A whole white picture."""
    header = struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    body = b"".join(
        struct.pack(">L", len(value)) + kind + value + struct.pack(">L", zlib.crc32(kind + value))
        for kind, value in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg(width: int, height: int) -> bytes:
    """The skeleton of a photograph: a preview with its own end mark in the header, a frame, a scan."""
    preview = b"\xff\xd8\xff\xd9"
    exif = b"\xff\xe1" + struct.pack(">H", 2 + len(preview)) + preview
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\0\0\x3f\0" + b"\x5a\xff\0" * 40
    return b"\xff\xd8" + exif + frame + scan + b"\xff\xd9"


def tiff(pages: int) -> bytes:
    """A chain of page directories with one entry each."""
    entry = struct.pack("<HHLL", 256, 4, 1, 100)
    body = b"".join(
        struct.pack("<H", 1) + entry + struct.pack("<L", 0 if page == pages - 1 else 8 + 18 * (page + 1))
        for page in range(pages)
    )
    return b"II*\0" + struct.pack("<L", 8) + body


def zip_of(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return into.getvalue()


def zip_named(name: bytes, content: bytes) -> bytes:
    """A zip whose one file's name is these bytes, without the UTF-8 flag, as old packers write it."""
    stand_in = "x" * len(name)
    return zip_of((stand_in, content)).replace(stand_in.encode(), name)


def locked_zip(name: str, content: bytes) -> bytes:
    """A zip whose file is marked as encrypted, in its own header and in the directory."""
    raw = bytearray(zip_of((name, content)))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def docx() -> bytes:
    return zip_of(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"))


def xlsx() -> bytes:
    return zip_of(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))


def part(
    content: bytes,
    media_type: bytes | str = "application/octet-stream",
    disposition: bytes | str = "",
    *headers: bytes | str,
    encode: bool = True,
) -> bytes:
    """One part. `encode`: in base64."""
    lines = [b"Content-Type: " + _bytes(media_type)] if media_type else []
    if disposition:
        lines.append(b"Content-Disposition: " + _bytes(disposition))
    if encode:
        lines.append(b"Content-Transfer-Encoding: base64")
        content = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return b"\r\n".join([*lines, *map(_bytes, headers), b"", content])


def multipart(parts: Sequence[bytes], kind: str = "mixed", boundary: str = "=_part", rest: str = "") -> bytes:
    """A part, or the tail of a mail, made of parts."""
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{rest}\r\n\r\n'.encode()
    marks = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), each) for each in parts)
    return head + marks + b"--%s--\r\n" % boundary.encode()


def mail(tail: bytes = TEXT, *headers: bytes | str, sender: bytes | str = "a@area.example") -> bytes:
    """A whole mail: the usual headers, then `headers`, then `tail` (which brings the empty line)."""
    first = (
        b"Return-Path: <a@area.example>",
        b"From: " + _bytes(sender),
        b"To: saraban@office.example",
        b"Date: Thu, 26 Nov 2026 09:30:00 +0700",
        b"Message-ID: <1@area.example>",
        b"MIME-Version: 1.0",
    )
    return b"\r\n".join([*first, *map(_bytes, headers), tail])


def tnef(*files: tuple[bytes, bytes], codepage: int = 874, long_names: bool = True) -> bytes:
    """A winmail.dat of these files (name in the code page, content)."""
    out = _tnef_head(codepage)
    for name, content in files:
        out += _attribute(2, 0x00069002, bytes(14))
        out += _attribute(2, 0x00018010, (b"SHORT~1.PDF" if long_names else name) + b"\0")
        out += _attribute(2, 0x0006800F, content)
        if long_names:
            out += _attribute(2, 0x00069005, _properties((0x1E, 0x3707, name + b"\0")))
    return out


def tnef_object(name: str, kind: int, value: bytes) -> bytes:
    """A winmail.dat of one attachment that is a property: a mail or other object (0x0D), or bytes (0x102)."""
    properties = _properties((kind, 0x3701, value), (0x1F, 0x3707, name.encode("utf-16-le") + b"\0\0"))
    stand_in = _attribute(2, 0x0006800F, b"This attachment is an embedded message.")
    return _tnef_head(874) + _attribute(2, 0x00069002, bytes(14)) + stand_in + _attribute(2, 0x00069005, properties)


def _tnef_head(codepage: int) -> bytes:
    return struct.pack("<LH", 0x223E9F78, 1) + _attribute(1, 0x00069007, struct.pack("<LL", codepage, 0))


def _properties(*variable: tuple[int, int, bytes]) -> bytes:
    """MAPI properties: one with a number of its own set, then these (type, id, value)."""
    out = struct.pack("<LHH16sLLL", 1 + len(variable), 0x3, 0x8001, bytes(16), 0, 7, 42)
    for kind, number, value in variable:
        out += struct.pack("<HHLL", kind, number, 1, len(value)) + value + bytes(-len(value) % 4)
    return out


def _attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BLL", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


def uuencoded(content: bytes, name: str) -> bytes:
    """A part in the encoding from before MIME."""
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    head = f"Content-Type: application/pdf; name={name}\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
    return head.encode() + b"begin 644 letter.pdf\n" + b"".join(lines) + b"`\nend\n"


PLACES = {  # tails of mails that hold PDF under the name letter.pdf
    "attached": multipart([TEXT, part(PDF, "application/pdf", ATTACHED)]),
    "the only part": part(PDF, "application/pdf", ATTACHED),
    "inline": multipart([TEXT, part(PDF, "application/pdf", 'inline; filename="letter.pdf"')]),
    "labelled as something else": multipart([TEXT, part(PDF, "text/plain; name=letter.pdf", "")]),
    "named in Content-Type": multipart([TEXT, part(PDF, 'application/octet-stream; name="letter.pdf"')]),
    "not encoded": multipart([TEXT, part(PDF, "application/pdf", ATTACHED, encode=False)]),
    "in related and alternative": multipart(
        [multipart([TEXT, multipart([part(PDF, "application/pdf", ATTACHED)], "related", "c")], "alternative", "b")]
    ),
    "forwarded as attachment": multipart(
        [TEXT, part(mail(multipart([TEXT, part(PDF, "application/pdf", ATTACHED)], boundary="b")), "message/rfc822",
                    encode=False)]
    ),
    "forwarded, in base64": multipart(
        [TEXT, part(mail(multipart([TEXT, part(PDF, "application/pdf", ATTACHED)])), "message/rfc822")]
    ),
    "forwarded as .eml": multipart(
        [TEXT, part(mail(part(PDF, "application/pdf", ATTACHED)), "application/octet-stream; name=fw.eml")]
    ),
    "zipped": multipart([TEXT, part(zip_of(("ส่ง/letter.pdf", PDF)), "application/zip; name=a.zip")]),
    "zipped twice": multipart([TEXT, part(zip_of(("b.zip", zip_of(("letter.pdf", PDF)))))]),
    "in a winmail.dat": multipart([TEXT, part(tnef((b"letter.pdf", PDF)), "application/ms-tnef; name=winmail.dat")]),
    "in a winmail.dat without long names": multipart([TEXT, part(tnef((b"letter.pdf", PDF), long_names=False))]),
    "a winmail.dat, as bytes of a property": multipart([TEXT, part(tnef_object("letter.pdf", 0x102, PDF))]),
    "a mail within a winmail.dat": multipart(
        [TEXT, part(tnef_object("", 0x0D, bytes(16) + tnef((b"letter.pdf", PDF))))]
    ),
    "multipart marked base64": b"Content-Transfer-Encoding: base64\r\n"
    + multipart([TEXT, part(PDF, "application/pdf", ATTACHED)]),
    "no end of the multipart": multipart([TEXT, part(PDF, "application/pdf", ATTACHED)])[:-12],
    "bare line feeds": multipart([TEXT, part(PDF, "application/pdf", ATTACHED)]).replace(b"\r\n", b"\n"),
    "uuencoded": multipart([TEXT, uuencoded(PDF, "letter.pdf")]),
}  # fmt: skip


def zips(levels: int) -> bytes:
    """A PDF in a zip in a zip and so on."""
    content = PDF
    for level in range(levels):
        content = zip_of((f"{level}.zip" if level else "letter.pdf", content))
    return content
