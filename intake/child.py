"""A reader in a child process, with limits of time and memory, so that no letter can hurt the daemon.

Mails and PDFs come from strangers and are opened by large C libraries. The child opens them and only ever answers with
plain values; when it dies or overruns its time it is replaced and the letter gets its word.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from registry.errors import SarabanError, Unreadable
from registry.model import Problem

_ONE_CORE = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""What keeps the libraries from threads of their own: those only take the core that the next reader works on."""

MEMORY = 3 * 1024**3
"""Bytes of address space a child may take; a 300-dpi page and Tesseract need well under one gigabyte."""


class ChildDied(SarabanError):
    """The child ended in the middle of its work: the machine ran short, or the letter is poison."""


class Child:
    """One child that runs functions one after another. Not for use from two threads at once."""

    def __init__(self, seconds: float = 180.0) -> None:
        self._seconds = seconds
        self._context = multiprocessing.get_context("spawn")
        self._process: Any = None
        self._pipe: Any = None

    def start(self) -> None:
        """Start the child ahead of need; `call` does it by itself."""
        if self._process is not None and self._process.is_alive():
            return
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run a module-level function in the child. Raises Unreadable (as the function did, or TOO_LONG), ChildDied."""
        self.start()
        try:
            self._pipe.send((function, arguments))
            if not self._pipe.poll(self._seconds):
                self.close()
                raise Unreadable(Problem.TOO_LONG, f"more than {self._seconds:.0f} seconds")
            good, value = self._pipe.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise ChildDied(str(error)) from error
        if good:
            return value
        raise value

    def kill(self) -> None:
        """End the child at once, from any thread; a `call` in progress raises ChildDied."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        if self._process is None:
            return
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()
        self._process = None


def _serve(pipe: Connection) -> None:
    # The daemon decides when work ends; a signal to the whole group must not cut a letter off.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Libraries quote what they stumble over, and that may be of a secret letter: nothing they say goes to the log.
    logging.disable()
    os.environ.update(_ONE_CORE)  # looked at when the libraries are loaded, so before the first call names one
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (True, function(*arguments))
        except Unreadable as error:
            answer = (False, error)
        except OSError as error:
            # One with a number is the machine's trouble (disk full, too many files): the letter is tried again.
            answer = (False, error if error.errno else _broken(error))
        except MemoryError:
            answer = (False, Unreadable(Problem.TOO_LARGE, "out of memory"))
        except Exception as error:  # a fault of a library must not cost the letter: it is shown to a person
            answer = (False, _broken(error))
        try:
            pipe.send(answer)
        except OSError:
            return
        _give_back()


def _give_back() -> None:
    """Give freed memory back: a page takes tens of megabytes, and glibc keeps what lies between others."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


def _broken(error: Exception) -> Unreadable:
    return Unreadable(Problem.BROKEN, f"{type(error).__name__}: {error}"[:500])
