"""The faces are taken out of the collections once, always the same bytes, and nothing else is in their folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from launchkit.documents import Fonts, FontsMissing, extract_fonts, open_fonts
from launchkit.documents import fonts as module
from launchkit.documents.fonts import FACES, ROOM
from tests.quicker import really_taken


@pytest.fixture(autouse=True)
def _taken_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the collections are opened, and nothing is remembered from before."""
    monkeypatch.setattr(module, "_face_bytes", really_taken)


def linked(fonts: Fonts, folder: Path) -> Path:
    """A second folder with the same faces, without copying 80 MB."""
    for path in fonts.folder.iterdir():
        (folder / path.name).hardlink_to(path)
    return folder


def test_each_face_is_one_plain_opentype_file_of_simplified_chinese(fonts: Fonts) -> None:
    assert sorted(path.name for path in fonts.folder.iterdir()) == sorted(
        [*(face.file for face in FACES), ROOM]
    )
    for face in FACES:
        with TTFont(fonts.folder / face.file, lazy=True) as font:
            assert font["name"].getDebugName(1) == face.family
            assert font.sfntVersion == "OTTO"


def test_the_same_collection_gives_the_same_bytes(fonts: Fonts, tmp_path: Path) -> None:
    folder = linked(fonts, tmp_path)
    (folder / FACES[1].file).unlink()
    assert extract_fonts(folder).digests == fonts.digests


def test_faces_in_place_are_not_written_again(fonts: Fonts, tmp_path: Path) -> None:
    folder = linked(fonts, tmp_path)
    before = {path.name: path.stat().st_ino for path in folder.iterdir()}
    extract_fonts(folder, search=())
    assert {path.name: path.stat().st_ino for path in folder.iterdir()} == before


def test_digests_are_recorded_under_lower_case_names(fonts: Fonts) -> None:
    assert set(fonts.digests) == {face.key for face in FACES}
    assert all(len(digest) == 64 for digest in fonts.digests.values())
    assert open_fonts(fonts.folder) == fonts


def test_without_the_collections_the_package_to_install_is_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="apt-get install -y fonts-noto-cjk"):
        extract_fonts(tmp_path / "fonts", search=(tmp_path,))


def test_a_damaged_collection_is_named(tmp_path: Path) -> None:
    (tmp_path / FACES[0].collection).write_bytes(b"ttcf but not really")
    with pytest.raises(FontsMissing, match=r"NotoSansCJK-Regular\.ttc"):
        extract_fonts(tmp_path / "fonts", search=(tmp_path,))


@pytest.mark.parametrize("name", [FACES[0].file, ROOM])
def test_a_folder_with_something_missing_is_refused(
    fonts: Fonts, tmp_path: Path, name: str
) -> None:
    folder = linked(fonts, tmp_path)
    (folder / name).unlink()
    with pytest.raises(FontsMissing, match=name.replace(".", r"\.")):
        open_fonts(folder)


def test_a_stray_font_is_refused(fonts: Fonts, tmp_path: Path) -> None:
    """Two files of one family print wrong letters, silently."""
    folder = linked(fonts, tmp_path)
    shutil.copyfile(folder / ROOM, folder / "other.ttf")
    with pytest.raises(FontsMissing, match=r"other\.ttf"):
        open_fonts(folder)


def test_the_characters_are_those_of_every_face(fonts: Fonts) -> None:
    characters = fonts.characters()
    assert len(characters) > 40_000
    assert {ord(one) for one in "𠮷䶮㛃喆"} <= characters
    assert not {ord(one) for one in "☐☑"} & characters
