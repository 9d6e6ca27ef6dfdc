"""The shared folder: events only wake, a scan decides.

So files dropped while the daemon was down, moved in as whole folders, or written on another host (no events) are all
found. A file is taken when its size and time have rested; one that nobody has finished writing is left alone.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from intake.arrival import Arrival
from intake.dropped import being_written, inode, move_aside, readable, take, walk
from intake.resting import Resting
from intake.thai import normalise
from registry.model import Origin, Problem, Secrecy

log = logging.getLogger(__name__)


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
        self._max_bytes = max_bytes
        self._standing = standing
        self._resting: Resting[Path] = Resting(inbox, settle)
        self._offered: dict[str, Path] = {}
        self._stuck: dict[Path, str] = {}  # landed, but the file could not be removed

    @property
    def unsettled(self) -> bool:
        """Whether files lie here that will soon be taken; not those that somebody keeps open or locked."""
        return self._resting.unsettled

    def waiting(self) -> Iterator[Arrival]:
        """The files that have rested. Raises OSError where the folder cannot be listed."""
        self._inbox.stat()
        self._resting.begin()
        present = {
            path: (status.st_size, status.st_mtime_ns)
            for path, status in walk(self._inbox)
            if self._stuck.get(path) != self._key(path, status)
        }
        self._resting.saw(present)
        for path in present:
            if self._resting.rested(path) >= 1 and (arrival := self._take(path)):
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
                    log.error("inode %d of the drop folder cannot be removed: %s", inode(path), error.strerror)
                self._stuck[path] = arrival.key
                continue
            self._resting.forget(path)
            self._tidy(path.parent)

    def _remove(self, path: Path, arrival: Arrival) -> None:
        if self._key(path, path.lstat()) != arrival.key:
            return
        if arrival.problem:  # not read, so not kept: the thing itself is moved
            move_aside(path, self._problems / path.name)
        elif not being_written(path):  # opened again since: it is offered anew when it rests
            path.unlink()

    def wait(self, seconds: float) -> None:
        self._resting.wait(seconds)

    def wake(self) -> None:
        self._resting.wake()

    def close(self) -> None:
        self._resting.close()

    def _take(self, path: Path) -> Arrival | None:
        taken = take(path, self._max_bytes, given_up=self._resting.given_up(path))
        return self._arrival(path, taken.status, taken.content, taken.problem) if taken else None

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


def _secrecy(inside: Path) -> Secrecy | None:
    """The class of the folders a file lies in: ลับ, and within it the higher ones; any of them stamps it."""
    named = [normalise(part) for part in inside.parts[:-1]]
    return max((one for one in Secrecy if one in named), key=lambda one: one.rank, default=None)
