"""The object check: whatever an address names is found here, for whoever looks, or is not there (404).

Every route with a path parameter takes it through one of these; a test walks all routes and fails on one that does not.
What somebody may not see and what does not exist get the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends

from launchkit.domain.accounts import Account, AskedChange, account_name
from launchkit.domain.case import (
    Case,
    CaseDocument,
    Delegation,
    Erasure,
    EvidenceHeld,
    OpenFinding,
    Task,
)
from launchkit.domain.checklist import Checklist, FactSpec, Text
from launchkit.domain.counsel import may_read_counsel
from launchkit.domain.crisis import CounselQuestion, FiledReport, Happening
from launchkit.domain.custody import Custody, Handover, Promise, RecordedPlace
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.domain.errors import NotFound
from launchkit.domain.recorded import CaseRow, Recorded
from launchkit.domain.rules.documents import Wanted, wanted
from launchkit.domain.webhooks import Webhook
from launchkit.library.texts import gathered
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.site import SiteOf

T = TypeVar("T")


#: Said alike of what is not there and of what is not for whoever asks: the difference would tell.
ABSENT: Final = Text(
    zh="没有这个页面，或者您无权查看。",
    en="There is no such page, or it is not for you to see.",
)


class Absent(NotFound):
    """Not there, or not for whoever asks."""

    def __init__(self) -> None:
        super().__init__(ABSENT.zh, ABSENT.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskThere:
    """A task with its case."""

    case: Case
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentThere:
    """A document that a case calls for, and its newest version if there is one."""

    case: Case
    wanted: Wanted
    newest: CaseDocument | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceThere:
    """A file that proves something about a task."""

    case: Case
    task: Task
    evidence: EvidenceHeld


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceThere:
    """One of several of a kind inside a case."""

    case: Case
    collection: str
    instance: str


def find_case(viewer: Viewer, name: str) -> CaseRow:
    """The case that an id, a number, its serial or a name means, among those the viewer may see."""
    rows = [row for row in viewer.cases if name in (row.case, row.number, row.name)]
    rows = rows or [row for row in viewer.cases if row.number.endswith(f"〕{name}号")]
    if len(rows) != 1:
        raise Absent
    return rows[0]


def case_of(case: str, viewer: SignedIn, site: SiteOf) -> Case:
    """A case as it stands."""
    return site.office.desk.case(find_case(viewer, case).case)


CaseOf = Annotated[Case, Depends(case_of)]


def task_of(task: str, case: CaseOf) -> TaskThere:
    """A task by its key (`sign_lease#…`), or by its code where it has one task only."""
    found = case.tasks.get(task)
    if found is None:
        coded = [one for one in case.tasks.values() if one.item.code == task]
        found = coded[0] if len(coded) == 1 else None
    return TaskThere(case=case, task=_there(found))


TaskOf = Annotated[TaskThere, Depends(task_of)]


def document_of(document: str, case: CaseOf) -> DocumentThere:
    """A document by its key: `D31`, `D31#hire-2`."""
    code, _, instance = document.partition("#")
    spec = _there(case.book.documents.get(code))
    if spec.per is None and not instance:
        return DocumentThere(case=case, wanted=wanted(case, code), newest=case.document(document))
    if spec.per is None or instance not in case.instances(spec.per):
        raise Absent
    return DocumentThere(
        case=case,
        wanted=Wanted(spec=spec, instance=instance),
        newest=case.document(document),
    )


DocumentOf = Annotated[DocumentThere, Depends(document_of)]


def evidence_of(evidence: int, there: TaskOf) -> EvidenceThere:
    """A file by the entry that attached it to the task."""
    held = {one.seq: one for one in there.task.evidence}
    return EvidenceThere(case=there.case, task=there.task, evidence=_there(held.get(evidence)))


EvidenceOf = Annotated[EvidenceThere, Depends(evidence_of)]


def instance_of(collection: str, instance: str, case: CaseOf) -> InstanceThere:
    """An instance of a collection."""
    group = _there(case.groups.get(collection))
    if instance not in group.instances:
        raise Absent
    return InstanceThere(case=case, collection=collection, instance=instance)


InstanceOf = Annotated[InstanceThere, Depends(instance_of)]


def fact_of(fact: str, case: CaseOf) -> FactSpec:
    """A fact of the case's definition."""
    return _there(case.book.facts.get(fact))


FactOf = Annotated[FactSpec, Depends(fact_of)]


def entry_of(entry: int, case: CaseOf, viewer: SignedIn, site: SiteOf) -> Recorded:
    """An entry of a case, with what is privileged covered."""
    known = site.office.desk.reading.entries(case.id, viewer=viewer.person, upto=entry)
    return _there(known[entry - 1] if 0 < entry == len(known) else None)


EntryOf = Annotated[Recorded, Depends(entry_of)]


def question_of(question: str, case: CaseOf, viewer: SignedIn) -> CounselQuestion:
    """A question to counsel, for those who may read it."""
    found = _there(case.questions.get(question))
    if not may_read_counsel(case, viewer.ask, found):
        raise Absent
    return found


QuestionOf = Annotated[CounselQuestion, Depends(question_of)]


def finding_of(finding: str, case: CaseOf) -> OpenFinding:
    """A finding of the case."""
    return _there(case.findings.get(finding))


def erasure_of(erasure: str, case: CaseOf) -> Erasure:
    """A request to erase something."""
    return _there(case.erasures.get(erasure))


def custody_of(custody: str, case: CaseOf) -> Custody:
    """A thing that is or was in somebody's hands."""
    return _there(case.custody.get(custody))


def promise_of(promise: str, case: CaseOf) -> Promise:
    """A promise to an outsider."""
    return _there(case.promises.get(promise))


def place_of(place: str, case: CaseOf) -> RecordedPlace:
    """A place where tasks are done, as somebody recorded it."""
    return _there(case.places.get(place))


def handover_of(handover: str, case: CaseOf) -> Handover:
    """A hand-over on rotation."""
    return _there(case.handovers.get(handover))


def happening_of(happening: str, case: CaseOf) -> Happening:
    """A fact of the timeline."""
    return _there(case.happenings.get(happening))


def report_of(report: str, case: CaseOf) -> FiledReport:
    """A report that was filed."""
    return _there(case.reports.get(report))


ErasureOf = Annotated[Erasure, Depends(erasure_of)]
FindingOf = Annotated[OpenFinding, Depends(finding_of)]
CustodyOf = Annotated[Custody, Depends(custody_of)]
PromiseOf = Annotated[Promise, Depends(promise_of)]
PlaceOf = Annotated[RecordedPlace, Depends(place_of)]
HandoverOf = Annotated[Handover, Depends(handover_of)]
HappeningOf = Annotated[Happening, Depends(happening_of)]
ReportOf = Annotated[FiledReport, Depends(report_of)]


def person_of(person: str, viewer: SignedIn, site: SiteOf) -> PersonAdded:
    """A person: for headquarters, auditors and administrators; others find those of their own cases."""
    found = _there(site.office.desk.house().people.get(person))
    if viewer.wide or person == viewer.person:
        return found
    teams = (site.office.desk.case(row.case).team for row in viewer.cases)
    return _there(found if any(person in team for team in teams) else None)


PersonOf = Annotated[PersonAdded, Depends(person_of)]


def branch_of(branch: str, viewer: SignedIn, site: SiteOf) -> BranchAdded:
    """A branch: of one's own cases, or any for who sees all cases."""
    allowed = viewer.wide or any(row.branch == branch for row in viewer.cases)
    return _there(site.office.desk.house().branches.get(branch) if allowed else None)


BranchOf = Annotated[BranchAdded, Depends(branch_of)]


def company_of(company: str, viewer: SignedIn, site: SiteOf) -> CompanyAdded:
    """A company, likewise."""
    allowed = viewer.wide or any(row.company == company for row in viewer.cases)
    return _there(site.office.desk.house().companies.get(company) if allowed else None)


CompanyOf = Annotated[CompanyAdded, Depends(company_of)]


def account_of(account: str, viewer: SignedIn, site: SiteOf) -> Account:
    """An account: one's own, or any for administrators."""
    found = _there(site.office.store.accounts.account(account_name(account)))
    return _there(found if viewer.administrator or found.person == viewer.person else None)


AccountOf = Annotated[Account, Depends(account_of)]


def asked_of(asked: int, viewer: SignedIn, site: SiteOf) -> AskedChange:
    """A change that waits for a second administrator, or was decided by one: for administrators."""
    found = site.office.administration.asked(asked) if viewer.administrator else None
    return _there(found)


AskedOf = Annotated[AskedChange, Depends(asked_of)]


def webhook_of(webhook: str, viewer: SignedIn, site: SiteOf) -> Webhook:
    """A webhook, for administrators."""
    found = site.office.store.webhooks.webhook(webhook) if viewer.administrator else None
    return _there(found)


WebhookOf = Annotated[Webhook, Depends(webhook_of)]


def webhook_id_of(webhook: str, viewer: SignedIn, site: SiteOf) -> str:
    """The id of a webhook that is there or was removed, for administrators: whoever removes one may say so twice."""
    office = site.office
    known = webhook in office.desk.house().webhooks_gone or office.store.webhooks.webhook(webhook)
    return _there(webhook if known and viewer.administrator else None)


WebhookIdOf = Annotated[str, Depends(webhook_id_of)]


def delegation_of(delegation: str, case: CaseOf) -> Delegation:
    """Rights that somebody lent in the case."""
    return _there(case.delegations.get(delegation))


DelegationOf = Annotated[Delegation, Depends(delegation_of)]


def checklist_of(checklist: str, viewer: SignedIn, site: SiteOf) -> Checklist:  # noqa: ARG001  whoever is signed in
    """A checklist of this installation, for everybody."""
    found = gathered(site.office.settings.home).checklists.get(checklist)
    return _there(None if found is None else found.value)


ChecklistOf = Annotated[Checklist, Depends(checklist_of)]

#: every check there is; the test of all routes knows these and no others
CHECKS: Mapping[str, Any] = {
    check.__name__: check
    for check in (
        case_of,
        task_of,
        document_of,
        evidence_of,
        instance_of,
        fact_of,
        entry_of,
        question_of,
        finding_of,
        erasure_of,
        custody_of,
        promise_of,
        place_of,
        handover_of,
        happening_of,
        report_of,
        person_of,
        branch_of,
        company_of,
        account_of,
        asked_of,
        webhook_of,
        webhook_id_of,
        delegation_of,
        checklist_of,
    )
}


def _there(found: T | None) -> T:
    if found is None:
        raise Absent
    return found
