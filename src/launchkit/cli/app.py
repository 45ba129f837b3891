"""The entry point: finds the command, imports only it, and turns every error into a sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from unicodedata import category

import click

from launchkit import __version__
from launchkit.cli import failures
from launchkit.cli.base import global_options, put_rows, show_globals, show_help
from launchkit.cli.lines import head, put
from launchkit.cli.run import Misused, Run
from launchkit.cli.table import COMMANDS, SECTIONS


class LazyGroup(click.Group):
    """A group that imports a command's module when it runs or shows its help, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Names of the commands whose module is installed."""
        return [name for name, listed in COMMANDS.items() if _is_there(listed.target)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now."""
        listed = COMMANDS.get(cmd_name)
        if listed is None or not _is_there(listed.target):
            return None
        module, _, name = listed.target.partition(":")
        found = getattr(import_module(f"launchkit.cli.{module}"), name)
        if not isinstance(found, click.Command):
            raise TypeError(f"{listed.target} is not a command")
        return found

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  printed by itself
        """All commands by section, with the one line each has in the table."""
        run: Run = ctx.find_root().obj
        put(
            run.say(
                "launchkit：清单变专案，办事留记录，日期、文书、日报都由记录算出。",
                "launchkit: checklists become cases, actions a trail; dates, documents and briefs are computed from it.",
            )
        )
        put(run.say("用法: launchkit 命令 …", "Usage: launchkit COMMAND …"))
        there = set(self.list_commands(ctx))
        for title, listed in SECTIONS.items():
            click.echo()
            head(run.say(*title))
            put_rows(
                [(name, run.say(one.zh, one.en)) for name, one in listed.items() if name in there]
            )
        show_globals(run, ctx)
        click.echo()
        put(
            run.say(
                "某个命令的用法：launchkit done --help。退出码：0 办妥，1 不予受理或发现问题，2 用法，3 找不到，4 环境。",
                "Help of a command: launchkit done --help. Exit codes: 0 done, 1 refused or problems found, 2 usage, 3 not found, 4 environment.",
            )
        )

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:  # noqa: ARG002  click's signature
        """Run, and leave with the exit code."""
        words = list(sys.argv[1:] if args is None else args)
        run = Run(words)
        try:
            code = self._run(words, run)
            _flush()
        except BrokenPipeError:
            # The reader (`| head`) has gone; what was asked is done.
            _to_nowhere()
            code = failures.DONE
        sys.exit(code)

    def _run(self, words: list[str], run: Run) -> int:
        try:
            refuse_strange(words)
            found = super().main(words, prog_name="launchkit", standalone_mode=False, obj=run)
            return found if isinstance(found, int) else failures.DONE
        except BrokenPipeError:
            raise
        except (click.Abort, KeyboardInterrupt):
            put(run.say("已中断。", "Interrupted."), err=True)
            return failures.INTERRUPTED
        except Exception as error:  # noqa: BLE001  every error becomes a sentence
            return failures.report(run, error)
        finally:
            with suppress(Exception):
                run.close()


class NestedGroup(click.Group):
    """A command with commands of its own: `person add`."""

    def __init__(self, name: str, commands: dict[str, click.Command], *, zh: str, en: str) -> None:
        super().__init__(name=name, commands=commands, params=global_options())
        self.zh = zh
        self.en = en

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  printed by itself
        """Its commands with what they do."""
        show_help(ctx, self)
        run: Run = ctx.find_root().obj
        click.echo()
        put_rows(
            [
                (name, run.say(getattr(one, "zh", ""), getattr(one, "en", "")))
                for name, one in self.commands.items()
            ]
        )


def _is_there(target: str) -> bool:
    return find_spec(f"launchkit.cli.{target.partition(':')[0]}") is not None


def refuse_strange(words: Sequence[str]) -> None:
    """Refuse bytes that are no text, and characters that do things to a terminal."""
    for number, word in enumerate(words, start=1):
        kinds = {category(char) for char in word if char not in "\n\t"}
        if "Cs" in kinds:
            raise Misused(
                f"第 {number} 个参数不是有效的 UTF-8 文字。",
                f"Argument {number} is not valid UTF-8 text.",
            )
        if "Cc" in kinds:
            raise Misused(
                f"第 {number} 个参数含有控制字符。",
                f"Argument {number} contains control characters.",
            )


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _to_nowhere() -> None:
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


@click.pass_context
def _nothing(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _version(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001  click's signature
    if asked:
        click.echo(f"launchkit {__version__}")
        ctx.exit()


app = LazyGroup(
    name="launchkit",
    callback=_nothing,
    invoke_without_command=True,
    params=[
        *global_options(),
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version
        ),
    ],
    add_help_option=True,
)


def main() -> None:
    """Entry point of the installed command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that cannot show a character shows its number instead of a traceback.
            stream.reconfigure(errors="backslashreplace")
    app.main()
