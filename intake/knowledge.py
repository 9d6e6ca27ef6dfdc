"""What the register knows of this office's correspondents, at hand for every letter that is read."""

from __future__ import annotations

import time

from registry.model import Correspondent
from registry.store import Registry

_FRESH = 60.0  # seconds


class Knowledge:
    """The correspondents, asked for at most once a minute."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._known: tuple[Correspondent, ...] = ()
        self._asked: float | None = None

    def correspondents(self) -> tuple[Correspondent, ...]:
        now = time.monotonic()
        if self._asked is None or now - self._asked > _FRESH:
            with self._registry.begin() as tx:
                self._known = tx.entries.correspondents()
            self._asked = now
        return self._known
