"""The interface for programs: one module for each noun, with a `router` that the application finds by itself."""

from __future__ import annotations
