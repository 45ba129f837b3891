"""What people do about a task: work on it, say why it cannot be done, hand it on. One action of the desk each."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.checklist import Text
from launchkit.domain.telling.standing_in import handed_to
from launchkit.domain.telling.words import value_text
from launchkit.web.objects import TaskOf
from launchkit.web.page import ANSWERS, PageOf, trouble_of
from launchkit.web.security.viewer import SignedIn
from launchkit.web.sent import BadField, SentForm
from launchkit.web.site import SiteOf
from launchkit.web.task_doing import day_text, given_facts, said_of
from launchkit.web.task_view import Acted, carry_out, do, draw

router = APIRouter()

_TASK: Final = "/cases/{case}/tasks/{task}"

# --- the work itself -----------------------------------------------------------------------------------------


@router.post(_TASK + "/work")
def work(there: TaskOf, page: PageOf, form: SentForm) -> Response:
    """Facts and proofs are handed in; with `do=done` the task is finished with them."""
    return do(page, there, form, "work")


@router.post(_TASK + "/check")
def check(there: TaskOf, page: PageOf, form: SentForm, of: str = "") -> Response:
    """Whether what was just typed into a field fits it; nothing is written.

    The form comes whole; what is wrong with other fields is said beside those.
    """
    _, errors = given_facts(there, form)
    wrong = [one for name, one in errors.items() if not of or name == f"fact.{of}"]
    return page.show("task_check_part.html", wrong=wrong)


@router.post(_TASK + "/show")
def show(there: TaskOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """A covered value is shown once, with an entry that says who looked and why."""
    acted = Acted(there=there, form=form, acting="show", said=said_of(there, "已显示", "shown"))
    task = there.task
    desk, case = site.office.desk, there.case.id
    try:
        fact = form.one_of("show.fact", (*task.item.facts, *task.item.optional_facts))
        spec = there.case.book.facts[fact]
        name = f"{task.instance}.{fact}" if spec.per and task.instance else fact
        reason = form.text("show.reason", required=True)
        known = desk.people.show_personal(viewer.call(form.request), case, name, reason=reason)
    except ANSWERS as fault:
        return draw(page, there, trouble=trouble_of(fault), acted=acted)
    value = value_text(spec, known.case.value(fact, task.instance))
    return draw(page, there, uncovered={fact: value})


@router.post(_TASK + "/start")
def start(there: TaskOf, page: PageOf, form: SentForm) -> Response:
    """Work begins."""
    return do(page, there, form, "start")


@router.post(_TASK + "/reopen")
def reopen(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Finished work is open again."""
    acted = Acted(
        there=there, form=form, acting="reopen", said=said_of(there, "已重开", "reopened")
    )
    desk, case, key = site.office.desk, there.case.id, there.task.key
    return carry_out(
        page, acted, lambda call: desk.reopen(call, case, key, reason=form.text("reopen.reason"))
    )


# --- it cannot be done -----------------------------------------------------------------------------------------


@router.post(_TASK + "/block")
def block(there: TaskOf, page: PageOf, form: SentForm) -> Response:
    """The task waits on somebody, with a contact and a day to ask again."""
    return do(page, there, form, "block")


@router.post(_TASK + "/ask-headquarters")
def ask_headquarters(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """The task waits on a decision of headquarters: another day, or help."""
    acted = Acted(
        there=there, form=form, acting="headquarters", said=said_of(there, "已报总部", "headquarters is asked")
    )  # fmt: skip
    desk, case, key = site.office.desk, there.case.id, there.task.key
    who = "、".join(there.case.people_with("hq_lead"))

    def action(call: Call) -> Outcome:
        wanted = form.day("hq.day")
        reason = form.text("hq.reason", required=True)
        asks = f"请改期到 {wanted}：{reason}" if wanted else reason
        return desk.block(
            call,
            case,
            key,
            waiting_on=who,
            reason=asks,
            party="headquarters",
            again_on=day_text(form, "hq.again"),
        )

    return carry_out(page, acted, action)


@router.post(_TASK + "/unblock")
def unblock(there: TaskOf, page: PageOf, form: SentForm) -> Response:
    """The wait is over."""
    return do(page, there, form, "unblock")


@router.post(_TASK + "/nudge")
def nudge(there: TaskOf, page: PageOf, form: SentForm) -> Response:
    """Whoever is waited for was reminded."""
    return do(page, there, form, "nudge")


@router.post(_TASK + "/extend")
def extend(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Headquarters names another day."""
    acted = Acted(there=there, form=form, acting="extend", said=said_of(there, "已改期", "moved"))
    desk, case, key = site.office.desk, there.case.id, there.task.key
    dues = [one.id for one in there.task.item.due]

    def action(call: Call) -> Outcome:
        form.day("extend.to", required=True)
        return desk.extend(
            call,
            case,
            key,
            to=form.text("extend.to"),
            reason=form.text("extend.reason"),
            due=form.one_of("extend.due", dues),
        )

    return carry_out(page, acted, action)


@router.post(_TASK + "/counsel")
def counsel(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Counsel is asked, in own words or with a question that the checklist has ready."""
    acted = Acted(
        there=there,
        form=form,
        acting="counsel",
        said=said_of(there, "已问法务", "counsel is asked"),
    )
    desk, case = site.office.desk, there.case.id
    points = ["", *(one.id for one in there.task.item.counsel)]

    def action(call: Call) -> Outcome:
        return desk.crisis.ask_counsel(
            call,
            case,
            text=form.text("counsel.text"),
            due=form.day("counsel.due"),
            point=form.one_of("counsel.point", points) or None,
        )

    return carry_out(page, acted, action)


@router.post(_TASK + "/waive")
def waive(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Somebody asks that the task need not be done."""
    acted = Acted(
        there=there, form=form, acting="waive", said=said_of(there, "已申请豁免", "a waiver is asked for")
    )  # fmt: skip
    desk, case, key = site.office.desk, there.case.id, there.task.key
    return carry_out(
        page, acted, lambda call: desk.waive(call, case, key, reason=form.text("waive.reason"))
    )


# --- people ----------------------------------------------------------------------------------------------------


@router.post(_TASK + "/assign")
def assign(
    there: TaskOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm
) -> Response:
    """Another person answers for the task; where they are away, whoever stands in does, and that is said."""
    desk, case, key = site.office.desk, there.case.id, there.task.key

    def said() -> Text:
        known = desk.case(case)
        to = form.text("assign.to")
        found = handed_to(known, known.tasks[key], to, viewer.ask, desk.house()).said
        return said_of(there, found.zh, found.en)

    acted = Acted(there=there, form=form, acting="assign", said=said)
    team = list(there.case.team)

    def action(call: Call) -> Outcome:
        return desk.assign(
            call,
            case,
            key,
            to=form.one_of("assign.to", team),
            helpers=tuple(one for one in form.many("assign.helpers") if one in team),
            reason=form.text("assign.reason"),
        )

    return carry_out(page, acted, action)


@router.post(_TASK + "/watch")
def watch(there: TaskOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Who looks is told about the task from now on, or no more."""
    watching = form.flag("watching")
    said = ("已关注", "you watch it") if watching else ("不再关注", "you watch it no longer")
    acted = Acted(there=there, form=form, acting="watch", said=said_of(there, *said))
    desk, case, key = site.office.desk, there.case.id, there.task.key
    return carry_out(
        page,
        acted,
        lambda call: desk.people.watch(call, case, key, person=viewer.person, watching=watching),
    )


@router.post(_TASK + "/break-glass")
def break_glass(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Somebody takes a right in an emergency, knowing that headquarters is told at once."""
    acted = Acted(
        there=there, form=form, acting="glass", said=said_of(there, "应急权限已开 24 小时", "an emergency right for 24 hours")
    )  # fmt: skip
    desk, case, key = site.office.desk, there.case.id, there.task.key

    def action(call: Call) -> Outcome:
        if not form.flag("glass.understood"):
            raise BadField(
                "glass.understood",
                "请先确认：总部会立即收到通知，并事后复核。",
                "Confirm first that headquarters is told at once and will review it.",
            )
        return desk.people.break_glass(call, case, key, reason=form.text("glass.reason"))

    return carry_out(page, acted, action)
