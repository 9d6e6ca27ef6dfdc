"""Which mail to a school a delivery is, from what stands in the register now; of many at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatcher.attached import file_name
from dispatcher.compose import Sender
from dispatcher.to_school import About, Shared, head, share
from registry.deliveries import Delivery
from registry.model import KeptFile, Letter
from registry.outgoing import Outgoing, Recipient
from registry.store import Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A mail that can go: its head, and the files that follow it."""

    delivery: Delivery
    head: bytes
    files: tuple[KeptFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolMails:
    """Composes in the name of `sender`; `size` gives the bytes of a kept file by its SHA-256."""

    sender: Sender
    size: Callable[[str], int]

    def compose(self, tx: Tx, claimed: Sequence[Delivery]) -> list[Ready]:
        """The mails of these deliveries, in their order; what all schools share is written once."""
        ids = [each.recipient_id for each in claimed if each.recipient_id is not None]
        to, threads = tx.recipients.named(ids), tx.bulk.threads(ids)
        letters: dict[int, tuple[Outgoing, Letter, dict[str, KeptFile]]] = {}
        shared: dict[Hashable, tuple[Shared, tuple[KeptFile, ...]]] = {}
        made = []
        for delivery in claimed:
            recipient = to[delivery.recipient_id or 0]
            said: Mapping[str, Any] = delivery.said or {}
            key = (delivery.outgoing_id, delivery.purpose, said.get("part"), said.get("reason"), recipient.answer_by)
            if key not in shared:
                if recipient.outgoing_id not in letters:
                    letters[recipient.outgoing_id] = _letter(tx, recipient)
                shared[key] = self._shared(delivery, recipient, said, *letters[recipient.outgoing_id])
            words, files = shared[key]
            top = head(self.sender, words, delivery, recipient, tx.now, threads.get(recipient.id))
            made.append(Ready(delivery=delivery, head=top, files=files))
        return made

    def _shared(
        self,
        delivery: Delivery,
        to: Recipient,
        said: Mapping[str, Any],
        sent: Outgoing,
        letter: Letter,
        kept: Mapping[str, KeptFile],
    ) -> tuple[Shared, tuple[KeptFile, ...]]:
        files = tuple(kept[sha256] for sha256 in said.get("files", ()))
        about = About(
            purpose=delivery.purpose,
            letter=letter,
            summary=sent.draft.summary or "",
            answer_by=to.answer_by,
            part=said.get("part", 1),
            of=said.get("of", 1),
            files=tuple((file_name(file), self.size(file.sha256)) for file in files),
            sent_at=sent.sent_at,
            reason=said.get("reason", ""),
        )
        return share(self.sender, about), files


def _letter(tx: Tx, to: Recipient) -> tuple[Outgoing, Letter, dict[str, KeptFile]]:
    sent = tx.sending.by_id(to.outgoing_id)
    letter = tx.entries.by_id(sent.letter_id or 0)
    return sent, letter, {file.sha256: file for file in tx.entries.files(letter)}
