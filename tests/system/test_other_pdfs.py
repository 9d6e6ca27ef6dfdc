"""PDFs of other producers, damaged and hostile ones: each ends in time, in a reading or in its word."""

from __future__ import annotations

import resource
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from intake import child as child_module
from intake.child import Child, ChildDied
from intake.hints import Hints
from intake.readers import read_file
from registry.errors import Unreadable
from registry.model import Reading
from tests.made import others

pytestmark = pytest.mark.soak

_SECONDS = 180.0  # as the daemon gives a letter
_LATE = 15.0  # seconds that ending a child may take
_OVER_MEMORY = frozenset({"forms-fanned-out"})  # PDFium aborts where the limit gives it no more


def read_and_weigh(path: Path) -> tuple[Reading, int]:
    """The reading, and the highest memory of this child so far, in bytes."""
    reading = read_file(path, Hints(received=date(2026, 6, 14)))[1]
    return reading, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_no_pdf_stops_the_reader(tmp_path: Path) -> None:
    child = Child(seconds=_SECONDS)
    ends: Counter[str] = Counter()
    died, late, heavy = set(), {}, {}
    for name, content in others.pdfs():
        path = tmp_path / "letter.pdf"
        path.write_bytes(content)
        start = time.monotonic()
        try:
            reading, peak = child.call(read_and_weigh, path)
            assert isinstance(reading, Reading)
            ends["read"] += 1
            if peak > child_module.MEMORY:
                heavy[name] = peak
        except Unreadable as unreadable:
            ends[unreadable.problem] += 1
        except ChildDied:
            died.add(name)
        took = time.monotonic() - start
        if took > _SECONDS + _LATE:
            late[name] = took
    child.close()
    print(dict(ends))
    assert died <= _OVER_MEMORY
    assert not late
    assert not heavy
    assert sum(ends.values()) + len(died) == others.COUNT
