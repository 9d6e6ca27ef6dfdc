"""A value read from files that people change while we run: read again when one changes, kept as it was while wrong."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from registry.errors import SarabanError

log = logging.getLogger(__name__)

Value = TypeVar("Value")
_Stamp = tuple[tuple[int, int, int] | None, ...]


class Watched(Generic[Value]):
    """The value that `load` reads, as of the last time the files were right; `first` until they are.

    `load` raises SarabanError with what is wrong; that is logged once for every state of the files.
    """

    def __init__(self, files: tuple[Path, ...], load: Callable[[], Value], first: Value) -> None:
        self._files = files
        self._load = load
        self._value = first
        self._stamp: _Stamp | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Value:
        with self._lock:
            # Taken before the reading: a file that changes meanwhile is read once more.
            stamp = tuple(map(_stamp, self._files))
            if stamp != self._stamp:
                self._stamp = stamp
                self._read()
            return self._value

    def _read(self) -> None:
        try:
            self._value = self._load()
        except SarabanError as error:
            for line in str(error).splitlines():
                log.error("%s", line)
            log.error("%s is not used as it stands now; what was read before is kept", self._files[0].name)
        except Exception:  # a fault of ours in reading a list must not end the daemon
            log.exception("%s is not used as it stands now", self._files[0].name)


def _stamp(file: Path) -> tuple[int, int, int] | None:
    """What changes when a file does; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
