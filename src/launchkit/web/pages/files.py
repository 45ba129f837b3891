"""Our own files, and whether the process is up."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse

from launchkit.web.templating import STATIC, digest_of_file

router = APIRouter()

_MEDIA: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
#: for good, because the address changes with the content
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


@router.get("/static/{name}")
def file(name: str, request: Request) -> Response:
    """A file by its name, out of a folder without folders."""
    known = {one.name: one for one in STATIC.iterdir() if one.suffix in _MEDIA}
    if name not in known:
        return PlainTextResponse("not found\n", status_code=404)
    tag = digest_of_file(name)
    right = request.query_params.get("v") == tag
    headers = {"Cache-Control": _FOR_GOOD if right else "no-cache"}
    return FileResponse(known[name], media_type=_MEDIA[known[name].suffix], headers=headers)


@router.get("/healthz")
def healthz() -> Response:
    """The process is up; nothing more is told to outsiders."""
    return PlainTextResponse("ok\n")
