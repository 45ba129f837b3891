"""Marks of answers that a browser or program may keep: it asks each time whether what it has still stands."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request, Response


def marked_with(tag: str) -> Mapping[str, str]:
    """Headers of an answer that may be kept by whoever asked, under a mark."""
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


def unchanged(tag: str) -> Response:
    """That what somebody has under a mark still stands."""
    return Response(status_code=304, headers=dict(marked_with(tag)))


def has(request: Request, tag: str) -> bool:
    """Whether whoever asks has it under this mark."""
    return request.headers.get("if-none-match") == tag
