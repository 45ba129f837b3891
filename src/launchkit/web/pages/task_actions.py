"""What people do about a task: work on it, say why it cannot be done, hand it on. One action of the desk each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.desk.desk import Attachment
from launchkit.domain.checklist import Text
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.rules.people import NUDGES
from launchkit.domain.telling.words import PARTIES, value_text
from launchkit.web.fact_fields import given
from launchkit.web.objects import TaskOf, TaskThere
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, own_path, trouble_of
from launchkit.web.security.viewer import SignedIn
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import SiteOf
from launchkit.web.task_view import Acted, carry_out, draw
from launchkit.web.uploads import attachments

router = APIRouter()

_TASK: Final = "/cases/{case}/tasks/{task}"
_WRONG: Final = Text(
    zh="有几栏填得不对，见各栏旁的说明；什么都还没有保存，您填的都还在。",
    en="Some fields do not fit, as said beside them; nothing was saved yet, and what you typed is kept.",
)
_KEPT: Final = Text(
    zh="您填的要素和凭证已经保存。还不能办结：",
    en="The facts and files you gave are saved. It cannot be finished yet: ",
)


def _said(there: TaskThere, zh: str, en: str) -> Text:
    code, title = there.task.item.code, there.task.item.title
    return Text(zh=f"{zh}：{code} {title.zh}", en=f"{en}: {code} {title.en}")


# --- the work itself -----------------------------------------------------------------------------------------


@router.post(_TASK + "/work")
def work(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Facts and proofs are handed in; with `do=done` the task is finished with them."""
    finishing = form.typed.get("do") == "done"
    said = ("办结", "finished") if finishing else ("已保存", "saved")
    acted = Acted(there=there, form=form, acting="work", said=_said(there, *said))
    try:
        stated, errors = given_facts(there, form)
        files = attachments(form, there.task.item.evidence, note=form.text("note"))
    except LaunchkitError as fault:
        return draw(page, there, trouble=trouble_of(fault), acted=acted)
    if errors:
        wrong = Trouble(status=422, text=_WRONG)
        return draw(page, there, trouble=wrong, acted=acted, errors=errors)
    desk, case, key = site.office.desk, there.case.id, there.task.key
    if not finishing:
        return carry_out(
            page, acted, lambda call: desk.attach(call, case, key, files, stated=stated)
        )
    return _finish(page, acted, stated, files)


def _finish(
    page: Page, acted: Acted, stated: Mapping[str, object], files: list[Attachment]
) -> Response:
    """Finish; where something else is missing still, keep what was given, so that nobody photographs twice."""
    desk, there = page.site.office.desk, acted.there
    case, key = there.case.id, there.task.key

    def finish(call: Call) -> Outcome:
        return desk.done(call, case, key, stated=stated, files=files)

    def keep(call: Call) -> Outcome:
        kept = replace(call, request=f"{call.request[:190]}-kept", expect=None)
        return desk.attach(kept, case, key, files, stated=stated)

    def finish_or_keep(call: Call) -> Outcome:
        try:
            return finish(call)
        except Refused as refused:
            if refused.code != "incomplete" or not (stated or files):
                raise
            page.advance(keep(call))
            raise Refused(
                "incomplete", f"{_KEPT.zh}{refused.zh}", f"{_KEPT.en}{refused.en}", refused.lacks
            ) from None

    return carry_out(page, acted, finish_or_keep)


def given_facts(there: TaskThere, form: Sent) -> tuple[dict[str, object], dict[str, Text]]:
    """Facts that the person typed or changed, and by field what is wrong with the others."""
    case, task = there.case, there.task
    specs = [case.book.facts[one] for one in (*task.item.facts, *task.item.optional_facts)]
    return given(case, specs, form)


@router.post(_TASK + "/check")
def check(there: TaskOf, page: PageOf, form: SentForm) -> Response:
    """Whether what was just typed into a field fits it; nothing is written."""
    _, errors = given_facts(there, form)
    return page.show("task_check_part.html", wrong=list(errors.values()))


@router.post(_TASK + "/show")
def show(there: TaskOf, page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """A covered value is shown once, with an entry that says who looked and why."""
    acted = Acted(there=there, form=form, acting="show", said=_said(there, "已显示", "shown"))
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
def start(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Work begins."""
    acted = Acted(there=there, form=form, acting="start", said=_said(there, "已开始", "started"))
    desk, case, key = site.office.desk, there.case.id, there.task.key
    return carry_out(page, acted, lambda call: desk.start(call, case, key))


@router.post(_TASK + "/reopen")
def reopen(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Finished work is open again."""
    acted = Acted(there=there, form=form, acting="reopen", said=_said(there, "已重开", "reopened"))
    desk, case, key = site.office.desk, there.case.id, there.task.key
    return carry_out(
        page, acted, lambda call: desk.reopen(call, case, key, reason=form.text("reopen.reason"))
    )


# --- it cannot be done -----------------------------------------------------------------------------------------


@router.post(_TASK + "/block")
def block(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """The task waits on somebody, with a contact and a day to ask again."""
    acted = Acted(
        there=there, form=form, acting="block", said=_said(there, "已登记等待", "it waits now")
    )
    desk, case, key = site.office.desk, there.case.id, there.task.key

    def action(call: Call) -> Outcome:
        return desk.block(
            call,
            case,
            key,
            waiting_on=form.text("block.who", longest=200),
            reason=form.text("block.reason"),
            party=form.one_of("block.party", PARTIES),
            since=_day(form, "block.since"),
            contact=form.text("block.contact", longest=200),
            again_on=_day(form, "block.again"),
        )

    return carry_out(page, acted, action)


@router.post(_TASK + "/ask-headquarters")
def ask_headquarters(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """The task waits on a decision of headquarters: another day, or help."""
    acted = Acted(
        there=there, form=form, acting="headquarters", said=_said(there, "已报总部", "headquarters is asked")
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
            again_on=_day(form, "hq.again"),
        )

    return carry_out(page, acted, action)


@router.post(_TASK + "/unblock")
def unblock(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """The wait is over."""
    acted = Acted(
        there=there, form=form, acting="unblock", said=_said(there, "不再等待", "it waits no longer")
    )  # fmt: skip
    desk, case, key = site.office.desk, there.case.id, there.task.key
    return carry_out(page, acted, lambda call: desk.unblock(call, case, key))


@router.post(_TASK + "/nudge")
def nudge(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Whoever is waited for was reminded."""
    wanted = form.text("next", longest=300)
    acted = Acted(
        there=there,
        form=form,
        acting="nudge",
        said=_said(there, "催办已记下", "the reminder is noted"),
        back=own_path(wanted) if wanted else None,
    )
    desk, case, key = site.office.desk, there.case.id, there.task.key

    def action(call: Call) -> Outcome:
        return desk.people.nudge(
            call,
            case,
            key,
            how=form.one_of("nudge.how", NUDGES),
            again_on=form.day("nudge.again"),
            note=form.text("nudge.note"),
        )

    return carry_out(page, acted, action)


@router.post(_TASK + "/extend")
def extend(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Headquarters names another day."""
    acted = Acted(there=there, form=form, acting="extend", said=_said(there, "已改期", "moved"))
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
        there=there, form=form, acting="counsel", said=_said(there, "已问法务", "counsel is asked")
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
        there=there, form=form, acting="waive", said=_said(there, "已申请豁免", "a waiver is asked for")
    )  # fmt: skip
    desk, case, key = site.office.desk, there.case.id, there.task.key
    return carry_out(
        page, acted, lambda call: desk.waive(call, case, key, reason=form.text("waive.reason"))
    )


# --- people ----------------------------------------------------------------------------------------------------


@router.post(_TASK + "/assign")
def assign(there: TaskOf, page: PageOf, site: SiteOf, form: SentForm) -> Response:
    """Another person answers for the task."""
    acted = Acted(
        there=there, form=form, acting="assign", said=_said(there, "已移交", "handed over")
    )
    desk, case, key = site.office.desk, there.case.id, there.task.key
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
    acted = Acted(there=there, form=form, acting="watch", said=_said(there, *said))
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
        there=there, form=form, acting="glass", said=_said(there, "应急权限已开 24 小时", "an emergency right for 24 hours")
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


def _day(form: Sent, name: str) -> str | None:
    found = form.day(name)
    return None if found is None else found.isoformat()
