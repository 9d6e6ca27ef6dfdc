"""One letter in one person's hands, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row


class Task(StrEnum):
    """What a person is asked for."""

    ACT = "act"  # เพื่อดำเนินการ: the letter is theirs
    KNOW = "know"  # เพื่อทราบ: for information; nobody is reminded
    PROPOSE = "propose"  # เสนอ: sent up for a word


class Outcome(StrEnum):
    """How an assignment ended."""

    ACKNOWLEDGED = "acknowledged"  # known; nothing else was asked
    PASSED = "passed"  # assigned to others (มอบ)
    PROPOSED = "proposed"  # sent up (เสนอ)
    RETURNED = "returned"  # ส่งคืน
    DONE = "done"  # ดำเนินการแล้ว
    WITHDRAWN = "withdrawn"  # taken back, or the entry was struck out


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One letter in one person's hands. `person` is their folded address; `answer_by` None: no time is set."""

    id: int
    letter_id: int
    person: str
    name: str
    unit: str | None
    task: Task
    given_by: str
    given_at: datetime
    note: str | None
    answer_by: datetime | None
    acknowledged_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def is_late(self, now: datetime) -> bool:
        """Whether it should have been acknowledged by now and was not."""
        return self.is_open and self.acknowledged_at is None and self.answer_by is not None and self.answer_by <= now


def named(assignment: Assignment) -> dict[str, Any]:
    """By what an event names it."""
    return {"name": assignment.name, "person": assignment.person, "task": assignment.task}


def assignment_of(row: Row[Any]) -> Assignment:
    plain = {name: getattr(row, name) for name in Assignment.__dataclass_fields__}
    plain.update(task=Task(row.task), outcome=Outcome(row.outcome) if row.outcome else None)
    return Assignment(**plain)
