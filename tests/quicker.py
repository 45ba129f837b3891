"""What makes the tests quicker and takes nothing from what they look at."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from launchkit.documents import fonts as faces

#: Files that are gone when the machine stops need no disk that spins for each of them.
MEMORY: Final = Path("/dev/shm")  # noqa: S108  names in it are made by `tempfile`
ROOM_WANTED: Final = 6 << 30


def work_in_memory() -> None:
    """Let temporary files be in memory where there is plenty of it, unless somebody has said where they go.

    What is written is synced thousands of times, which here costs nothing. A writer that is killed loses by that no more and no
    less than on a disk: what it had handed to the system is there.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC or shutil.disk_usage(MEMORY).free < ROOM_WANTED:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


FaceBytes = Callable[[faces.Face, Path, Path], bytes]
really_taken: Final[FaceBytes] = faces._face_bytes


def kept_faces(folder: Path) -> FaceBytes:
    """Takes a face out of its collection once for all homes and all processes of a run; the collection gives the same bytes each time.

    That it does is looked at in `tests/documents/test_fonts.py`, which takes them out anew.
    """

    def taken(face: faces.Face, collection: Path, beside: Path) -> bytes:
        seen = collection.stat()
        kept = folder / f"{face.key}-{seen.st_size}-{seen.st_mtime_ns}.otf"
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.is_file():
                kept.write_bytes(really_taken(face, collection, beside))
        return kept.read_bytes()

    return taken
