"""How custody, promises, papers out for signature and hand-overs change a case."""

from __future__ import annotations
