"""Who stands in for whom in a case now and soon: absences, lent rights, emergency rights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.checklist import Text
from launchkit.domain.house import House
from launchkit.domain.presence import absence_of, deputy_of, is_present
from launchkit.domain.rules.standing_in import next_owner
from launchkit.domain.telling.words import day_text, local_time, role_text


def standing_in_lines(case: Case, house: House, now: datetime) -> tuple[Text, ...]:
    """One sentence each, of what runs or is to come; nothing of what is over."""
    day = case.local_day(now)
    return (
        *_suspended(case, house),
        *_absences(case, house, day),
        *_delegations(case, house, day),
        *_glasses(case, house, now),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedTo:
    """To whom a task was given, and who answers for it as things stand: somebody else while that person is away."""

    to: str
    owner: str
    #: last day on which `to` is away, where that is why and it is known
    away_until: date | None
    said: Text


def handed_to(case: Case, task: Task, to: str, ask: Ask, house: House) -> HandedTo:
    """What became of a task that was given to somebody, before the clockwork has looked at it or after."""
    entry = next_owner(case, ask, task)
    owner = entry.owner if entry is not None else task.owner or to
    day = case.local_day(ask.now)
    absence = absence_of(case, to, day)
    until = None if absence is None else absence.ends
    why = _why_not_there(house.name(to), until, away=absence is not None)
    # Of what was handed in nothing is left to do but decide: it waits for nobody.
    there = is_present(case, ask.people, to, day) or task.status is TaskStatus.SUBMITTED
    return HandedTo(
        to=to,
        owner=owner,
        away_until=until,
        said=_handed(house, to, owner, why, returns=absence is not None, there=there),
    )


def _why_not_there(name: str, until: date | None, *, away: bool) -> Text:
    if not away:
        return Text(zh=f"{name} 现在不能办理", en=f"{name} cannot act at present")
    if until is None:
        return Text(zh=f"{name} 不在，返岗日未定", en=f"{name} is away, return not known")
    last = day_text(until)
    return Text(zh=f"{name} 到 {last.zh} 都不在", en=f"{name} is away until {last.en}")


def _handed(house: House, to: str, owner: str, why: Text, *, returns: bool, there: bool) -> Text:
    name, other = house.name(to), house.name(owner)
    given = Text(zh=f"已移交给 {name}", en=f"handed over to {name}")
    if owner == to and there:
        return given
    if owner == to:
        return Text(
            zh=f"{given.zh}；{why.zh}，眼下也没有人能代办",
            en=f"{given.en}; {why.en}, and nobody is there to stand in",
        )
    if not returns:
        return Text(
            zh=f"{given.zh}；{why.zh}，由 {other} 负责",
            en=f"{given.en}; {why.en}, so {other} answers for it",
        )
    return Text(
        zh=f"{given.zh}；{why.zh}，先由 {other} 代办，回来后交还",
        en=f"{given.en}; {why.en}, so {other} stands in and it goes back then",
    )


def _suspended(case: Case, house: House) -> Iterator[Text]:
    roster = house.roster()
    for person in case.team:
        if roster.is_suspended(person):
            name = house.name(person)
            yield Text(zh=f"{name} 的权限已全部暂停", en=f"all rights of {name} are suspended")


def _absences(case: Case, house: House, day: date) -> Iterator[Text]:
    for one in case.absences.values():
        over = one.back_on is not None or (one.ends is not None and one.ends < day)
        if over:
            continue
        name = house.name(one.person)
        until_zh = f"至 {one.ends}" if one.ends else "起，返岗日未定"
        until_en = f"to {one.ends}" if one.ends else "on, return not known"
        deputy = deputy_of(case, one.person, max(day, one.begins))
        by_zh = "" if deputy is None else f"，由 {house.name(deputy)} 代理"
        by_en = "" if deputy is None else f"; {house.name(deputy)} stands in"
        yield Text(
            zh=f"{name} 不在岗：{one.begins} {until_zh}{by_zh}",
            en=f"{name} is away from {one.begins} {until_en}{by_en}",
        )


def _delegations(case: Case, house: House, day: date) -> Iterator[Text]:
    for one in case.delegations.values():
        if one.ended or one.ends < day:
            continue
        scope_zh = "、".join((*(role_text(r).zh for r in one.roles), *one.tasks))
        scope_en = ", ".join((*(role_text(r).en for r in one.roles), *one.tasks))
        principal, deputy = house.name(one.principal), house.name(one.deputy)
        yield Text(
            zh=f"{one.id} {principal} 委托 {deputy}（{scope_zh}）：{one.begins} 至 {one.ends}",
            en=f"{one.id} {deputy} acts for {principal} ({scope_en}): {one.begins} to {one.ends}",
        )


def _glasses(case: Case, house: House, now: datetime) -> Iterator[Text]:
    for one in case.glasses.values():
        if now < datetime.fromisoformat(one.until):
            name, until = house.name(one.person), local_time(one.until, case.zone)
            code = case.tasks[one.task].item.code
            yield Text(
                zh=f"{one.id} 应急越权：{name} 可办 {code}，至 {until}",
                en=f"{one.id} emergency right of {name} on {code} until {until}",
            )
