"""What a process costs while it is watched."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from tests.system.office import tree_of

_TICK = os.sysconf("SC_CLK_TCK")


class Meter:
    """CPU seconds and the highest memory of a process and all below it, from when it is made until `stop`.

    Memory is the proportional set size: pages that processes share count once. Short-lived processes in between
    count as far as their parent waited for them.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before = _cpu(pid)
        self.peak = _memory(pid)
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()

    def stop(self) -> float:
        """The CPU seconds since the start."""
        self._ended.set()
        self._watch.join()
        return _cpu(self._pid) - self._before

    def _look(self) -> None:
        while not self._ended.wait(0.25):
            self.peak = max(self.peak, _memory(self._pid))


def _cpu(pid: int) -> float:
    """CPU seconds of a process and all below it, with those below it that have ended (proc(5), stat)."""
    ticks = 0
    for each in tree_of(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / _TICK


def _memory(pid: int) -> int:
    """Bytes, each shared page in parts."""
    size = 0
    for each in tree_of(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
            size += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return size
