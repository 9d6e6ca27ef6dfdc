"""How right the reading is, counted from what people have said: for each field, and for each field and sender."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from registry.fold import fold
from registry.model import Found, Letter
from registry.readings import found_of
from registry.rows import letter_of, letter_rows
from registry.schema import letters, readings, truths


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a person last said of one field, beside how it was read."""

    letter: Letter
    field: str
    read: Found
    value: str | None
    who: str
    at: datetime
    came: str

    @property
    def right(self) -> bool:
        """Whether the reading was right, whichever digits and blanks it was written with."""
        if self.read.value is None or self.value is None:
            return self.read.value is self.value
        return fold(self.read.value) == fold(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """The count of one field; `sender` None: of all senders, "": of letters whose sender is not known."""

    field: str
    sender: str | None
    checked: int
    right: int
    sure_right: int
    sure_wrong: int


def all_truths(connection: Connection) -> list[Truth]:
    """The latest word on every field a person has looked at, of the letters whose reading was kept."""
    latest = select(func.max(truths.c.id)).group_by(truths.c.letter_id, truths.c.field)
    pairs = (
        select(
            truths,
            *(
                readings.c[name].label(name)
                for name in ("sure", "confidence", "page", "box", "text", "original", "how")
            ),
        )
        .join(readings, (readings.c.letter_id == truths.c.letter_id) & (readings.c.field == truths.c.field))
        .where(truths.c.id.in_(latest))
        .order_by(truths.c.letter_id, truths.c.id)
    )
    named = letter_rows().where(letters.c.id.in_(select(truths.c.letter_id)))
    known = {row.id: letter_of(row) for row in connection.execute(named)}
    return [
        Truth(
            letter=known[row.letter_id],
            field=row.field,
            read=found_of(row, row.read),
            value=row.value,
            who=row.who,
            at=row.at,
            came=row.came,
        )
        for row in connection.execute(pairs)
    ]


def count_accuracy(all_of: Iterable[Truth]) -> list[Accuracy]:
    """The fields first, each over all senders; then each field by sender, in the order of names."""
    groups: dict[tuple[str, str | None], list[Truth]] = defaultdict(list)
    spelt: dict[str, str] = {}
    for truth in all_of:
        name = truth.letter.sender or ""
        spelt[fold(name)] = name
        groups[truth.field, None].append(truth)
        groups[truth.field, fold(name)].append(truth)
    counted = [_counted(field, spelt[who] if who is not None else None, g) for (field, who), g in groups.items()]
    return sorted(counted, key=lambda one: (one.sender is not None, one.sender or "", one.field))


def _counted(field: str, sender: str | None, group: list[Truth]) -> Accuracy:
    right = [truth for truth in group if truth.right]
    sure = [truth for truth in group if truth.read.sure]
    return Accuracy(
        field=field,
        sender=sender,
        checked=len(group),
        right=len(right),
        sure_right=sum(truth.right for truth in sure),
        sure_wrong=sum(not truth.right for truth in sure),
    )
