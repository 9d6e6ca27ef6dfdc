"""What people say of an entry: corrected and confirmed fields, kept as truth beside what was read.

A correction is one transaction: the entry, its event, the truth of each field, and what is left to look at. Done
twice it changes nothing the second time, so whoever carried it here may bring it again after a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from registry.accuracy import Truth, all_truths
from registry.assignments import Assignments
from registry.citations import link_to
from registry.doubts import Doubt, is_answered
from registry.errors import AlreadyStruck, Classified
from registry.fold import fold
from registry.model import CORRECTABLE, OUTER, Book, Letter, State
from registry.readings import Readings
from registry.recipients import Recipients
from registry.rows import entry, plain, search_text_of, write_event
from registry.same import Marks, same_letter
from registry.schema import letters, truths

_MARKS = frozenset({"letter_no", "date", "sender", "subject"})


class Came(StrEnum):
    """The way a person's word came."""

    MAIL = "mail"
    FOLDER = "folder"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """The entry as it stands now, the fields that were changed, and the other entry it turned out to be."""

    letter: Letter
    changed: tuple[str, ...]
    same: Letter | None


class Corrections:
    """Corrections as one transaction sees them."""

    def __init__(
        self, connection: Connection, now: datetime, who: str, assignments: Assignments, ours: Recipients
    ) -> None:
        self._connection = connection
        self._now = now
        self._who = who
        self._assignments = assignments
        self._ours = ours

    def correct(
        self, letter: Letter, values: Mapping[str, str | None], *, confirmed: bool = False, came: Came
    ) -> Corrected:
        """Set fields to what a person says (None: not there); `confirmed`: all others are right as they stand.

        The letter's book must be held. A corrected letter that turns out to be another entry's is not merged: it
        stays marked for a look. Of a secret letter only OUTER may be said. Raises AlreadyStruck, Classified.
        """
        before = entry(self._connection, letter.id)
        if before.state is State.STRUCK:
            raise AlreadyStruck(f"{before.label}/{before.year} was struck out before: {before.remark}")
        fields = OUTER if before.book is Book.SECRET else CORRECTABLE
        if beyond := values.keys() - set(fields):
            raise Classified(f"{before.label}/{before.year} is secret: {', '.join(sorted(beyond))} may not be entered")
        changes = {name: value for name, value in values.items() if value != shown_value(before, name)}
        same = self._same(before, changes) if _MARKS & changes.keys() else None
        review = [reason for reason in before.review if not (confirmed or is_answered(reason, values))]
        if Doubt.CLASS in before.review:  # which is not said in passing; see `registry.secretbook`
            review = [*(reason for reason in review if reason != Doubt.CLASS), Doubt.CLASS]
        if same:
            review.append(Doubt.SAME.about(f"{same.label}/{same.year}"))
        self._write(before, changes, review)
        said = {**({name: shown_value(before, name) for name in fields} if confirmed else {}), **values}
        settled = self._keep_truths(before, said, came)
        if changes or settled or review != list(before.review):
            self._note(before, changes, settled, review)
        after = entry(self._connection, letter.id)
        if "urgency" in changes:
            self._assignments.retime(after, before.urgency)
        if changes.keys() & {"letter_no", "date", "sender"}:
            self._ours.note_answers(after.id)
        return Corrected(letter=after, changed=tuple(changes), same=same)

    def settled(self, letter: Letter) -> dict[str, str | None]:
        """The fields a person has corrected or confirmed, with the value last said."""
        query = select(truths.c.field, truths.c.value).where(truths.c.letter_id == letter.id).order_by(truths.c.id)
        return {row.field: row.value for row in self._connection.execute(query)}

    def truths(self) -> list[Truth]:
        """What people have said of every field they looked at; see `registry.accuracy`."""
        return all_truths(self._connection)

    def _same(self, before: Letter, changes: Mapping[str, str | None]) -> Letter | None:
        now = {name: changes.get(name, shown_value(before, name)) for name in _MARKS}
        day = now["date"]
        marks = Marks(
            letter_no=now["letter_no"],
            date=date.fromisoformat(day) if day else None,
            sender=now["sender"],
            subject=now["subject"],
        )
        return same_letter(self._connection, marks, but=before.id, book=before.book)

    def _write(self, before: Letter, changes: Mapping[str, str | None], review: list[str]) -> None:
        columns: dict[str, Any] = {**changes, "needs_review": bool(review), "review": review}
        if day := changes.get("date"):
            columns["date"] = date.fromisoformat(day)
        if "letter_no" in changes:
            number = changes["letter_no"]
            columns["letter_no_folded"] = fold(number) if number else None
        columns["search"] = search_text_of(before, changes)
        self._connection.execute(update(letters).where(letters.c.id == before.id).values(**columns))
        if changes.keys() & {"letter_no", "date"}:
            link_to(self._connection, before.id)

    def _keep_truths(self, before: Letter, said: Mapping[str, str | None], came: Came) -> list[str]:
        """Keep what was not said before; returns those fields."""
        known = self.settled(before)
        read = Readings(self._connection).of(before)
        fresh = [name for name, value in said.items() if name not in known or known[name] != value]
        rows = [
            {
                "at": self._now,
                "who": self._who,
                "came": came,
                "letter_id": before.id,
                "field": name,
                "read": read.value(name) if name in read.fields else shown_value(before, name),
                "value": said[name],
            }
            for name in fresh
        ]
        if rows:
            self._connection.execute(insert(truths), rows)
        return fresh

    def _note(self, before: Letter, changes: Mapping[str, str | None], settled: list[str], review: list[str]) -> None:
        old = {name: shown_value(before, name) for name in changes} | {"review": list(before.review)}
        new = plain({**changes, "review": review, "settled": settled})
        what = "corrected" if changes else "confirmed"
        write_event(self._connection, self._now, self._who, before.id, what, old, {**dict.fromkeys(changes), **new})


def shown_value(letter: Letter, name: str) -> str | None:
    """The value of a correctable field as `Found` has it: a text, or None."""
    if name == "date":
        return letter.date.isoformat() if letter.date else None
    value: str | None = getattr(letter, name)
    return value
