"""How the entries of a crisis change a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from launchkit.domain import entries as kinds
from launchkit.domain.crisis import (
    CounselQuestion,
    FiledReport,
    Happening,
    Precision,
    ReportForm,
    Severity,
)
from launchkit.domain.fold.pen import Pen, on


@on
def _(entry: kinds.SeveritySet, pen: Pen) -> None:
    earlier: tuple[Severity, ...] = pen.fields.get("severities", pen.case.severities)
    new = Severity(
        level=entry.level,
        before=earlier[-1].level if earlier else None,
        reason=entry.reason,
        by=pen.actor,
        at=pen.at,
        seq=pen.seq,
    )
    pen.fields["severities"] = (*earlier, new)


@on
def _(entry: kinds.HappeningNoted, pen: Pen) -> None:
    pen.map("happenings")[entry.happening] = Happening(
        id=entry.happening,
        at=entry.at,
        precision=Precision(entry.precision),
        what=entry.what,
        source=entry.source,
        task=entry.task,
        by=pen.actor,
        seq=pen.seq,
    )


@on
def _(entry: kinds.HappeningWithdrawn, pen: Pen) -> None:
    happenings = pen.map("happenings")
    happenings[entry.happening] = replace(
        happenings[entry.happening], withdrawn=pen.seq, withdrawn_reason=entry.reason
    )


@on
def _(entry: kinds.CounselAsked, pen: Pen) -> None:
    pen.map("questions")[entry.question] = CounselQuestion(
        id=entry.question,
        text=entry.text,
        due=date.fromisoformat(entry.due) if entry.due else None,
        point=entry.point,
        asked_by=pen.hands,
        asked_at=pen.at,
        seq=pen.seq,
    )


@on
def _(entry: kinds.CounselAnswered, pen: Pen) -> None:
    questions = pen.map("questions")
    questions[entry.question] = replace(
        questions[entry.question],
        answer=entry.answer,
        answered_by=pen.actor,
        answered_at=pen.at,
    )


@on
def _(entry: kinds.ReportFiled, pen: Pen) -> None:
    pen.map("reports")[entry.report] = FiledReport(
        id=entry.report,
        form=ReportForm(entry.form),
        upto=entry.upto,
        severity=entry.severity,
        conditions=entry.conditions,
        actions=entry.actions,
        needs=entry.needs,
        by=pen.actor,
        at=pen.at,
        seq=pen.seq,
        figures=entry.figures,
    )
