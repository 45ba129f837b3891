"""A resolved checklist as the bytes that a case pins, and back; needs neither YAML nor files."""

from __future__ import annotations

import hashlib
import json
from functools import cache, lru_cache

from pydantic import TypeAdapter

from launchkit.domain.checklist import Definition


@cache
def _adapter() -> TypeAdapter[Definition]:
    return TypeAdapter(Definition)


def definition_bytes(definition: Definition) -> bytes:
    """Canonical JSON (UTF-8): keys sorted, no spaces, names as in YAML, defaults left out."""
    plain = _adapter().dump_python(definition, mode="json", by_alias=True, exclude_defaults=True)
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=64)
def definition_from(content: bytes) -> Definition:
    """Definition out of its canonical bytes, kept in memory; pydantic's ValidationError for anything else."""
    return _adapter().validate_json(content, strict=True)


def definition_digest(content: bytes) -> str:
    """SHA-256 of the canonical bytes, 64 hex digits."""
    return hashlib.sha256(content).hexdigest()
