"""All cases on one page, the board of one, and its plan."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from markupsafe import Markup

from launchkit.domain.checklist import Text
from launchkit.domain.telling.gantt import Gantt, GanttMark, GanttRow, Shade, ShadeKind, Stretch
from launchkit.web import svg
from tests.web.conftest import Site

MOST = 60_000


def shown(html: str) -> list[str]:
    """Names of the cases in their order."""
    return re.findall(r"<h2><a href=\"/cases/[^\"]+\">([^<]+)</a>", html)


# --- overview -----------------------------------------------------------------------------------------------


def test_crises_come_first_and_say_what_will_be_late_and_why(site: Site) -> None:
    site.clock.instant += timedelta(days=200)
    page = site.as_("H1").get("/cases")
    assert page.status_code == 200
    names = shown(page.text)
    assert len(names) == 3
    assert names[-1] == "新设沈阳铁西分公司"
    assert "项逾期" in page.text
    assert "未定级" in page.text
    assert "天没有人记录" in page.text
    assert "可办，还没有开始" in page.text
    assert len(page.content) < MOST


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("checklist=open_branch", ["新设沈阳铁西分公司"]),
        ("level=2", ["新设沈阳铁西分公司"]),
        ("level=nine", None),
        ("state=closed", []),
        ("state=all", None),
        ("state=nothing", None),
        ("late=1", []),
        ("mine=1&checklist=open_branch", ["新设沈阳铁西分公司"]),
    ],
)
def test_cases_are_found_by_situation_severity_lateness_and_person(
    site: Site, query: str, names: list[str] | None
) -> None:
    case = site.cases["open_branch"]
    site.office.desk.crisis.set_severity(site.call("H1"), case, 2, reason="停业")
    site.clock.instant = site.clock.instant.replace(day=2, hour=1)
    found = shown(site.as_("H1").get(f"/cases?{query}").text)
    assert len(found) == 3 if names is None else found == names


def test_who_sees_nothing_is_told_so(site: Site) -> None:
    assert "没有您能看到的专案" in site.as_("nobody").get("/cases").text


def test_nothing_fits_the_filter(site: Site) -> None:
    assert "没有符合条件的专案" in site.as_("H1").get("/cases?state=closed").text


def test_a_new_entry_shows_at_once(site: Site) -> None:
    browser, case = site.as_("H1"), site.cases["open_branch"]
    assert "二级" not in browser.get("/cases").text
    site.office.desk.crisis.set_severity(site.call("H1"), case, 2, reason="停业")
    assert "二级" in browser.get("/cases").text


def test_a_closed_case_stands_last_with_its_word(site: Site) -> None:
    """Nothing of the examples is closed at the beginning, so the filter for closed cases is empty, and all show all."""
    page = site.as_("H1").get("/cases?state=all").text
    assert "已结案</span>" not in page


# --- board --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_board_shows_where_a_case_stands(site: Site, lang: str) -> None:
    case = site.cases["open_branch"]
    site.clock.instant += timedelta(days=30)
    page = site.as_("P1", lang=lang).get(f"/cases/{case}")
    assert page.status_code == 200
    assert len(page.content) < MOST
    for words in (
        ("期限风险", "计划与实际", "最新记录"),
        ("Deadlines at risk", "Plan and actual"),
    ):
        if (lang == "zh") == ("期限风险" in words):
            assert all(one in page.text for one in words)
    assert 'class="gantt" role="table"' in page.text
    assert "style=" not in page.text
    assert "<script>" not in page.text


def test_the_board_says_who_is_waited_for_and_what_waits_for_a_decision(site: Site) -> None:
    case, desk = site.cases["open_branch"], site.office.desk
    task = next(one.key for one in desk.case(case).tasks.values() if one.item.owner == "lead")
    desk.block(site.call("H1"), case, task, waiting_on="铁西房东", reason="人在外地")
    desk.waive(site.call("H1"), case, _other(site, case, task), reason="不需要")
    page = site.as_("H1").get(f"/cases/{case}").text
    assert "铁西房东" in page
    assert "还没有催" in page
    assert "待决定" in page
    desk.people.nudge(site.call("H1"), case, task, how="phone", again_on=date(2026, 3, 9))
    page = site.as_("H1", lang="en").get(f"/cases/{case}").text
    assert "reminded 1×" in page
    assert "9 Mar ask again" in page


def _other(site: Site, case: str, task: str) -> str:
    tasks = site.office.desk.case(case).tasks
    return next(key for key, one in tasks.items() if key != task and one.item.owner == "lead")


def test_the_browser_keeps_a_board_until_something_changes(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P1")
    tag = browser.get(f"/cases/{case}").headers["etag"]
    headers = {"If-None-Match": tag}
    assert browser.get(f"/cases/{case}", headers=headers).status_code == 304
    site.clock.instant += timedelta(minutes=1)
    assert browser.get(f"/cases/{case}", headers=headers).status_code == 200


def test_what_was_just_done_is_said_on_the_board_once(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P1")
    browser.client.cookies.set("launchkit-said", "OK")
    page = browser.get(f"/cases/{case}")
    assert 'class="said"' in page.text
    assert "etag" not in page.headers


def test_a_case_that_is_not_ones_own_is_not_there(site: Site) -> None:
    case = site.cases["take_over_branch"]
    assert site.as_("P1").get(f"/cases/{case}").status_code == 404
    assert site.as_("P1").get(f"/cases/{case}/plan").status_code == 404


# --- plan ---------------------------------------------------------------------------------------------------


def test_the_plan_of_a_stage_task_by_task(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P1")
    stages = site.office.desk.case(case).book.definition.stages
    for stage in stages:
        page = browser.get(f"/cases/{case}/plan?stage={stage.id}")
        assert page.status_code == 200
        assert len(page.content) < MOST
    assert stages[0].title.zh in browser.get(f"/cases/{case}/plan").text
    assert browser.get(f"/cases/{case}/plan?stage=nothing").status_code == 404
    assert browser.get(f"/cases/{case}/plan?stage=added").status_code == 404


def test_what_was_added_has_its_own_chart(site: Site) -> None:
    case, browser = site.cases["open_branch"], site.as_("P1")
    browser.get(f"/cases/{case}/items")
    browser.post(f"/cases/{case}/items", {"title": "配钥匙", "owner": "lead", "reason": "缺"})
    page = browser.get(f"/cases/{case}/plan?stage=added")
    assert "配钥匙" in page.text


# --- drawings -----------------------------------------------------------------------------------------------


def chart(**more: object) -> Gantt:
    values = {
        "first": date(2026, 3, 2),
        "last": date(2026, 5, 31),
        "today": date(2026, 3, 10),
        "start": date(2026, 3, 2),
        "target": date(2026, 5, 1),
        "shades": (),
        "rows": (),
    }
    return Gantt(**(values | more))  # type: ignore[arg-type]


def drawn(**more: object) -> Markup:
    values = {
        "key": "a",
        "code": "A",
        "title": Text(zh="甲", en="A"),
        "standing": None,
        "plan": None,
        "actual": None,
        "going": False,
        "behind": False,
        "marks": (),
        "closed": 0,
        "tasks": 1,
    }
    return svg.strip(chart(), GanttRow(**(values | more)))  # type: ignore[arg-type]


def span(first: str, last: str) -> Stretch:
    return Stretch(first=date.fromisoformat(first), last=date.fromisoformat(last))


def test_a_bar_covers_its_days_and_stays_inside_the_chart() -> None:
    whole = drawn(plan=span("2026-02-01", "2026-12-31"))
    assert 'class="plan" x="0%" width="100%"' in whole
    day = drawn(actual=span("2026-03-02", "2026-03-02"), behind=True, going=True)
    assert 'class="behind going" x="0%" width="1.1%"' in day
    assert "<rect" not in drawn(plan=span("2025-01-01", "2025-01-02"))
    assert 'class="done"' in drawn(actual=span("2026-03-02", "2026-03-03"))


def test_last_days_of_law_are_diamonds() -> None:
    marks = tuple(
        GanttMark(day=date(2026, 4, day), provisional=day == 3, kept=kept)
        for day, kept in ((1, None), (2, False), (3, True))
    )
    found = drawn(marks=(*marks, GanttMark(day=date(2027, 1, 1), provisional=False, kept=None)))
    assert re.findall(r'class="(mark[^"]*)"', found) == ["mark", "mark missed", "mark provisional"]


def test_rest_days_target_and_today_lie_behind_every_row() -> None:
    rest = (
        Shade(kind=ShadeKind.WEEKEND, span=span("2026-03-07", "2026-03-08")),
        Shade(kind=ShadeKind.MAKE_UP, span=span("2026-05-09", "2026-05-09"), name="劳动节"),
    )
    found = svg.ground(chart(shades=rest))
    assert re.findall(r'class="([a-z]+)"', found.partition("<g")[2]) == [
        "weekend",
        "makeup",
        "target",
        "today",
    ]
    assert "today" not in svg.ground(chart(today=date(2026, 8, 1)))


def test_dates_stand_over_the_chart_and_labels_do_not_run_into_each_other() -> None:
    axis = svg.axis(chart(), "今天", "目标")
    assert len(re.findall('class="date"', axis)) <= 6
    assert "今天" in axis
    assert "目标" in axis
    near = svg.axis(chart(target=date(2026, 3, 12)), "<b>", "目标")
    assert "目标" not in near
    assert "&lt;b&gt;" in near
    assert "今天" not in svg.axis(chart(today=date(2026, 9, 1)), "今天", "目标")
    far = svg.axis(chart(today=date(2026, 5, 30)), "今天", "目标")
    assert 'text-anchor="end">今天' in far
    days = list(svg.ticks(chart(first=date(2026, 3, 4), last=date(2026, 3, 24))))
    assert days[0] == date(2026, 3, 9)
    assert all(one.weekday() == 0 for one in days)
