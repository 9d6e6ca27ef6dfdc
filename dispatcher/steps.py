"""The steps of mails to schools, written down for all sessions together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.outcome import Outcome
from dispatcher.settle import Settler
from registry.bulk import Held
from registry.deliveries import Delivery, DeliveryState
from registry.errors import StaleClaim
from registry.store import Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dot:
    """All but its last dot is with the server."""

    delivery: Delivery
    journaled: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """This became of it."""

    delivery: Delivery
    outcome: Outcome


Step = Dot | Ended


def write_steps(settler: Settler, steps: Sequence[Step]) -> list[Exception | None]:
    """Write all of them in one transaction; what is given says of each why it could not be (StaleClaim, Withdrawn)."""
    with settler.registry.begin() as tx:
        held: dict[int, Exception] = {}
        held |= _accepted(tx, [each for each in steps if isinstance(each, Ended)], settler)
        held |= tx.bulk.dot_sent([(each.delivery, each.journaled) for each in steps if isinstance(each, Dot)])
        return [held.get(each.delivery.id) for each in steps]


def _accepted(tx: Tx, ended: Sequence[Ended], settler: Settler) -> Held:
    """Those that the server took, at once; of the others each has its own consequences."""
    taken = [each for each in ended if each.outcome.state is DeliveryState.ACCEPTED]
    held = dict(tx.bulk.accepted([(each.delivery, each.outcome.why) for each in taken]))
    for each in ended:
        if each in taken:
            log.info("mail to %s: accepted %s", each.delivery.recipient, each.outcome.why)
        else:
            try:
                settler.write(tx, each.delivery, each.outcome)
            except StaleClaim as error:
                held[each.delivery.id] = error
    return held
