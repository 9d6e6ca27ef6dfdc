"""From a door to the database: an arrival becomes ours, and only then its source lets go of it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from intake.arrival import Arrival, Source
from registry.originals import Originals
from registry.store import Registry

BATCH = 32
BATCH_BYTES = 32 * 1024**2
"""Arrivals that land in one commit: enough that the disk's syncs are shared, little enough to hold in memory."""


def land_all(source: Source, registry: Registry, originals: Originals) -> int:
    """Land everything that waits at a source; returns how many. Raises OSError where the door is shut.

    One batch is kept on the disk while the next is fetched; each is let go of only after its own commit.
    """
    count = 0
    kept: tuple[list[Arrival], Future[list[str]]] | None = None
    with ThreadPoolExecutor(max_workers=1) as disk:
        try:
            for batch in _batches(source.waiting()):
                count += _commit(source, registry, kept)
                kept = batch, disk.submit(originals.keep, [arrival.content for arrival in batch])
        finally:
            # Also when the door shut while the next batch was fetched: what is kept must get on.
            count += _commit(source, registry, kept)
    return count


def _commit(source: Source, registry: Registry, kept: tuple[list[Arrival], Future[list[str]]] | None) -> int:
    if kept is None:
        return 0
    batch, names = kept[0], kept[1].result()
    with registry.begin() as tx:
        for arrival, sha256 in zip(batch, names, strict=True):
            tx.arrivals.land(
                key=arrival.key,
                origin=arrival.origin,
                name=arrival.name,
                hint=arrival.hint,
                sha256=sha256,
                arrived_at=arrival.arrived_at,
                problem=arrival.problem,
            )
    source.let_go(batch)
    return len(batch)


def _batches(arrivals: Iterator[Arrival]) -> Iterator[list[Arrival]]:
    batch: list[Arrival] = []
    size = 0
    for arrival in arrivals:
        batch.append(arrival)
        size += len(arrival.content)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
