"""The folder of checks: a note and a picture for each entry that is not sure, and the clerk's answer taken from it.

Like the drop folder: events only wake, a look decides. What stands in the folder follows from the register, so a look
can be done again after a crash: an answer that was carried out changes nothing the second time, and note and picture
go when nothing is left to ask. A deleted note means nothing; a note that is not understood stays, and says why.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.checknote import Shown, note, number_of, stem, text_of, typed_in
from intake.checks import Fault, Trouble
from intake.corrections import understand
from intake.dropped import ignored, read_closed
from intake.resting import PATIENCE
from intake.shelf import Shelf
from intake.watch import Waking
from registry.corrections import Came
from registry.errors import AlreadyStruck, NoSuchEntry
from registry.filing import put
from registry.model import Book, Letter, Reading
from registry.store import DatabaseTrouble, Registry, Tx

log = logging.getLogger(__name__)

_LARGEST = 200_000  # bytes: no note is that long


Key = tuple[int, int, int]
"""Number, insert and year of an entry of the incoming book."""


@dataclass(slots=True)
class _Seen:
    """A note as it was last looked at, and what became of it."""

    size: int
    mtime: int
    since: float  # monotonic seconds
    done: bool = False
    letter: Letter | None = None  # the entry it agrees with, once done; None: it is none of ours
    gone: bool = False  # carried out, and only to be removed


class CheckFolder:
    """The folder `folder`; a note must have rested for `settle` seconds before it is read."""

    def __init__(self, folder: Path, registry: Registry, shelf: Shelf, zone: ZoneInfo, settle: float) -> None:
        self._folder = folder
        self._registry = registry
        self._shelf = shelf
        self._zone = zone
        self._settle = settle
        self._who = f"โฟลเดอร์ {folder.name}"
        self._seen: dict[Path, _Seen] = {}
        self._stuck: set[Path] = set()
        self._waking = Waking(folder, settle)

    @property
    def unsettled(self) -> bool:
        """Whether a note was saved that will soon be taken; not one that somebody keeps open."""
        now, patience = time.monotonic(), self._settle * PATIENCE
        return any(not seen.done and now - seen.since <= patience for seen in self._seen.values())

    def show(self, letter: Letter, reading: Reading, picture: bytes | None) -> None:
        """Put note and picture of an entry here, unless they lie here: she may have typed already. Raises OSError."""
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{stem(letter, reading)}.txt"
        if self._is_anothers(path, letter):
            path = path.with_name(f"{path.stem} ({letter.year}).txt")
        if picture and not path.with_suffix(".png").exists():
            put(path.with_suffix(".png"), picture)
        if not path.exists():
            with self._registry.begin() as tx:
                shown = _shown(tx, letter)
            put(path, note(shown))

    def look(self) -> int:
        """Take the answers that have rested; returns how many files were changed by it. Raises OSError."""
        self._folder.mkdir(exist_ok=True)
        self._waking.begin()
        self._seen = {path: self._look_at(path) for path in sorted(self._folder.glob("*.txt")) if _is_note(path)}
        alone = [path for path in self._folder.glob("*.png") if path.with_suffix(".txt") not in self._seen]
        if not self._seen and not alone:
            return 0
        with self._registry.begin() as tx:
            standing = {_key(letter): letter for letter in tx.entries.under_review()}
        changed = sum(self._deal_with(path, seen, standing) for path, seen in list(self._seen.items()))
        return changed + sum(self._remove(path) for path in alone if self._is_checked(path))

    def wait(self, seconds: float) -> None:
        """Until an event, `wake`, the moment a note may have rested, or `seconds`."""
        self._waking.wait(seconds, unsettled=self.unsettled)

    def wake(self) -> None:
        self._waking.wake()

    def close(self) -> None:
        self._waking.close()

    def _look_at(self, path: Path) -> _Seen:
        status, before = path.lstat(), self._seen.get(path)
        if before and (before.size, before.mtime) == (status.st_size, status.st_mtime_ns):
            return before
        return _Seen(status.st_size, status.st_mtime_ns, time.monotonic())

    def _deal_with(self, path: Path, seen: _Seen, standing: Mapping[Key, Letter]) -> bool:
        """Bring a note and its entry together; whether a file was changed."""
        if seen.gone:
            return self._clear(path)
        if seen.done and (seen.letter is None or standing.get(_key(seen.letter)) == seen.letter):
            return False
        if not seen.done and time.monotonic() - seen.since < self._settle:
            return False
        try:
            content = read_closed(path)
            if content is None or len(content) != seen.size:
                return False
            return self._agree(path, seen, text_of(content))
        except FileNotFoundError:
            return False
        except OSError as error:
            self._say_once(path, error)
        except DatabaseTrouble:
            raise
        except Exception:  # a fault of ours in one note must not keep the others waiting
            log.exception("%s is left alone until it is saved again", path)
            seen.done, seen.letter = True, None
        return False

    def _agree(self, path: Path, seen: _Seen, text: str) -> bool:
        shown = self._entry(path, text)
        if shown is None:
            seen.done = True
            return False
        typed = typed_in(text, shown)
        faults: tuple[Fault, ...] = ()
        if typed:
            shown, faults = self._carry_out(shown, typed)
        seen.done, seen.letter = True, shown.letter
        if self._look_at(path) is not seen:  # saved again meanwhile
            return False
        if not faults and not shown.letter.needs_review:
            seen.gone = True
            return self._clear(path)
        wanted = note(shown, faults, typed if faults else ())
        if text == wanted:
            return False
        put(path, wanted)
        status = path.lstat()
        self._seen[path] = replace(seen, size=status.st_size, mtime=status.st_mtime_ns)
        return True

    def _carry_out(self, shown: Shown, typed: list[str]) -> tuple[Shown, tuple[Fault, ...]]:
        """The entry as it stands afterwards; or as before, with what was not understood."""
        letter = shown.letter
        received = (letter.received_at or letter.registered_at).astimezone(self._zone).date()
        said = understand("\n".join(typed), received, asked=True)
        if said.faults:
            return shown, said.faults
        with self._registry.begin(self._who) as tx:
            tx.entries.hold(letter.book)
            try:
                done = tx.corrections.correct(letter, said.values, confirmed=said.confirmed, came=Came.FOLDER)
            except AlreadyStruck:
                return shown, (Fault(Trouble.STRUCK, "", ""),)
            after, kept = _shown(tx, done.letter), tx.entries.files(done.letter)
        log.info("%s/%d checked in the folder: %s", letter.label, letter.year, ", ".join(done.changed) or "right")
        self._shelf.rename_letter(after.letter, kept)
        return after, ()

    def _entry(self, path: Path, text: str) -> Shown | None:
        """The entry a note is about, by its first line, else by its name."""
        numbered = number_of(text)
        with self._registry.begin() as tx:
            if numbered:
                return _find(tx, numbered)
            shown = (_shown(tx, letter) for letter in tx.entries.under_review())
            return next((one for one in shown if stem(one.letter, one.reading) == path.stem), None)

    def _is_checked(self, picture: Path) -> bool:
        """Whether a picture without a note is ours and nobody need look at it any more."""
        named = re.match(r"(\d+)(?:-(\d+))? ", picture.stem)
        if named is None:
            return False
        with self._registry.begin() as tx:
            years = (tx.entries.year, tx.entries.year - 1)
            found = [_find(tx, (int(named[1]), int(named[2] or 0), year)) for year in years]
        return any(one and not one.letter.needs_review and picture.stem in _stems(one) for one in found)

    def _is_anothers(self, path: Path, letter: Letter) -> bool:
        """Whether the note under this name is about another entry: of the same number and subject, of last year."""
        try:
            numbered = number_of(text_of(path.read_bytes()))
        except OSError:
            return False
        return numbered is not None and numbered != _key(letter)

    def _clear(self, path: Path) -> bool:
        picture = path.with_suffix(".png")
        return self._remove(path) | (picture.exists() and self._remove(picture))

    def _remove(self, path: Path) -> bool:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:  # open on another machine: tried again at every look
            self._say_once(path, error)
            return False
        self._seen.pop(path, None)
        self._stuck.discard(path)
        return True

    def _say_once(self, path: Path, error: OSError) -> None:
        if path not in self._stuck:
            log.warning("%s: %s", path, error.strerror)
        self._stuck.add(path)


def _is_note(path: Path) -> bool:
    return not ignored(path.name) and path.is_file() and not path.is_symlink() and path.lstat().st_size <= _LARGEST


def _key(letter: Letter) -> Key:
    return letter.number, letter.insert, letter.year


def _find(tx: Tx, key: Key) -> Shown | None:
    try:
        return _shown(tx, tx.entries.get(Book.IN, key[2], key[0], key[1]))
    except NoSuchEntry:
        return None


def _shown(tx: Tx, letter: Letter) -> Shown:
    return Shown(letter=letter, reading=tx.readings.of(letter), settled=tx.corrections.settled(letter))


def _stems(shown: Shown) -> tuple[str, str]:
    named = stem(shown.letter, shown.reading)
    return named, f"{named} ({shown.letter.year})"
