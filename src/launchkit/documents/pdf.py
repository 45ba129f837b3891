"""HTML into PDF/A with WeasyPrint, in a room without network, files or foreign fonts.

Same HTML, date and title give the same bytes within one render environment (`environment`).
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import platform
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from typing import Any

from weasyprint import HTML
from weasyprint.text.ffi import harfbuzz, harfbuzz_subset, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from launchkit.documents.errors import RenderFailed
from launchkit.documents.fonts import FAMILIES, SANS, SERIF, Fonts

MOST_PAGES = 300
SCHEME = "lk-asset:"
_MEDIA = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png"}

#: draws both families in both weights, so that the first real document pays for no loading
_WARM_UP = (
    f'<html lang="zh-CN" style="font-family:{SERIF}"><p>文书<b>文书</b></p>'
    f'<p style="font-family:{SANS}">文书<b>文书</b></p></html>'
)


class Shelf(URLFetcher):  # type: ignore[misc]
    """Serves our own assets by name; every other address is refused, whatever its scheme."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._assets = dict(assets)
        #: names served, in order
        self.served: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002 - the base class asks for it
        """Asset behind `lk-asset:NAME`; `ValueError` for anything else, which stops the rendering."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self._assets:
            raise ValueError("not an asset of this document")
        self.served.append(name)
        media = _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
        return URLFetcherResponse(
            url, self._assets[name], {"Content-Type": f"{media}; charset=utf-8"}
        )

    def open(self, *_: Any, **__: Any) -> Any:
        """Never open anything: the inherited opener knows http, ftp and file."""
        raise ValueError("not an asset of this document")


class Printer:
    """Makes PDFs in this process; keep one, because loading fonts costs more than printing a page."""

    def __init__(
        self, fonts: Fonts, assets: Mapping[str, bytes], *, most_pages: int = MOST_PAGES
    ) -> None:
        self._assets = dict(assets)
        self._most_pages = most_pages
        with _only_these_fonts(fonts):
            self._configuration = FontConfiguration()
        self._print(_WARM_UP, date(2000, 1, 1), "")
        # What is loaded by now stays; the collector need not walk over it for every document.
        gc.collect()
        gc.freeze()

    def render(self, html: str, *, document_date: date, title: str) -> bytes:
        """PDF/A-2b of a page. The only date in it is `document_date`. Raises `RenderFailed`."""
        with _warnings() as seen:
            try:
                pdf = self._print(html, document_date, title)
            except FatalURLFetchingError:
                raise RenderFailed(
                    "refused", "文书引用了外部资源，已拒绝；模板只能使用自带的样式"
                ) from None
        if seen:
            raise RenderFailed(
                "warning", "文书排版有警告，未出具；请检查模板", details=tuple(seen)
            )
        return pdf

    def _print(self, html: str, document_date: date, title: str) -> bytes:
        document = HTML(string=html, url_fetcher=Shelf(self._assets)).render(
            font_config=self._configuration, pdf_variant="pdf/a-2b"
        )
        if len(document.pages) > self._most_pages:
            raise RenderFailed("pages", f"文书超过 {self._most_pages} 页，请分开出具")
        document.metadata.title = title
        document.metadata.created = document.metadata.modified = (
            f"{document_date.isoformat()}T00:00:00+08:00"
        )
        named = hashlib.sha256(
            "\0".join((title, document_date.isoformat(), html)).encode()
        ).hexdigest()[:32]
        with warnings.catch_warnings():
            # WeasyPrint 70 opens its colour profile for every file and leaves the closing to the collector.
            warnings.simplefilter("ignore", ResourceWarning)
            pdf: bytes = document.write_pdf(
                pdf_variant="pdf/a-2b", pdf_identifier=named.encode(), finisher=_only_our_fonts
            )
        return pdf


def _only_our_fonts(document: Any, _pdf: Any) -> None:
    for font in document.fonts.values():
        if font.family not in FAMILIES:
            raise RenderFailed("font", f"文书用了不在清单中的字体：{font.family}")
        if font.missing:
            codes = "、".join(f"U+{code:04X}" for code in sorted(font.missing))
            raise RenderFailed("font", f"字体里没有以下字符：{codes}")


@contextmanager
def _only_these_fonts(fonts: Fonts) -> Iterator[None]:
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(fonts.room)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _warnings() -> Iterator[list[str]]:
    seen: list[str] = []

    class _Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    handler, logger = _Collect(logging.WARNING), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield seen
    finally:
        logger.removeHandler(handler)


def environment(fonts: Fonts) -> dict[str, str | dict[str, str]]:
    """All that decides the bytes besides the input: versions and font digests, with lower-case ASCII keys."""
    number = pango.pango_version()
    return {
        "weasyprint": version("weasyprint"),
        "pydyf": version("pydyf"),
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
        "harfbuzz": _harfbuzz_version(),
        "harfbuzz_subset": "yes" if harfbuzz_subset is not None else "no",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "python": platform.python_version(),
        "fonts": dict(fonts.digests),
    }


def _harfbuzz_version() -> str:
    """Version by asking `at least …?`: the binding has no other question, and the answer needs no file name of a library."""
    found: list[int] = []
    for place in range(3):
        rest = [0] * (2 - place)
        at = 0
        while harfbuzz.hb_version_atleast(*found, at + 1, *rest):
            at += 1
        found.append(at)
    return ".".join(map(str, found))
