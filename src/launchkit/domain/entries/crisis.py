"""Entries of a crisis: how severe it is, what happened, what was asked and reported."""

from __future__ import annotations
