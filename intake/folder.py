"""The shared folder: events only wake, a scan decides.

So files dropped while the daemon was down, moved in as whole folders, or written on another host (no events) are all
found. A file is taken when its size and time have rested; one that nobody has finished writing is left alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from intake.arrival import Arrival
from intake.sniff import complete, sniff
from intake.thai import normalise
from intake.watch import Watch
from registry.model import Origin, Problem, Secrecy

log = logging.getLogger(__name__)

PATIENCE = 10
"""A file whose end is missing gets this many times the settle time before it is taken for broken."""

_OURS = {"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r", "$recycle.bin", "system volume information"}
_HALF_DONE = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".lock", ".swp", ".!ut")


def ignored(name: str) -> bool:
    """Whether a name is one that systems, Office and scanners make for themselves."""
    low = name.casefold()
    hidden = low.startswith((".", "~$")) and not low.startswith("..")
    return hidden or low in _OURS or low.endswith(_HALF_DONE)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a scan saw of a file, and since when (monotonic seconds) it has looked so."""

    size: int
    mtime: int
    since: float


class Folder:
    """The drop folder `inbox` as a source of arrivals. `standing` are sub-folders that stay when empty."""

    def __init__(
        self,
        inbox: Path,
        problems: Path,
        *,
        settle: float,
        max_bytes: int,
        standing: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._inbox = inbox
        self._problems = problems
        self._settle = settle
        self._max_bytes = max_bytes
        self._standing = standing
        self._looks: dict[Path, _Look] = {}
        self._offered: dict[str, Path] = {}
        self._stuck: dict[Path, str] = {}  # landed, but the file could not be removed
        self._woken = threading.Event()
        self._observer: Watch | None = None

    @property
    def unsettled(self) -> bool:
        """Whether files lie here that will soon be taken; not those that somebody keeps open or locked."""
        return any(not self._given_up(time.monotonic() - look.since) for look in self._looks.values())

    def waiting(self) -> Iterator[Arrival]:
        """The files that have rested. Raises OSError where the folder cannot be listed."""
        self._inbox.stat()
        self._watch()
        self._woken.clear()
        present = {}
        for path, status in _walk(self._inbox):
            if self._stuck.get(path) != self._key(path, status):
                present[path] = self._look(path, status)
        self._looks = present
        for path, look in list(present.items()):
            rested = time.monotonic() - look.since
            if rested >= self._settle and (arrival := self._take(path, rested)):
                self._offered[arrival.key] = path
                yield arrival

    def let_go(self, arrivals: Sequence[Arrival]) -> None:
        """Remove the taken files, unless the clerk has put another in their place meanwhile."""
        for arrival in arrivals:
            path = self._offered.pop(arrival.key, None)
            if path is None:
                continue
            if arrival.problem and arrival.secrecy:  # what cannot be taken of a secret letter is moved nowhere
                self._stuck[path] = arrival.key
                continue
            try:
                self._remove(path, arrival)
            except FileNotFoundError:
                pass
            except OSError as error:
                if path not in self._stuck:  # said once; it stays, and the others go on
                    # Its name is not for the log: it may be that of a secret letter.
                    log.error("inode %d of the drop folder cannot be removed: %s", _inode(path), error.strerror)
                self._stuck[path] = arrival.key
                continue
            self._looks.pop(path, None)
            self._tidy(path.parent)

    def _remove(self, path: Path, arrival: Arrival) -> None:
        if self._key(path, path.lstat()) != arrival.key:
            return
        if arrival.problem:  # not read, so not kept: the thing itself is moved
            move_aside(path, self._problems / path.name)
        elif not _being_written(path):  # opened again since: it is offered anew when it rests
            path.unlink()

    def wait(self, seconds: float) -> None:
        """Until an event, `wake`, the moment an unsettled file may have rested, or `seconds`."""
        if self.unsettled:
            seconds = min(seconds, max(0.05, self._settle / 4))
        self._woken.wait(seconds)

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        if self._observer is not None:
            self._observer.stop()
            self._observer = None

    def _watch(self) -> None:
        if self._observer is None:
            self._observer = Watch(self._inbox, self._woken)

    def _look(self, path: Path, status: os.stat_result) -> _Look:
        before = self._looks.get(path)
        same = before and (before.size, before.mtime) == (status.st_size, status.st_mtime_ns)
        return before if before and same else _Look(status.st_size, status.st_mtime_ns, time.monotonic())

    def _take(self, path: Path, rested: float) -> Arrival | None:
        """The file as an arrival, or None where it is still being written or has gone."""
        try:
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode):
                return self._arrival(path, status, b"", Problem.NOT_A_FILE)
            if status.st_size > self._max_bytes:
                return self._arrival(path, status, b"", Problem.TOO_LARGE)
            content = read_closed(path)
            if content is None or len(content) != status.st_size or _changed(status, path.lstat()):
                return None
        except FileNotFoundError:
            return None
        except PermissionError:
            return self._arrival(path, status, b"", Problem.FORBIDDEN) if self._given_up(rested) else None
        if not _whole(content) and not self._given_up(rested):
            return None
        return self._arrival(path, status, content, None)

    def _given_up(self, rested: float) -> bool:
        """Whether a file that looks unfinished has rested long enough to be taken as it is."""
        return rested > self._settle * PATIENCE

    def _arrival(self, path: Path, status: os.stat_result, content: bytes, problem: Problem | None) -> Arrival:
        inside = path.relative_to(self._inbox)
        secrecy = _secrecy(inside)
        return Arrival(
            key=self._key(path, status),
            origin=Origin.FOLDER,
            name=readable(str(inside)),
            content=content,
            # The change time is when the file came here; the modification time may be that of a copy's source.
            arrived_at=datetime.fromtimestamp(status.st_ctime, UTC),
            hint=readable(inside.parts[0]) if len(inside.parts) > 1 and not secrecy else None,
            problem=problem,
            secrecy=secrecy,
        )

    def _key(self, path: Path, status: os.stat_result) -> str:
        """The very thing, by its name and marks; as a hash, for the name may be that of a secret letter."""
        inside = readable(str(path.relative_to(self._inbox)))
        marks = f"{inside}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"
        return f"folder:{hashlib.sha256(marks.encode()).hexdigest()}"

    def _tidy(self, folder: Path) -> None:
        """Remove dropped folders that have become empty; those that stand for units and classes stay."""
        while folder != self._inbox and not self._stays(folder):
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent

    def _stays(self, folder: Path) -> bool:
        inside = folder.relative_to(self._inbox).parts
        classes = list(Secrecy)
        return all(part in classes for part in inside) or (len(inside) == 1 and inside[0] in self._standing())


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


def _walk(top: Path) -> Iterator[tuple[Path, os.stat_result]]:
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
            log.warning("cannot look into inode %d below the drop folder: %s", _inode(folder), error.strerror)
        folders += reversed(inner)


def read_closed(path: Path) -> bytes | None:
    """The bytes of a file, or None while somebody has it open for writing."""
    with os.fdopen(_open(path), "rb") as file:
        return None if _leased_out(file.fileno()) else file.read()


def _being_written(path: Path) -> bool:
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


def _secrecy(inside: Path) -> Secrecy | None:
    """The class of the folders a file lies in: ลับ, and within it the higher ones; any of them stamps it."""
    named = [normalise(part) for part in inside.parts[:-1]]
    return max((one for one in Secrecy if one in named), key=lambda one: one.rank, default=None)


def _inode(path: Path) -> int:
    try:
        return path.lstat().st_ino
    except OSError:
        return 0


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino)


def _whole(content: bytes) -> bool:
    return bool(content) and complete(content, sniff(content))
