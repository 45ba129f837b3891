"""What people are told of a case: read models with texts in Chinese and English, the same for command line, pages and notices."""

from __future__ import annotations

from launchkit.domain.telling.brief import AHEAD_DAYS, Brief, DueLine, brief_of
from launchkit.domain.telling.deadlines import (
    DeadlineLine,
    deadline_line,
    deadline_lines,
    explained,
)
from launchkit.domain.telling.order import Agenda, agenda, rank
from launchkit.domain.telling.plain import as_json
from launchkit.domain.telling.summary import (
    CaseSummary,
    FactLine,
    FindingLine,
    MemberLine,
    StageLine,
    case_summary,
    finding_text,
    is_late,
    team_lines,
)
from launchkit.domain.telling.tasks import (
    DocumentLine,
    PaperLine,
    TaskLine,
    WaitLine,
    document_line,
    task_line,
    task_title,
)
from launchkit.domain.telling.trail import EntryLine, entry_line, sentence
from launchkit.domain.telling.words import (
    LATENESSES,
    day_text,
    days_left,
    erased_text,
    local_time,
    role_text,
    say,
    typed,
    value_text,
    yuan,
)

__all__ = [
    "AHEAD_DAYS",
    "LATENESSES",
    "Agenda",
    "Brief",
    "CaseSummary",
    "DeadlineLine",
    "DocumentLine",
    "DueLine",
    "EntryLine",
    "FactLine",
    "FindingLine",
    "MemberLine",
    "PaperLine",
    "StageLine",
    "TaskLine",
    "WaitLine",
    "agenda",
    "as_json",
    "brief_of",
    "case_summary",
    "day_text",
    "days_left",
    "deadline_line",
    "deadline_lines",
    "document_line",
    "entry_line",
    "erased_text",
    "explained",
    "finding_text",
    "is_late",
    "local_time",
    "rank",
    "role_text",
    "say",
    "sentence",
    "task_line",
    "task_title",
    "team_lines",
    "typed",
    "value_text",
    "yuan",
]
