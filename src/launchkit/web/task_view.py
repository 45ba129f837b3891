"""The page of a task: drawn for whoever looks, also after an action that was not carried out, with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from fastapi import Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import FactType, Text
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.rules.people import NUDGES
from launchkit.domain.telling.covering import told_covered
from launchkit.domain.telling.task_sheet import (
    TaskSheet,
    meanwhile,
    task_sheet,
)
from launchkit.domain.telling.words import PARTIES
from launchkit.web.fact_fields import drawn, typed_rows, was_changed
from launchkit.web.objects import TaskThere
from launchkit.web.page import Page, Trouble, trouble_of
from launchkit.web.previews import previewed
from launchkit.web.sent import Sent
from launchkit.web.task_doing import DOINGS
from launchkit.web.templating import segment

#: How often an action is tried again when somebody wrote about another task of the case at the same moment.
TRIES: Final = 12
#: ways to remind somebody -> words
NUDGE_WORDS: Final[Mapping[str, Text]] = {
    "phone": Text(zh="打了电话", en="by telephone"),
    "message": Text(zh="发了消息", en="by message"),
    "visit": Text(zh="上门去了", en="by a visit"),
    "letter": Text(zh="发了函", en="by letter"),
    "mail": Text(zh="发了邮件", en="by e-mail"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """An action on a task: what was sent, by which form of the page, and what is said when it was carried out."""

    there: TaskThere
    form: Sent
    #: which of the page's forms it was, to be open again when something was wrong
    acting: str
    said: Text | Callable[[], Text] | None = None
    #: where to go on
    back: str | None = None


def address_of(case: Case, task: Task) -> str:
    """Address of a task."""
    return f"/cases/{segment(case.id)}/tasks/{segment(task.key)}"


def carry_out(page: Page, acted: Acted, action: Callable[[Call], Outcome]) -> Response:
    """One action on a task; refused, the page is drawn again with the sentence and with everything that was typed."""
    there = acted.there

    def again(trouble: Trouble) -> Response:
        return draw(page, there, trouble=trouble, acted=acted)

    def on_what_was_seen(call: Call) -> Outcome:
        return unmoved(page, acted, call, action)

    return page.act(
        acted.form,
        on_what_was_seen,
        back=acted.back or address_of(there.case, there.task),
        said=acted.said,
        again=again,
        part=None if acted.back else lambda _outcome: draw(page, there, said=_said(acted)),
    )


def _said(acted: Acted) -> Text | None:
    return acted.said() if callable(acted.said) else acted.said


def unmoved(page: Page, acted: Acted, call: Call, action: Callable[[Call], Outcome]) -> Outcome:
    """Act on the task as the person saw it.

    What others did to other tasks meanwhile does not matter; what they did to this one is shown first.
    """
    if call.expect is None or page.was_answered(call.request):
        # Sent again because the answer was lost: what others did since must not make it look undone.
        return action(replace(call, expect=None))
    desk, there = page.site.office.desk, acted.there
    for _ in range(TRIES):
        known = desk.case(there.case.id)
        if others_since(page, acted):
            raise _moved()
        try:
            return action(replace(call, expect=known.seq))
        except Refused as refused:
            if refused.code != "moved_on":
                raise
    raise _moved()


def _moved() -> Refused:
    return Refused(
        "moved_on",
        "您打开这一页之后，别人也办了这一项，都列在下面。您填的还在；核对后再按一次即可。",
        "Since you opened this page somebody else has worked on this task, as listed below. What you typed is kept; look at it and press again.",
    )


def others_since(page: Page, acted: Acted) -> tuple[Any, ...]:
    """What other people recorded about the task since the person looked, told in lines."""
    seen = acted.form.expect
    desk, there = page.site.office.desk, acted.there
    case = desk.case(there.case.id)
    if page.viewer is None or seen is None or case.seq <= seen:
        return ()
    found = meanwhile(
        case.tasks[there.task.key],
        desk.reading.entries(case.id, viewer=page.viewer.person, after=seen),
        person=page.viewer.person,
        request=acted.form.text("request"),
    )
    house = desk.house()
    return tuple(told_covered(case, one, house) for one in found)


def do(page: Page, there: TaskThere, form: Sent, acting: str) -> Response:
    """Carry out what one of the forms that may also wait on a telephone asks for."""
    acted = Acted(there=there, form=form, acting=acting)
    try:
        doing = DOINGS[acting](page, there, form)
    except LaunchkitError as fault:
        return draw(page, there, trouble=trouble_of(fault), acted=acted)
    return carry_out(page, replace(acted, said=doing.said, back=doing.back), doing.action)


def draw(
    page: Page,
    there: TaskThere,
    *,
    trouble: Trouble | None = None,
    acted: Acted | None = None,
    said: Text | None = None,
    uncovered: Mapping[str, Text] | None = None,
) -> Response:
    """The page of a task, or the part of it that htmx changes."""
    assert page.viewer is not None  # noqa: S101  every route stands behind `signed_in`
    desk = page.site.office.desk
    case = desk.case(there.case.id)
    task = case.tasks[there.task.key]
    house = desk.house()
    sheet = task_sheet(case, task, house, page.viewer.ask)
    status = 200 if trouble is None else trouble.status
    return page.show(
        "task_part.html" if page.is_part else "task.html",
        status=status,
        sheet=sheet,
        case=case,
        small=previewed(case, task),
        drawn={
            one.spec.id: drawn(case, one.spec, one.value)
            for one in sheet.facts
            if one.spec.type is not FactType.TABLE
        },
        values=_values(case, sheet, acted),
        typed={} if acted is None else acted.form.typed,
        acting="" if acted is None else acted.acting,
        trouble=trouble,
        errors={} if trouble is None else trouble.errors,
        uncovered=uncovered or {},
        done_said=said,
        others=() if trouble is None or acted is None else others_of(page, acted),
        team=[(code, f"{house.name(code)} {code}") for code in case.team],
        parties=[(key, page.say(one.zh, one.en)) for key, one in PARTIES.items()],
        nudges=[(key, page.say(NUDGE_WORDS[key].zh, NUDGE_WORDS[key].en)) for key in NUDGES],
        today=case.local_day(page.viewer.ask.now).isoformat(),
        deciders=case.people_with("hq_lead"),
    )


def others_of(page: Page, acted: Acted) -> tuple[Any, ...]:
    """The same where something was wrong, perhaps with what the person says they saw."""
    try:
        return others_since(page, acted)
    except LaunchkitError:
        # The number of the entry that was seen is itself what is wrong.
        return ()


def _values(case: Case, sheet: TaskSheet, acted: Acted | None) -> dict[str, object]:
    """What each field holds: what was typed where something was, else what the case knows."""
    typed = {} if acted is None else acted.form.typed
    found: dict[str, object] = {}
    for one in sheet.facts:
        name = one.spec.id
        if one.spec.type is FactType.TABLE:
            found[name] = typed_rows(one.spec, typed) or one.value
        elif was_changed(typed, one.spec) and typed.get(f"fact.{name}"):
            found[name] = typed[f"fact.{name}"]
        else:
            found[name] = drawn(case, one.spec, one.value)
    return found
