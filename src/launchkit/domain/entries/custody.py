"""Entries of what is in whose hands and what was promised: custody, promises, papers out for signature, hand-overs."""

from __future__ import annotations
