"""What the robots of WeCom, DingTalk and Feishu have in common: a post to a secret address, and an answer that has to be read.

All of them answer 200 to what they refuse (a wrong key, too many messages) and say so only in the body. Libraries that look at
the status alone take that for delivered; a notice that got lost must not look like one that arrived.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

#: Seconds until an answer has to be there.
TIMEOUT: Final = 10
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class _NoRedirect(HTTPRedirectHandler):
    """A robot does not move; who sends us elsewhere is somebody else."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_OPENER: Final = build_opener(_NoRedirect())


def address_word(url: str) -> str | None:
    """A word for why an address cannot be used: robots are reached by https, on this machine by http too."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "no_address"
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return None if safe and parts.hostname else "no_address"


def post(url: str, body: dict[str, Any], *, code: str) -> str | None:
    """Post and read the answer, whose field `code` is 0 where the robot took it; else a word for why not."""
    wrong = address_word(url)
    if wrong is not None:
        return wrong
    data = json.dumps(body, ensure_ascii=False).encode()
    head = {"Content-Type": "application/json; charset=utf-8"}
    request = Request(url, data=data, headers=head)  # noqa: S310  checked above
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            found = json.loads(answer.read(65536))
    except HTTPError as error:
        error.close()
        return f"http_{error.code}"
    except (URLError, OSError):
        return "down"
    except ValueError:
        return "no_answer"
    number = found.get(code) if isinstance(found, dict) else None
    return None if number == 0 else f"refused_{number}"
