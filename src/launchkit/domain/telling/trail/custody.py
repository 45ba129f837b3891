"""Sentences about custody, promises, papers out for signature and hand-overs."""

from __future__ import annotations
