"""What launchkit shows over HTTP."""

from __future__ import annotations
