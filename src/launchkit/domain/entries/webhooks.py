"""The entry of the house about webhooks: that, and by whom, another program is told of events."""

from __future__ import annotations

from dataclasses import dataclass

from launchkit.domain.entries.base import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChanged(Entry):
    """A webhook was added, got another secret or address, was switched on or off, or is no more; its secret is never here."""

    KIND = "webhook_changed"
    VERSION = 2
    webhook: str
    #: added, rotated, edited, enabled, disabled, removed
    change: str
    #: where events go; the rest of the address may be a secret
    host: str
    #: event types; none: all
    events: tuple[str, ...] = ()
    #: ids of cases; none: all that are not restricted
    cases: tuple[str, ...] = ()
    #: what of it was edited: address, description, events
    parts: tuple[str, ...] = ()
