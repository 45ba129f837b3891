"""Brings a database to the shape of this program."""

from __future__ import annotations
