"""What waits for the viewer's decision, and what they decided lately."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Approved, ErasureDecided, Rejected
from launchkit.domain.errors import Lack, Refused
from launchkit.domain.telling import EntryLine, entry_line
from launchkit.domain.telling.decisions import Desktop, desktop
from launchkit.web.case_pages import Was
from launchkit.web.objects import CaseOf, ErasureOf, FindingOf, TaskOf
from launchkit.web.page import Page, PageOf, Trouble
from launchkit.web.previews import previewed
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()

HERE: Final = "/decisions"
#: For how long deciding on one task is lent when it is handed on: a weekend lies in it.
LENT_FOR: Final = timedelta(days=7)
#: Decisions looked back on.
SHOWN: Final = 30
_DECIDED: Final = (Approved.KIND, Rejected.KIND, ErasureDecided.KIND)


@router.get("/decisions")
def decisions(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """Questions for the viewer, the most severe case first."""
    return page.of_cases(viewer.cases, lambda: _show(page, viewer, site))


@router.get("/decisions/lately")
def lately(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """What the viewer decided, newest first, as the trail has it."""
    return page.show("decided.html", lines=_decided(viewer, site))


@router.post("/cases/{case}/tasks/{task}/decide")
def decide(
    there: TaskOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Agree, send back, or have one's deputy decide."""
    choice = form.one_of("choice", _CHOICES)
    do, said = _CHOICES[choice]
    case, key = there.case, there.task.key

    def action(call: Call) -> Outcome:
        return do(site, call, case, key, form)

    return page.act(
        form, action, back=HERE, said=said, again=_again(page, viewer, site, key, form)
    )


@router.post("/cases/{case}/erasures/{erasure}/decide")
def decide_erasure(
    found: ErasureOf, case: CaseOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Agree to an erasure, or refuse it with a reason."""
    erasure = found.id
    agreed = form.one_of("choice", ("agree", "refuse")) == "agree"

    def action(call: Call) -> Outcome:
        reason = _reason(form, f"reason.{erasure}", required=not agreed)
        return site.office.desk.people.decide_erasure(
            call, case.id, erasure, agreed=agreed, reason=reason
        )

    said = Text(zh="已记下对清除申请的决定。", en="The decision on the erasure is recorded.")
    return page.act(
        form, action, back=HERE, said=said, again=_again(page, viewer, site, erasure, form)
    )


@router.post("/cases/{case}/findings/{finding}/review")
def review(
    found: FindingOf, case: CaseOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Another person of headquarters says what they found about an emergency right."""
    finding = found.finding

    def action(call: Call) -> Outcome:
        answer = _reason(form, f"answer.{finding}")
        return site.office.desk.answer_finding(call, case.id, finding, answer=answer)

    said = Text(zh="已复核。", en="Reviewed.")
    return page.act(
        form, action, back=HERE, said=said, again=_again(page, viewer, site, finding, form)
    )


# --- inside --------------------------------------------------------------------------------------------------


def _approve(site: Site, call: Call, case: Case, task: str, form: Sent) -> Outcome:
    note = form.text(f"reason.{task}")
    return site.office.desk.approve(call, case.id, task, note=note)


def _reject(site: Site, call: Call, case: Case, task: str, form: Sent) -> Outcome:
    reason = _reason(form, f"reason.{task}")
    return site.office.desk.reject(call, case.id, task, reason=reason)


def _lend(site: Site, call: Call, case: Case, task: str, form: Sent) -> Outcome:
    deputy = case.deputies.get(site.office.desk.house().acting(call.actor))
    if deputy is None:
        raise Refused(
            "no_deputy",
            "本案没有登记您的代理人。",
            "Nobody is named as your deputy in this case.",
            (
                Lack(
                    zh="先登记代理人",
                    en="name a deputy first",
                    command=f"launchkit deputy {case.number} {call.actor} --deputy PERSON",
                ),
            ),
        )
    today = case.local_day(site.office.clock())
    # The desk refuses a changed repetition, and what is lent does not depend on what was seen of the case.
    return site.office.desk.people.delegate(
        replace(call, expect=None),
        case.id,
        to=deputy,
        begins=today,
        ends=today + LENT_FOR,
        tasks=(task,),
        reason=_reason(form, f"reason.{task}"),
    )


_Choice = tuple[Callable[[Site, Call, Case, str, Sent], Outcome], Text]
_CHOICES: Final[dict[str, _Choice]] = {
    "approve": (_approve, Text(zh="已同意。", en="Agreed.")),
    "reject": (_reject, Text(zh="已退回。", en="Sent back.")),
    "lend": (_lend, Text(zh="已请代理人决定。", en="Your deputy can decide it now.")),
}


def _reason(form: Sent, name: str, *, required: bool = True) -> str:
    found = form.text(name)
    if required and not found:
        raise BadField(name, "请写明理由。", "Give the reason.")
    return found


def _again(
    page: Page, viewer: Viewer, site: Site, about: str, form: Sent
) -> Callable[[Trouble], Response]:
    """The page once more, with why it was refused beside the question it was about, and what was typed."""
    return lambda trouble: _show(
        page, viewer, site, trouble=trouble, about=about, typed=form.typed
    )


def _show(page: Page, viewer: Viewer, site: Site, **more: Any) -> Response:
    trouble: Trouble | None = more.get("trouble")
    waiting = _waiting(viewer, site)
    return page.show(
        "decisions.html",
        status=200 if trouble is None else trouble.status,
        desktop=waiting,
        small=frozenset(_small(waiting, site)),
        trouble=trouble,
        about=more.get("about"),
        was=Was(more.get("typed") or {}),
    )


def _small(waiting: Desktop, site: Site) -> Iterator[tuple[str, int]]:
    """Proofs that are shown small, by case and entry."""
    for line in waiting.decisions:
        case = site.office.desk.case(line.task.case)
        yield from ((case.id, seq) for seq in previewed(case, case.tasks[line.task.key]))


def _waiting(viewer: Viewer, site: Site) -> Desktop:
    """Only cases in whose team the viewer is can wait for them."""
    desk = site.office.desk
    rows = [row for row in viewer.cases if row.state == "open" and row.case in viewer.roles]
    return desktop([desk.case(row.case) for row in rows], viewer.ask, desk.house())


def _decided(viewer: Viewer, site: Site) -> list[tuple[Case, EntryLine]]:
    found = [
        one
        for row in viewer.cases
        if row.case in viewer.roles
        for one in _own(viewer, site, row.case)
    ]
    return sorted(found, key=lambda pair: pair[1].recorded_at, reverse=True)[:SHOWN]


def _own(viewer: Viewer, site: Site, case: str) -> Iterator[tuple[Case, EntryLine]]:
    desk = site.office.desk
    known, house = desk.case(case), desk.house()
    for one in desk.reading.entries(case, viewer=viewer.person, kinds=_DECIDED):
        if one.envelope.actor == viewer.ask.actor:
            yield known, entry_line(one, known, house)
