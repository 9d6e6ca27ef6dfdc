"""The guard that the office's record is never deleted, for the migrations that make its tables."""

from alembic import op


def forbid_deleting(table: str) -> None:
    """Let the database itself refuse every DELETE on this table."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: nothing is ever deleted'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table}: nothing is ever deleted'; END $$"
    )
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE DELETE ON {table} EXECUTE FUNCTION {table}_stay()")
