"""What runs in the reading children of the bench, timed there; and many files given to several of them."""

from __future__ import annotations

import resource
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from intake.child import Child, ChildDied
from intake.hints import Hints
from intake.pages import open_document
from intake.readers import read_file
from registry.errors import Unreadable
from registry.model import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """What came of one file. `cpu`: seconds, of the child and what it started; `peak`: bytes resident."""

    value: Any
    error: str = ""
    cpu: float = 0.0
    peak: int = 0


def read(path: Path, received: str | None) -> Timed:
    """Our own reading of a file, as a dropped one is read."""
    known = Hints(received=date.fromisoformat(received) if received else None)
    return timed(lambda: read_file(path, known)[1])


def read_with(path: Path, received: str | None, models: Path) -> Timed:
    """Our own reading with another Thai model: `models` holds a `tha.traineddata`. For a child that does only this."""
    plain: Any = open_document
    plain.__wrapped__.__kwdefaults__["models"] = models
    return read(path, received)


def timed(work: Callable[[], Any]) -> Timed:
    before = _cpu()
    try:
        value, error = work(), ""
    except Unreadable as unreadable:
        value, error = None, f"{unreadable.problem}: {unreadable.detail}"
    return Timed(value=value, error=error, cpu=_cpu() - before, peak=_peak())


def _peak() -> int:
    """Bytes of memory this process has had at most. Not `ru_maxrss`: that is handed down by the parent (Linux)."""
    status = Path("/proc/self/status").read_text("ascii")
    return 1024 * int(next(row for row in status.splitlines() if row.startswith("VmHWM")).split()[1])


def in_children(
    calls: Sequence[tuple[Any, ...]], workers: int, told: Callable[[int], None] = lambda _: None
) -> list[Timed]:
    """Each call (a module-level function and its arguments) in one of several children, in order of the calls."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(len(calls)):
        waiting.put(number)
    done: dict[int, Timed] = {}

    def serve() -> None:
        child = Child()
        while True:
            try:
                number = waiting.get_nowait()
            except Empty:
                child.close()
                return
            done[number] = _call(child, calls[number])
            told(len(done))

    threads = [threading.Thread(target=serve) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [done[number] for number in range(len(calls))]


def nothing() -> Reading:
    """What a file that could not be read says."""
    return Reading()


def _call(child: Child, call: tuple[Any, ...]) -> Timed:
    try:
        answer: Timed = child.call(*call)
    except (Unreadable, ChildDied) as error:
        return Timed(value=None, error=f"{type(error).__name__}: {error}")
    return answer


def _cpu() -> float:
    used: Iterable[resource.struct_rusage] = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
