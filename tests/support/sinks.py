"""Postfix's own load tools: a sink that takes mail as fast as it can, and the source it is measured with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self


class PostfixSink:
    """smtp-sink on loopback and a free port, for the length of a `with`. `options` as smtp-sink(1) has them."""

    def __init__(self, *options: str | Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as door:
            self.port = int(door.getsockname()[1])
        self.host = "127.0.0.1"
        as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
        self._command = [program("smtp-sink"), *as_nobody, *options, f"{self.host}:{self.port}", "100"]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, start_new_session=True)
        late = time.monotonic() + 20
        while not self._greets():
            assert self._process.poll() is None, "smtp-sink ended"
            assert time.monotonic() < late, "smtp-sink does not greet"
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def _greets(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=20) as peer:
                return peer.recv(3) == b"220"
        except OSError:
            return False


def program(name: str) -> str:
    """Where one of Postfix's tools lies; they are in no user's path."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise RuntimeError(f"{name} is not installed: install the package postfix")
    return found
