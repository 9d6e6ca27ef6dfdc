"""A bounce to the delivery it is about: its state, and an address that is dead. Nothing else ever follows from one."""

from __future__ import annotations

import logging
from dataclasses import replace

from intake.bounces import Failure, Report
from intake.desk import Desk, decide
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import SECRET, Delivery, DeliveryState
from registry.model import Problem
from registry.people import plain_address
from registry.store import Tx
from registry.undelivered import tell_undelivered

log = logging.getLogger(__name__)


def take_bounce(desk: Desk, came: Landed, report: Report) -> Landed | None:
    """Record what a bounce says of a mail of ours; None where it says nothing of one. Raises StaleClaim."""
    with desk.registry.begin() as tx:
        known = (tx.deliveries.with_message_id(message_id) for message_id in report.message_ids)
        delivery = next((each for each in known if each), None)
        failure = _about(report, delivery) if delivery else None
        if delivery is None or failure is None:
            return None
        if delivery.state is not DeliveryState.BOUNCED:
            tx.deliveries.bounced(delivery, failure.reason, given_up=failure.given_up)
            if failure.dead and _is_it(failure, delivery):
                log.warning("%s is dead: %s", delivery.recipient, failure.reason)
                tx.addresses.mark_dead(delivery.recipient, failure.reason)
            if failure.given_up:
                _tell(desk, tx, delivery, failure)
        return decide(tx, replace(came, state=ArrivalState.LISTED, problem=Problem.BOUNCE))


def _about(report: Report, delivery: Delivery) -> Failure | None:
    """What it says of the address we wrote to; else of whichever our mail was sent on to."""
    ours = [failure for failure in report.failures if _is_it(failure, delivery)]
    return next(iter([*ours, *report.failures]), None)


def _is_it(failure: Failure, delivery: Delivery) -> bool:
    return failure.address in ("", plain_address(delivery.recipient))


def _tell(desk: Desk, tx: Tx, delivery: Delivery, failure: Failure) -> None:
    known = delivery.letter_id is not None and delivery.purpose not in SECRET
    local = desk.tokens.make(delivery.letter_id or 0) if known else f"bounced-{delivery.id}"
    tell_undelivered(
        tx,
        delivery,
        DeliveryState.BOUNCED,
        failure.reason,
        clerk=desk.central(tx.now),
        registrar=desk.trusted.registrar,
        message_id=desk.message_id(local),
    )
