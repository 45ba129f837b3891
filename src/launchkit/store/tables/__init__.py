"""The tables. Entries are the truth; what is derived can be computed again, the rest can be erased.

Names of columns are the names of the dataclasses' fields, so that rows need no second mapping.
"""

from __future__ import annotations

from typing import Final

from launchkit.store.tables.accounts import (
    accounts,
    api_tokens,
    company_identities,
    links,
    sessions,
    settings,
    tries,
)
from launchkit.store.tables.columns import metadata
from launchkit.store.tables.derived import DERIVED, advances, cases, documents, sweeps, tasks
from launchkit.store.tables.notices import deliveries, outbox
from launchkit.store.tables.trail import (
    checkpoints,
    definitions,
    entries,
    files,
    log_head,
    numbers,
    personal,
    requests,
    seals,
    stream_heads,
)
from launchkit.store.tables.webhooks import webhook_attempts, webhook_events, webhooks

#: what `alembic_version` says when the database has this shape; a test compares it with the files
SCHEMA_VERSION: Final = "0005"

__all__ = [
    "DERIVED",
    "SCHEMA_VERSION",
    "accounts",
    "advances",
    "api_tokens",
    "cases",
    "checkpoints",
    "company_identities",
    "definitions",
    "deliveries",
    "documents",
    "entries",
    "files",
    "links",
    "log_head",
    "metadata",
    "numbers",
    "outbox",
    "personal",
    "requests",
    "seals",
    "sessions",
    "settings",
    "stream_heads",
    "sweeps",
    "tasks",
    "tries",
    "webhook_attempts",
    "webhook_events",
    "webhooks",
]
