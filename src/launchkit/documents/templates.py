"""The folder of templates, and the narrow room in which they are filled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, Template, TemplateError
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError, TemplateSyntaxError, UndefinedError
from jinja2.runtime import BlockReference, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from launchkit.documents.errors import DocumentError, TemplateProblem
from launchkit.documents.filters import FILTERS_ALLOWED, TESTS_ALLOWED, yes_no
from launchkit.documents.plain import Plain

#: shared by every page, and therefore part of every digest
SHARED = ("base.html", "macros.html", "print.css")
SHEET = "data_sheet.html"

MOST_HTML = 8_000_000
_LARGEST_PRODUCT = 10**12
_PAGE_NAME = re.compile(r"documents/[a-z][a-z0-9_]*/page\.html", re.ASCII)
#: the one statement of Jinja that would let text of people through unescaped
_UNESCAPED = re.compile(r"\{%[-+]?\s*autoescape\b")
#: several font files under one family print wrong letters silently, and nothing is fetched while printing
_UNSAFE_CSS = re.compile(r"@font-face|@import|unicode-range|url\s*\(|src\s*:", re.IGNORECASE)


class Templates:
    """Templates of one or several folders, read once: what is filled and what is digested are the same bytes.

    A folder holds `base.html`, `macros.html`, `data_sheet.html`, `print.css` and `documents/<name>/page.html`; a file in an
    earlier folder stands before the same file in a later one, so that a home can change one page and keep the rest.
    """

    def __init__(self, *folders: Path, sources: Mapping[str, str] | None = None) -> None:
        self._folders = folders
        self._sources = dict(sources or {})
        self._room = _Room(self._read)
        self._alone: dict[str, Templates] = {}

    @classmethod
    def of(cls, sources: Mapping[str, str]) -> Templates:
        """Templates given as text by name, as `sources` returns them; no folder is looked into."""
        return cls(sources=sources)

    def page(self, name: str) -> str:
        """Name of the page of a document, for `fill` and `digest`."""
        return f"documents/{name}/page.html"

    def css(self) -> bytes:
        """The stylesheet; `TemplateProblem` when it would fetch something or name a font file."""
        source = self._read("print.css")
        rules = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        if found := _UNSAFE_CSS.search(rules):
            raise TemplateProblem(f"print.css 中不得使用 {found[0]}")
        return source.encode()

    def assets(self) -> dict[str, bytes]:
        """All that a page may refer to as `lk-asset:NAME`, for the renderer."""
        return {"print.css": self.css()}

    def source(self, name: str) -> str:
        """Text of a template, as it was first read."""
        return self._read(name)

    def sources(self, page: str) -> dict[str, str]:
        """All that `digest` covers, by name: a page can draw on nothing else."""
        return {name: self._read(name) for name in (page, *SHARED)}

    def alone(self, page: str) -> Templates:
        """The templates that `digest` covers and no others, made ready once: what a page is filled in."""
        if page not in self._alone:
            self._alone[page] = Templates.of(self.sources(page))
        return self._alone[page]

    def digest(self, page: str) -> str:
        """SHA-256 in hex over the page and everything it shares, each with its name and length."""
        ours = hashlib.sha256()
        for name, source in sorted(self.sources(page).items()):
            body = source.encode()
            ours.update(f"{name}\n{len(body)}\n".encode() + body)
        return ours.hexdigest()

    def fill(self, page: str, context: dict[str, Plain]) -> str:
        """HTML of a page; `TemplateProblem` names the page and what it asked for."""
        try:
            return self._collect(self._room.get_template(page), context)
        except DocumentError:
            raise
        except (
            TemplateError,
            ArithmeticError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ) as problem:
            raise TemplateProblem(f"{page}：模板无法填写：{_reason(problem)}") from None

    @staticmethod
    def _collect(template: Template, context: dict[str, Plain]) -> str:
        pieces, length = [], 0
        for piece in template.generate(context):
            pieces.append(piece)
            length += len(piece)
            if length > MOST_HTML:
                raise TemplateProblem("文书内容过长，请分开出具")
        return "".join(pieces)

    def _read(self, name: str) -> str:
        if name not in self._sources:
            if name not in {*SHARED, SHEET} and not _PAGE_NAME.fullmatch(name):
                raise TemplateProblem("不是模板的名称；页面按文书目录名查找")
            if not self._folders:
                raise TemplateProblem(f"页面不得引用 {name}")
            source = self._text(name)
            if _UNESCAPED.search(source):
                raise TemplateProblem(f"{name}：模板中不得关闭转义（autoescape）")
            self._sources[name] = source
        return self._sources[name]

    def _text(self, name: str) -> str:
        found = [folder / name for folder in self._folders if (folder / name).is_file()]
        try:
            return found[0].read_text(encoding="utf-8")
        except (IndexError, OSError, UnicodeDecodeError):
            raise TemplateProblem(f"找不到模板 {name}，或它不是 UTF-8 文本") from None


class _Forbidden(SecurityError):
    """Refused by our own rule; the words quote no value."""


def _reason(problem: Exception) -> str:
    """What may be said: words of the template, never a value, which could be somebody's number."""
    if isinstance(problem, (UndefinedError, TemplateSyntaxError, _Forbidden)):
        return problem.message or type(problem).__name__
    return type(problem).__name__


def _printable(value: object) -> object:
    """What `{{ … }}` prints: nothing for nothing, 是 and 否; a table printed by mistake is an error, not Python on paper."""
    if isinstance(value, bool):
        return yes_no(value)
    if isinstance(value, (dict, list)):
        raise TypeError("a table or list has to be laid out")
    return "" if value is None else value


class _Compiled(BytecodeCache):
    """What every page draws on, translated once for all pages: each is filled in a room of its own, by the same rules."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, CodeType]] = {}
        self._kept = {self.get_cache_key(name) for name in (*SHARED, SHEET)}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The translation of the same text, if there is one."""
        checksum, code = self._found.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the translation of what is shared; a page of its own is translated once anyway."""
        if bucket.key in self._kept and bucket.code is not None:
            self._found[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED = _Compiled()


class _Room(ImmutableSandboxedEnvironment):
    """Sandbox in which only macros can be called and only plain data is at hand."""

    intercepted_binops = frozenset({"*", "**", "%", "//", "/"})

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__(
            loader=FunctionLoader(read),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=(),
            finalize=_printable,
            bytecode_cache=_COMPILED,
        )
        self.globals.clear()
        self.filters = dict(FILTERS_ALLOWED)
        self.tests = dict(TESTS_ALLOWED)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A mapping has only its keys, text and lists have nothing: no method of data is in reach."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(name=attribute)
        if isinstance(obj, (str, int, list, tuple)):
            return self.undefined(name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Item of a mapping or a list; never an attribute."""
        if isinstance(obj, (dict, list, tuple, str)):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                return self.undefined(hint="a list or row has no such item")
        raise _Forbidden("只能取数据中的项")

    def is_safe_callable(self, obj: Any) -> bool:
        """Only what templates themselves define can be called."""
        return isinstance(obj, (Macro, BlockReference))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - the base class asks for it
        """Arithmetic on whole numbers of sensible size; text is never multiplied or formatted."""
        if not (type(left) is int and type(right) is int) or operator not in {"*", "//"}:
            raise _Forbidden(f"模板中不得使用此运算：{operator}")
        if operator == "*" and abs(left * right) > _LARGEST_PRODUCT:
            raise _Forbidden("模板中的数过大")
        return left * right if operator == "*" else left // right
