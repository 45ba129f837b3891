"""A step that rebuilds the table of entries and the one that refers to it."""

from __future__ import annotations

import os
import signal
from typing import Literal

import sqlalchemy as sa
from alembic import op

from launchkit.store.tables import SCHEMA_VERSION

# Follows whatever is the newest step of this release.
revision = "9998"
down_revision = SCHEMA_VERSION
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns by rebuilding the tables where that is a choice; perhaps die in between."""
    strict = {"sqlite_strict": True}
    recreate: Literal["always", "never"] = (
        "always" if op.get_bind().dialect.name == "sqlite" else "never"
    )
    with op.batch_alter_table("entries", recreate=recreate, table_kwargs=strict) as batch:
        batch.add_column(sa.Column("note", sa.Text, nullable=True))
    if os.environ.get("LAUNCHKIT_TEST_KILL_MIGRATION"):
        os.kill(os.getpid(), signal.SIGKILL)
    with op.batch_alter_table("personal", recreate=recreate, table_kwargs=strict) as batch:
        batch.add_column(sa.Column("note", sa.Text, nullable=True))
