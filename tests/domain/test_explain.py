from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from launchkit.domain.checklist import Due, Each, LocalRule, Outer, Roll, Statute, Text, Unit
from launchkit.domain.deadlines import Deadline
from launchkit.domain.explain import Lang, explain, festival_names
from tests.domain.dates import EVENT, LAW, OTHER, compute, day, local

ISSUED = Text(zh="营业执照签发", en="licence issued")
STATUTES = {
    "DL08": Statute(
        id="DL08",
        law="税收征收管理法",
        article="第十五条",
        duty=Text(zh="办理税务登记", en="register for tax"),
        source="S12",
        verified_on="2026-11-23",
    ),
    "S68": Statute(
        id="S68",
        law="郑州市城市房屋租赁管理条例",
        article="第七条",
        duty=Text(zh="租赁登记备案", en="file the lease"),
        source="S68",
        verified_on="2026-11-23",
        unverified=Text(zh="现行文本未见", en="current text not seen"),
    ),
}


def said(found: Deadline, due: Due, lang: Lang = "zh") -> str:
    return explain(found, due, began_as=ISSUED, statutes=STATUTES, lang=lang)


def check(due: Due, found: Deadline, zh: str, en: str) -> None:
    assert said(found, due) == zh
    assert said(found, due, "en") == en


def test_a_statutory_period() -> None:
    due = Due(id="DL08", after=EVENT, within=30, basis=("DL08",))
    check(
        due,
        compute(due, "2026-03-02"),
        "从 2026-03-02（营业执照签发）次日起算 30 个日历日，最迟 2026-04-01（星期三）；"
        "宜在 3 月 31 日前（含当日）办妥。依据 DL08：税收征收管理法第十五条。",
        "30 calendar days from the day after 2026-03-02 (licence issued), at the latest 2026-04-01 (Wednesday); "
        "plan to finish by 31 March. Basis DL08: 税收征收管理法 第十五条.",
    )


@pytest.mark.parametrize(
    ("due", "zh", "en"),
    [
        (
            Due(id="P1", after=EVENT, within=0),
            "2026-03-02（营业执照签发）当日办妥，最迟 2026-03-02（星期一）。",
            "On 2026-03-02 (licence issued) itself, at the latest 2026-03-02 (Monday).",
        ),
        (
            Due(id="P1", after=EVENT, within=1, unit=Unit.MONTH),
            "从 2026-03-02（营业执照签发）次日起算 1 个月，最迟 2026-04-02（星期四）。",
            "1 month from the day after 2026-03-02 (licence issued), at the latest 2026-04-02 (Thursday).",
        ),
        (
            Due(id="P1", before=EVENT),
            "须早于 2026-03-02（营业执照签发），最迟 2026-03-01（星期日）；宜在 2 月 28 日前（含当日）办妥。",
            "Before 2026-03-02 (licence issued), at the latest 2026-03-01 (Sunday); plan to finish by 28 February.",
        ),
        (
            Due(id="P1", before=EVENT, by=10, unit=Unit.WORKING),
            "须比 2026-03-02（营业执照签发）提前 10 个工作日，最迟 2026-02-10（星期二）。",
            "10 working days before 2026-03-02 (licence issued), at the latest 2026-02-10 (Tuesday).",
        ),
        (
            Due(id="P1", each=Each.MONTH, after=EVENT, within=8),
            "从每月期末 2026-03-31 次日起算 8 个日历日，最迟 2026-04-08（星期三）。",
            "8 calendar days from the day after 2026-03-31, the end of the month, at the latest 2026-04-08 (Wednesday).",
        ),
        (
            Due(id="P1", after=EVENT, within=4, unit=Unit.HOUR),
            "从 2026-03-02 00:00（营业执照签发）起算 4 小时，最迟 2026-03-02 04:00（星期一）。",
            "4 hours from 2026-03-02 00:00 (licence issued), at the latest 2026-03-02 04:00 (Monday).",
        ),
        (
            Due(id="P1", after=EVENT, window=("03-01", "06-30")),
            "以 2026-03-02（营业执照签发）的同年为准，自 2026-03-01 起办理，最迟 2026-06-30（星期二）。",
            "In the year of 2026-03-02 (licence issued), from 2026-03-01 on, at the latest 2026-06-30 (Tuesday).",
        ),
    ],
)
def test_shapes(due: Due, zh: str, en: str) -> None:
    check(due, compute(due, "2026-03-02"), zh, en)


@pytest.mark.parametrize(
    ("year", "zh", "en"),
    [
        (
            1,
            "的次年为准，自 2025-01-01 起",
            "In the year after 2024-03-04 (licence issued), from 2025-01-01 on",
        ),
        (
            2,
            "的之后第 2 年为准，自 2026-01-01 起",
            "2 years after 2024-03-04 (licence issued), from 2026-01-01 on",
        ),
    ],
)
def test_windows_of_later_years(year: int, zh: str, en: str) -> None:
    due = Due(id="P1", after=EVENT, window=("01-01", "06-30"), year=year)
    found = compute(due, "2024-03-04")
    assert zh in said(found, due)
    assert en in said(found, due, "en")


@pytest.mark.parametrize(
    ("roll", "event", "within", "zh", "en"),
    [
        (
            Roll.FORWARD,
            "2026-09-28",
            5,
            "原为 2026-10-03，遇国庆节顺延",
            "put back from 2026-10-03 because of National Day",
        ),
        (
            Roll.FORWARD,
            "2026-03-10",
            5,
            "原为 2026-03-15，遇周末顺延",
            "put back from 2026-03-15 because of the weekend",
        ),
        (
            Roll.BACKWARD,
            "2026-09-28",
            5,
            "原为 2026-10-03，遇国庆节提前",
            "brought forward from 2026-10-03 because of National Day",
        ),
        (
            Roll.TAX_FILING,
            "2026-09-30",
            15,
            "2026-10-15 遇国庆节，按公布的申报期限",
            "as published for 2026-10-15 because of National Day",
        ),
        (
            Roll.TAX_FILING,
            "2026-02-28",
            15,
            "2026-03-15 遇周末，按公布的申报期限",
            "as published for 2026-03-15 because of the weekend",
        ),
        (
            Roll.TAX_FILING,
            "2023-09-30",
            15,
            "遇中秋节、国庆节顺延；暂定：该月申报期限尚未公布",
            "this one is derived",
        ),
        (
            Roll.FORWARD,
            "2025-09-28",
            5,
            "遇国庆节、中秋节顺延",
            "because of National Day and Mid-Autumn Festival",
        ),
    ],
)
def test_why_it_moved(roll: Roll, event: str, within: int, zh: str, en: str) -> None:
    due = Due(id="P1", after=EVENT, within=within, roll=roll)
    found = compute(due, event)
    assert zh in said(found, due)
    assert en in said(found, due, "en")


def test_a_day_that_did_not_move_gives_no_reason() -> None:
    due = Due(id="P1", after=EVENT, within=15, roll=Roll.TAX_FILING)
    assert "遇" not in said(compute(due, "2026-05-31"), due)


def test_a_local_rule_with_an_unverified_text() -> None:
    rule = LocalRule(place="4101", within=15, basis=("S68",))
    due = Due(id="DL35", after=EVENT, within=30, basis=("DL35",), local=(rule,))
    check(
        due,
        compute(due, "2026-03-02", place="410105"),
        "从 2026-03-02（营业执照签发）次日起算 15 个日历日，最迟 2026-03-17（星期二）；按当地更短的期限（区划代码 4101）；"
        "宜在 3 月 16 日前（含当日）办妥。依据 DL35；S68：郑州市城市房屋租赁管理条例第七条（未核实：现行文本未见）。",
        "15 calendar days from the day after 2026-03-02 (licence issued), at the latest 2026-03-17 (Tuesday); "
        "by the shorter local limit (division code 4101); plan to finish by 16 March. "
        "Basis DL35; S68: 郑州市城市房屋租赁管理条例 第七条 (unverified: current text not seen).",
    )


def test_the_outer_bound_speaks_for_itself() -> None:
    due = Due(
        id="P1", each=Each.MONTH, after=EVENT, within=30, outer=Outer(after=OTHER, within=10)
    )
    found = compute(due, "2026-03-02", other="2026-03-02")
    assert said(found, due).startswith("从 2026-03-02（营业执照签发）次日起算 10 个日历日")
    assert "以先到的外限为准" in said(found, due)
    assert "the outer limit comes first" in said(found, due, "en")


@pytest.mark.parametrize(
    ("spans", "zh", "en"),
    [
        ((("2026-03-05", "2026-03-08"),), "已加上中止的 3 天", "with 3 suspended days added"),
        ((("2026-03-05", None),), "期限现已中止", "the clock stands"),
    ],
)
def test_suspensions(spans: tuple[tuple[str, str | None], ...], zh: str, en: str) -> None:
    due = Due(id="DL", after=EVENT, within=15, basis=LAW)
    stood = tuple((day(a), day(b) if b else None) for a, b in spans)
    found = compute(due, "2026-03-02", suspensions=stood)
    assert zh in said(found, due)
    assert en in said(found, due, "en")


@pytest.mark.parametrize(
    ("basis", "zh", "en"),
    [
        ((), "已决定延至 2026-03-20，以此为准", "extended by decision to 2026-03-20, which holds"),
        (
            LAW,
            "已决定延至 2026-03-20，法定期限不因此顺延",
            "which does not move the statutory day",
        ),
    ],
)
def test_extensions(basis: tuple[str, ...], zh: str, en: str) -> None:
    due = Due(id="DL", after=EVENT, within=15, basis=basis)
    found = compute(due, "2026-03-02", extended_to="2026-03-20")
    assert zh in said(found, due)
    assert en in said(found, due, "en")


@pytest.mark.parametrize(
    ("unit", "zh", "en"),
    [
        (
            Unit.CALENDAR,
            "；宜办日暂定：2027 年放假通知尚未公布",
            "; day to plan by provisional: the holiday notice for 2027",
        ),
        (
            Unit.WORKING,
            "；暂定：2027 年放假通知尚未公布",
            "; provisional: the holiday notice for 2027",
        ),
    ],
)
def test_what_a_missing_notice_leaves_open(unit: Unit, zh: str, en: str) -> None:
    """A calendar period ends when it ends; only the working day before it may move."""
    due = Due(id="DL", after=EVENT, within=20, unit=unit, basis=LAW)
    found = compute(due, "2026-12-20")
    assert zh in said(found, due)
    assert en in said(found, due, "en")


def test_the_plan_names_its_year_where_it_differs() -> None:
    due = Due(id="DL", before=EVENT, basis=LAW)
    found = compute(due, "2026-01-02")
    assert "宜在 2025 年 12 月 31 日前（含当日）办妥" in said(found, due)
    assert "plan to finish by 31 December 2025" in said(found, due, "en")


def test_a_daily_time_is_said() -> None:
    due = Due(id="P1", each=Each.DAY, within=0)
    today = date(2026, 3, 7)
    found = compute(due, "2026-03-07", period=(today, today), by_time=time(20))
    assert said(found, due) == "每日 2026-03-07 当日办妥，最迟 2026-03-07 20:00（星期六）。"
    assert "the end of the day" in said(found, due, "en")


def test_an_hour_clock_is_told_in_local_time() -> None:
    due = Due(id="DL57", after=EVENT, within=1, unit=Unit.HOUR, basis=LAW)
    found = compute(due, local("2026-03-02T23:30"))
    assert "最迟 2026-03-03 00:30（星期二）" in said(found, due)
    assert "1 hour from 2026-03-02 23:30" in said(found, due, "en")


def test_an_unknown_festival_keeps_its_name() -> None:
    assert festival_names(("抗战胜利纪念日",), "en") == "抗战胜利纪念日"
    assert festival_names(("国庆节、中秋节", "国庆节"), "zh") == "国庆节、中秋节"


def test_every_day_of_the_week_has_its_name() -> None:
    due = Due(id="P1", after=EVENT, within=0)
    found = compute(due, "2026-03-02")
    days = [replace(found, last_day=date(2026, 3, 2 + n)) for n in range(7)]
    assert [said(d, due).split("（")[2][:3] for d in days] == [
        f"星期{n}" for n in "一二三四五六日"
    ]
