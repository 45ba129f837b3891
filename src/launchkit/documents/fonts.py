"""The faces that documents are printed with: taken out of the system's font collections once, and then the only ones.

A collection keeps Chinese, Japanese and Korean shapes in one file, and which shape is drawn may depend on the machine. So the
faces for simplified Chinese are written out as one plain OpenType file per family and weight. Fontconfig is shown this folder
and nothing else: no other font can be drawn, whatever is installed.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from launchkit.documents.errors import FontsMissing

#: where Debian, Fedora, Arch and Homebrew put the collections
SEARCH = (
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/google-noto-cjk"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/truetype/noto"),
    Path("/opt/homebrew/share/fonts"),
    Path("/Library/Fonts"),
)
INSTALL = "请安装字体：Debian/Ubuntu 执行 sudo apt-get install -y fonts-noto-cjk，然后重试"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One family in one weight, and the collection it comes in."""

    #: lower-case name under which its digest is recorded
    key: str
    family: str
    collection: str

    @property
    def file(self) -> str:
        """File name in the folder of faces."""
        return f"{self.key}.otf"


SANS, SERIF = "Noto Sans CJK SC", "Noto Serif CJK SC"
FACES = (
    Face(key="noto_sans_sc_regular", family=SANS, collection="NotoSansCJK-Regular.ttc"),
    Face(key="noto_sans_sc_bold", family=SANS, collection="NotoSansCJK-Bold.ttc"),
    Face(key="noto_serif_sc_regular", family=SERIF, collection="NotoSerifCJK-Regular.ttc"),
    Face(key="noto_serif_sc_bold", family=SERIF, collection="NotoSerifCJK-Bold.ttc"),
)
FAMILIES = frozenset(face.family for face in FACES)

ROOM = "fonts.conf"
_ROOM_TEXT = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<!-- Only the faces beside this file exist for a document. -->
<fontconfig><dir prefix="relative">.</dir></fontconfig>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """A folder with all faces in place."""

    folder: Path
    #: SHA-256 in hex by face key
    digests: Mapping[str, str]

    @property
    def room(self) -> Path:
        """Fontconfig file that shows this folder only."""
        return self.folder / ROOM

    def characters(self) -> frozenset[int]:
        """Code points that every face can draw."""
        return _characters(
            tuple(str(self.folder / face.file) for face in FACES), tuple(self.digests.values())
        )


def extract_fonts(folder: Path, *, search: Sequence[Path] = SEARCH) -> Fonts:
    """Write the faces into `folder` where they are not there yet; the same collection gives the same bytes.

    Raises `FontsMissing` saying what to install.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        if not (folder / face.file).is_file():
            _write(folder / face.file, _face_bytes(face, _collection(face, search), folder))
    if not (folder / ROOM).is_file():
        _write(folder / ROOM, _ROOM_TEXT.encode())
    return open_fonts(folder)


def open_fonts(folder: Path) -> Fonts:
    """Faces of a folder that `extract_fonts` has filled, with their digests taken anew; `FontsMissing` if one is not there."""
    digests = {}
    for face in FACES:
        try:
            with (folder / face.file).open("rb") as file:
                digests[face.key] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            raise FontsMissing(f"缺少字体文件 {face.file}：{INSTALL}") from None
    if not (folder / ROOM).is_file():
        raise FontsMissing(f"缺少字体配置 {ROOM}，请执行 launchkit doctor 重新提取字体")
    strays = {path.name for path in folder.glob("*.[ot]t[fc]")} - {face.file for face in FACES}
    if strays:
        raise FontsMissing(f"字体目录中有多余的字体，请移走：{'、'.join(sorted(strays))}")
    return Fonts(folder=folder, digests=digests)


def _collection(face: Face, search: Sequence[Path]) -> Path:
    for folder in search:
        if (folder / face.collection).is_file():
            return folder / face.collection
    raise FontsMissing(f"找不到字体 {face.collection}：{INSTALL}")


def _face_bytes(face: Face, collection: Path, folder: Path) -> bytes:
    try:
        with collection.open("rb") as file:
            for font in TTCollection(file, lazy=True).fonts:
                if font["name"].getDebugName(1) == face.family:
                    return _saved(font, folder)
    except (TTLibError, AssertionError, ValueError) as problem:
        raise FontsMissing(f"字体 {collection.name} 已损坏：{INSTALL}") from problem
    raise FontsMissing(f"字体 {collection.name} 中没有 {face.family}：{INSTALL}")


def _saved(font: TTFont, folder: Path) -> bytes:
    # fontTools stamps the time of saving into the head table unless told not to.
    font.recalcTimestamp = False
    with tempfile.TemporaryFile(dir=folder) as file:
        font.save(file)
        file.seek(0)
        return file.read()


def _write(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)


@cache
def _characters(files: tuple[str, ...], _digests: tuple[str, ...]) -> frozenset[int]:
    """Code points common to the files; the digests are part of the key so that an exchanged file is read again."""
    common: frozenset[int] | None = None
    for name in files:
        with TTFont(name, lazy=True) as font:
            own = frozenset(font.getBestCmap())
        common = own if common is None else common & own
    return common or frozenset()
