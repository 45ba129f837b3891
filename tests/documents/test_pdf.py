"""Pages into PDF/A: same input, same bytes; nothing fetched; only our fonts; warnings are errors."""

from __future__ import annotations

import hashlib
import http.server
import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest

from launchkit.documents import Fonts, Renderer, RenderFailed, Templates
from launchkit.documents.pdf import (
    Printer,
    Shelf,
    _only_our_fonts,
    _only_these_fonts,
    environment,
)
from tests.serving import served

pytestmark = pytest.mark.pdf

DAY = date(2026, 11, 23)
PAGE = '<html lang="zh-CN"><link rel="stylesheet" href="lk-asset:print.css"><body><h1>{0}</h1><p>{0}<b>{0}</b></p>'


@pytest.fixture(scope="module")
def printer(fonts: Fonts, shipped: Templates) -> Printer:
    return Printer(fonts, shipped.assets())


def printed(printer: Printer, html: str) -> bytes:
    return printer.render(html, document_date=DAY, title="试印")


def attempt(printer: Printer, html: str) -> tuple[bytes | None, str]:
    """The file, or why there is none."""
    try:
        return printed(printer, html), ""
    except RenderFailed as failed:
        return None, failed.reason


def test_the_file_is_an_archivable_pdf(printer: Printer, tmp_path: Path) -> None:
    pdf = printed(printer, PAGE.format("授权委托书"))
    (tmp_path / "one.pdf").write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(tmp_path / "one.pdf")], check=True, capture_output=True)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        with opened.open_metadata() as meta:
            assert meta.pdfa_status == "2B"
            assert meta["dc:title"] == "试印"
            assert meta["xmp:CreateDate"] == meta["xmp:ModifyDate"] == "2026-11-23T00:00:00+08:00"
        assert str(opened.Root.Lang) == "zh-CN"
        assert str(opened.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert "/AcroForm" not in opened.Root
        assert "/Encrypt" not in opened.trailer
        assert not opened.attachments


def test_no_moment_but_the_documents_date_is_in_the_file(printer: Printer) -> None:
    with pikepdf.open(io.BytesIO(printed(printer, PAGE.format("一")))) as opened:
        dates = {str(value) for key, value in opened.docinfo.items() if key.endswith("Date")}
    assert dates == {"D:20261123000000+08'00"}


def test_only_our_faces_are_embedded_and_all_of_them_are(printer: Printer) -> None:
    with pikepdf.open(io.BytesIO(printed(printer, PAGE.format("文书")))) as opened:
        described = [
            one
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        names = {re.sub(r"^/[A-Z]{6}\+", "", str(one.FontName)) for one in described}
        assert all("/FontFile3" in one for one in described)
    assert names == {"Noto-Serif-CJK-SC", "Noto-Serif-CJK-SC-Bold", "Noto-Sans-CJK-SC-Bold"}


def test_the_same_input_gives_the_same_bytes_whatever_was_printed_between(
    printer: Printer,
) -> None:
    first = printed(printer, PAGE.format("第一份"))
    printed(printer, PAGE.format("别的内容，别的字形"))
    assert printed(printer, PAGE.format("第一份")) == first


def test_the_same_input_gives_the_same_bytes_in_other_processes(
    printer: Printer, fonts: Fonts, shipped: Templates, worker: Renderer
) -> None:
    html = PAGE.format("两个进程")
    here = printed(printer, html)
    assert worker.render(html, document_date=DAY, title="试印") == here
    program = (
        "import sys, hashlib, datetime, pathlib\n"
        "from launchkit.documents import Templates, open_fonts\n"
        "from launchkit.documents.pdf import Printer\n"
        "printer = Printer(open_fonts(pathlib.Path(sys.argv[1])), Templates(pathlib.Path(sys.argv[2])).assets())\n"
        "pdf = printer.render(sys.argv[3], document_date=datetime.date(2026, 11, 23), title='试印')\n"
        "print(hashlib.sha256(pdf).hexdigest())\n"
    )
    folder = Path(__file__).parents[2] / "templates"
    other = subprocess.run(
        [sys.executable, "-c", program, str(fonts.folder), str(folder), html],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert other.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_another_date_or_title_gives_other_bytes(printer: Printer) -> None:
    html = PAGE.format("一")
    one = printed(printer, html)
    assert printer.render(html, document_date=date(2026, 11, 24), title="试印") != one
    assert printer.render(html, document_date=DAY, title="别的") != one


# --- nothing is fetched -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who comes."""
    visits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with served(server):
        yield f"http://127.0.0.1:{server.server_port}", visits


PROBES = [
    '<img src="{0}/img.png">',
    '<link rel="stylesheet" href="{0}/x.css">',
    "<style>@import url({0}/import.css);</style>",
    "<style>body {{ background: url({0}/bg.png) }}</style><p>x",
    "<style>@font-face {{ font-family: x; src: url({0}/f.otf) }} p {{ font-family: x }}</style><p>x",
    "<style>li {{ list-style-image: url({0}/li.png) }}</style><ul><li>x</ul>",
    "<style>p::before {{ content: url({0}/content.png) }}</style><p>x",
    '<object data="{0}/object.svg"></object>',
    '<embed src="{0}/embed.svg">',
    '<svg><image href="{0}/svg.png" width="9" height="9"/></svg>',
    '<svg><use href="{0}/use.svg#x"/></svg>',
    '<link rel="attachment" href="{0}/attachment.bin">',
    '<a rel="attachment" href="{0}/attached">x</a>',
    '<base href="{0}/"><img src="relative.png">',
    '<img srcset="{0}/a.png 1x" src="{0}/b.png">',
    "<style>@color-profile --x {{ src: url({0}/profile.icc) }} p {{ color: color(--x 0 0 0) }}</style><p>x",
]
FILES = ["file:///etc/passwd", "FILE:///etc/passwd", "ftp://127.0.0.1/x", "data:image/png;base64,AAAA",
         "lk-asset:../print.css", "lk-asset:/etc/passwd", "LK-ASSET:print.css", "relative.png", "//127.0.0.1/x"]  # fmt: skip


@pytest.mark.parametrize("probe", PROBES)
def test_no_address_is_ever_visited(
    printer: Printer, trap: tuple[str, list[str]], probe: str
) -> None:
    address, visits = trap
    pdf, reason = attempt(printer, probe.format(address))
    if pdf is None:
        assert reason in {"refused", "warning"}
    else:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert not opened.attachments
    assert visits == []


@pytest.mark.parametrize("address", FILES)
@pytest.mark.parametrize(
    "where",
    [
        '<img src="{0}">',
        '<link rel="attachment" href="{0}">',
        "<style>p {{ background: url('{0}') }}</style><p>x",
    ],
)
def test_no_file_is_ever_read(printer: Printer, address: str, where: str) -> None:
    pdf, reason = attempt(printer, where.format(address))
    if pdf is None:
        assert reason in {"refused", "warning"}
    else:
        assert b"root:" not in pdf
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert not opened.attachments


def test_the_shelf_serves_its_assets_and_nothing_else() -> None:
    shelf = Shelf({"print.css": b"p {}"})
    assert shelf.fetch("lk-asset:print.css").read() == b"p {}"
    assert shelf.fetch("lk-asset:print.css").content_type == "text/css"
    for address in (
        "http://x",
        "file:///etc/passwd",
        "lk-asset:",
        "lk-asset:other",
        "print.css",
        "",
    ):
        with pytest.raises(ValueError, match="not an asset"):
            shelf.fetch(address)
    with pytest.raises(ValueError, match="not an asset"):
        shelf.open("http://127.0.0.1/")
    assert shelf.served == ["print.css", "print.css"]


# --- warnings and fonts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        '<p style="foo: bar">x',
        "<style>p { colour: red }</style><p>x",
        "<style>@page { size: nonsense }</style>",
        '<a href="#nowhere">x</a>',
    ],
)
def test_a_warning_of_the_renderer_is_an_error(printer: Printer, html: str) -> None:
    with pytest.raises(RenderFailed) as caught:
        printed(printer, html)
    assert caught.value.reason == "warning"
    assert caught.value.details
    assert "nonsense" not in str(caught.value)


def test_the_collector_of_warnings_is_taken_away_again(printer: Printer) -> None:
    before = list(logging.getLogger("weasyprint").handlers)
    printed(printer, "<p>x")
    assert logging.getLogger("weasyprint").handlers == before


def test_a_letter_without_a_glyph_is_an_error_even_without_the_guard(printer: Printer) -> None:
    with pytest.raises(RenderFailed, match=r"U\+2611") as caught:
        printed(printer, "<p>☑")
    assert caught.value.reason == "font"


def test_a_font_of_the_machine_cannot_be_reached(printer: Printer) -> None:
    with pikepdf.open(
        io.BytesIO(printed(printer, '<p style="font-family: DejaVu Sans, monospace">ab'))
    ) as opened:
        names = {
            str(one.BaseFont)
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
        }
    assert names
    assert all("Noto" in name and "CJK-SC" in name for name in names)


def test_a_font_that_is_not_ours_is_an_error() -> None:
    """It cannot be reached, as the test above shows; should it ever be, the file is not issued."""
    foreign = SimpleNamespace(fonts={"x": SimpleNamespace(family="DejaVu Sans", missing={})})
    with pytest.raises(RenderFailed, match="DejaVu Sans"):
        _only_our_fonts(foreign, None)


def test_the_machines_own_font_settings_are_left_as_they_were(
    fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "theirs.conf")
    with _only_these_fonts(fonts):
        assert os.environ["FONTCONFIG_FILE"] == str(fonts.room)
    assert os.environ["FONTCONFIG_FILE"] == "theirs.conf"


def test_a_document_with_too_many_pages_is_refused(fonts: Fonts, shipped: Templates) -> None:
    small = Printer(fonts, shipped.assets(), most_pages=2)
    small.render('<p style="break-after: page">x<p>y', document_date=DAY, title="")
    with pytest.raises(RenderFailed, match="超过 2 页") as caught:
        small.render('<p style="break-after: page">x' * 3 + "<p>y", document_date=DAY, title="")
    assert caught.value.reason == "pages"


def test_the_environment_names_all_that_shapes_the_bytes(fonts: Fonts) -> None:
    known = environment(fonts)
    assert set(known) == {
        "weasyprint",
        "pydyf",
        "pango",
        "harfbuzz",
        "harfbuzz_subset",
        "zlib",
        "python",
        "fonts",
    }
    assert known["fonts"] == fonts.digests
    assert known["harfbuzz_subset"] == "yes", (
        "without libharfbuzz-subset0 printing is 13 to 40 times slower"
    )
    for name in ("weasyprint", "pango", "harfbuzz"):
        assert re.fullmatch(r"\d+\.\d+(\.\d+)?", str(known[name]))
