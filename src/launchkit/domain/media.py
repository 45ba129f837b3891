"""What kind of file somebody hands in, told by its content; anything that can run or load something is refused."""

from __future__ import annotations

import io
import zipfile

from launchkit.domain.errors import BadValue

MAX_BYTES = 20 * 1024 * 1024

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
HEIC = "image/heic"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = "text/plain"

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"#!",
)
_PAGES = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<!--")
#: So many files, and so much unpacked, an office file may hold; beyond, it was made to choke whoever opens it.
MOST_MEMBERS = 5_000
MOST_UNPACKED = 400 * 1024 * 1024
_PICTURES = frozenset({JPEG, PNG, HEIC})
#: What the ending of a name says of the content; pictures are often named one for the other, other endings say nothing.
_CLAIMED = {
    "pdf": frozenset({PDF}),
    "jpg": _PICTURES,
    "jpeg": _PICTURES,
    "png": _PICTURES,
    "heic": _PICTURES,
    "heif": _PICTURES,
    "xlsx": frozenset({XLSX}),
    "docx": frozenset({DOCX}),
}
_WORDS = {
    PDF: ("PDF", "PDF"),
    JPEG: ("JPEG 照片", "a JPEG picture"),
    PNG: ("PNG 图片", "a PNG picture"),
    HEIC: ("HEIC 照片", "a HEIC picture"),
    XLSX: ("XLSX 表格", "an XLSX sheet"),
    DOCX: ("DOCX 文档", "a DOCX document"),
    PLAIN: ("纯文本", "plain text"),
}
_ALLOWED_ZH = "PDF、JPEG、PNG、HEIC、XLSX、DOCX、纯文本"
_ALLOWED_EN = "PDF, JPEG, PNG, HEIC, XLSX, DOCX or plain text"


def media_of(content: bytes) -> str:
    """Media type of a file; raises `BadValue` for an empty, too large, unknown or dangerous one."""
    if not content:
        raise BadValue("文件是空的。", "The file is empty.")
    if len(content) > MAX_BYTES:
        raise BadValue("文件超过 20 MB。", "The file is larger than 20 MB.")
    found = _picture_or_pdf(content) or _office(content)
    if found is not None:
        return found
    _refuse_what_runs(content)
    if _is_text(content):
        return PLAIN
    raise BadValue(
        f"认不出这种文件；可用：{_ALLOWED_ZH}。",
        f"This kind of file is not known; use {_ALLOWED_EN}.",
    )


def media_named(content: bytes, name: str) -> str:
    """The same for a file with a name; raises `BadValue` too where the name says that it is something else."""
    media = media_of(content)
    ending = name.rpartition(".")[2].lower()
    if media not in _CLAIMED.get(ending, {media}):
        zh, en = _WORDS[media]
        raise BadValue(
            f"文件名以 .{ending} 结尾，内容却是{zh}；请确认没有拿错文件，再按真实类型命名。",
            f"The name ends in .{ending}, but the content is {en}; see that it is the right file, and name it as what it is.",
        )
    return media


def _picture_or_pdf(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    return None


def _office(content: bytes) -> str | None:
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        members = []
    names = {one.filename for one in members}
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise BadValue(
            "文件解开后太大，不能提交；请另存一份，或打印成 PDF。",
            "Unpacked the file is too large and is not taken; save it anew, or print it to PDF.",
        )
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BadValue("文件含有宏，不能提交。", "The file contains macros and is not taken.")
    if "[Content_Types].xml" in names:
        if "xl/workbook.xml" in names:
            return XLSX
        if "word/document.xml" in names:
            return DOCX
    raise BadValue(
        f"压缩包不能提交，请逐个提交其中的文件；可用：{_ALLOWED_ZH}。",
        f"Archives are not taken; hand in the files one by one: {_ALLOWED_EN}.",
    )


def _refuse_what_runs(content: bytes) -> None:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(_PROGRAMS):
        raise BadValue("程序文件不能提交。", "Programs are not taken.")
    if start.startswith(_PAGES) or b"<svg" in start or b"<html" in start:
        raise BadValue(
            "网页和 SVG 可以夹带程序，不能提交；请打印成 PDF 或截图。",
            "Web pages and SVG can carry programs and are not taken; print to PDF or take a picture.",
        )


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(char) < 32 and char not in "\n\r\t\f" for char in text)
    return False
