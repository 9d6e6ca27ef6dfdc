"""Who writes to this office, learned from its own register: the sender behind each letter-number prefix."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import Connection, exists, or_, select
from sqlalchemy.sql.elements import ColumnElement

from registry.fold import fold
from registry.model import Book, Correspondent, State
from registry.schema import letters, readings, truths

MOST = 1000
"""Correspondents given at once, the busiest first: twice the schools of the largest area office."""

_NUMBER = re.compile(r"(?P<prefix>.*[^/\s])\s*/\s*(?P<circular>ว\.?)?\s*(?P<running>[0-9๐-๙]{1,7})\s*")


def correspondents(connection: Connection) -> tuple[Correspondent, ...]:
    """Every prefix of the incoming book with its senders; only what a person settled or what was read surely."""
    query = select(letters.c.letter_no, letters.c.sender, letters.c.date).where(
        letters.c.book == Book.IN,
        letters.c.state == State.REGISTERED,
        letters.c.letter_no.is_not(None),
        letters.c.sender.is_not(None),
        *(_known(name) for name in ("letter_no", "sender")),
    )
    spelt: dict[str, str] = {}
    senders: dict[str, Counter[str]] = defaultdict(Counter)
    newest: dict[tuple[str, bool], tuple[date, int]] = {}
    for row in connection.execute(query.order_by(letters.c.id)):
        match = _NUMBER.fullmatch(row.letter_no)
        if match is None or not any(map(str.isalpha, match["prefix"])):  # 12/2569 names no office
            continue
        key = fold(match["prefix"])
        spelt[key] = match["prefix"].strip()
        senders[key][row.sender] += 1
        if row.date:
            series = key, match["circular"] is not None
            newest[series] = max(newest.get(series, (date.min, 0)), (row.date, int(match["running"])))
    busiest = sorted(senders, key=lambda key: (-senders[key].total(), key))[:MOST]
    return tuple(
        Correspondent(
            prefix=spelt[key],
            senders=tuple(senders[key].most_common()),
            last=_last(newest.get((key, False))),
            last_circular=_last(newest.get((key, True))),
        )
        for key in busiest
    )


def _known(name: str) -> ColumnElement[bool]:
    """Whether a person settled this field, or it was read surely."""
    settled = exists().where(truths.c.letter_id == letters.c.id, truths.c.field == name)
    read = exists().where(readings.c.letter_id == letters.c.id, readings.c.field == name, readings.c.sure)
    return or_(settled, read)


def _last(found: tuple[date, int] | None) -> tuple[int, date] | None:
    return (found[1], found[0]) if found else None
