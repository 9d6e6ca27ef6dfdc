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
_SLOW = 60.0  # more than this for one file is told
_DIED_OF_LIMIT = ("forms-fanned-out",)


def read_and_weigh(path: Path) -> tuple[Reading, int]:
    """The reading, and the highest memory of this child so far, in bytes."""
    return read_file(path, Hints(received=date(2026, 6, 14)))[1], peak()


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_no_pdf_stops_the_reader(tmp_path: Path) -> None:
    child = Child(seconds=_SECONDS)
    ends: Counter[str] = Counter()
    wrong: list[str] = []
    for name, content in others.pdfs():
        path = tmp_path / "letter.pdf"
        path.write_bytes(content)
        start = time.monotonic()
        try:
            reading, used = child.call(read_and_weigh, path)
            assert isinstance(reading, Reading)
            ends["read"] += 1
            if used > child_module.MEMORY:
                wrong.append(f"{name}: {used / 1e6:.0f} MB")
        except Unreadable as unreadable:
            ends[unreadable.problem] += 1
        except ChildDied as died:
            wrong.append(f"{name}: {died!r}")
        took = time.monotonic() - start
        if took > _SLOW:
            print(f"{name}: {took:.0f} s")
    child.close()
    print(ends)
    assert not wrong
    assert sum(ends.values()) == others.COUNT
