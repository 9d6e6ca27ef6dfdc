"""What becomes of a delivery: after a verdict, after a crash, after a look into the journal. Pure.

A message that the server puts off waits longer each time, up to a quarter of an hour, for five days. One that may have
been taken is looked for in the journal: found, it was accepted; not found when the grace is over, it was not, and goes
again under the same Message-ID. Without a copy in a journal nobody can tell, and it is not sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.verdicts import Accepted, Deferred, Refused, TakenBack, Uncertain, Verdict
from registry.deliveries import Delivery, DeliveryState

LONGEST_WAIT = timedelta(minutes=15)
GIVE_UP = 485
"""Claims of a delivery before it is given up: with the waits below more than five days."""

FIRST_LOOK = timedelta(seconds=2)
"""From a line that broke after the dot to the first look into the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The state to write and why. `wait`: how long until the next try or look; None: it has ended."""

    state: DeliveryState
    why: str
    wait: timedelta | None = None
    dead: bool = False  # there is no such address


def wait_after(attempt: int) -> timedelta:
    """The wait after the first, second … try: half a minute, doubled each time."""
    return min(LONGEST_WAIT, timedelta(seconds=30.0 * (1 << min(attempt - 1, 10))))


def after_sending(delivery: Delivery, verdict: Verdict) -> Outcome:
    """What follows from the end of a try."""
    match verdict:
        case Accepted(why):
            return Outcome(state=DeliveryState.ACCEPTED, why=why)
        case TakenBack(why):
            return Outcome(state=DeliveryState.WITHDRAWN, why=why)
        case Refused(why, dead):
            return Outcome(state=DeliveryState.REFUSED, why=why, dead=dead)
        case Deferred(why) if delivery.attempt >= GIVE_UP:
            return Outcome(state=DeliveryState.REFUSED, why=f"given up after five days: {why}")
        case Deferred(why):
            return Outcome(state=DeliveryState.QUEUED, why=why, wait=wait_after(delivery.attempt))
        case Uncertain(why, journaled):
            return Outcome(state=DeliveryState.UNCERTAIN, why=why, wait=FIRST_LOOK if journaled else None)


def after_looking(delivery: Delivery, found: bool, now: datetime, grace: timedelta) -> Outcome:
    """What follows from a look into the journal for a delivery of which a copy went there."""
    if found:
        return Outcome(state=DeliveryState.ACCEPTED, why="found in the journal")
    left = (delivery.journaled_at or now) + grace - now
    if left > timedelta():
        wait = min(left, wait_after(delivery.attempt))
        return Outcome(state=DeliveryState.UNCERTAIN, why=_reason(delivery), wait=wait)
    return Outcome(state=DeliveryState.QUEUED, why="not in the journal: it was not taken", wait=timedelta())


def after_no_look(delivery: Delivery, trouble: str) -> Outcome:
    """What follows where the journal could not be looked into."""
    if delivery.attempt >= GIVE_UP:
        return without_journal(delivery)
    return Outcome(state=DeliveryState.UNCERTAIN, why=trouble, wait=wait_after(delivery.attempt))


def without_journal(delivery: Delivery) -> Outcome:
    """What follows where no journal can ever tell."""
    return Outcome(state=DeliveryState.UNCERTAIN, why=_reason(delivery))


def _reason(delivery: Delivery) -> str:
    return delivery.reason or "stopped while sending"
