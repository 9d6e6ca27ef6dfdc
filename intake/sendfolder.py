"""The folder of letters to be sent, as a source of arrivals: each parcel in it is one, packed as a ZIP.

A parcel is taken when all that belongs to it has rested and is whole; people copy the files of a folder one after
another, so a folder must rest longer. The folders of the office's groups stand ready. What names nobody, what is empty
and what is too large is put before the clerk.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from os import stat_result
from pathlib import Path

from intake.arrival import Arrival
from intake.dropped import ignored, inode, move_aside, readable, take, walk
from intake.parcels import Parcel, parcels
from intake.resting import Resting
from intake.takenlist import marks, remove, remove_rest
from intake.zipped import packed
from registry.model import Origin, Problem

log = logging.getLogger(__name__)

MOST_FILES = 60
"""Files of one letter."""

FOLDER_RESTS = 5
"""How many settle times a folder must rest."""

LINGERS = 300
"""How many settle times something may lie here that is no letter yet: an empty folder, a file for nobody."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A parcel as a look found it: its members, or the empty folder, with what the system says of them."""

    parcel: Parcel
    found: Mapping[Path, stat_result]

    @property
    def key(self) -> str:
        """The very thing; as a hash, for its name may be that of a secret letter."""
        said = [(str(path), marks(status)) for path, status in sorted(self.found.items())]
        return f"send:{hashlib.sha256(readable(f'{self.parcel.place}:{said}').encode()).hexdigest()}"

    @property
    def rests(self) -> int:
        """How many settle times it must have rested."""
        if not (self.parcel.to and self.parcel.files):
            return LINGERS
        return FOLDER_RESTS if self.parcel.is_folder else 1

    def against(self, max_bytes: int) -> Problem | None:
        """Why it is not taken, be it whole."""
        if not self.parcel.to:
            return Problem.NO_RECIPIENTS
        if not self.parcel.files:
            return Problem.NO_FILES
        if len(self.parcel.files) > MOST_FILES:
            return Problem.TOO_MANY
        return Problem.TOO_LARGE if sum(each.st_size for each in self.found.values()) > max_bytes else None


class SendFolder:
    """The folder `folder`; `standing` are those for groups in it, made here and kept while they are empty.

    While no group stands, as with a list of schools that cannot be read, no folder for recipients counts as empty.
    """

    def __init__(
        self, folder: Path, problems: Path, *, settle: float, max_bytes: int, standing: Callable[[], frozenset[str]]
    ) -> None:
        self._folder = folder
        self._problems = problems
        self._max_bytes = max_bytes
        self._standing = standing
        self._stood: frozenset[str] = frozenset()
        self._resting: Resting[Path] = Resting(folder, settle)
        self._offered: dict[str, _Seen] = {}
        self._stuck: dict[Path, str] = {}  # landed, but could not be removed

    @property
    def unsettled(self) -> bool:
        return self._resting.unsettled

    def waiting(self) -> Iterator[Arrival]:
        """The parcels that have rested. Raises OSError where the folder cannot be listed."""
        self._folder.stat()
        self._resting.begin()
        self._stand_ready()
        for emptied in remove_rest(self._folder):
            self._tidy(emptied)
        seen = {each.parcel.place: each for each in self._look() if self._stuck.get(each.parcel.place) != each.key}
        self._resting.saw({place: each.key for place, each in seen.items()})
        for place, each in seen.items():
            if self._resting.rested(place) >= each.rests and (arrival := self._take(each)):
                self._offered[arrival.key] = each
                yield arrival

    def let_go(self, arrivals: Sequence[Arrival]) -> None:
        """Remove the taken files, unless they have changed meanwhile."""
        for arrival in arrivals:
            seen = self._offered.pop(arrival.key, None)
            if seen is None:
                continue
            place = self._folder / seen.parcel.place
            try:
                self._move(seen) if arrival.problem else self._remove(seen)
            except OSError as error:
                # Its name is not for the log: it may be that of a secret letter.
                log.error("inode %d below the folder to send cannot be removed: %s", inode(place), error.strerror)
                self._stuck[seen.parcel.place] = arrival.key
                continue
            self._resting.forget(seen.parcel.place)
            self._tidy(place)

    def wait(self, seconds: float) -> None:
        self._resting.wait(seconds)

    def wake(self) -> None:
        self._resting.wake()

    def close(self) -> None:
        self._resting.close()

    def _look(self) -> Iterator[_Seen]:
        found = {path.relative_to(self._folder): status for path, status in walk(self._folder)}
        for parcel in parcels(found):
            yield _Seen(parcel, {member: found[member] for member in parcel.members})
        for path in self._empty():
            with suppress(FileNotFoundError):
                place = path.relative_to(self._folder)
                yield _Seen(Parcel(to=place.parts[0], place=place), {place: path.lstat()})

    def _empty(self) -> Iterator[Path]:
        """Folders for a letter with nothing in them, and folders for recipients that were made and not used."""
        standing = self._standing()
        for to in _folders(self._folder):
            inner = _folders(to)
            yield from (each for each in inner if all(below.is_dir() for below in each.rglob("*")))
            if standing and to.name not in standing and not any(to.iterdir()):
                yield to

    def _take(self, seen: _Seen) -> Arrival | None:
        """The parcel as an arrival, or None where something of it is still being written or has gone."""
        if problem := seen.against(self._max_bytes):
            return self._arrival(seen, b"", problem)
        given_up = self._resting.given_up(seen.parcel.place)
        files = []
        for path, status in seen.found.items():
            taken = take(self._folder / path, self._max_bytes, given_up=given_up)
            if taken is None or marks(taken.status) != marks(status):
                return None
            if taken.problem:
                return self._arrival(seen, b"", taken.problem)
            files.append((readable(seen.parcel.called(path)), taken.content))
        if seen.parcel.is_folder and len(list(walk(self._folder / seen.parcel.place))) != len(files):
            return None  # another has come while these were read
        return self._arrival(seen, packed(files), None)

    def _arrival(self, seen: _Seen, content: bytes, problem: Problem | None) -> Arrival:
        return Arrival(
            key=seen.key,
            origin=Origin.SEND,
            name=readable(str(seen.parcel.place)),
            content=content,
            # The change time is when a file came here; the modification time may be that of a copy's source.
            arrived_at=datetime.fromtimestamp(max(each.st_ctime for each in seen.found.values()), UTC),
            hint=readable(seen.parcel.to) or None,
            problem=problem,
        )

    def _remove(self, seen: _Seen) -> None:
        place = self._folder / seen.parcel.place
        files = {self._folder / path: marks(status) for path, status in seen.found.items()}
        remove(place if seen.parcel.is_folder else place.parent, files)

    def _move(self, seen: _Seen) -> None:
        """Move what was not taken aside, as it is: a folder with all that is in it."""
        places = [seen.parcel.place] if seen.parcel.is_folder else seen.parcel.members
        for path in places:
            with suppress(FileNotFoundError):
                move_aside(self._folder / path, self._problems / path.name)

    def _stand_ready(self) -> None:
        """Make the folders of the groups; those of groups that are no more go, where they are empty."""
        standing = self._standing()
        for name in sorted(standing):
            with suppress(FileExistsError):  # a file of that name, which will be told of
                (self._folder / name).mkdir(exist_ok=True)
        for name in self._stood - standing:
            with suppress(OSError):
                (self._folder / name).rmdir()
        self._stood = standing

    def _tidy(self, place: Path) -> None:
        """Remove what has become empty, down to the folder for its recipients; those of groups stay."""
        inner = sorted((each for each in place.rglob("*") if each.is_dir()), reverse=True) if place.is_dir() else []
        for folder in (*inner, place, place.parent):
            if folder.is_dir() and folder != self._folder and not self._stays(folder):
                with suppress(OSError):
                    folder.rmdir()

    def _stays(self, folder: Path) -> bool:
        return folder.parent == self._folder and folder.name in self._standing()


def _folders(folder: Path) -> list[Path]:
    try:
        inner = [each for each in sorted(folder.iterdir()) if not ignored(each.name)]
        return [each for each in inner if each.is_dir() and not each.is_symlink()]
    except OSError:  # `walk` has said it
        return []
