"""What a checklist says: the definition side.

Everything here is frozen data written by people as YAML, validated once at the edge (`launchkit.library`), resolved with all
its parts into one `Definition`, and pinned by each case that is opened with it.
The words are those of `docs/glossary.md`; no rule lives here.
"""

from __future__ import annotations

from launchkit.domain.checklist.conditions import (
    AllOf,
    Answered,
    AnyOf,
    Compare,
    Condition,
    Not,
    Operand,
    Scalar,
    Share,
)
from launchkit.domain.checklist.definition import (
    Definition,
)
from launchkit.domain.checklist.due import (
    Anchor,
    Due,
    LocalRule,
    Outer,
)
from launchkit.domain.checklist.facts import (
    RECORDS,
    Column,
    DocumentSpec,
    EvidenceRule,
    FactSpec,
    Field,
    Option,
)
from launchkit.domain.checklist.items import (
    ApprovalRule,
    Bring,
    Check,
    Checklist,
    Collection,
    CounselPoint,
    Estimate,
    Item,
    MoneyRule,
    Need,
    Part,
    PartialNeed,
    PartUse,
    PlaceKind,
    Recurrence,
    Stage,
)
from launchkit.domain.checklist.kinds import (
    ApprovalMode,
    CasePoint,
    DueKind,
    Each,
    EvidenceKind,
    FactType,
    PaperForm,
    Personal,
    Roll,
    Unit,
)
from launchkit.domain.checklist.law import (
    CalendarYear,
    NamedDay,
    Retention,
    Statute,
)
from launchkit.domain.checklist.text import (
    STRICT,
    Text,
)

__all__ = [
    "RECORDS",
    "STRICT",
    "AllOf",
    "Anchor",
    "Answered",
    "AnyOf",
    "ApprovalMode",
    "ApprovalRule",
    "Bring",
    "CalendarYear",
    "CasePoint",
    "Check",
    "Checklist",
    "Collection",
    "Column",
    "Compare",
    "Condition",
    "CounselPoint",
    "Definition",
    "DocumentSpec",
    "Due",
    "DueKind",
    "Each",
    "Estimate",
    "EvidenceKind",
    "EvidenceRule",
    "FactSpec",
    "FactType",
    "Field",
    "Item",
    "LocalRule",
    "MoneyRule",
    "NamedDay",
    "Need",
    "Not",
    "Operand",
    "Option",
    "Outer",
    "PaperForm",
    "Part",
    "PartUse",
    "PartialNeed",
    "Personal",
    "PlaceKind",
    "Recurrence",
    "Retention",
    "Roll",
    "Scalar",
    "Share",
    "Stage",
    "Statute",
    "Text",
    "Unit",
]
