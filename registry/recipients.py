"""Whom letters of ours went to, and what was heard of each: acknowledged, answered, late. Nothing here is deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, func, insert, select, update

from registry.answers import claimed, referring, source_address, whose
from registry.deliveries import Deliveries, Delivery, DeliveryState, Purpose
from registry.followed import Followed, follow
from registry.model import Letter
from registry.outgoing import Addressee, Recipient, recipient_of
from registry.rows import letter_of, letter_rows, write_event
from registry.schema import letters, outgoing, recipients
from registry.writes import mark_changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A school that has not acknowledged letters of ours in time: how many, and since when the oldest was due."""

    school: str | None
    name: str
    letters: int
    since: datetime


class Recipients:
    """The recipients as one transaction sees them."""

    def __init__(self, connection: Connection, now: datetime, who: str, deliveries: Deliveries) -> None:
        self._connection = connection
        self._now = now
        self._who = who
        self._deliveries = deliveries

    def add(self, outgoing_id: int, to: Sequence[Addressee], answer_by: datetime | None) -> list[Recipient]:
        """Write down whom a letter goes to, in this order; who has no mailbox is not asked to answer by mail."""
        rows = [
            {
                "outgoing_id": outgoing_id,
                "school": one.school,
                "name": one.name,
                "director": one.director,
                "address": one.address,
                "postal": one.postal,
                "answer_by": answer_by if one.address else None,
            }
            for one in to
        ]
        if rows:
            self._connection.execute(insert(recipients), rows)
        letter_id = self._connection.execute(select(outgoing.c.letter_id).where(outgoing.c.id == outgoing_id))
        if (entered := letter_id.scalar_one()) is not None:
            self.note_answers(entered)
        return self.of(outgoing_id)

    def of(self, outgoing_id: int) -> list[Recipient]:
        """Whom a letter went to, in its order."""
        query = select(recipients).where(recipients.c.outgoing_id == outgoing_id).order_by(recipients.c.id)
        return [recipient_of(row) for row in self._connection.execute(query)]

    def followed(self, outgoing_id: int) -> list[Followed]:
        """How far a letter is with each recipient, in its order."""
        mails: dict[int | None, list[Delivery]] = defaultdict(list)
        for mail in self._deliveries.to_recipients(outgoing_id):
            mails[mail.recipient_id].append(mail)
        answers = self._answers(outgoing_id)
        return [follow(one, mails[one.id], self._now, answers.get(one.answered_id)) for one in self.of(outgoing_id)]

    def by_id(self, recipient_id: int) -> Recipient:
        return recipient_of(self._connection.execute(select(recipients).where(recipients.c.id == recipient_id)).one())

    def named(self, ids: Collection[int]) -> dict[int, Recipient]:
        """Several at once, by their ids."""
        rows = self._connection.execute(select(recipients).where(recipients.c.id.in_(ids)))
        return {row.id: recipient_of(row) for row in rows}

    def acknowledge(self, recipient: Recipient, by: str, receipt_no: str | None = None) -> Recipient:
        """They have it; what still reminds them is withdrawn in this transaction. A later number of theirs is added."""
        heard: dict[str, Any] = {}
        if recipient.acknowledged_at is None:
            heard = {"acknowledged_at": self._now, "acknowledged_by": by}
        if receipt_no and receipt_no != recipient.receipt_no:
            heard["receipt_no"] = receipt_no
        if heard:
            self._change(recipient, **heard)
            self._deliveries.withdraw_from(recipient.id, (Purpose.OUTGOING_REMINDER,))
            self._note(recipient, "school_acknowledged", {"by": by, "receipt_no": receipt_no})
        return self.by_id(recipient.id)

    def answered(self, recipient: Recipient, letter_id: int, by: str) -> Recipient:
        """Their letter in answer came, which acknowledges ours too."""
        known = self.acknowledge(recipient, by)
        if known.answered_id is None:
            self._change(known, answered_id=letter_id)
            self._note(known, "school_answered", {"letter_id": letter_id})
        return self.by_id(recipient.id)

    def note_answers(self, letter_id: int) -> None:
        """What refers to ours answers it, if it comes from somebody it went to: told again whenever either changes."""
        for letter, outgoing_id in referring(self._connection, letter_id):
            if recipient := whose(letter, self.of(outgoing_id)):
                self.answered(recipient, letter.id, source_address(letter) or letter.sender or recipient.to.name)

    def in_doubt(self, letter_id: int) -> list[Recipient]:
        """In whose names a letter answers ours that came by mail from another address than theirs."""
        referred = [(letter, self.of(ours)) for letter, ours in referring(self._connection, letter_id)]
        named = [claimed(letter, to) for letter, to in referred if letter.id == letter_id and not whose(letter, to)]
        return [one for one in named if one and one.answered_id is None]

    def track(self, recipient: Recipient, tracking: str) -> None:
        """The number under which the post carries it."""
        self._change(recipient, tracking=tracking)
        self._note(recipient, "posted", {"tracking": tracking})

    def may_have(self, outgoing_id: int) -> list[Recipient]:
        """Who has a letter by mail, or may have: some part of it was taken by the server, or perhaps taken; or it came
        back, and they have acknowledged it all the same."""
        perhaps = (DeliveryState.SENDING, DeliveryState.DOT_SENT, DeliveryState.ACCEPTED, DeliveryState.UNCERTAIN)
        sent = self._deliveries.to_recipients(outgoing_id)
        theirs = {each.recipient_id for each in sent if each.purpose is Purpose.OUTGOING and each.state in perhaps}
        return [one for one in self.of(outgoing_id) if one.id in theirs or (one.to.address and one.acknowledged_at)]

    def late(self, schools: Iterable[str] = ()) -> list[Late]:
        """Who is late with letters of ours, those with most first; of all, or of these schools."""
        if wanted := list(schools):
            return self._late(recipients.c.school, recipients.c.school.in_(wanted))
        # What an agency outside has for a code is its name.
        agencies = self._late(recipients.c.name, recipients.c.school.is_(None))
        found = [*self._late(recipients.c.school, recipients.c.school.is_not(None)), *agencies]
        return sorted(found, key=lambda one: -one.letters)

    def _late(self, by: Column[Any], which: ColumnElement[bool]) -> list[Late]:
        """The same of some recipients, told apart by this column."""
        query = (
            select(
                func.max(recipients.c.school).label("school"),
                func.max(recipients.c.name).label("name"),
                func.count().label("letters"),
                func.min(recipients.c.answer_by, type_=recipients.c.answer_by.type).label("since"),
            )
            .where(recipients.c.acknowledged_at.is_(None), recipients.c.answer_by <= self._now, which)
            .group_by(by)
            .order_by(func.count().desc(), by)
        )
        return [
            Late(school=row.school, name=row.name, letters=row.letters, since=row.since)
            for row in self._connection.execute(query)
        ]

    def _answers(self, outgoing_id: int) -> dict[int | None, Letter]:
        """The entries of the letters that answer a letter of ours, by their ids."""
        named = select(recipients.c.answered_id).where(recipients.c.outgoing_id == outgoing_id)
        rows = self._connection.execute(letter_rows().where(letters.c.id.in_(named)))
        return {row.id: letter_of(row) for row in rows}

    def _change(self, recipient: Recipient, **values: Any) -> None:
        mark_changed(self._connection, self._now, recipient.outgoing_id)  # the letter is held first: `registry.bulk`
        self._connection.execute(update(recipients).where(recipients.c.id == recipient.id).values(**values))

    def _note(self, recipient: Recipient, what: str, said: dict[str, Any]) -> None:
        """An event of the letter's entry, which has it from the moment it has a number."""
        query = select(outgoing.c.letter_id).where(outgoing.c.id == recipient.outgoing_id)
        letter_id = self._connection.execute(query).scalar_one()
        after = {"to": recipient.to.name, **{name: value for name, value in said.items() if value is not None}}
        write_event(self._connection, self._now, self._who, letter_id, what, None, after)
