"""The steps of many mails at once, each one statement for all of them: what the disk syncs is synced once for all.

They are those of `registry.deliveries`, with the same states, claims and reasons; but a mail that may not go on keeps
none of the others from it, so whether it may is told and not raised. The statements are made once: for a mail that goes
in ten milliseconds, making them would cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, select, tuple_, update

from registry import due
from registry.delivery import FRESH, Delivery, DeliveryState, Purpose
from registry.errors import StaleClaim, Withdrawn
from registry.outgoing import Stage
from registry.schema import deliveries, outgoing, recipients
from registry.writes import mark_changed

Held = Mapping[int, StaleClaim | Withdrawn]
"""Why some may not go on, by the ids of their deliveries."""

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_HELD = tuple_(deliveries.c.id, deliveries.c.attempts).in_(bindparam("claims", expanding=True))
"""Those that are still held by the claim they were had by."""

_SENDING = (
    update(deliveries).where(_HELD, deliveries.c.state.in_(FRESH)).values(state=DeliveryState.SENDING, reason=None)
)
_DOT_SENT = (
    update(deliveries)
    .where(_HELD, deliveries.c.state == DeliveryState.SENDING)
    .values(state=DeliveryState.DOT_SENT, journaled_at=bindparam("journaled"), due_at=bindparam("leased"))
    .returning(deliveries.c.id)
)
_ACCEPTED = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("mail"),
        deliveries.c.attempts == bindparam("attempt"),
        deliveries.c.state != DeliveryState.BOUNCED,
    )
    .values(
        state=DeliveryState.ACCEPTED,
        reason=bindparam("words"),
        ended_at=bindparam("ended"),
        due_at=None,
        lost=0,
        claimed_by=None,
    )
)
_GIVEN_BACK = (
    update(deliveries)
    .where(_HELD, deliveries.c.state.in_(FRESH))
    .values(state=DeliveryState.QUEUED, due_at=bindparam("now"), lost=0, claimed_by=None)
)
_HEARD_OF = (
    select(recipients.c.id, recipients.c.acknowledged_at, outgoing.c.state)
    .join(outgoing, outgoing.c.id == recipients.c.outgoing_id)
    .where(recipients.c.id.in_(_IDS))
)
_HOLDING = [
    select(table.c.id).where(table.c.id.in_(_IDS)).order_by(table.c.id).with_for_update(key_share=True)
    for table in (outgoing, recipients)
]
_AS_THEY_STAND = select(deliveries.c.id, deliveries.c.state, deliveries.c.attempts).where(deliveries.c.id.in_(_IDS))


class Bulk:
    """The mails to schools as one transaction sees them; where it ends or lets go any, it begins with `hold`."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def hold(self, mails: Sequence[Delivery]) -> None:
        """Hold their letters, then their recipients, until the commit: in the order in which an acknowledgement, a
        bounce and a recall take them too, before any mail. So none of these and we wait for each other.
        """
        if self._connection.dialect.name == "sqlite":  # has one writer at a time
            return
        ids = {each.outgoing_id for each in mails}, {each.recipient_id for each in mails}
        for query, named in zip(_HOLDING, ids, strict=True):
            self._connection.execute(query, {"ids": list(named)}).all()

    def sending(self, mails: Sequence[Delivery]) -> None:
        """What was claimed in this transaction is about to be handed over (`Deliveries.sending`)."""
        if mails:
            self._connection.execute(_SENDING, {"claims": _claims(mails)})

    def dot_sent(self, mails: Sequence[tuple[Delivery, bool]]) -> Held:
        """All but their last dots is with the server (`Deliveries.dot_sent`); with each, whether the journal gets a
        copy."""
        every = [each for each, _ in mails]
        unwanted, taken = self._unwanted(every), set[int]()
        for journaled in (False, True):
            wanted = [each for each, copied in mails if copied is journaled and each.id not in unwanted]
            given = {"leased": self._now + due.LEASE, "journaled": self._now if journaled else None}
            if wanted:
                taken.update(self._connection.execute(_DOT_SENT, {"claims": _claims(wanted), **given}).scalars())
        return {
            each.id: Withdrawn(f"delivery {each.id} is not wanted any more")
            if attempt == each.attempt and (state == DeliveryState.WITHDRAWN or each.id in unwanted)
            else StaleClaim(f"deliveries {each.id} attempt {each.attempt}")
            for each, state, attempt in self._as_they_stand([each for each in every if each.id not in taken])
        }

    def accepted(self, mails: Sequence[tuple[Delivery, str]]) -> Held:
        """The server took them, each with these words; what came back meanwhile stays so (`Deliveries.end`)."""
        if not mails:
            return {}
        every = [each for each, _ in mails]
        rows = [
            {"mail": each.id, "attempt": each.attempt, "words": words or None, "ended": self._now}
            for each, words in mails
        ]
        lost = self._connection.execute(_ACCEPTED, rows).rowcount < len(mails)
        mark_changed(self._connection, self._now, *{each.outgoing_id for each in every if each.outgoing_id is not None})
        return {
            each.id: StaleClaim(f"deliveries {each.id} attempt {each.attempt}")
            for each, _, attempt in (self._as_they_stand(every) if lost else ())
            if attempt != each.attempt
        }

    def give_back(self, mails: Sequence[Delivery]) -> None:
        """They were claimed and not begun: due again at once."""
        self._connection.execute(_GIVEN_BACK, {"claims": _claims(mails), "now": self._now})

    def threads(self, recipient_ids: Collection[int]) -> dict[int, str]:
        """By recipient, the Message-ID of the first mail that brought them a letter of ours."""
        brought = (deliveries.c.recipient_id.in_(recipient_ids), deliveries.c.purpose == Purpose.OUTGOING)
        query = select(deliveries.c.recipient_id, deliveries.c.message_id).where(*brought)
        newest_first = self._connection.execute(query.order_by(deliveries.c.id.desc()))
        return {row.recipient_id: row.message_id for row in newest_first}

    def _unwanted(self, mails: Sequence[Delivery]) -> set[int]:
        """Those whose school was heard of, or whose letter was called back; both are held, so that no acknowledgement
        that comes now overlooks a message that goes out."""
        asking = [each for each in mails if each.purpose is not Purpose.RECALL]
        ids = {each.recipient_id for each in asking}
        found = {row.id: row for row in self._connection.execute(_HEARD_OF, {"ids": list(ids)})} if ids else {}
        return {
            each.id
            for each in asking
            if found[each.recipient_id].state == Stage.RECALLED
            or (found[each.recipient_id].acknowledged_at and each.purpose is Purpose.OUTGOING_REMINDER)
        }

    def _as_they_stand(self, mails: Collection[Delivery]) -> list[tuple[Delivery, str, int]]:
        """Each with its state and its claim now."""
        if not mails:
            return []
        ids = [each.id for each in mails]
        rows = {row.id: row for row in self._connection.execute(_AS_THEY_STAND, {"ids": ids})}
        return [(each, rows[each.id].state, rows[each.id].attempts) for each in mails]


def _claims(mails: Sequence[Delivery]) -> list[tuple[int, int]]:
    return [(each.id, each.attempt) for each in mails]
