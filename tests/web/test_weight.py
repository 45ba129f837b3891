"""No page is heavy: cases of 80 and of 120 tasks, and an overview of fifty, each under 60 kB as served."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from launchkit.domain.entries import ItemAdded
from launchkit.web.case_pages import MOST as SHOWN
from tests.browser.lived import errand, ids_of, lived_home
from tests.browser.walk import AUDIT, filled, pages, unknown
from tests.web.conftest import Site, site_over

__all__ = ["lived_home"]

#: without photographs, uncompressed
MOST = 60_000
#: over a slow telephone line, as a server in front of ours sends it
MOST_PACKED = 12_000
CASES = 50
LINES = 70


@pytest.fixture(scope="module")
def grown(lived_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The lived-in home, in which fifty cases are open, and the opening has eighty tasks; later more."""
    home = tmp_path_factory.mktemp("grown") / "home"
    shutil.copytree(lived_home, home, ignore=shutil.ignore_patterns("fonts"))
    with site_over(home) as site:
        closed = (lived_home.parent / "closed").read_text(encoding="utf-8")
        rows = [row for row in site.office.store.cases() if row.case != closed]
        site.cases = {row.checklist: row.case for row in rows}
        site.make_administrator("H1")
        for number in range(CASES - len(rows) - 1):
            errand(site.office, f"第 {number + 1} 件：到沈阳市铁西区政务服务中心取一份证明")
        yield site


def grow(site: Site, tasks: int) -> int:
    """People are hired until the opening has so many tasks; how many it has then."""
    case = site.cases["open_branch"]
    while len(site.office.desk.case(case).tasks) < tasks:
        count = len(site.office.desk.case(case).groups["hire"].instances)
        site.office.desk.add_instance(site.call("P1"), case, "hire", label=f"第{count + 1}位同事")
    return len(site.office.desk.case(case).tasks)


def heavy(site: Site, wanted: list[str], most: int = MOST) -> list[tuple[str, str, int, int]]:
    """Pages that are too heavy for either of two people, with their sizes plain and packed."""
    found = []
    for person in ("H1", "P1"):
        browser = site.as_(person)
        for path in wanted:
            body = browser.get(path).content
            packed = len(gzip.compress(body, 6))
            if len(body) >= most or packed >= MOST_PACKED:
                found.append((person, path, len(body), packed))
    return found


@pytest.mark.parametrize("tasks", [80, 120])
def test_pages_of_a_large_case(grown: Site, tasks: int) -> None:
    assert tasks <= grow(grown, tasks) < tasks + 12
    ids = ids_of(grown)
    wanted = [filled(one, ids) for one in pages() if "{case}" in one and not unknown(one, ids)]
    wanted += [f"/cases/{ids['case']}/audit?part={part}" for part in AUDIT]
    wanted += ["/today", "/cases", "/decisions", "/definitions/open_branch", "/people"]
    assert heavy(grown, wanted) == []


def test_lists_that_grow_begin_with_some_of_their_lines(grown: Site) -> None:
    """Seventy promises, things, happenings and added tasks: some at first, all of them one press away."""
    desk, case, browser = grown.office.desk, grown.cases["open_branch"], grown.as_("P1")
    paths = {one: f"/cases/{case}/{one}" for one in ("promises", "custody", "happenings", "items")}
    before = len(desk.case(case).happenings)
    for number in range(LINES):
        by = desk.case(case).target
        text = f"第 {number:03d} 件：把门头效果图和消防疏散图送到物业工程部，当面说清施工时间"
        desk.holdings.promise(grown.call("P1"), case, to="物业工程部赵经理", what=text, by=by)
        desk.holdings.take(grown.call("P1"), case, kind="key", label=text, place="前台抽屉")
        at = f"{by - timedelta(days=200 - number)}"
        desk.crisis.note_happening(
            grown.call("P1"), case, at=at, what=text * 2, source="物业工程部赵经理当面说"
        )
        entry = ItemAdded(item=f"more_{number}", title=text, owner="lead", reason="现场才知道")
        desk.add_item(grown.call("P1"), case, entry)
    assert heavy(grown, list(paths.values())) == []
    for name, path in paths.items():
        some, every = browser.get(path).text, browser.get(f"{path}?all=1").text
        assert f'href="{path}?all=1"' in some, name
        assert f'href="{path}?all=1"' not in every, name
        assert [
            f"第 {one:03d} 件" for one in range(LINES) if f"第 {one:03d} 件" not in every
        ] == []
        listed = some.partition('id="add"')[0]
        assert sum(f"第 {one:03d} 件" in listed for one in range(LINES)) <= SHOWN, name
    # Of what goes on the newest is there first.
    assert f"第 {LINES - 1:03d} 件" in browser.get(paths["happenings"]).text
    assert len(desk.case(case).happenings) == before + LINES


def test_an_overview_of_fifty_cases(grown: Site) -> None:
    browser = grown.as_("H1")
    page = browser.get("/cases").text
    assert page.count('href="/cases/0') >= CASES - 1
    assert heavy(grown, ["/cases", "/audit", "/today", "/decisions", "/deliveries"]) == []


def test_a_heavy_page_is_noticed(grown: Site) -> None:
    assert len(heavy(grown, ["/cases"], most=100)) == 2
