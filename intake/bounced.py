"""A bounce to the delivery it is about: its state, and an address that is dead. Nothing else ever follows from one."""

from __future__ import annotations

import logging
from dataclasses import replace

from intake.bounces import Failure, Report
from intake.desk import Desk, decide
from registry.arrivals import ArrivalState, Landed
from registry.deliveries import SECRET, Delivery, DeliveryState, Purpose
from registry.model import Problem
from registry.people import plain_address
from registry.store import Tx

log = logging.getLogger(__name__)

MOST_TOLD = 50
"""Bounces a day that the clerk is told of at once; the morning's digest has all dead addresses."""


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
    """Tell the central clerk; never of a message to her, or of what told her of another."""
    clerk = desk.central(tx.now)
    if not clerk or clerk == plain_address(delivery.recipient) or delivery.purpose in (Purpose.UNDELIVERED, *SECRET):
        return
    if tx.deliveries.queued_since(clerk, Purpose.UNDELIVERED, desk.midnight(tx.now)) >= MOST_TOLD:
        return
    local = f"bounced-{delivery.id}" if delivery.letter_id is None else desk.tokens.make(delivery.letter_id)
    tx.deliveries.queue(
        letter_id=delivery.letter_id,
        purpose=Purpose.UNDELIVERED,
        recipient=clerk,
        message_id=desk.message_id(local),
        said={
            "recipient": delivery.recipient,
            "purpose": delivery.purpose,
            "state": DeliveryState.BOUNCED,
            "reason": failure.reason,
        },
    )
