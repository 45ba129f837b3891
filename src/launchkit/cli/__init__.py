"""The command line: every use case of the desk for scripts and people."""

from __future__ import annotations

from launchkit.cli.app import app, main

__all__ = ["app", "main"]
