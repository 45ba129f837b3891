"""How a page draws, acts, and says what became of it; on a small page made for the purpose."""

from __future__ import annotations

import json

import pytest
from fastapi import APIRouter, Depends, Response

from launchkit.domain.checklist import Text
from launchkit.web.objects import CaseOf, TaskOf
from launchkit.web.page import PageOf, Trouble
from launchkit.web.security.viewer import signed_in
from launchkit.web.sent import SentForm
from launchkit.web.site import SiteOf
from tests.web.conftest import Browser, Site

SAID = Text(zh="开始办理了", en="begun")


@pytest.fixture
def router(site: Site) -> APIRouter:
    """A case page that says how many entries there are, and an action on it."""
    made = APIRouter()

    @made.get("/try/{case}")
    def look(case: CaseOf, page: PageOf) -> Response:
        return page.unchanged(case.seq) or page.keep(
            page.show("refused.html", trouble=Trouble(status=200, text=SAID)), case.seq
        )

    @made.post("/try/{case}/{task}")
    def begin(there: TaskOf, page: PageOf, form: SentForm, site: SiteOf) -> Response:
        case, task = there.case.id, there.task.key
        return page.act(
            form,
            lambda call: site.office.desk.start(call, case, task),
            back=f"/try/{case}",
            said=SAID,
            part=(lambda _outcome: Response("part")) if form.flag("part") else None,
        )

    @made.post("/try-beside/{case}/{task}")
    def beside(there: TaskOf, page: PageOf, form: SentForm, site: SiteOf) -> Response:
        def again(trouble: Trouble) -> Response:
            return page.show("refused_part.html", status=trouble.status, trouble=trouble)

        return page.act(
            form,
            lambda call: site.office.desk.start(call, there.case.id, there.task.key),
            back="/",
            again=again,
        )

    site.app.include_router(made, dependencies=[Depends(signed_in)])
    return made


def ready_task(site: Site, checklist: str = "open_branch") -> tuple[str, str, str]:
    """Case, task and its owner, of something that can be taken up now."""
    case = site.office.desk.case(site.cases[checklist])
    for key, task in case.tasks.items():
        if task.owner is not None and not task.item.needs and task.status == "open":
            return case.id, key, task.owner
    raise AssertionError("nothing can be taken up")


def begun(site: Site, case: str, task: str) -> bool:
    return site.office.desk.case(case).tasks[task].status == "started"


def test_an_action_is_carried_out_once_and_said_once(site: Site, router: APIRouter) -> None:
    case, task, owner = ready_task(site)
    browser = site.as_(owner)
    answer = browser.post(f"/try/{case}/{task}", {"request": "r-1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/try/{case}")
    assert begun(site, case, task)
    entries = [one.envelope for one in site.office.store.load(f"case:{case}")]
    (entry,) = [one for one in entries if one.request == "r-1"]
    assert (entry.actor, entry.channel, entry.kind) == (owner, "web", "task_started")
    assert entries[-1].actor == "system"
    assert "开始办理了" in browser.get("/cases").text
    assert "开始办理了" not in browser.get("/cases").text
    seq = site.office.desk.case(case).seq
    assert browser.post(f"/try/{case}/{task}", {"request": "r-1"}).status_code == 303
    assert site.office.desk.case(case).seq == seq


def test_htmx_is_sent_on_or_given_the_part_that_changed(site: Site, router: APIRouter) -> None:
    case, task, owner = ready_task(site)
    browser = site.as_(owner)
    browser.headers = {"HX-Request": "true"}
    assert browser.post(f"/try/{case}/{task}", {"part": "1"}).text == "part"
    case, task, owner = ready_task(site, "relieve_branch")
    browser = site.as_(owner)
    browser.headers = {"HX-Request": "true"}
    answer = browser.post(f"/try/{case}/{task}")
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, f"/try/{case}")


def test_a_refusal_is_a_page_or_stands_beside_the_form(site: Site, router: APIRouter) -> None:
    case, task, owner = ready_task(site)
    stranger = next(p for p in site.office.desk.case(case).team if p != owner)
    for path in ("/try", "/try-beside"):
        answer = site.as_(stranger).post(f"{path}/{case}/{task}")
        assert answer.status_code == 409
        assert 'class="trouble"' in answer.text
    assert not begun(site, case, task)


def test_what_was_seen_is_compared_with_what_is(site: Site, router: APIRouter) -> None:
    case, task, owner = ready_task(site)
    answer = site.as_(owner).post(f"/try/{case}/{task}", {"expect": "1"})
    assert answer.status_code == 409
    assert not begun(site, case, task)


def test_a_request_id_stands_for_one_action(site: Site, router: APIRouter) -> None:
    case, task, owner = ready_task(site)
    browser = site.as_(owner)
    browser.post(f"/try/{case}/{task}", {"request": "r-1"})
    other_case, other, owner = ready_task(site, "relieve_branch")
    answer = site.as_(owner).post(f"/try/{other_case}/{other}", {"request": "r-1"})
    assert answer.status_code == 409
    assert not begun(site, other_case, other)


def test_a_form_without_its_request_id_does_nothing(site: Site, router: APIRouter) -> None:
    case, task, owner = ready_task(site)
    assert site.as_(owner).post(f"/try/{case}/{task}", {"request": ""}).status_code == 422
    assert not begun(site, case, task)


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, router: APIRouter) -> None:
    case, task, owner = ready_task(site)
    browser = site.as_(owner)
    first = browser.get(f"/try/{case}")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = browser.get(f"/try/{case}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = site.as_(owner, lang="en").get(f"/try/{case}", headers={"If-None-Match": tag})
    assert other.status_code == 200
    browser.post(f"/try/{case}/{task}")
    assert browser.get(f"/try/{case}", headers={"If-None-Match": tag}).status_code == 200


def test_prefect_is_told_after_the_answer_and_need_not_be_there(
    site: Site, router: APIRouter
) -> None:
    case, task, owner = ready_task(site)
    address = {"api": "http://127.0.0.1:9/api"}
    (site.office.settings.home / "up.json").write_text(json.dumps(address), encoding="utf-8")
    assert site.as_(owner).post(f"/try/{case}/{task}").status_code == 303
    failures = json.loads((site.office.settings.home / "nudges.json").read_text(encoding="utf-8"))
    assert failures == {"failures": 1}


def test_what_an_action_said_cannot_be_made_into_a_script(site: Site) -> None:
    browser: Browser = site.as_("P1")
    browser.client.cookies.set("launchkit-said", "%3Cscript%3Ealert(1)%3C/script%3E")
    page = browser.get("/cases").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
