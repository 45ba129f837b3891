from __future__ import annotations

import pytest

from launchkit.domain.checklist import Roll, Unit
from launchkit.domain.deadlines import Deadline, Moment
from launchkit.domain.spans import Span, parse_span, span_deadline
from tests.domain.dates import SHANGHAI, day, local, work_calendar


def compute(start: Moment, text: str, roll: Roll = Roll.NONE) -> tuple[Deadline, str]:
    return span_deadline(
        start, parse_span(text), roll=roll, calendar=work_calendar(), zone=SHANGHAI
    )


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("+30d", 30, Unit.CALENDAR),
        ("+5w", 5, Unit.WORKING),
        ("+1m", 1, Unit.MONTH),
        ("+72h", 72, Unit.HOUR),
        ("-10w", -10, Unit.WORKING),
        (" +0d ", 0, Unit.CALENDAR),
    ],
)
def test_parse_span(text: str, count: int, unit: Unit) -> None:
    assert parse_span(text) == Span(count=count, unit=unit)


@pytest.mark.parametrize("text", ["", "30d", "+d", "+3", "+3y", "+1.5d", "+12345d", "++3d", "+٣d"])
def test_other_texts_are_not_spans(text: str) -> None:
    with pytest.raises(ValueError, match="write \\+30d"):
        parse_span(text)


@pytest.mark.parametrize(
    ("text", "roll", "last", "plan"),
    [
        ("+30d", Roll.NONE, "2026-10-28", "2026-10-27"),
        ("+5d", Roll.NONE, "2026-10-03", "2026-09-30"),
        ("+5d", Roll.FORWARD, "2026-10-08", "2026-09-30"),
        ("+5d", Roll.BACKWARD, "2026-09-30", "2026-09-29"),
        ("+17d", Roll.TAX_FILING, "2026-10-26", "2026-10-23"),
        ("+5w", Roll.NONE, "2026-10-10", "2026-10-09"),
        ("+1m", Roll.NONE, "2026-10-28", "2026-10-27"),
        ("-10w", Roll.NONE, "2026-09-14", "2026-09-11"),
        ("-1d", Roll.NONE, "2026-09-27", "2026-09-24"),
    ],
)
def test_span_deadline(text: str, roll: Roll, last: str, plan: str) -> None:
    found, sentence = compute(day("2026-09-28"), text, roll)
    assert (found.last_day, found.plan_by) == (day(last), day(plan))
    assert (found.statutory, found.basis) == (False, ())
    assert f"最迟 {last}" in sentence
    assert "依据" not in sentence


def test_hours_from_an_instant() -> None:
    found, sentence = compute(local("2026-09-28T15:00"), "+72h")
    assert found.at == local("2026-10-01T15:00")
    assert (
        sentence
        == "从 2026-09-28 15:00（所给时间）起算 72 小时，最迟 2026-10-01 15:00（星期四）。"
    )


def test_the_sentence_comes_in_english() -> None:
    _, sentence = span_deadline(
        day("2026-12-20"),
        parse_span("+5w"),
        roll=Roll.NONE,
        calendar=work_calendar(),
        zone=SHANGHAI,
        lang="en",
    )
    assert sentence.startswith("5 working days from the day after 2026-12-20 (the given time)")


def test_a_span_into_a_year_without_a_notice_is_provisional() -> None:
    found, sentence = compute(day("2026-12-20"), "+10w")
    # 21-25 and 28-31 December, then Monday 4 January
    assert (found.last_day, found.provisional) == (day("2027-01-04"), True)
    assert "暂定" in sentence
