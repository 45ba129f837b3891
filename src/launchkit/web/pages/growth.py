"""What comes to a case while it runs: hires and licences, things to do that no checklist knew."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Response

from launchkit.desk import Call, Outcome
from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.entries import ItemAdded
from launchkit.domain.roles import ROLES
from launchkit.domain.rules.common import task_of
from launchkit.domain.telling import say, task_title, typed
from launchkit.web.case_pages import CasePage, members
from launchkit.web.objects import CaseOf
from launchkit.web.page import Page, PageOf
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf

router = APIRouter()


@router.get("/cases/{case}/instances")
def instances(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """The collections of the case, with what was added to each."""
    return _instances(page, viewer, case).draw()


@router.post("/cases/{case}/instances")
def add_instance(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm
) -> Response:
    """One more hire, licence …: its tasks appear."""

    def action(call: Call) -> Outcome:
        collection = form.one_of("collection", case.groups)
        label = form.text(f"label-{collection}", longest=100)
        return site.office.desk.add_instance(call, case.id, collection, label=label)

    said = Text(zh="已登记，它的任务已经出现。", en="Added; its tasks have appeared.")
    return _instances(page, viewer, case).act(form, action, said)


@router.post("/cases/{case}/instances/complete")
def complete(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm
) -> Response:
    """No more of a collection are expected."""

    def action(call: Call) -> Outcome:
        collection = form.one_of("collection", case.groups)
        return site.office.desk.complete_collection(call, case.id, collection)

    said = Text(zh="已登记齐全。", en="The collection is complete.")
    return _instances(page, viewer, case).act(form, action, said)


@router.get("/cases/{case}/items")
def items(page: PageOf, viewer: SignedIn, case: CaseOf) -> Response:
    """What was added to this case alone, and the form for one thing more."""
    return _items(page, viewer, case).draw()


@router.post("/cases/{case}/items")
def add_item(
    page: PageOf, viewer: SignedIn, site: SiteOf, case: CaseOf, form: SentForm
) -> Response:
    """One more thing to do in this case; the checklist stays as it is."""

    def action(call: Call) -> Outcome:
        due = form.day("due")
        needs, needed_by = form.text("needs"), form.text("needed_by")
        entry = ItemAdded(
            # By the request and not by a number: sent again because the answer was lost, it asks for the same.
            item=f"extra_{sha256(form.request.encode()).hexdigest()[:5]}",
            title=form.text("title", longest=100, required=True),
            owner=form.one_of("owner", (*ROLES, *case.team)),
            reason=form.text("reason", required=True),
            needs=(task_of(case, needs).key,) if needs else (),
            needed_by=(task_of(case, needed_by).item.id,) if needed_by else (),
            due_on=None if due is None else due.isoformat(),
        )
        return site.office.desk.add_item(call, case.id, entry)

    said = Text(zh="本案增加了一项任务。", en="A task was added to this case.")
    return _items(page, viewer, case).act(form, action, said)


def _instances(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        return {
            "groups": [
                {
                    "id": name,
                    "title": known.book.collections[name].title,
                    "min": known.book.collections[name].min,
                    "complete": group.complete,
                    "instances": [
                        {
                            "id": one,
                            "label": typed(group.labels.get(one)),
                            "closed": sum(1 for task in _own(known, one) if task.closed),
                            "tasks": len(_own(known, one)),
                        }
                        for one in group.instances
                    ],
                }
                for name, group in known.groups.items()
            ]
        }

    return CasePage(
        page=page,
        viewer=viewer,
        case=case.id,
        template="instances.html",
        path="instances",
        values=values,
    )


def _own(case: Case, instance: str) -> list[Any]:
    return [one for one in case.tasks.values() if one.instance == instance]


def _items(page: Page, viewer: Viewer, case: Case) -> CasePage:
    def values(known: Case) -> dict[str, Any]:
        return {
            "added": [known.tasks[one] for one in known.added if one in known.tasks],
            "owners": [
                *members(page, known),
                *((one.id, say(one.title, page.lang)) for one in ROLES.values() if one.can_own),
            ],
            "tasks": [
                (one.key, f"{one.item.code} {say(task_title(one, known), page.lang)}")
                for one in known.tasks.values()
                if not one.closed
            ],
        }

    return CasePage(
        page=page, viewer=viewer, case=case.id, template="items.html", path="items", values=values
    )
