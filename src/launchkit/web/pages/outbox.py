"""What waited on a telephone without signal: taken in one action at a time, by the same way as from the pages themselves."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.errors import BadValue, Refused
from launchkit.domain.offline import channel_of, happened_at, instant_of, skew_of
from launchkit.domain.telling.words import say
from launchkit.domain.trail import instant_text
from launchkit.web.case_doing import CASE_DOINGS
from launchkit.web.kept_pages import pages_ahead
from launchkit.web.links import address_for
from launchkit.web.objects import case_of, task_of
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, trouble_of
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import Site, SiteOf
from launchkit.web.task_doing import DOINGS, kept_request
from launchkit.web.task_view import Acted, others_of, unmoved
from launchkit.web.uploads import require_as_captured

router = APIRouter()

_NO_STAMP: Final = Text(
    zh="时间凭据不对，请再试一次。", en="The proof of the time is not right; try again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """One action that waited: what the desk is asked, and what is said of it."""

    case: Case
    said: Text
    action: Callable[[Call], Outcome]
    #: where it is about a task: the task as it was seen
    acted: Acted | None


@router.get("/outbox")
def outbox(page: PageOf) -> Response:
    """What waits on this telephone; the page is drawn there, out of what is kept there."""
    return page.show("outbox.html")


@router.get("/outbox/key")
def key(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """What a telephone needs to send: who it would send for, the token of forms, and what time it is here."""
    now = instant_text(site.office.clock())
    return JSONResponse(
        {"person": viewer.person, "csrf": page.csrf, "now": now, "stamp": _stamp(viewer, now)}
    )


@router.get("/outbox/ahead")
def ahead(page: PageOf, viewer: SignedIn) -> Response:
    """Which pages a telephone keeps for when there is no signal, and which cases it may keep pages of at all."""
    return JSONResponse(
        {
            "person": viewer.person,
            "cases": [row.case for row in viewer.cases],
            "pages": pages_ahead(page),
        }
    )


@router.post("/outbox")
def take(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """One action: carried out once however often it is sent, dated by when it was done."""
    queued = None
    try:
        if form.text("outbox.person", longest=200) != viewer.person:
            raise _others_work()
        queued = _read(page, viewer, site, form)
        call = _call(viewer, site, queued.case, form)
        outcome = (
            queued.action(call)
            if queued.acted is None
            else unmoved(page, queued.acted, call, queued.action)
        )
    except ANSWERS as fault:
        return _refused(page, trouble_of(fault), queued, form)
    told = {"said": say(queued.said, page.lang), "repeated": outcome.repeated}
    return page.after(outcome, lambda: JSONResponse(told))


def _others_work() -> Refused:
    return Refused(
        "other_person",
        "这是另一个人记下的，等本人登录后再传。",
        "Somebody else noted this; it is sent once they sign in.",
    )


def _read(page: Page, viewer: Viewer, site: Site, form: Sent) -> Queued:
    """What is asked, with everything that it names found by the object check."""
    case = case_of(form.text("outbox.case", longest=200), viewer, site)
    verb = form.one_of("outbox.verb", (*DOINGS, *CASE_DOINGS))
    require_as_captured(form)
    if verb in CASE_DOINGS:
        doing = CASE_DOINGS[verb](page, case, form)
        return Queued(case=case, said=doing.said, action=doing.action, acted=None)
    there = task_of(form.text("outbox.task", longest=200), case)
    acted = Acted(there=there, form=form, acting=verb)
    try:
        doing = DOINGS[verb](page, there, form)
    except BadValue as fault:
        # What others did meanwhile is told beside a field that does not fit, too.
        return Queued(
            case=case, said=Text(zh=fault.zh, en=fault.en), action=_raising(fault), acted=acted
        )
    return Queued(case=case, said=doing.said, action=doing.action, acted=acted)


def _raising(fault: BadValue) -> Callable[[Call], Outcome]:
    def action(_call: Call) -> Outcome:
        raise fault

    return action


def _call(viewer: Viewer, site: Site, case: Case, form: Sent) -> Call:
    """The action, dated by the telephone's clock as far as that can be believed."""
    captured = instant_of(
        form.text("outbox.captured", longest=40), "记下的时间", "The time of noting"
    )
    phone = instant_of(form.text("outbox.sent", longest=40), "手机的时间", "The telephone's time")
    skew = skew_of(phone, _stamped(viewer, form.text("outbox.stamp", longest=200)))
    now = site.office.clock()
    happened = happened_at(captured, skew, now=now, zone=case.zone)
    made = viewer.call(form.request, expect=form.expect, happened=happened)
    return replace(made, channel=channel_of(skew))


def _refused(page: Page, trouble: Trouble, queued: Queued | None, form: Sent) -> Response:
    """Why not, for the list on the telephone: what lacks with where to supply it, and what others did meanwhile."""
    lang, case = page.lang, queued.case if queued else None
    errors = dict(trouble.errors)
    if trouble.field is not None:
        errors[trouble.field] = trouble.text
    others = others_of(page, queued.acted) if queued and queued.acted else ()
    told: dict[str, Any] = {
        "code": trouble.code,
        "said": say(trouble.text, lang),
        "lacks": [
            {
                "said": one.en if lang == "en" else one.zh,
                "address": address_for(one, case.id) if case else None,
            }
            for one in trouble.lacks
        ],
        "errors": [{"field": name, "said": say(text, lang)} for name, text in errors.items()],
        "others": [
            {
                "seq": one.seq,
                "local": one.local,
                "who": one.actor_name,
                "said": say(one.said, lang),
            }
            for one in others
        ],
        # What was given is saved already, though the task is not finished: it need not be handed in again.
        "kept": trouble.code == "incomplete" and page.was_answered(kept_request(form.request)),
        "seq": page.site.office.desk.case(case.id).seq if case else None,
    }
    return JSONResponse(told, status_code=trouble.status)


# --- what time it was ----------------------------------------------------------------------------------------


def _stamp(viewer: Viewer, now: str) -> str:
    """The time here, signed for one session: so a slow upload does not look like a clock that is off."""
    secret = viewer.session.digest.encode()
    return f"{now} {hmac.digest(secret, f'clock {now}'.encode(), hashlib.sha256).hex()}"


def _stamped(viewer: Viewer, stamp: str) -> datetime:
    now = stamp.partition(" ")[0]
    if not hmac.compare_digest(_stamp(viewer, now).encode(), stamp.encode()):
        raise BadField("outbox.stamp", _NO_STAMP.zh, _NO_STAMP.en)
    return datetime.fromisoformat(now)
