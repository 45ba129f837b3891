"""Who is told of events beside people: webhooks, their secrets, and what was sent to them.

That a webhook was added, changed or removed is an entry of the house; its address and secret are a row that no entry knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from launchkit.desk.calls import Call
from launchkit.desk.ports import Clock
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.domain.ask import Ask
from launchkit.domain.checklist import Text
from launchkit.domain.entries import WebhookChanged
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.reachable import Reachable
from launchkit.domain.rights import may_read
from launchkit.domain.rules.administration import require_administrator
from launchkit.domain.trail import instant_text
from launchkit.domain.webhook_events import EVENT_TYPES, TEST_EVENT
from launchkit.domain.webhooks import (
    BOTH_SECRETS,
    SECRET_BYTES,
    EventState,
    Webhook,
    WebhookAttempt,
    WebhookEvent,
    WhyOff,
    checked_url,
    secret_text,
)

_WEBHOOKS: Final = Text(zh="Webhook ", en="Webhooks")
#: Characters of what a webhook is called.
LONGEST_DESCRIPTION = 200
#: Webhooks of one installation; each costs a look at every entry.
MOST_WEBHOOKS = 50
MOST_CASES = 200
#: What can be edited of a webhook, as the trail and as the row name it.
PARTS: Final = {"address": "url", "description": "description", "events": "events"}


class WebhookRows(Protocol):
    """The rows of webhooks; `launchkit.store` has them."""

    def all_webhooks(self) -> Sequence[Webhook]:
        """Every webhook."""
        ...

    def webhook(self, webhook: str) -> Webhook | None:
        """One webhook."""
        ...

    def add_webhook(self, webhook: Webhook) -> None:
        """Write a new one."""
        ...

    def keep_secret(
        self, webhook: str, *, secret: bytes, former_until: datetime, now: datetime
    ) -> None:
        """Another secret; the one so far signs until an instant."""
        ...

    def change_webhook(self, webhook: Webhook, *, afresh: bool, now: datetime) -> None:
        """Another address, description or types of events; `afresh`: what waits is tried at once."""
        ...

    def switch_off(self, webhook: str, reason: str, *, now: datetime) -> bool:
        """Nothing is sent from now on; False if nothing was already."""
        ...

    def switch_on(self, webhook: str, *, now: datetime, skip: bool) -> None:
        """Go on where it stopped; with `skip` from now on only."""
        ...

    def drop_webhook(self, webhook: str) -> None:
        """Forget one."""
        ...

    def last_entry(self) -> int:
        """Place of the newest entry in the log."""
        ...

    def add_test(self, webhook: str, kind: str, *, now: datetime) -> WebhookEvent:
        """Queue a test event."""
        ...

    def send_again(self, event: WebhookEvent, *, now: datetime) -> bool:
        """Queue an event once more; False while it is being sent."""
        ...

    def events(
        self, webhook: str, *, states: Sequence[EventState] = (), limit: int | None = None
    ) -> Sequence[WebhookEvent]:
        """Events of a webhook, the newest first."""
        ...

    def attempts(self, events: Sequence[WebhookEvent]) -> Sequence[WebhookAttempt]:
        """Every attempt to tell these events."""
        ...


class Box(Protocol):
    """What encrypts secrets."""

    def sealed(self, secret: bytes, purpose: str) -> bytes:
        """The secret as the database keeps it."""
        ...

    def opened(self, kept: bytes, purpose: str) -> bytes | None:
        """The secret again; None if it does not open."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedWebhook:
    """What somebody asks for."""

    url: str
    description: str = ""
    #: event types; none: all
    events: tuple[str, ...] = ()
    #: cases by id; none: all that are not restricted
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedWebhook:
    """What somebody wants otherwise; None: as it is."""

    url: str | None = None
    description: str | None = None
    #: event types; none of them: all
    events: tuple[str, ...] | None = None


class Webhooks:
    """One method per action; each takes the `Call` first, as in the desk."""

    def __init__(  # noqa: PLR0913  the ports it draws from
        self,
        *,
        rows: WebhookRows,
        registry: Registry,
        shelf: Shelf,
        clock: Clock,
        box: Box,
        random: Callable[[int], bytes],
        reachable: Reachable,
    ) -> None:
        self._rows = rows
        self._registry = registry
        self._shelf = shelf
        self._clock = clock
        self._box = box
        self._random = random
        self._reachable = reachable

    # --- looking ------------------------------------------------------------------------------------------

    def all_webhooks(self) -> Sequence[Webhook]:
        """Every webhook, the oldest first."""
        return self._rows.all_webhooks()

    def webhook(self, webhook: str) -> Webhook:
        """One webhook; raises `NotFound`."""
        found = self._rows.webhook(webhook)
        if found is None:
            raise NotFound(f"没有 Webhook {webhook}。", f"There is no webhook {webhook}.")
        return found

    def restricted(self, webhook: Webhook) -> tuple[str, ...]:
        """The restricted cases among those it names."""
        return tuple(one for one in webhook.cases if self._shelf.warm(one).case.restricted)

    # --- acting -------------------------------------------------------------------------------------------

    def add(self, call: Call, wanted: WantedWebhook) -> tuple[str, Webhook]:
        """Another program is told from now on; gives its secret, which is shown this once only."""
        self.require_administrator(call)
        webhook = self._wanted(call, wanted)
        if self._rows.webhook(webhook.webhook) is not None:
            raise _shown_before()
        if len(self._rows.all_webhooks()) >= MOST_WEBHOOKS:
            raise Refused(
                "too_many_webhooks",
                f"最多 {MOST_WEBHOOKS} 个 Webhook；请先删除不用的。",
                f"There are {MOST_WEBHOOKS} webhooks at most; remove one that is not used.",
            )
        secret = self._random(SECRET_BYTES)
        self._record(call, webhook, "added")
        kept = replace(
            webhook,
            secret=self._box.sealed(secret, webhook.webhook),
            # What was recorded before is not told.
            log_seq=self._rows.last_entry(),
        )
        self._rows.add_webhook(kept)
        return secret_text(secret), kept

    def rotate(self, call: Call, webhook: str) -> str:
        """Another secret, shown this once only; the old one signs as well for a day."""
        self.require_administrator(call)
        found = self.webhook(webhook)
        if self._record(call, found, "rotated"):
            raise _shown_before()
        now, secret = self._clock(), self._random(SECRET_BYTES)
        self._rows.keep_secret(
            webhook,
            secret=self._box.sealed(secret, webhook),
            former_until=now + BOTH_SECRETS,
            now=now,
        )
        return secret_text(secret)

    def edit(self, call: Call, webhook: str, edited: EditedWebhook) -> Webhook:
        """Another address, description or types of events; its secret and what was sent stay.

        Whoever names another address has to be allowed to tell it all that goes there, as whoever adds a webhook.
        """
        self.require_administrator(call)
        found = self.webhook(webhook)
        wanted = self._edited(found, edited)
        parts = [
            part for part, name in PARTS.items() if getattr(wanted, name) != getattr(found, name)
        ]
        if not parts:
            return found
        moved = wanted.url != found.url
        if moved:
            person = self._shelf.house().acting(call.actor)
            for case in found.cases:
                self._require_readable(case, person)
        self._record(call, wanted, "edited", parts)
        self._rows.change_webhook(wanted, afresh=moved, now=self._clock())
        return self.webhook(webhook)

    def disable(self, call: Call, webhook: str) -> Webhook:
        """Nothing is sent until it is switched on again."""
        self.require_administrator(call)
        found = self.webhook(webhook)
        if found.state == "on":
            self._record(call, found, "disabled")
            self._rows.switch_off(webhook, WhyOff.BY_HAND.value, now=self._clock())
        return self.webhook(webhook)

    def enable(self, call: Call, webhook: str, *, skip: bool = False) -> Webhook:
        """Events are sent again, from where it stopped; with `skip` only those from now on."""
        self.require_administrator(call)
        found = self.webhook(webhook)
        if found.state == "off":
            self._record(call, found, "enabled")
            self._rows.switch_on(webhook, now=self._clock(), skip=skip)
        return self.webhook(webhook)

    def remove(self, call: Call, webhook: str) -> None:
        """It is told nothing any more, and what was sent to it is forgotten."""
        self.require_administrator(call)
        gone = self._shelf.house().webhooks_gone.get(webhook)
        if gone is None or self._registry.done(call, gone) is None:
            self._record(call, self.webhook(webhook), "removed")
        self._rows.drop_webhook(webhook)

    def test(self, call: Call, webhook: str) -> WebhookEvent:
        """Queue an event that tells nothing, to see whether anything arrives."""
        self.require_administrator(call)
        self._require_on(self.webhook(webhook))
        return self._rows.add_test(webhook, TEST_EVENT, now=self._clock())

    def resend(self, call: Call, webhook: str, message: str) -> WebhookEvent:
        """Send an event once more under its own id (`msg_…`)."""
        self.require_administrator(call)
        self._require_on(self.webhook(webhook))
        found = next((one for one in self._rows.events(webhook) if one.id == message), None)
        if found is None:
            raise NotFound(f"没有事件 {message}。", f"There is no event {message}.")
        if not self._rows.send_again(found, now=self._clock()):
            raise Refused("being_sent", "正在发送，请稍候。", "It is being sent right now.")
        return found

    def require_administrator(self, call: Call) -> None:
        """Refuse whoever does not look after webhooks, as after accounts."""
        require_administrator(self._shelf.house(), call.actor, _WEBHOOKS)

    # --- inside -----------------------------------------------------------------------------------------------

    def _wanted(self, call: Call, wanted: WantedWebhook) -> Webhook:
        """A webhook of what was asked for, still without a secret; raises `BadValue`, `NotFound`."""
        url = checked_url(wanted.url, self._reachable)
        events, description = _event_types(wanted.events), _described(wanted.description)
        if len(wanted.cases) > MOST_CASES:
            raise BadValue(f"专案最多 {MOST_CASES} 个。", f"Name at most {MOST_CASES} cases.")
        person, at = self._shelf.house().acting(call.actor), instant_text(self._clock())
        for case in wanted.cases:
            self._require_readable(case, person)
        made = hashlib.sha256(call.request.encode()).hexdigest()
        return Webhook(
            webhook=f"wh-{made[:12]}",
            url=url,
            description=description,
            events=events,
            cases=tuple(dict.fromkeys(wanted.cases)),
            person=person,
            secret=b"",
            log_seq=0,
            created_at=at,
            changed_at=at,
        )

    def _edited(self, found: Webhook, edited: EditedWebhook) -> Webhook:
        """The webhook as somebody wants it; raises `BadValue`."""
        asked = edited.url is not None and edited.url.strip() != found.url
        description = found.description
        if edited.description is not None:
            description = _described(edited.description)
        return replace(
            found,
            # What stands there already is not looked at again: it may have been allowed then.
            url=checked_url(edited.url or "", self._reachable) if asked else found.url,
            description=description,
            events=found.events if edited.events is None else _event_types(edited.events),
        )

    def _require_readable(self, case: str, person: str) -> None:
        """A case that somebody may not read is not there for them."""
        known = self._shelf.warm(case).case
        ask = Ask(actor=person, now=self._clock(), people=self._shelf.house().roster())
        if not may_read(known, ask):
            raise NotFound(f"没有专案 {case}。", f"There is no case {case}.")

    def _require_on(self, webhook: Webhook) -> None:
        if webhook.state == "off":
            raise Refused(
                "webhook_off",
                "该 Webhook 已停用。",
                "This webhook is switched off.",
                (
                    Lack(
                        zh="先启用",
                        en="switch it on first",
                        command=f"launchkit webhook enable {webhook.webhook}",
                    ),
                ),
            )

    def _record(
        self, call: Call, webhook: Webhook, change: str, parts: Sequence[str] = ()
    ) -> bool:
        """Write the entry of the house; True if this request had written it before."""
        entry = WebhookChanged(
            webhook=webhook.webhook,
            change=change,
            host=urlsplit(webhook.url).hostname or "",
            events=webhook.events,
            cases=webhook.cases,
            parts=tuple(parts),
        )
        return self._registry.add(call, entry).repeated


def _event_types(wanted: Sequence[str]) -> tuple[str, ...]:
    """Types of events in their order; raises `BadValue` for one that there is not."""
    unknown = sorted(set(wanted) - set(EVENT_TYPES))
    if unknown:
        raise BadValue(
            f"没有事件类型 {'、'.join(unknown)}。",
            f"There is no event type {', '.join(unknown)}.",
        )
    return tuple(one for one in EVENT_TYPES if one in wanted)


def _described(typed: str) -> str:
    """What a webhook is; raises `BadValue` where it is a whole story."""
    if len(typed) > LONGEST_DESCRIPTION:
        raise BadValue(
            f"说明最长 {LONGEST_DESCRIPTION} 字。",
            f"A description has at most {LONGEST_DESCRIPTION} characters.",
        )
    return typed.strip()


def _shown_before() -> Refused:
    return Refused(
        "secret_shown",
        "这个请求已经办过，密钥当时已显示；丢失了就更换密钥。",
        "This request was carried out before, and the secret was shown then; if it is lost, rotate it.",
    )
