"""The command menu: pages, cases and tasks by a few letters, and nothing that whoever asks may not see."""

from __future__ import annotations

from launchkit.domain.entries import PersonAdded
from tests.web.conftest import Site

PART = {"HX-Request": "true"}


def found(site: Site, person: str, words: str, lang: str = "zh") -> str:
    answer = site.as_(person, lang=lang).get("/find", params={"q": words}, headers=PART)
    assert answer.status_code == 200
    return answer.text


def test_without_words_it_offers_pages_and_own_cases(site: Site) -> None:
    text = found(site, "P1", "")
    assert 'href="/today"' in text
    assert f'href="/cases/{site.cases["open_branch"]}"' in text
    assert "/tasks/" not in text
    assert site.cases["open_branch"] not in found(site, "P21", "")


def test_a_task_is_found_by_code_and_by_title_in_either_language(site: Site) -> None:
    case = site.cases["open_branch"]
    for words, lang in (("nb-16", "zh"), ("NB-16", "en")):
        text = found(site, "P1", words, lang)
        assert f'href="/cases/{case}/tasks/' in text
        assert "NB-16" in text
    title = next(row for row in site.office.store.tasks(case=case) if row.code == "NB-16")
    assert title.title_zh in found(site, "P1", title.title_zh)
    assert title.title_en.replace("'", "&#39;") in found(site, "P1", title.title_en, "en")


def test_what_one_may_not_see_is_not_found(site: Site) -> None:
    takeover = site.cases["take_over_branch"]
    name = site.office.desk.case(takeover).name
    assert takeover in found(site, "P21", name[:4])
    assert takeover not in found(site, "P1", name[:4])
    site.office.desk.registry.add(site.call("H1"), PersonAdded(person="X1", name="外人"))
    text = found(site, "X1", "NB")
    assert "/cases/" not in text
    assert "没有找到" in text


def test_it_is_a_page_of_its_own_where_no_script_runs(site: Site) -> None:
    answer = site.as_("P1").get("/find?q=" + "x" * 100)
    assert "<h1>查找</h1>" in answer.text
    assert 'action="/find"' in answer.text
    assert site.as_("P1").get("/find?q=" + "x" * 300).status_code == 422
    keys = site.as_("P1", lang="en").get("/keys").text
    assert "<kbd>j</kbd>" in keys
    assert 'href="/keys"' in site.as_("P1").get("/me").text


def test_letters_are_switched_off_for_this_browser(site: Site) -> None:
    browser = site.as_("P1")
    assert "data-keys" not in browser.get("/me").text
    answer = browser.post("/preferences", {"keys": "off", "next": "/me"})
    assert answer.headers["location"] == "/me"
    assert 'data-keys="off"' in browser.get("/me").text
    assert 'value="on"' in browser.get("/keys").text
    browser.post("/preferences", {"keys": "on", "next": "/me"})
    assert "data-keys" not in browser.get("/me").text
