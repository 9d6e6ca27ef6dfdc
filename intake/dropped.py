"""Files as people, scanners and other systems leave them in a shared folder: which count, and whether one is whole."""

from __future__ import annotations

import fcntl
import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from intake.sniff import complete, sniff
from registry.model import Problem

log = logging.getLogger(__name__)

_OURS = {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r", "$recycle.bin", "system volume information"}
_HALF_DONE = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".lock", ".swp", ".!ut")


def ignored(name: str) -> bool:
    """Whether a name is one that systems, Office and scanners make for themselves."""
    low = name.casefold()
    hidden = low.startswith((".", "~$")) and not low.startswith("..")
    return hidden or low in _OURS or low.endswith(_HALF_DONE)


def readable(name: str) -> str:
    """A file name as text a database takes: undecodable bytes and control characters shown, not kept."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() or char == " " else " " for char in text)


def move_aside(path: Path, target: Path) -> None:
    """Move a file where nothing of that name lies yet."""
    # With the number the name must still fit in 255 bytes.
    stem, ending = (os.fsencode(part)[:200].decode("utf-8", "ignore") for part in (target.stem, target.suffix[:20]))
    count = 1
    free = target
    while os.path.lexists(free):
        count += 1
        free = target.with_name(f"{stem} ({count}){ending}")
    path.rename(free)


def walk(top: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a folder that is not a folder or ignored, in the order of names.

    What cannot be looked at (no right, gone, a path longer than the system takes) is passed over: it must not keep
    the rest waiting. A list and not recursion, because somebody can nest folders deeper than Python's stack.
    """
    folders = [top]
    while folders:
        folder = folders.pop()
        inner = []
        try:
            for entry in sorted(os.scandir(folder), key=lambda each: each.name):
                if ignored(entry.name):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.append(Path(entry.path))
                else:
                    yield Path(entry.path), entry.stat(follow_symlinks=False)
        except OSError as error:
            log.warning("cannot look into inode %d below the drop folder: %s", inode(folder), error.strerror)
        folders += reversed(inner)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file as it was taken; `problem`: why it could not be, and then there are no bytes."""

    status: os.stat_result
    content: bytes = b""
    problem: Problem | None = None


def take(path: Path, max_bytes: int, *, given_up: bool) -> Taken | None:
    """The file, or None where it is still being written or has gone.

    `given_up`: it has looked unfinished, or was forbidden, for so long that it is taken as it is.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return Taken(status, problem=Problem.NOT_A_FILE)
        if status.st_size > max_bytes:
            return Taken(status, problem=Problem.TOO_LARGE)
        content = read_closed(path)
        if content is None or len(content) != status.st_size or _changed(status, path.lstat()):
            return None
    except FileNotFoundError:
        return None
    except PermissionError:
        return Taken(status, problem=Problem.FORBIDDEN) if given_up else None
    return Taken(status, content) if given_up or _whole(content) else None


def read_closed(path: Path) -> bytes | None:
    """The bytes of a file, or None while somebody has it open for writing."""
    with os.fdopen(_open(path), "rb") as file:
        return None if _leased_out(file.fileno()) else file.read()


def being_written(path: Path) -> bool:
    with os.fdopen(_open(path), "rb") as file:
        return _leased_out(file.fileno())


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


def _leased_out(descriptor: int) -> bool:
    """Whether somebody has the file open for writing.

    A read lease is given only where nobody has (fcntl(2)); Samba, on this machine, holds a file open for as long as
    the clerk's copy runs.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        pass  # no leases on this file system, or the file is another user's: size and time must do
    return False


def inode(path: Path) -> int:
    try:
        return path.lstat().st_ino
    except OSError:
        return 0


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino)


def _whole(content: bytes) -> bool:
    return bool(content) and complete(content, sniff(content))
