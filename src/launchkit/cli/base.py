"""Commands, options and help in two languages; the global options are accepted before and after the command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import click

from launchkit.cli.lines import columns, head, pad, put, width
from launchkit.cli.run import Misused, Run

_REQUEST = re.compile(r"[!-~]{1,200}")
_HEADS = {
    "usage": ("用法", "Usage"),
    "options": ("选项", "Options"),
    "globals": ("全局选项（写在命令前后都可以）", "Global options (before or after the command)"),
    "example": ("例", "Example"),
}


class SaidOption(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *names: str, zh: str = "", en: str = "", **more: Any) -> None:
        super().__init__(list(names), **more)
        self.zh = zh
        self.en = en


class SaidArgument(click.Argument):
    """An argument with its meaning in both languages."""

    def __init__(self, name: str, *, zh: str = "", en: str = "", **more: Any) -> None:
        super().__init__([name], **more)
        self.zh = zh
        self.en = en


def option(*names: str, zh: str, en: str, **more: Any) -> SaidOption:
    """An option; further arguments are click's."""
    return SaidOption(*names, zh=zh, en=en, **more)


def argument(name: str, *, zh: str, en: str, **more: Any) -> SaidArgument:
    """An argument; further arguments are click's."""
    return SaidArgument(name, zh=zh, en=en, **more)


CASE = ("专案编号、序号或名称", "number, serial or name of the case")
TASK = ("任务：编号（NB-16）或代号（sign_lease#…）", "task: code (NB-16) or key (sign_lease#…)")


def case_argument() -> SaidArgument:
    """CASE."""
    return argument("case", zh=CASE[0], en=CASE[1])


def task_argument() -> SaidArgument:
    """TASK."""
    return argument("task", zh=TASK[0], en=TASK[1])


class SaidCommand(click.Command):
    """A command whose help is read in either language."""

    zh: str
    en: str
    examples: tuple[str, ...] = ()

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  printed by itself
        """Help with widths that are right for Chinese."""
        show_help(ctx, self)


def command(
    *params: click.Parameter, zh: str, en: str, examples: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], SaidCommand]:
    """Make a command of a function that takes the `Run` and its parameters by name.

    What the function gives back is the exit code; None is 0.
    """

    def make(function: Callable[..., Any]) -> SaidCommand:
        def callback(**values: Any) -> int:
            run = click.get_current_context().find_root().obj
            return int(function(run, **values) or 0)

        made = SaidCommand(
            name=function.__name__.rstrip("_").replace("_", "-"),
            callback=callback,
            params=[*params, *global_options()],
            add_help_option=True,
        )
        made.zh, made.en, made.examples = zh, en, examples
        return made

    return make


# --- global options -----------------------------------------------------------------------------------


def global_options() -> list[click.Parameter]:
    """The options every command takes, each time anew."""
    return [
        _global("--home", metavar="DIR", zh="数据目录（LAUNCHKIT_HOME）", en="home (LAUNCHKIT_HOME)"),
        _global("--as", "as_", metavar="PERSON", zh="以谁的名义（LAUNCHKIT_USER）", en="who acts (LAUNCHKIT_USER)"),
        _global("--for", "for_", metavar="PERSON", zh="代谁办理（受其委托）", en="in whose place (with their mandate)"),
        _global("--lang", type=click.Choice(["zh", "en"]), zh="语言", en="language"),
        _global("--json", is_flag=True, zh="输出一个 JSON 文档", en="print one JSON document"),
        _global("--request", metavar="ID", zh="请求编号：重复提交只办一次", en="request id: repeated, it is carried out once"),
        _global("--on", metavar="DATE", zh="发生日期，如 2026-03-02", en="day it happened, like 2026-03-02"),
        _global("--expect", type=int, metavar="SEQ", zh="只在专案仍停在此条时办理", en="only if the case still ends at this entry"),
    ]  # fmt: skip


class GlobalOption(SaidOption):
    """One of the options that every command takes."""


def _global(*names: str, **more: Any) -> GlobalOption:
    return GlobalOption(*names, expose_value=False, callback=_keep, **more)


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    name = str(param.name)
    if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
        run = ctx.find_root().obj
        if isinstance(run, Run):
            run.given[name] = _checked(name, value)
    return value


def _checked(name: str, value: Any) -> Any:
    if name == "on" and not _is_day(str(value)):
        raise Misused("发生日期写作 2026-03-02。", "Write the day as 2026-03-02.")
    if name == "request" and not _REQUEST.fullmatch(str(value)):
        raise Misused(
            "请求编号只能用 1 至 200 个可见的 ASCII 字符。",
            "A request id has 1 to 200 visible ASCII characters.",
        )
    return value


def _is_day(text: str) -> bool:
    try:
        if len(text) == len("2026-01-01"):
            date.fromisoformat(text)
            return True
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


# --- help -----------------------------------------------------------------------------------------------


def show_help(ctx: click.Context, made: click.Command) -> None:
    """Print what a command does, its parameters and an example."""
    run: Run = ctx.find_root().obj
    pieces = made.collect_usage_pieces(ctx)
    shown = [run.say("[选项]", one) if one == "[OPTIONS]" else one for one in pieces]
    usage = " ".join((ctx.command_path, *shown))
    put(usage, first=f"{run.say(*_HEADS['usage'])}: ")
    click.echo()
    put(run.say(getattr(made, "zh", ""), getattr(made, "en", "")))
    own = [one for one in made.params if not isinstance(one, GlobalOption)]
    _show_params(run, run.say(*_HEADS["options"]), own, ctx)
    if isinstance(made, SaidCommand) and made.examples:
        click.echo()
        head(run.say(*_HEADS["example"]))
        for line in made.examples:
            click.echo(f"  {line}")
    click.echo()
    put(
        run.say(
            "全局选项 --home --as --lang --json --request --on --expect 见 launchkit --help",
            "Global options --home --as --lang --json --request --on --expect: launchkit --help",
        )
    )


def show_globals(run: Run, ctx: click.Context) -> None:
    """Print the options that every command takes."""
    _show_params(run, run.say(*_HEADS["globals"]), global_options(), ctx)


def _show_params(run: Run, title: str, params: list[click.Parameter], ctx: click.Context) -> None:
    rows = list(_param_rows(run, params, ctx))
    if not rows:
        return
    click.echo()
    head(title)
    put_rows(rows)


def _param_rows(
    run: Run, params: list[click.Parameter], ctx: click.Context
) -> Iterator[tuple[str, str]]:
    for one in params:
        if isinstance(one, SaidArgument):
            yield one.make_metavar(ctx), run.say(one.zh, one.en)
        elif isinstance(one, SaidOption):
            names = ", ".join(one.opts)
            value = "" if one.is_flag else f" {one.make_metavar(ctx)}"
            yield f"{names}{value}", run.say(one.zh, one.en)


def put_rows(rows: list[tuple[str, str]]) -> None:
    """Print names with what they mean, in two columns."""
    if not rows:
        return
    left = min(max(width(name) for name, _ in rows), columns() // 2)
    for name, said in rows:
        if width(name) > left:
            click.echo(f"  {name}")
            put(said, first=" " * (left + 4))
        else:
            put(said, first=f"  {pad(name, left)}  ")
