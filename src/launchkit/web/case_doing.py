"""What a form on a case asks of the desk, where it may also have waited on a telephone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.web.case_pages import day_in
from launchkit.web.page import Page
from launchkit.web.sent import Sent
from launchkit.web.task_doing import Doing

Reader = Callable[[Page, Case, Sent], Doing]


def promise(page: Page, case: Case, form: Sent) -> Doing:
    """Somebody outside was told to count on something."""

    def action(call: Call) -> Outcome:
        return page.site.office.desk.holdings.promise(
            call,
            case.id,
            to=form.text("to", longest=100, required=True),
            what=form.text("what", required=True),
            by=day_in(form, "by"),
            task=form.one_of("task", ("", *case.tasks)) or None,
            contact=form.text("contact", longest=100),
        )

    return Doing(said=Text(zh="承诺已记下。", en="The promise is noted."), action=action)


def happening(page: Page, case: Case, form: Sent) -> Doing:
    """Something happened, and somebody or some paper says so."""

    def action(call: Call) -> Outcome:
        day, hour = form.text("day", longest=10, required=True), form.text("hour", longest=5)
        return page.site.office.desk.crisis.note_happening(
            call,
            case.id,
            at=f"{day}T{hour}" if hour else day,
            what=form.text("what", required=True),
            source=form.text("source", required=True),
            task=form.one_of("task", ("", *case.tasks)) or None,
        )

    return Doing(said=Text(zh="经过已记下。", en="It is noted."), action=action)


#: forms of a case's pages, by the last word of their address, that may also wait on a telephone
CASE_DOINGS: Final[Mapping[str, Reader]] = MappingProxyType(
    {"happenings": happening, "promises": promise}
)
