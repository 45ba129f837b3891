"""The reference page of the commands, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from launchkit.cli import app
from launchkit.cli.base import GlobalOption, global_options
from launchkit.cli.table import SECTIONS, Listed


def _written(param: click.Parameter) -> str:
    """As it is typed: `CASE`, `--fact K=V`, `--zh / --en`."""
    if isinstance(param, click.Option):
        names = " / ".join([*param.opts, *param.secondary_opts])
        flag = param.is_flag or param.count
        value = "" if flag else f" {_value(param)}"
        return f"{names}{value}"
    name = (param.metavar or param.name or "").upper()
    many = "…" if param.nargs != 1 and not name.endswith("…") else ""
    return f"{name}{many}" if param.required else f"[{name}{many}]"


def _value(option: click.Option) -> str:
    if isinstance(option.type, click.Choice):
        return "|".join(str(choice) for choice in option.type.choices)
    return option.metavar or (option.name or "").upper()


def _rows(params: list[click.Parameter]) -> Iterator[str]:
    for param in params:
        zh, en = getattr(param, "zh", ""), getattr(param, "en", "")
        yield f"| `{_written(param).replace('|', '/')}` | {zh} | {en} |\n"


def _table(params: list[click.Parameter]) -> str:
    rows = "".join(_rows(params))
    return f"\n| Word | 中文 | English |\n|---|---|---|\n{rows}" if rows else ""


def _command(name: str, made: click.Command) -> str:
    own = [param for param in made.params if not isinstance(param, GlobalOption)]
    typed = " ".join(_written(param) for param in own if isinstance(param, click.Argument))
    examples = "\n".join(f"    {line}" for line in getattr(made, "examples", ()))
    nested = getattr(made, "commands", {})
    inner = "".join(f"\n{_command(f'{name} {word}', one)}" for word, one in nested.items())
    says = "\n\n".join(text for text in (getattr(made, "zh", ""), getattr(made, "en", "")) if text)
    return (
        f"### {f'launchkit {name} {typed}'.rstrip()}\n\n{says}\n{_table(own)}"
        + (f"\n{examples}\n" if examples else "")
        + inner
    )


def _section(title: tuple[str, str], listed: dict[str, Listed]) -> str:
    context = click.Context(app, info_name="launchkit")
    found = [(name, app.get_command(context, name)) for name in listed]
    said = "\n".join(_command(name, made) for name, made in found if made)
    return f"## {title[0]} · {title[1]}\n\n{said}"


def commands_page(note: str) -> str:
    """Every command that is installed, by section, with its words in both languages."""
    intro = (
        "Exit codes: 0 done, 1 refused or problems found, 2 usage, 3 not found, 4 environment. "
        "The global options are accepted before and after the command.\n"
    )
    sections = "\n".join(_section(title, listed) for title, listed in SECTIONS.items())
    return f"# Commands\n\n{note}\n{intro}{_table(global_options())}\n{sections}"
