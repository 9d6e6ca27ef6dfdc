"""What the tests share: a register on each database the program speaks to, empty for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from registry.migrate import migrate
from registry.schema import metadata
from registry.store import Registry, open_engine
from tests.support.entering import Clock
from tests.support.postgres import Postgres, binaries


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A private PostgreSQL for the whole run. Where none is installed the test fails: a skip would look like a pass."""
    if binaries() is None:
        pytest.fail("PostgreSQL is missing: apt-get install postgresql (make test does it)", pytrace=False)
    with Postgres() as running:
        yield running


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """One migrated database; `database` empties it for each test, which is quicker than a new one."""
    url = postgres.url("register")
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database to copy."""
    file = tmp_path_factory.mktemp("migrated") / "saraban.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty, migrated database: every test that asks runs on both kinds."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    url = str(request.getfixturevalue("postgres_url"))
    engine = open_engine(url)
    _empty(engine)
    engine.dispose()
    return url


@pytest.fixture
def sqlite_url(sqlite_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_file, tmp_path / 'saraban.db')}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registry(database: str, clock: Clock) -> Iterator[Registry]:
    """A register on each database, on a clock that stands until the test moves it."""
    opened = Registry(engine=open_engine(database), clock=clock, worker="here")
    yield opened
    opened.close()


@pytest.fixture
def sqlite_registry(sqlite_url: str, clock: Clock) -> Iterator[Registry]:
    """A register on SQLite alone, for tests of what stands above the register."""
    opened = Registry(engine=open_engine(sqlite_url), clock=clock, worker="here")
    yield opened
    opened.close()


def _empty(engine: Engine) -> None:
    names = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
