"""Other programs that are told of events: for administrators, with everything that was sent and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import wait
from typing import Any, Final

from fastapi import APIRouter, Response

from launchkit.desk import Call
from launchkit.desk.webhooks import EditedWebhook, WantedWebhook
from launchkit.domain.calendar import ZONE
from launchkit.domain.checklist import Text
from launchkit.domain.telling.webhooks import OUTCOMES, STATES, attempt_words, reason_words
from launchkit.domain.webhook_events import EVENT_TYPES
from launchkit.domain.webhooks import Webhook, WebhookAttempt
from launchkit.web.objects import Absent, WebhookIdOf, WebhookOf
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, trouble_of
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import Sent, SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()

SHOWN: Final = 50
#: Seconds that a page waits to be able to say whether a test arrived.
PATIENCE: Final = 3
_DONE: Final = Text(zh="已办。", en="Done.")
_ASKED: Final = Text(zh="已排入发送；结果见下。", en="Queued; what became of it is below.")


@router.get("/webhooks")
def webhooks(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """All webhooks, and a form for another."""
    return _all(page, viewer, site)


@router.post("/webhooks")
def add(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Another webhook; its secret is on the page that answers, and nowhere else."""
    try:
        wanted = WantedWebhook(
            url=form.text("url", longest=500, required=True),
            description=form.text("description", longest=200),
            events=form.many("events"),
            cases=_cases(form, viewer),
        )
        secret, made = site.office.webhooks.add(viewer.call(form.request), wanted)
    except ANSWERS as fault:
        return _all(page, viewer, site, trouble_of(fault), form)
    return _one(page, viewer, site, made, secret=secret)


@router.get("/webhooks/{webhook}")
def webhook(found: WebhookOf, page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """One webhook with the log of what was sent."""
    return _one(page, viewer, site, found)


@router.post("/webhooks/{webhook}/rotate")
def rotate(
    found: WebhookOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Another secret, likewise shown once."""
    try:
        secret = site.office.webhooks.rotate(viewer.call(form.request), found.webhook)
    except ANSWERS as fault:
        return _one(page, viewer, site, found, trouble=trouble_of(fault))
    return _one(page, viewer, site, site.office.webhooks.webhook(found.webhook), secret=secret)


@router.post("/webhooks/{webhook}/edit")
def edit(
    found: WebhookOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Another address, description or types of events; its secret and what was sent stay."""

    def act(call: Call) -> None:
        wanted = EditedWebhook(
            url=form.text("url", longest=500, required=True),
            description=form.text("description", longest=200),
            events=form.many("events"),
        )
        site.office.webhooks.edit(call, found.webhook, wanted)

    return page.act(
        form,
        act,
        back=_address(found.webhook),
        said=_DONE,
        again=lambda trouble: _one(page, viewer, site, found, trouble=trouble, form=form),
    )


@router.post("/webhooks/{webhook}/state")
def change(
    known: WebhookIdOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Switch on or off, or remove."""

    def act(call: Call) -> None:
        hooks = site.office.webhooks
        acts: dict[str, Callable[[], Any]] = {
            "disable": lambda: hooks.disable(call, known),
            "enable": lambda: hooks.enable(call, known, skip=form.flag("skip")),
            "remove": lambda: hooks.remove(call, known),
        }
        acts[form.one_of("what", acts)]()

    def again(trouble: Trouble) -> Response:
        return _one(page, viewer, site, site.office.webhooks.webhook(known), trouble=trouble)

    gone = form.text("what", longest=20) == "remove"
    back = "/webhooks" if gone else _address(known)
    return page.act(form, act, back=back, said=_DONE, again=again)


@router.post("/webhooks/{webhook}/send")
def send(
    found: WebhookOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Send a test event, or one event once more."""

    def act(call: Call) -> None:
        event = form.text("event", longest=40)
        if event:
            site.office.webhooks.resend(call, found.webhook, event)
        else:
            site.office.webhooks.test(call, found.webhook)
        wait(site.office.announcer.start(), timeout=PATIENCE)

    return page.act(
        form,
        act,
        back=_address(found.webhook),
        said=_ASKED,
        again=lambda trouble: _one(page, viewer, site, found, trouble=trouble),
    )


def _address(webhook: str) -> str:
    return f"/webhooks/{webhook}"


def _cases(form: Sent, viewer: Viewer) -> tuple[str, ...]:
    """Cases that were ticked; others than those one sees were not offered."""
    seen = {row.case for row in viewer.cases}
    return tuple(one for one in form.many("cases") if one in seen)


def _all(
    page: Page,
    viewer: Viewer,
    site: Site,
    trouble: Trouble | None = None,
    form: Sent | None = None,
) -> Response:
    if not viewer.administrator:
        raise Absent
    hooks = site.office.webhooks
    rows = site.office.store.webhooks
    found = hooks.all_webhooks()
    return page.show(
        "webhooks.html",
        status=200 if trouble is None else trouble.status,
        hooks=found,
        waiting={one.webhook: len(rows.events(one.webhook, states=("waiting", "sending"))) for one in found},
        failed={one.webhook: len(rows.events(one.webhook, states=("failed",))) for one in found},
        reason_words=reason_words,
        types=EVENT_TYPES,
        cases=[row for row in viewer.cases if row.state == "open"],
        allowed=site.office.settings.webhook_allow,
        typed={} if form is None else form.typed,
        ticked=set() if form is None else {*form.many("events"), *form.many("cases")},
        trouble=trouble,
    )  # fmt: skip


def _one(  # noqa: PLR0913  the page after each of its forms
    page: Page,
    viewer: Viewer,
    site: Site,
    found: Webhook,
    *,
    trouble: Trouble | None = None,
    secret: str | None = None,
    form: Sent | None = None,
) -> Response:
    rows = site.office.store.webhooks
    failed = page.request.query_params.get("failed") == "1"
    events = rows.events(found.webhook, states=("failed",) if failed else (), limit=SHOWN)
    attempts: dict[str, list[WebhookAttempt]] = {}
    by_place = {(one.case, one.seq): one.id for one in events}
    for each in rows.attempts(events):
        attempts.setdefault(by_place[each.case, each.seq], []).append(each)
    seen = {row.case: row for row in viewer.cases}
    answer = page.show(
        "webhook.html",
        status=200 if trouble is None else trouble.status,
        hook=found,
        zone=ZONE,
        state=reason_words(found),
        secret=secret,
        two_secrets=(found.former_until or "") > site.office.clock().isoformat(),
        restricted=site.office.webhooks.restricted(found),
        seen=seen,
        types=EVENT_TYPES,
        events=events,
        attempts=attempts,
        failed=failed,
        states=STATES,
        outcomes=OUTCOMES,
        attempt_words=attempt_words,
        typed=None if form is None else form.typed,
        ticked=set(found.events if form is None else form.many("events")),
        allowed=site.office.settings.webhook_allow,
        trouble=trouble,
    )
    # It may hold the secret.
    answer.headers["Cache-Control"] = "no-store"
    return answer
