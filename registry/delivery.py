"""A message to one recipient as a value: what it is for, how far it is, what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    DOT_SENT = "dot_sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"
    BOUNCED = "bounced"


FRESH = (DeliveryState.QUEUED, DeliveryState.SENDING)
"""No dot has gone out: the server has nothing."""


class Purpose(StrEnum):
    """What a message is for; it decides how it is composed."""

    CONFIRMATION = "confirmation"  # to the sender: registered, under this number
    CHECK = "check"  # to the clerk: is this read rightly?
    ANSWER = "answer"  # to the clerk: what became of her correction
    NOTICE = "notice"  # to a person: this letter is yours to act on, to know, or to decide
    REMINDER = "reminder"  # to the same person: not acknowledged in time
    ESCALATION = "escalation"  # to the head of the unit, then the central clerk: still not acknowledged
    DIGEST = "digest"  # each morning, about no one letter: what waits, what is late
    REPLY = "reply"  # to a person: what became of what they wrote
    RETURNED = "returned"  # to the sender of a letter: sent back, with the reason
    REFUSED_ANSWER = "refused_answer"  # to the central clerk: an answer that was not accepted by itself
    SECRET_WAITS = "secret_waits"  # noqa: S105  # to who is named for its class: a secret letter waits, and nothing else
    SECRET_ASKED = "secret_asked"  # noqa: S105  # to the registrar: is this secret, and of which class?
    SECRET_SETTLED = "secret_settled"  # noqa: S105  # to the registrar: what became of the answer
    UNDELIVERED = "undelivered"  # to the central clerk: a message that did not reach whom it was for
    DRAFT = "draft"  # to who wants a letter sent: what was read, to whom it would go, what is missing
    APPROVAL = "approval"  # to who must approve it
    PROGRESS = "progress"  # to who wants it sent: approved and numbered, sent back, refused, recalled
    OUTGOING = "outgoing"  # to a school: a letter of ours with its files, or a part of them
    OUTGOING_REMINDER = "outgoing_reminder"  # to a school that has not acknowledged it
    RECALL = "recall"  # to a school: the letter is called back
    UNANSWERED = "unanswered"  # to who had it sent: the schools that have not answered
    POSTAL = "postal"  # to the central clerk: labels and the dispatch book of what goes by post
    FROM_SCHOOL = "from_school"  # to who had it sent: words of a school that are no acknowledgement


CHASING = (Purpose.REMINDER, Purpose.ESCALATION)
"""What an acknowledgement makes needless."""

SECRET = (Purpose.SECRET_WAITS, Purpose.SECRET_ASKED, Purpose.SECRET_SETTLED)
"""What only people named for secret letters may know of, be it that it did not arrive."""

ASKING = (Purpose.NOTICE, *CHASING)
"""What the end of an assignment makes needless."""

TO_SCHOOLS = (Purpose.OUTGOING, Purpose.OUTGOING_REMINDER, Purpose.RECALL)
"""What goes to many schools at once: sent apart from the mails to people, which do not wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one recipient about one letter (a digest: about none); `assignment_id`: what it asks about.

    `outgoing_id`: the sending of a letter of ours it is about; `recipient_id`: the school it goes to with that.
    """

    id: int
    letter_id: int | None
    arrival_id: int | None
    assignment_id: int | None
    outgoing_id: int | None
    recipient_id: int | None
    purpose: Purpose
    recipient: str
    in_reply_to: str | None
    message_id: str
    said: Mapping[str, Any] | None  # what the message says beside the entry itself, fixed when it was queued
    queued_at: datetime
    state: DeliveryState
    reason: str | None
    ended_at: datetime | None  # when it was taken, refused or withdrawn, or came back; None: not yet
    journaled_at: datetime | None  # when it was last let go with a copy to the journal; None: never, or without one
    attempt: int
    lost: int


def delivery_of(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        letter_id=row.letter_id,
        arrival_id=row.arrival_id,
        assignment_id=row.assignment_id,
        outgoing_id=row.outgoing_id,
        recipient_id=row.recipient_id,
        purpose=Purpose(row.purpose),
        recipient=row.recipient,
        in_reply_to=row.in_reply_to,
        message_id=row.message_id,
        said=row.said,
        queued_at=row.queued_at,
        state=DeliveryState(row.state),
        reason=row.reason,
        ended_at=row.ended_at,
        journaled_at=row.journaled_at,
        attempt=row.attempts,
        lost=row.lost,
    )
