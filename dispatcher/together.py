"""One transaction for all who want something written now: the disk syncs once for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Wish = TypeVar("Wish")


class Together(Generic[Wish]):
    """`write` is called in a thread, at most once in `gather` seconds, with all wishes that came meanwhile; what it
    gives is, for each in turn, None or why that one could not be."""

    def __init__(self, write: Callable[[Sequence[Wish]], Sequence[Exception | None]], *, gather: float = 0.004) -> None:
        self._write, self._gather = write, gather
        self._waiting: list[tuple[Wish, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def do(self, wish: Wish) -> None:
        """Return when it is committed. Raises why it could not be."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((wish, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._work())
        await done

    async def _work(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._gather)
            group, self._waiting = self._waiting, []
            try:
                answers = await asyncio.to_thread(self._write, [wish for wish, _ in group])
            except Exception as error:  # nothing of it is written; each must know
                answers = [error] * len(group)
            for (_, done), answer in zip(group, answers, strict=True):
                if done.cancelled():
                    continue
                if answer is None:
                    done.set_result(None)
                else:
                    done.set_exception(answer)
        self._writing = None
