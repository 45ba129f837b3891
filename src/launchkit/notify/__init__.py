"""Channels out of the house, one file each."""

from __future__ import annotations
