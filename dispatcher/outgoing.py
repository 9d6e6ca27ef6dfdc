"""Which mail to a person of the office a delivery about a letter of ours is, from what stands in the register now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dispatcher import shown
from dispatcher.attached import MB, attach
from dispatcher.compose import Attachment, Sender
from dispatcher.drafted import About, compose_approval, compose_draft, ways
from dispatcher.followup import compose_from_school, compose_postal, compose_unanswered
from dispatcher.postal import Office, Parcel, dispatch_book, labels
from dispatcher.progress import Became, compose_progress
from dispatcher.sheets import month, sheet_name
from dispatcher.told import by_name, compose_refused, compose_reply
from registry.deliveries import Delivery, Purpose
from registry.followed import Followed, Reach
from registry.model import Letter, Role
from registry.outgoing import Outgoing, Stage
from registry.schools import Schools
from registry.store import Tx
from templates import sendwords

ABOUT_OURS = frozenset(
    {
        *(Purpose.DRAFT, Purpose.APPROVAL, Purpose.PROGRESS),
        *(Purpose.UNANSWERED, Purpose.POSTAL, Purpose.FROM_SCHOOL),
    }
)
"""What is composed here, and nothing else is; beside these, what is told after somebody wrote about a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMails:
    """Composes in the name of `sender`.

    `original` and `size` give the bytes of a kept file, and how many, by its SHA-256; `most` bytes of files go with one
    mail. `steps`: the places that would approve a letter now, each with who is asked, "" for nobody. `sent`: the folder
    of what was sent; `postal`: the office's own address, for labels.
    """

    sender: Sender
    original: Callable[[str], bytes]
    size: Callable[[str], int]
    most: int = 10 * MB
    schools: Callable[[], Schools] = field(default=Schools)
    steps: Callable[[Outgoing, datetime], Sequence[tuple[str, str]]] = lambda _sent, _now: ()
    sent: str = "ส่งแล้ว"
    postal: str = ""

    def compose(self, tx: Tx, delivery: Delivery) -> bytes | None:
        """The message; None where there is nothing left to say. Raises OSError where a file cannot be read."""
        letter = tx.entries.by_id(delivery.letter_id) if delivery.letter_id is not None else None
        if delivery.outgoing_id is None:
            return (
                compose_progress(self.sender, delivery, Became(about=None, letter=letter), tx.now) if letter else None
            )
        sent = tx.sending.by_id(delivery.outgoing_id)
        if letter is None and sent.letter_id is not None:
            letter = tx.entries.by_id(sent.letter_id)
        if delivery.purpose in (Purpose.REPLY, Purpose.REFUSED_ANSWER):
            return self._told(delivery, sent, letter, tx.now)
        if delivery.purpose is Purpose.DRAFT:
            return compose_draft(self.sender, delivery, self._about(tx, sent), tx.now) if _waits(sent) else None
        if delivery.purpose is Purpose.APPROVAL:
            return self._approval(tx, delivery, sent)
        if delivery.purpose is Purpose.PROGRESS:
            return self._progress(tx, delivery, sent, letter)
        return self._after(tx, delivery, sent, letter) if letter else None

    def _told(self, delivery: Delivery, sent: Outgoing, letter: Letter | None, now: datetime) -> bytes:
        """After somebody wrote about it."""
        title = shown.title(letter) if letter else shown.sent_title(sent)
        if delivery.purpose is Purpose.REFUSED_ANSWER:
            return compose_refused(self.sender, delivery, title, by_name(letter) if letter else (), now)
        return compose_reply(self.sender, delivery, title, ways((delivery.said or {}).get("purpose"), sent), now)

    def _about(self, tx: Tx, sent: Outgoing) -> About:
        return About(
            sent=sent,
            files=tx.sending.files(sent),
            known=self.schools(),
            line=tx.sending.line(sent),
            steps=self.steps(sent, tx.now),
        )

    def _approval(self, tx: Tx, delivery: Delivery, sent: Outgoing) -> bytes | None:
        step = tx.sending.asked(sent)
        if step is None or step.asked_at is None or delivery.queued_at < step.asked_at:
            return None  # decided since, or it was of a step before
        return compose_approval(self.sender, delivery, self._about(tx, sent), step, self.original, self.most, tx.now)

    def _progress(self, tx: Tx, delivery: Delivery, sent: Outgoing, letter: Letter | None) -> bytes:
        became = Became(
            about=self._about(tx, sent),
            letter=letter,
            asked=tx.sending.asked(sent),
            to=[each.to for each in tx.recipients.of(sent.id)],
            attached=self._page(tx, letter) if letter and (delivery.said or {}).get("what") == "numbered" else (),
        )
        return compose_progress(self.sender, delivery, became, tx.now)

    def _page(self, tx: Tx, letter: Letter) -> Sequence[Attachment]:
        """The letter as it goes out, with number and date on it."""
        kept = [file for file in tx.entries.files(letter) if file.role is Role.LETTER]
        return attach("", kept, self.original, self.size, self.most)[0]

    def _after(self, tx: Tx, delivery: Delivery, sent: Outgoing, letter: Letter) -> bytes | None:
        """What is told once it has gone out; of one that is called back only what schools write."""
        if delivery.purpose is Purpose.FROM_SCHOOL:
            return compose_from_school(self.sender, delivery, letter, tx.recipients.of(sent.id), tx.now)
        if sent.state is Stage.RECALLED:
            return None
        followed = tx.recipients.followed(sent.id)
        if delivery.purpose is Purpose.UNANSWERED:
            folder = f"{self.sent}/{month(letter, self.sender.zone)}"
            sheet = sendwords.SHEET.format(name=sheet_name(letter), folder=folder)
            return compose_unanswered(self.sender, delivery, letter, followed, self.schools(), sheet, tx.now)
        return self._postal(delivery, letter, [each for each in followed if each.reach is Reach.TO_POST], tx.now)

    def _postal(self, delivery: Delivery, letter: Letter, to: Sequence[Followed], now: datetime) -> bytes | None:
        if not to:
            return None
        parcels, office = [_parcel(letter, each) for each in to], Office(name=self.sender.name, address=self.postal)
        papers = {
            sendwords.LABELS_FILE: labels(parcels, office),
            sendwords.BOOK_FILE: dispatch_book(parcels, office, now.astimezone(self.sender.zone).date()),
        }
        attached = [Attachment(name=name, media_type="application/pdf", content=pdf) for name, pdf in papers.items()]
        return compose_postal(self.sender, delivery, letter, to, attached, now)


def _parcel(letter: Letter, to: Followed) -> Parcel:
    return Parcel(
        label=f"{letter.label}/{letter.year}",
        letter_no=letter.letter_no or letter.label,
        date=letter.date or letter.registered_at.date(),
        subject=letter.subject or "",
        to=to.recipient.to.director,
        address=to.recipient.to.postal,
        urgency=letter.urgency or "",
    )


def _waits(sent: Outgoing) -> bool:
    """Whether who wants it sent is still asked."""
    return sent.state is Stage.DRAFT
