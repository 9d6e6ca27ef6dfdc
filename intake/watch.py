"""Being woken when something changes in a folder; what has changed, whoever was woken looks for himself."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

log = logging.getLogger(__name__)


class Watch(FileSystemEventHandler):
    """watchdog's thread: it does nothing but wake."""

    def __init__(self, folder: Path, woken: threading.Event) -> None:
        self._woken = woken
        self._observer = Observer()
        try:
            self._observer.schedule(self, str(folder), recursive=True)
            self._observer.start()
        except OSError as error:  # too many watches, or a file system without events: the interval must do
            log.warning("no events from %s (%s); looking at intervals", folder, error)

    def on_any_event(self, event: FileSystemEvent) -> None:
        # Our own reading opens and closes files; only what changes the folder is news.
        if event.event_type in ("created", "modified", "moved", "closed"):
            self._woken.set()

    def stop(self) -> None:
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()


class Waking:
    """Waiting for something to change below `top`: until an event, a wake, or the time is over."""

    def __init__(self, top: Path, settle: float) -> None:
        self._top = top
        self._settle = settle
        self._woken = threading.Event()
        self._watch: Watch | None = None

    def begin(self) -> None:
        """A look begins: what happens from now on wakes the next."""
        if self._watch is None:
            self._watch = Watch(self._top, self._woken)
        self._woken.clear()

    def wait(self, seconds: float, *, unsettled: bool) -> None:
        """Until an event, `wake`, the moment something `unsettled` may have rested, or `seconds`."""
        if unsettled:
            seconds = min(seconds, max(0.05, self._settle / 4))
        self._woken.wait(seconds)

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
