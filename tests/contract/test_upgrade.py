"""A database of an earlier version is brought to this one with all it holds, on both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from registry.assignments import Task
from registry.deliveries import DeliveryState, Purpose
from registry.migrate import migrate
from registry.model import State
from registry.store import Registry, open_engine
from tests.support.entering import enter
from tests.support.people import people


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before routing, with one entry and its confirmation under way."""
    if request.param == "sqlite":
        opened = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        opened = open_engine(str(request.getfixturevalue("postgres").url("old")))
    config = Config()
    config.set_main_option("script_location", "registry:migrations")
    now = datetime(2026, 6, 14, 3, 0, tzinfo=UTC)
    with opened.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(
            text(
                'INSERT INTO letters (book, series, year, number, "insert", state, registered_at, kind, source,'
                " needs_review, review, search) VALUES ('in', '', 2569, 99, 0, 'registered', :now, 'external', 'a.pdf',"
                " :no, '[]', '')"
            ),
            {"now": now, "no": False},
        )
        connection.execute(
            text(
                "INSERT INTO deliveries (letter_id, purpose, recipient, message_id, state, queued_at, due_at, attempts,"
                " lost) VALUES (1, 'confirmation', 'a@school.example', '<1@a.example>', 'queued', :now, :now, 0, 0)"
            ),
            {"now": now},
        )
    yield opened
    opened.dispose()


def test_what_stood_stands_and_is_not_routed(engine: Engine) -> None:
    migrate(engine)
    registry = Registry(engine=engine)
    with registry.begin() as tx:
        letter = tx.entries.by_id(1)
        (delivery,) = tx.deliveries.claim(5)
        assert tx.routing.claim() == []
    assert (letter.label, letter.state, letter.closed_at) == ("99", State.REGISTERED, None)
    assert (delivery.purpose, delivery.recipient, delivery.assignment_id) == (
        Purpose.CONFIRMATION,
        "a@school.example",
        None,
    )
    fresh = enter(registry)
    with registry.begin() as tx:
        assert [each.letter for each in tx.routing.claim()] == [fresh]
        given = tx.assignments.give(letter, people().everyone[0], Task.ACT)
        tx.deliveries.queue_once(purpose=Purpose.DIGEST, recipient="a@b.example", message_id="<d@b.example>", said={})
        tx.deliveries.end(delivery, DeliveryState.ACCEPTED)
        assert tx.assignments.open_for(letter) == [given]


@pytest.mark.parametrize("table", ["letters", "assignments"])
def test_the_guards_against_deleting_hold(engine: Engine, table: str) -> None:
    migrate(engine)
    registry = Registry(engine=engine)
    with registry.begin() as tx:
        tx.assignments.give(tx.entries.by_id(1), people().everyone[0], Task.ACT)
    with pytest.raises(DBAPIError, match="nothing is ever deleted"), engine.begin() as connection:
        connection.execute(text(f"DELETE FROM {table}"))
