"""`python -m launchkit.cli`: the same as the installed command."""

from __future__ import annotations

from launchkit.cli import main

main()
