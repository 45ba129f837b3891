"""Links that work once: the first administrator, a password to choose, the examples on this machine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from launchkit.domain.accounts import FIRST_LINK_LIFE
from tests.web.conftest import ORIGIN, PASSWORD, Browser, Site

FIRST = {
    "name": "韩实",
    "person": "H1",
    "account": "han.shi",
    "password": PASSWORD,
    "again": PASSWORD,
}


def use(browser: Browser, word: str, **data: str):  # type: ignore[no-untyped-def]
    browser.get(f"/link/{word}")
    return browser.post(f"/link/{word}", data)


def first(site: Site) -> str:
    word = site.office.accounts.first_link()
    assert word is not None
    return word


def test_the_first_administrator_begins_an_empty_house(bare: Site) -> None:
    browser = bare.browser()
    assert use(browser, first(bare), **FIRST).headers["location"] == "/"
    house = bare.office.desk.house()
    assert house.administrators == {"H1"}
    assert (house.name("H1"), dict(house.accounts)) == ("韩实", {"han.shi": "H1"})
    assert browser.get("/me").headers["location"] == "/me/second-factor"
    assert "han.shi" not in browser.get("/me/second-factor").text.split("<main")[0]


def test_there_is_no_account_by_default(bare: Site) -> None:
    browser = bare.browser()
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"name": "admin", "password": "admin"})
    assert answer.status_code == 403
    assert bare.office.store.accounts.all_accounts() == []


def test_opening_a_link_does_not_use_it(bare: Site) -> None:
    word = first(bare)
    for _ in range(3):
        assert "建立第一个管理员" in bare.browser().get(f"/link/{word}").text
    assert use(bare.browser(), word, **FIRST).status_code == 303


def test_a_link_works_once(bare: Site) -> None:
    word = first(bare)
    use(bare.browser(), word, **FIRST)
    again = bare.browser()
    assert again.get(f"/link/{word}").status_code == 404
    assert again.post(f"/link/{word}", FIRST | {"person": "H9"}).status_code in {403, 404}
    assert "H9" not in bare.office.desk.house().people


def test_a_link_expires(bare: Site) -> None:
    word = first(bare)
    bare.clock.instant += FIRST_LINK_LIFE
    answer = bare.browser().get(f"/link/{word}")
    assert answer.status_code == 404
    assert "过期" in answer.text


@pytest.mark.parametrize("word", ["nothing", "x" * 500, "%00"])
def test_a_word_that_is_none_leads_nowhere(bare: Site, word: str) -> None:
    assert bare.browser().get(f"/link/{word}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"person": "H 1"}, "person"),
        ({"person": ""}, "person"),
        ({"name": ""}, "name"),
        ({"password": "short", "again": "short"}, "password"),
        ({"again": "another one entirely"}, "again"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_the_link_still_works(
    bare: Site, wrong: dict[str, str], field: str
) -> None:
    word = first(bare)
    browser = bare.browser()
    answer = use(browser, word, **(FIRST | wrong))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert PASSWORD not in answer.text
    assert use(browser, word, **FIRST).status_code == 303


def test_a_name_that_cannot_be_one_is_said_above_the_form(bare: Site) -> None:
    answer = use(bare.browser(), first(bare), **(FIRST | {"account": "韩"}))
    assert answer.status_code == 422
    assert "小写字母" in answer.text


def test_a_person_chooses_a_password_by_their_link(site: Site) -> None:
    word = site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
    browser = site.browser()
    assert "zhang.chi" in browser.get(f"/link/{word}").text
    refused = use(browser, word, password="zhang.chi forever", again="zhang.chi forever")
    assert refused.status_code == 422
    assert use(browser, word, password=PASSWORD, again=PASSWORD).status_code == 303
    assert browser.get("/me").status_code == 200
    assert use(site.browser(), word, password=PASSWORD, again=PASSWORD).status_code in {403, 404}


# --- the examples -------------------------------------------------------------------------------------------


def test_a_newcomer_looks_at_the_examples_as_somebody_and_then_as_somebody_else(
    site: Site,
) -> None:
    word = site.office.accounts.examples_link()
    browser = site.browser()
    assert "张弛" in browser.get(f"/link/{word}").text
    assert use(browser, word, person="P1").status_code == 303
    assert "张弛" in browser.get("/me").text
    assert browser.post("/examples/as", {"person": "H1"}).status_code == 303
    assert "周正" in browser.get("/me").text
    assert use(site.browser(), word, person="P1").status_code in {403, 404}


def test_two_who_use_the_link_at_once_do_not_both_get_in(site: Site) -> None:
    word = site.office.accounts.examples_link()
    one, other = site.browser(), site.browser()
    for browser in (one, other):
        browser.get(f"/link/{word}")
    assert one.post(f"/link/{word}", {"person": "P1"}).status_code == 303
    assert other.post(f"/link/{word}", {"person": "P1"}).status_code == 404


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.0.2.1", {}),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.1"}),
    ],
)
def test_the_examples_are_for_this_machine_alone(
    site: Site, address: str, headers: dict[str, str]
) -> None:
    word = site.office.accounts.examples_link()
    browser = site.browser(address=address)
    browser.headers = headers
    assert browser.get(f"/link/{word}").status_code == 404


def test_nobody_is_looked_at_as_who_has_an_account(site: Site) -> None:
    site.account("P1", "zhang.chi")
    word = site.office.accounts.examples_link()
    assert use(site.browser(), word, person="P1").status_code == 422


def test_who_signed_in_with_a_password_cannot_become_somebody_else(site: Site) -> None:
    site.account("P1", "zhang.chi")
    browser = site.browser()
    browser.get("/sign-in")
    browser.post("/sign-in", {"name": "zhang.chi", "password": PASSWORD})
    browser.get("/me")
    assert browser.post("/examples/as", {"person": "H1"}).status_code == 404
    assert "张弛" in browser.get("/me").text


def test_who_is_not_signed_in_becomes_nobody(site: Site) -> None:
    browser = site.browser()
    browser.get("/sign-in")
    assert browser.post("/examples/as", {"person": "H1"}).status_code == 404


def test_the_link_of_the_examples_waits_a_day(site: Site) -> None:
    word = site.office.accounts.examples_link()
    site.clock.instant += FIRST_LINK_LIFE - timedelta(seconds=1)
    assert site.browser().get(f"/link/{word}").status_code == 200
    assert ORIGIN.startswith("http://localhost")
