"""Who may sign in, and by what; the trail knows nothing of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index, Table

from launchkit.store.tables.columns import (
    bytes_column,
    count_column,
    flag_column,
    metadata,
    text_column,
)

accounts: Final = Table(
    "accounts",
    metadata,
    text_column("name", key=True),
    text_column("person"),
    # argon2id in PHC form; none: the person has still to choose one.
    text_column("password", optional=True),
    # The key of the second factor, encrypted with a key of the home.
    bytes_column("totp", optional=True),
    count_column("totp_step"),
    flag_column("disabled"),
    text_column("created_at"),
    Index(None, "person"),
    sqlite_strict=True,
)

sessions: Final = Table(
    "sessions",
    metadata,
    # SHA-256 of the token in the cookie.
    text_column("digest", key=True),
    text_column("person"),
    text_column("account", optional=True),
    text_column("origin"),
    text_column("created_at"),
    text_column("seen_at"),
    text_column("agent"),
    text_column("address"),
    Index(None, "person"),
    sqlite_strict=True,
)

company_identities: Final = Table(
    "company_identities",
    metadata,
    text_column("issuer", key=True),
    text_column("subject", key=True),
    # An account belongs to one person at the company, and to one of their identities.
    text_column("account"),
    text_column("linked_at"),
    Index(None, "account", unique=True),
    sqlite_strict=True,
)

links: Final = Table(
    "links",
    metadata,
    text_column("digest", key=True),
    text_column("purpose"),
    text_column("account", optional=True),
    text_column("expires_at"),
    text_column("used_at", optional=True),
    sqlite_strict=True,
)

api_tokens: Final = Table(
    "api_tokens",
    metadata,
    text_column("digest", key=True),
    text_column("person"),
    text_column("label"),
    # Words with spaces between them.
    text_column("scopes"),
    text_column("created_at"),
    text_column("expires_at"),
    text_column("used_at", optional=True),
    Index(None, "person"),
    sqlite_strict=True,
)

tries: Final = Table(
    "tries",
    metadata,
    # `account:name` or `address:address`; forgotten after the window.
    text_column("key", key=True),
    count_column("count"),
    text_column("at"),
    sqlite_strict=True,
)

settings: Final = Table(
    "settings",
    metadata,
    text_column("name", key=True),
    text_column("value"),
    sqlite_strict=True,
)
