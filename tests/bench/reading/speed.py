"""One worker against two, and the first page alone, on files of the set."""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import mean
from typing import Any

from rich.table import Table

from tests.bench.reading import work

_SCANS, _BORN = 12, 24


def table(folder: Path, truths: list[dict[str, Any]]) -> Table:
    """CPU of letters of one page, each worker warm; wall time of one worker and of two on the same scans."""
    one_page = [truth for truth in truths if truth["pages"] == 1 and truth["kind"] != "other"]
    born = [truth for truth in one_page if truth["text_quality"] == "good"][:_BORN]
    scans = [truth for truth in one_page if truth["level"]][:_SCANS]
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    shown = Table(title=f"(f) First page, workers warm ({load})")
    for name in ("measured", "value", "limit"):
        shown.add_column(name, justify="left" if name == "measured" else "right")
    for name, chosen, limit in (("born digital, sound layer: CPU s", born, "≤ 0.06"), ("scan: CPU s", scans, "≤ 2")):
        if chosen:
            timed = _read(folder, chosen, 1)[1]
            shown.add_row(f"{name} (mean of {len(chosen)})", f"{mean(one.cpu for one in timed):.3f}", limit)
            shown.add_row("  highest memory of the worker, MB", f"{max(one.peak for one in timed) / 1e6:.0f}", "≤ 250")
    if scans:
        alone, both = (_read(folder, scans * 2, workers)[0] for workers in (1, 2))
        shown.add_row(f"two workers against one ({2 * len(scans)} scans)", f"{alone / both:.2f}", "≥ 1.8")
    return shown


def _read(folder: Path, truths: list[dict[str, Any]], workers: int) -> tuple[float, list[work.Timed]]:
    """Wall seconds and what each file took, after one file a worker to warm up."""
    calls = [(work.read, folder / truth["file"], truth["received"]) for truth in truths]
    ends: list[float] = []
    timed = work.in_children(calls[:1] * workers + calls, workers, lambda _: ends.append(time.monotonic()))[workers:]
    return ends[-1] - ends[workers - 1], timed
