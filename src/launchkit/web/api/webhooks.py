"""Webhooks: other programs that are told of events; what an event says; what was sent."""

from __future__ import annotations

from concurrent.futures import wait
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from launchkit.desk.webhooks import EditedWebhook, WantedWebhook
from launchkit.domain.errors import NotFound
from launchkit.domain.telling import as_json
from launchkit.domain.telling.webhooks import webhook_json
from launchkit.domain.webhooks import EventState, Webhook, WebhookAttempt, WebhookEvent
from launchkit.web.api.base import (
    PREFIX,
    Administering,
    Asked,
    Body,
    Code,
    Codes,
    Required,
    WindowOf,
    Words,
    portion,
    require_administrator,
    told,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.objects import WebhookIdOf, WebhookOf, find_case
from launchkit.web.security.tokens import Program, ProgramOf

router = APIRouter(prefix=f"{PREFIX}/webhooks", tags=["webhooks"])
#: What is sent to others, for the description alone: nobody posts it to us.
outgoing = APIRouter()

#: Seconds that an answer waits for what it set off.
PATIENCE = 3


class EventLinks(BaseModel):
    """Where to read more, as somebody who may."""

    model_config = ConfigDict(extra="forbid")
    #: the entry, in this API
    entry: str | None = None
    page: str


class EventData(BaseModel):
    """What an event is about: ids and codes, never a fact, a name or a title. A test event has its links only."""

    model_config = ConfigDict(extra="forbid")
    case: str | None = None
    #: entry of the case
    seq: int | None = None
    #: kind of the entry
    kind: str | None = None
    #: key and code of the task; none for tasks that people added
    task: str | None = None
    code: str | None = None
    document: str | None = None
    #: code of whoever did it; `system` for the clockwork
    actor: str | None = None
    links: EventLinks


class EventPayload(BaseModel):
    """The body of a webhook."""

    model_config = ConfigDict(extra="forbid")
    type: str
    #: when it was recorded
    timestamp: str
    data: EventData


class NewWebhook(Body):
    """Where to send, and what; no events: all; no cases: all that are not restricted."""

    url: Required
    description: Words = ""
    events: Codes = Field(default_factory=list)
    cases: Codes = Field(default_factory=list)


class WebhookTold(BaseModel):
    """A webhook; its secret was shown once."""

    model_config = ConfigDict(extra="forbid")
    webhook: str
    url: str
    description: str
    events: list[str]
    cases: list[str]
    #: the restricted cases among them
    restricted: list[str]
    person: str
    state: str
    reason: str | None
    failing_since: str | None
    two_secrets_until: str | None
    created_at: str
    changed_at: str


class NewWebhookTold(WebhookTold):
    """A webhook with its secret, this once."""

    secret: str


class SecretTold(BaseModel):
    """Another secret, shown this once; the old one signs as well for 24 hours."""

    model_config = ConfigDict(extra="forbid")
    webhook: str
    secret: str


class Edited(Body):
    """What shall be otherwise; what is left out stays. No events: all."""

    url: Required | None = None
    description: Words | None = None
    events: Codes | None = None


class Enable(Body):
    """Whether to leave out what happened while it was off."""

    skip: bool = False


class Resend(Body):
    """Which event to send once more."""

    event: Code


class Nothing(Body):
    """Nothing but the request itself."""


class Removed(BaseModel):
    """A webhook that is no more."""

    model_config = ConfigDict(extra="forbid")
    removed: str


class EventTold(BaseModel):
    """One event for one webhook, with every attempt; of answers only the status is kept."""

    model_config = ConfigDict(extra="forbid")
    event: str
    type: str
    case: str | None
    seq: int
    at: str
    state: EventState
    reason: str | None
    #: not before this instant
    next_try: str | None
    attempts: list[WebhookAttempt]


@outgoing.post("event", response_model=None, status_code=204)
def event(body: EventPayload) -> None:
    """Sent to every webhook that wants its type, signed by the Standard Webhooks specification.

    The headers are `webhook-id`, `webhook-timestamp` and `webhook-signature`. Any status from 200 to 299 takes the event, 410
    switches the webhook off, anything else has it sent again; after 429 or 503 when `Retry-After` says, a day later at most.
    """


@router.get("", response_model=Portion[WebhookTold])
def webhooks(program: ProgramOf, wanted: WindowOf) -> Response:
    """All webhooks, for administrators."""
    require_administrator(program)
    rows = program.site.office.webhooks.all_webhooks()
    return portion(rows, wanted, lambda one: one.webhook, lambda one: _told(program, one))


@router.post("", response_model=NewWebhookTold)
def add(asked: Administering, sent: NewWebhook) -> Response:
    """Tell another program of events from now on; the answer holds its secret, this once."""
    require_administrator(asked.program)
    wanted = WantedWebhook(
        url=sent.url,
        description=sent.description,
        events=tuple(sent.events),
        cases=tuple(find_case(asked.program, one).case for one in sent.cases),
    )
    secret, made = asked.program.site.office.webhooks.add(asked.call, wanted)
    return told({**_told(asked.program, made), "secret": secret})


@router.get("/{webhook}", response_model=WebhookTold)
def webhook(found: WebhookOf, program: ProgramOf) -> Response:
    """One webhook."""
    return told(_told(program, found))


@router.post("/{webhook}/rotate", response_model=SecretTold)
def rotate(found: WebhookOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Another secret; both sign for 24 hours."""
    secret = asked.program.site.office.webhooks.rotate(asked.call, found.webhook)
    return told({"webhook": found.webhook, "secret": secret})


@router.post("/{webhook}/edit", response_model=WebhookTold)
def edit(found: WebhookOf, asked: Administering, sent: Edited) -> Response:
    """Another address, description or types of events; the secret and what was sent stay."""
    wanted = EditedWebhook(
        url=sent.url,
        description=sent.description,
        events=None if sent.events is None else tuple(sent.events),
    )
    hooks = asked.program.site.office.webhooks
    return told(_told(asked.program, hooks.edit(asked.call, found.webhook, wanted)))


@router.post("/{webhook}/disable", response_model=WebhookTold)
def disable(found: WebhookOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Send nothing until it is switched on again."""
    hooks = asked.program.site.office.webhooks
    return told(_told(asked.program, hooks.disable(asked.call, found.webhook)))


@router.post("/{webhook}/enable", response_model=WebhookTold)
def enable(found: WebhookOf, asked: Administering, sent: Enable) -> Response:
    """Send again, from where it stopped."""
    hooks = asked.program.site.office.webhooks
    return told(_told(asked.program, hooks.enable(asked.call, found.webhook, skip=sent.skip)))


@router.post("/{webhook}/remove", response_model=Removed)
def remove(known: WebhookIdOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Tell it nothing any more, and forget what was sent."""
    asked.program.site.office.webhooks.remove(asked.call, known)
    return told({"removed": known})


@router.post("/{webhook}/test", response_model=EventTold)
def test(found: WebhookOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Send a test event; the answer says what became of it within a few seconds."""
    queued = asked.program.site.office.webhooks.test(asked.call, found.webhook)
    return _sent(asked, queued)


@router.post("/{webhook}/resend", response_model=EventTold)
def resend(found: WebhookOf, asked: Administering, sent: Resend) -> Response:
    """Send an event once more under its own id."""
    queued = asked.program.site.office.webhooks.resend(asked.call, found.webhook, sent.event)
    return _sent(asked, queued)


@router.get("/{webhook}/events", response_model=Portion[EventTold])
def events(
    found: WebhookOf, program: ProgramOf, wanted: WindowOf, state: EventState | None = None
) -> Response:
    """What was sent to a webhook and what waits, the newest first."""
    rows = program.site.office.store.webhooks
    every = rows.events(found.webhook, states=() if state is None else (state,))
    some, after = wanted.cut(every, lambda one: one.id)
    attempts = rows.attempts(some)
    return told({"rows": [_event(one, attempts) for one in some], "next": after})


def _sent(asked: Asked, queued: WebhookEvent) -> Response:
    office = asked.program.site.office
    wait(office.announcer.start(), timeout=PATIENCE)
    now = office.store.webhooks.event(queued.webhook, queued.case, queued.seq)
    if now is None:
        raise NotFound("该 Webhook 刚被删除。", "This webhook was removed just now.")
    return told(_event(now, office.store.webhooks.attempts([now])))


def _told(program: Program, found: Webhook) -> dict[str, Any]:
    told_: dict[str, Any] = webhook_json(found, program.site.office.webhooks.restricted(found))
    return told_


def _event(found: WebhookEvent, attempts: Any) -> dict[str, Any]:
    own = [one for one in attempts if (one.case, one.seq) == (found.case, found.seq)]
    return {
        "event": found.id,
        "type": found.type,
        "case": found.case or None,
        "seq": found.seq,
        "at": found.at,
        "state": found.state,
        "reason": found.reason,
        "next_try": found.not_before if found.state == "waiting" else None,
        "attempts": as_json(own),
    }
