"""One file for each change of shape; a file that has been released is never changed."""

from __future__ import annotations
