"""When reports are due: the table of hours by severity, held against days written down by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from launchkit.domain.case import Case
from launchkit.domain.crisis import CounselQuestion, FiledReport, ReportForm, Severity
from launchkit.domain.crisis_cadence import (
    CADENCE,
    REMINDED,
    overdue_questions,
    question_moments,
    report_moments,
    reports_due,
)
from launchkit.testing import desk_for
from tests.desk.made import definition

SITUATION, EXECUTIVE = ReportForm.SITUATION, ReportForm.EXECUTIVE
SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def _text(text: str) -> str:
    return local(text).isoformat()


@pytest.fixture(scope="module")
def plain() -> Case:
    """Opened on Monday 2026-03-02 at 09:00 in Shanghai; its checklist is no crisis."""
    desk = desk_for(definition("items: [{id: one}]"))
    return desk.open()


@pytest.fixture
def crisis(plain: Case) -> Case:
    return replace(plain, checklist="take_over_branch")


def graded(case: Case, level: int, at: str) -> Case:
    new = Severity(level=level, before=case.level, reason="", by="H1", at=_text(at), seq=9)
    return replace(case, severities=(*case.severities, new))


def filed(case: Case, form: ReportForm, at: str) -> Case:
    name = f"report-{len(case.reports) + 1}"
    new = FiledReport(
        id=name,
        form=form,
        upto=1,
        severity=case.level,
        conditions="",
        actions="",
        needs="",
        by="P1",
        at=_text(at),
        seq=9,
    )
    return replace(case, reports={**case.reports, name: new})


def hours(case: Case, form: ReportForm) -> list[str]:
    """The next hours a report is due at, local."""
    return [
        f"{one.at.astimezone(SHANGHAI):%m-%d %H:%M}"
        for one in report_moments(case)
        if one.form is form and not one.overdue
    ]


@pytest.mark.parametrize(
    ("level", "form", "first"),
    [
        (1, SITUATION, ["03-02 12:00", "03-02 16:00", "03-02 20:00", "03-03 08:00"]),
        (1, EXECUTIVE, ["03-02 18:30", "03-03 18:30"]),
        (2, SITUATION, ["03-02 12:00", "03-02 18:30", "03-03 12:00"]),
        (2, EXECUTIVE, ["03-02 18:30", "03-03 18:30"]),
        (3, SITUATION, ["03-02 18:30", "03-03 18:30"]),
        (3, EXECUTIVE, ["03-02 10:00", "03-09 10:00", "03-16 10:00"]),
        (4, SITUATION, ["03-02 10:00", "03-09 10:00"]),
        (4, EXECUTIVE, []),
    ],
)
def test_the_hours_of_each_severity(
    plain: Case, level: int, form: ReportForm, first: list[str]
) -> None:
    found = hours(graded(plain, level, "2026-03-02T09:10"), form)
    assert found[: len(first)] == first
    assert len(found) == (REMINDED if first else 0)


def test_every_level_has_a_situation_report() -> None:
    assert all(SITUATION in CADENCE[level] for level in (1, 2, 3, 4))


def test_a_crisis_is_reported_before_anybody_graded_it_and_other_cases_are_not(
    plain: Case, crisis: Case
) -> None:
    assert report_moments(plain) == ()
    assert reports_due(plain, local("2026-03-20T09:00")) == ()
    assert hours(crisis, SITUATION)[:2] == ["03-02 18:30", "03-03 18:30"]
    relief = replace(crisis, checklist="relieve_branch")
    assert hours(relief, SITUATION) == hours(crisis, SITUATION)


def test_a_crisis_that_starts_later_is_reported_from_its_first_day(crisis: Case) -> None:
    later = replace(crisis, start=date(2026, 3, 5))
    assert hours(later, SITUATION)[0] == "03-05 18:30"


def test_a_report_is_due_then_overdue_then_filed(crisis: Case) -> None:
    case = graded(crisis, 1, "2026-03-02T09:10")

    def at(text: str, of: Case) -> tuple[str, bool, bool, str | None]:
        one = reports_due(of, local(text))[0]
        due_at = f"{one.due_at.astimezone(SHANGHAI):%m-%d %H:%M}"
        return due_at, one.due, one.overdue, one.last

    assert at("2026-03-02T11:59", case) == ("03-02 12:00", False, False, None)
    assert at("2026-03-02T12:00", case) == ("03-02 12:00", True, False, None)
    assert at("2026-03-02T13:00", case) == ("03-02 12:00", True, True, None)
    done = filed(case, SITUATION, "2026-03-02T13:05")
    assert at("2026-03-02T13:06", done) == ("03-02 16:00", False, False, "report-1")
    early = filed(case, SITUATION, "2026-03-02T10:00")
    assert at("2026-03-02T12:30", early) == ("03-02 16:00", False, False, "report-1")
    too_early = filed(case, SITUATION, "2026-03-02T09:59")
    assert at("2026-03-02T12:30", too_early)[0] == "03-02 12:00"


def test_a_report_of_one_form_does_not_count_for_the_other(crisis: Case) -> None:
    case = filed(graded(crisis, 1, "2026-03-02T09:10"), EXECUTIVE, "2026-03-02T18:00")
    assert hours(case, SITUATION)[0] == "03-02 12:00"
    assert hours(case, EXECUTIVE)[0] == "03-03 18:30"


def test_raising_the_severity_forgives_nothing_and_asks_for_nothing_in_the_past(
    crisis: Case,
) -> None:
    case = graded(crisis, 4, "2026-03-02T09:10")
    case = filed(case, SITUATION, "2026-03-02T10:00")
    raised = graded(case, 1, "2026-03-04T14:00")
    assert hours(raised, SITUATION)[:3] == ["03-04 16:00", "03-04 20:00", "03-05 08:00"]
    missed = graded(graded(crisis, 2, "2026-03-02T09:10"), 3, "2026-03-03T13:00")
    assert hours(missed, SITUATION)[:4] == [
        "03-02 12:00",
        "03-02 18:30",
        "03-03 12:00",
        "03-03 18:30",
    ]


def test_a_form_that_is_not_asked_for_any_more_is_let_go(crisis: Case) -> None:
    case = graded(graded(crisis, 1, "2026-03-02T09:10"), 4, "2026-03-04T09:00")
    assert [one.form for one in reports_due(case, local("2026-03-05T09:00"))] == [SITUATION]
    again = graded(case, 1, "2026-03-10T09:00")
    assert hours(again, EXECUTIVE)[:3] == ["03-02 18:30", "03-03 18:30", "03-10 18:30"]


def test_the_moments_are_in_order_and_do_not_depend_on_a_clock(crisis: Case) -> None:
    case = graded(crisis, 1, "2026-03-02T09:10")
    found = report_moments(case)
    assert found == report_moments(case)
    assert all(one.at <= other.at for one, other in pairwise(found))
    late = [one for one in found if one.overdue]
    assert [(one.at - one.due_at).total_seconds() for one in late] == [3600.0] * len(late)
    assert len(found) == 2 * 2 * REMINDED


def test_a_closed_case_is_not_reported(crisis: Case) -> None:
    closed = replace(crisis, closed_at=crisis.opened_at)
    assert report_moments(closed) == ()
    assert question_moments(closed) == ()


def test_a_question_is_overdue_when_its_day_has_passed(plain: Case) -> None:
    def question(name: str, due: date | None, answered_at: str | None = None) -> CounselQuestion:
        return CounselQuestion(
            id=name,
            text="",
            due=due,
            point=None,
            asked_by=("P1",),
            asked_at="",
            seq=1,
            answered_at=answered_at,
        )

    day = date(2026, 3, 3)
    asked = (question("q-1", day), question("q-2", None), question("q-3", day, "2026-03-02"))
    case = replace(plain, questions={one.id: one for one in asked})
    assert overdue_questions(case, local("2026-03-03T23:59")) == ()
    assert [one.id for one in overdue_questions(case, local("2026-03-04T00:00"))] == ["q-1"]
    assert [(at, one.id) for at, one in question_moments(case)] == [
        (local("2026-03-04T00:00"), "q-1")
    ]
