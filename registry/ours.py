"""The mails about letters of ours, queued: to who wants one sent, to who approves it, to its schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.assignments import Arrangements
from registry.deadlines import MOST_URGENT, OTHER, URGENT, VERY_URGENT, class_of
from registry.deliveries import Purpose
from registry.model import Letter
from registry.outgoing import Outgoing, Recipient
from registry.store import Tx

_RANKS = (MOST_URGENT, VERY_URGENT, URGENT, OTHER)


@dataclass(frozen=True, slots=True)
class OurMails:
    """Queues them with Message-IDs of this office; none where it sends no mail."""

    arrangements: Arrangements

    def to_person(
        self,
        tx: Tx,
        sent: Outgoing,
        purpose: Purpose,
        recipient: str,
        said: Mapping[str, Any] | None = None,
        **mail: Any,
    ) -> None:
        """To a person of the office; `mail`: what else `Deliveries.queue` takes."""
        self._queue(tx, sent, sent.letter_id, purpose=purpose, recipient=recipient, said=said, **mail)

    def progress(self, tx: Tx, sent: Outgoing, what: str, **said: str | None) -> None:
        """To who wants the letter sent: what became of it."""
        self.to_person(tx, sent, Purpose.PROGRESS, sent.person, {"what": what, **said})

    def to_school(
        self,
        tx: Tx,
        sent: Outgoing,
        letter: Letter,
        recipient: Recipient,
        purpose: Purpose,
        said: Mapping[str, Any] | None = None,
    ) -> None:
        """To one of the letter's recipients with a mailbox; urgent letters go first."""
        self._queue(
            tx,
            sent,
            letter.id,
            recipient_id=recipient.id,
            rank=_RANKS.index(class_of(letter.urgency)),
            purpose=purpose,
            recipient=recipient.to.address,
            said=said,
        )

    def _queue(self, tx: Tx, sent: Outgoing, letter_id: int | None, **mail: Any) -> None:
        if make := self.arrangements.message_id:
            message_id = make(letter_id or sent.id)
            tx.deliveries.queue(letter_id=letter_id, outgoing_id=sent.id, message_id=message_id, **mail)
