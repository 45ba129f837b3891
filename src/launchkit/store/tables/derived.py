"""Rows for the board, computed from the entries; and how far the clockwork has come."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table, text

from launchkit.store.tables.columns import (
    count_column,
    flag_column,
    metadata,
    only_row,
    text_column,
)

cases: Final = Table(
    "cases",
    metadata,
    text_column("case", key=True),
    text_column("number"),
    text_column("company"),
    count_column("year"),
    count_column("serial"),
    text_column("name"),
    text_column("checklist"),
    text_column("branch"),
    text_column("state"),
    text_column("opened_at"),
    text_column("start"),
    text_column("target"),
    text_column("lead", optional=True),
    count_column("tasks"),
    count_column("closed"),
    flag_column("restricted"),
    text_column("next_change", optional=True),
    count_column("stream_seq"),
    count_column("fold_version"),
    # The migrations give PostgreSQL the same condition; said here, it would load that dialect for SQLite too.
    Index(
        "ix_cases_next_change",
        "next_change",
        sqlite_where=text("state = 'open'"),
    ),
    sqlite_strict=True,
)

tasks: Final = Table(
    "tasks",
    metadata,
    text_column("case", key=True),
    text_column("task", key=True),
    text_column("code"),
    text_column("stage"),
    text_column("title_zh"),
    text_column("title_en"),
    text_column("owner", optional=True),
    text_column("role"),
    text_column("state"),
    flag_column("ready"),
    text_column("plan_by", optional=True),
    text_column("last_day", optional=True),
    flag_column("statutory"),
    flag_column("provisional"),
    flag_column("waiting_on"),
    text_column("next_change", optional=True),
    count_column("fold_version"),
    Index(None, "owner"),
    sqlite_strict=True,
)

documents: Final = Table(
    "documents",
    metadata,
    text_column("case", key=True),
    text_column("document", key=True),
    text_column("number", optional=True),
    text_column("state"),
    flag_column("stale"),
    count_column("fold_version"),
    sqlite_strict=True,
)

sweeps: Final = Table(
    "sweeps",
    metadata,
    *only_row(),
    text_column("at"),
    sqlite_strict=True,
)

advances: Final = Table(
    "advances",
    metadata,
    text_column("case", key=True),
    count_column("seq"),
    sqlite_strict=True,
)

#: tables that can be computed again from the entries and the definitions
DERIVED: Final = (cases, tasks, documents)
