"""The letters that the office sends, as one transaction sees them: from a draft to its number, its mails, its recall.

A number is taken in the transaction that enters the letter in its book, and only when every approval is there. What is
done next about a letter is its `due_at` (`registry.due`): the number, the page, the mails, the reminders.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from registry import due, numbering
from registry.deliveries import TO_SCHOOLS, withdraw
from registry.issuing import bearing, issue, year_of
from registry.model import OURS, Book, KeptFile, Letter, Role, State
from registry.outgoing import (
    Approval,
    Draft,
    Outgoing,
    SentFile,
    Stage,
    Verdict,
    approval_of,
    draft_columns,
    outgoing_of,
    sent_file_of,
)
from registry.people import Person
from registry.rows import entry, keep_files, letter_of, letter_rows, write_event
from registry.schema import approvals, deliveries, letters, outgoing, outgoing_files, recipients
from registry.schema import files as letter_files

_OPEN = (Stage.DRAFT, Stage.APPROVING)
_UNDER_WAY = (*_OPEN, Stage.APPROVED, Stage.NUMBERED)


class Sending:
    """The letters that are to be sent; every change of an entry is an event in the name of `who`."""

    def __init__(
        self,
        connection: Connection,
        now: datetime,
        who: str,
        worker: str,
        numbers: numbering.Numbers,
    ) -> None:
        self._connection = connection
        self._now = now
        self._who = who
        self._worker = worker
        self._numbers = numbers

    def submit(
        self, arrival_id: int, draft: Draft, files: Sequence[SentFile], *, person: str, name: str, unit: str | None
    ) -> Outgoing:
        """Take in a letter that somebody wants sent; the same arrival again is the letter it was."""
        if (held := self._first(outgoing.c.arrival_id == arrival_id)) is not None:
            return held
        values = {
            "arrival_id": arrival_id,
            "state": Stage.DRAFT,
            "submitted_at": self._now,
            "person": person,
            "name": name,
            "unit": unit,
            **draft_columns(draft),
        }
        new = self._connection.execute(insert(outgoing).values(**values).returning(outgoing.c.id)).scalar_one()
        if files:
            rows = [
                {
                    "outgoing_id": new,
                    "sha256": file.kept.sha256,
                    "role": file.kept.role,
                    "name": file.kept.name,
                    "media_type": file.kept.media_type,
                    "size": file.size,
                }
                for file in files
            ]
            self._connection.execute(insert(outgoing_files), rows)
        return self.by_id(new)

    def hold(self, outgoing_id: int) -> Outgoing:
        """The letter, held until this transaction ends: whoever else wants to change it waits."""
        self._connection.execute(select(outgoing.c.id).where(outgoing.c.id == outgoing_id).with_for_update())
        return self.by_id(outgoing_id)

    def by_id(self, outgoing_id: int) -> Outgoing:
        found = self._first(outgoing.c.id == outgoing_id)
        assert found is not None, outgoing_id
        return found

    def of_letter(self, letter_id: int) -> Outgoing | None:
        """How the letter of an entry was sent; None for one that came in, or was numbered on paper."""
        return self._first(outgoing.c.letter_id == letter_id)

    def of_arrival(self, arrival_id: int) -> Outgoing | None:
        """The letter that was submitted by an arrival."""
        return self._first(outgoing.c.arrival_id == arrival_id)

    def same(self, sha256: str, draft: Draft, since: datetime) -> Outgoing | None:
        """The newest letter with this file as its page and the same recipients, if it is under way or went since."""
        query = (
            select(outgoing)
            .join(outgoing_files, outgoing_files.c.outgoing_id == outgoing.c.id)
            .where(
                outgoing_files.c.sha256 == sha256,
                outgoing_files.c.role == Role.LETTER,
                or_(outgoing.c.state.in_(_UNDER_WAY), (outgoing.c.state == Stage.SENT) & (outgoing.c.sent_at >= since)),
            )
            .order_by(outgoing.c.id.desc())
        )
        found = map(outgoing_of, self._connection.execute(query))
        return next((each for each in found if _to(each.draft) == _to(draft)), None)

    def files(self, sent: Outgoing) -> list[SentFile]:
        """Its files as they were submitted, the letter first."""
        query = select(outgoing_files).where(outgoing_files.c.outgoing_id == sent.id).order_by(outgoing_files.c.id)
        return [sent_file_of(row) for row in self._connection.execute(query)]

    def revise(self, sent: Outgoing, draft: Draft) -> Outgoing:
        """What is to be sent, or to whom, is different now; before it has a number."""
        self._change(sent, **draft_columns(draft))
        return self.by_id(sent.id)

    def propose(self, sent: Outgoing, line: Sequence[tuple[Person, str]]) -> Outgoing:
        """Send it up its line of approval, each a person and the place they hold; with none it is approved."""
        rows = [
            {"outgoing_id": sent.id, "person": person.address, "name": person.name, "place": place}
            for person, place in line
        ]
        if rows:
            self._connection.execute(insert(approvals), rows)
        self._change(sent, state=Stage.APPROVING, reason=None)
        return self._ask_next(sent)

    def line(self, sent: Outgoing) -> list[Approval]:
        """Every step of its approval, those of earlier rounds too, in order."""
        query = select(approvals).where(approvals.c.outgoing_id == sent.id).order_by(approvals.c.id)
        return [approval_of(row) for row in self._connection.execute(query)]

    def asked(self, sent: Outgoing) -> Approval | None:
        """The step that waits for a word; None: no one is asked."""
        waiting = (each for each in self.line(sent) if each.asked_at and each.decided_at is None)
        return next(waiting, None) if sent.state is Stage.APPROVING else None

    def hand_over(self, step: Approval, to: Person) -> None:
        """Who stands in today is asked in place of who was to be."""
        values = {"person": to.address, "name": to.name}
        self._connection.execute(update(approvals).where(approvals.c.id == step.id).values(**values))

    def decide(
        self, sent: Outgoing, step: Approval, verdict: Verdict, note: str | None, by: Person | None = None
    ) -> Outgoing:
        """Record what an approver says: the next is asked, or it goes back, or it ends. `by`: who said it, where that
        is not who was asked, but who stands in for them."""
        if by:
            self.hand_over(step, by)
        said = {"decided_at": self._now, "verdict": verdict, "note": note}
        self._connection.execute(update(approvals).where(approvals.c.id == step.id).values(**said))
        if verdict is Verdict.APPROVED:
            return self._ask_next(sent)
        # Those behind are not asked any more; a new round is new rows.
        self._connection.execute(
            update(approvals)
            .where(approvals.c.outgoing_id == sent.id, approvals.c.decided_at.is_(None))
            .values(decided_at=self._now)
        )
        ended = {"state": Stage.DRAFT} if verdict is Verdict.SENT_BACK else {"state": Stage.REFUSED, "reason": note}
        self._change(sent, **ended)
        return self.by_id(sent.id)

    def cancel(self, sent: Outgoing, reason: str | None) -> Outgoing:
        """Take it back before it has a number; one that has goes on, and can be recalled."""
        if sent.state in _OPEN:
            self._change(sent, state=Stage.CANCELLED, reason=reason)
        return self.by_id(sent.id)

    def claim(self, limit: int = 1) -> list[Outgoing]:
        """Take letters that want their number, their mails or a reminder."""
        rows = due.claim(self._connection, outgoing, now=self._now, worker=self._worker, limit=limit)
        return [outgoing_of(row) for row in rows]

    def release(self) -> int:
        """Give back what a daemon of this name held when it died."""
        return due.release(self._connection, outgoing, worker=self._worker, now=self._now)

    def defer(self, sent: Outgoing, until: datetime | None, *, lost: int = 0, **values: Any) -> None:
        """Done for now: due again at `until`, or never (None), with these columns changed. Raises StaleClaim."""
        due.settle(self._connection, outgoing, sent.id, sent.attempt, due_at=until, lost=lost, **values)

    def number(self, sent: Outgoing, sender: str) -> Letter:
        """Enter an approved letter in its book, dated today where its page has no date: under the book's next number,
        or under the one printed on it, if that is reserved. Raises NumberTaken where it is not, StaleClaim.

        `sender`: the office, as the book says who sent it.
        """
        letter_id = issue(self._connection, self._now, self._numbers, sent, sender)
        held = [file.kept for file in self.files(sent)]
        keep_files(self._connection, self._now, letter_id, held, sent.arrival_id)
        letter = entry(self._connection, letter_id)
        approved = [
            {"name": each.name, "place": each.place, "at": each.decided_at.isoformat()}
            for each in self.line(sent)
            if each.verdict is Verdict.APPROVED and each.decided_at
        ]
        after = {"number": letter.number, "letter_no": letter.letter_no, "to": sent.draft.to_text, "approved": approved}
        write_event(self._connection, self._now, self._who, letter_id, "numbered", None, after)
        self.defer(sent, self._now, letter_id=letter_id, state=Stage.NUMBERED)
        return letter

    def stamped(self, letter: Letter, page: KeptFile) -> None:
        """The page with number and date on it is the letter now; the one without is kept beside it."""
        before = update(letter_files).where(letter_files.c.letter_id == letter.id, letter_files.c.role == Role.LETTER)
        self._connection.execute(before.values(role=Role.UNSTAMPED))
        keep_files(self._connection, self._now, letter.id, [page], None)
        write_event(self._connection, self._now, self._who, letter.id, "stamped", None, {"sha256": page.sha256})

    def recall(self, sent: Outgoing, reason: str) -> Outgoing:
        """Call a sent letter back: what still waits to go out is withdrawn; the entry stays, with the reason."""
        if sent.state is Stage.SENT:
            self._change(sent, state=Stage.RECALLED, reason=reason, due_at=None, changed_at=self._now)
            withdraw(self._connection, self._now, deliveries.c.outgoing_id == sent.id, TO_SCHOOLS)
            # Nobody is late any more with what was called back.
            theirs = update(recipients).where(recipients.c.outgoing_id == sent.id)
            self._connection.execute(theirs.values(answer_by=None))
            said = {"reason": reason}
            write_event(self._connection, self._now, self._who, sent.letter_id or 0, "recalled", None, said)
        return self.by_id(sent.id)

    def changed(self, before: datetime) -> list[Outgoing]:
        """Letters of which something was heard, but nothing since this moment, and whose sheets do not show it yet."""
        query = select(outgoing).where(outgoing.c.changed_at < before).order_by(outgoing.c.changed_at).limit(20)
        return [outgoing_of(row) for row in self._connection.execute(query)]

    def shown(self, sent: Outgoing) -> None:
        """Its sheet shows what was known of it then; what was heard since will be written too."""
        as_seen = update(outgoing).where(outgoing.c.id == sent.id, outgoing.c.changed_at == sent.changed_at)
        self._connection.execute(as_seen.values(changed_at=None))

    def with_people(self) -> list[tuple[Outgoing, Approval | None]]:
        """What waits for a word, the oldest first: a draft of who wants it sent (None), a proposal of who is asked."""
        query = select(outgoing).where(outgoing.c.state.in_(_OPEN)).order_by(outgoing.c.id)
        waiting = [outgoing_of(row) for row in self._connection.execute(query)]
        return [(sent, self.asked(sent)) for sent in waiting]

    def unused(self, before: datetime) -> list[tuple[Letter, str]]:
        """Numbers reserved before this moment and not used yet, each with the address of who reserved it."""
        query = letter_rows().where(
            letters.c.state == State.RESERVED,
            letters.c.book.in_(OURS),
            letters.c.registered_at < before,
        )
        return [(letter_of(row), row.owner or "") for row in self._connection.execute(query.order_by(letters.c.id))]

    def bearing(self, book: Book, year: int, printed: str) -> Letter | None:
        """The standing entry of a book that has this number printed on its letter, or reserved for it."""
        return bearing(self._connection, book, year, printed)

    def printed(self, book: Book, fields: Mapping[str, str | None]) -> Letter | None:
        """The same of the number that a letter with these fields has; None where it has none."""
        number = fields.get("letter_no")
        return self.bearing(book, year_of(fields, self._numbers.year(self._now)), number) if number else None

    def waiting(self) -> int:
        """How many letters want something now, or are having it done."""
        return due.in_hand(self._connection, outgoing, now=self._now)

    def _ask_next(self, sent: Outgoing) -> Outgoing:
        left = [each for each in self.line(sent) if each.decided_at is None]
        if left:
            asked = update(approvals).where(approvals.c.id == left[0].id).values(asked_at=self._now)
            self._connection.execute(asked)
        else:
            self._change(sent, state=Stage.APPROVED, due_at=self._now)
        return self.by_id(sent.id)

    def _change(self, sent: Outgoing, **values: Any) -> None:
        self._connection.execute(update(outgoing).where(outgoing.c.id == sent.id).values(**values))

    def _first(self, condition: Any) -> Outgoing | None:
        row = self._connection.execute(select(outgoing).where(condition).limit(1)).first()
        return outgoing_of(row) if row else None


def _to(draft: Draft) -> tuple[frozenset[str], frozenset[str], str]:
    """Whom a draft goes to, comparable; where nobody is known, by what was written."""
    known = bool(draft.schools or draft.outside)
    return frozenset(draft.schools), frozenset(each.name for each in draft.outside), "" if known else draft.to_text
