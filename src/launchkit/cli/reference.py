"""`docs/reference/cli.md`, made from the commands themselves: `python -m launchkit.cli.reference docs/reference/cli.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from launchkit.cli.answers import ERROR, KEYS
from launchkit.cli.app import app
from launchkit.cli.base import GlobalOption, SaidArgument, SaidOption, global_options
from launchkit.cli.table import SECTIONS
from launchkit.domain import telling

#: Read models that appear inside the answers.
MODELS = (
    telling.TaskLine,
    telling.DeadlineLine,
    telling.PaperLine,
    telling.DocumentLine,
    telling.WaitLine,
    telling.EntryLine,
    telling.MemberLine,
    telling.StageLine,
    telling.FactLine,
    telling.FindingLine,
    telling.DueLine,
)
_HEAD = """\
# 命令参考 / Command reference

<!-- Made by `python -m launchkit.cli.reference`; a test fails when it is not current. -->

退出码 / exit codes: `0` 办妥 done, `1` 不予受理或发现问题 refused or problems found, `2` 用法 usage, `3` 找不到 not found,
`4` 环境 environment.

`CASE` 可以写编号（`特情〔2026〕3号`）、序号（`3`）、名称或编号的开头；`TASK` 可以写编号（`NB-16`）或代号（`sign_lease`、`sign_offer#hire-2`、
`close_cash@2026-05-06`）。A case is named by number, serial, name or the beginning of its id; a task by code or key.

金额在命令行上一律写元（`36000` 或 `36000.00`），表格文件里也一样。Amounts are yuan on the command line, also inside table files.
"""


def reference_text() -> str:
    """The whole page."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "## 全局选项 / Global options"
    yield ""
    yield from _table(global_options())
    with click.Context(app, info_name="launchkit") as ctx:
        there = app.list_commands(ctx)
        for (zh, en), listed in SECTIONS.items():
            yield f"## {zh} / {en}"
            yield ""
            for name in listed:
                if name in there:
                    command = app.get_command(ctx, name)
                    yield from _command(command, name, ctx)
    yield from _answers()


def _command(command: click.Command | None, name: str, ctx: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for inner, one in command.commands.items():
            yield from _command(one, f"{name} {inner}", ctx)
        return
    if command is None:
        return
    with click.Context(command, parent=ctx, info_name=name) as own:
        pieces = " ".join(one for one in command.collect_usage_pieces(own) if one != "[OPTIONS]")
    yield f"### `{' '.join(('launchkit', name, pieces)).strip()}`"
    yield ""
    yield f"{getattr(command, 'zh', '')}  "
    yield getattr(command, "en", "")
    yield ""
    yield from _table([one for one in command.params if not isinstance(one, GlobalOption)])
    for line in getattr(command, "examples", ()):
        yield f"    {line}"
    if getattr(command, "examples", ()):
        yield ""
    if name in KEYS:
        yield f"`--json`: {', '.join(f'`{key}`' for key in KEYS[name])}"
        yield ""


def _table(params: list[click.Parameter]) -> Iterator[str]:
    rows = [one for one in params if isinstance(one, SaidOption | SaidArgument)]
    if not rows:
        return
    yield "| | 中文 | English |"
    yield "|---|---|---|"
    context = click.Context(app, info_name="launchkit")
    for one in rows:
        metavar = one.make_metavar(context)
        if isinstance(one, SaidOption):
            name = ", ".join(one.opts) + ("" if one.is_flag else f" {metavar}")
        else:
            name = metavar
        # A bar inside a cell has to be masked, also in code.
        shown = name.replace("|", "\\|")
        yield f"| `{shown}` | {one.zh} | {one.en} |"
    yield ""


def _answers() -> Iterator[str]:
    yield "## 答复 / Answers"
    yield ""
    yield (
        '加上 `--json`，每个命令在标准输出打印一个 JSON 文档，不受 `--lang` 影响：说给人看的话是 `{"zh": …, "en": …}`，日期是 ISO 文本，'
        '已清除的个人信息是 `{"erased": {"on", "basis"}}`。With `--json` every command prints exactly one document on '
        "standard output, the same for both languages."
    )
    yield ""
    keys = ", ".join(f"`{key}`" for key in ERROR)
    yield f'不予受理或失败时 / when refused or failed: `{{"error": {{…}}}}` — {keys}; `lacks`: `zh`, `en`, `command`.'
    yield ""
    for model in MODELS:
        yield f"### {model.__name__}"
        yield ""
        yield str(model.__doc__)
        yield ""
        yield ", ".join(f"`{one.name}`" for one in fields(model))
        yield ""


def main(words: list[str]) -> int:
    """Write the page to the file named, or print it."""
    if words:
        Path(words[0]).write_text(reference_text(), encoding="utf-8")
    else:
        click.echo(reference_text(), nl=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
