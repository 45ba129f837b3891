"""What was worked out of a case is kept until something changes, for everybody alike, and not without end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Event

import pytest
from jinja2 import DictLoader, Environment, UndefinedError
from starlette.requests import Request

from launchkit.web import figured
from launchkit.web.figured import Figured
from launchkit.web.page import Page
from tests.web.conftest import Site


def test_it_is_worked_out_once_until_something_changes(site: Site) -> None:
    office, numbers = site.office, count(1)
    kept = Figured(office)

    def ask(what: str = "board", name: str = "open_branch") -> int:
        case = office.desk.case(site.cases[name])
        return kept.once(what, case, lambda: next(numbers))

    assert [ask(), ask(), ask("bag"), ask(), ask(name="relieve_branch"), ask()] == [
        1,
        1,
        2,
        1,
        3,
        1,
    ]
    site.clock.forward(minutes=1)
    assert [ask(), ask()] == [4, 4], "the minute"
    office.desk.state(
        site.call("P1"), site.cases["open_branch"], {"branch_name": "沈阳铁西分公司"}
    )
    assert [ask(), ask()] == [5, 5], "an entry of the case"
    office.desk.registry.suspend_rights(site.call("H1"), person="P3", reason="调查")
    assert [ask(), ask()] == [6, 6], "an entry of the house"


def test_what_nobody_asked_for_lately_gives_way(site: Site) -> None:
    case = site.office.desk.case(site.cases["open_branch"])
    kept = Figured(site.office)
    made: list[str] = []
    for number in range(figured.KEEP + 1):
        kept.once("first", case, lambda: made.append("first"))
        kept.once(f"other {number}", case, lambda: None)
    assert made == ["first"], "what is in use stays"
    assert len(kept._kept) == figured.KEEP


def test_who_asks_meanwhile_waits_for_what_is_being_worked_out(site: Site) -> None:
    """Sixteen telephones that open a board at the same minute have it drawn once."""
    case, kept = site.office.desk.case(site.cases["open_branch"]), Figured(site.office)
    begun, go_on = Event(), Event()
    made: list[int] = []

    def make() -> int:
        begun.set()
        assert go_on.wait(30)
        made.append(1)
        return len(made)

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(kept.once, "board", case, make)
        assert begun.wait(30)
        others = [pool.submit(kept.once, "board", case, make) for _ in range(7)]
        go_on.set()
        assert [one.result(30) for one in (first, *others)] == [1] * 8
    assert made == [1]


def test_what_failed_is_tried_again(site: Site) -> None:
    case, kept = site.office.desk.case(site.cases["open_branch"]), Figured(site.office)
    with pytest.raises(ZeroDivisionError):
        kept.once("board", case, lambda: 1 // 0)
    assert kept.once("board", case, lambda: "drawn") == "drawn"
    assert kept._making == {}


def test_a_part_drawn_for_everybody_is_given_nothing_of_whoever_looks(site: Site) -> None:
    """A template that asks for the viewer or for a token of theirs fails, instead of showing it to the next."""
    case = site.office.desk.case(site.cases["open_branch"])
    names = ("viewer", "csrf", "page", "fresh_id", "said", "again")
    templates = {one: f"{{{{ {one} }}}}" for one in names} | {"words": "{{ t.cases }} {{ lang }}"}
    environment = site.app.state.site.environment.overlay(loader=DictLoader(templates))
    looked = page_of(site, environment)
    for one in names:
        with pytest.raises(UndefinedError):
            looked.drawn_once(one, case, dict)
    assert looked.drawn_once("words", case, dict) == "案件总览 zh"
    assert page_of(site, environment, lang="en").drawn_once("words", case, dict) == "Cases en"


def page_of(site: Site, environment: Environment, lang: str = "zh") -> Page:
    """A page over other templates."""
    known = replace(site.app.state.site, environment=environment)
    request = Request({"type": "http", "method": "GET", "path": "/", "headers": []})
    return Page(site=known, request=request, viewer=None, lang=lang, theme="auto")


def test_what_differs_by_who_looks_is_not_kept(site: Site) -> None:
    """The board is the same for all of a team; its entries are covered for each by themselves."""
    case = site.cases["open_branch"]
    texts = {one: site.as_(one).get(f"/cases/{case}").text for one in ("P1", "H2", "P1")}
    assert "张弛" in texts["P1"]
    for one, other in (("P1", "H2"), ("H2", "P1")):
        assert f'<span class="soft">{one}</span>' in texts[one]
        assert f'<span class="soft">{other}</span></a>' not in texts[one]
