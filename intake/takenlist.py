"""Files of one letter removed together: what a crash leaves of them is removed later, and taken for no other letter.

A hidden list of them lies beside them from before the first is removed until the last is gone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from intake.dropped import being_written

LIST = ".saraban-taken"

Marks = tuple[int, int, int, int]
"""What changes when a file is another, or is written to."""


def marks(status: os.stat_result) -> Marks:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def remove(folder: Path, files: Mapping[Path, Marks]) -> None:
    """Remove these files in or below a folder, but for those that have changed since. Raises OSError."""
    named = [[str(path.relative_to(folder)), *seen] for path, seen in files.items()]
    with (folder / LIST).open("w", encoding="ascii") as file:
        json.dump(named, file)
        file.flush()
        os.fsync(file.fileno())
    _go_on(folder)


def remove_rest(top: Path) -> Iterator[Path]:
    """Go on where a crash broke off, in the folders down to two below `top`; gives each where there was something."""
    for depth in ("*", "*/*"):
        for found in list(top.glob(f"{depth}/{LIST}")):
            with suppress(OSError):
                _go_on(found.parent)
                yield found.parent


def _go_on(folder: Path) -> None:
    try:
        named = json.loads((folder / LIST).read_text("ascii"))
    except ValueError:
        named = []  # it was not finished, so nothing was removed
    for name, *seen in named:
        path = folder / name
        with suppress(FileNotFoundError):
            if list(marks(path.lstat())) == seen and not being_written(path):
                path.unlink()
    (folder / LIST).unlink()
