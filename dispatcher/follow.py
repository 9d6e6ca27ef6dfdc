"""What follows a letter of ours until every school was heard of: a reminder, who is silent, and its sheet kept current."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from dispatcher.ours import OurMails
from registry.deliveries import Purpose
from registry.filing import fit, put
from registry.model import Letter, Role
from registry.outgoing import Outgoing
from registry.store import Registry, Tx

log = logging.getLogger(__name__)

RESTED = timedelta(seconds=5)
"""How long nothing new is heard of a letter before its sheet is written: 250 mails are not 250 sheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """The follower of sent letters. `shelf`: the shared folder where the office's copies lie; `original` gives the bytes
    of a kept file. `answer_days`: working days from a reminder until who is still silent is told.
    """

    registry: Registry
    mails: OurMails
    shelf: Path
    original: Callable[[str], bytes]
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
