"""My day, as its page shows it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.web.conftest import Site


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("person", ["P1", "P2", "H1", "H2", "A1"])
def test_everybody_has_a_day(site: Site, person: str, lang: str) -> None:
    answer = site.as_(person, lang=lang).get("/today")
    assert answer.status_code == 200
    assert len(answer.content) < 60_000


def test_the_front_page_is_my_day(site: Site) -> None:
    assert site.as_("P1").get("/").headers["location"] == "/today"


def test_one_thing_is_on_top_with_its_reason(site: Site) -> None:
    page = site.as_("H2").get("/today").text
    assert page.index("先做这件") < page.index("后面有")
    assert "去办" in page
    assert "#cannot" in page


def test_who_has_nothing_to_do_is_told_what_comes(site: Site) -> None:
    page = site.as_("P1").get("/today").text
    assert "接下来轮到您" in page
    assert "先等 NB-" in page


def test_a_promise_is_remembered(site: Site) -> None:
    site.office.desk.holdings.promise(
        site.call("P1"),
        site.cases["open_branch"],
        to="物业 李工",
        what="给空调外机位置图",
        by=date(2026, 3, 5),
    )
    assert "物业 李工" in site.as_("P1").get("/today").text


def test_of_a_case_one_is_not_in_nothing_is_said(site: Site) -> None:
    number = site.office.desk.case(site.cases["take_over_branch"]).number
    assert number not in site.as_("P1").get("/today").text
