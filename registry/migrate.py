"""Brings the database to the program's own schema at start; a copy of an SQLite file is made first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from registry.errors import SarabanError


class NewerDatabase(SarabanError):
    """The database was made by a newer program; an older one must not touch it."""


_LOCK = 0x5A7ABA17  # any number, the same in every daemon: the PostgreSQL advisory lock of a migration


def migrate(engine: Engine) -> None:
    """Run the migrations this database lacks. Raises NewerDatabase.

    Several daemons may start at once: one runs them, the others wait.
    """
    config = Config()
    config.set_main_option("script_location", "registry:migrations")
    scripts = ScriptDirectory.from_config(config)
    newest = scripts.get_current_head()
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    if now == newest:
        return
    if now is not None and now not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabase(f"the database is at {now}, which this program does not know; install the newer program")
    if now is not None and engine.dialect.name == "sqlite" and engine.url.database:
        back_up(Path(engine.url.database), now)
    with engine.begin() as connection:
        _lock(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def back_up(database: Path, revision: str) -> Path:
    """Copy an SQLite database as it stands, beside it; returns the copy's path."""
    copy = database.with_name(f"{database.name}.before-{revision}.backup")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _lock(connection: Connection) -> None:
    # SQLite's BEGIN IMMEDIATE is the lock already.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
