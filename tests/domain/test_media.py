"""Kinds of files by their content."""

from __future__ import annotations

import io
import zipfile

import pytest

from launchkit.domain.errors import BadValue
from launchkit.domain.media import (
    DOCX,
    HEIC,
    JPEG,
    MAX_BYTES,
    MOST_MEMBERS,
    PDF,
    PLAIN,
    PNG,
    XLSX,
    media_named,
    media_of,
)


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            # Without a date of its own an archive carries the time of its making, and tests their names by it.
            made.writestr(zipfile.ZipInfo(name), "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\xff\xd8\xff\xe0", JPEG),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\x00\x00\x00\x18ftypheic", HEIC),
        (b"\x00\x00\x00\x18ftypmif1", HEIC),
        (archive("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        (archive("[Content_Types].xml", "word/document.xml"), DOCX),
        ("收条\n人民币\t叁万\r\n".encode(), PLAIN),
        ("收条".encode("gb18030"), PLAIN),
        ("\ufeff收条".encode(), PLAIN),
    ],
    ids=range(10),
)
def test_the_content_tells(content: bytes, media: str) -> None:
    assert media_of(content) == media


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空的"),
        (b"x" * (MAX_BYTES + 1), "20 MB"),
        (b"\x00\x01\x02", "认不出"),
        (b"\x80\x81\xff\xff", "认不出"),
        (b"MZ\x90", "程序"),
        (b"\x7fELF", "程序"),
        (b"#!/bin/sh\n", "程序"),
        (b" \n<HTML><body>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG"),
        (b"text <svg onload=alert(1)>", "SVG"),
        (b"<!-- x --><script>", "SVG"),
        (archive("a.txt"), "压缩包"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "压缩包"),
        (archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
        (b"PK\x03\x04 broken", "压缩包"),
        (b"\x00\x00\x00\x18ftypmp42", "认不出"),
    ],
    ids=range(16),
)
def test_what_could_run_or_is_unknown_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(BadValue) as caught:
        media_of(content)
    assert said in caught.value.zh
    assert caught.value.en


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("合同.PDF", b"%PDF-1.7\n", PDF),
        ("IMG_1.jpg", b"\x00\x00\x00\x18ftypheic", HEIC),
        ("截图.png", b"\xff\xd8\xff\xe0", JPEG),
        ("记录.csv", b"a,b\n", PLAIN),
        ("没有后缀", b"a", PLAIN),
        ("v1.0", b"%PDF-1.7\n", PDF),
    ],
)
def test_a_name_that_does_not_contradict_is_taken(name: str, content: bytes, media: str) -> None:
    assert media_named(content, name) == media


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("合同.pdf", "这是文字".encode(), "以 .pdf 结尾，内容却是纯文本"),
        ("合同.PDF", b"\xff\xd8\xff\xe0", "内容却是JPEG 照片"),
        ("照片.jpg", b"%PDF-1.7\n", "内容却是PDF"),
        ("表.xlsx", archive("[Content_Types].xml", "word/document.xml"), "内容却是DOCX 文档"),
        ("照片.heic", b"text", "内容却是纯文本"),
    ],
)
def test_a_name_that_says_something_else_is_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadValue) as caught:
        media_named(content, name)
    assert said in caught.value.zh
    assert "is the right file" in caught.value.en


def test_an_office_file_that_unpacks_without_end_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            made.writestr(zipfile.ZipInfo(name), "x")
        for number in range(MOST_MEMBERS):
            made.writestr(zipfile.ZipInfo(f"xl/{number}"), "")
    with pytest.raises(BadValue, match="too large"):
        media_of(buffer.getvalue())
    # The size that a member claims stands in the list at the end, where nobody has to unpack it.
    small = archive("[Content_Types].xml", "xl/workbook.xml")
    last = small.rindex(b"PK\x01\x02")
    huge = small[: last + 24] + (0xFFFFFFF0).to_bytes(4, "little") + small[last + 28 :]
    with pytest.raises(BadValue, match="too large"):
        media_of(huge)
