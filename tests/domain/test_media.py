"""Kinds of files by their content."""

from __future__ import annotations

import io
import zipfile

import pytest

from launchkit.domain.errors import BadValue
from launchkit.domain.media import DOCX, HEIC, JPEG, MAX_BYTES, PDF, PLAIN, PNG, XLSX, media_of


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
