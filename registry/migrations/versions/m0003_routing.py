"""Who has which letter to do, what a letter refers to, addresses that are dead, and routing as durable work."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.guard import forbid_deleting
from registry.schema import Moment

revision = "0003"
down_revision = "0002"

_WAITING = sa.text("due_at IS NOT NULL")
_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    _letters()
    _assignments()
    op.create_table(
        "citations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("letter_no", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("cited_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_citations_letter_id")),
        sa.ForeignKeyConstraint(["cited_id"], ["letters.id"], name=op.f("fk_citations_cited_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citations")),
        sa.UniqueConstraint("letter_id", "position", name=op.f("uq_citations_letter_id")),
    )
    op.create_index(op.f("ix_citations_folded"), "citations", ["folded"], unique=False)
    op.create_index(op.f("ix_citations_cited_id"), "citations", ["cited_id"], unique=False)
    op.create_table(
        "dead_addresses",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_dead_addresses")),
    )
    _deliveries()


def _letters() -> None:
    """What was entered before this version is not due: it has found its owner on paper."""
    for column in (
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lost", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("claimed_by", sa.String(length=200), nullable=True),
    ):
        op.add_column("letters", column)
    op.create_index(
        "ix_letters_due", "letters", ["due_at"], unique=False, postgresql_where=_WAITING, sqlite_where=_WAITING
    )


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("task", sa.String(length=20), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("answer_by", Moment(), nullable=True),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_assignments_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_letter_id"), "assignments", ["letter_id"], unique=False)
    op.create_index(
        "ix_assignments_open", "assignments", ["person"], unique=False, postgresql_where=_OPEN, sqlite_where=_OPEN
    )
    forbid_deleting("assignments")


def _deliveries() -> None:
    # SQLite copies the table for this; it has no trigger that could be lost.
    with op.batch_alter_table("deliveries") as batch:
        batch.alter_column("letter_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("assignment_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("journaled_at", Moment(), nullable=True))
        batch.create_foreign_key(op.f("fk_deliveries_assignment_id"), "assignments", ["assignment_id"], ["id"])
    op.create_index(op.f("ix_deliveries_assignment_id"), "deliveries", ["assignment_id"], unique=False)
