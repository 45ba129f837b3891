"""Severity, the timeline of facts, questions to counsel, reports to headquarters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.checklist import CounselPoint
from launchkit.domain.counsel import points_of
from launchkit.domain.crisis import (
    LEVELS,
    REPORT_FORMS,
    CounselQuestion,
    Happening,
    Precision,
    ReportForm,
)
from launchkit.domain.entries import (
    CounselAnswered,
    CounselAsked,
    HappeningNoted,
    HappeningWithdrawn,
    ReportFiled,
    SeveritySet,
)
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.recorded import Draft, Json
from launchkit.domain.rights import require
from launchkit.domain.rules.common import require_day, require_open, require_reason, task_of
from launchkit.domain.trail import instant_text

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<hour>\d{2})(?P<minute>:\d{2})?(?P<zone>Z|[+-]\d{2}:\d{2})?)?",
    re.ASCII,
)
#: How far a branch's clock may be behind the one who notes a happening.
_SLACK = timedelta(minutes=5)


def set_severity(case: Case, ask: Ask, level: int, *, reason: str) -> Draft:
    """Headquarters says how severe the case is."""
    require_open(case)
    require(case, ask, Operation.SET_SEVERITY)
    require_day(case, ask)
    if level not in LEVELS:
        raise BadValue(
            f"没有 {level} 级；级别写 1 至 4，1 级最重。",
            f"There is no level {level}; levels are 1 to 4, 1 the worst.",
        )
    require_reason(reason, f"launchkit severity {case.number} {level}")
    if case.level == level:
        raise Refused(
            "already",
            f"{case.number} 已经是 {level} 级。",
            f"{case.number} already has level {level}.",
        )
    return ask.draft(SeveritySet(level=level, reason=reason))


def note_happening(
    case: Case, ask: Ask, *, at: str, what: str, source: str, task: str | None
) -> Draft:
    """Note what happened, when, and who or which paper says so."""
    require_open(case)
    require(case, ask, Operation.NOTE_HAPPENING)
    command = f"launchkit happening add {case.number} --at {at} --what … --source …"
    lacks = tuple(
        Lack(zh=zh, en=en, command=command)
        for given, zh, en in (
            (what, "写明发生了什么", "say what happened"),
            (source, "写明出处：谁说的，哪份材料", "say who or which paper says so"),
        )
        if not given.strip()
    )
    if lacks:
        raise Refused(
            "happening_incomplete",
            "经过要写明事实和出处。",
            "A happening needs the fact and its source.",
            lacks,
        )
    moment, precision = moment_of(case, at)
    _require_past(case, ask, moment, precision)
    entry = HappeningNoted(
        happening=f"h-{len(case.happenings) + 1}",
        at=moment,
        precision=precision.value,
        what=what,
        source=source,
        task=None if task is None else task_of(case, task).key,
    )
    return ask.draft(entry)


def moment_of(case: Case, text: str) -> tuple[str, Precision]:
    """A day, hour or minute as it is recorded, with how exact it is; what has no zone is local to the branch."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise _no_moment()
    minute, zone = found["minute"] or ":00", found["zone"] or ""
    try:
        if found["hour"] is None:
            return date.fromisoformat(found["day"]).isoformat(), Precision.DAY
        moment = datetime.fromisoformat(f"{found['day']}T{found['hour']}{minute}{zone}")
    except ValueError:
        raise _no_moment() from None
    whole = moment if moment.tzinfo else moment.replace(tzinfo=case.zone)
    return instant_text(whole), Precision.MINUTE if found["minute"] else Precision.HOUR


def _no_moment() -> BadValue:
    return BadValue(
        "时间写作 2026-03-02、2026-03-02T14 或 2026-03-02T14:05。",
        "Write the time as 2026-03-02, 2026-03-02T14 or 2026-03-02T14:05.",
    )


def _require_past(case: Case, ask: Ask, at: str, precision: Precision) -> None:
    if precision is Precision.DAY:
        future = date.fromisoformat(at) > case.local_day(ask.now)
    else:
        future = datetime.fromisoformat(at) > ask.now + _SLACK
    if future:
        raise Refused(
            "future_day",
            "这个时间还没有到；经过只记已经发生的事。",
            "That time lies in the future; only what has happened is noted.",
        )


def withdraw_happening(case: Case, ask: Ask, happening: str, *, reason: str) -> Draft:
    """Say that what was noted does not hold; the right version is noted anew."""
    require_open(case)
    require(case, ask, Operation.NOTE_HAPPENING)
    found = happening_of(case, happening)
    require_reason(reason, f"launchkit happening withdraw {case.number} {happening}")
    if found.withdrawn is not None:
        raise Refused(
            "already",
            f"{happening} 已在第 {found.withdrawn} 条撤回。",
            f"{happening} was withdrawn by entry {found.withdrawn}.",
        )
    return ask.draft(HappeningWithdrawn(happening=happening, reason=reason))


def happening_of(case: Case, name: str) -> Happening:
    """A happening by id; raises `NotFound` with those there are."""
    if name not in case.happenings:
        known = "、".join(case.happenings) or "—"
        raise NotFound(
            f"没有经过 {name}；有：{known}", f"There is no happening {name}; there are: {known}"
        )
    return case.happenings[name]


def ask_counsel(
    case: Case, ask: Ask, *, text: str, due: date | None, point: str | None = None
) -> Draft:
    """Ask counsel, in one's own words or with a question that the checklist has ready."""
    require_open(case)
    require(case, ask, Operation.ASK_COUNSEL)
    ready = None if point is None else _point(case, point)
    words = text.strip() or ("" if ready is None else ready.asks.zh)
    if not words:
        raise Refused(
            "text_missing",
            "须写明要问什么。",
            "Say what is asked.",
            (
                Lack(
                    zh="写上问题",
                    en="add the question",
                    command=f"launchkit counsel ask {case.number} --text …",
                ),
            ),
        )
    if due is not None and due < case.local_day(ask.now):
        raise BadValue(
            f"答复期限 {due} 已经过去。", f"The day the answer is needed by, {due}, has passed."
        )
    entry = CounselAsked(
        question=f"q-{len(case.questions) + 1}",
        text=words,
        due=None if due is None else due.isoformat(),
        point=point,
    )
    return ask.draft(entry)


def _point(case: Case, name: str) -> CounselPoint:
    points = points_of(case)
    if name not in points:
        known = "、".join(points) or "—"
        raise NotFound(
            f"清单里没有备好的问题 {name}；有：{known}",
            f"The checklist has no question {name} ready; there are: {known}",
        )
    asked = next((one.id for one in case.questions.values() if one.point == name), None)
    if asked is not None:
        raise Refused(
            "already",
            f"{name} 已经问过（{asked}）。",
            f"{name} was asked already ({asked}).",
        )
    return points[name]


def answer_counsel(case: Case, ask: Ask, question: str, *, answer: str) -> Draft:
    """Counsel answers; what was answered stays, a further question is asked anew."""
    require_open(case)
    require(case, ask, Operation.ANSWER_COUNSEL)
    found = question_of(case, question)
    if found.answered:
        raise Refused(
            "already",
            f"{question} 已经答复；要补充，另提一问。",
            f"{question} was answered; ask anew to add to it.",
        )
    if not answer.strip():
        raise Refused(
            "text_missing",
            "须写明答复。",
            "Say what the answer is.",
            (
                Lack(
                    zh="写上答复",
                    en="add the answer",
                    command=f"launchkit counsel answer {case.number} {question} --text …",
                ),
            ),
        )
    return ask.draft(CounselAnswered(question=question, answer=answer))


def question_of(case: Case, name: str) -> CounselQuestion:
    """A question by id; raises `NotFound` with those there are."""
    if name not in case.questions:
        known = "、".join(case.questions) or "—"
        raise NotFound(
            f"没有问题 {name}；有：{known}", f"There is no question {name}; there are: {known}"
        )
    return case.questions[name]


def file_report(  # noqa: PLR0913  the parts of a report
    case: Case,
    ask: Ask,
    form: ReportForm,
    *,
    conditions: str,
    actions: str,
    needs: str,
    figures: Mapping[str, Json],
) -> Draft:
    """File a report; it says conditions, actions and needs, be it that there are none."""
    require_open(case)
    require(case, ask, Operation.FILE_REPORT)
    empty = [
        (zh, en)
        for text, zh, en in (
            (conditions, "现状", "conditions"),
            (actions, "行动", "actions"),
            (needs, "需求", "needs"),
        )
        if not text.strip()
    ]
    if empty:
        raise Refused(
            "report_incomplete",
            f"{REPORT_FORMS[form].zh}的现状、行动、需求都要写，没有就写“无”。",
            f"A {REPORT_FORMS[form].en} says conditions, actions and needs; write “none” where there are none.",
            tuple(
                Lack(
                    zh=zh,
                    en=en,
                    command=f"launchkit report draft {case.number} --form {form.value}",
                )
                for zh, en in empty
            ),
        )
    entry = ReportFiled(
        report=f"report-{len(case.reports) + 1}",
        form=form.value,
        upto=case.seq,
        severity=case.level,
        conditions=conditions,
        actions=actions,
        needs=needs,
        figures=figures,
    )
    return ask.draft(entry)
