"""Failures in a row, counted in a small file of the home: what stood still yesterday is known after a start today."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from threading import get_ident


def failures(path: Path) -> int:
    """How often in a row something failed; 0 where nothing was counted."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    count = found.get("failures") if isinstance(found, dict) else None
    return count if isinstance(count, int) else 0


def count(path: Path, *, failed: bool) -> None:
    """Count one more failure, or begin anew; two at once may lose a count, never the file."""
    before = failures(path)
    after = before + 1 if failed else 0
    if after == before:
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}.{get_ident()}")
    with suppress(OSError):
        draft.write_text(json.dumps({"failures": after}), encoding="utf-8")
        draft.replace(path)
