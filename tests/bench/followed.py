"""How soon it is told how far a letter is with 252 schools, and who is late, in a register of a busy year.

2,000 letters to 252 schools each, by a mail apiece; of ten mails one is not acknowledged. On SQLite and PostgreSQL: the
query alone in this process, and beside it the whole command, most of which is a Python that starts.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, String, cast, func, insert, literal, select

from config.sent import as_followed
from registry.fold import fold
from registry.migrate import migrate
from registry.model import Book, Kind, State
from registry.outgoing import Draft, Stage, draft_columns
from registry.schema import arrivals, counters, deliveries, letters, outgoing, recipients
from registry.store import Registry, open_engine
from tests.bench.figure import Figure
from tests.support.postgres import Postgres
from tests.support.sending import FIELDS, area, codes
from tests.system.office import Office

LETTERS, SCHOOLS = 2000, area(252)
YEAR = datetime.now(UTC).year + 543
LIMIT = 200.0  # ms
_ROUNDS = 20


def followed(folder: Path) -> Iterator[Figure]:
    """On both databases."""
    yield from _on(folder / "sqlite", "", "SQLite")
    with Postgres() as server:
        yield from _on(folder / "postgresql", server.url("bench"), "PostgreSQL")


def _on(folder: Path, url: str, name: str) -> Iterator[Figure]:
    office = Office(folder, url)
    engine = open_engine(url or f"sqlite:///{office.folder / 'saraban.db'}")
    migrate(engine)
    with engine.begin() as connection:
        fill(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if url:
            connection.exec_driver_sql("VACUUM ANALYZE")  # as autovacuum does by itself
        rows = connection.execute(select(func.count()).select_from(deliveries)).scalar_one()
    register = Registry(engine=engine)
    dice = random.Random(9)
    taken = [_milliseconds(lambda: _deliveries(register, dice.randint(1, LETTERS))) for _ in range(_ROUNDS)]
    note = f"{name}, {rows:,} deliveries"
    yield Figure("deliveries of a letter, slowest of 20", max(taken), "ms", LIMIT, note=note)
    yield Figure("deliveries of a letter, median", statistics.median(taken), "ms", note=name)
    taken = [_milliseconds(lambda: _late(register)) for _ in range(_ROUNDS)]
    yield Figure("late schools over all letters, slowest of 20", max(taken), "ms", LIMIT, note=note)
    yield Figure("late schools over all letters, median", statistics.median(taken), "ms", note=name)
    register.close()
    for command in (("deliveries", "77"), ("late",)):
        taken = [_milliseconds(lambda: office.saraban(*command, "--json")) for _ in range(5)]  # noqa: B023
        yield Figure(f"saraban {command[0]}, the whole command, median", statistics.median(taken), "ms", note=name)


def _deliveries(register: Registry, number: int) -> None:
    with register.begin() as tx:
        letter = tx.entries.get(Book.OUT, YEAR, number)
        sent = tx.sending.of_letter(letter.id)
        assert sent
        told = as_followed(letter, sent, tx.recipients.followed(sent.id), register.numbers.zone)
    assert len(told["recipients"]) == len(SCHOOLS.everyone)


def _late(register: Registry) -> None:
    with register.begin() as tx:
        assert len(tx.recipients.late()) == len(SCHOOLS.everyone)


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def fill(connection: Connection) -> None:
    """The rows of such a year, every letter sent and due."""
    now = datetime.now(UTC)
    due = now - timedelta(days=3)
    numbers = range(1, LETTERS + 1)
    came = {"origin": "folder", "name": "a.pdf", "sha256": "0" * 64, "arrived_at": due, "landed_at": due}
    connection.execute(insert(arrivals), [{**came, "id": n, "key": str(n), "state": "outgoing"} for n in numbers])
    connection.execute(insert(counters).values(book=Book.OUT, series="", year=YEAR, last=LETTERS))
    connection.execute(insert(letters), [_letter(n, due) for n in numbers])
    draft = Draft(book=Book.OUT, circular=False, fields=FIELDS, to_text="ทุกโรงเรียน", schools=codes(SCHOOLS.everyone))
    of_all = {**draft_columns(draft), "state": Stage.SENT, "submitted_at": due, "sent_at": due}
    people = {"person": "piti@office.example", "name": "ปิติ ยินดี"}
    sent = [{**of_all, **people, "id": n, "arrival_id": n, "letter_id": n} for n in numbers]
    connection.execute(insert(outgoing), sent)
    _recipients(connection, due)
    _mails(connection, due)


def _letter(number: int, moment: datetime) -> dict[str, object]:
    letter_no = f"ศธ 04999/{number}"
    return {
        **{"id": number, "book": Book.OUT, "series": "", "year": YEAR, "number": number, "insert": 0},
        **{"state": State.REGISTERED, "registered_at": moment, "kind": Kind.EXTERNAL, "source": "", "search": ""},
        **{"letter_no": letter_no, "letter_no_folded": fold(letter_no), "needs_review": False, "review": []},
    }


def _recipients(connection: Connection, due: datetime) -> None:
    """Every school of every letter; of ten one has not acknowledged."""
    for number in range(1, LETTERS + 1):
        rows = []
        for at, one in enumerate(SCHOOLS.everyone):
            heard = (number + at) % 10 > 0
            told = {"acknowledged_at": due if heard else None, "acknowledged_by": one.address if heard else None}
            rows.append({**asdict(one.addressee), **told, "outgoing_id": number, "answer_by": due})
        connection.execute(insert(recipients), rows)


def _mails(connection: Connection, due: datetime) -> None:
    """The mail to each, taken by the server."""
    moment = literal(due, deliveries.c.queued_at.type)
    taken = {
        "letter_id": outgoing.c.letter_id,
        "outgoing_id": outgoing.c.id,
        "recipient_id": recipients.c.id,
        "rank": literal(3),
        "purpose": literal("outgoing"),
        "recipient": recipients.c.address,
        "message_id": literal("<") + cast(recipients.c.id, String) + literal("@office.example>"),
        "state": literal("accepted"),
        "queued_at": moment,
        "ended_at": moment,
        "said": literal({"part": 1, "of": 1, "files": ["0" * 64] * 5}, deliveries.c.said.type),
        "attempts": literal(1),
        "lost": literal(0),
    }
    every = select(*taken.values()).select_from(recipients.join(outgoing))
    connection.execute(insert(deliveries).from_select(list(taken), every))
