"""Since when each thing in a shared folder has looked as it does: what is still being written must not be taken.

Events only wake; whoever looks says what he saw, and things that look the same at two looks have rested between them.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from intake.watch import Waking

PATIENCE = 10
"""What looks unfinished gets this many times the settle time before it is taken as it is."""

Key = TypeVar("Key", bound=Hashable)


class Resting(Generic[Key]):
    """The things below `top`, each by any key; one has rested when it looked the same for `settle` seconds."""

    def __init__(self, top: Path, settle: float) -> None:
        self._settle = settle
        self._since: dict[Key, tuple[object, float]] = {}
        self._waking = Waking(top, settle)

    @property
    def unsettled(self) -> bool:
        """Whether something lies here that will soon be taken; not what somebody keeps open or locked."""
        return any(not self.given_up(key) for key in self._since)

    def begin(self) -> None:
        """A look begins: what happens from now on wakes the next."""
        self._waking.begin()

    def saw(self, things: Mapping[Key, object]) -> None:
        """All that a look found, each thing with the marks that change when it does."""
        now, before = time.monotonic(), self._since
        self._since = {
            key: before[key] if key in before and before[key][0] == marks else (marks, now)
            for key, marks in things.items()
        }

    def rested(self, key: Key) -> float:
        """How many settle times a thing of the last look has looked as it does."""
        seconds = time.monotonic() - self._since[key][1]
        return seconds / self._settle if self._settle else PATIENCE + 1.0

    def given_up(self, key: Key) -> bool:
        """Whether a thing that looks unfinished has rested long enough to be taken as it is."""
        return self.rested(key) > PATIENCE

    def forget(self, key: Key) -> None:
        """It was taken."""
        self._since.pop(key, None)

    def wait(self, seconds: float) -> None:
        """Until an event, `wake`, the moment an unsettled thing may have rested, or `seconds`."""
        self._waking.wait(seconds, unsettled=self.unsettled)

    def wake(self) -> None:
        self._waking.wake()

    def close(self) -> None:
        self._waking.close()
