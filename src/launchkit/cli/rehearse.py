"""Playing a scripted case to its end, and what came of it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import head, put, put_json
from launchkit.cli.run import Misused, Run, no_file

if TYPE_CHECKING:
    from launchkit.rehearsal import DateLine, Refusal, Report, Told

#: What a home may hold of its own and a rehearsal draws on.
_BORROWED = ("checklists", "templates", "fonts")
_TASK_WORDS = {
    "done": ("办结", "done"),
    "waived": ("豁免", "waived"),
    "not_applicable": ("按答复不适用", "not applicable by the answers"),
    "ready": ("可选、未办", "optional, not done"),
}


@command(
    argument("file", zh="带 script 的专案文件（YAML）", en="case file with a script (YAML)"),
    option("--short", is_flag=True, zh="只打一段小结，不列文书和拒绝", en="print a short summary, without the lists of documents and refusals"),
    option("--keep", is_flag=True, zh="演完保留临时数据目录，并打印它的位置", en="keep the temporary home and print where it is"),
    zh="用虚拟时钟把一个专案从头演到尾：真的规则、真的数据库、真的文书，用一个新的临时数据目录（写了 --home 就用那个空目录）。演得不对时退出码为 1。",
    en="Play a case from its first day to its last with a virtual clock: real rules, real database, real documents, in a new temporary home (or the empty one named by --home). Exit code 1 when it did not go well.",
    examples=("launchkit rehearse examples/shenyang_tiexi.yaml", "launchkit rehearse examples/chengdu_takeover.yaml --short --keep"),
)  # fmt: skip
def rehearse(run: Run, file: str, *, short: bool, keep: bool) -> int:
    """A script, played."""
    from launchkit.rehearsal import read_case_file  # noqa: PLC0415
    from launchkit.rehearsal import rehearse as played  # noqa: PLC0415

    path = Path(file)
    if not path.is_file():
        raise no_file(file)
    case_file = read_case_file(path, run.settings.home)
    if not case_file.script:
        raise Misused(
            f"{file} 里没有 script，没有可演的步骤；开案请用 launchkit open。",
            f"{file} has no script, so there is nothing to play; to open the case use launchkit open.",
        )
    with _home(run, keep=keep) as (home, kept), _progress(run) as told:
        report: Report = played(case_file, home, told)
    if run.json:
        put_json({**report.as_dict(), "went_well": report.went_well, "home": kept})
    else:
        _print(run, report, short=short)
        if kept:
            put(run.say(f"数据目录：{kept}", f"Home: {kept}"))
    return 0 if report.went_well else 1


@contextmanager
def _home(run: Run, *, keep: bool) -> Iterator[tuple[Path, str | None]]:
    """The home to play in, and its name if it is still there afterwards."""
    given = run.given.get("home")
    if given is not None:
        home = Path(given).expanduser().absolute()
        if (home / "launchkit.db").exists():
            raise Misused(
                f"{home} 里已经有数据；演练要用空目录。",
                f"There is data in {home} already; a rehearsal wants an empty home.",
            )
        yield home, str(home)
        return
    home = Path(tempfile.mkdtemp(prefix="launchkit-rehearsal-"))
    _borrow(run.settings.home, home)
    try:
        yield home, str(home) if keep else None
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


def _borrow(own: Path, home: Path) -> None:
    """The user's own checklists, pages and fonts, seen from the temporary home."""
    for name in _BORROWED:
        if (own / name).is_dir():
            (home / name).symlink_to((own / name).resolve(), target_is_directory=True)


@contextmanager
def _progress(run: Run) -> Iterator[Told]:
    """A bar on a terminal; nothing where nobody looks."""
    if run.json or not sys.stderr.isatty():
        yield lambda _number, _count, _what: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    words = TextColumn("{task.description}", markup=False)
    console = Console(stderr=True)
    with Progress(
        BarColumn(), MofNCompleteColumn(), words, console=console, transient=True
    ) as bar:
        line = bar.add_task("", total=None)

        def told(number: int, count: int, what: str) -> None:
            bar.update(line, completed=number, total=count, description=what)

        yield told


# --- the summary --------------------------------------------------------------------------------------


def _print(run: Run, report: Report, *, short: bool) -> None:
    """The summary; a short one counts what a long one lists, but never hides what went wrong."""
    head(f"{report.number} {report.name}")
    put(
        run.say(
            f"{report.first_day} 至 {report.last_day}，{report.days} 天，{report.steps} 步，{report.entries} 条记录",
            f"{report.first_day} to {report.last_day}, {report.days} days, {report.steps} steps, {report.entries} entries",
        )
    )
    _line(run, ("任务", "Tasks"), _counted(run, Counter(report.tasks.values()), _TASK_WORDS))
    for one in report.waived:
        put(run.text(one), first=run.say("  · 豁免 ", "  · waived "))
    _dates(run, report)
    if report.findings:
        answered = sum(report.findings.values())
        _line(
            run,
            ("发现", "Findings"),
            run.say(
                f"{len(report.findings)} 条，已答复 {answered} 条",
                f"{len(report.findings)}, {answered} of them answered",
            ),
        )
    _documents(run, report, short=short)
    if not short:
        _line(run, ("提醒", "Notices"), _noticed(run, Counter(report.notices)))
    _refusals(run, report, short=short)
    _verdict(run, report)


def _dates(run: Run, report: Report) -> None:
    ends = Counter(one.end for one in report.dates)
    statutory = Counter(one.end for one in report.dates if one.statutory)
    _line(
        run,
        ("期限", "Dates"),
        run.say(
            f"守住 {ends['kept']} 个（其中法定 {statutory['kept']}），错过 {ends['missed']} 个（其中法定 {statutory['missed']}），尚未到期 {ends['open']} 个",
            f"{ends['kept']} kept ({statutory['kept']} of them statutory), {ends['missed']} missed ({statutory['missed']} statutory), {ends['open']} still open",
        ),
    )
    for one in report.dates:
        if one.end == "missed":
            put(_missed(run, one), first="  ✗ ")


def _missed(run: Run, one: DateLine) -> str:
    kind = run.say("法定", "statutory") if one.statutory else run.say("内部", "house")
    what = f"{one.code} {run.say(one.title_zh, one.title_en)}"
    return run.say(
        f"{what} {one.due}（{kind}）：最后一天 {one.last_day}，{one.done_on} 办结，迟 {one.days_late} 天",
        f"{what} {one.due} ({kind}): last day {one.last_day}, done {one.done_on}, {one.days_late} days late",
    )


def _documents(run: Run, report: Report, *, short: bool) -> None:
    _line(
        run,
        ("文书", "Documents"),
        run.say(f"{len(report.documents)} 份", str(len(report.documents))),
    )
    if not short:
        names = (f"{key} {number}".strip() for key, number in report.documents.items())
        put(run.say("、", ", ").join(names), first="    ")
    if report.stale and not short:
        put(
            run.say(
                f"其中 {len(report.stale)} 份用到的要素后来变了：{'、'.join(report.stale)}",
                f"{len(report.stale)} of them used a fact that changed later: {', '.join(report.stale)}",
            ),
            first="    ",
        )
    for trouble in report.troubles:
        put(trouble, first="  ✗ ")


def _refusals(run: Run, report: Report, *, short: bool) -> None:
    expected = [one for one in report.refusals if one.expected]
    _line(
        run,
        ("拒绝", "Refused"),
        run.say(
            f"{len(expected)} 次，都是剧本里该拒绝的",
            f"{len(expected)} times, as the script expects",
        ),
    )
    for one in () if short else expected:
        put(_refused(run, one), first="  · ")


def _refused(run: Run, one: Refusal) -> str:
    what = " ".join(part for part in (one.on, one.do, one.task) if part)
    return run.say(f"{what}：{one.says_zh}", f"{what}: {one.says_en}")


def _verdict(run: Run, report: Report) -> None:
    trail = (
        run.say("全部记录核验无误", "every entry verified")
        if report.trail_verified
        else run.say("记录核验不通过", "the trail does not verify")
    )
    rows = (
        run.say("派生数据与重放一致", "derived rows equal a replay")
        if report.rows_equal_replay
        else run.say("派生数据与重放不一致", "derived rows differ from a replay")
    )
    _line(run, ("核验", "Verified"), run.say(f"{trail}；{rows}", f"{trail}; {rows}"))
    for fault in report.faults:
        put(fault, first="  ✗ ")
    if report.went_well:
        put(run.say("演练成功。", "The rehearsal went well."), first="✓ ")
    else:
        put(run.say("演练没有按剧本走完。", "The rehearsal did not go as scripted."), first="✗ ")


def _line(run: Run, title: tuple[str, str], text: str) -> None:
    put(text, first=f"{click.style(run.say(*title), bold=True)}  ")


def _noticed(run: Run, counts: Counter[str]) -> str:
    from launchkit.domain.telling.notices import notice_words  # noqa: PLC0415  heavy, and only here

    words = {kind: (notice_words(kind).zh, notice_words(kind).en) for kind in counts}
    return _counted(run, counts, words)


def _counted(run: Run, counts: Counter[str], words: dict[str, tuple[str, str]]) -> str:
    parts = (
        f"{run.say(*words.get(key, (key, key)))} {count}" for key, count in counts.most_common()
    )
    return run.say("，", ", ").join(parts)
