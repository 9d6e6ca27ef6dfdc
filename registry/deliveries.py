"""The outbox: what has to be mailed, one row a recipient, with a Message-ID fixed when it is queued.

A row goes `queued → sending → dot_sent → accepted | refused | uncertain`, each committed before the next step is taken;
what the server puts off goes back to `queued`. `sending`: the server may hold a part of the message, and drops it when
the line breaks, so a row found in it after a crash is sent again. `dot_sent`: the dot that ends the message is let go;
a row found in it may have been taken (RFC 1047) and counts as `uncertain`. An uncertain one is due as long as something
can still settle it. One that has lost its reason before its dot ends as `withdrawn`: of an acknowledgement and the dot
of its reminder, the one that is committed first wins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from registry import due
from registry.delivery import ASKING, CHASING, FRESH, SECRET, TO_SCHOOLS, Delivery, DeliveryState, Purpose, delivery_of
from registry.errors import StaleClaim, Withdrawn
from registry.outgoing import Stage
from registry.schema import assignments, deliveries, outgoing, recipients
from registry.writes import add_unless_there, mark_changed

__all__ = [
    "ASKING",
    "CHASING",
    "SECRET",
    "TO_SCHOOLS",
    "Deliveries",
    "Delivery",
    "DeliveryState",
    "Purpose",
    "withdraw",
]


class Deliveries:
    """The outbox as one transaction sees it."""

    def __init__(self, connection: Connection, now: datetime, worker: str) -> None:
        self._connection = connection
        self._now = now
        self._worker = worker

    def queue(
        self,
        *,
        letter_id: int | None,
        arrival_id: int | None = None,
        assignment_id: int | None = None,
        outgoing_id: int | None = None,
        recipient_id: int | None = None,
        rank: int = 0,
        purpose: Purpose,
        recipient: str,
        message_id: str,
        in_reply_to: str | None = None,
        said: Mapping[str, Any] | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Queue a message, to be sent at `due_at` or now; of those that are due, one of a lower `rank` goes first."""
        self._connection.execute(
            insert(deliveries).values(
                letter_id=letter_id,
                arrival_id=arrival_id,
                assignment_id=assignment_id,
                outgoing_id=outgoing_id,
                recipient_id=recipient_id,
                rank=rank,
                purpose=purpose,
                recipient=recipient,
                message_id=message_id,
                in_reply_to=in_reply_to,
                said=dict(said) if said is not None else None,
                state=DeliveryState.QUEUED,
                queued_at=self._now,
                due_at=due_at or self._now,
            )
        )

    def queue_once(self, *, purpose: Purpose, recipient: str, message_id: str, said: Mapping[str, Any] | None) -> None:
        """Queue a message about no one letter, unless its Message-ID stands already; `said` None: it says nothing
        and only stands for having been thought of."""
        add_unless_there(
            self._connection,
            deliveries,
            purpose=purpose,
            recipient=recipient,
            message_id=message_id,
            said=dict(said) if said is not None else None,
            state=DeliveryState.QUEUED if said is not None else DeliveryState.WITHDRAWN,
            queued_at=self._now,
            ended_at=None if said is not None else self._now,
            due_at=self._now if said is not None else None,
        )

    def withdraw(self, assignment_id: int, purposes: Iterable[Purpose]) -> None:
        """Take back what waits to be sent about an assignment."""
        withdraw(self._connection, self._now, deliveries.c.assignment_id == assignment_id, purposes)

    def withdraw_from(self, recipient_id: int, purposes: Iterable[Purpose]) -> None:
        """Take back what waits to be sent to a recipient of a letter of ours."""
        withdraw(self._connection, self._now, deliveries.c.recipient_id == recipient_id, purposes)

    def readdress(self, delivery: Delivery, recipient: str) -> None:
        """Send what waits to another address."""
        self._connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(recipient=recipient))

    def with_message_id(self, message_id: str) -> Delivery | None:
        """The delivery that went out, or will, under this Message-ID."""
        row = self._connection.execute(select(deliveries).where(deliveries.c.message_id == message_id)).first()
        return delivery_of(row) if row else None

    def bounced(self, delivery: Delivery, reason: str, *, given_up: bool) -> None:
        """A server that had taken a message reports of it: it came back, or is late (`given_up` False)."""
        sent = (DeliveryState.DOT_SENT, DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN)
        over = {"state": DeliveryState.BOUNCED, "due_at": None, "claimed_by": None, "ended_at": self._now}
        values: dict[str, Any] = over if given_up else {}
        self._heard(delivery)
        self._connection.execute(
            update(deliveries)
            .where(deliveries.c.id == delivery.id, deliveries.c.state.in_(sent))
            .values(reason=reason, **values)
        )

    def last_queued(self, recipient: str, purpose: Purpose) -> datetime | None:
        """When a message of this purpose was last queued to an address; None: never."""
        query = select(func.max(deliveries.c.queued_at)).where(
            func.lower(deliveries.c.recipient) == recipient.lower(), deliveries.c.purpose == purpose
        )
        moment: datetime | None = self._connection.execute(query).scalar_one()
        return moment

    def queued_since(
        self,
        recipient: str | None,
        purpose: Purpose,
        moment: datetime,
        *,
        letter_id: int | None = None,
        outgoing_id: int | None = None,
    ) -> int:
        """How many messages of this purpose were queued since `moment`: to an address (None: to anyone), about an
        entry, about the sending of a letter of ours (None: about any)."""
        count = (
            select(func.count())
            .select_from(deliveries)
            .where(deliveries.c.purpose == purpose, deliveries.c.queued_at >= moment)
        )
        if recipient is not None:
            count = count.where(func.lower(deliveries.c.recipient) == recipient.lower())
        if letter_id is not None:
            count = count.where(deliveries.c.letter_id == letter_id)
        if outgoing_id is not None:
            count = count.where(deliveries.c.outgoing_id == outgoing_id)
        return int(self._connection.execute(count).scalar_one())

    def claim(self, limit: int) -> list[Delivery]:
        """Take what is due of the mails to people, which never wait for those to schools."""
        people = deliveries.c.purpose.not_in(TO_SCHOOLS)
        rows = due.claim(self._connection, deliveries, people, now=self._now, worker=self._worker, limit=limit)
        return [delivery_of(row) for row in rows]

    def claim_to_schools(self, limit: int) -> list[Delivery]:
        """Take what is due of the mails to schools, those of urgent letters first."""
        schools, urgent = deliveries.c.purpose.in_(TO_SCHOOLS), (deliveries.c.rank, deliveries.c.outgoing_id)
        rows = due.claim(
            self._connection, deliveries, schools, now=self._now, worker=self._worker, limit=limit, first=urgent
        )
        return [delivery_of(row) for row in rows]

    def release(self, *, to_schools: bool | None = None) -> int:
        """Give back what a daemon of this name held when it died, or one of its loops: to schools, or to people."""
        theirs = deliveries.c.purpose.in_(TO_SCHOOLS)
        which = () if to_schools is None else (theirs if to_schools else ~theirs,)
        return due.release(self._connection, deliveries, *which, worker=self._worker, now=self._now)

    def sending(self, delivery: Delivery) -> None:
        """The message is about to be handed over; its lease begins anew.

        Raises Withdrawn where it lost its reason since it was claimed (it must not be sent), or StaleClaim.
        """
        self._step(delivery, FRESH, state=DeliveryState.SENDING, reason=None)

    def dot_sent(self, delivery: Delivery, *, journaled: bool) -> None:
        """All but the last dot is with the server, and the dot may go; its lease begins anew. `journaled`: the journal
        gets a copy. Raises Withdrawn, StaleClaim.
        """
        moment = self._now if journaled else None
        self._step(delivery, (DeliveryState.SENDING,), state=DeliveryState.DOT_SENT, journaled_at=moment)

    def _step(self, delivery: Delivery, before: tuple[DeliveryState, ...], **values: Any) -> None:
        wanted = self._is_wanted(delivery)
        held = update(deliveries).where(
            deliveries.c.id == delivery.id,
            deliveries.c.attempts == delivery.attempt,
            deliveries.c.state.in_(before),
        )
        if wanted and self._connection.execute(held.values(due_at=self._now + due.LEASE, **values)).rowcount == 1:
            return
        query = select(deliveries.c.state, deliveries.c.attempts).where(deliveries.c.id == delivery.id)
        state, attempts = self._connection.execute(query).one()
        if attempts == delivery.attempt and (state == DeliveryState.WITHDRAWN or not wanted):
            raise Withdrawn(f"delivery {delivery.id} is not wanted any more")
        raise StaleClaim(f"deliveries {delivery.id} attempt {delivery.attempt}")

    def end(self, delivery: Delivery, state: DeliveryState, reason: str | None = None) -> None:
        """This is how it ended. Raises StaleClaim."""
        self._heard(delivery)
        self._settle(delivery, None, state=state, reason=reason, ended_at=self._now)

    def defer(self, delivery: Delivery, until: datetime, reason: str) -> None:
        """Not sent: try again at `until`, unless it lost its reason meanwhile. Raises StaleClaim."""
        if self._is_wanted(delivery):
            self._heard(delivery)  # whoever looks at its sheet sees why it waits
            self._settle(delivery, until, state=DeliveryState.QUEUED, reason=reason)
        else:
            self.end(delivery, DeliveryState.WITHDRAWN, reason)

    def doubt(self, delivery: Delivery, until: datetime, reason: str) -> None:
        """The server may have it; whether it has is asked at `until`. Raises StaleClaim."""
        self._settle(delivery, until, state=DeliveryState.UNCERTAIN, reason=reason)

    def _settle(self, delivery: Delivery, due_at: datetime | None, **values: Any) -> None:
        """Settle a claim. But a bounce may be here before the server that took the mail has said so: what came back
        stays so."""
        query = select(deliveries.c.state).where(deliveries.c.id == delivery.id).with_for_update()
        if self._connection.execute(query).scalar_one() != DeliveryState.BOUNCED:
            due.settle(self._connection, deliveries, delivery.id, delivery.attempt, due_at=due_at, **values)

    def failed_since(self, moment: datetime) -> list[Delivery]:
        """What ended since `moment` without having surely reached anyone, in that order; nothing of secret letters."""
        failed = (DeliveryState.REFUSED, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED)
        query = select(deliveries).where(
            deliveries.c.state.in_(failed), deliveries.c.ended_at >= moment, deliveries.c.purpose.not_in(SECRET)
        )
        rows = self._connection.execute(query.order_by(deliveries.c.ended_at, deliveries.c.id))
        return [delivery_of(row) for row in rows]

    def in_hand(self) -> int:
        """How many messages are due now or being sent; those deferred to later do not count."""
        return due.in_hand(self._connection, deliveries, now=self._now)

    def _is_wanted(self, delivery: Delivery) -> bool:
        """Whether the assignment it asks about still asks, the school it goes to has still not been heard of, the
        letter was not called back. Held until the commit, so that no acknowledgement that comes now overlooks a
        message that is queued again."""
        if delivery.recipient_id is not None and delivery.purpose is not Purpose.RECALL:
            return self._school_wants(delivery)
        if delivery.assignment_id is None or delivery.purpose not in ASKING:
            return True
        query = select(assignments).where(assignments.c.id == delivery.assignment_id).with_for_update()
        row = self._connection.execute(query).one()
        acknowledged = row.acknowledged_at is not None and delivery.purpose in CHASING
        return row.ended_at is None and not acknowledged

    def _heard(self, delivery: Delivery) -> None:
        """Before the mail itself is changed: the letter is held first, as by `registry.bulk`."""
        if delivery.recipient_id is not None and delivery.outgoing_id is not None:
            mark_changed(self._connection, self._now, delivery.outgoing_id)

    def _school_wants(self, delivery: Delivery) -> bool:
        letter = select(outgoing.c.state).where(outgoing.c.id == delivery.outgoing_id)
        state = self._connection.execute(letter.with_for_update(key_share=True)).scalar_one()
        query = select(recipients.c.acknowledged_at).where(recipients.c.id == delivery.recipient_id)
        acknowledged = self._connection.execute(query.with_for_update(key_share=True)).scalar_one() is not None
        return state != Stage.RECALLED and not (acknowledged and delivery.purpose is Purpose.OUTGOING_REMINDER)

    def of(self, letter_id: int) -> list[Delivery]:
        query = select(deliveries).where(deliveries.c.letter_id == letter_id).order_by(deliveries.c.id)
        return [delivery_of(row) for row in self._connection.execute(query)]

    def told(self, outgoing_id: int) -> list[Delivery]:
        """What was queued to people about a letter of ours, in that order; not the mails to its recipients."""
        people = (deliveries.c.outgoing_id == outgoing_id, deliveries.c.recipient_id.is_(None))
        query = select(deliveries).where(*people).order_by(deliveries.c.id)
        return [delivery_of(row) for row in self._connection.execute(query)]

    def to_recipients(self, outgoing_id: int) -> list[Delivery]:
        """What was queued to the recipients of a letter of ours, in that order."""
        theirs = (deliveries.c.outgoing_id == outgoing_id, deliveries.c.recipient_id.is_not(None))
        query = select(deliveries).where(*theirs).order_by(deliveries.c.id)
        return [delivery_of(row) for row in self._connection.execute(query)]


def withdraw(connection: Connection, now: datetime, about: ColumnElement[bool], purposes: Iterable[Purpose]) -> None:
    """Take back what is queued of these purposes, be it claimed; what is being sent is not reached."""
    queued = update(deliveries).where(
        about, deliveries.c.purpose.in_(list(purposes)), deliveries.c.state == DeliveryState.QUEUED
    )
    connection.execute(queued.values(state=DeliveryState.WITHDRAWN, due_at=None, claimed_by=None, ended_at=now))
