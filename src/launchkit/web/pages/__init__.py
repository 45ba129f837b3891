"""The pages: one module for each screen, with a `router` that the application finds by itself."""

from __future__ import annotations
