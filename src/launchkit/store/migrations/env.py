"""Run by Alembic; the connection, already in its transaction, comes from `upgrade`."""

from __future__ import annotations

from alembic import context

from launchkit.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
