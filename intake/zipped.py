"""The files inside a zip (PKWARE APPNOTE), within limits."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

from intake.mailtext import decode
from registry.errors import Unreadable
from registry.model import Problem

_ENCRYPTED = 0x1
_UTF8 = 0x800
_RATIO_FROM = 10 * 2**20  # bytes unpacked; smaller ones do no harm, however well packed
_HEADERS = 20  # directory headers looked through for each file allowed: files within may be zips themselves
_LITTER = ("thumbs.db", "desktop.ini", ".ds_store")


def unzipped(content: bytes, *, entries: int, unpacked: int, ratio: int) -> Iterator[tuple[str, bytes]]:
    """Name (without folders) and content of each file.

    Raises Unreadable before anything is unpacked where the zip is damaged (BROKEN) or over a limit
    (TOO_LARGE: more than `entries` files, `unpacked` bytes or `ratio` times its own size), and after all that
    can be had where some file needs a password (PASSWORD), is damaged or is packed in a way that is not known
    (UNSUPPORTED).
    """
    failed: Problem | None = None
    with _directory(content, entries) as archive:
        files = [entry for entry in archive.infolist() if not _litter(entry)]
        size = sum(entry.file_size for entry in files)
        if size > unpacked or size > max(_RATIO_FROM, ratio * len(content)):
            raise Unreadable(Problem.TOO_LARGE, f"a zip that unpacks to {size} bytes")
        for entry in files:
            problem = _obstacle(entry)
            if problem is None:
                try:
                    yield _name(entry), _content(archive, entry)
                except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
                    problem = Problem.BROKEN
            failed = failed or problem
    if failed:
        raise Unreadable(failed, "a file in a zip")


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these files with their names, not pressed: the same files give the same bytes."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name), content)
    return into.getvalue()


def unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a zip of our own, with their names as they were given."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for entry in archive.infolist():
            yield entry.filename, archive.read(entry)


def _directory(content: bytes, entries: int) -> zipfile.ZipFile:
    """The zip opened. zipfile reads all of its directory, whatever the end record says, so count first."""
    if content.count(b"PK\x01\x02") > _HEADERS * entries:
        raise Unreadable(Problem.TOO_LARGE, "a zip of too many files")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, zlib.error) as error:
        raise Unreadable(Problem.BROKEN, str(error)) from error
    if len(archive.infolist()) > entries:
        raise Unreadable(Problem.TOO_LARGE, f"a zip of {len(archive.infolist())} files")
    return archive


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The file, unpacked no further than the directory says: ZipFile.read unpacks all there is before it looks."""
    with archive.open(entry) as file:
        return file.read(entry.file_size + 1)


def _obstacle(entry: zipfile.ZipInfo) -> Problem | None:
    if entry.flag_bits & _ENCRYPTED:
        return Problem.PASSWORD
    # Python unpacks the other methods without a limit on memory.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Problem.UNSUPPORTED
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    """Without the UTF-8 flag the name is as the sender's machine writes it: cp874 on a Thai Windows."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        name = decode(name.encode("cp437", "replace"))
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _litter(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what systems put beside the files. ZipInfo.is_dir fails on an empty name."""
    path = entry.orig_filename.lower()
    return path.startswith("__macosx/") or path.endswith(("/", *_LITTER))
