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
    """What several sessions take from in turn. `claim` gives up to so many that are ready, none where none is due; it
    is called while they are busy with what is left of the last ones."""

    def __init__(self, claim: Callable[[int], Sequence[Ready]], pace: Pace, ending: Callable[[], bool]) -> None:
        self._claim, self._pace, self._ending = claim, pace, ending
        self._ready: deque[Ready] = deque()
        self._dry = False
        self._filling: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    async def fill(self) -> int:
        """Claim more; returns how many are there. Raises DatabaseTrouble."""
        self._begin_filling()
        await self._filled()
        return len(self._ready)

    async def next(self) -> Ready | None:
        """The next that may go; None where none is due, or we are to end. Raises DatabaseTrouble."""
        async with self._lock:
            if self._filling is not None and (self._filling.done() or not self._ready):
                await self._filled()
            if len(self._ready) <= AT_ONCE // 2 and not (self._dry or self._ending()):
                self._begin_filling()
                if not self._ready:
                    await self._filled()
            if not self._ready:
                return None
            return self._ready.popleft() if await self._pace.keep(self._ending) else None

    async def left(self) -> list[Ready]:
        """What was claimed and not taken, when nobody takes any more. Raises DatabaseTrouble."""
        await self._filled()
        left = list(self._ready)
        self._ready.clear()
        return left

    def _begin_filling(self) -> None:
        if self._filling is None:
            self._filling = asyncio.create_task(self._fill())

    async def _filled(self) -> None:
        filling, self._filling = self._filling, None
        if filling is not None:
            await filling

    async def _fill(self) -> None:
        # Not more than a minute's worth: what is claimed must go within its lease.
        limit = min(AT_ONCE, self._pace.a_minute or AT_ONCE)
        claimed = await asyncio.to_thread(self._claim, limit)
        self._dry = not claimed
        self._ready.extend(claimed)
