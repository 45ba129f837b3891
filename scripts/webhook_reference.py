# ruff: noqa: INP001  # a script beside its neighbours
"""The reference page of webhooks: event types, what an event says, and which entries are not told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from launchkit.domain.entries import KINDS
from launchkit.domain.telling.webhooks import OUTCOMES
from launchkit.domain.webhook_events import EVENT_TYPES, TOLD, TOLD_NOTICES, why_untold
from launchkit.domain.webhooks import BOTH_SECRETS, SCHEDULE, TRY_FOR
from launchkit.web.api.description import described

INTRO = """\
Another program can be told of what happens in cases, signed by the
[Standard Webhooks](https://www.standardwebhooks.com/) specification. How to receive it: [a short guide](../howto/webhooks.md)."""

RULES = """\
A post has the headers `webhook-id` (the same at every attempt, so that whoever gets an event twice can tell), `webhook-timestamp`
(seconds, of the attempt) and `webhook-signature` (`v1`, HMAC-SHA256 over `id.timestamp.body`; for {both} hours after a rotation two
of them, one for each secret). Any status from 200 to 299 takes the event. `410` switches the webhook off. Everything else, a
redirection too, and no answer within 15 seconds have it sent again: after {waits}, then every 24 hours, each wait up to a tenth
longer, for {days} days. After {days} days in which nothing arrived the webhook is switched off and the administrators are told.

Events of one case come in its order: the next waits until the one before has arrived or was given up. Cases do not wait for one
another, webhooks neither. An event is sent at least once; what was recorded before a webhook was added is not told. A webhook that
was switched off goes on where it stopped, unless that is left out on purpose.

A restricted case is told only where it was named, by somebody who may read it, and only while they may."""


def page(mark: str) -> str:
    """The whole page."""
    waits = ", ".join(_span(one.total_seconds()) for one in SCHEDULE)
    rules = RULES.format(
        both=int(BOTH_SECRETS.total_seconds() // 3600), waits=waits, days=TRY_FOR.days
    )
    parts = (
        ("# Webhooks", "", mark.rstrip(), "", INTRO, "", rules, ""),
        _events(),
        _fields(),
        _untold(),
        _outcomes(),
    )
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _span(seconds: float) -> str:
    for size, word in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {word}"
    return f"{int(seconds)} s"


def _events() -> Iterator[str]:
    sources: dict[str, list[str]] = {name: [] for name in EVENT_TYPES}
    for kind, name in TOLD.items():
        sources[name].append(f"`{kind}`")
    for notice, name in TOLD_NOTICES.items():
        sources[name].append(f"`notice_queued` ({notice.value})")
    yield from ("## Event types", "", "| Type | Sent when | 中文 | Entry |", "|---|---|---|---|")
    for name, words in EVENT_TYPES.items():
        yield f"| `{name}` | {words.en} | {words.zh} | {', '.join(sources[name])} |"
    yield from (
        "",
        "`webhook.test` is sent by `launchkit webhook test` and has `links` alone.",
        "",
    )


def _fields() -> Iterator[str]:
    schemas: dict[str, Any] = described()["components"]["schemas"]
    yield from ("## What an event says", "")
    yield "Ids and codes, never a fact, a name or a title; read the rest through the API with a token that may."
    yield from ("", "| Field | Kind | |", "|---|---|---|")
    remarks = {
        "type": "one of the above",
        "timestamp": "when it was recorded (UTC)",
        "data.case": "id of the case",
        "data.seq": "entry of the case",
        "data.kind": "[kind of the entry](entries.md)",
        "data.task": "key of the task; none for tasks that people added",
        "data.code": "its code, like `NB-16`",
        "data.document": "key of the document, like `D31#hire-2`",
        "data.actor": "code of whoever did it; `system` for the clockwork",
        "data.links.entry": "the entry in the API",
        "data.links.page": "the page about it",
    }
    for name in ("type", "timestamp"):
        yield f"| `{name}` | text | {remarks[name]} |"
    for name, shape in schemas["EventData"]["properties"].items():
        if name == "links":
            continue
        kind = "number" if "integer" in str(shape) else "text"
        yield f"| `data.{name}` | {kind} or null | {remarks[f'data.{name}']} |"
    for name in schemas["EventLinks"]["properties"]:
        yield f"| `data.links.{name}` | text | {remarks[f'data.links.{name}']} |"
    yield ""


def _untold() -> Iterator[str]:
    yield from ("## Entries that are not told", "", "| Entry | Why not |", "|---|---|")
    for kind in sorted(KINDS):
        reason = why_untold(kind)
        if reason is not None:
            yield f"| `{kind}` | {reason.en} |"
    yield ""


def _outcomes() -> Iterator[str]:
    yield from ("## Outcomes in the delivery log", "", "| Word | Meaning |", "|---|---|")
    for word, words in OUTCOMES.items():
        yield f"| `{word}` | {words.en} |"
