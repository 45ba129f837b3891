"""Messages to people, and every attempt to send them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table, text

from launchkit.store.tables.columns import count_column, metadata, text_column

outbox: Final = Table(
    "outbox",
    metadata,
    text_column("key", key=True),
    text_column("case"),
    text_column("task", optional=True),
    text_column("to"),
    text_column("kind"),
    text_column("not_before"),
    text_column("about"),
    text_column("mark"),
    # morning, at_once, urgent
    text_column("pace"),
    # waiting, sending, sent, failed, withdrawn
    text_column("state"),
    count_column("attempts"),
    text_column("changed_at"),
    # A word for the reason, never the answer of a channel: that may quote the message.
    text_column("reason", optional=True),
    Index(
        "ix_outbox_not_before",
        "not_before",
        sqlite_where=text("state in ('waiting', 'sending')"),
    ),
    Index(None, "case"),
    sqlite_strict=True,
)

deliveries: Final = Table(
    "deliveries",
    metadata,
    text_column("key", key=True),
    text_column("channel", key=True),
    count_column("attempt", key=True),
    text_column("at"),
    # trying, sent, uncertain, or a word for why not.
    text_column("outcome"),
    sqlite_strict=True,
)
