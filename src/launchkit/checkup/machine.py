"""What the machine has: language, libraries, fonts, calendars, database, vault, keys, room."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Iterator

from launchkit.checkup.looks import Look, Machine
from launchkit.domain.calendar import ZONE

_GIB = 1 << 30
_OPEN_TO_OTHERS = 0o077
_SYSTEM = (
    "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
)


def python(_at: Machine) -> Iterator[Look]:
    """The language is new enough."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    state = "ok" if sys.version_info >= (3, 11) else "missing"
    yield Look("python", state, f"Python {version}", f"Python {version}")


def layout(_at: Machine) -> Iterator[Look]:
    """Libraries that lay out and subset what is printed."""
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


def fonts(at: Machine) -> Iterator[Look]:
    """Chinese faces, taken out of the fonts of the system."""
    from launchkit.documents.errors import FontsMissing  # noqa: PLC0415
    from launchkit.documents.fonts import extract_fonts  # noqa: PLC0415

    try:
        fonts = extract_fonts(at.settings.fonts)
    except FontsMissing as error:
        yield Look("fonts", "missing", f"{error}", "the Chinese fonts are missing", _SYSTEM)
        return
    count = len(fonts.digests)
    yield Look("fonts", "ok", f"中文字体已提取（{count} 个）", f"{count} Chinese faces extracted")


def calendars(at: Machine) -> Iterator[Look]:
    """Years whose rest days are official."""
    from launchkit.bootstrap import now  # noqa: PLC0415
    from launchkit.library.texts import gathered  # noqa: PLC0415

    found: dict[str, list[int]] = {"official": [], "provisional": []}
    for one in gathered(at.settings.home).calendars:
        found[one.value.status].append(one.value.year)
    year = now().astimezone(ZONE).year
    official = sorted(found["official"])
    span = f"{official[0]}–{official[-1]}" if official else "—"
    provisional = ", ".join(str(one) for one in sorted(found["provisional"])) or "—"
    state = "ok" if year in official else "warning"
    yield Look(
        "calendars",
        state,
        f"正式放假安排 {span}，暂定 {provisional}",
        f"official years {span}, provisional {provisional}",
        "launchkit calendar adopt FILE --as HQ_LEAD",
    )


def database(at: Machine) -> Iterator[Look]:
    """What kind it is, how long the log, and whether derived rows are of this version."""
    if not at.begun:
        yield Look(
            "database",
            "ok",
            "还没有数据库，第一次使用时建立",
            "no database yet; made at the first use",
        )
        return
    store = at.office.store
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


def vault(at: Machine) -> Iterator[Look]:
    """It belongs to this database."""
    if not at.begun:
        return
    # Opening the office compares the vault's canary with the log.
    files = sum(1 for _ in at.office.vault.stored())
    yield Look(
        "vault",
        "ok",
        f"凭证库属于本数据库，{files} 个文件",
        f"the vault belongs to this database, {files} files",
    )


def keys(at: Machine) -> Iterator[Look]:
    """Nobody but their owner can read them."""
    folder = at.settings.keys
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


def disk(at: Machine) -> Iterator[Look]:
    """Room where everything is kept."""
    folder = at.settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state = "ok" if free >= _GIB else "warning" if free >= _GIB // 10 else "missing"
    yield Look("disk", state, f"可用空间 {free / _GIB:.1f} GiB", f"{free / _GIB:.1f} GiB free")
