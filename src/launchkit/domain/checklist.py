"""What a checklist says: the definition side.

Everything here is frozen data written by people as YAML, validated once at the edge (`launchkit.library`), resolved with all
its parts into one `Definition`, and pinned by each case that is opened with it.
The words are those of `docs/glossary.md`; no rule lives here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar


def _spoken(name: str) -> str:
    """Name of a field in YAML: Python's reserved words carry a trailing underscore in code only."""
    return name.rstrip("_")


#: What pydantic is told at the edge; a plain dict, so that this module needs no pydantic.
STRICT = {"extra": "forbid", "alias_generator": _spoken}


class FactType(StrEnum):
    """Kinds of fact values; the value's Python type in brackets."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, several lines
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # str, plain decimal notation
    MONEY = "money"  # int, fen
    DATE = "date"  # str, ISO
    INSTANT = "instant"  # str, ISO with offset
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # str, the id of an Option
    USCC = "uscc"  # str, 18 characters, unified social credit code
    ID_NUMBER = "id_number"  # str, 18 characters, resident identity number
    PHONE = "phone"  # str
    BANK_ACCOUNT = "bank_account"  # str of digits
    TABLE = "table"  # list of dicts keyed by column id


class Personal(StrEnum):
    """How far a value concerns a living person."""

    NONE = "none"
    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"


class Unit(StrEnum):
    """What a period is counted in."""

    CALENDAR = "calendar"
    WORKING = "working"
    MONTH = "month"
    HOUR = "hour"


class Roll(StrEnum):
    """What happens to a last day that is a rest day."""

    NONE = "none"
    FORWARD = "forward"
    BACKWARD = "backward"
    TAX_EXTENSION = "tax_extension"
    TAX_FILING = "tax_filing"


class DueKind(StrEnum):
    """Whether a task has to be begun or finished by the date."""

    START = "start"
    FINISH = "finish"


class Each(StrEnum):
    """Length of a recurring period."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class CasePoint(StrEnum):
    """The two dates every case has."""

    START = "start"
    TARGET = "target"


class ApprovalMode(StrEnum):
    """How many of the named roles have to agree."""

    ANY = "any"
    ALL = "all"
    SEQUENCE = "sequence"


class PaperForm(StrEnum):
    """In which form a paper has to be brought."""

    ORIGINAL = "original"
    COPY = "copy"


class EvidenceKind(StrEnum):
    """What sort of thing proves an item."""

    SCAN = "scan"
    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence or title in Chinese and English."""

    __pydantic_config__: ClassVar = STRICT
    zh: str
    en: str


# --- conditions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of another number: `{fact: monthly_pay, percent: 80}`."""

    __pydantic_config__: ClassVar = STRICT
    fact: str
    percent: int = 100


Scalar = bool | int | str
Operand = Scalar | Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """Compares one fact with a value; exactly one comparison is given."""

    __pydantic_config__: ClassVar = STRICT
    fact: str
    eq: Operand | None = None
    ne: Operand | None = None
    gt: Operand | None = None
    ge: Operand | None = None
    lt: Operand | None = None
    le: Operand | None = None
    in_: tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """True once the fact has a value, whatever it is."""

    __pydantic_config__: ClassVar = STRICT
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """True when every condition is true."""

    __pydantic_config__: ClassVar = STRICT
    all: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True when at least one condition is true."""

    __pydantic_config__: ClassVar = STRICT
    any: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """True when the condition is false."""

    __pydantic_config__: ClassVar = STRICT
    not_: Condition


Condition = Compare | Answered | AllOf | AnyOf | Not


# --- facts, evidence, documents ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One possible answer of a fact of type `choice`."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a fact of type `table`."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    type: FactType = FactType.TEXT
    options: tuple[Option, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSpec:
    """A question whose answer fills documents, starts clocks or decides conditions."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    type: FactType
    personal: Personal = Personal.NONE
    #: class in `checklists/statutes/retention.yaml`
    retention: str = "case_file"
    #: collection whose instances each have their own value
    per: str | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    #: unit shown behind the value, e.g. m²
    unit: str | None = None
    hint: Text | None = None
    #: filled at opening from the house: `company.name`, `branch.city`, …
    house: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRule:
    """What proves an item."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    kind: EvidenceKind = EvidenceKind.SCAN
    min: int = 1
    personal: Personal = Personal.ORDINARY
    retention: str = "case_file"
    when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One place to fill in a document: from a fact, from the case, or a row per instance of a collection."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    label: Text
    fact: str | None = None
    #: name of a value that every case has, see `launchkit.domain.forms.CASE_VALUES`
    case: str | None = None
    collection: str | None = None
    #: facts of the collection that make the row
    columns: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSpec:
    """A document that can be issued: which facts it needs and how it is numbered."""

    __pydantic_config__: ClassVar = STRICT
    code: str  # D02
    name: str  # folder under templates/documents
    title: Text
    #: abbreviation in the document number, e.g. 授 in 特修授〔2026〕3号; none: not numbered
    series: str | None = None
    per: str | None = None
    #: house, standard (statutory content), official (a government form exists: data sheet only)
    form: str = "house"
    #: False: printed by the generic data sheet
    page: bool = True
    personal: Personal = Personal.ORDINARY
    retention: str = "case_file"
    basis: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()


# --- deadlines --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The moment a period is counted from or to; exactly one of the three is given."""

    __pydantic_config__: ClassVar = STRICT
    fact: str | None = None
    item: str | None = None
    case: CasePoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRule:
    """A stricter rule of one place; the earliest date wins."""

    __pydantic_config__: ClassVar = STRICT
    #: leading digits of the administrative division code, e.g. 4101 for Zhengzhou
    place: str
    within: int
    unit: Unit = Unit.CALENDAR
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """A second limit that the first may not pass."""

    __pydantic_config__: ClassVar = STRICT
    after: Anchor
    within: int
    unit: Unit = Unit.CALENDAR
    roll: Roll = Roll.NONE
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One deadline rule of an item; exactly one of `after`, `before`, `window`, `each` shapes it.

    `after` + `within` + `unit`; `before` + `by` + `unit`; `window` (two month-days) + `after` + `year`;
    `each` + `within` + `unit` (counted from the end of the period; `after` names when the series begins).
    """

    __pydantic_config__: ClassVar = STRICT
    #: DL35 for a row of the statutes, P1 … for a house plan rule; unique in its item
    id: str
    kind: DueKind = DueKind.FINISH
    after: Anchor | None = None
    within: int | None = None
    before: Anchor | None = None
    by: int | None = None
    window: tuple[str, str] | None = None
    #: years added to the anchor's year for `window`: 0 same, 1 following
    year: int = 0
    each: Each | None = None
    unit: Unit = Unit.CALENDAR
    roll: Roll = Roll.NONE
    outer: Outer | None = None
    local: tuple[LocalRule, ...] = ()
    #: statute ids; a rule with a basis is statutory and may start only from a date fact
    basis: tuple[str, ...] = ()
    when: Condition | None = None
    says: Text | None = None


# --- items ------------------------------------------------------------------------------------------------------------


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
    place: Text | None = None
    bring: tuple[Bring, ...] = ()
    money: MoneyRule | None = None
    risk: Text | None = None
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
class Part:
    """A reusable piece of a checklist: stages with the facts and collections they use."""

    __pydantic_config__: ClassVar = STRICT
    part: str
    title: Text
    facts: tuple[FactSpec, ...] = ()
    collections: tuple[Collection, ...] = ()
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


# --- law --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """One legal basis, in our words."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    law: str
    article: str
    duty: Text
    consequence: Text | None = None
    in_force: str | None = None
    until: str | None = None
    source: str
    verified_on: str
    #: what about it is not verified; shown wherever the statute is cited
    unverified: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a class of record is kept."""

    __pydantic_config__: ClassVar = STRICT
    id: str
    title: Text
    #: None: permanent
    years: int | None
    #: event the years are counted from: case_closed, employment_ended, term_ended, year_ended, recorded
    counted_from: str
    basis: str
    unverified: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day that a holiday notice names."""

    __pydantic_config__: ClassVar = STRICT
    day: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """Rest days and make-up workdays of one year, with the notice they come from."""

    __pydantic_config__: ClassVar = STRICT
    year: int
    #: official, or provisional while no notice is known
    status: str
    notices: tuple[str, ...]
    rest: tuple[NamedDay, ...]
    make_up: tuple[NamedDay, ...]
    #: statutory holidays proper (法定休假日), a subset of `rest`
    statutory: tuple[str, ...] = ()
    #: last filing day of each month as published by the tax administration; empty: derived, provisional
    tax_filing: tuple[str, ...] = ()
    tax_notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A checklist with all it refers to, resolved at opening; what a case pins and the fold reads."""

    __pydantic_config__: ClassVar = STRICT
    format: int
    id: str
    title: Text
    stages: tuple[Stage, ...]
    facts: tuple[FactSpec, ...]
    collections: tuple[Collection, ...]
    documents: tuple[DocumentSpec, ...]
    statutes: tuple[Statute, ...]
    retentions: tuple[Retention, ...]
    calendars: tuple[CalendarYear, ...]
