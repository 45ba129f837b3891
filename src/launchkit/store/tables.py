"""The tables. Entries are the truth; everything below `requests` can be erased or computed again.

Names of columns are the names of the dataclasses' fields, so that rows need no second mapping.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

#: what `alembic_version` says when the database has this shape; a test compares it with the files
SCHEMA_VERSION: Final = "0005"

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# STRICT tables of SQLite know five type names; these variants are among them.
Count: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")
Flag: Final[TypeEngine[bool]] = Boolean(create_constraint=False).with_variant(Integer(), "sqlite")


def _text(name: str, *, key: bool = False, optional: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=optional)


def _bytes(name: str, *, optional: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=optional)


def _count(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    return Column(name, Count, primary_key=key, nullable=optional, autoincrement=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Flag, nullable=False)


def _entry(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    """A reference to an entry by its place in the log."""
    return Column(
        name,
        Count,
        ForeignKey("entries.seq"),
        primary_key=key,
        nullable=optional,
        autoincrement=False,
    )


def _only() -> tuple[Column[int], CheckConstraint]:
    """A table of exactly one row."""
    return _count("one", key=True), CheckConstraint("one = 1", name="one")


entries: Final = Table(
    "entries",
    metadata,
    _count("seq", key=True),
    _text("stream"),
    _count("stream_seq"),
    _text("kind"),
    _text("recorded_at"),
    _text("request"),
    _bytes("body"),
    # The leaf in the tree, so that a proof need not read the bodies again.
    _bytes("leaf"),
    UniqueConstraint("stream", "stream_seq"),
    sqlite_strict=True,
)

log_head: Final = Table(
    "log_head",
    metadata,
    *_only(),
    _text("log"),
    _bytes("frontier"),
    _text("recorded_at", optional=True),
    # The size that the newest checkpoint signs.
    _count("sealed"),
    sqlite_strict=True,
)

stream_heads: Final = Table(
    "stream_heads",
    metadata,
    _text("stream", key=True),
    _count("seq"),
    _text("digest"),
    sqlite_strict=True,
)

requests: Final = Table(
    "requests",
    metadata,
    _text("request", key=True),
    _text("digest"),
    _count("first_seq", optional=True),
    _count("last_seq", optional=True),
    _text("answer"),
    sqlite_strict=True,
)

personal: Final = Table(
    "personal",
    metadata,
    _entry("seq", key=True),
    _text("key", key=True),
    _bytes("salt", optional=True),
    _bytes("value", optional=True),
    _entry("erased_seq", optional=True),
    sqlite_strict=True,
)

files: Final = Table(
    "files",
    metadata,
    _entry("seq", key=True),
    _count("position", key=True),
    _bytes("salt", optional=True),
    _text("digest", optional=True),
    _entry("erased_seq", optional=True),
    Index(None, "digest"),
    sqlite_strict=True,
)

seals: Final = Table(
    "seals",
    metadata,
    # SHA-256 of the file as people know it, and of its encrypted form as the vault keeps it.
    _text("digest", key=True),
    _text("stored"),
    _bytes("key"),
    sqlite_strict=True,
)

checkpoints: Final = Table(
    "checkpoints",
    metadata,
    _count("size", key=True),
    _text("note"),
    sqlite_strict=True,
)

definitions: Final = Table(
    "definitions",
    metadata,
    _text("digest", key=True),
    _bytes("body"),
    sqlite_strict=True,
)

numbers: Final = Table(
    "numbers",
    metadata,
    _text("series", key=True),
    _count("year", key=True),
    _count("serial", key=True),
    sqlite_strict=True,
)

cases: Final = Table(
    "cases",
    metadata,
    _text("case", key=True),
    _text("number"),
    _text("company"),
    _count("year"),
    _count("serial"),
    _text("name"),
    _text("checklist"),
    _text("branch"),
    _text("state"),
    _text("opened_at"),
    _text("start"),
    _text("target"),
    _text("lead", optional=True),
    _count("tasks"),
    _count("closed"),
    _flag("restricted"),
    _text("next_change", optional=True),
    _count("stream_seq"),
    _count("fold_version"),
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
    _text("case", key=True),
    _text("task", key=True),
    _text("code"),
    _text("stage"),
    _text("title_zh"),
    _text("title_en"),
    _text("owner", optional=True),
    _text("role"),
    _text("state"),
    _flag("ready"),
    _text("plan_by", optional=True),
    _text("last_day", optional=True),
    _flag("statutory"),
    _flag("provisional"),
    _flag("waiting_on"),
    _text("next_change", optional=True),
    _count("fold_version"),
    Index(None, "owner"),
    sqlite_strict=True,
)

documents: Final = Table(
    "documents",
    metadata,
    _text("case", key=True),
    _text("document", key=True),
    _text("number", optional=True),
    _text("state"),
    _flag("stale"),
    _count("fold_version"),
    sqlite_strict=True,
)

outbox: Final = Table(
    "outbox",
    metadata,
    _text("key", key=True),
    _text("case"),
    _text("task", optional=True),
    _text("to"),
    _text("kind"),
    _text("not_before"),
    _text("about"),
    _text("mark"),
    # morning, at_once, urgent
    _text("pace"),
    # waiting, sending, sent, failed, withdrawn
    _text("state"),
    _count("attempts"),
    _text("changed_at"),
    # A word for the reason, never the answer of a channel: that may quote the message.
    _text("reason", optional=True),
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
    _text("key", key=True),
    _text("channel", key=True),
    _count("attempt", key=True),
    _text("at"),
    # trying, sent, uncertain, or a word for why not.
    _text("outcome"),
    sqlite_strict=True,
)

sweeps: Final = Table(
    "sweeps",
    metadata,
    *_only(),
    _text("at"),
    sqlite_strict=True,
)

advances: Final = Table(
    "advances",
    metadata,
    _text("case", key=True),
    _count("seq"),
    sqlite_strict=True,
)

accounts: Final = Table(
    "accounts",
    metadata,
    _text("name", key=True),
    _text("person"),
    # argon2id in PHC form; none: the person has still to choose one.
    _text("password", optional=True),
    # The key of the second factor, encrypted with a key of the home.
    _bytes("totp", optional=True),
    _count("totp_step"),
    _flag("disabled"),
    _text("created_at"),
    Index(None, "person"),
    sqlite_strict=True,
)

sessions: Final = Table(
    "sessions",
    metadata,
    # SHA-256 of the token in the cookie.
    _text("digest", key=True),
    _text("person"),
    _text("account", optional=True),
    _text("origin"),
    _text("created_at"),
    _text("seen_at"),
    _text("agent"),
    _text("address"),
    Index(None, "person"),
    sqlite_strict=True,
)

company_identities: Final = Table(
    "company_identities",
    metadata,
    _text("issuer", key=True),
    _text("subject", key=True),
    # An account belongs to one person at the company, and to one of their identities.
    _text("account"),
    _text("linked_at"),
    Index(None, "account", unique=True),
    sqlite_strict=True,
)

links: Final = Table(
    "links",
    metadata,
    _text("digest", key=True),
    _text("purpose"),
    _text("account", optional=True),
    _text("expires_at"),
    _text("used_at", optional=True),
    sqlite_strict=True,
)

api_tokens: Final = Table(
    "api_tokens",
    metadata,
    _text("digest", key=True),
    _text("person"),
    _text("label"),
    # Words with spaces between them.
    _text("scopes"),
    _text("created_at"),
    _text("expires_at"),
    _text("used_at", optional=True),
    Index(None, "person"),
    sqlite_strict=True,
)

tries: Final = Table(
    "tries",
    metadata,
    # `account:name` or `address:address`; forgotten after the window.
    _text("key", key=True),
    _count("count"),
    _text("at"),
    sqlite_strict=True,
)

settings: Final = Table(
    "settings",
    metadata,
    _text("name", key=True),
    _text("value"),
    sqlite_strict=True,
)

webhooks: Final = Table(
    "webhooks",
    metadata,
    _text("webhook", key=True),
    _text("url"),
    _text("description"),
    # Words with spaces between them; none: every event, every case that is not restricted.
    _text("events"),
    _text("cases"),
    # Who asked for it: a restricted case is told only as long as they may read it.
    _text("person"),
    # Encrypted with a key of the home; the one before it still signs until an instant.
    _bytes("secret"),
    _bytes("former", optional=True),
    _text("former_until", optional=True),
    # on, off
    _text("state"),
    # by_hand, gone, failing
    _text("reason", optional=True),
    # The last entry of the log whose event was queued, or that has none.
    _count("log_seq"),
    _text("failing_since", optional=True),
    _text("created_at"),
    _text("changed_at"),
    sqlite_strict=True,
)

webhook_events: Final = Table(
    "webhook_events",
    metadata,
    _text("webhook", key=True),
    # Empty for a test event, whose seq counts by itself.
    _text("case", key=True),
    _count("seq", key=True),
    _text("type"),
    _text("at"),
    # waiting, sending, sent, failed, withdrawn
    _text("state"),
    _text("not_before"),
    # How often it was tried since it was queued or queued again, and when first.
    _count("tries"),
    _text("first_at", optional=True),
    _text("changed_at"),
    # A word for the reason; never what the other side answered.
    _text("reason", optional=True),
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
    _text("webhook", key=True),
    _text("case", key=True),
    _count("seq", key=True),
    _count("attempt", key=True),
    _text("at"),
    # trying, sent, or a word for why not.
    _text("outcome"),
    _count("status", optional=True),
    _count("milliseconds", optional=True),
    sqlite_strict=True,
)

#: tables that can be computed again from the entries and the definitions
DERIVED: Final = (cases, tasks, documents)
