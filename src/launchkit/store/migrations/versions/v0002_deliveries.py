# ruff: noqa: INP001  # Alembic runs this file by its path.
"""Notices say what they are about and how soon they go; a log of every attempt to send one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text, nullable=optional)


def count(name: str) -> sa.Column[int]:
    """A column of integers."""
    return sa.Column(name, COUNT, nullable=False, autoincrement=False)


def upgrade() -> None:
    """Make the outbox anew around what it holds, and the log beside it."""
    # Built anew on both databases: columns that are added later would keep a default for ever.
    op.execute("CREATE TABLE outbox_before AS SELECT * FROM outbox")
    op.drop_table("outbox")
    create_outbox()
    op.execute(
        'INSERT INTO outbox (key, "case", task, "to", kind, not_before, about, mark, pace, state,'
        " attempts, changed_at, reason)"
        " SELECT key, \"case\", task, \"to\", kind, not_before, '', '', 'at_once', state,"
        " attempts, changed_at, reason FROM outbox_before"
    )
    op.drop_table("outbox_before")
    op.create_table(
        "deliveries",
        text("key"),
        text("channel"),
        count("attempt"),
        text("at"),
        text("outcome"),
        sa.PrimaryKeyConstraint("key", "channel", "attempt", name="pk_deliveries"),
        sqlite_strict=True,
    )


def create_outbox() -> None:
    """The outbox with its new columns."""
    op.create_table(
        "outbox",
        text("key"),
        text("case"),
        text("task", optional=True),
        text("to"),
        text("kind"),
        text("not_before"),
        text("about"),
        text("mark"),
        text("pace"),
        text("state"),
        count("attempts"),
        text("changed_at"),
        text("reason", optional=True),
        sa.PrimaryKeyConstraint("key", name="pk_outbox"),
        sqlite_strict=True,
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
