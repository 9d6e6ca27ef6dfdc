"""Originals of secret letters: each sealed in a folder of its own beside the others, and never whole on a disk again.

Who must read one is lent it in memory: an anonymous file that has no name and is gone with who holds it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from registry.originals import Originals
from registry.sealing import BrokenSeal, Sealer


class Vault:
    """The sealed originals below `root`."""

    def __init__(self, root: Path, sealer: Sealer) -> None:
        self.sealer = sealer
        self._kept = Originals(root)

    def path(self, name: str) -> Path:
        return self._kept.path(name)

    def holds(self, name: str) -> bool:
        return self.path(name).exists()

    def keep(self, contents: Sequence[bytes]) -> list[str]:
        """Keep each content sealed; returns their names when all of them are safe on the disk."""
        names = []
        for content in contents:  # one by one: sealing takes as much memory again
            name, sealed = self.sealer.seal(content)
            self._kept.put({name: sealed})
            names.append(name)
        return names

    def write(self, name: str, out: BinaryIO) -> None:
        """Open an original into a file. Raises BrokenSeal, OSError."""
        with self.path(name).open("rb") as file:
            try:
                for chunk in self.sealer.opened(file):
                    out.write(chunk)
            except BrokenSeal as error:
                raise BrokenSeal(f"{self.path(name)}: {error}. Restore it, or the key, from the backup.") from error

    @contextmanager
    def lent(self, name: str) -> Iterator[Path]:
        """A path under which this process and its children can read an original. Raises BrokenSeal, OSError."""
        with os.fdopen(os.memfd_create("saraban", os.MFD_CLOEXEC), "w+b") as file:
            self.write(name, file)
            file.flush()
            yield Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")

    def read(self, name: str) -> bytes:
        """The bytes of an original. Raises BrokenSeal, OSError."""
        with self.lent(name) as path:
            return path.read_bytes()

    def sweep(self) -> None:
        self._kept.sweep()

    def close(self) -> None:
        self._kept.close()
