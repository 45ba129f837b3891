"""What this machine lacks, and what to do about it."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

import click

from launchkit.cli.base import command
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run

#: A sweep older than this means that no clockwork is running.
SWEEP_AGE = timedelta(minutes=30)
_GIB = 1 << 30
_OPEN_TO_OTHERS = 0o077
_SYSTEM = (
    "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
)


class Look(NamedTuple):
    """One thing looked at: `ok`, `warning` (works, but mind it) or `missing` (needed)."""

    name: str
    state: str
    zh: str
    en: str
    remedy: str | None = None


@command(
    zh="检查本机：Python、排版库、字体、日历、数据库、凭证库、密钥、磁盘、时钟、Prefect；缺什么就说怎么补。",
    en="Look at this machine: Python, layout libraries, fonts, calendars, database, vault, keys, disk, sweep, Prefect; says what to do about what lacks.",
    examples=("launchkit doctor", "launchkit doctor --json"),
)
def doctor(run: Run) -> int:
    """Everything the program needs."""
    looks = [one for look in LOOKS for one in _guarded(look, run)]
    missing = any(one.state == "missing" for one in looks)
    if run.json:
        put_json({"whole": not missing, "checks": [one._asdict() for one in looks]})
        return 4 if missing else 0
    marks = {
        "ok": click.style("✓ ", fg="green"),
        "warning": click.style("! ", fg="yellow"),
        "missing": click.style("✗ ", fg="red"),
    }
    for one in looks:
        put(run.say(one.zh, one.en), first=f"{marks[one.state]}{one.name:<10} ")
        if one.remedy is not None and one.state != "ok":
            click.echo(f"             {one.remedy}")
    put(
        run.say("有缺项，见 ✗。", "Something is missing, see ✗.")
        if missing
        else run.say("可以使用；! 是提醒，见上。", "Fit for use; ! is a remark, see above.")
        if any(one.state == "warning" for one in looks)
        else run.say("环境完好。", "Everything needed is there.")
    )
    return 4 if missing else 0


def _guarded(look: Callable[[Run], Iterator[Look]], run: Run) -> Iterator[Look]:
    """What a look finds; one that fails is itself a finding and stops no other."""
    try:
        yield from look(run)
    except Exception as error:  # noqa: BLE001  a doctor must not fall ill
        name = look.__name__.lstrip("_")
        zh = getattr(error, "zh", None) or type(error).__name__
        en = getattr(error, "en", None) or type(error).__name__
        yield Look(name, "missing", str(zh), str(en))


def _python(_run: Run) -> Iterator[Look]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    state = "ok" if sys.version_info >= (3, 11) else "missing"
    yield Look("python", state, f"Python {version}", f"Python {version}")


def _layout(_run: Run) -> Iterator[Look]:
    from ctypes.util import find_library  # noqa: PLC0415

    needed = ("pango-1.0", "pangoft2-1.0")
    lacks = [name for name in needed if find_library(name) is None]
    if lacks:
        names = "、".join(lacks)
        yield Look(
            "pango",
            "missing",
            f"缺排版库 {names}，不能出具文书",
            f"layout libraries {', '.join(lacks)} are missing: no document can be printed",
            _SYSTEM,
        )
    else:
        yield Look("pango", "ok", "排版库齐全", "layout libraries are there")
    if find_library("harfbuzz-subset") is None:
        yield Look(
            "harfbuzz",
            "warning",
            "缺 libharfbuzz-subset，出具文书会慢 13 至 40 倍",
            "libharfbuzz-subset is missing: printing takes 13 to 40 times longer",
            _SYSTEM,
        )
    else:
        yield Look("harfbuzz", "ok", "字体子集库在", "font subsetting is there")


def _fonts(run: Run) -> Iterator[Look]:
    from launchkit.documents.errors import FontsMissing  # noqa: PLC0415
    from launchkit.documents.fonts import extract_fonts  # noqa: PLC0415

    try:
        fonts = extract_fonts(run.settings.fonts)
    except FontsMissing as error:
        yield Look("fonts", "missing", f"{error}", "the Chinese fonts are missing", _SYSTEM)
        return
    count = len(fonts.digests)
    yield Look("fonts", "ok", f"中文字体已提取（{count} 个）", f"{count} Chinese faces extracted")


def _calendars(run: Run) -> Iterator[Look]:
    from launchkit.bootstrap import now  # noqa: PLC0415
    from launchkit.cli.dates import ZONE, calendar_years, statuses  # noqa: PLC0415

    found = statuses(calendar_years(run))
    year = now().astimezone(ZONE).year
    official = found["official"]
    span = f"{official[0]}–{official[-1]}" if official else "—"
    provisional = ", ".join(str(one) for one in found["provisional"]) or "—"
    state = "ok" if year in official else "warning"
    yield Look(
        "calendars",
        state,
        f"正式放假安排 {span}，暂定 {provisional}",
        f"official years {span}, provisional {provisional}",
        "launchkit calendar adopt FILE --as HQ_LEAD",
    )


def _database(run: Run) -> Iterator[Look]:
    if not run.begun:
        yield Look(
            "database",
            "ok",
            "还没有数据库，第一次使用时建立",
            "no database yet; made at the first use",
        )
        return
    store = run.office.store
    with store.database.reading() as connection:
        entries = connection.exec_driver_sql("SELECT count(*) FROM entries").scalar()
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        mode = "postgresql"
        if store.database.is_sqlite:
            mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    state = "ok" if mode in ("wal", "postgresql") else "warning"
    yield Look(
        "database",
        state,
        f"数据库可用：{entries} 条记录，结构 {version}，{mode}",
        f"database: {entries} entries, schema {version}, {mode}",
    )
    stale = store.cases_to_rebuild()
    if stale:
        yield Look(
            "rows",
            "warning",
            f"{len(stale)} 个专案的派生数据要重算",
            f"derived rows of {len(stale)} cases are of another version",
            "launchkit rebuild",
        )


def _vault(run: Run) -> Iterator[Look]:
    if not run.begun:
        return
    # Opening the office compares the vault's canary with the log.
    files = sum(1 for _ in run.office.vault.stored())
    yield Look(
        "vault",
        "ok",
        f"凭证库属于本数据库，{files} 个文件",
        f"the vault belongs to this database, {files} files",
    )


def _keys(run: Run) -> Iterator[Look]:
    folder = run.settings.keys
    keys = sorted(folder.glob("*.key")) if folder.is_dir() else []
    for path in keys:
        if stat.S_IMODE(path.stat().st_mode) & _OPEN_TO_OTHERS:
            yield Look(
                "keys",
                "missing",
                f"密钥 {path.name} 别人也能读",
                f"the key {path.name} can be read by others",
                f"chmod 600 {path}",
            )
            return
    yield Look(
        "keys",
        "ok",
        f"密钥 {len(keys)} 个，只有本人可读",
        f"{len(keys)} keys, readable by their owner only",
    )


def _disk(run: Run) -> Iterator[Look]:
    folder = run.settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state = "ok" if free >= _GIB else "warning" if free >= _GIB // 10 else "missing"
    yield Look("disk", state, f"可用空间 {free / _GIB:.1f} GiB", f"{free / _GIB:.1f} GiB free")


def _sweep(run: Run) -> Iterator[Look]:
    if not run.begun or not run.office.store.cases(states=("open",)):
        return
    last = run.office.store.last_sweep()
    if last is None:
        yield Look(
            "sweep",
            "warning",
            "还没有推进过：提醒和升级没有人发",
            "no sweep has run: nobody sends reminders",
            "launchkit up   # cron: */15 * * * * launchkit sweep",
        )
        return
    age = run.office.clock() - last
    minutes = int(age.total_seconds() // 60)
    state = "warning" if age > SWEEP_AGE else "ok"
    yield Look(
        "sweep",
        state,
        f"上次推进在 {minutes} 分钟前",
        f"the last sweep was {minutes} minutes ago",
        "launchkit sweep",
    )


def _prefect(run: Run) -> Iterator[Look]:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    from launchkit.notify.prefect_api import nudge_state  # noqa: PLC0415

    try:
        found = version("prefect")
        yield Look("prefect", "ok", f"Prefect {found}", f"Prefect {found}")
    except PackageNotFoundError:
        yield Look(
            "prefect",
            "warning",
            "没有 Prefect：仍可用 launchkit sweep 推进",
            "no Prefect: cases are advanced by launchkit sweep",
        )
    state = nudge_state(run.settings.home, run.settings.prefect_api)
    if state.address is None:
        yield Look("nudge", "ok", "没有运行中的时钟要通知", "no running clockwork to tell")
    elif state.failures:
        yield Look(
            "nudge",
            "warning",
            f"最近 {state.failures} 次未能通知 {state.address.api}；不会丢，由 sweep 补上",
            f"{state.failures} nudges in a row did not reach {state.address.api}; the sweep catches up",
        )
    else:
        yield Look(
            "nudge",
            "ok",
            f"写入后通知 {state.address.api}",
            f"writes are told to {state.address.api}",
        )


def _notices(run: Run) -> Iterator[Look]:
    if not run.begun:
        return
    house, store = run.office.desk.house(), run.office.store
    failed = len(store.notices(states=["failed"]))
    if failed:
        yield Look(
            "notices",
            "warning",
            f"{failed} 条通知三天未能送达",
            f"{failed} notices could not be delivered for three days",
            "launchkit notices --failed",
        )
    owners = {row.owner for row in store.tasks() if row.owner and row.owner in house.people}
    without = sorted(one for one in owners if not house.addresses(one))
    if without:
        yield Look(
            "channels",
            "warning",
            f"没有通知渠道：{'、'.join(without)}；消息只写进 notices.log",
            f"without a channel: {', '.join(without)}; their messages only go into notices.log",
            f"launchkit channel set {without[0]} wecom WEBHOOK --as {without[0]}",
        )
    else:
        yield Look(
            "channels", "ok", "每位负责人都有通知渠道", "every owner of a task has a channel"
        )


LOOKS: tuple[Callable[[Run], Iterator[Look]], ...] = (
    _python, _layout, _fonts, _calendars, _database, _vault, _keys, _disk, _sweep, _prefect, _notices,
)  # fmt: skip
