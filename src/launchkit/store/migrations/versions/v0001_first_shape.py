# ruff: noqa: INP001  # Alembic runs this file by its path.
"""The first shape: entries and what lies beside them, derived rows, outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text, nullable=optional)


def blob(name: str, *, optional: bool = False) -> sa.Column[bytes]:
    """A column of bytes."""
    return sa.Column(name, sa.LargeBinary, nullable=optional)


def count(name: str, *, optional: bool = False) -> sa.Column[int]:
    """A column of integers up to 2^63 - 1."""
    return sa.Column(name, COUNT, nullable=optional, autoincrement=False)


def flag(name: str) -> sa.Column[bool]:
    """A column of truth values."""
    return sa.Column(name, FLAG, nullable=False)


def table(name: str, *parts: sa.schema.SchemaItem) -> None:
    """Create a table; STRICT where that exists."""
    op.create_table(name, *parts, sqlite_strict=True)


def upgrade() -> None:
    """Create everything."""
    create_truth()
    create_derived()


def create_truth() -> None:
    """Tables that nothing can bring back when they are lost."""
    table(
        "entries",
        count("seq"),
        text("stream"),
        count("stream_seq"),
        text("kind"),
        text("recorded_at"),
        text("request"),
        blob("body"),
        blob("leaf"),
        sa.PrimaryKeyConstraint("seq", name="pk_entries"),
        sa.UniqueConstraint("stream", "stream_seq", name="uq_entries_stream_stream_seq"),
    )
    table(
        "checkpoints",
        count("size"),
        text("note"),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
    )
    table(
        "definitions",
        text("digest"),
        blob("body"),
        sa.PrimaryKeyConstraint("digest", name="pk_definitions"),
    )
    table(
        "log_head",
        count("one"),
        text("log"),
        blob("frontier"),
        text("recorded_at", optional=True),
        count("sealed"),
        sa.CheckConstraint("one = 1", name=op.f("ck_log_head_one")),
        sa.PrimaryKeyConstraint("one", name="pk_log_head"),
    )
    table(
        "numbers",
        text("series"),
        count("year"),
        count("serial"),
        sa.PrimaryKeyConstraint("series", "year", "serial", name="pk_numbers"),
    )
    table(
        "requests",
        text("request"),
        text("digest"),
        count("first_seq", optional=True),
        count("last_seq", optional=True),
        text("answer"),
        sa.PrimaryKeyConstraint("request", name="pk_requests"),
    )
    table(
        "seals",
        text("digest"),
        text("stored"),
        blob("key"),
        sa.PrimaryKeyConstraint("digest", name="pk_seals"),
    )
    table(
        "stream_heads",
        text("stream"),
        count("seq"),
        text("digest"),
        sa.PrimaryKeyConstraint("stream", name="pk_stream_heads"),
    )
    table(
        "files",
        count("seq"),
        count("position"),
        blob("salt", optional=True),
        text("digest", optional=True),
        count("erased_seq", optional=True),
        sa.ForeignKeyConstraint(["erased_seq"], ["entries.seq"], name="fk_files_erased_seq"),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name="fk_files_seq"),
        sa.PrimaryKeyConstraint("seq", "position", name="pk_files"),
    )
    op.create_index("ix_files_digest", "files", ["digest"], unique=False)
    table(
        "personal",
        count("seq"),
        text("key"),
        blob("salt", optional=True),
        blob("value", optional=True),
        count("erased_seq", optional=True),
        sa.ForeignKeyConstraint(["erased_seq"], ["entries.seq"], name="fk_personal_erased_seq"),
        sa.ForeignKeyConstraint(["seq"], ["entries.seq"], name="fk_personal_seq"),
        sa.PrimaryKeyConstraint("seq", "key", name="pk_personal"),
    )


def create_derived() -> None:
    """Tables that a rebuild fills again, and the outbox."""
    table(
        "cases",
        text("case"),
        text("number"),
        text("company"),
        count("year"),
        count("serial"),
        text("name"),
        text("checklist"),
        text("branch"),
        text("state"),
        text("opened_at"),
        text("start"),
        text("target"),
        text("lead", optional=True),
        count("tasks"),
        count("closed"),
        flag("restricted"),
        text("next_change", optional=True),
        count("stream_seq"),
        count("fold_version"),
        sa.PrimaryKeyConstraint("case", name="pk_cases"),
    )
    op.create_index(
        "ix_cases_next_change",
        "cases",
        ["next_change"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    table(
        "documents",
        text("case"),
        text("document"),
        text("number", optional=True),
        text("state"),
        flag("stale"),
        count("fold_version"),
        sa.PrimaryKeyConstraint("case", "document", name="pk_documents"),
    )
    table(
        "outbox",
        text("key"),
        text("case"),
        text("task", optional=True),
        text("to"),
        text("kind"),
        text("not_before"),
        text("state"),
        count("attempts"),
        text("changed_at"),
        text("reason", optional=True),
        sa.PrimaryKeyConstraint("key", name="pk_outbox"),
    )
    op.create_index("ix_outbox_case", "outbox", ["case"], unique=False)
    op.create_index(
        "ix_outbox_not_before",
        "outbox",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text("state in ('waiting', 'sending')"),
        postgresql_where=sa.text("state in ('waiting', 'sending')"),
    )
    table(
        "sweeps",
        count("one"),
        text("at"),
        sa.CheckConstraint("one = 1", name=op.f("ck_sweeps_one")),
        sa.PrimaryKeyConstraint("one", name="pk_sweeps"),
    )
    table(
        "advances",
        text("case"),
        count("seq"),
        sa.PrimaryKeyConstraint("case", name="pk_advances"),
    )
    table(
        "tasks",
        text("case"),
        text("task"),
        text("code"),
        text("stage"),
        text("title_zh"),
        text("title_en"),
        text("owner", optional=True),
        text("role"),
        text("state"),
        flag("ready"),
        text("plan_by", optional=True),
        text("last_day", optional=True),
        flag("statutory"),
        flag("provisional"),
        flag("waiting_on"),
        text("next_change", optional=True),
        count("fold_version"),
        sa.PrimaryKeyConstraint("case", "task", name="pk_tasks"),
    )
    op.create_index("ix_tasks_owner", "tasks", ["owner"], unique=False)
