"""How the entries of a crisis change a case."""

from __future__ import annotations
