"""From a door to the database: an arrival becomes ours, and only then its source lets go of it."""

from __future__ import annotations

from collections.abc import Iterator

from intake.arrival import Arrival, Source
from registry.originals import Originals
from registry.store import Registry

BATCH = 32
BATCH_BYTES = 32 * 1024**2
"""Arrivals that land in one commit: enough that the disk's syncs are shared, little enough to hold in memory."""


def land_all(source: Source, registry: Registry, originals: Originals) -> int:
    """Land everything that waits at a source; returns how many. Raises OSError where the door is shut."""
    count = 0
    for batch in _batches(source.waiting()):
        names = originals.keep([arrival.content for arrival in batch])
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
        count += len(batch)
    return count


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
