"""Places of a case: recorded, changed, given up; seen on the day, the task and the paper pack."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import httpx
import pytest

from launchkit.domain.case import Case
from tests.web.conftest import Browser, Site

FORM = {
    "kind": "bank",
    "name": "建行铁西支行",
    "address": "建设大路 1 号",
    "phone": "024-20000000",
    "hours_workdays": "9:00-12:00、13:30-16:30",
    "hours_sat": "09:30-15:30",
    "hours_other": "周三 09:00-12:00\n周五 不开",
    "note": "开户要预约",
    "holidays": "1",
}
HOURS = {
    "mon": "09:00-12:00 13:30-16:30",
    "tue": "09:00-12:00 13:30-16:30",
    "wed": "09:00-12:00",
    "thu": "09:00-12:00 13:30-16:30",
    "sat": "09:30-15:30",
}


def opened(site: Site) -> Case:
    return site.office.desk.case(site.cases["open_branch"])


def send(browser: Browser, site: Site, form: dict[str, str], place: str = "") -> httpx.Response:
    path = f"/cases/{site.cases['open_branch']}/places{place}"
    browser.get(path)
    return browser.post(path, form)


def seen(browser: Browser, path: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", browser.get(path).text))


def test_a_place_is_recorded_with_hours_as_people_write_them(site: Site) -> None:
    site.clock.instant = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
    browser, root = site.as_("P1"), f"/cases/{site.cases['open_branch']}"
    before = seen(browser, f"{root}/places")
    assert "银行网点（对公窗口）" in before
    assert "通常时间，未核实" in before
    assert 'value="bank" selected' in browser.get(f"{root}/places?kind=bank").text
    assert send(browser, site, FORM).status_code == 303
    place = opened(site).places["place-1"]
    assert place.hours == HOURS
    assert (place.name, place.phone, place.holidays) == ("建行铁西支行", "024-20000000", True)
    after = seen(browser, f"{root}/places")
    for words in (
        "建行铁西支行",
        "建设大路 1 号",
        "024-20000000",
        "开户要预约",
        "今天开到 16:30，12:00–13:30 午休",
    ):
        assert words in after
    assert "周一至周二 09:00–12:00、13:30–16:30；周三 09:00–12:00；周四" in after


def test_the_form_of_a_place_gives_back_what_was_recorded(site: Site) -> None:
    browser = site.as_("P1")
    send(browser, site, FORM)
    page = browser.get(f"/cases/{site.cases['open_branch']}/places/place-1").text
    typed = dict(re.findall(r'name="(hours_\w+)"[^>]* value="([^"]*)"', page))
    assert typed == {"hours_workdays": HOURS["mon"], "hours_sat": "09:30-15:30"}
    assert "周三 09:00-12:00\n周五 不开</textarea>" in page
    again = {**FORM, "hours_other": "周三 09:00-12:00\n周五 不开", "phone": "024-2"}
    assert send(browser, site, again, "/place-1").status_code == 303
    place = opened(site).places["place-1"]
    assert (place.hours, place.phone) == (HOURS, "024-2")


def test_a_place_is_given_up_and_the_usual_hours_are_back(site: Site) -> None:
    browser, root = site.as_("P1"), f"/cases/{site.cases['open_branch']}"
    send(browser, site, FORM)
    assert send(browser, site, {**FORM, "given_up": "1"}, "/place-1").status_code == 303
    page = seen(browser, f"{root}/places")
    assert "不再去的" in page
    assert "银行网点（对公窗口）" in page
    assert seen(browser, root).count("办事地点0") == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("hours_workdays", "九点到五点", "看不懂“九点-五点”"),
        ("hours_sat", "12:00-09:00", "看不懂"),
        ("hours_other", "某天 09:00-12:00", "看不懂“某天”"),
        ("name", "", "必填"),
        ("kind", "moon", "请从所列各项中选择"),
    ],
)
def test_what_does_not_fit_is_said_beside_it_and_the_rest_is_kept(
    site: Site, field: str, value: str, says: str
) -> None:
    answer = send(site.as_("P1"), site, {**FORM, field: value})
    assert answer.status_code == 422
    assert says in html.unescape(answer.text)
    assert f'id="{field}-error"' in answer.text
    assert "建设大路 1 号" in answer.text
    assert opened(site).places == {}


def test_a_place_may_be_meant_for_some_tasks(site: Site) -> None:
    browser = site.as_("P1")
    kinds = [item.id for item in opened(site).book.items.values() if item.place_kind == "e_tax"]
    send(browser, site, {**FORM, "kind": "e_tax", "name": "总部税务室"})
    form = {**FORM, "kind": "e_tax", "name": "总部税务室", "items": kinds[0]}
    assert send(browser, site, form, "/place-1").status_code == 303
    assert opened(site).places["place-1"].items == (kinds[0],)
    page = browser.get(f"/cases/{site.cases['open_branch']}/places/place-1").text
    assert f'name="items" value="{kinds[0]}" checked' in page


def test_who_only_reads_sees_places_and_no_form(site: Site) -> None:
    send(site.as_("P1"), site, FORM)
    page = site.as_("A1").get(f"/cases/{site.cases['open_branch']}/places").text
    assert "建行铁西支行" in page
    assert 'name="hours_workdays"' not in page
    refused = send(site.as_("A1"), site, FORM)
    assert refused.status_code == 409


def test_the_task_says_where_and_when(site: Site) -> None:
    site.clock.instant = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
    browser, root = site.as_("P1"), f"/cases/{site.cases['open_branch']}"
    send(browser, site, FORM)
    known = opened(site)
    task = next(one for one in known.tasks.values() if one.item.place_kind == "bank")
    page = seen(browser, f"{root}/tasks/{task.key}")
    assert "建行铁西支行" in page
    assert "今天开到 16:30" in page
    assert "银行网点，提前预约" in page
