"""What went wrong, as a sentence with what to do next; never a traceback."""

from __future__ import annotations

import errno
import os
import time
import traceback
from pathlib import Path
from typing import Any, NamedTuple

import click

from launchkit import __version__
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Misused, Run, Unfit
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.problems import Problems
from launchkit.domain.store_errors import NumberClash, RequestReused, StoreError, StreamMoved

DONE, REFUSED, MISUSED, MISSING, UNFIT = range(5)
INTERRUPTED = 130
#: A person reads the first few of what lacks; `--json` has them all.
MOST_LACKS = 12
#: What the system says most often, for people who do not read English.
SYSTEM_WORDS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EEXIST: "同名的文件已存在",
    errno.EDQUOT: "磁盘配额已满",
    errno.EIO: "磁盘读写出错",
}


class Failure(NamedTuple):
    """A failure for people and scripts."""

    exit: int
    code: str
    zh: str
    en: str
    lacks: tuple[Lack, ...] = ()


def report(run: Run, error: BaseException) -> int:
    """Print what went wrong and give the exit code."""
    if isinstance(error, Problems):
        return report_problems(run, error)
    failure = _failure(run, error)
    if run.json:
        put_json({"error": _plain(failure)})
    else:
        _print(run, failure)
    return failure.exit


def report_problems(run: Run, problems: Problems) -> int:
    """Print every problem of a text as `file:line:column: sentence`."""
    if run.json:
        put_json(
            {
                "error": {"code": "problems"},
                "problems": [problem_json(one) for one in problems.problems],
            }
        )
    else:
        for one in problems.problems:
            click.echo(one.line_of_text(run.lang), err=True)
    return REFUSED


def problem_json(problem: Any) -> dict[str, Any]:
    """One problem with stable keys."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "level": problem.level.value,
        "zh": problem.zh,
        "en": problem.en,
    }


def _plain(failure: Failure) -> dict[str, Any]:
    return {
        "code": failure.code,
        "exit": failure.exit,
        "zh": failure.zh,
        "en": failure.en,
        "lacks": [{"zh": one.zh, "en": one.en, "command": one.command} for one in failure.lacks],
    }


def _print(run: Run, failure: Failure) -> None:
    mark = click.style("✗ ", fg="red")
    put(run.say(failure.zh, failure.en), first=mark, err=True)
    for lack in failure.lacks[:MOST_LACKS]:
        put(run.say(lack.zh, lack.en), first="  · ", err=True)
        if lack.command:
            # A command is for copying: it is never wrapped.
            click.echo(f"      {lack.command}", err=True)
    more = len(failure.lacks) - MOST_LACKS
    if more > 0:
        put(
            run.say(
                f"另有 {more} 项；--json 列出全部。", f"and {more} more; --json lists them all."
            ),
            first="  · ",
            err=True,
        )


def _failure(run: Run, error: BaseException) -> Failure:
    match error:
        case Refused():
            found = Failure(REFUSED, error.code, error.zh, error.en, error.lacks)
        case NotFound():
            found = Failure(MISSING, "not_found", error.zh, error.en)
        case BadValue():
            found = Failure(REFUSED, "bad_value", error.zh, error.en)
        case Unfit():
            found = Failure(UNFIT, "environment", error.zh, error.en)
        case StoreError():
            found = _store_failure(error)
        case click.ClickException():
            found = _misuse(error)
        case _:
            found = _unforeseen(run, error)
    return found


def _store_failure(error: StoreError) -> Failure:
    answer = isinstance(error, RequestReused | StreamMoved | NumberClash)
    # The store's own class is not imported here: that would import the database for every sentence.
    answer = answer or type(error).__name__ == "CopyRefused"
    code = _snake(type(error).__name__)
    zh, en = error.zh.rstrip("。"), error.en.rstrip(".")
    return Failure(REFUSED if answer else UNFIT, code, f"{zh}。", f"{en}.")


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name).lstrip("_")


def _misuse(error: click.ClickException) -> Failure:
    zh, en = _misuse_words(error)
    ctx = getattr(error, "ctx", None)
    if ctx is not None and not isinstance(error, Misused):
        zh = f"{zh} 用法见 {ctx.command_path} --help"
        en = f"{en} See {ctx.command_path} --help"
    return Failure(MISUSED, "usage", zh, en)


def _misuse_words(error: click.ClickException) -> tuple[str, str]:
    said = error.format_message()
    match error:
        case Misused():
            words = error.zh, error.en
        case click.NoSuchOption():
            near = "、".join(error.possibilities or ())
            hint = f"；是不是 {near}？" if near else "。"
            words = f"没有选项 {error.option_name}{hint}", said
        case click.MissingParameter():
            words = f"缺少 {_metavar(error)}。", said
        case click.BadParameter() if isinstance(error.param and error.param.type, click.Choice):
            words = _no_choice(error), said
        case click.BadParameter():
            words = f"参数不可用：{said}", said
        case _ if said.startswith("No such command"):
            words = _no_command(said.split("'")[1])
        case _ if said.startswith("Got unexpected extra argument"):
            words = f"多出了参数 {said.partition('(')[2].rstrip(').')}。", said
        case _:
            words = said, said
    return words


def _no_choice(error: click.BadParameter) -> str:
    assert error.param is not None  # noqa: S101  it was looked at before
    assert isinstance(error.param.type, click.Choice)  # noqa: S101
    return f"{error.param.opts[0]} 只能是 {'、'.join(map(str, error.param.type.choices))}。"


def _metavar(error: click.MissingParameter) -> str:
    """The parameter as its help names it: an option by its name, an argument by its place."""
    if error.param is None:
        return ""
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx or _no_context())


def _no_context() -> click.Context:
    return click.Context(click.Command("launchkit"))


def _no_command(name: str) -> tuple[str, str]:
    from difflib import get_close_matches  # noqa: PLC0415

    from launchkit.cli.table import COMMANDS  # noqa: PLC0415

    near = get_close_matches(name, COMMANDS, n=3)
    if not near:
        return f"没有命令 {name}。", f"There is no command {name}."
    return (
        f"没有命令 {name}；是不是 {'、'.join(near)}？",
        f"There is no command {name}; did you mean {', '.join(near)}?",
    )


def _unforeseen(run: Run, error: BaseException) -> Failure:
    """Errors with sentences of their own speak for themselves; for the rest a report is written."""
    zh, en = getattr(error, "zh", None), getattr(error, "en", None)
    if isinstance(zh, str) and isinstance(en, str):
        fonts = type(error.__cause__).__name__ == "FontsMissing"
        return Failure(UNFIT if fonts else REFUSED, _snake(type(error).__name__), zh, en)
    if isinstance(error, OSError):
        return _of_system(error)
    where = _written(run, error)
    zh_where, en_where = (
        (f"详情已写入 {where}（不含业务内容）", f"details are in {where} (nothing of the case)")
        if where is not None
        else ("详情未能写入文件", "the details could not be written")
    )
    name = type(error).__name__
    return Failure(
        UNFIT,
        "unforeseen",
        f"程序出现意外（{name}），{zh_where}；请带上该文件报告，已提交的记录不受影响。",
        f"Something unforeseen happened ({name}); {en_where}. Please report it with that file; "
        "what was committed is safe.",
    )


def _of_system(error: OSError) -> Failure:
    said = error.strerror or type(error).__name__
    zh = SYSTEM_WORDS.get(error.errno or 0, said)
    # A path of the vault would name a person's file by its digest only; it may be told.
    zh_at, en_at = (
        (f"（{error.filename}）", f" ({error.filename})") if error.filename else ("", "")
    )
    return Failure(
        UNFIT,
        "system",
        f"系统未能完成：{zh}{zh_at}。请检查路径和权限；launchkit doctor 可检查环境。",
        f"The system failed: {said}{en_at}. Look at the path and its rights; "
        "launchkit doctor looks at the environment.",
    )


def _written(run: Run, error: BaseException) -> Path | None:
    """Where the report is: types, files and lines; no messages, no values, they may be personal."""
    stamp = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{os.getpid()}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"launchkit {__version__}", type(error).__qualname__]
    lines.extend(f"{_shown(one.filename)}:{one.lineno} {one.name}" for one in frames)
    try:
        folder = run.settings.home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"fault-{stamp}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except Exception:  # noqa: BLE001  the last resort must not fail itself
        return None
    return path


def _shown(file: str) -> str:
    """Path inside its package: where somebody installed it says who they are."""
    parts = Path(file).parts
    return "/".join(
        parts[parts.index("site-packages") + 1 :] if "site-packages" in parts else parts[-3:]
    )


def problem_text(error: Exception) -> dict[str, str]:
    """Both sentences of an error that has them."""
    return {"zh": str(getattr(error, "zh", "")), "en": str(getattr(error, "en", error))}
