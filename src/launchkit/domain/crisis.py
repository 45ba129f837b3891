"""What a crisis adds to a case: severity, a timeline of facts, questions to counsel, reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from launchkit.domain.checklist import Text
from launchkit.domain.recorded import Json


class ReportForm(StrEnum):
    """For whom a report is written."""

    #: conditions, actions, needs: for those who work on the case
    SITUATION = "situation"
    #: one page for the board
    EXECUTIVE = "executive"


class Precision(StrEnum):
    """How exactly it is known when something happened."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


#: The word for each report, for people.
REPORT_FORMS: Mapping[ReportForm, Text] = {
    ReportForm.SITUATION: Text(zh="情况报告", en="situation report"),
    ReportForm.EXECUTIVE: Text(zh="高管报告", en="executive report"),
}

#: The levels of severity, 1 the worst.
LEVELS: Mapping[int, Text] = {
    1: Text(zh="一级（危及人身、资金正在流失或证据正在灭失）", en="level 1 (people in danger, money or evidence being lost now)"),
    2: Text(zh="二级（业务中断，或损失重大且原因未明）", en="level 2 (service down, or a large loss of unknown cause)"),
    3: Text(zh="三级（业务受影响，局面可控）", en="level 3 (service affected, under control)"),
    4: Text(zh="四级（收尾、观察）", en="level 4 (winding up, watching)"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """A severity that was set: the level, the one before it (None: none), by whom, when, why."""

    level: int
    before: int | None
    reason: Json
    by: str
    at: str
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A fact of the timeline: what happened, when, and who or which paper says so."""

    id: str
    at: str
    precision: Precision
    what: Json
    source: Json
    task: str | None
    by: str
    seq: int
    #: entry by which it was withdrawn, and why
    withdrawn: int | None = None
    withdrawn_reason: Json = None

    def order(self, zone: ZoneInfo) -> datetime:
        """Instant by which it is sorted: a day begins at its local midnight."""
        if self.precision is Precision.DAY:
            return datetime.combine(date.fromisoformat(self.at), time(), zone)
        return datetime.fromisoformat(self.at)


def moment_text(at: str, precision: Precision, zone: tzinfo) -> Text:
    """When it happened, no more exactly than it is known: a day, an hour, a minute of the branch's clock."""
    if precision is Precision.DAY:
        return Text(zh=at, en=at)
    local = datetime.fromisoformat(at).astimezone(zone)
    if precision is Precision.MINUTE:
        return Text(zh=f"{local:%Y-%m-%d %H:%M}", en=f"{local:%Y-%m-%d %H:%M}")
    return Text(zh=f"{local:%Y-%m-%d %H} 时许", en=f"{local:%Y-%m-%d %H}h")


@dataclass(frozen=True, slots=True, kw_only=True)
class CounselQuestion:
    """A question to counsel; what was asked and answered is for the asker, counsel and the decider only."""

    id: str
    text: Json
    due: date | None
    #: question of the checklist that it is
    point: str | None
    #: the asker and, behind them, the person they stood in for
    asked_by: tuple[str, ...]
    asked_at: str
    seq: int
    answer: Json = None
    answered_by: str | None = None
    answered_at: str | None = None

    @property
    def answered(self) -> bool:
        """Whether counsel has answered, even if the text was erased since."""
        return self.answered_at is not None

    def overdue(self, today: date) -> bool:
        """Whether the day has passed by which the answer was needed."""
        return not self.answered and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledReport:
    """A report as it was filed."""

    id: str
    form: ReportForm
    upto: int
    severity: int | None
    conditions: Json
    actions: Json
    needs: Json
    by: str
    at: str
    seq: int
    figures: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Something recorded about a task, fact or kind of finding: what, by which entry, when and for which local day."""

    kind: str
    seq: int
    at: str
    day: date
