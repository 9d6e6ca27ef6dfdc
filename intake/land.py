"""From a door to the database: an arrival becomes ours, and only then its source lets go of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from intake.arrival import Arrival, Source
from registry.model import Origin
from registry.originals import Originals
from registry.sealing import Sealer
from registry.store import Registry
from registry.vault import Vault

BATCH = 32
BATCH_BYTES = 32 * 1024**2
"""Arrivals that land in one commit: enough that the disk's syncs are shared, little enough to hold in memory."""


def land_all(source: Source, registry: Registry, originals: Originals, vault: Vault) -> int:
    """Land everything that waits at a source; returns how many. Raises OSError where the door is shut.

    One batch is kept on the disk while the next is fetched; each is let go of only after its own commit.
    """
    count = 0
    commit = partial(_commit, source, registry, vault.sealer)
    kept: tuple[list[Arrival], Future[list[str]]] | None = None
    with ThreadPoolExecutor(max_workers=1) as disk:
        try:
            for batch in _batches(source.waiting()):
                count += commit(kept)
                kept = batch, disk.submit(_keep, batch, originals, vault)
        finally:
            # Also when the door shut while the next batch was fetched: what is kept must get on.
            count += commit(kept)
    return count


def _keep(batch: Sequence[Arrival], originals: Originals, vault: Vault) -> list[str]:
    """Keep the contents, what is known to be secret sealed from the first; their names in the order of the batch."""
    plain = iter(originals.keep([arrival.content for arrival in batch if not arrival.secrecy]))
    sealed = iter(vault.keep([arrival.content for arrival in batch if arrival.secrecy]))
    return [next(sealed if arrival.secrecy else plain) for arrival in batch]


def _commit(
    source: Source, registry: Registry, sealer: Sealer, kept: tuple[list[Arrival], Future[list[str]]] | None
) -> int:
    if kept is None:
        return 0
    batch, names = kept[0], kept[1].result()
    hidden = sealer.seal_text
    with registry.begin() as tx:
        for arrival, sha256 in zip(batch, names, strict=True):
            tx.arrivals.land(
                key=arrival.key,
                origin=arrival.origin,
                name=hidden(arrival.name) if _is_hidden(arrival) else arrival.name,
                hint=hidden(arrival.hint) if arrival.hint and _is_hidden(arrival) else arrival.secrecy or arrival.hint,
                sha256=sha256,
                arrived_at=arrival.arrived_at,
                problem=arrival.problem,
            )
    source.let_go(batch)
    return len(batch)


def _is_hidden(arrival: Arrival) -> bool:
    """Whether what it is called may tell of a secret letter: of any file, until it was read; what was not read at all
    is put before the clerk as it is.
    """
    return arrival.secrecy is not None or (arrival.origin is not Origin.MAIL and arrival.problem is None)


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
