"""The tables. Alembic makes them (`registry.migrations`); a test holds that the two agree."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from registry.columns import Moment, due_columns, metadata

__all__ = ["Moment", "metadata"]


_WAITING = text("due_at IS NOT NULL")
_OPEN = text("ended_at IS NULL")
_CHANGED = text("changed_at IS NOT NULL")
_UNHEARD = text("acknowledged_at IS NULL AND answer_by IS NOT NULL")

counters = Table(
    "counters",
    metadata,
    Column("book", String(20), primary_key=True),
    Column("series", String(20), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

letters = Table(
    "letters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("book", String(20), nullable=False),
    Column("series", String(20), nullable=False, default=""),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("insert", Integer, nullable=False, default=0),
    Column("state", String(20), nullable=False),
    Column("received_at", Moment, nullable=True),
    Column("registered_at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("letter_no", Text, nullable=True),
    Column("date", Date, nullable=True),
    Column("subject", Text, nullable=True),
    Column("sender", Text, nullable=True),
    Column("addressee", Text, nullable=True),
    Column("urgency", Text, nullable=True),
    Column("secrecy", Text, nullable=True),
    Column("unit", Text, nullable=True),
    Column("owner", Text, nullable=True),
    Column("source", Text, nullable=False),
    Column("needs_review", Boolean, nullable=False),
    Column("review", JSON, nullable=False),
    Column("remark", Text, nullable=True),
    Column("letter_no_folded", Text, nullable=True),
    Column("search", Text, nullable=False),
    Column("closed_at", Moment, nullable=True),
    Column("closed_by", Text, nullable=True),
    *due_columns(),
    UniqueConstraint("book", "series", "year", "number", "insert"),
    Index("ix_letters_same", "letter_no_folded", "date"),
    Index("ix_letters_due", "due_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
)

files = Table(
    "files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("arrival_id", ForeignKey("arrivals.id"), nullable=True),
    Column("added_at", Moment, nullable=False),
)

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("origin", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("hint", Text, nullable=True),
    Column("sha256", String(64), nullable=False),
    Column("arrived_at", Moment, nullable=False),
    Column("landed_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),
    Column("problem", String(20), nullable=True),
    Column("detail", Text, nullable=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=True),
    Column("message_id", Text, nullable=True, index=True),
    Column("mail_from", Text, nullable=True),
    *due_columns(),
    Index("ix_arrivals_due", "due_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
    Index("ix_arrivals_state", "state"),
)

citations = Table(
    "citations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("letter_no", Text, nullable=True),
    Column("folded", Text, nullable=True, index=True),
    Column("date", Date, nullable=True),
    Column("cited_id", ForeignKey("letters.id"), nullable=True, index=True),
    UniqueConstraint("letter_id", "position"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=True),
    Column("task", String(20), nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("note", Text, nullable=True),
    Column("answer_by", Moment, nullable=True),
    Column("acknowledged_at", Moment, nullable=True),
    Column("ended_at", Moment, nullable=True),
    Column("outcome", String(20), nullable=True),
    Index("ix_assignments_open", "person", postgresql_where=_OPEN, sqlite_where=_OPEN),
)

dead_addresses = Table(
    "dead_addresses",
    metadata,
    Column("address", Text, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("arrival_id", ForeignKey("arrivals.id"), nullable=False, unique=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=True, unique=True),
    Column("state", String(20), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("unit", Text, nullable=True),
    Column("book", String(20), nullable=False),
    Column("circular", Boolean, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("summary", Text, nullable=True),
    Column("to_text", Text, nullable=False),
    Column("schools", JSON, nullable=False),
    Column("outside", JSON, nullable=False),
    Column("answer_by", Date, nullable=True),
    Column("blanks", JSON, nullable=False),
    Column("faults", JSON, nullable=False),
    Column("sent_at", Moment, nullable=True),
    Column("reminded_at", Moment, nullable=True),
    Column("changed_at", Moment, nullable=True),
    Column("reason", Text, nullable=True),
    *due_columns(),
    Index("ix_outgoing_due", "due_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
    Index("ix_outgoing_changed", "changed_at", postgresql_where=_CHANGED, sqlite_where=_CHANGED),
)

outgoing_files = Table(
    "outgoing_files",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outgoing_id", ForeignKey("outgoing.id"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("role", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outgoing_id", ForeignKey("outgoing.id"), nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("asked_at", Moment, nullable=True),
    Column("decided_at", Moment, nullable=True),
    Column("verdict", String(20), nullable=True),
    Column("note", Text, nullable=True),
)

recipients = Table(
    "recipients",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("outgoing_id", ForeignKey("outgoing.id"), nullable=False, index=True),
    Column("school", Text, nullable=True),
    Column("name", Text, nullable=False),
    Column("director", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("postal", Text, nullable=False),
    Column("answer_by", Moment, nullable=True),
    Column("acknowledged_at", Moment, nullable=True),
    Column("acknowledged_by", Text, nullable=True),
    Column("receipt_no", Text, nullable=True),
    Column("answered_id", ForeignKey("letters.id"), nullable=True, index=True),
    Column("tracking", Text, nullable=True),
    Index("ix_recipients_late", "school", "name", "answer_by", postgresql_where=_UNHEARD, sqlite_where=_UNHEARD),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=True, index=True),
    Column("arrival_id", ForeignKey("arrivals.id"), nullable=True),
    Column("assignment_id", ForeignKey("assignments.id"), nullable=True, index=True),
    Column("outgoing_id", ForeignKey("outgoing.id"), nullable=True, index=True),
    Column("recipient_id", ForeignKey("recipients.id"), nullable=True, index=True),
    Column("rank", Integer, nullable=False, default=0),
    Column("purpose", String(20), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("in_reply_to", Text, nullable=True),
    Column("message_id", Text, nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=True),
    Column("queued_at", Moment, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("said", JSON, nullable=True),
    Column("journaled_at", Moment, nullable=True),
    *due_columns(),
    Index("ix_deliveries_due", "due_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
    Index("ix_deliveries_to", "recipient", "queued_at"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("what", String(30), nullable=False),
    Column("before", JSON, nullable=True),
    Column("after", JSON, nullable=True),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("field", String(20), nullable=False),
    Column("value", Text, nullable=True),
    Column("sure", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("page", Integer, nullable=True),
    Column("box", JSON, nullable=True),
    Column("text", Text, nullable=True),
    Column("original", Text, nullable=True),
    Column("how", String(20), nullable=True),
    UniqueConstraint("letter_id", "field"),
)

truths = Table(
    "truths",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("came", String(20), nullable=False),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("field", String(20), nullable=False),
    Column("read", Text, nullable=True),
    Column("value", Text, nullable=True),
)
