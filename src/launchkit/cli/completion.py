"""Shell completion."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from launchkit.cli.app import app
from launchkit.cli.base import argument, command
from launchkit.cli.run import Run

VARIABLE = "_LAUNCHKIT_COMPLETE"


@command(
    argument("shell", type=click.Choice(["bash", "zsh", "fish"]), zh="bash、zsh 或 fish", en="bash, zsh or fish"),
    zh="打印补全脚本；把它放进 shell 的启动文件。",
    en="Print the completion script; put it into the start-up file of the shell.",
    examples=('eval "$(launchkit completion bash)"',),
)  # fmt: skip
def completion(run: Run, shell: str) -> int:  # noqa: ARG001  every command gets the run
    """The script of a shell."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.BadParameter(shell)
    click.echo(kind(app, {}, "launchkit", VARIABLE).source())
    return 0
