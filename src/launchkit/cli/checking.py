"""Checking checklists, templates and case files."""

from __future__ import annotations

from pathlib import Path

import click

from launchkit.cli.base import argument, command, option
from launchkit.cli.failures import problem_json
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Misused, Run


@command(
    argument("paths", nargs=-1, zh="文件或文件夹（默认：家目录和安装自带的清单、模板）", en="files or folders (default: the home's and the shipped checklists and templates)"),
    option("--write-schema", is_flag=True, zh="把 JSON Schema 写进 checklists/", en="write the JSON Schemas into checklists/"),
    zh="检查清单、部件、法规、日历、文书字段、专案文件：一次列出全部问题，格式 文件:行:列: 一句话。",
    en="Check checklists, parts, statutes, calendars, document fields and case files: every problem as file:line:column: sentence.",
    examples=("launchkit check", "launchkit check checklists examples/shenyang.yaml --json"),
)  # fmt: skip
def check(run: Run, paths: tuple[str, ...], *, write_schema: bool) -> int:
    """Every problem at once."""
    from launchkit.domain.problems import Level, has_errors  # noqa: PLC0415
    from launchkit.library import checking  # noqa: PLC0415

    if write_schema:
        return _write_schema(run)
    wanted = [Path(one) for one in paths] or _default(run)
    for path in wanted:
        if not path.exists():
            raise Misused(f"没有 {path}。", f"There is no {path}.")
    problems = checking.check(wanted, run.settings.home)
    errors = has_errors(problems)
    files = len(checking.files_below(wanted))
    if run.json:
        put_json({"problems": [problem_json(one) for one in problems], "files": files})
        return 1 if errors else 0
    for one in problems:
        mark = "" if one.level is Level.ERROR else run.say("（提示）", " (notice)")
        click.echo(f"{one.line_of_text(run.lang)}{mark}")
    wrong = sum(1 for one in problems if one.level is Level.ERROR)
    put(
        run.say(
            f"检查了 {files} 个文件：{wrong} 个问题，{len(problems) - wrong} 条提示。",
            f"{files} files: {wrong} problems, {len(problems) - wrong} notices.",
        ),
        err=True,
    )
    return 1 if errors else 0


def _default(run: Run) -> list[Path]:
    from launchkit.library.folders import data_folders  # noqa: PLC0415

    home = run.settings.home
    return [*data_folders("checklists", home), *data_folders("templates", home)]


def _write_schema(run: Run) -> int:
    from launchkit.library.schemas import write_schemas  # noqa: PLC0415

    folder = Path("checklists")
    if not folder.is_dir():
        raise Misused(
            "请在有 checklists/ 文件夹的地方执行。", "Run it where there is a folder checklists/."
        )
    written = write_schemas(folder)
    if run.json:
        put_json({"written": [str(one) for one in written]})
    else:
        for one in written:
            click.echo(str(one))
    return 0
