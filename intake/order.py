"""An order about a letter of ours on its way, as those see it who carry it out, and what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from intake.answered import posts
from intake.checks import Fault, Trouble
from intake.desk import Desk
from intake.wrote import Wrote, letters
from registry.deliveries import Purpose
from registry.ours import OurMails
from registry.outgoing import Outgoing
from registry.people import People, Person, Post
from registry.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`person` says `text` about `sent`, which is held. `purpose`: what the message was for that they answer.

    `person` is who wrote, except of an answer that the central clerk vouches for.
    """

    desk: Desk
    tx: Tx
    wrote: Wrote
    sent: Outgoing
    person: Person
    text: str
    purpose: Purpose

    @property
    def people(self) -> People:
        return self.wrote.people

    @property
    def mails(self) -> OurMails:
        return OurMails(self.desk.registry.arrangements)

    @property
    def names(self) -> tuple[str, ...]:
        """What the signature of who wrote may hold."""
        places = [each for each in self.people.everyone if each.address == self.person.address]
        return (self.person.name, *(each.unit for each in places if each.unit))

    @property
    def is_central(self) -> bool:
        return Post.CENTRAL_CLERK in posts(self.people, self.person)

    @property
    def new_files(self) -> str:
        """The names of what may be letters, came with the answer, and is no file of this one: perhaps the page mended
        or signed, and what would go is another."""
        own = {file.kept.sha256 for file in self.tx.sending.files(self.sent)}
        came = letters(self.wrote.mail)
        return ", ".join(each.name for each in came if hashlib.sha256(each.content).hexdigest() not in own)

    def is_older_than(self, purpose: Purpose, *recipients: str) -> bool:
        """Whether a later message of this purpose went out than the answered one, to one of these or to anyone: the
        letter is another since. Of an answer that the clerk vouches for, the message that it answered counts."""
        asked = self.wrote.asked
        answered = (asked.said or {}).get("asked_id", asked.id)
        told = (each for each in self.tx.deliveries.told(self.sent.id) if each.purpose is purpose)
        later = (each for each in told if each.id > answered)
        return any(not recipients or each.recipient in recipients for each in later)

    def ask_approver(self, sent: Outgoing) -> None:
        """Write to who is asked next, or to who stands in for them today."""
        step = self.tx.sending.asked(sent)
        known = self.people.by_address(step.person) if step else None
        if step is None:
            return
        if known and (taker := self.people.standing_in(known, self.desk.day(self.tx.now))) != known:
            self.tx.sending.hand_over(step, taker)
            step = replace(step, person=taker.address)
        self.mails.to_person(self.tx, sent, Purpose.APPROVAL, step.person)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, or what stood against it. `written`: who wrote is told of it in another message than a reply."""

    steps: Sequence[Mapping[str, Any]] = ()
    faults: tuple[Fault, ...] = ()
    written: bool = False


def fault(trouble: Trouble, given: str = "") -> Outcome:
    """Nothing was done, and this is why."""
    return Outcome(faults=(Fault(trouble, "", given),))
