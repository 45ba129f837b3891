"""Tells a running Prefect that a case has changed; nothing is lost when nobody listens, the sweep catches up.

Prefect is reached by its REST API alone: importing it would cost two seconds.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import ProxyHandler, Request, build_opener

from launchkit.notify.counts import count, failures

#: Flow and deployment have the same name.
DEPLOYMENT: Final = "advance_case"
#: Seconds for each of the two requests; a command must not wait for the clockwork.
TIMEOUT: Final = 0.5
ADDRESS_FILE: Final = "up.json"
COUNT_FILE: Final = "nudges.json"

# The server runs on this machine: an environment's proxy would only be in the way.
_OPENER = build_opener(ProxyHandler({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefectAddress:
    """Where the server listens; `auth` is `user:password` or nothing."""

    api: str
    auth: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NudgeState:
    """How the nudges of this home went: failures since the last one that arrived."""

    address: PrefectAddress | None
    failures: int


def address_of(home: Path, setting: str | None) -> PrefectAddress | None:
    """The server to tell: by the setting, else by what `up` has written into the home; None: nobody."""
    if setting:
        return _split(setting)
    found = _read(home / ADDRESS_FILE)
    api = found.get("api")
    if not isinstance(api, str):
        return None
    address = _split(api)
    auth = found.get("auth")
    return PrefectAddress(api=address.api, auth=auth if isinstance(auth, str) else address.auth)


def nudge(home: Path, setting: str | None, *, case: str, seq: int) -> bool:
    """Ask for one run of `advance_case`; whether it was accepted. The same case and entry twice is one run."""
    address = address_of(home, setting)
    if address is None:
        return False
    try:
        found = _ask(address, f"/deployments/name/{DEPLOYMENT}/{DEPLOYMENT}", None)
        _ask(
            address,
            f"/deployments/{found['id']}/create_flow_run",
            {
                "parameters": {"case": case, "seq": seq},
                "idempotency_key": f"case:{case}:{seq}",
            },
        )
    except (OSError, URLError, ValueError, KeyError):
        count(home / COUNT_FILE, failed=True)
        return False
    count(home / COUNT_FILE, failed=False)
    return True


def nudge_state(home: Path, setting: str | None) -> NudgeState:
    """For `doctor`: who is told, and how often in a row that failed."""
    return NudgeState(address=address_of(home, setting), failures=failures(home / COUNT_FILE))


def _ask(address: PrefectAddress, path: str, body: dict[str, Any] | None) -> Any:
    headers = {"Content-Type": "application/json"}
    if address.auth:
        token = base64.b64encode(address.auth.encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    data = None if body is None else json.dumps(body).encode()
    request = Request(address.api.rstrip("/") + path, data=data, headers=headers)  # noqa: S310  checked in `_split`
    with _OPENER.open(request, timeout=TIMEOUT) as answer:
        return json.loads(answer.read())


def _split(url: str) -> PrefectAddress:
    """Address with the password taken out of it; anything but http(s) is no address."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return PrefectAddress(api="http://127.0.0.1:9")
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    auth = None
    if parts.username is not None:
        auth = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return PrefectAddress(api=urlunsplit((parts.scheme, host, parts.path, "", "")), auth=auth)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
