"""The pages of webhooks: for administrators, with a real receiver at the other end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from standardwebhooks import Webhook as Oracle

from launchkit.domain.entries import PersonAdded
from launchkit.domain.people import owner_of
from launchkit.domain.standing import Standing, standing
from launchkit.web.announcing import announcing
from tests.notify.hooks import Receiver, receiver
from tests.web.conftest import Site

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{40,}")


@pytest.fixture
def there(site: Site) -> Iterator[Receiver]:
    """A receiver on this machine, which the administrator allowed."""
    site.make_administrator("H1")
    site.office.settings = replace(site.office.settings, webhook_allow=("127.0.0.1",))
    with receiver() as found:
        yield found


def added(site: Site, url: str, **more: object) -> tuple[str, str]:
    """Id and secret of a webhook that H1 added on the page."""
    browser = site.as_("H1")
    browser.get("/webhooks")
    page = browser.post("/webhooks", {"url": url, "description": "报表系统", **more})
    assert page.status_code == 200
    (secret,) = SECRET.findall(page.text)
    assert page.headers["cache-control"] == "no-store"
    (hook,) = set(re.findall(r"wh-[0-9a-f]{12}", page.text))
    return hook, secret


def started(site: Site, checklist: str = "open_branch") -> None:
    """Somebody begins a task of theirs."""
    case = site.office.desk.case(site.cases[checklist])
    key, owner = next(
        (key, owner)
        for key, one in case.tasks.items()
        if standing(case, one) is Standing.READY and (owner := owner_of(case, one))
    )
    site.office.desk.start(site.call(owner), case.id, key)


def test_only_administrators_find_the_pages(site: Site, there: Receiver) -> None:
    hook, _ = added(site, there.url)
    for person in ("P1", "H2"):
        browser = site.as_(person)
        for path in ("/webhooks", f"/webhooks/{hook}"):
            assert browser.get(path).status_code == 404
        for path in ("", f"/{hook}/rotate", f"/{hook}/state", f"/{hook}/send"):
            answer = browser.post(f"/webhooks{path}", {"url": there.url, "what": "remove"})
            assert answer.status_code in {404, 409}
        assert "/webhooks" not in browser.get("/settings").text
    assert len(site.office.webhooks.all_webhooks()) == 1
    administrator = site.as_("H1")
    for path in ("/settings", "/deliveries"):
        assert 'href="/webhooks"' in administrator.get(path).text


def test_a_webhook_is_added_tested_and_told(site: Site, there: Receiver) -> None:
    hook, secret = added(site, there.url)
    browser = site.as_("H1")
    listed = browser.get("/webhooks").text
    assert "报表系统" in listed
    page = browser.get(f"/webhooks/{hook}")
    assert secret not in page.text
    answer = browser.post(f"/webhooks/{hook}/send")
    assert answer.status_code == 303
    assert [one.headers["webhook-id"][:4] for one in there.taken] == ["msg_"]
    started(site)
    site.office.announcer.send()
    last = there.taken[-1]
    when = site.clock()
    signed = Oracle(secret).sign(last.headers["webhook-id"], when, last.body.decode())
    assert last.headers["webhook-signature"] == signed
    log = browser.get(f"/webhooks/{hook}").text
    assert log.count("已送达") >= 2
    assert "开始办理" in log
    assert " ms" in log
    assert there.url in log


def test_what_was_typed_wrongly_is_kept_beside_what_is_wrong(site: Site, there: Receiver) -> None:
    browser = site.as_("H1")
    browser.get("/webhooks")
    sent = {"url": "https://10.0.0.1/x", "description": "内部系统", "events": ["case.closed"]}
    page = browser.post("/webhooks", sent)
    assert page.status_code == 422
    assert "不能发往内网" in page.text
    assert 'value="https://10.0.0.1/x"' in page.text
    assert 'value="内部系统"' in page.text
    assert 'value="case.closed" checked' in page.text


def test_a_restricted_case_is_offered_to_who_may_read_it_and_said(
    site: Site, there: Receiver
) -> None:
    restricted = site.cases["take_over_branch"]
    member = site.office.desk.case(restricted).people_with("hq_lead")[0]
    if member != "H1":
        site.make_administrator(member)
    browser = site.as_(member)
    assert "涉密：选了才告知" in browser.get("/webhooks").text
    page = browser.post("/webhooks", {"url": there.url, "cases": [restricted]}).text
    assert "涉密" in page
    started(site, "open_branch")
    started(site, "take_over_branch")
    site.office.announcer.send()
    assert [restricted in one.body.decode() for one in there.taken] == [True]


def test_a_case_one_may_not_see_cannot_be_asked_for(site: Site, there: Receiver) -> None:
    site.office.desk.registry.add(site.call("H1"), PersonAdded(person="X9", name="外来管理员"))
    site.make_administrator("X9")
    restricted = site.cases["take_over_branch"]
    browser = site.as_("X9")
    assert restricted not in browser.get("/webhooks").text
    browser.post("/webhooks", {"url": there.url, "cases": [restricted]})
    (made,) = site.office.webhooks.all_webhooks()
    assert made.cases == ()
    started(site, "take_over_branch")
    site.office.announcer.send()
    assert there.taken == []


def test_switching_rotating_and_removing(site: Site, there: Receiver) -> None:
    hook, first = added(site, there.url)
    browser = site.as_("H1")
    base = f"/webhooks/{hook}"
    browser.get(base)
    page = browser.post(f"{base}/rotate").text
    (second,) = SECRET.findall(page)
    assert second != first
    assert "旧密钥 24 小时内同时有效" in page
    assert browser.post(f"{base}/state", {"what": "disable"}).status_code == 303
    page = browser.get(base).text
    assert "已停用" in page
    assert "启用，接着发" in page
    refused = browser.post(f"{base}/send")
    assert refused.status_code == 409
    assert "该 Webhook 已停用" in refused.text
    started(site)
    browser.post(f"{base}/state", {"what": "enable", "skip": "1"})
    site.office.announcer.send()
    assert there.taken == []
    assert browser.post(f"{base}/state", {"what": "explode"}).status_code == 422
    answer = browser.post(f"{base}/state", {"what": "remove"})
    assert answer.headers["location"] == "/webhooks"
    assert browser.get(base).status_code == 404
    assert "还没有 Webhook" in browser.get("/webhooks").text


def test_it_is_edited_and_keeps_its_secret(site: Site, there: Receiver) -> None:
    hook, secret = added(site, there.url)
    browser = site.as_("H1")
    base = f"/webhooks/{hook}"
    assert f'value="{there.url}"' in browser.get(base).text
    sent = {"url": f"{there.url}/new", "description": "月报", "events": ["task.started"]}
    assert browser.post(f"{base}/edit", sent).headers["location"] == base
    page = browser.get(base).text
    assert "月报" in page
    assert 'value="task.started" checked' in page
    assert 'value="case.closed" checked' not in page
    started(site)
    site.office.announcer.send()
    (last,) = there.taken
    assert last.path == "/hook/new"
    signed = Oracle(secret).sign(last.headers["webhook-id"], site.clock(), last.body.decode())
    assert last.headers["webhook-signature"] == signed
    refused = browser.post(
        f"{base}/edit", sent | {"url": "https://10.0.0.1/x", "description": "内部"}
    )
    assert refused.status_code == 422
    assert "不能发往内网" in refused.text
    assert 'value="https://10.0.0.1/x"' in refused.text
    assert 'value="内部"' in refused.text
    assert browser.post(f"{base}/edit", {"url": ""}).status_code == 422


def test_what_failed_is_found_and_sent_again(site: Site, there: Receiver) -> None:
    hook, _ = added(site, there.url)
    browser = site.as_("H1", lang="en")
    there.status = 410
    started(site)
    site.office.announcer.send()
    page = browser.get(f"/webhooks/{hook}?failed=1").text
    assert "gone for good" in page
    (event,) = set(re.findall(r"msg_[0-9a-f]{32}", page))
    assert "nothing arrives at the webhooks" in browser.get("/health").text
    there.status = 200
    browser.post(f"/webhooks/{hook}/state", {"what": "enable"})
    site.office.announcer.send()
    browser.post(f"/webhooks/{hook}/send", {"event": event})
    assert [one.headers["webhook-id"] for one in there.taken] == [event] * 3
    assert "Nothing failed" in browser.get(f"/webhooks/{hook}?failed=1").text
    assert "1 webhooks, all well" in browser.get("/health").text


def test_while_the_pages_are_served_everything_is_told_at_once(
    site: Site, there: Receiver
) -> None:
    added(site, there.url)
    with announcing(site.office, every=0.01):
        started(site)
        assert there.came.wait(30)
    started(site, "relieve_branch")
    assert len(there.taken) == 1


def test_a_fault_does_not_end_the_telling(site: Site, there: Receiver) -> None:
    added(site, there.url)
    good = site.office.settings
    site.office.settings = replace(good, webhook_allow=("no-network",))
    with announcing(site.office, every=0.01):
        started(site)
        assert not there.came.wait(0.3)
        site.office.settings = good
        assert there.came.wait(30)
