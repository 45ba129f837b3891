"""The case as a whole: open, team, ad-hoc items, instances, findings, close."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from launchkit.domain.ask import Ask, Roster
from launchkit.domain.case import Case, TaskStatus
from launchkit.domain.entries import (
    CaseClosed,
    CaseOpened,
    CollectionCompleted,
    FindingAnswered,
    FindingRaised,
    InstanceAdded,
    ItemAdded,
    TeamChanged,
)
from launchkit.domain.errors import BadValue, Lack, NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import DECIDER, require_member
from launchkit.domain.recorded import Draft
from launchkit.domain.rights import require
from launchkit.domain.roles import ROLES
from launchkit.domain.rules.common import require_day, require_open, require_reason, task_of
from launchkit.domain.rules.custody import left_open, require_nothing_held
from launchkit.domain.rules.people import BREAK_GLASS
from launchkit.domain.standing import SETTLED, STANDINGS, Standing, standing

_SLUG = re.compile(r"[a-z][a-z0-9_]{1,39}")


def open_case(ask: Ask, entry: CaseOpened) -> Draft:
    """Begin a case: somebody leads it, somebody at headquarters decides, and they are two people."""
    team = {str(one["person"]): tuple(one["roles"]) for one in entry.team}
    require_staffed(team, ask.people)
    for person in team:
        if ask.people.is_suspended(person):
            raise suspended(person)
    if date.fromisoformat(entry.target) <= date.fromisoformat(entry.start):
        raise BadValue(
            f"目标日 {entry.target} 应晚于开始日 {entry.start}。",
            f"The target {entry.target} has to be after the start {entry.start}.",
        )
    return ask.draft(entry)


def require_staffed(team: Mapping[str, tuple[str, ...]], people: Roster) -> None:
    """Refuse a team in which nobody leads, nobody decides, or one person does both, be it under two codes."""
    for person, roles in team.items():
        require_roles(person, roles)
    leads = [person for person, roles in team.items() if "lead" in roles]
    deciders = [person for person, roles in team.items() if DECIDER in roles]
    if not leads or not deciders or people.humans(leads) & people.humans(deciders):
        raise Refused(
            "team_incomplete",
            "专案须有派驻负责人（lead）和总部负责人（hq_lead），且不能是同一人。",
            "A case needs a lead and an hq_lead, and they have to be two people.",
        )


def suspended(person: str) -> Refused:
    """Nobody whose rights are suspended is given a role."""
    return Refused(
        "rights_suspended",
        f"{person} 的权限已全部暂停，不能加入专案或改任角色。",
        f"All rights of {person} are suspended; they cannot be given roles.",
    )


def require_roles(person: str, roles: tuple[str, ...]) -> None:
    """Refuse a word that is no role; raises `NotFound` with those there are."""
    for role in roles:
        if role not in ROLES:
            known = ", ".join(ROLES)
            raise NotFound(
                f"没有角色 {role}（{person}）；角色有 {known}。",
                f"There is no role {role} ({person}); roles are {known}.",
            )


def change_team(
    case: Case, ask: Ask, *, person: str, roles: tuple[str, ...], reason: str
) -> Draft:
    """Headquarters gives a person roles in the case, or takes them away."""
    require_open(case)
    require(case, ask, Operation.CHANGE_TEAM)
    team = {**case.team, person: roles}
    if roles and ask.people.is_suspended(person):
        raise suspended(person)
    if not roles:
        require_nothing_held(case, person)
        team.pop(person, None)
    require_staffed(team, ask.people)
    return ask.draft(TeamChanged(person=person, roles=roles, reason=reason))


def add_item(case: Case, ask: Ask, entry: ItemAdded) -> Draft:
    """One more thing to do in this case only."""
    require_open(case)
    require(case, ask, Operation.ADD_ITEM)
    require_reason(str(entry.reason), f"launchkit add {case.number} {entry.item}")
    if (
        not _SLUG.fullmatch(entry.item)
        or entry.item in case.tasks
        or entry.item in case.book.items
    ):
        raise BadValue(
            f"编号 {entry.item} 不可用：小写字母开头，2 至 40 位，且本案未用过。",
            f"The id {entry.item} cannot be used: lower-case, 2 to 40 characters, new to the case.",
        )
    if entry.owner not in ROLES:
        require_member(case, entry.owner)
    for other in (*entry.needs, *entry.needed_by):
        task_of(case, other)
    return ask.draft(entry)


def add_instance(case: Case, ask: Ask, collection: str, *, label: str) -> Iterator[Draft]:
    """One more hire, licence …; its tasks appear. After a milestone has passed a finding is raised."""
    require_open(case)
    require(case, ask, Operation.ADD_INSTANCE)
    group = case.groups.get(collection)
    if group is None:
        known = "、".join(case.groups) or "—"
        raise NotFound(
            f"没有 {collection} 这一批；本案有：{known}",
            f"There is no collection {collection}; this case has: {known}",
        )
    instance = f"{collection}-{len(group.instances) + 1}"
    yield ask.draft(InstanceAdded(collection=collection, instance=instance, label=label))
    for item in case.book.items.values():
        passed = item.milestone and any(task.closed for task in case.tasks_of(item.id))
        if passed and group.complete:
            entry = FindingRaised(
                finding=f"after_milestone:{instance}", about="after_milestone", task=item.id
            )
            yield ask.draft(entry)


def complete_collection(case: Case, ask: Ask, collection: str) -> Draft:
    """No more instances are expected; what waits for all of them may go on."""
    require_open(case)
    require(case, ask, Operation.COMPLETE_COLLECTION)
    group = case.groups.get(collection)
    if group is None:
        raise NotFound(f"没有 {collection} 这一批。", f"There is no collection {collection}.")
    spec = case.book.collections[collection]
    if len(group.instances) < spec.min:
        raise Refused(
            "too_few",
            f"{spec.title.zh}至少 {spec.min} 个，现有 {len(group.instances)} 个。",
            f"{spec.title.en}: at least {spec.min}, there are {len(group.instances)}.",
            (
                Lack(
                    zh="先登记",
                    en="add one first",
                    command=f"launchkit instance {case.number} {collection}",
                ),
            ),
        )
    return ask.draft(CollectionCompleted(collection=collection))


def answer_finding(case: Case, ask: Ask, finding: str, *, answer: str) -> Draft:
    """Answer a finding."""
    require_open(case)
    require(case, ask, Operation.ANSWER_FINDING)
    _require_reviewer(case, ask, finding)
    if finding not in case.findings or case.findings[finding].answered:
        open_ones = "、".join(key for key, one in case.findings.items() if not one.answered) or "—"
        raise NotFound(
            f"没有待答的发现 {finding}；待答：{open_ones}",
            f"No open finding {finding}; open: {open_ones}",
        )
    require_reason(answer, f"launchkit answer {case.number} {finding}")
    return ask.draft(FindingAnswered(finding=finding, answer=answer))


def _require_reviewer(case: Case, ask: Ask, finding: str) -> None:
    """An emergency right is reviewed by headquarters, and by another person than who took it."""
    kind, _, glass = finding.partition(":")
    if kind != BREAK_GLASS or glass not in case.glasses:
        return
    require(case, ask, Operation.REVIEW_GLASS)
    if ask.people.human(case.glasses[glass].person) in ask.hands:
        raise Refused(
            "own_work",
            f"应急越权 {glass} 不能由本人复核，须由另一人答复。",
            f"Nobody reviews the emergency right they took ({glass}); another person has to.",
        )


def close(case: Case, ask: Ask, *, note: str) -> Draft:
    """End the case once nothing is open in it."""
    require_open(case)
    require_day(case, ask)
    require(case, ask, Operation.CLOSE)
    lacks = tuple(_left_open(case))
    if lacks:
        raise Refused(
            "still_open",
            f"{case.number} 还有 {len(lacks)} 项未了，不能结案。",
            f"{case.number} cannot be closed: {len(lacks)} things are open.",
            lacks,
        )
    return ask.draft(CaseClosed(note=note))


def _left_open(case: Case) -> Iterator[Lack]:
    yield from _open_tasks(case)
    yield from _open_collections(case)
    yield from left_open(case)
    for key in case.documents:
        document = case.document(key)
        if document is not None and document.issued is None:
            yield Lack(
                zh=f"文书 {key} 已编号未出具",
                en=f"document {key} is numbered but not issued",
                command=f"launchkit issue {case.number} {key}",
            )
    for finding in case.findings.values():
        if not finding.answered:
            yield Lack(
                zh=f"审计发现 {finding.finding} 未答复",
                en=f"finding {finding.finding} has no answer",
                command=f"launchkit answer {case.number} {finding.finding} --reason …",
            )


_AT_WORK = (Standing.STARTED, Standing.BLOCKED, Standing.SUBMITTED)


def _open_tasks(case: Case) -> Iterator[Lack]:
    for task in case.tasks.values():
        where = standing(case, task)
        untouched = task.item.optional and where not in _AT_WORK
        if where in SETTLED or untouched:
            continue
        command = "approve" if task.status is TaskStatus.SUBMITTED else "done"
        yield Lack(
            zh=f"{task.item.code} {task.item.title.zh}（{STANDINGS[where].zh}）",
            en=f"{task.item.code} {task.item.title.en} ({STANDINGS[where].en})",
            command=f"launchkit {command} {case.number} {task.key}",
        )


def _open_collections(case: Case) -> Iterator[Lack]:
    for name, group in case.groups.items():
        spec = case.book.collections[name]
        if not group.complete and (spec.min or group.instances):
            yield Lack(
                zh=f"{spec.title.zh}尚未登记齐全",
                en=f"{spec.title.en} are not declared complete",
                command=f"launchkit instance {case.number} {name} --complete",
            )
