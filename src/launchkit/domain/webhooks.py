"""Webhooks: other programs that are told of events, signed by the Standard Webhooks specification.

One event for one webhook has one id for ever: whoever gets it twice can tell.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from launchkit.domain.errors import BadValue
from launchkit.domain.reachable import Reachable

SECRET_PREFIX: Final = "whsec_"  # noqa: S105  the beginning of a secret, not a secret
#: Random bytes of a secret; the specification asks for 24 to 64.
SECRET_BYTES: Final = 32
#: After a rotation the old secret signs as well for this long.
BOTH_SECRETS: Final = timedelta(hours=24)
#: Waits between attempts, as the specification proposes them; the last one again and again.
SCHEDULE: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: Where the other side says itself when to come again: the longest that is waited, and the shortest after the first time.
LONGEST_WAIT: Final = SCHEDULE[-1]
SOONEST_WAIT: Final = timedelta(minutes=5)
#: An event is tried for this long, and a webhook at which nothing arrives is switched off after it.
TRY_FOR: Final = timedelta(days=5)
LONGEST_URL: Final = 500
_HERE: Final = "localhost"

#: The word for an attempt after which the other side said when to come again: until then none of its events go.
BUSY: Final = "busy"

WebhookState: TypeAlias = Literal["on", "off"]
EventState: TypeAlias = Literal["waiting", "sending", "sent", "failed", "withdrawn"]


class WhyOff(StrEnum):
    """Why a webhook is told nothing."""

    #: somebody switched it off
    BY_HAND = "by_hand"
    #: the other side answered 410: it is gone for good
    GONE = "gone"
    #: nothing arrived for five days
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where events are told, and which."""

    webhook: str
    url: str
    description: str
    #: event types; none: all
    events: tuple[str, ...]
    #: ids of cases; none: all that are not restricted
    cases: tuple[str, ...]
    #: who asked for it: a restricted case is told only while they may read it
    person: str
    #: encrypted
    secret: bytes = field(repr=False)
    #: the one before it, until an instant (UTC text)
    former: bytes | None = field(default=None, repr=False)
    former_until: str | None = None
    state: WebhookState = "on"
    #: a `WhyOff`
    reason: str | None = None
    #: last entry of the log that was looked at
    log_seq: int
    #: since when nothing has arrived, where the last attempt failed
    failing_since: str | None = None
    created_at: str
    changed_at: str

    def wants(self, kind: str) -> bool:
        """Whether it is to be told of this type of event."""
        return not self.events or kind in self.events


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent:
    """One event for one webhook, and how far it has come."""

    webhook: str
    #: empty: a test
    case: str
    #: entry of the case; of tests: their number
    seq: int
    type: str
    #: when it happened (UTC text)
    at: str
    state: EventState
    #: not before this instant; while sending, until then nobody else takes it
    not_before: str
    #: attempts since it was queued, or queued again
    tries: int
    #: the first of these
    first_at: str | None
    changed_at: str
    #: a word for why it did not arrive or was withdrawn
    reason: str | None

    @property
    def id(self) -> str:
        """The id it is sent under, each time it is."""
        return message_id(self.webhook, self.case, self.seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookAttempt:
    """One attempt to tell an event; of the answer nothing is kept but its status."""

    webhook: str
    case: str
    seq: int
    attempt: int
    at: str
    #: trying, sent, or a word for why not
    outcome: str
    status: int | None
    milliseconds: int | None


def message_id(webhook: str, case: str, seq: int) -> str:
    """Id of an event for a webhook: the same at every attempt, another for another webhook."""
    found = hashlib.sha256(f"{webhook}\n{case}\n{seq}".encode()).hexdigest()
    return f"msg_{found[:32]}"


def secret_text(secret: bytes) -> str:
    """A secret as people copy it."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, ident: str, timestamp: int, body: bytes) -> str:
    """The signature of one attempt (`v1`: HMAC-SHA256 over id, seconds and body)."""
    signed = b"%s.%d.%s" % (ident.encode(), timestamp, body)
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def signed_headers(
    secrets: Sequence[bytes], ident: str, now: datetime, body: bytes
) -> dict[str, str]:
    """The headers by which the receiver knows the sender; one signature for each secret in force."""
    timestamp = int(now.timestamp())
    return {
        "webhook-id": ident,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(one, ident, timestamp, body) for one in secrets),
    }


def wait_asked(said: str | None, now: datetime) -> timedelta | None:
    """How long a header `Retry-After` asks to wait, in seconds or until a date; None where it says nothing that can be read."""
    if said is None:
        return None
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said), int(LONGEST_WAIT.total_seconds())))
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    # The oldest of the three forms of dates names no zone: all of them are Greenwich's.
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return max(timedelta(0), min(until - now, LONGEST_WAIT))


def next_try(
    tries: int, first: datetime, now: datetime, chance: float, asked: timedelta | None = None
) -> datetime | None:
    """When to try again after so many failures, the first at an instant; None: it was tried for five days.

    `asked`: the other side is busy and said for how long; that counts in place of the schedule, with a day at most, and without
    coming sooner than the schedule would or every five minutes.

    `chance` in [0, 1) adds up to a tenth, so that many events do not come back in one moment. A machine that was switched
    off meanwhile has not tried: the schedule is gone through whatever the clock says.
    """
    end = first + TRY_FOR
    if now >= end and tries >= len(SCHEDULE):
        return None
    wait = SCHEDULE[min(tries, len(SCHEDULE)) - 1]
    if asked is not None:
        wait = max(min(asked, LONGEST_WAIT), min(wait, SOONEST_WAIT))
    again = now + wait * (1 + chance / 10)
    return min(again, end) if now < end else again


def checked_url(typed: str, reachable: Reachable) -> str:
    """The address events are sent to, if it may be one; raises `BadValue`.

    A name is looked up when something is sent, and refused then if it leads inside.
    """
    url = typed.strip()
    if (
        len(url) > LONGEST_URL
        or not url.isascii()
        or any(one <= " " or one == "\\" for one in url)
    ):
        raise BadValue(
            f"网址最长 {LONGEST_URL} 个字符，只用 ASCII，不含空格。",
            f"An address has at most {LONGEST_URL} ASCII characters and no blanks.",
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    if not host or parts.username is not None or parts.fragment or port == 0:
        raise BadValue(
            "网址写作 https://主机/路径，不带用户名、密码或 #。",
            "Write the address as https://host/path, without a user, a password or a #.",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(host)):
        raise BadValue(
            "网址须以 https:// 开头；http:// 只用于本机。",
            "The address begins with https://; http:// is for this machine only.",
        )
    if _is_inside(host, reachable):
        raise BadValue(
            "不能发往内网、本机或云主机的元数据地址；确有需要，由管理员在 LAUNCHKIT_WEBHOOK_ALLOW 中列出。",
            "Nothing is sent to addresses inside the house, this machine or a cloud's metadata; an administrator may list some in LAUNCHKIT_WEBHOOK_ALLOW.",
        )
    return url


def _is_here(host: str) -> bool:
    if host == _HERE:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_inside(host: str, reachable: Reachable) -> bool:
    """Whether a host that is an address already, or this machine's name, may not be sent to."""
    if host == _HERE:
        return not any(one in reachable for one in ("127.0.0.1", "::1"))
    try:
        ip_address(host)
    except ValueError:
        return False
    return host not in reachable
