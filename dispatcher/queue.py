"""The mails to schools that are due, a few at a time: an urgent letter overtakes those that only wait."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence

from dispatcher.schoolmails import Ready

AT_ONCE = 16
_LOOK = 0.5  # seconds between looks whether we are to end, while the pace has us wait


class Pace:
    """Not more than `a_minute` messages a minute, evenly; 0: as fast as it goes."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._next = 0.0

    async def keep(self, ending: Callable[[], bool]) -> bool:
        """Wait until one more may go; False where we are to end."""
        while not ending():
            wait = self._next - time.monotonic()
            if self.a_minute == 0 or wait <= 0:
                self._next = max(self._next, time.monotonic()) + 60 / self.a_minute if self.a_minute else 0.0
                return True
            await asyncio.sleep(min(wait, _LOOK))
        return False


class Queue:
    """What several sessions take from in turn. `claim` gives up to so many that are ready, none where none is due."""

    def __init__(self, claim: Callable[[int], Sequence[Ready]], pace: Pace, ending: Callable[[], bool]) -> None:
        self._claim, self._pace, self._ending = claim, pace, ending
        self._ready: deque[Ready] = deque()
        self._lock = asyncio.Lock()

    async def fill(self) -> int:
        """Claim more; returns how many are there."""
        # Not more than a minute's worth: what is claimed must go within its lease.
        limit = min(AT_ONCE, self._pace.a_minute or AT_ONCE)
        self._ready.extend(await asyncio.to_thread(self._claim, limit))
        return len(self._ready)

    async def next(self) -> Ready | None:
        """The next that may go; None where none is due, or we are to end."""
        async with self._lock:
            if not (self._ready or (not self._ending() and await self.fill())):
                return None
            return self._ready.popleft() if await self._pace.keep(self._ending) else None

    def left(self) -> list[Ready]:
        """What was claimed and not taken."""
        left = list(self._ready)
        self._ready.clear()
        return left
