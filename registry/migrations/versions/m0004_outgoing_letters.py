"""Letters that the office sends: drafts, their approval, whom they go to and what was heard of each."""

import sqlalchemy as sa
from alembic import op

from registry.migrations.guard import forbid_deleting
from registry.schema import Moment

revision = "0004"
down_revision = "0003"

_WAITING = sa.text("due_at IS NOT NULL")
_CHANGED = sa.text("changed_at IS NOT NULL")
_UNHEARD = sa.text("acknowledged_at IS NULL AND answer_by IS NOT NULL")


def upgrade() -> None:
    _outgoing()
    _approvals()
    _recipients()
    with op.batch_alter_table("deliveries") as batch:
        batch.add_column(sa.Column("outgoing_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("recipient_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
        batch.create_foreign_key(op.f("fk_deliveries_outgoing_id"), "outgoing", ["outgoing_id"], ["id"])
        batch.create_foreign_key(op.f("fk_deliveries_recipient_id"), "recipients", ["recipient_id"], ["id"])
    op.create_index(op.f("ix_deliveries_outgoing_id"), "deliveries", ["outgoing_id"], unique=False)
    op.create_index(op.f("ix_deliveries_recipient_id"), "deliveries", ["recipient_id"], unique=False)
    for table in ("outgoing", "approvals", "recipients"):
        forbid_deleting(table)


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arrival_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("book", sa.String(length=20), nullable=False),
        sa.Column("circular", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("to_text", sa.Text(), nullable=False),
        sa.Column("schools", sa.JSON(), nullable=False),
        sa.Column("outside", sa.JSON(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("blanks", sa.JSON(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("reminded_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["arrival_id"], ["arrivals.id"], name=op.f("fk_outgoing_arrival_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_outgoing_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("arrival_id", name=op.f("uq_outgoing_arrival_id")),
        sa.UniqueConstraint("letter_id", name=op.f("uq_outgoing_letter_id")),
    )
    op.create_index(
        "ix_outgoing_due", "outgoing", ["due_at"], unique=False, postgresql_where=_WAITING, sqlite_where=_WAITING
    )
    op.create_index(
        "ix_outgoing_changed",
        "outgoing",
        ["changed_at"],
        unique=False,
        postgresql_where=_CHANGED,
        sqlite_where=_CHANGED,
    )
    op.create_table(
        "outgoing_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_outgoing_files_outgoing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_files")),
    )
    op.create_index(op.f("ix_outgoing_files_outgoing_id"), "outgoing_files", ["outgoing_id"], unique=False)


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_approvals_outgoing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_outgoing_id"), "approvals", ["outgoing_id"], unique=False)


def _recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=False),
        sa.Column("school", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("director", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postal", sa.Text(), nullable=False),
        sa.Column("answer_by", Moment(), nullable=True),
        sa.Column("acknowledged_at", Moment(), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("receipt_no", sa.Text(), nullable=True),
        sa.Column("answered_id", sa.Integer(), nullable=True),
        sa.Column("tracking", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["answered_id"], ["letters.id"], name=op.f("fk_recipients_answered_id")),
        sa.ForeignKeyConstraint(["outgoing_id"], ["outgoing.id"], name=op.f("fk_recipients_outgoing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipients")),
    )
    op.create_index(op.f("ix_recipients_answered_id"), "recipients", ["answered_id"], unique=False)
    op.create_index(op.f("ix_recipients_outgoing_id"), "recipients", ["outgoing_id"], unique=False)
    op.create_index(
        "ix_recipients_late",
        "recipients",
        ["school", "name", "answer_by"],
        unique=False,
        postgresql_where=_UNHEARD,
        sqlite_where=_UNHEARD,
    )
