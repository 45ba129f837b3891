"""Small pictures of photographs that were handed in: drawn at their first use, kept in a folder that may be emptied at any time.

A preview shows what the photograph shows and nothing else of its file: no place, no camera, no words.
"""

from __future__ import annotations

import asyncio
import io
import secrets
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from launchkit.domain.case import Case, Task
from launchkit.domain.media import JPEG, PNG
from launchkit.domain.recorded import FileRef
from launchkit.domain.rules.tasks import is_sensitive
from launchkit.domain.store_errors import VaultBroken

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA: Final = "image/webp"
#: Neither side is longer, in pixels.
SIDE: Final = 320
#: What can be drawn, and up to how many pixels: more was made to choke whoever opens it. A photograph is unpacked at a
#: fraction of its size, other pictures whole. HEIC would need a decoder of its own.
MOST_PIXELS: Final = {JPEG: 64_000_000, PNG: 24_000_000}
#: So many are kept; beyond, the oldest give way.
KEEP: Final = 2_000
#: So many are drawn at once; whoever comes later waits without holding up pages.
AT_ONCE: Final = 2
_QUALITY: Final = 70


class Previews:
    """The previews of one home, by the digest of the file that they show."""

    def __init__(self, folder: Path, read: Callable[[str], bytes]) -> None:
        self._folder = folder
        self._read = read
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def of(self, file: FileRef) -> bytes | None:
        """The preview of a file; None where there can be none, and never a fault: a page lives without."""
        if file.media not in MOST_PIXELS:
            return None
        found = await run_in_threadpool(self._kept, file)
        if found is None:
            async with self._turns:
                found = await run_in_threadpool(self._made, file)
        return found or None

    def _path(self, file: FileRef) -> Path:
        return self._folder / f"{file.digest}.webp"

    def _kept(self, file: FileRef) -> bytes | None:
        """The preview that is kept, empty where nothing can be drawn; None: nobody has tried."""
        try:
            return self._path(file).read_bytes()
        except OSError:
            return None

    def _made(self, file: FileRef) -> bytes | None:
        """A new one, unless somebody else has made it meanwhile."""
        found = self._kept(file)
        if found is None:
            try:
                found = drawn(self._read(file.digest), MOST_PIXELS[file.media]) or b""
            except VaultBroken:
                # The file may be there again later, so nothing is kept of this.
                return None
            with suppress(OSError):
                self._keep(self._path(file), found)
        return found

    def _keep(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        begun = path.with_suffix(f".{secrets.token_hex(8)}")
        begun.touch(mode=0o600)
        begun.write_bytes(content)
        begun.replace(path)
        for old in sorted(self._folder.iterdir(), key=_age)[:-KEEP]:
            old.unlink(missing_ok=True)


def previewed(case: Case, task: Task) -> frozenset[int]:
    """Which proofs of a task may be shown small, by their entries: none at which nobody may look without leaving an entry."""
    return frozenset(
        one.seq
        for one in task.evidence
        if one.file is not None
        and one.file.media in MOST_PIXELS
        and not is_sensitive(case, task.key, one.rule)
    )


def drawn(content: bytes, most: int) -> bytes | None:
    """A picture made small and turned upright, with nothing of what else its file says; None where it cannot be read.

    Of one that was cut off there may be what came of it.
    """
    import PIL.Image  # noqa: PLC0415  takes longer than most pages

    try:
        with warnings.catch_warnings():
            # It warns of odd metadata, which is dropped, and of sizes, which are looked at here.
            warnings.simplefilter("ignore")
            with PIL.Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as found:
                return None if found.width * found.height > most else _small(found)
    except Exception:  # noqa: BLE001  a broken file makes decoders do anything, which is no reason to break a page
        return None


def _small(found: Image) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415  as above

    whole = found.format == "PNG"
    picture = found.convert("RGBA") if whole else found
    picture.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture)
    # A new picture, so that nothing of what the file says comes along.
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright.convert("RGB"), mask=upright if whole else None)
    made = io.BytesIO()
    plain.save(made, "WEBP", quality=_QUALITY)
    return made.getvalue()


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
