"""Where launchkit keeps its things and as whom it acts: read once, from arguments and environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


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
    #: LAUNCHKIT_FOLLOW: 0 switches the one-row-per-case view in Prefect off
    follow: bool

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
        follow=env.get("LAUNCHKIT_FOLLOW", "1") not in {"0", "no", "off"},
    )


def _default_home(env: Mapping[str, str]) -> Path:
    base = env.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "launchkit"


def _language(asked: str | None, env: Mapping[str, str]) -> str:
    if asked in {"zh", "en"}:
        return asked
    spoken = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if spoken.lower().startswith("en") else "zh"
