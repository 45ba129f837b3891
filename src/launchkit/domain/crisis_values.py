"""What the documents of a crisis print: reports as they were filed, and the review after the case. Paper is in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from launchkit.domain.case import Case, TaskStatus
from launchkit.domain.crisis import LEVELS, FiledReport, Happening, moment_text
from launchkit.domain.recorded import Erased, Json
from launchkit.domain.review import PROPOSAL_KINDS, review
from launchkit.domain.times import deadlines_of, kept

#: As many entries are named where a proposal rests on more.
_NAMED = 8
_FIGURES: Mapping[str, str] = {
    "tasks": "任务总数",
    "closed": "已办结",
    "late": "逾期",
    "waiting": "等待外部",
    "decisions": "待决定",
    "questions": "法务未答复",
}

Value = Callable[[Case, str | None], Json]


def _report(case: Case, one: str | None) -> FiledReport:
    return case.reports[one or ""]


def _before(case: Case, report: FiledReport) -> FiledReport | None:
    """The report of the same form before it."""
    same = [
        one for one in case.reports.values() if one.form is report.form and one.seq < report.seq
    ]
    return same[-1] if same else None


def _typed(value: Json) -> Json:
    """Text as it was typed; what was erased counts as missing."""
    return None if isinstance(value, Erased) else value


def _local(case: Case, instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(case.zone):%Y-%m-%d %H:%M}"


def _serial(case: Case, one: str | None) -> Json:
    report = _report(case, one)
    return sum(
        1 for each in case.reports.values() if each.form is report.form and each.seq <= report.seq
    )


def _since(case: Case, one: str | None) -> Json:
    before = _before(case, _report(case, one))
    return _local(case, case.opened_at if before is None else before.at)


def _severity(case: Case, one: str | None) -> Json:
    level = _report(case, one).severity
    return "未定级" if level is None else LEVELS[level].zh


def _figures(case: Case, one: str | None) -> Json:
    report = _report(case, one)
    before = _before(case, report)
    earlier = {} if before is None else before.figures
    return [
        {"what": title, "now": report.figures[key], "before": earlier.get(key)}
        for key, title in _FIGURES.items()
        if key in report.figures
    ]


def _timeline(case: Case, one: str | None) -> Json:
    """What was noted since the report before it, in the order in which it happened."""
    report = _report(case, one)
    before = _before(case, report)
    after = 0 if before is None else before.upto
    found = [
        each
        for each in case.happenings.values()
        if after < each.seq <= report.upto and each.withdrawn is None
    ]
    return [_happening(case, each) for each in sorted(found, key=lambda h: h.order(case.zone))]


def _happening(case: Case, one: Happening) -> dict[str, Json]:
    return {
        "when": moment_text(one.at, one.precision, case.zone).zh,
        "what": _typed(one.what) or "〔已清除〕",
        "source": _typed(one.source) or "〔已清除〕",
    }


def _review(case: Case, _one: str | None) -> Json:
    """The review after the case, as it stands at its last entry."""
    tasks = list(case.tasks.values())
    today = case.local_day(datetime.fromisoformat(case.last_at))
    law = [
        kept(case, task, one)
        for task in tasks
        for one in deadlines_of(case, task)
        if one.deadline.statutory
    ]
    found = review(case).proposals
    return {
        "days_planned": (case.target - case.start).days,
        "days_taken": (today - case.start).days,
        "done": sum(1 for one in tasks if one.status is TaskStatus.DONE),
        "waived": sum(1 for one in tasks if one.status is TaskStatus.WAIVED),
        "added": len(case.added),
        "reopened": sum(one.reopened for one in tasks),
        "kept": law.count(True),
        "missed": law.count(False),
        "proposals": [
            {
                "kind": title.zh,
                "says": one.says.zh,
                "evidence": entries_text(one.evidence),
            }
            for kind, title in PROPOSAL_KINDS.items()
            for one in found
            if one.kind is kind
        ],
    }


def entries_text(seqs: Sequence[int]) -> str:
    """Numbers of entries as they are cited on paper: `第 12、45 条`."""
    if not seqs:
        return "—"
    more = f" 等 {len(seqs)} 条" if len(seqs) > _NAMED else " 条"
    return f"第 {'、'.join(str(one) for one in seqs[:_NAMED])}{more}"


#: Values behind `case:` in the fields.yaml of the documents of a crisis.
CRISIS_VALUES: Mapping[str, Value] = {
    "company_name": lambda case, _one: case.value("company_name"),
    "report_serial": _serial,
    "report_time": lambda case, one: _local(case, _report(case, one).at),
    "report_since": _since,
    "report_upto": lambda case, one: _report(case, one).upto,
    "report_by": lambda case, one: _report(case, one).by,
    "report_severity": _severity,
    "report_conditions": lambda case, one: _typed(_report(case, one).conditions),
    "report_actions": lambda case, one: _typed(_report(case, one).actions),
    "report_needs": lambda case, one: _typed(_report(case, one).needs),
    "report_figures": _figures,
    "report_timeline": _timeline,
    "after_action_review": _review,
}
