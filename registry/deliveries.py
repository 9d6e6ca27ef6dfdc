"""The outbox: what has to be mailed, one row a recipient, with a Message-ID fixed when it is queued.

A row goes `queued → sending → accepted | refused | uncertain`. `sending` is committed before the message itself is
handed over; a row found in it after a crash may have been taken by the server (RFC 1047) and is not sent again.
One that has lost its reason before it was sent ends as `withdrawn`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select

from registry import due
from registry.schema import deliveries


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """What a message is for; it decides how it is composed."""

    CONFIRMATION = "confirmation"  # to the sender: registered, under this number
    CHECK = "check"  # to the clerk: is this read rightly?
    ANSWER = "answer"  # to the clerk: what became of her correction


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one recipient about one letter."""

    id: int
    letter_id: int
    arrival_id: int | None
    purpose: Purpose
    recipient: str
    in_reply_to: str | None
    message_id: str
    said: Mapping[str, Any] | None  # what the message says beside the entry itself, fixed when it was queued
    state: DeliveryState
    reason: str | None
    attempt: int
    lost: int


class Deliveries:
    """The outbox as one transaction sees it."""

    def __init__(self, connection: Connection, now: datetime, worker: str) -> None:
        self._connection = connection
        self._now = now
        self._worker = worker

    def queue(
        self,
        *,
        letter_id: int,
        arrival_id: int | None,
        purpose: Purpose,
        recipient: str,
        message_id: str,
        in_reply_to: str | None = None,
        said: Mapping[str, Any] | None = None,
    ) -> None:
        self._connection.execute(
            insert(deliveries).values(
                letter_id=letter_id,
                arrival_id=arrival_id,
                purpose=purpose,
                recipient=recipient,
                message_id=message_id,
                in_reply_to=in_reply_to,
                said=dict(said) if said is not None else None,
                state=DeliveryState.QUEUED,
                queued_at=self._now,
                due_at=self._now,
            )
        )

    def queued_since(self, recipient: str, purpose: Purpose, moment: datetime) -> int:
        """How many messages of this purpose were queued to an address since `moment`."""
        count = (
            select(func.count())
            .select_from(deliveries)
            .where(
                func.lower(deliveries.c.recipient) == recipient.lower(),
                deliveries.c.purpose == purpose,
                deliveries.c.queued_at >= moment,
            )
        )
        return int(self._connection.execute(count).scalar_one())

    def queued_about(self, letter_id: int, purpose: Purpose, moment: datetime) -> int:
        """How many messages of this purpose were queued about an entry since `moment`."""
        count = (
            select(func.count())
            .select_from(deliveries)
            .where(
                deliveries.c.letter_id == letter_id,
                deliveries.c.purpose == purpose,
                deliveries.c.queued_at >= moment,
            )
        )
        return int(self._connection.execute(count).scalar_one())

    def claim(self, limit: int) -> list[Delivery]:
        rows = due.claim(self._connection, deliveries, now=self._now, worker=self._worker, limit=limit)
        return [_delivery(row) for row in rows]

    def release(self) -> int:
        return due.release(self._connection, deliveries, worker=self._worker, now=self._now)

    def sending(self, delivery: Delivery) -> None:
        """The message is about to be handed over; from here on a crash leaves it uncertain. Raises StaleClaim."""
        due.note(
            self._connection,
            deliveries,
            delivery.id,
            delivery.attempt,
            state=DeliveryState.SENDING,
            reason=None,
        )

    def end(self, delivery: Delivery, state: DeliveryState, reason: str | None = None) -> None:
        due.settle(
            self._connection,
            deliveries,
            delivery.id,
            delivery.attempt,
            state=state,
            reason=reason,
            ended_at=self._now,
        )

    def defer(self, delivery: Delivery, until: datetime, reason: str) -> None:
        due.settle(
            self._connection,
            deliveries,
            delivery.id,
            delivery.attempt,
            due_at=until,
            state=DeliveryState.QUEUED,
            reason=reason,
        )

    def in_hand(self) -> int:
        """How many messages are due now or being sent; those deferred to later do not count."""
        now = or_(deliveries.c.due_at <= self._now, deliveries.c.claimed_by.is_not(None))
        count = select(func.count()).select_from(deliveries).where(deliveries.c.due_at.is_not(None), now)
        return int(self._connection.execute(count).scalar_one())

    def of(self, letter_id: int) -> list[Delivery]:
        query = select(deliveries).where(deliveries.c.letter_id == letter_id).order_by(deliveries.c.id)
        return [_delivery(row) for row in self._connection.execute(query)]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        letter_id=row.letter_id,
        arrival_id=row.arrival_id,
        purpose=Purpose(row.purpose),
        recipient=row.recipient,
        in_reply_to=row.in_reply_to,
        message_id=row.message_id,
        said=row.said,
        state=DeliveryState(row.state),
        reason=row.reason,
        attempt=row.attempts,
        lost=row.lost,
    )
