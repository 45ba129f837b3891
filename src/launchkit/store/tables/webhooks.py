"""Programs that are told what happens, and every attempt to tell them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table, text

from launchkit.store.tables.columns import bytes_column, count_column, metadata, text_column

webhooks: Final = Table(
    "webhooks",
    metadata,
    text_column("webhook", key=True),
    text_column("url"),
    text_column("description"),
    # Words with spaces between them; none: every event, every case that is not restricted.
    text_column("events"),
    text_column("cases"),
    # Who asked for it: a restricted case is told only as long as they may read it.
    text_column("person"),
    # Encrypted with a key of the home; the one before it still signs until an instant.
    bytes_column("secret"),
    bytes_column("former", optional=True),
    text_column("former_until", optional=True),
    # on, off
    text_column("state"),
    # by_hand, gone, failing
    text_column("reason", optional=True),
    # The last entry of the log whose event was queued, or that has none.
    count_column("log_seq"),
    text_column("failing_since", optional=True),
    text_column("created_at"),
    text_column("changed_at"),
    sqlite_strict=True,
)

webhook_events: Final = Table(
    "webhook_events",
    metadata,
    text_column("webhook", key=True),
    # Empty for a test event, whose seq counts by itself.
    text_column("case", key=True),
    count_column("seq", key=True),
    text_column("type"),
    text_column("at"),
    # waiting, sending, sent, failed, withdrawn
    text_column("state"),
    text_column("not_before"),
    # How often it was tried since it was queued or queued again, and when first.
    count_column("tries"),
    text_column("first_at", optional=True),
    text_column("changed_at"),
    # A word for the reason; never what the other side answered.
    text_column("reason", optional=True),
    Index(
        "ix_webhook_events_not_before",
        "not_before",
        sqlite_where=text("state in ('waiting', 'sending')"),
    ),
    sqlite_strict=True,
)

webhook_attempts: Final = Table(
    "webhook_attempts",
    metadata,
    text_column("webhook", key=True),
    text_column("case", key=True),
    count_column("seq", key=True),
    count_column("attempt", key=True),
    text_column("at"),
    # trying, sent, or a word for why not.
    text_column("outcome"),
    count_column("status", optional=True),
    count_column("milliseconds", optional=True),
    sqlite_strict=True,
)
