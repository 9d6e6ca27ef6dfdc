"""What comes in, and the seam every door of the office keeps: `Arrival` and `Source`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from registry.model import Origin, Problem, Secrecy


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One thing that came: a dropped file or a mail, with its bytes.

    `key` names this very thing at its source: offered again after a crash it has the same key, so it lands once.
    `problem` is set where the source already knows that it cannot be taken (too large, not a file); `content` is
    then what could be had (a mail's header, or nothing).
    """

    key: str
    origin: Origin
    name: str
    content: bytes
    arrived_at: datetime
    hint: str | None = None  # the drop sub-folder, named for a unit
    problem: Problem | None = None
    secrecy: Secrecy | None = None  # of the drop folder for secret letters


class Source(Protocol):
    """A door. It offers what waits and lets go of it only when told that it is ours."""

    @property
    def unsettled(self) -> bool:
        """Whether something lies at the door that is not ready to be offered yet."""

    def waiting(self) -> Iterator[Arrival]:
        """Everything that waits now, read one by one as asked for. Raises OSError where the door is shut."""

    def let_go(self, arrivals: Sequence[Arrival]) -> None:
        """These are committed: remove the files, move the mails. Done twice it does no harm."""

    def wait(self, seconds: float) -> None:
        """Return when something may have come, when `wake` is called, or after `seconds` at the latest."""

    def wake(self) -> None:
        """End a `wait` from another thread."""

    def close(self) -> None:
        """Give back sockets and threads."""
