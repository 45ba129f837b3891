"""What a form on a task asks of the desk; the page of the task and what waited on a telephone come through here alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from launchkit.desk import Call, Outcome
from launchkit.domain.checklist import Text
from launchkit.domain.errors import Refused
from launchkit.domain.rules.people import NUDGES
from launchkit.domain.telling.words import PARTIES
from launchkit.web.fact_fields import given
from launchkit.web.objects import TaskThere
from launchkit.web.page import Page, own_path
from launchkit.web.sent import Sent, WrongFields
from launchkit.web.uploads import attachments

_KEPT: Final = Text(
    zh="您填的要素和凭证已经保存。还不能办结：",
    en="The facts and files you gave are saved. It cannot be finished yet: ",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One action on a task: what the desk is asked, and what is said when it was carried out."""

    said: Text
    action: Callable[[Call], Outcome]
    #: where to go on
    back: str | None = None


Reader = Callable[[Page, TaskThere, Sent], Doing]


def said_of(there: TaskThere, zh: str, en: str) -> Text:
    """What was done, with the code and title of the task."""
    code, title = there.task.item.code, there.task.item.title
    return Text(zh=f"{zh}：{code} {title.zh}", en=f"{en}: {code} {title.en}")


def given_facts(there: TaskThere, form: Sent) -> tuple[dict[str, object], dict[str, Text]]:
    """Facts that the person typed or changed, and by field what is wrong with the others."""
    case, task = there.case, there.task
    specs = [case.book.facts[one] for one in (*task.item.facts, *task.item.optional_facts)]
    return given(case, specs, form)


def day_text(form: Sent, name: str) -> str | None:
    """A day as the desk takes it."""
    found = form.day(name)
    return None if found is None else found.isoformat()


def kept_request(request: str) -> str:
    """The request under which what was given is kept where the task cannot be finished yet."""
    return f"{request[:190]}-kept"


def work(page: Page, there: TaskThere, form: Sent) -> Doing:
    """Facts and proofs are handed in; with `do=done` the task is finished with them.

    Where something else is missing still, what was given is kept, so that nobody photographs twice.
    """
    finishing = form.typed.get("do") == "done"
    stated, errors = given_facts(there, form)
    files = attachments(form, there.task.item.evidence, note=form.text("note"))
    if errors:
        raise WrongFields(errors)
    desk, case, key = page.site.office.desk, there.case.id, there.task.key

    def keep(call: Call) -> Outcome:
        return desk.attach(call, case, key, files, stated=stated)

    def finish_or_keep(call: Call) -> Outcome:
        kept = replace(call, request=kept_request(call.request), expect=None)
        # Sent again because the answer was lost: what was kept then is not handed in twice.
        again = page.was_answered(kept.request)
        try:
            if again:
                return desk.done(call, case, key)
            return desk.done(call, case, key, stated=stated, files=files)
        except Refused as refused:
            if refused.code != "incomplete" or not (stated or files):
                raise
            if not again:
                page.advance(keep(kept))
            raise Refused(
                "incomplete", f"{_KEPT.zh}{refused.zh}", f"{_KEPT.en}{refused.en}", refused.lacks
            ) from None

    said = ("办结", "finished") if finishing else ("已保存", "saved")
    return Doing(said=said_of(there, *said), action=finish_or_keep if finishing else keep)


def start(page: Page, there: TaskThere, _form: Sent) -> Doing:
    """Work begins."""
    desk, case, key = page.site.office.desk, there.case.id, there.task.key
    return Doing(
        said=said_of(there, "已开始", "started"), action=lambda call: desk.start(call, case, key)
    )


def block(page: Page, there: TaskThere, form: Sent) -> Doing:
    """The task waits on somebody, with a contact and a day to ask again."""
    desk, case, key = page.site.office.desk, there.case.id, there.task.key

    def action(call: Call) -> Outcome:
        return desk.block(
            call,
            case,
            key,
            waiting_on=form.text("block.who", longest=200),
            reason=form.text("block.reason"),
            party=form.one_of("block.party", PARTIES),
            since=day_text(form, "block.since"),
            contact=form.text("block.contact", longest=200),
            again_on=day_text(form, "block.again"),
        )

    return Doing(said=said_of(there, "已登记等待", "it waits now"), action=action)


def unblock(page: Page, there: TaskThere, _form: Sent) -> Doing:
    """The wait is over."""
    desk, case, key = page.site.office.desk, there.case.id, there.task.key
    return Doing(
        said=said_of(there, "不再等待", "it waits no longer"),
        action=lambda call: desk.unblock(call, case, key),
    )


def nudge(page: Page, there: TaskThere, form: Sent) -> Doing:
    """Whoever is waited for was reminded."""
    wanted = form.text("next", longest=300)
    desk, case, key = page.site.office.desk, there.case.id, there.task.key

    def action(call: Call) -> Outcome:
        return desk.people.nudge(
            call,
            case,
            key,
            how=form.one_of("nudge.how", NUDGES),
            again_on=form.day("nudge.again"),
            note=form.text("nudge.note"),
        )

    return Doing(
        said=said_of(there, "催办已记下", "the reminder is noted"),
        action=action,
        back=own_path(wanted) if wanted else None,
    )


#: forms of a task's page, by the last word of their address, that may also wait on a telephone
DOINGS: Final[Mapping[str, Reader]] = MappingProxyType(
    {"work": work, "start": start, "block": block, "unblock": unblock, "nudge": nudge}
)
