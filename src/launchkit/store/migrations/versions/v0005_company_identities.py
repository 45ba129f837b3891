# ruff: noqa: INP001  # Alembic runs this file by its path.
"""Who people are at the company's sign-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def text(name: str) -> sa.Column[str]:
    """A column of text."""
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """One table: issuer and subject, and the account they lead to."""
    op.create_table(
        "company_identities",
        text("issuer"),
        text("subject"),
        text("account"),
        text("linked_at"),
        sa.PrimaryKeyConstraint("issuer", "subject", name="pk_company_identities"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_company_identities_account", "company_identities", ["account"], unique=True
    )
