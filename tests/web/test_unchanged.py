"""A page that has not changed is not sent again; whoever may not see it any more is told so at once, whatever their browser holds."""

from __future__ import annotations

import pytest

from tests.web.conftest import Browser, Site

TASK = "decide_to_open"


def paths(case: str) -> list[str]:
    return ["/today", "/decisions", f"/cases/{case}", f"/cases/{case}/plan", f"/cases/{case}/papers", f"/cases/{case}/documents/D01", f"/cases/{case}/facts", f"/cases/{case}/team", f"/cases/{case}/tasks/{TASK}"]  # fmt: skip


def tags(browser: Browser, case: str) -> dict[str, str]:
    found = {}
    for path in paths(case):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["cache-control"] == "private, no-cache", path
        found[path] = answer.headers["etag"]
    return found


def again(browser: Browser, tags: dict[str, str]) -> dict[str, int]:
    return {
        path: browser.get(path, headers={"If-None-Match": tag}).status_code
        for path, tag in tags.items()
    }


def block(site: Site, browser: Browser, case: str, **more: str) -> int:
    form = {"block.party": "other", "block.who": "老马", "block.reason": "等签字", **more}
    return browser.post(f"/cases/{case}/tasks/{TASK}/block", form).status_code


def test_a_page_is_sent_once_until_something_changes(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P2")
    held = tags(browser, case)
    assert set(again(browser, held).values()) == {304}
    # What the clock changes, it changes at full minutes.
    site.clock.forward(minutes=1)
    assert set(again(browser, held).values()) == {200}
    held = tags(browser, case)
    assert block(site, site.as_("H2"), case) == 303
    assert set(again(browser, held).values()) == {200}
    assert "老马" in browser.get(f"/cases/{case}").text


def test_what_is_said_once_is_neither_kept_nor_left_out(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("H2")
    path = f"/cases/{case}/tasks/{TASK}"
    assert block(site, browser, case) == 303
    first = browser.get(path)
    assert "已登记等待" in first.text
    assert "etag" not in first.headers
    second = browser.get(path)
    assert "已登记等待" not in second.text
    assert browser.get(path, headers={"If-None-Match": second.headers["etag"]}).status_code == 304


def test_nobody_is_given_what_was_drawn_for_somebody_else(site: Site) -> None:
    case = site.cases["open_branch"]
    one, other = site.as_("P2"), site.as_("P3")
    held = tags(one, case)
    assert set(again(other, held).values()) == {200}
    assert set(again(site.as_("P2"), held).values()) == {200}, "nor in another browser"
    english = site.as_("P2", lang="en")
    assert set(again(english, held).values()) == {200}
    stranger = again(site.as_("N1"), held)
    assert {stranger[path] for path in paths(case) if path.startswith("/cases/")} == {404}


def test_a_suspension_acts_at_once(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P2")
    held = tags(browser, case)
    assert set(again(browser, held).values()) == {304}
    site.office.desk.registry.suspend_rights(site.call("H1"), person="P2", reason="调查")
    assert set(again(browser, held).values()) == {303}, "signed out"


def test_a_restricted_case_is_never_left_behind(site: Site) -> None:
    case = site.cases["take_over_branch"]
    known = site.office.desk.case(case)
    assert known.restricted
    browser = site.as_(known.people_with("lead")[0])
    for path in (f"/cases/{case}", f"/cases/{case}/papers", f"/cases/{case}/facts", "/today"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-store"
        assert "etag" not in answer.headers


def test_leaving_a_team_acts_at_once(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P2")
    held = tags(browser, case)
    site.office.desk.change_team(site.call("H1"), case, person="P2", roles=(), reason="调走")
    gone = again(browser, held)
    assert {gone[path] for path in paths(case) if path.startswith("/cases/")} == {404}
    assert gone["/today"] == 200


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_form_that_was_used_in_another_window_keeps_what_was_typed(
    site: Site, lang: str
) -> None:
    """A page that was not sent again has the request id of the first: two windows, one id."""
    case, browser = site.cases["open_branch"], site.as_("H2", lang=lang)
    assert block(site, browser, case, request="two-windows") == 303
    answer = browser.post(
        f"/cases/{case}/tasks/{TASK}/nudge",
        {"request": "two-windows", "nudge.how": "phone", "nudge.note": "他说周五来"},
    )
    assert answer.status_code == 409
    assert (
        "这张表单已经提交过一次" if lang == "zh" else "This form was sent once already"
    ) in answer.text
    assert 'value="two-windows"' not in answer.text, "the next try has an id of its own"
