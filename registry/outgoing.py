"""A letter that the office sends, as values: what is to be sent, how far it is, who approves it, to whom it goes.

`draft → approving → approved → numbered → sent`; from the first two it may end as `cancelled` or `refused`, from the
last as `recalled`. Nothing leaves the office before `numbered`, and a number is given out only with every approval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from registry.model import Book, KeptFile, Role
from registry.places import Blanks


class Stage(StrEnum):
    """How far a letter of ours is."""

    DRAFT = "draft"  # who wants it sent is asked whether it was read rightly
    APPROVING = "approving"  # in the line of approval
    APPROVED = "approved"  # wants its number
    NUMBERED = "numbered"  # stands in its book; number and date are to be written on it, and its mails queued
    SENT = "sent"  # every mail is queued; schools are reminded until they have acknowledged
    CANCELLED = "cancelled"  # taken back by who wanted it sent, before it had a number
    REFUSED = "refused"  # ไม่อนุมัติ
    RECALLED = "recalled"  # called back after it was sent; its entry stands, marked


class Verdict(StrEnum):
    """What an approver says."""

    APPROVED = "approved"  # เห็นชอบ
    SENT_BACK = "sent_back"  # แก้ไข: back to who wants it sent
    REFUSED = "refused"  # ไม่อนุมัติ


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One step of the line of approval: `place` as the settings name it, `person` (an address) who holds it."""

    id: int
    person: str
    name: str
    place: str
    asked_at: datetime | None
    decided_at: datetime | None
    verdict: Verdict | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """One file of a letter of ours; `size` in bytes."""

    kept: KeptFile
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a letter goes to. `school`: its code, None for an agency outside; `address` "" goes by post to `postal`."""

    name: str
    director: str
    address: str = ""
    postal: str = ""
    school: str | None = None


FORBIDDING = frozenset(
    (
        *("recipients", "nobody", "no_letter", "unreadable", "number_used", "number_unknown", "secret", "no_subject"),
        *("too_large", "empty", "no_place", "no_date"),
    )
)
"""The faults of a draft that must be mended before it can be sent; the others only warn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a letter that is to be sent.

    `fields`: by the names of `registry.model.FIELDS`, None where it is not known. `to_text`: for whom, as it was
    written, which names these `schools` (by their codes) and agencies `outside`. `blanks`: where its number and date
    are to be written on its page. `faults`: what stands against sending it, each as (what, detail); the words for them
    stand in `templates`.
    """

    book: Book
    circular: bool
    fields: Mapping[str, str | None]
    to_text: str
    schools: tuple[str, ...] = ()
    outside: tuple[Addressee, ...] = ()
    summary: str | None = None
    answer_by: date | None = None
    blanks: Blanks = field(default_factory=Blanks)
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def may_go(self) -> bool:
        """Whether nothing stands against sending it."""
        return not any(what in FORBIDDING for what, _ in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One letter of ours on its way. `person`: the address of who wants it sent; `attempt`: of the claim it was had by.

    `reason`: why it was cancelled, refused or recalled. `changed_at`: something was heard since its sheet was written.
    """

    id: int
    arrival_id: int
    letter_id: int | None
    state: Stage
    submitted_at: datetime
    person: str
    name: str
    unit: str | None
    draft: Draft
    sent_at: datetime | None
    reminded_at: datetime | None
    changed_at: datetime | None
    reason: str | None
    attempt: int
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An addressee of one letter, and what was heard of them. `answer_by`: when they are late; None: nothing is asked.

    `receipt_no`: their own number for it. `answered_id`: the entry of their letter in answer. `tracking`: of the post.
    """

    id: int
    outgoing_id: int
    to: Addressee
    answer_by: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    receipt_no: str | None
    answered_id: int | None
    tracking: str | None


def draft_columns(draft: Draft) -> dict[str, Any]:
    """The columns of `outgoing` that a draft fills."""
    return {
        "book": draft.book,
        "circular": draft.circular,
        "fields": dict(draft.fields),
        "to_text": draft.to_text,
        "schools": list(draft.schools),
        "outside": [asdict(each) for each in draft.outside],
        "summary": draft.summary,
        "answer_by": draft.answer_by,
        "blanks": draft.blanks.to_plain(),
        "faults": [list(fault) for fault in draft.faults],
    }


def outgoing_of(row: Row[Any]) -> Outgoing:
    draft = Draft(
        book=Book(row.book),
        circular=row.circular,
        fields=row.fields,
        to_text=row.to_text,
        schools=tuple(row.schools),
        outside=tuple(Addressee(**each) for each in row.outside),
        summary=row.summary,
        answer_by=row.answer_by,
        blanks=Blanks.from_plain(row.blanks),
        faults=tuple((what, detail) for what, detail in row.faults),
    )
    return Outgoing(
        id=row.id,
        arrival_id=row.arrival_id,
        letter_id=row.letter_id,
        state=Stage(row.state),
        submitted_at=row.submitted_at,
        person=row.person,
        name=row.name,
        unit=row.unit,
        draft=draft,
        sent_at=row.sent_at,
        reminded_at=row.reminded_at,
        changed_at=row.changed_at,
        reason=row.reason,
        attempt=row.attempts,
        lost=row.lost,
    )


def approval_of(row: Row[Any]) -> Approval:
    plain = {name: getattr(row, name) for name in Approval.__dataclass_fields__}
    return Approval(**{**plain, "verdict": Verdict(row.verdict) if row.verdict else None})


def sent_file_of(row: Row[Any]) -> SentFile:
    kept = KeptFile(sha256=row.sha256, name=row.name, media_type=row.media_type, role=Role(row.role))
    return SentFile(kept=kept, size=row.size)


def recipient_of(row: Row[Any]) -> Recipient:
    return Recipient(
        id=row.id,
        outgoing_id=row.outgoing_id,
        to=Addressee(name=row.name, director=row.director, address=row.address, postal=row.postal, school=row.school),
        answer_by=row.answer_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        receipt_no=row.receipt_no,
        answered_id=row.answered_id,
        tracking=row.tracking,
    )
