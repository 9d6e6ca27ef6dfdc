"""What a document is by its own bytes, and whether its end has come; labels and names are not believed.

Magic numbers: ISO 32000-1 7.5.2 (PDF), TIFF 6.0 section 2 and BigTIFF, ITU-T T.81 annex B (JPEG), ISO/IEC
15948 5.2 (PNG), PKWARE APPNOTE 4.3 (zip), [MS-CFB] 2.2 (OLE), ECMA-376 part 2 (Office), [MS-OXTNEF] 2.1.3.
"""

from __future__ import annotations

import struct

PDF = "application/pdf"
TIFF = "image/tiff"
JPEG = "image/jpeg"
PNG = "image/png"
GIF = "image/gif"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOC = "application/msword"
ZIP = "application/zip"
TNEF = "application/ms-tnef"
ENCRYPTED = "application/encrypted"  # an Office file that needs a password ([MS-OFFCRYPTO] 1.3.3)
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF8", GIF),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_PACKAGES = (
    (b"word/", DOCX),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_STREAMS = (
    ("EncryptedPackage", ENCRYPTED),
    ("WordDocument", DOC),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__substg1.0_", "application/vnd.ms-outlook"),
)
_PDF_JUNK = 1024  # bytes that viewers allow before the header (ISO 32000-1 annex H, note 13)
_TAIL = 2048
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {
    0xC4,
    0xC8,
    0xCC,
}  # the markers that give the size (T.81 B.1.1.3)
_JPEG_SEGMENTS = 2000  # more than any camera writes before the picture
_END_RECORD = struct.Struct("<4s4H2LH")  # APPNOTE 4.3.16
_ZIP_TAIL = _END_RECORD.size + 0xFFFF  # with the longest comment


def sniff(content: bytes) -> str:
    """The media type by magic bytes; "application/octet-stream" if unknown.

    A zip that is an Office or OpenDocument package gets its type, any other is "application/zip".
    """
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        names = ((name.encode("utf-16-le"), media_type) for name, media_type in _STREAMS)
        return next((media_type for name, media_type in names if name in content), UNKNOWN)
    return PDF if b"%PDF-" in content[: _PDF_JUNK + 5] else UNKNOWN


def complete(content: bytes, media_type: str) -> bool:
    """Whether the end of the file is there; True where that cannot be told. If not, it is still being copied.

    Copying programs may first make a file at its full length, so a PDF that ends in NULs is not complete.
    """
    tail = content[-_TAIL:]
    if media_type == PDF:
        return b"%%EOF" in tail and not tail.endswith(b"\0")
    if media_type == JPEG:
        return content.find(b"\xff\xd9", _jpeg_scan(content)) != -1
    if media_type == PNG:
        return b"IEND\xae\x42\x60\x82" in tail
    if media_type == TIFF:
        return _tiff_whole(content)
    if content.startswith(b"PK"):
        return _end_record(content) is not None
    return True


def _end_record(content: bytes) -> tuple[int, int] | None:
    """Where a zip's directory starts and ends (APPNOTE 4.3.16); None if the end is not there."""
    start = content.rfind(b"PK\x05\x06", max(0, len(content) - _ZIP_TAIL))
    if start < 0 or start + _END_RECORD.size > len(content):
        return None
    *_, size, _, comment = _END_RECORD.unpack_from(content, start)
    whole = start + _END_RECORD.size + comment <= len(content) and size <= start
    return (start - size, start) if whole else None


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG; None for others and damaged ones."""
    try:
        if content.startswith(b"\x89PNG"):
            width, height = struct.unpack_from(">2L", content, 16)
        elif content.startswith(b"GIF8"):
            width, height = struct.unpack_from("<2H", content, 6)
        elif content.startswith(b"\xff\xd8"):
            frame = next(at for at in _jpeg_segments(content)[:-1] if content[at + 1] in _JPEG_FRAMES)
            height, width = struct.unpack_from(">2H", content, frame + 5)
        else:
            return None
    except (struct.error, StopIteration):
        return None
    return width, height


def _package(content: bytes) -> str:
    end = _end_record(content)
    directory = content[end[0] : end[1]] if end else content[:100_000]
    if b"[Content_Types].xml" in directory:
        return next((media_type for folder, media_type in _PACKAGES if folder in directory), UNKNOWN)
    if content[30:38] == b"mimetype":  # OpenDocument 1.2 part 3, 3.3: stored, first, without extra field
        declared = content[38:138].split(b"PK", 1)[0]
        if declared.startswith(b"application/") and declared.isascii():
            return declared.decode("ascii").strip()
    return ZIP


def _jpeg_segments(content: bytes) -> list[int]:
    """Where the segments before the first scan start; last, where that scan starts or the walk stopped."""
    starts: list[int] = []
    at = 2
    for _ in range(_JPEG_SEGMENTS):
        if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] == 0xDA:
            break
        if content[at + 1] == 0xFF:  # a fill byte
            at += 1
            continue
        starts.append(at)
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return [*starts, at]


def _jpeg_scan(content: bytes) -> int:
    """Where the first scan starts. A preview kept in the header has an end mark of its own before it."""
    return _jpeg_segments(content)[-1]


def _tiff_whole(content: bytes) -> bool:
    """Whether the chain of page directories lies within the file (classic TIFF)."""
    order = "<" if content.startswith(b"II") else ">"
    if content[2:4] not in (b"*\0", b"\0*"):
        return True
    at, seen = 4, set[int]()
    while at + 4 <= len(content) and at not in seen:
        seen.add(at)
        (offset,) = struct.unpack_from(order + "L", content, at)
        if offset == 0:
            return len(seen) > 1
        if offset + 2 > len(content):
            return False
        (entries,) = struct.unpack_from(order + "H", content, offset)
        if entries == 0:
            return False
        at = offset + 2 + 12 * entries
    return at in seen
