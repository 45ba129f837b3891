# ruff: noqa: INP001  # Alembic runs this file by its path.
"""Accounts, sessions, links that work once, tokens of programs, tries to sign in, settings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.Boolean(create_constraint=False).with_variant(sa.Integer(), "sqlite")


def text(name: str, *, optional: bool = False) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text, nullable=optional)


def table(name: str, key: str, *columns: sa.Column[Any]) -> None:
    """A table known by one column."""
    op.create_table(
        name,
        text(key),
        *columns,
        sa.PrimaryKeyConstraint(key, name=f"pk_{name}"),
        sqlite_strict=True,
    )


def upgrade() -> None:
    """Six tables beside the log; nothing of them is ever in it."""
    table(
        "accounts",
        "name",
        text("person"),
        text("password", optional=True),
        sa.Column("totp", sa.LargeBinary, nullable=True),
        sa.Column("totp_step", COUNT, nullable=False, autoincrement=False),
        sa.Column("disabled", FLAG, nullable=False),
        text("created_at"),
    )
    op.create_index("ix_accounts_person", "accounts", ["person"], unique=False)
    table(
        "sessions",
        "digest",
        text("person"),
        text("account", optional=True),
        text("origin"),
        text("created_at"),
        text("seen_at"),
        text("agent"),
        text("address"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"], unique=False)
    table(
        "links",
        "digest",
        text("purpose"),
        text("account", optional=True),
        text("expires_at"),
        text("used_at", optional=True),
    )
    table(
        "api_tokens",
        "digest",
        text("person"),
        text("label"),
        text("scopes"),
        text("created_at"),
        text("expires_at"),
        text("used_at", optional=True),
    )
    op.create_index("ix_api_tokens_person", "api_tokens", ["person"], unique=False)
    table(
        "tries",
        "key",
        sa.Column("count", COUNT, nullable=False, autoincrement=False),
        text("at"),
    )
    table("settings", "name", text("value"))
