"""What follows a letter of ours until every school was heard of: a reminder, then the names of the silent."""

from __future__ import annotations

from dataclasses import dataclass

from registry.deliveries import Purpose
from registry.ours import OurMails
from registry.outgoing import Outgoing
from registry.store import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Follows what was sent. `answer_days`: working days from a reminder until who is still silent is told."""

    registry: Registry
    mails: OurMails
    answer_days: int = 3

    def remind(self, sent: Outgoing) -> None:
        """Remind whoever was not heard of; as long again later, tell who wanted it sent their names."""
        with self.registry.begin() as tx:
            silent = [each for each in tx.recipients.of(sent.id) if each.to.address and each.acknowledged_at is None]
            if silent and sent.reminded_at is None:
                letter = tx.entries.by_id(sent.letter_id or 0)
                for recipient in silent:
                    self.mails.to_school(tx, sent, letter, recipient, Purpose.OUTGOING_REMINDER)
                calendar = self.registry.arrangements.deadlines.calendar
                again = calendar.working_days_after(tx.now, self.answer_days)
                tx.sending.defer(sent, again, reminded_at=tx.now)
                return
            tx.sending.defer(sent, None)
            if silent:
                self.mails.to_person(tx, sent, Purpose.UNANSWERED, sent.person)
