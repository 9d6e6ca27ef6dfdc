"""Originals: every file as it came, kept unaltered under its SHA-256.

A file is written under a temporary name, synced, renamed, and its folder synced, before anyone is told that it is
kept. A file that is there is whole; what a crash leaves behind has a temporary name, and is swept later.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_YOUNG = 3600.0  # seconds


class Originals:
    """The store of originals below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        # Waiting for the disk, not computing: several syncs at once share one journal write.
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="originals")

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def size(self, sha256: str) -> int:
        """Bytes of it. Raises OSError where it is gone."""
        return self.path(sha256).stat().st_size

    def keep(self, contents: Sequence[bytes]) -> list[str]:
        """Keep each content; returns their SHA-256 when all of them are safe on the disk."""
        names = [hashlib.sha256(content).hexdigest() for content in contents]
        self.put(dict(zip(names, contents, strict=True)))
        return names

    def put(self, named: Mapping[str, bytes | bytearray]) -> None:
        """Keep each content under the name it has here, unless it lies there."""
        fresh = {name: content for name, content in named.items() if not self.path(name).exists()}
        folders = {self.path(name).parent for name in named}
        made = [folder for folder in folders if not folder.exists()]
        for folder in made:
            folder.mkdir(exist_ok=True)
        list(self._pool.map(self._write, fresh.items()))
        # Also where the file was there already: whoever renamed it may not have synced the folder yet.
        list(self._pool.map(_sync_folder, [*folders, *([self.root] if made else [])]))

    def remove(self, sha256: str) -> None:
        """Remove what has turned out not to belong here; done again it does no harm."""
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_folder(path.parent)

    def sweep(self) -> None:
        """Remove what a crash left half written; what is young may be another machine's, at work."""
        for leftover in self.root.glob("*/.new-*"):
            if leftover.stat().st_mtime < time.time() - _YOUNG:
                leftover.unlink(missing_ok=True)

    def close(self) -> None:
        self._pool.shutdown()

    def _write(self, named: tuple[str, bytes | bytearray]) -> None:
        name, content = named
        path = self.path(name)
        new = path.with_name(f".new-{os.getpid()}-{threading.get_ident()}-{name[:16]}")
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o440)
            os.fsync(file.fileno())
        new.rename(path)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
