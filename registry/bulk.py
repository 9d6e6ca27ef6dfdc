"""The steps of many mails at once, each one statement for all of them: what the disk syncs is synced once for all.

They are those of `registry.deliveries`, with the same states, claims and reasons; but a mail that may not go on keeps
none of the others from it, so whether it may is told and not raised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement

from registry import due
from registry.delivery import FRESH, Delivery, DeliveryState, Purpose
from registry.errors import StaleClaim, Withdrawn
from registry.outgoing import Stage
from registry.schema import deliveries, mark_changed, outgoing, recipients

Held = Mapping[int, StaleClaim | Withdrawn]
"""Why some may not go on, by the ids of their deliveries."""


class Bulk:
    """The mails to schools as one transaction sees them."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def sending(self, mails: Sequence[Delivery]) -> Held:
        """They are about to be handed over (`Deliveries.sending`)."""
        return self._step(mails, FRESH, state=DeliveryState.SENDING, reason=None)

    def dot_sent(self, mails: Sequence[Delivery], *, journaled: bool) -> Held:
        """All but their last dots is with the server (`Deliveries.dot_sent`)."""
        moment = self._now if journaled else None
        return self._step(mails, (DeliveryState.SENDING,), state=DeliveryState.DOT_SENT, journaled_at=moment)

    def accepted(self, mails: Sequence[tuple[Delivery, str]]) -> Held:
        """The server took them, each with these words; what came back meanwhile stays so (`Deliveries.end`)."""
        if not mails:
            return {}
        ended = update(deliveries).where(
            deliveries.c.id == bindparam("mail"),
            deliveries.c.attempts == bindparam("attempt"),
            deliveries.c.state != DeliveryState.BOUNCED,
        )
        values = {"due_at": None, "lost": 0, "claimed_by": None, "ended_at": self._now}
        rows = [{"mail": each.id, "attempt": each.attempt, "words": words or None} for each, words in mails]
        ended = ended.values(state=DeliveryState.ACCEPTED, reason=bindparam("words"), **values)
        every = [each for each, _ in mails]
        lost = self._connection.execute(ended, rows).rowcount < len(mails)
        mark_changed(self._connection, self._now, *{each.outgoing_id for each in every if each.outgoing_id is not None})
        return self._stale(every) if lost else {}

    def give_back(self, mails: Sequence[Delivery]) -> None:
        """They were claimed and not begun: due again at once."""
        held = update(deliveries).where(_claims(mails), deliveries.c.state == DeliveryState.QUEUED)
        self._connection.execute(held.values(due_at=self._now, lost=0, claimed_by=None))

    def _step(self, mails: Sequence[Delivery], before: tuple[DeliveryState, ...], **values: Any) -> Held:
        if not mails:
            return {}
        unwanted = self._unwanted(mails)
        wanted = [each for each in mails if each.id not in unwanted]
        step = update(deliveries).where(_claims(wanted), deliveries.c.state.in_(before))
        step = step.values(due_at=self._now + due.LEASE, **values)
        taken = set(self._connection.execute(step.returning(deliveries.c.id)).scalars()) if wanted else set()
        left = [each for each in mails if each.id not in taken]
        if not left:
            return {}
        return {
            each.id: Withdrawn(f"delivery {each.id} is not wanted any more")
            if attempt == each.attempt and (state == DeliveryState.WITHDRAWN or each.id in unwanted)
            else StaleClaim(f"deliveries {each.id} attempt {each.attempt}")
            for each, state, attempt in self._as_they_stand(left)
        }

    def _unwanted(self, mails: Sequence[Delivery]) -> set[int]:
        """Those whose school was heard of, or whose letter was called back. Held until the commit, so that no
        acknowledgement that comes now overlooks a message that goes out."""
        ids = {each.recipient_id for each in mails if each.purpose is not Purpose.RECALL}
        query = (
            select(recipients.c.id, recipients.c.acknowledged_at, outgoing.c.state)
            .join(outgoing, outgoing.c.id == recipients.c.outgoing_id)
            .where(recipients.c.id.in_(ids))
            .order_by(recipients.c.id)
            .with_for_update(of=recipients)
        )
        found = self._connection.execute(query).all() if ids else []
        recalled = {row.id for row in found if row.state == Stage.RECALLED}
        heard = {row.id for row in found if row.acknowledged_at is not None}
        return {
            each.id
            for each in mails
            if each.purpose is not Purpose.RECALL
            and (
                each.recipient_id in recalled
                or (each.recipient_id in heard and each.purpose is Purpose.OUTGOING_REMINDER)
            )
        }

    def _stale(self, mails: Sequence[Delivery]) -> Held:
        return {
            each.id: StaleClaim(f"deliveries {each.id} attempt {each.attempt}")
            for each, _, attempt in self._as_they_stand(mails)
            if attempt != each.attempt
        }

    def _as_they_stand(self, mails: Sequence[Delivery]) -> list[tuple[Delivery, str, int]]:
        """Each with its state and its claim now."""
        ids = [each.id for each in mails]
        query = select(deliveries.c.id, deliveries.c.state, deliveries.c.attempts).where(deliveries.c.id.in_(ids))
        rows = {row.id: row for row in self._connection.execute(query)}
        return [(each, rows[each.id].state, rows[each.id].attempts) for each in mails]


def _claims(mails: Sequence[Delivery]) -> ColumnElement[bool]:
    """Those that are still held by the claim they were had by."""
    return tuple_(deliveries.c.id, deliveries.c.attempts).in_([(each.id, each.attempt) for each in mails])
