"""A case file: what a case is opened with and, with a script, how it is rehearsed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Literal

from launchkit.domain.checklist import STRICT

#: value of a fact as written in YAML: text, whole number, true/false, or a list of rows
FactValue = Any


class LinkKind(StrEnum):
    """How one case depends on another."""

    FOLLOWS = "follows"
    BECAUSE_OF = "because_of"


class Expectation(StrEnum):
    """What a step of a script has to lead to; without one it has to succeed."""

    REFUSED = "refused"


class StepKind(StrEnum):
    """What a step of a script does: the actions of the command line, and three of its own.

    `daily` finishes the recurring tasks that wait for the person; `advance` and `sweep` let the clockwork run.
    """

    ABSENT = "absent"
    ACCOUNT = "account"
    ADD = "add"
    ADVANCE = "advance"
    ANSWER = "answer"
    ANSWER_COUNSEL = "answer_counsel"
    APPROVE = "approve"
    ASK_COUNSEL = "ask_counsel"
    ASK_ERASURE = "ask_erasure"
    ASSIGN = "assign"
    ATTACH = "attach"
    BACK = "back"
    BEGIN_HANDOVER = "begin_handover"
    BLOCK = "block"
    BREAK_GLASS = "break_glass"
    CANCEL_HANDOVER = "cancel_handover"
    CLOSE = "close"
    COUNT_CUSTODY = "count_custody"
    DAILY = "daily"
    DECIDE_ERASURE = "decide_erasure"
    DELEGATE = "delegate"
    DEPUTY = "deputy"
    DONE = "done"
    END_CUSTODY = "end_custody"
    END_DELEGATION = "end_delegation"
    EXTEND = "extend"
    HAPPENING = "happening"
    INSTANCE = "instance"
    ISSUE = "issue"
    MOVE_CUSTODY = "move_custody"
    MOVE_PROMISE = "move_promise"
    NUDGE = "nudge"
    PROMISE = "promise"
    REJECT = "reject"
    REOPEN = "reopen"
    REPORT = "report"
    RESTORE_RIGHTS = "restore_rights"
    RESUME = "resume"
    SEND_OUT = "send_out"
    SETTLE_PROMISE = "settle_promise"
    SEVERITY = "severity"
    SIGN_HANDOVER = "sign_handover"
    START = "start"
    STATE = "state"
    SUSPEND = "suspend"
    SUSPEND_RIGHTS = "suspend_rights"
    SWEEP = "sweep"
    TAKE_BACK = "take_back"
    TAKE_CUSTODY = "take_custody"
    TEAM = "team"
    UNBLOCK = "unblock"
    VOID = "void"
    WAIVE = "waive"
    WITHDRAW_HAPPENING = "withdraw_happening"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCompany:
    """The company that the branch belongs to."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    uscc: str
    code: str | None = None
    #: two characters or so, printed at the head of document numbers; default: the name's first two
    short_name: str | None = None
    address: str | None = None
    legal_representative: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBranch:
    """The branch that the case is about."""

    __pydantic_config__: ClassVar = STRICT
    code: str
    name: str
    city: str
    #: six digits of the administrative division
    division_code: str
    zone: str = "Asia/Shanghai"
    address: str | None = None
    #: code of the superior branch
    parent: str | None = None
    uscc: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember:
    """One person with short code, name and roles in the case; without roles only registered, as who joins later is."""

    __pydantic_config__: ClassVar = STRICT
    person: str
    name: str
    roles: tuple[str, ...]
    #: who is told when the person does not act, and stands in when they are away
    deputy: str | None = None
    phone: str | None = None
    mail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLink:
    """Another case that this one follows, or came about because of (case number or id)."""

    __pydantic_config__: ClassVar = STRICT
    kind: LinkKind
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWith:
    """Further arguments of an action, each by its name on the command line."""

    __pydantic_config__: ClassVar = STRICT
    #: block: on whom it waits, what kind of party that is, since when
    waiting_on: str | None = None
    party: str = "other"
    #: block, promise: how to reach them; block, nudge: day on which to ask again
    contact: str = ""
    again_on: str | None = None
    #: nudge: phone, message, visit, letter or mail
    how: str = "phone"
    #: block, suspend: first day (default: the day of the step)
    since: str | None = None
    #: extend, suspend, resume: id of the deadline, when the item has several
    due: str | None = None
    #: extend: the new last day; resume: the day on which the clock runs again
    to: str | None = None
    on: str | None = None
    #: instance: which collection, how the new one is called, or that no more will come; take_custody: what it is
    collection: str | None = None
    label: str = ""
    complete: bool = False
    #: team: roles of the person from now on, none: the person leaves; delegate: roles lent
    roles: tuple[str, ...] = ()
    #: delegate: tasks lent; delegate, absent: first (default: the day of the step) and last day
    tasks: tuple[str, ...] = ()
    begins: str | None = None
    ends: str | None = None
    #: absent, deputy: who stands in
    deputy: str | None = None
    #: end_delegation: which one (d-1)
    delegation: str = ""
    #: account: the other name under which the person signs in
    account: str = ""
    #: take_custody: seal, licence, key, token, cash …, where it came from and where it lies; happening: who says so
    kind: str = ""
    source: str = ""
    place: str = ""
    #: custody: which thing (cash-1), how much was counted (yuan with decimals, pieces), how it ends
    thing: str = ""
    count: int | str | None = None
    outcome: str = ""
    #: end_custody, promise, send_out: who outside
    whom: str = ""
    #: promise, happening, ask_counsel, answer_counsel: in words
    what: str = ""
    #: promise, send_out, ask_counsel: by which day
    by: str | None = None
    promise: str = ""
    #: take_back: signed, or as it was
    signed: bool = True
    #: handover: which one (handover-1), who gives (default: who acts), whether they stay, what was counted
    handover: str = ""
    giver: str | None = None
    stays: bool = False
    counts: dict[str, int | str] = field(default_factory=dict)
    #: severity: 1 the worst to 4
    level: int = 0
    #: happening: when, as exact as it is known (default: the day of the step); withdraw_happening: which one
    moment: str | None = None
    happening: str = ""
    #: ask_counsel: question that the checklist has ready; answer_counsel: which one (q-1)
    point: str | None = None
    question: str = ""
    #: report: situation or executive, and what is said in words of one's own
    form: Literal["situation", "executive"] = "situation"
    conditions: str = ""
    actions: str = ""
    needs_said: str = ""
    #: ask_erasure: which fact; decide_erasure: which request (e-1), and what is decided
    fact: str = ""
    erasure: str = ""
    agreed: bool = False
    #: add: title, what it needs, what needs it, its last day
    title: str = ""
    needs: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    due_on: str | None = None
    #: assign: who helps
    helpers: tuple[str, ...] = ()
    #: answer: which findings (default: all that are open)
    findings: tuple[str, ...] = ()
    #: the step is played once a day up to this day
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptStep:
    """One dated action of a rehearsal."""

    __pydantic_config__: ClassVar = STRICT
    #: local date and time of the branch
    on: str
    at: str = "09:00"
    #: code of the person who acts, and of the person in whose place
    as_: str
    for_: str | None = None
    do: StepKind
    #: id of the item, with `#instance` for one of several
    task: str | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)
    #: ids of evidence rules for which a sample file is attached
    evidence: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    reason: str | None = None
    #: code of the person to whom a task or right goes
    to: str | None = None
    #: local date on which it happened, when it is entered later
    happened: str | None = None
    with_: StepWith = field(default_factory=StepWith)
    expect: Expectation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What a case is opened with; `script` makes it a rehearsal."""

    __pydantic_config__: ClassVar = STRICT
    checklist: str
    name: str
    company: CaseCompany
    branch: CaseBranch
    team: tuple[TeamMember, ...]
    start: str
    target: str
    facts: dict[str, FactValue] = field(default_factory=dict)
    links: tuple[CaseLink, ...] = ()
    restricted: bool = False
    script: tuple[ScriptStep, ...] = ()
