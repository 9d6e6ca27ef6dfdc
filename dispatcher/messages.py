"""Which message a delivery is: by its purpose, from what stands in the register now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from dispatcher import offers, shown
from dispatcher.attached import MB, Attached, attach, numbered
from dispatcher.compose import Sender, compose_confirmation
from dispatcher.morning import compose_digest
from dispatcher.notice import About, compose_notice
from dispatcher.outgoing import ABOUT_OURS, OutgoingMails
from dispatcher.secret import compose_secret
from dispatcher.told import by_name, compose_refused, compose_reply, compose_returned
from dispatcher.undelivered import compose_undelivered
from registry.assignments import Assignment
from registry.deliveries import SECRET, Delivery, DeliveryState, Purpose
from registry.followed import FAILED
from registry.model import Letter, Role
from registry.people import People, plain_address
from registry.store import Tx
from templates import mailwords

log = logging.getLogger(__name__)

_WITH_FILES = (Purpose.NOTICE, Purpose.ESCALATION)
_GONE = (DeliveryState.WITHDRAWN, DeliveryState.REFUSED, DeliveryState.BOUNCED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Composes in the name of `sender`.

    `original` and `size` give the bytes of a kept file, and how many, by its SHA-256; `most` bytes of files go with one
    mail; `taken` names the folder where the others lie. `ours` composes what is said of letters that the office sends.
    """

    sender: Sender
    original: Callable[[str], bytes]
    size: Callable[[str], int] = lambda _sha256: 0
    people: Callable[[], People] = field(default=People)
    most: int = 10 * MB
    taken: str = "รับแล้ว"
    ours: OutgoingMails | None = None

    def compose(self, tx: Tx, delivery: Delivery) -> bytes | None:
        """The message; None where there is nothing left to say, as a question that was answered meanwhile."""
        purpose, sender = delivery.purpose, self.sender
        letter = tx.entries.by_id(delivery.letter_id) if delivery.letter_id is not None else None
        if purpose is Purpose.UNDELIVERED:
            followed = tx.recipients.followed(delivery.outgoing_id) if delivery.outgoing_id is not None else []
            recall = (delivery.said or {}).get("purpose") == Purpose.RECALL
            failed = [each for each in followed if (each.recall if recall else each.reach) in FAILED]
            return compose_undelivered(sender, delivery, letter, failed, tx.now)
        if self.ours and (purpose in ABOUT_OURS or delivery.outgoing_id is not None):
            return self.ours.compose(tx, delivery)
        if purpose is Purpose.DIGEST:
            return compose_digest(sender, delivery, tx.now)
        if purpose in (Purpose.REPLY, Purpose.ANSWER):
            about = shown.title(letter) if letter else ""
            return compose_reply(sender, delivery, about, self._ways(tx, delivery, letter), tx.now)
        if letter is None:
            return None
        if purpose in SECRET:
            return compose_secret(sender, delivery, letter, tx.now)
        if purpose is Purpose.RETURNED:
            return compose_returned(sender, delivery, letter, tx.now)
        if purpose is Purpose.REFUSED_ANSWER:
            return compose_refused(sender, delivery, shown.title(letter), by_name(letter), tx.now)
        if purpose is Purpose.CONFIRMATION:
            named = tx.entries.of_arrival(delivery.arrival_id, Role.MAIL) if delivery.arrival_id else []
            return compose_confirmation(sender, delivery, named or [letter], tx.now)
        return self._notice(tx, delivery, letter)

    def _notice(self, tx: Tx, delivery: Delivery, letter: Letter) -> bytes | None:
        assignment = tx.assignments.by_id(delivery.assignment_id) if delivery.assignment_id is not None else None
        mails = tx.deliveries.of(letter.id)
        if delivery.purpose is Purpose.CHECK and (not letter.needs_review or _is_told(delivery, mails)):
            return None
        if delivery.purpose is not Purpose.CHECK and assignment is None:
            return None
        people = self.people()
        suggested = [each["name"] for each in (delivery.said or {}).get("suggested", ())]
        about = About(
            letter=letter,
            fields=shown.fields(letter, tx.readings.of(letter), tx.corrections.settled(letter)),
            people=people,
            reader=people.by_address(delivery.recipient),
            assignment=assignment,
            giver=people.by_address(assignment.given_by) if assignment else None,
            suggested=suggested,
            picture=self._picture(tx, letter),
            files=self._files(tx, delivery, letter),
            thread=_notice_of(assignment, mails) if delivery.purpose is Purpose.REMINDER else None,
        )
        return compose_notice(self.sender, delivery, about, tx.now)

    def _picture(self, tx: Tx, letter: Letter) -> bytes | None:
        drawn = [file.sha256 for file in tx.entries.files(letter) if file.role is Role.PICTURE]
        if shown.is_secret(letter) or not drawn:
            return None
        try:
            return self.original(drawn[0])
        except OSError as error:
            log.warning("the picture of %s/%d is not sent: %s", letter.label, letter.year, error)
            return None

    def _files(self, tx: Tx, delivery: Delivery, letter: Letter) -> Attached:
        if shown.is_secret(letter):
            return Attached()
        lies = mailwords.LIES.format(label=letter.label.replace("/", "-"), folder=self.taken)
        if delivery.purpose not in _WITH_FILES:
            return Attached(lies=lies, with_notice=delivery.purpose is Purpose.REMINDER)
        try:
            taken, left = attach(numbered(letter), tx.entries.files(letter), self.original, self.size, self.most)
        except OSError as error:
            log.warning("the files of %s/%d are not sent: %s", letter.label, letter.year, error)
            taken, left = [], []
        return Attached(taken=taken, left=left, lies=lies)

    def _ways(self, tx: Tx, delivery: Delivery, letter: Letter | None) -> list[str]:
        """How who wrote may answer about this letter."""
        if letter is None:
            return []
        reader = self.people().by_address(delivery.recipient)
        theirs = [each for each in tx.assignments.open_for(letter) if each.person == plain_address(delivery.recipient)]
        task = theirs[-1].task if theirs else None
        return offers.ways(offers.Reader(person=reader, task=task, checks=letter.needs_review or task is None), ())


def _is_told(question: Delivery, mails: list[Delivery]) -> bool:
    """Whether the clerk who is asked is told of the same letter: that mail asks the question too."""
    return any(
        each.purpose is Purpose.NOTICE
        and each.state not in _GONE
        and plain_address(each.recipient) == plain_address(question.recipient)
        for each in mails
    )


def _notice_of(assignment: Assignment | None, mails: list[Delivery]) -> str | None:
    """The Message-ID of the notice by which an assignment was told."""
    notices = (each for each in mails if each.purpose is Purpose.NOTICE)
    return next((each.message_id for each in notices if assignment and each.assignment_id == assignment.id), None)
