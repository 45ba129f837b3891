"""Looking whether a machine has all that the program needs, the same for the command and for the page about health."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from launchkit.bootstrap import Office
from launchkit.domain.webhooks import WhyOff
from launchkit.settings import Settings

#: A sweep older than this means that no clockwork is running.
SWEEP_AGE = timedelta(minutes=30)
#: Zone of the official calendars.
ZONE = ZoneInfo("Asia/Shanghai")
_GIB = 1 << 30
_OPEN_TO_OTHERS = 0o077
#: A certificate that telephones trust is spoken of so long before it ends.
_SOON = timedelta(days=90)
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_SYSTEM = (
    "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
)


class Machine(Protocol):
    """What is looked at: settings, and the open office once there is a database."""

    @property
    def settings(self) -> Settings:
        """Where things are kept."""
        ...

    @property
    def begun(self) -> bool:
        """Whether the database is there already."""
        ...

    @property
    def office(self) -> Office:
        """The open office."""
        ...


class Look(NamedTuple):
    """One thing looked at: `ok`, `warning` (works, but mind it) or `missing` (needed)."""

    name: str
    state: str
    zh: str
    en: str
    remedy: str | None = None


def looked(at: Machine) -> list[Look]:
    """Everything the program needs, looked at once."""
    return [one for look in LOOKS for one in guarded(look, at)]


def guarded(look: Callable[[Machine], Iterator[Look]], at: Machine) -> Iterator[Look]:
    """What a look finds; one that fails is itself a finding and stops no other."""
    try:
        yield from look(at)
    except Exception as error:  # noqa: BLE001  a doctor must not fall ill
        name = look.__name__.lstrip("_")
        zh = getattr(error, "zh", None) or type(error).__name__
        en = getattr(error, "en", None) or type(error).__name__
        yield Look(name, "missing", str(zh), str(en))


def _python(_at: Machine) -> Iterator[Look]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    state = "ok" if sys.version_info >= (3, 11) else "missing"
    yield Look("python", state, f"Python {version}", f"Python {version}")


def _layout(_at: Machine) -> Iterator[Look]:
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


def _fonts(at: Machine) -> Iterator[Look]:
    from launchkit.documents.errors import FontsMissing  # noqa: PLC0415
    from launchkit.documents.fonts import extract_fonts  # noqa: PLC0415

    try:
        fonts = extract_fonts(at.settings.fonts)
    except FontsMissing as error:
        yield Look("fonts", "missing", f"{error}", "the Chinese fonts are missing", _SYSTEM)
        return
    count = len(fonts.digests)
    yield Look("fonts", "ok", f"中文字体已提取（{count} 个）", f"{count} Chinese faces extracted")


def _calendars(at: Machine) -> Iterator[Look]:
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


def _database(at: Machine) -> Iterator[Look]:
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


def _vault(at: Machine) -> Iterator[Look]:
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


def _keys(at: Machine) -> Iterator[Look]:
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


def _disk(at: Machine) -> Iterator[Look]:
    folder = at.settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    state = "ok" if free >= _GIB else "warning" if free >= _GIB // 10 else "missing"
    yield Look("disk", state, f"可用空间 {free / _GIB:.1f} GiB", f"{free / _GIB:.1f} GiB free")


def _offline(at: Machine) -> Iterator[Look]:
    """Telephones refuse to keep pages, and to queue work, where the connection could be read by others."""
    address = _shown_address(at.settings)
    parts = urlsplit(address or "")
    if address is None or parts.hostname in _THIS_MACHINE:
        yield Look(
            "offline",
            "ok",
            "网页只在本机，本机上离线可用；手机要用：launchkit up --lan",
            "the pages are on this machine only, where working offline is possible; for telephones: launchkit up --lan",
        )
    elif parts.scheme == "https":
        yield Look(
            "offline",
            "ok",
            f"{address} 是加密的，手机上可以离线用",
            f"{address} is encrypted: telephones can work offline",
        )
    else:
        yield Look(
            "offline",
            "warning",
            f"{address} 没有加密：手机浏览器不许离线使用，密码也会被同一网络里的人看到",
            f"{address} is not encrypted: browsers on telephones refuse to work offline, and passwords can be read in the network",
            "launchkit up --lan   # docs/howto/behind_a_proxy.md",
        )


def _shown_address(settings: Settings) -> str | None:
    """Where others reach the pages: by the setting, else as a running `up` has written it down."""
    if settings.web_url is not None:
        return settings.web_url
    try:
        told = json.loads((settings.home / "up.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return str(told.get("web") or "") or None


def _certificate(at: Machine) -> Iterator[Look]:
    """What telephones of the local network were asked to trust; nothing where nobody ever was."""
    from launchkit.bootstrap import now  # noqa: PLC0415
    from launchkit.lan.addresses import local_names  # noqa: PLC0415
    from launchkit.lan.authority import authority_of, lack_of  # noqa: PLC0415

    authority = authority_of(at.settings.keys)
    if authority is None:
        return
    names, today = local_names(), now()
    until = authority.until.date().isoformat()
    lack = lack_of(authority, names, today)
    if authority.until - today < _SOON:
        yield Look(
            "trust",
            "warning",
            f"手机信任的证书 {authority.name} 到 {until} 为止；之后每部手机要重新信任一次",
            f"the certificate {authority.name} that telephones trust ends on {until}; each has to trust a new one then",
            "launchkit up --lan",
        )
    elif lack is not None:
        zh, en = _LACKS.get(lack, _LACKS["other"])
        yield Look("trust", "warning", zh, en, "launchkit up --lan")
    else:
        where = names.best or "—"
        yield Look(
            "trust",
            "ok",
            f"局域网证书认得本机的地址 {where}；手机信任的 {authority.name} 到 {until}",
            f"the certificate names this machine's address {where}; {authority.name}, which telephones trust, lasts until {until}",
        )


_LACKS = {
    "expired": (
        "局域网证书已过期，手机会拒绝打开网页；下次启动时自动换新",
        "the certificate for the local network has expired, and telephones refuse the pages; the next start renews it",
    ),
    "ending": (
        "局域网证书快到期；下次启动时自动换新",
        "the certificate for the local network ends soon; the next start renews it",
    ),
    "names": (
        "本机的地址变了，局域网证书里还没有；下次启动时自动换新，手机要用新地址",
        "this machine has another address than its certificate names; the next start renews it, and telephones use the new address",
    ),
    "other": (
        "局域网证书不能用；下次启动时自动重做",
        "the certificate for the local network cannot be used; the next start makes it anew",
    ),
}


def _proxies(at: Machine) -> Iterator[Look]:
    """Whom to believe who asks; without a word of it everybody behind a proxy looks like one person."""
    from launchkit.lan.addresses import network_of  # noqa: PLC0415

    settings = at.settings
    wrong = [one for one in settings.proxies if network_of(one) is None]
    if wrong:
        yield Look(
            "proxies",
            "warning",
            f"LAUNCHKIT_PROXIES 里的 {'、'.join(wrong)} 不是地址，不予相信",
            f"{', '.join(wrong)} in LAUNCHKIT_PROXIES is no address, and is not believed",
            "LAUNCHKIT_PROXIES=127.0.0.1",
        )
    elif (settings.web_url or "").startswith("https://") and not settings.proxies:
        yield Look(
            "proxies",
            "warning",
            "没有写明反向代理（LAUNCHKIT_PROXIES）：所有人在这里都像同一个地址，一个人输错五次密码，大家都要等 15 分钟",
            "no reverse proxy is named (LAUNCHKIT_PROXIES): everybody seems to come from one address, and five wrong passwords of one make all wait for 15 minutes",
            "LAUNCHKIT_PROXIES=127.0.0.1   # docs/howto/behind_a_proxy.md",
        )


def _sweep(at: Machine) -> Iterator[Look]:
    if not at.begun or not at.office.store.cases(states=("open",)):
        return
    last = at.office.store.last_sweep()
    if last is None:
        yield Look(
            "sweep",
            "warning",
            "还没有推进过：提醒和升级没有人发",
            "no sweep has run: nobody sends reminders",
            "launchkit up   # cron: */15 * * * * launchkit sweep",
        )
        return
    age = at.office.clock() - last
    minutes = int(age.total_seconds() // 60)
    state = "warning" if age > SWEEP_AGE else "ok"
    yield Look(
        "sweep",
        state,
        f"上次推进在 {minutes} 分钟前",
        f"the last sweep was {minutes} minutes ago",
        "launchkit sweep",
    )


def _prefect(at: Machine) -> Iterator[Look]:
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
    state = nudge_state(at.settings.home, at.settings.prefect_api)
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


def _notices(at: Machine) -> Iterator[Look]:
    if not at.begun:
        return
    house, store = at.office.desk.house(), at.office.store
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


def _webhooks(at: Machine) -> Iterator[Look]:
    if not at.begun:
        return
    hooks = at.office.webhooks.all_webhooks()
    failing = [
        one.webhook
        for one in hooks
        if one.failing_since is not None or one.reason in (WhyOff.GONE, WhyOff.FAILING)
    ]
    if failing:
        yield Look(
            "webhooks",
            "warning",
            f"Webhook 送不到：{'、'.join(failing)}",
            f"nothing arrives at the webhooks {', '.join(failing)}",
            f"launchkit webhook deliveries {failing[0]}",
        )
    elif hooks:
        yield Look(
            "webhooks", "ok", f"{len(hooks)} 个 Webhook 正常", f"{len(hooks)} webhooks, all well"
        )


def _company(at: Machine) -> Iterator[Look]:
    """Signing in with the company, where it is set up; nothing is asked of the provider."""
    from importlib.util import find_spec  # noqa: PLC0415

    found = at.settings.company
    if found is None:
        return
    if find_spec("authlib") is None or find_spec("httpx") is None:
        yield Look(
            "company",
            "missing",
            "公司登录缺软件包",
            "packages for signing in with the company are missing",
            "pip install 'launchkit[oidc]'",
        )
        return
    try:
        found.secret()
        lacks = "" if found.client_id else "LAUNCHKIT_OIDC_CLIENT_ID"
    except (OSError, UnicodeDecodeError):
        lacks = "LAUNCHKIT_OIDC_CLIENT_SECRET_FILE"
    if lacks:
        yield Look("company", "missing", f"公司登录没有设好：{lacks}", f"not set rightly: {lacks}")
        return
    yield Look(
        "company",
        "ok",
        f"公司登录：{found.issuer}",
        f"people sign in with the company: {found.issuer}",
    )


LOOKS: tuple[Callable[[Machine], Iterator[Look]], ...] = (
    _python, _layout, _fonts, _calendars, _database, _vault, _keys, _disk, _offline, _certificate, _proxies, _sweep, _prefect, _notices, _webhooks, _company,
)  # fmt: skip
