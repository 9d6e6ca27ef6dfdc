"""An approved letter gets its number, its page is written on, and the mails to its recipients are queued.

Three steps, each a transaction, and each can be done again after a crash: the number; the page with number and date on
it, kept beside the one without; recipients and mails in one go, with word to who wanted it sent. What follows, until
every school was heard of, is `dispatcher.follow`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dispatcher.filled import Misfit, fill
from dispatcher.follow import Follower
from dispatcher.parts import Limits, plan_parts
from dispatcher.stamped import Unstampable, stamp
from registry.deliveries import Purpose
from registry.errors import NumberTaken, SarabanError, StaleClaim
from registry.model import KeptFile, Kind, Letter, Role
from registry.originals import Originals
from registry.ours import OurMails
from registry.outgoing import Outgoing, SentFile, Stage
from registry.schools import Schools
from registry.store import DatabaseTrouble, Registry, Tx

log = logging.getLogger(__name__)

AGAIN = timedelta(seconds=30)
NO_PLACE, NO_DATE = "no place", "no date"
"""Why a letter gets no number: no number (which ประกาศ have not), or no date, is on its page, nor a place for it."""
_WRITTEN = 256 * 1024
"""Bytes that number and date, with their font, add to a page at most."""


class _Unfit(SarabanError):
    """The number that was given, or today's date, has no room on the page: the number is given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The office's own letters on their way out. `office` is its name, as the book says who sent a letter.

    `schools` and `limits` (of what goes with one mail) are asked anew for every letter. `answer_days`: working days a
    school has to acknowledge where the letter itself names no day. `clerk` sees to what goes by post where people.csv
    names no central clerk.
    """

    registry: Registry
    originals: Originals
    mails: OurMails
    follower: Follower
    schools: Callable[[], Schools]
    limits: Callable[[], Limits]
    office: str
    answer_days: int = 3
    clerk: str = ""

    def issue_due(self) -> bool:
        """Do the next step of what is due; False where nothing was."""
        with self.registry.begin() as tx:
            claimed = tx.sending.claim()
        for sent in claimed:
            try:
                self._step(sent)
            except StaleClaim:
                log.warning("outgoing letter %d was taken over by another machine", sent.id)
            except DatabaseTrouble:
                raise
            except Exception:  # a fault of ours in one letter must not keep the others waiting
                log.exception("outgoing letter %d waits", sent.id)
                with suppress(StaleClaim), self.registry.begin() as tx:
                    tx.sending.defer(sent, tx.now + AGAIN * sent.lost, lost=sent.lost)
        return bool(claimed)

    def waits(self) -> bool:
        """Whether letters wait for a step that can be done now."""
        with self.registry.begin() as tx:
            return tx.sending.waiting() > 0

    def _step(self, sent: Outgoing) -> None:
        if sent.state in (Stage.APPROVED, Stage.NUMBERED) and sent.draft.schools and not self.schools().everyone:
            # The list cannot be read just now, which the morning's digest tells; else it would go to nobody.
            log.warning("outgoing letter %d waits: no school is known", sent.id)
            with self.registry.begin() as tx:
                tx.sending.defer(sent, tx.now + AGAIN)
        elif sent.state is Stage.APPROVED:
            self._number(sent)
        elif sent.state is Stage.NUMBERED:
            self._send(sent)
        elif sent.state is Stage.SENT:
            self.follower.remind(sent)
        else:
            with self.registry.begin() as tx:
                tx.sending.defer(sent, None)

    def _number(self, sent: Outgoing) -> None:
        """Give the number, if the page can take it; else it is a draft again, and who wants it sent is told why."""
        what, against = "not_written", self._against(sent)
        if not against:
            try:
                self._enter(sent)
            except NumberTaken as error:
                what, against = "number_taken", str(error)
            except _Unfit as error:
                against = str(error)
            else:
                return
        with self.registry.begin() as tx:
            tx.sending.defer(sent, None, state=Stage.DRAFT)
            self.mails.progress(tx, sent, what, letter_no=sent.draft.fields.get("letter_no"), detail=against)
            self.mails.to_person(tx, sent, Purpose.DRAFT, sent.person)

    def _enter(self, sent: Outgoing) -> None:
        """Enter it in its book. Raises NumberTaken, or _Unfit where just this number, or the day that has begun since
        it was tried, does not fit its page."""
        with self.registry.begin() as tx:
            letter = tx.sending.number(sent, self.office)
            day = letter.date or self._day(sent, letter.registered_at)
            if isinstance(misfit := fill(sent.draft.blanks, letter.letter_no or "", day), Misfit):
                raise _Unfit(misfit)
        log.info("numbered %s/%d: %s", letter.label, letter.year, letter.letter_no)

    def _against(self, sent: Outgoing) -> str:
        """What keeps number and date from the page, "" for nothing: tried before a number is given out for nothing."""
        draft, kind = sent.draft, Kind(sent.draft.fields.get("kind") or Kind.OTHER)
        if not (draft.fields.get("letter_no") or draft.blanks.number or kind is Kind.ANNOUNCEMENT):
            return NO_PLACE
        if not (draft.fields.get("date") or draft.blanks.date):
            return NO_DATE
        with self.registry.begin() as tx:
            files, day, year = tx.sending.files(sent), self._day(sent, tx.now), tx.entries.year
        number = self.registry.numbers.letter_no(draft.book, year, 1, draft.circular)
        written = self._written(files[0].kept, sent, number, day)
        return "" if isinstance(written, bytes | None) else str(written)

    def _send(self, sent: Outgoing) -> None:
        """Write number and date on the page, then queue every mail in one transaction."""
        with self.registry.begin() as tx:
            letter = tx.entries.by_id(sent.letter_id or 0)
            kept = tx.entries.files(letter)
        if not any(file.role is Role.UNSTAMPED for file in kept):
            self._stamp(sent, letter, next(file for file in kept if file.role is Role.LETTER))
        limits = self.limits()  # before: it may have to ask the server
        with self.registry.begin() as tx:
            self._queue(tx, sent, letter, limits)

    def _stamp(self, sent: Outgoing, letter: Letter, page: KeptFile) -> None:
        written = self._written(page, sent, letter.letter_no, letter.date or self._day(sent, letter.registered_at))
        if written is None:
            return
        if not isinstance(written, bytes):  # it was tried before: better late than without its number
            raise _Unfit(written)
        (sha256,) = self.originals.keep([written])
        with self.registry.begin() as tx:
            tx.sending.stamped(letter, replace(page, sha256=sha256))

    def _written(
        self, page: KeptFile, sent: Outgoing, number: str | None, day: date
    ) -> bytes | Misfit | Unstampable | None:
        """The page with what its blanks want; None where it has none."""
        marks = fill(sent.draft.blanks, number or "", day)
        if isinstance(marks, Misfit):
            return marks
        if not marks:
            return None
        return stamp(self.originals.read(page.sha256), marks)

    def _queue(self, tx: Tx, sent: Outgoing, letter: Letter, limits: Limits) -> None:
        """Recipients and mails; with what cannot be reached told to who wanted it sent."""
        schools, answer_by = self.schools(), self._answer_by(sent, tx.now)
        found = [(code, schools.by_code(code)) for code in sent.draft.schools]
        to = [*(school.addressee for _, school in found if school), *sent.draft.outside]
        gone = [code for code, school in found if school is None]
        recipients = tx.recipients.add(sent.id, to, answer_by)
        parts = plan_parts(_mailed(tx, letter, tx.sending.files(sent)), limits)
        by_mail = [recipient for recipient in recipients if recipient.to.address]
        # A part to every school before the next: what they share is written once.
        for number, files in enumerate(parts, 1):
            said = {"part": number, "of": len(parts), "files": [file.kept.sha256 for file in files]}
            for recipient in by_mail:
                self.mails.to_school(tx, sent, letter, recipient, Purpose.OUTGOING, said)
        tx.sending.defer(sent, answer_by, state=Stage.SENT, sent_at=tx.now, changed_at=tx.now)
        self.mails.progress(tx, sent, "numbered", letter_no=letter.letter_no)
        if gone:
            self.mails.progress(tx, sent, "gone", detail=", ".join(gone))
        if any(not recipient.to.address for recipient in recipients):
            self._to_post(tx, sent)

    def _to_post(self, tx: Tx, sent: Outgoing) -> None:
        if clerk := self.registry.arrangements.central(tx.now) or self.clerk:
            self.mails.to_person(tx, sent, Purpose.POSTAL, clerk)

    def _answer_by(self, sent: Outgoing, now: datetime) -> datetime:
        """When a school is late: at the close of the day the letter names, else after so many working days; so too
        where that day went by while the letter was being approved, for nobody is late with what has just come."""
        calendar = self.registry.arrangements.deadlines.calendar
        if sent.draft.answer_by:
            named = datetime.combine(sent.draft.answer_by, calendar.closes, calendar.zone)
            if named > now:
                return named
        return calendar.working_days_after(now, self.answer_days)

    def _day(self, sent: Outgoing, now: datetime) -> date:
        day = sent.draft.fields.get("date")
        return date.fromisoformat(day) if day else self.registry.arrangements.deadlines.calendar.day(now)


def _mailed(tx: Tx, letter: Letter, submitted: Sequence[SentFile]) -> list[SentFile]:
    """The letter's files as they go out: its page as it is now, then what is enclosed."""
    sizes = {file.kept.sha256: file.size for file in submitted}
    kept = [file for file in tx.entries.files(letter) if file.role in (Role.LETTER, Role.ENCLOSURE)]
    # A page that was written on is hardly larger than before.
    return [
        SentFile(kept=file, size=sizes.get(file.sha256, submitted[0].size + _WRITTEN))
        for file in sorted(kept, key=lambda file: file.role is not Role.LETTER)
    ]
