"""The clockwork: thin Prefect flows over the desk. No rule lives here, and nothing imports this package."""

from __future__ import annotations
