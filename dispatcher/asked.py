"""The limits of one mail to a school: those of the settings, and never more than the server says it takes."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, replace

from dispatcher.parts import Limits
from dispatcher.smtp import Server, largest

log = logging.getLogger(__name__)

_ANEW, _SOON = 3600.0, 60.0  # seconds until it is asked again: where it answered, and where it was away


@dataclass(slots=True)
class AskedLimits:
    """`wanted` by the settings. To be called in a thread: now and then it opens a session to ask."""

    server: Server
    wanted: Limits
    _most: int | None = None
    _until: float = 0.0

    def __call__(self) -> Limits:
        if time.monotonic() >= self._until:
            self._ask()
        return self.wanted if self._most is None else replace(self.wanted, bytes=min(self.wanted.bytes, self._most))

    def _ask(self) -> None:
        """What it said stays known while it is away."""
        try:
            self._most = asyncio.run(largest(self.server))
            self._until = time.monotonic() + _ANEW
        except OSError as error:
            log.warning("the server does not say how large a mail may be: %s", error)
            self._until = time.monotonic() + _SOON
