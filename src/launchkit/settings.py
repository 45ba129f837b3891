"""Where launchkit keeps its things and as whom it acts: read once, from arguments and environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySettings:
    """How people sign in with the company (OpenID Connect)."""

    #: LAUNCHKIT_OIDC_ISSUER: the issuer exactly as the provider writes it, `https://…`
    issuer: str
    #: LAUNCHKIT_OIDC_CLIENT_ID: under which name this installation is registered there
    client_id: str
    #: LAUNCHKIT_OIDC_CLIENT_SECRET, or a file that only launchkit can read: LAUNCHKIT_OIDC_CLIENT_SECRET_FILE; none: a public client
    client_secret: str | None = field(default=None, repr=False)
    client_secret_file: Path | None = None
    #: LAUNCHKIT_OIDC_SCOPES: what is asked for; `openid` is enough, because nothing but the subject is used
    scopes: tuple[str, ...] = ("openid",)
    #: LAUNCHKIT_OIDC_LABEL_ZH, LAUNCHKIT_OIDC_LABEL_EN: the words on the button
    label_zh: str = "用公司账号登录"
    label_en: str = "Sign in with the company"
    #: LAUNCHKIT_OIDC_HOSTS: hosts beside the issuer's on which the provider has its addresses
    hosts: tuple[str, ...] = ()
    #: LAUNCHKIT_OIDC_SECOND_FACTOR: words of `amr` or `acr` by which the provider says that it asked for a second factor
    second_factor: tuple[str, ...] = ()

    def secret(self) -> str | None:
        """The client's secret, read when it is needed; raises `OSError` where its file cannot be read."""
        if self.client_secret_file is not None:
            return self.client_secret_file.read_text(encoding="utf-8").strip() or None
        return self.client_secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; every one has an environment variable named in its comment."""

    #: LAUNCHKIT_HOME: database, vault, keys, fonts
    home: Path
    #: LAUNCHKIT_DATABASE_URL: `sqlite:///FILE` or `postgresql://…`; default: a file in the home
    database_url: str
    #: LAUNCHKIT_VAULT: folder of evidence and issued files; default: in the home
    vault: Path
    #: LAUNCHKIT_USER: code of the person who acts
    user: str | None
    #: LAUNCHKIT_LANG: zh or en; default: by LANG, else zh
    lang: str
    #: LAUNCHKIT_PREFECT_API: address of the Prefect server to nudge; none: `up` has written it into the home, or nobody is told
    prefect_api: str | None
    #: LAUNCHKIT_SMTP: the mail server, as `mailtos://user:password@smtp.example.com:465?from=launchkit@example.com`; none: no mail
    smtp: str | None = field(repr=False)
    #: LAUNCHKIT_WEB_URL: address under which others reach the pages and calendars; none: as `up` has written it into the home
    web_url: str | None
    #: LAUNCHKIT_PROXIES: addresses or networks of reverse proxies, with commas; only they are believed who asks and how
    proxies: tuple[str, ...] = ()
    #: LAUNCHKIT_WEBHOOK_ALLOW: addresses or networks inside the house that webhooks may go to, with commas; none: only outside
    webhook_allow: tuple[str, ...] = ()
    #: LAUNCHKIT_UPLOAD_MB_PER_DAY: so many megabytes of files a person may hand in on one day
    upload_mb_per_day: int = 500
    #: LAUNCHKIT_FOLLOW: 0 switches the one-row-per-case view in Prefect off
    follow: bool
    #: LAUNCHKIT_OIDC_ISSUER and its neighbours: signing in with the company; none: with name and password only
    company: CompanySettings | None = None

    @property
    def keys(self) -> Path:
        """Folder of the keys (0700)."""
        return self.home / "keys"

    @property
    def fonts(self) -> Path:
        """Folder of the fonts that documents are printed with."""
        return self.home / "fonts"


def read_settings(
    environ: Mapping[str, str] | None = None,
    *,
    home: Path | None = None,
    user: str | None = None,
    lang: str | None = None,
) -> Settings:
    """Settings from arguments, then environment, then defaults."""
    env = os.environ if environ is None else environ
    folder = home or Path(env.get("LAUNCHKIT_HOME") or _default_home(env))
    folder = folder.expanduser().absolute()
    return Settings(
        home=folder,
        database_url=env.get("LAUNCHKIT_DATABASE_URL") or f"sqlite:///{folder / 'launchkit.db'}",
        vault=Path(env.get("LAUNCHKIT_VAULT") or folder / "vault").expanduser().absolute(),
        user=user or env.get("LAUNCHKIT_USER") or None,
        lang=_language(lang or env.get("LAUNCHKIT_LANG"), env),
        prefect_api=env.get("LAUNCHKIT_PREFECT_API") or None,
        smtp=env.get("LAUNCHKIT_SMTP") or None,
        web_url=(env.get("LAUNCHKIT_WEB_URL") or "").rstrip("/") or None,
        proxies=tuple(env.get("LAUNCHKIT_PROXIES", "").replace(",", " ").split()),
        webhook_allow=tuple(env.get("LAUNCHKIT_WEBHOOK_ALLOW", "").replace(",", " ").split()),
        upload_mb_per_day=_megabytes(env.get("LAUNCHKIT_UPLOAD_MB_PER_DAY", "")),
        follow=env.get("LAUNCHKIT_FOLLOW", "1") not in {"0", "no", "off"},
        company=_company(env),
    )


def _company(env: Mapping[str, str]) -> CompanySettings | None:
    issuer = env.get("LAUNCHKIT_OIDC_ISSUER")
    if not issuer:
        return None
    file = env.get("LAUNCHKIT_OIDC_CLIENT_SECRET_FILE")
    usual = CompanySettings(issuer=issuer, client_id="")
    scopes = tuple(env.get("LAUNCHKIT_OIDC_SCOPES", "").split())
    return CompanySettings(
        issuer=issuer,
        client_id=env.get("LAUNCHKIT_OIDC_CLIENT_ID", ""),
        client_secret=env.get("LAUNCHKIT_OIDC_CLIENT_SECRET") or None,
        client_secret_file=Path(file).expanduser().absolute() if file else None,
        scopes=tuple(dict.fromkeys(("openid", *scopes))),
        label_zh=env.get("LAUNCHKIT_OIDC_LABEL_ZH") or usual.label_zh,
        label_en=env.get("LAUNCHKIT_OIDC_LABEL_EN") or usual.label_en,
        hosts=tuple(env.get("LAUNCHKIT_OIDC_HOSTS", "").lower().split()),
        second_factor=tuple(env.get("LAUNCHKIT_OIDC_SECOND_FACTOR", "").split()),
    )


def _megabytes(text: str) -> int:
    """A whole number above nothing; anything else leaves the usual 500."""
    return int(text) if text.isascii() and text.isdecimal() and int(text) else 500


def _default_home(env: Mapping[str, str]) -> Path:
    base = env.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "launchkit"


def _language(asked: str | None, env: Mapping[str, str]) -> str:
    if asked in {"zh", "en"}:
        return asked
    spoken = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if spoken.lower().startswith("en") else "zh"
