"""What the smaller pages of a case have in common: drawn anew beside what was refused, with what was typed kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from fastapi import Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.errors import Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.rights import require
from launchkit.web.page import Page, Trouble
from launchkit.web.security.viewer import Viewer
from launchkit.web.sent import Sent
from launchkit.web.templating import segment

#: So many of a list are shown at first: a page stays light on a telephone; all of them are one press away.
MOST: Final = 30


class Was(dict[str, str]):
    """What was typed before, by field; a field that nobody typed in is empty."""

    def __missing__(self, _name: str) -> str:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One page of a case: its template, its address below the case, and what it shows beside the case itself."""

    page: Page
    viewer: Viewer
    case: str
    template: str
    #: below the case's own address: `custody`, `handovers/handover-1`
    path: str
    #: what the template is given, from the case as it stands at drawing
    values: Callable[[Case], Mapping[str, Any]] = field(default=lambda _case: {})

    def draw(
        self, trouble: Trouble | None = None, was: Mapping[str, str] | None = None
    ) -> Response:
        """The page as the case stands now."""
        case = self.page.site.office.desk.case(self.case)
        return self.page.of_case(case, lambda: self._draw(case, trouble, was or {}))

    def _draw(self, case: Case, trouble: Trouble | None, was: Mapping[str, str]) -> Response:
        return self.page.show(
            self.template,
            status=200 if trouble is None else trouble.status,
            case=case,
            seq=case.seq,
            root=f"/cases/{segment(case.id)}",
            trouble=trouble,
            was=Was(was),
            whole=f"/cases/{segment(case.id)}/{self.path}?all=1",
            most=None if self.page.request.query_params.get("all") else MOST,
            may=lambda operation: may(case, self.viewer, Operation(operation)),
            **self.values(case),
        )

    def act(
        self,
        form: Sent,
        action: Callable[[Call], Outcome],
        said: Text,
        *,
        to: str | None = None,
    ) -> Response:
        """Carry out one action and come back; what is refused is said on this page, with what was typed still there."""
        return self.page.act(
            form,
            action,
            back=f"/cases/{segment(self.case)}/{self.path if to is None else to}",
            said=said,
            again=lambda trouble: self.draw(trouble, form.typed),
        )


def may(case: Case, viewer: Viewer, operation: Operation) -> bool:
    """Whether a form is worth showing to somebody; the rules decide again when it is sent."""
    if case.closed_at is not None:
        return False
    try:
        require(case, viewer.ask, operation)
    except Refused:
        return False
    return True


def day_in(form: Sent, name: str) -> date:
    """A day that has to be given."""
    found = form.day(name, required=True)
    assert found is not None  # noqa: S101  an empty one was refused
    return found


def members(page: Page, case: Case) -> list[tuple[str, str]]:
    """The people of a case as a list to choose from: code, name with code."""
    name = page.site.office.desk.house().name
    return [(code, f"{name(code)} {code}") for code in case.team]


def everybody(page: Page) -> list[tuple[str, str]]:
    """Everybody who has not lost their rights, likewise."""
    house = page.site.office.desk.house()
    roster = house.roster()
    return [
        (code, f"{house.name(code)} {code}")
        for code in house.people
        if not roster.is_suspended(code)
    ]
