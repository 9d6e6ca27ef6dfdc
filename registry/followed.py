"""How far a letter of ours is with one recipient, from what stands in the register of its mails and of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from registry.delivery import Delivery, DeliveryState, Purpose
from registry.model import Letter
from registry.outgoing import Recipient


class Reach(StrEnum):
    """How far it is: by mail from `queued` or by post from `to_post`, until it is acknowledged or answered."""

    QUEUED = "queued"  # a part of it waits to be sent, or is being sent
    SENT = "sent"  # the server has taken all of it
    UNCERTAIN = "uncertain"  # the server may have it, and it is not sent again
    REFUSED = "refused"  # the server did not take it
    BOUNCED = "bounced"  # the server took it, and it came back
    WITHDRAWN = "withdrawn"  # called back before it went out
    TO_POST = "to_post"
    POSTED = "posted"  # under a tracking number
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"  # by a letter of theirs


FAILED = (Reach.REFUSED, Reach.BOUNCED, Reach.UNCERTAIN)
"""What somebody must look after."""

_OF_MAIL: dict[DeliveryState, Reach] = {
    DeliveryState.BOUNCED: Reach.BOUNCED,
    DeliveryState.REFUSED: Reach.REFUSED,
    DeliveryState.UNCERTAIN: Reach.UNCERTAIN,
    DeliveryState.QUEUED: Reach.QUEUED,
    DeliveryState.SENDING: Reach.QUEUED,
    DeliveryState.DOT_SENT: Reach.QUEUED,
    DeliveryState.WITHDRAWN: Reach.WITHDRAWN,
    DeliveryState.ACCEPTED: Reach.SENT,
}
"""The worst first: a letter in parts is as far as the part that is least far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One recipient of a letter of ours. `reason`: why it failed or waits, until they are heard of.

    `sent_at`: when the server had all of it; `late`: not acknowledged in time; `recall`: how far word is that the
    letter is called back, None where there is none; `answer`: the entry of their letter.
    """

    recipient: Recipient
    reach: Reach
    reason: str | None
    sent_at: datetime | None
    late: bool
    recall: Reach | None
    answer: Letter | None

    @property
    def by_mail(self) -> bool:
        return bool(self.recipient.to.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many recipients: by mail and by post, and of all how many wait, failed, acknowledged, answered, are late.

    Who answered has acknowledged too.
    """

    total: int
    mail: int
    post: int
    queued: int
    failed: int
    acknowledged: int
    answered: int
    late: int


def follow(recipient: Recipient, mails: Sequence[Delivery], now: datetime, answer: Letter | None = None) -> Followed:
    """How far a letter is with a recipient; `mails`: what was queued to them of it, in that order."""
    worst, sent_at = _sent(mails)
    reach = _heard(recipient) or (worst and _OF_MAIL[worst.state]) or _not_mailed(recipient)
    told = [_OF_MAIL[each.state] for each in mails if each.purpose is Purpose.RECALL]
    overdue = recipient.answer_by is not None and recipient.answer_by <= now
    return Followed(
        recipient=recipient,
        reach=reach,
        reason=_why(worst) if worst and _heard(recipient) is None else None,
        sent_at=sent_at,
        late=overdue and recipient.acknowledged_at is None,
        recall=told[-1] if told else None,
        answer=answer,
    )


def count(followed: Iterable[Followed]) -> Counts:
    """The recipients of a letter in figures."""
    every = list(followed)
    return Counts(
        total=len(every),
        mail=sum(each.by_mail for each in every),
        post=sum(not each.by_mail for each in every),
        queued=sum(each.reach is Reach.QUEUED for each in every),
        failed=sum(each.reach in FAILED for each in every),
        acknowledged=sum(each.recipient.acknowledged_at is not None for each in every),
        answered=sum(each.recipient.answered_id is not None for each in every),
        late=sum(each.late for each in every),
    )


def _sent(mails: Sequence[Delivery]) -> tuple[Delivery | None, datetime | None]:
    """The part that is least far, and when the server had them all. Of a part that was sent again, the last counts."""
    parts = {(each.said or {}).get("part"): each for each in mails if each.purpose is Purpose.OUTGOING}
    worst = min(parts.values(), key=lambda part: list(_OF_MAIL).index(part.state), default=None)
    if worst is None or worst.state is not DeliveryState.ACCEPTED:
        return worst, None
    return worst, max(filter(None, (part.ended_at for part in parts.values())), default=None)


def _why(mail: Delivery) -> str | None:
    """Why it failed or waits, or is said to be late; that the server took it (2yz, RFC 5321 4.2.1) is no reason."""
    taken = mail.state is DeliveryState.ACCEPTED and (mail.reason or "").startswith("2")
    return None if taken else mail.reason


def _heard(recipient: Recipient) -> Reach | None:
    if recipient.answered_id is not None:
        return Reach.ANSWERED
    return Reach.ACKNOWLEDGED if recipient.acknowledged_at is not None else None


def _not_mailed(recipient: Recipient) -> Reach:
    if recipient.tracking:
        return Reach.POSTED
    return Reach.QUEUED if recipient.to.address else Reach.TO_POST
