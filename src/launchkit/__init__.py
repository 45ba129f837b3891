"""Checklists written as text become cases; actions become a trail; the rest is computed."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
