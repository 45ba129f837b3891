"""How people reach the pages: encrypted or not, by which certificate, behind which proxy, through which sign-in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from launchkit.checkup.looks import Look, Machine
from launchkit.settings import Settings

#: A certificate that telephones trust is spoken of so long before it ends.
_SOON = timedelta(days=90)
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
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


def offline(at: Machine) -> Iterator[Look]:
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


def certificate(at: Machine) -> Iterator[Look]:
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


def proxies(at: Machine) -> Iterator[Look]:
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


def company(at: Machine) -> Iterator[Look]:
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
