"""Items, the stages they form, and the parts from which people put a checklist together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from launchkit.domain.checklist.conditions import Condition
from launchkit.domain.checklist.due import Anchor, Due
from launchkit.domain.checklist.facts import EvidenceRule, FactSpec
from launchkit.domain.checklist.kinds import ApprovalMode, Each, PaperForm
from launchkit.domain.checklist.text import STRICT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialNeed:
    """`{any: 2, of: [a, b, c]}`: enough when so many are met; the rest become optional."""

    __pydantic_config__: ClassVar = STRICT
    any: int
    of: tuple[str, ...]


Need = str | PartialNeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Planning figure; not law."""

    __pydantic_config__: ClassVar = STRICT
    likely: int
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRule:
    """Who has to agree before the item counts as done; never the one who did the work."""

    __pydantic_config__: ClassVar = STRICT
    by: tuple[str, ...]
    mode: ApprovalMode = ApprovalMode.ANY
    when: Condition | None = None
    #: items of which nobody may have done one who agrees here: the cashier does not approve spending
    not_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bring:
    """One paper for the counter."""

    __pydantic_config__: ClassVar = STRICT
    paper: Text
    form: PaperForm = PaperForm.ORIGINAL
    count: int = 1
    #: the seal it has to carry, e.g. 公章
    seal: Text | None = None
    whose: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRule:
    """A fact of type money whose size needs a decision above the limit (fen)."""

    __pydantic_config__: ClassVar = STRICT
    fact: str
    limit: int
    by: str = "hq_lead"
    #: as in `ApprovalRule`
    not_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """An item that comes back every period while the case is open."""

    __pydantic_config__: ClassVar = STRICT
    each: Each
    #: first period is the one containing this moment
    since: Anchor
    #: no new period opens after this moment; none: until the case closes
    until: Anchor | None = None
    #: local time at which the period's task opens
    opens: str = "07:00"
    #: local time by which a daily task has to be done
    by: str | None = None
    #: local time at which headquarters is told that a daily task with `by` is still not done
    silent_after: str = "21:00"
    workdays_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A legal limit that is not a date: `must` has to hold wherever `when` does."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    must: Condition
    says: Text
    basis: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounselPoint:
    """A question to counsel that the item has ready: what is asked, and what was known on a day; never a conclusion."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    asks: Text
    #: figures and sources to start from, which counsel has to confirm
    known: Text | None = None
    #: day of what is known
    as_of: str | None = None
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that has to be done."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    code: str
    title: Text
    owner: str
    why: Text
    if_late: Text
    effort: Estimate
    helpers: tuple[str, ...] = ()
    wait: Estimate = field(default_factory=lambda: Estimate(likely=0))
    needs: tuple[Need, ...] = ()
    when: Condition | None = None
    per: str | None = None
    recurs: Recurrence | None = None
    due: tuple[Due, ...] = ()
    #: facts that have to be stated before it is done
    facts: tuple[str, ...] = ()
    optional_facts: tuple[str, ...] = ()
    evidence: tuple[EvidenceRule, ...] = ()
    documents: tuple[str, ...] = ()
    approval: ApprovalRule | None = None
    checks: tuple[Check, ...] = ()
    basis: tuple[str, ...] = ()
    counsel: tuple[CounselPoint, ...] = ()
    #: where it is done, in words
    place: Text | None = None
    #: … and which kind of place that is, so that what is done at one place is found together
    place_kind: str | None = None
    bring: tuple[Bring, ...] = ()
    money: MoneyRule | None = None
    risk: Text | None = None
    #: items of which nobody may do both (for one instance or period): who counts does not reconcile
    apart_from: tuple[str, ...] = ()
    #: outside party it usually waits on
    waits_on: Text | None = None
    #: old names under which people search it
    aliases: tuple[str, ...] = ()
    optional: bool = False
    milestone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A group of items that belong together in time and place."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Something of which a case has several, found while it runs: hires, licences."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    min: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKind:
    """A kind of place where items are done, with the hours such places usually keep: a guide, checked by nobody."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    #: by days: `mon-fri: "09:00-12:00 13:30-17:00"`; none: one can come at any time, or nobody knows
    hours: dict[str, str] = field(default_factory=dict)
    #: closed on the rest days of the official calendar, open on its make-up workdays
    holidays: bool = True
    #: done on a screen: there is no way to go
    online: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A reusable piece of a checklist: stages with the facts, collections and kinds of place they use."""

    __pydantic_config__: ClassVar = STRICT
    part: str
    title: Text
    facts: tuple[FactSpec, ...] = ()
    collections: tuple[Collection, ...] = ()
    places: tuple[PlaceKind, ...] = ()
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartUse:
    """How a checklist uses a part: what it leaves out, and which needs reach into other parts."""

    __pydantic_config__: ClassVar = STRICT
    part: str
    omit: tuple[str, ...] = ()
    needs: dict[str, tuple[Need, ...]] = field(default_factory=dict)
    due: dict[str, tuple[Due, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """A situation as people write it: parts put together in order."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    summary: Text
    parts: tuple[PartUse, ...]
