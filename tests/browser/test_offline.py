"""Work without signal in a real browser: pages are kept, work waits, and arrives once, in order, with the moment it was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from launchkit.domain.case import Task, TaskStatus
from launchkit.domain.people import owner_of
from launchkit.domain.trail import Envelope
from tests.browser.conftest import Served
from tests.web.test_task import FACTS, PDF

PHOTO = (
    Path(__file__).parent.parent.parent / "src/launchkit/web/static/icon-192.png"
).read_bytes()
KEPT = """async (path) => {
  const name = (await caches.keys()).find((one) => one.startsWith("launchkit-pages-"));
  return Boolean(name && await (await caches.open(name)).match(path, {ignoreVary: true}));
}"""
CONTROLLED = "() => Boolean(navigator.serviceWorker.controller)"


class Phone:
    """A telephone of somebody, with the page of one task kept on it."""

    def __init__(self, served: Served, person: str = "H2", lang: str = "zh") -> None:
        self.served, self.person = served, person
        self.id = served.site.cases["open_branch"]
        self.path = f"/cases/{self.id}/tasks/decide_to_open"
        self.browser: BrowserContext = served.open(person, lang=lang, offline=True)
        self.page = self.browser.new_page()

    @property
    def task(self) -> Task:
        return self.served.site.office.desk.case(self.id).tasks["decide_to_open"]

    @property
    def entries(self) -> list[Envelope]:
        """What the person did, oldest first."""
        found = self.served.site.office.desk.reading.entries(self.id, viewer="H1")
        return [one.envelope for one in found if one.envelope.actor == self.person]

    def keep(self, *paths: str) -> Page:
        """Open pages with signal, so that they are kept; the last one stays open."""
        for path in paths or (self.path,):
            self.page.goto(path)
            self.page.wait_for_function(CONTROLLED)
            self.page.reload()
            self.page.wait_for_function(KEPT, arg=path)
        return self.page

    def sign_in(self, person: str) -> None:
        """Somebody signs in on this telephone."""
        word = self.served.session(person)
        self.browser.add_cookies([{"name": "launchkit", "value": word, "url": self.served.url}])

    def signal(self, there: bool) -> None:
        self.browser.set_offline(not there)

    def fill(self, page: Page, proofs: int = 2) -> None:
        """Type the facts of the task and choose its two proofs, or only the first."""
        for name, value in FACTS.items():
            if value == "true":
                page.locator(f'[name="{name}"][value="true"]').check()
            else:
                page.locator(f'[name="{name}"]').fill(value)
        given = (
            ("signed_decision", "决定.pdf", "application/pdf", PDF),
            ("articles_page", "章程.png", "image/png", PHOTO),
        )
        for rule, name, media, content in given[:proofs]:
            field = page.locator(f'[id="file.{rule}"]')
            field.set_input_files({"name": name, "mimeType": media, "buffer": content})

    def press(self, page: Page, word: str) -> None:
        page.get_by_role("button", name=word, exact=True).click()
        expect(page.locator("#notices .note.ok")).to_be_visible()


def unsent(page: Page, n: int) -> None:
    """So many wait, as the shell says it on every page."""
    expect(page.locator("#waiting")).to_contain_text(f"待传 {n} 项")


def all_sent(page: Page) -> None:
    expect(page.locator("#waiting")).to_be_empty()


@pytest.fixture
def phone(served: Served) -> Iterator[Phone]:
    """The telephone of whoever has the first task of the opening."""
    made = Phone(served)
    yield made
    made.browser.close()


def test_a_task_finished_without_signal_arrives_once_in_order_and_dated(phone: Phone) -> None:
    page = phone.keep()
    phone.signal(False)
    page.reload()
    expect(page.locator(".kept")).to_contain_text("离线，看到的是")
    phone.press(page, "开始办理")
    phone.fill(page)
    expect(page.locator("canvas.preview")).to_have_count(1)
    page.locator("details", has=page.locator('[name="note"]')).locator("summary").click()
    page.locator('[name="note"]').fill("窗口拍的")
    page.get_by_role("button", name="完成", exact=True).click()
    expect(page.locator("#pending li")).to_have_count(2)
    unsent(page, 2)
    page.close()

    again = phone.browser.new_page()
    again.goto(phone.path)
    unsent(again, 2)
    before = len(phone.entries)
    phone.signal(True)
    all_sent(again)
    assert phone.task.status is TaskStatus.SUBMITTED
    new = phone.entries[before:]
    kinds = [one.kind for one in new]
    assert kinds[0] == "task_started"
    assert kinds.count("evidence_attached") == 2
    assert kinds[-1] == "completion_submitted" or "task" in kinds[-1]
    assert all(one.happened is not None for one in new)
    assert all(
        datetime.fromisoformat(str(one.happened)) <= datetime.fromisoformat(one.recorded_at)
        for one in new
    )
    assert len({one.request for one in new}) == 2
    assert {one.note for one in phone.task.evidence} == {"窗口拍的"}


def test_what_arrived_though_no_answer_came_back_is_done_once(phone: Phone) -> None:
    page = phone.keep()
    phone.signal(False)
    page.reload()
    phone.fill(page)
    phone.press(page, "保存")
    lost = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/outbox", lose)
    phone.signal(True)
    page.wait_for_function("() => document.documentElement.dataset.flushed")
    assert lost == [200]
    unsent(page, 1)
    before = len(phone.entries)
    page.unroute("**/outbox")
    page.evaluate("launchkitOutbox.flush()")
    all_sent(page)
    assert len(phone.entries) == before
    assert len(phone.task.evidence) == 2


def test_what_the_network_fails_under_waits_as_the_same_request(phone: Phone) -> None:
    """With signal by every sign, but nothing gets through: the form that went the usual way is kept."""
    page = phone.keep()
    phone.fill(page)
    page.route("**/work", lambda route: (route.fetch(), route.abort()))
    page.route("**/outbox/key", lambda route: route.abort())
    page.get_by_role("button", name="保存", exact=True).click()
    unsent(page, 1)
    assert len(phone.task.evidence) == 2, "it had arrived"
    before = len(phone.entries)
    page.unroute_all()
    page.evaluate("launchkitOutbox.flush()")
    all_sent(page)
    assert len(phone.entries) == before


def test_a_refusal_is_kept_to_act_on_and_the_rest_goes_on(phone: Phone) -> None:
    case = phone.served.site.office.desk.case(phone.id)
    own = [key for key, one in case.tasks.items() if owner_of(case, one) == "H2"]
    other = next(key for key in own if key != "decide_to_open" and "#" not in key)
    later = f"/cases/{phone.id}/tasks/{other}"
    page = phone.keep(later, phone.path)
    phone.signal(False)
    page.reload()
    phone.fill(page, proofs=1)
    phone.press(page, "完成")
    page.goto(later)
    page.locator('[id="file.other"]').set_input_files(
        {"name": "门头.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    phone.press(page, "保存")
    unsent(page, 2)
    phone.signal(True)
    expect(page.locator("#waiting")).to_have_text("要处理 1 项")
    known = phone.served.site.office.desk.case(phone.id)
    assert [one.name for one in known.tasks[other].evidence] == ["门头.png"]

    page.goto("/outbox")
    card = page.locator("#attention-list > li")
    expect(card.locator(".trouble")).to_contain_text("还不能办结")
    card.get_by_role("link", name="修改").click()
    expect(page.locator('[name="fact.branch_name"]')).to_have_value(FACTS["fact.branch_name"])
    expect(page.locator("#notices")).to_contain_text("正在修改待传的一项")
    page.locator('[id="file.articles_page"]').set_input_files(
        {"name": "章程.png", "mimeType": "image/png", "buffer": PHOTO}
    )
    page.get_by_role("button", name="完成", exact=True).click()
    all_sent(page)
    assert phone.task.status is TaskStatus.SUBMITTED
    assert [one.name for one in phone.task.evidence] == ["决定.pdf", "章程.png"]


def test_where_somebody_else_did_it_meanwhile_both_are_shown(served: Served) -> None:
    phone = Phone(served, lang="en")
    page = phone.keep()
    phone.signal(False)
    page.reload()
    phone.fill(page)
    phone.press(page, "Done")
    desk, site = served.site.office.desk, served.site
    desk.state(site.call("H1"), phone.id, {"decision_number": "锐修决〔2026〕9号"})
    phone.signal(True)
    expect(page.locator("#waiting")).to_contain_text("1 to look at")
    page.goto("/outbox")
    both = page.locator(".both")
    expect(both).to_contain_text("锐修决〔2026〕9号")
    expect(both).to_contain_text("周正")
    expect(both).to_contain_text("锐修决〔2026〕1号")
    expect(both).not_to_contain_text("Launch budget")
    page.get_by_role("button", name="Add mine as a note with files").click()
    expect(page.locator("#nothing")).to_be_visible()
    assert [one.name for one in phone.task.evidence] == [
        "noted offline.txt",
        "决定.pdf",
        "章程.png",
    ]
    text = phone.task.evidence[0].file
    assert text is not None
    told = site.office.vault.get(text.digest).decode()
    assert "锐修决〔2026〕1号" in told
    assert "480000" not in told
    held = desk.case(phone.id).held("decision_number", None)
    assert held is not None
    assert held.value == "锐修决〔2026〕9号"


def test_a_form_that_needs_no_part_of_a_page_waits_too(served: Served) -> None:
    """A promise: no signal by the browser's word, then nothing gets through though it says there is."""
    phone = Phone(served, "P1")
    path = f"/cases/{phone.id}/promises"
    page = phone.keep(path)

    def promise(what: str) -> None:
        page.get_by_label("向谁").fill("房东")
        page.get_by_label("哪天前").fill("2026-03-06")
        page.get_by_label("承诺什么").fill(what)
        page.get_by_role("button", name="保存", exact=True).click()

    page.route("**/outbox/key", lambda route: route.abort())
    promise("周五前答复租期")
    unsent(page, 1)
    phone.signal(False)
    promise("周五前答复押金")
    unsent(page, 2)
    page.unroute_all()
    phone.signal(True)
    all_sent(page)
    made = served.site.office.desk.case(phone.id).promises.values()
    assert [one.what for one in made] == ["周五前答复租期", "周五前答复押金"]
    page.reload()
    promise("周五前答复物业费")
    expect(page.locator(".said")).to_contain_text("承诺已记下")


def test_a_reminder_noted_on_my_day_waits_as_one_of_its_task(served: Served) -> None:
    """Two tasks wait; the second is reminded of, and where it can be changed is the page of that task."""
    desk, site, phone = served.site.office.desk, served.site, Phone(served)
    case = desk.case(phone.id)
    others = (
        key for key, one in case.tasks.items() if owner_of(case, one) == "H2" and "#" not in key
    )
    own = ["decide_to_open", next(key for key in others if key != "decide_to_open")]
    for key, who in zip(own, ("上级公司", "物业"), strict=True):
        desk.block(site.call("H2"), phone.id, key, waiting_on=who, reason="没有回音")
    last = own[-1]
    page = phone.keep("/outbox", f"/cases/{phone.id}/tasks/{last}", "/today")
    phone.signal(False)
    page.reload()
    phone.press(page, "已电话催 物业")
    unsent(page, 1)
    lines = page.locator("li.line", has=page.locator(".waits-mark"))
    expect(lines).to_have_count(1)
    expect(lines.locator("a.t")).to_contain_text("物业")
    page.goto("/outbox")
    expect(page.locator("#waiting-list")).to_contain_text("已电话催 物业")
    page.goto(f"/cases/{phone.id}/tasks/{last}")
    expect(page.locator("#pending li")).to_have_count(1)
    before = len(phone.entries)
    phone.signal(True)
    all_sent(page)
    known = desk.case(phone.id)
    assert [one.nudges for key in own if (one := known.tasks[key].wait)] == [0, 1]
    (noted,) = phone.entries[before:]
    assert noted.happened is not None


def test_what_may_not_wait_stays_in_its_form(phone: Phone) -> None:
    page = phone.keep()
    phone.signal(False)
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    field = page.locator('[name="assign.reason"]')
    field.fill("出差")
    page.locator('[name="assign.to"]').select_option(index=1)
    field.locator("xpath=ancestor::form").locator("button").last.click()
    expect(page.locator("#notices .note.warn").last).to_contain_text("要联网才能办")
    expect(field).to_have_value("出差")
    all_sent(page)
    page.locator('[href="#side"]').click()
    page.locator(".side").get_by_role("button", name="退出", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("还没有退出登录")
    page.goto(phone.path)
    expect(page.locator("h1")).to_have_text("现在没有信号")


def test_what_is_discarded_is_asked_for_twice(phone: Phone) -> None:
    page = phone.keep("/outbox", phone.path)
    phone.signal(False)
    page.reload()
    phone.fill(page)
    phone.press(page, "保存")
    page.goto("/outbox")
    page.locator("summary").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="章程.png").click()
    assert Path(download.value.path()).read_bytes() == PHOTO
    for word in ("丢弃", "确定丢弃？", "照片和内容都找不回来，再按一次丢弃"):
        page.get_by_role("button", name=word, exact=True).click()
    expect(page.locator("#nothing")).to_be_visible()
    phone.signal(True)
    assert not phone.task.evidence


def test_two_tabs_send_everything_once(phone: Phone) -> None:
    page = phone.keep()
    other = phone.browser.new_page()
    other.goto(phone.path)
    phone.signal(False)
    for one in (page, other):
        one.reload()
        phone.fill(one)
        phone.press(one, "保存")
    unsent(page, 2)
    unsent(other, 2)
    before = len(phone.entries)
    sent: list[str] = []
    phone.browser.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    phone.signal(True)
    all_sent(page)
    all_sent(other)
    assert sent == [f"{phone.served.url}/outbox"] * 2
    new = phone.entries[before:]
    assert len(phone.task.evidence) == 4
    assert len({one.request for one in new}) == 2


def test_pages_are_read_without_signal_and_what_was_never_kept_says_so(served: Served) -> None:
    """Fetched ahead: nobody opened the board or the task."""
    phone = Phone(served, "P3")
    page = phone.page
    page.goto("/today")
    page.wait_for_function(CONTROLLED)
    page.evaluate("launchkitOutbox.keepAhead()")
    page.wait_for_selector('html[data-ahead="done"]', state="attached")
    phone.signal(False)
    for path in ("/today", f"/cases/{phone.id}", f"/cases/{phone.id}/papers"):
        page.goto(path)
        expect(page.locator(".kept")).to_contain_text("离线，看到的是")
        expect(page.locator("h1")).to_be_visible()
    page.goto("/calendars")
    expect(page.locator("h1")).to_have_text("现在没有信号")
    expect(page.locator("#kept-pages")).to_contain_text("我的今天")
    page.get_by_role("link", name="我的今天").first.click()
    expect(page.locator("h1")).to_have_text("我的今天")


def test_signing_out_empties_what_is_kept_and_the_queue_is_its_persons_own(served: Served) -> None:
    phone = Phone(served)
    page = phone.keep()
    phone.signal(False)
    page.reload()
    phone.fill(page)
    phone.press(page, "保存")
    page.route("**/outbox/key", lambda route: route.abort())
    phone.signal(True)
    page.goto("/me")
    page.locator("main").get_by_role("button", name="退出", exact=True).click()
    expect(page).to_have_url(f"{served.url}/sign-in")
    expect(page.locator("#left-behind")).to_contain_text("1 项没有传出")
    assert not page.evaluate(KEPT, phone.path)
    page.unroute_all()

    phone.sign_in("P1")
    page.goto("/outbox")
    expect(page.locator("#nothing")).to_be_visible()
    expect(page.locator("#strangers")).to_contain_text("另一个人的 1 项")
    page.evaluate("launchkitOutbox.flush()")
    assert not phone.task.evidence

    phone.sign_in("H2")
    page.goto("/today")
    all_sent(page)
    page.wait_for_function("() => document.documentElement.dataset.flushed")
    assert len(phone.task.evidence) == 2


def test_a_session_that_ended_keeps_the_queue_and_says_so(phone: Phone) -> None:
    page = phone.keep()
    phone.signal(False)
    page.reload()
    phone.fill(page)
    phone.press(page, "保存")
    phone.served.site.office.store.accounts.end_sessions(person="H2")
    phone.signal(True)
    expect(page.locator("#notices")).to_contain_text("登录已过期")
    unsent(page, 1)
    page.goto(phone.path)
    expect(page).to_have_url(f"{phone.served.url}/sign-in?next={phone.path}")
    assert not page.evaluate(KEPT, phone.path)
