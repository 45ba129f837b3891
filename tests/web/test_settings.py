"""Companies and branches, one's own tokens and calendar, checklists, calendars, notices, health."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from launchkit.domain.accounts import SignInChange, digest_of
from launchkit.domain.entries import AdministratorNamed
from tests.web.conftest import Site

COMPANY = {"company": "TX", "company_name": "特修科技有限公司", "short_name": "特修", "company_uscc": "91110000600037341L"}  # fmt: skip
BRANCH = {"branch": "SYTX", "of_company": "TX", "branch_name": "特修沈阳分公司", "city": "沈阳", "division_code": "210106"}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_is_shown_and_small(site: Site, lang: str) -> None:
    browser = site.as_("H1", lang=lang)
    for path in ("/settings", "/definitions", "/definitions?q=%E8%B8%8F%E5%8B%98", "/definitions/open_branch", "/calendars", "/deliveries", "/health", "/audit", "/people", "/me"):  # fmt: skip
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert len(answer.content) < 60_000, path
        assert not re.search(r"<script(?! src=)|style=|onclick=", answer.text), path


def test_companies_and_branches_are_registered_with_checked_numbers(site: Site) -> None:
    browser, desk = site.as_("H1"), site.office.desk
    assert browser.post("/settings/companies", COMPANY | {"company_uscc": "1"}).status_code == 422
    assert browser.post("/settings/companies", COMPANY).status_code == 303
    for wrong in ({"zone": "Mars/Base"}, {"division_code": "21"}, {"of_company": "ZZ"}):
        assert browser.post("/settings/branches", BRANCH | wrong).status_code == 422
    assert browser.post("/settings/branches", BRANCH).status_code == 303
    assert desk.house().branches["SYTX"].company == "TX"
    assert site.as_("P1").post("/settings/companies", COMPANY).status_code == 404


def test_a_token_is_shown_once_and_can_be_revoked(site: Site) -> None:
    browser, rows = site.as_("P1"), site.office.store.accounts
    made = browser.post("/me/tokens", {"label": "报表", "scopes": "read", "days": "30"})
    word = re.search(r"lk_[\w-]+", made.text)
    assert word is not None
    assert word[0] not in browser.get("/me").text
    assert rows.token(digest_of(word[0]), site.clock()) is not None
    assert browser.post("/me/tokens", {"label": "x", "days": "30"}).status_code == 422
    assert (
        browser.post("/me/tokens", {"label": "x", "scopes": "read", "days": "999"}).status_code
        == 422
    )
    (token,) = rows.tokens_of("P1")
    site.as_("H1").post("/me/tokens/end", {"token": token.digest})
    assert len(rows.tokens_of("P1")) == 1
    assert browser.post("/me/tokens/end", {"token": token.digest}).status_code == 303
    assert rows.tokens_of("P1") == []


def test_a_new_calendar_address_makes_the_old_one_void(site: Site) -> None:
    browser = site.as_("P1")
    found = re.search(r"/feeds/[\w-]+\.ics", browser.get("/me").text)
    assert found is not None
    assert browser.get(found[0]).status_code == 200
    assert browser.post("/me/feed").status_code == 303
    assert browser.get(found[0]).status_code == 404


def test_an_item_says_where_it_is_done_and_when_such_places_are_open(site: Site) -> None:
    """The words of the item, the kind of place, and its usual hours; what is done on a screen has none."""
    page = site.as_("P1").get("/definitions/open_branch?item=confirm_tax_information").text
    items = dict(re.findall(r'<article class="item" id="(\w+)">(.*?)</article>', page, re.DOTALL))
    told = {name: re.sub(r"<[^>]+>", "", text).split("地点")[-1] for name, text in items.items()}
    halls = [one for name, one in told.items() if "办税服务厅" in one]
    assert any("电子税务局或区税务局办税厅" in one for one in halls)
    assert all(
        "一般开放：周一至周五 09:00–12:00、13:30–17:00；法定节假日不开" in one for one in halls
    )
    online = [one for one in told.values() if "网上办" in one]
    assert online
    assert not any("一般开放" in one for one in online)


def test_items_are_found_by_old_names_and_problems_shown_in_their_line(site: Site) -> None:
    browser = site.as_("P1")
    texts = browser.get("/definitions?q=NB-16").text
    assert "NB-16" in texts
    assert "没有找到" in browser.get("/definitions?q=zzzz").text
    assert browser.get("/definitions/none").status_code == 404
    assert 'id="sign_lease"' in browser.get("/definitions/open_branch?item=sign_lease").text
    folder = site.office.settings.home / "checklists"
    folder.mkdir(exist_ok=True)
    (folder / "mine.yaml").write_text("id: mine\ntitel: x\n", encoding="utf-8")
    wrong = browser.get("/definitions/problems").text
    assert "mine.yaml:2:1" in wrong
    assert "<mark>titel: x</mark>" in wrong


def test_the_delivery_log_is_filtered_and_others_see_their_own(site: Site) -> None:
    site.office.desk.clockwork.advance(site.cases["open_branch"], issue=False)
    every = site.office.store.outbox.notices()
    assert every
    to = every[0].to
    page = site.as_("H1").get(f"/deliveries?to={to}&state=waiting")
    assert page.status_code == 200
    assert "没有通知" in site.as_("H1").get("/deliveries?state=failed").text
    own = site.as_("P1").get("/deliveries").text
    assert all(one.to == "P1" for one in every) or 'name="to"' not in own


def test_health_says_what_is_delayed(site: Site) -> None:
    browser = site.as_("H1")
    assert "还没有推进过" in browser.get("/health").text
    site.office.store.note_sweep(site.clock())
    assert "晚到" not in browser.get("/health").text
    for seconds in (3600, 3 * 3600, 5 * 86400):
        site.office.store.note_sweep(site.clock() - timedelta(seconds=seconds))  # fmt: skip
        assert "晚到" in browser.get("/health").text


def test_what_is_told_of_the_house_is_of_no_case_and_for_administrators(site: Site) -> None:
    for person in ("H1", "H2"):
        entry = AdministratorNamed(person=person, administrator=True)
        site.office.desk.registry.add(site.call("H1"), entry)
    done = site.office.administration.change(site.call("H1"), SignInChange.NAME, person="P1")
    page = site.as_("H2").get("/deliveries?to=H2&state=waiting").text
    row = page[page.index("第二位管理员") :].split("</tr>")[0]
    assert f'<a href="/administrators">{done.waits}</a>' in row
    assert "特情" not in row
    for case in site.cases.values():
        assert "第二位管理员" not in site.as_("H2").get(f"/deliveries?case={case}").text
    assert "第二位管理员" not in site.as_("H3").get("/deliveries").text
