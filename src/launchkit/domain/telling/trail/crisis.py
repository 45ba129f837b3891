"""Sentences about a crisis: severity, happenings, counsel, reports."""

from __future__ import annotations
