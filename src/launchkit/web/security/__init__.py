"""Who looks, and whether a request is really theirs."""

from __future__ import annotations
