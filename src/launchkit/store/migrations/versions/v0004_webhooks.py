# ruff: noqa: INP001  # Alembic runs this file by its path.
"""Webhooks: where events are told, what waits to be told there, and every attempt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = "state in ('waiting', 'sending')"


def text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text, nullable=optional)


def count(name: str, *, optional: bool = False) -> sa.Column[int]:
    """A column of integers."""
    return sa.Column(name, COUNT, nullable=optional, autoincrement=False)


def secret(name: str, *, optional: bool = False) -> sa.Column[bytes]:
    """A column of encrypted bytes."""
    return sa.Column(name, sa.LargeBinary, nullable=optional)


def upgrade() -> None:
    """Three tables beside the log."""
    op.create_table(
        "webhooks",
        text("webhook"),
        text("url"),
        text("description"),
        text("events"),
        text("cases"),
        text("person"),
        secret("secret"),
        secret("former", optional=True),
        text("former_until", optional=True),
        text("state"),
        text("reason", optional=True),
        count("log_seq"),
        text("failing_since", optional=True),
        text("created_at"),
        text("changed_at"),
        sa.PrimaryKeyConstraint("webhook", name="pk_webhooks"),
        sqlite_strict=True,
    )
    op.create_table(
        "webhook_events",
        text("webhook"),
        text("case"),
        count("seq"),
        text("type"),
        text("at"),
        text("state"),
        text("not_before"),
        count("tries"),
        text("first_at", optional=True),
        text("changed_at"),
        text("reason", optional=True),
        sa.PrimaryKeyConstraint("webhook", "case", "seq", name="pk_webhook_events"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_webhook_events_not_before",
        "webhook_events",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_table(
        "webhook_attempts",
        text("webhook"),
        text("case"),
        count("seq"),
        count("attempt"),
        text("at"),
        text("outcome"),
        count("status", optional=True),
        count("milliseconds", optional=True),
        sa.PrimaryKeyConstraint("webhook", "case", "seq", "attempt", name="pk_webhook_attempts"),
        sqlite_strict=True,
    )
