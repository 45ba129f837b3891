"""The entries, the heads of log and streams, the requests that wrote them, and what entries only commit to or pin."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table, UniqueConstraint

from launchkit.store.tables.columns import (
    bytes_column,
    count_column,
    entry_column,
    metadata,
    only_row,
    text_column,
)

entries: Final = Table(
    "entries",
    metadata,
    count_column("seq", key=True),
    text_column("stream"),
    count_column("stream_seq"),
    text_column("kind"),
    text_column("recorded_at"),
    text_column("request"),
    bytes_column("body"),
    # The leaf in the tree, so that a proof need not read the bodies again.
    bytes_column("leaf"),
    UniqueConstraint("stream", "stream_seq"),
    sqlite_strict=True,
)

log_head: Final = Table(
    "log_head",
    metadata,
    *only_row(),
    text_column("log"),
    bytes_column("frontier"),
    text_column("recorded_at", optional=True),
    # The size that the newest checkpoint signs.
    count_column("sealed"),
    sqlite_strict=True,
)

stream_heads: Final = Table(
    "stream_heads",
    metadata,
    text_column("stream", key=True),
    count_column("seq"),
    text_column("digest"),
    sqlite_strict=True,
)

requests: Final = Table(
    "requests",
    metadata,
    text_column("request", key=True),
    text_column("digest"),
    count_column("first_seq", optional=True),
    count_column("last_seq", optional=True),
    text_column("answer"),
    sqlite_strict=True,
)

personal: Final = Table(
    "personal",
    metadata,
    entry_column("seq", key=True),
    text_column("key", key=True),
    bytes_column("salt", optional=True),
    bytes_column("value", optional=True),
    entry_column("erased_seq", optional=True),
    sqlite_strict=True,
)

files: Final = Table(
    "files",
    metadata,
    entry_column("seq", key=True),
    count_column("position", key=True),
    bytes_column("salt", optional=True),
    text_column("digest", optional=True),
    entry_column("erased_seq", optional=True),
    Index(None, "digest"),
    sqlite_strict=True,
)

seals: Final = Table(
    "seals",
    metadata,
    # SHA-256 of the file as people know it, and of its encrypted form as the vault keeps it.
    text_column("digest", key=True),
    text_column("stored"),
    bytes_column("key"),
    sqlite_strict=True,
)

checkpoints: Final = Table(
    "checkpoints",
    metadata,
    count_column("size", key=True),
    text_column("note"),
    sqlite_strict=True,
)

definitions: Final = Table(
    "definitions",
    metadata,
    text_column("digest", key=True),
    bytes_column("body"),
    sqlite_strict=True,
)

numbers: Final = Table(
    "numbers",
    metadata,
    text_column("series", key=True),
    count_column("year", key=True),
    count_column("serial", key=True),
    sqlite_strict=True,
)
