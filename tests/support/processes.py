"""What a process knows of itself, asked from inside a child."""

from __future__ import annotations

from pathlib import Path


def peak_memory() -> int:
    """The most bytes this process has held in memory since it began its program (proc(5): VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
