"""Entries, side tables and derived rows in SQLite or PostgreSQL."""

from __future__ import annotations

from launchkit.store.backup import CopyRefused
from launchkit.store.checking import Damage
from launchkit.store.keys import KeyBroken, SigningKey
from launchkit.store.opening import copy_store, open_store
from launchkit.store.sqlstore import SqlStore

__all__ = [
    "CopyRefused",
    "Damage",
    "KeyBroken",
    "SigningKey",
    "SqlStore",
    "copy_store",
    "open_store",
]
