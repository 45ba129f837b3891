"""What a telephone needs to work without signal: the worker that keeps pages, and the page for what it has not kept."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Final

from fastapi import APIRouter, Request, Response

from launchkit.web.page import PageOf
from launchkit.web.templating import STATIC, static_address

router = APIRouter()

_WORKER: Final = "sw.js"
#: what every page is drawn with; the worker keeps it from the first visit
_KINDS: Final = frozenset({".css", ".js", ".svg", ".webmanifest"})


@router.get("/sw.js")
def worker(request: Request) -> Response:
    """The worker, at the top so that it serves every page; another program, or another file of it, makes it another worker."""
    return Response(
        _worker(request.app.state.version),
        media_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@router.get("/offline")
def offline(page: PageOf) -> Response:
    """For a page that was asked for without signal and was never kept: what there is instead."""
    return page.show("offline.html")


@cache
def _worker(version: str) -> str:
    shell = [
        static_address(one.name)
        for one in sorted(STATIC.iterdir())
        if one.suffix in _KINDS and one.name != _WORKER
    ]
    text = (STATIC / _WORKER).read_text(encoding="utf-8")
    whole = "\0".join((version, *shell, text))
    named = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return f"const VERSION = {json.dumps(named)};\nconst SHELL = {json.dumps(shell)};\n{text}"
