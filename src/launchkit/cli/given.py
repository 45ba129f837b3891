"""What people hand in on the command line: facts as `k=v` or from a file, and evidence."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from launchkit.cli.run import Misused, no_file
from launchkit.desk import Attachment
from launchkit.domain.errors import BadValue
from launchkit.domain.media import MAX_BYTES, media_named
from launchkit.domain.problems import Problems


def facts_of(words: Iterable[str]) -> dict[str, object]:
    """Facts by name; `k=@table.yaml` reads rows from a file, `k=@@x` is the text `@x`."""
    found: dict[str, object] = {}
    for word in words:
        name, mark, value = word.partition("=")
        if not mark or not name.strip():
            raise Misused(
                f"要素写作 名称=值，例如 --fact site_area_m2=320；收到的是 {word}",
                f"Write a fact as name=value, like --fact site_area_m2=320; got {word}",
            )
        if name in found:
            raise Misused(f"要素 {name} 写了两次。", f"The fact {name} is given twice.")
        found[name.strip()] = _value(value)
    return found


def _value(text: str) -> object:
    if text.startswith("@@"):
        return text[1:]
    if text.startswith("@"):
        return rows_of(Path(text[1:]))
    return text


def rows_of(path: Path) -> Any:
    """Rows of a table from YAML or JSON; every scalar as text, so that amounts are yuan like anywhere on the command line."""
    content = _read(path)
    data = _json(content, path) if path.suffix.lower() == ".json" else _yaml(content, path)
    if isinstance(data, dict) and len(data) == 1:
        data = next(iter(data.values()))
    if not isinstance(data, list):
        raise Misused(
            f"{path.name} 里应是表格的各行：每行以“- 列: 值”开头。",
            f"{path.name} should hold the rows of a table, each beginning with “- column: value”.",
        )
    return _as_text(data)


def _json(content: bytes, path: Path) -> Any:
    try:
        return json.loads(content)
    except ValueError as error:
        raise Misused(
            f"{path.name} 不是有效的 JSON：{error}", f"{path.name} is not valid JSON: {error}"
        ) from None


def _yaml(content: bytes, path: Path) -> Any:
    from launchkit.library.yaml_reader import read  # noqa: PLC0415

    if not content.lstrip().startswith(b"-"):
        return read(content, str(path)).data
    try:
        # The reader wants names at the top; a bare list gets one, and its problems their own line again.
        return read(b"rows:\n" + content, str(path)).data
    except Problems as problems:
        raise Problems(
            replace(one, line=max(1, one.line - 1)) for one in problems.problems
        ) from None


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    if value is None or isinstance(value, bool | str):
        return value
    return str(value)


def attachments_of(words: Iterable[str], *, note: str = "") -> list[Attachment]:
    """Evidence from `FILE` or `rule=FILE`; the kind is told by the content, not by the name."""
    return [_attachment(word, note) for word in words]


def _attachment(word: str, note: str) -> Attachment:
    rule, mark, rest = word.partition("=")
    # A file name may contain an equals sign itself.
    named = bool(mark) and not Path(word).is_file()
    path = Path(rest if named else word)
    content = _read(path)
    return Attachment(
        content=content,
        name=unicodedata.normalize("NFC", path.name),
        media=media_named(content, path.name),
        rule=rule if named else None,
        note=note,
    )


def attachment(path: str, *, rule: str | None, note: str) -> Attachment:
    """One file for one rule."""
    content = _read(Path(path))
    return Attachment(
        content=content,
        name=unicodedata.normalize("NFC", Path(path).name),
        media=media_named(content, Path(path).name),
        rule=rule,
        note=note,
    )


def _read(path: Path) -> bytes:
    """Bytes of a file, never more than may be handed in."""
    if path.is_dir():
        raise no_file(path)
    try:
        with path.open("rb") as file:
            # One byte more tells that it is too large without reading all of it.
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise no_file(path) from None
    except OSError as error:
        raise Misused(
            f"读不了 {path}：{error.strerror}", f"Cannot read {path}: {error.strerror}"
        ) from None
    if not content:
        # Of several files, the sentence has to say which.
        raise BadValue(f"文件是空的：{path.name}。", f"The file is empty: {path.name}.")
    return content


def day_given(text: str | None) -> date | None:
    """A date from the command line; None where none was given."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Misused(
            f"没有这一天：{text}；日期写作 2026-03-02。",
            f"There is no such date: {text}; write it as 2026-03-02.",
        ) from None
