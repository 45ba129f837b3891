"""Who stands in for whom in a case now and soon: absences, lent rights, emergency rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from launchkit.domain.case import Case
from launchkit.domain.checklist import Text
from launchkit.domain.house import House
from launchkit.domain.presence import deputy_of
from launchkit.domain.telling.words import local_time, role_text


def standing_in_lines(case: Case, house: House, now: datetime) -> tuple[Text, ...]:
    """One sentence each, of what runs or is to come; nothing of what is over."""
    day = case.local_day(now)
    return (
        *_suspended(case, house),
        *_absences(case, house, day),
        *_delegations(case, house, day),
        *_glasses(case, house, now),
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
