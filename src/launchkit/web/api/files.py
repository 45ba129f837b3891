"""Files as programs hand them in and get them."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from fastapi import Response
from starlette.datastructures import UploadFile

from launchkit.domain.errors import BadValue
from launchkit.domain.media import MAX_BYTES, media_named
from launchkit.domain.recorded import FileRef
from launchkit.web.uploads import clean_name

#: How a file is described: any bytes, under the kind that its content showed.
A_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "the file",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def read_file(file: UploadFile) -> tuple[bytes, str, str]:
    """Content, media type told by it, and a name that is safe to show."""
    # One byte more tells that it is too large without reading all of it.
    content = file.file.read(MAX_BYTES + 1)
    name = clean_name(file.filename or "")
    return content, media_named(content, name), name


def give_file(file: FileRef, content: bytes, name: str) -> Response:
    """A file of the vault to keep, never to be shown by a browser in our name."""
    return Response(
        content,
        media_type=file.media,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Digest": f"sha-256={file.digest}",
        },
    )


def plain(text: str, longest: int = 4_000) -> str:
    """A text of a form, no longer than it may be."""
    if len(text) > longest:
        raise BadValue(f"最多 {longest} 个字符。", f"At most {longest} characters.")
    return text.strip()
