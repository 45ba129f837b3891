"""How absences, delegations, emergencies and erasures change a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from launchkit.domain import entries as kinds
from launchkit.domain.case import Absence, Delegation, Erasure, Glass
from launchkit.domain.fold.pen import Pen, on


@on
def _(entry: kinds.Delegated, pen: Pen) -> None:
    pen.map("delegations")[entry.delegation] = Delegation(
        id=entry.delegation,
        principal=entry.principal,
        deputy=entry.deputy,
        begins=date.fromisoformat(entry.begins),
        ends=date.fromisoformat(entry.ends),
        roles=entry.roles,
        tasks=entry.tasks,
        reason=entry.reason,
        at=pen.at,
    )


@on
def _(entry: kinds.DelegationEnded, pen: Pen) -> None:
    delegations = pen.map("delegations")
    delegations[entry.delegation] = replace(
        delegations[entry.delegation], ended=True, ended_at=pen.at
    )


@on
def _(entry: kinds.AbsenceStated, pen: Pen) -> None:
    pen.map("absences")[entry.absence] = Absence(
        id=entry.absence,
        person=entry.person,
        begins=date.fromisoformat(entry.begins),
        ends=date.fromisoformat(entry.ends) if entry.ends else None,
        deputy=entry.deputy,
    )


@on
def _(entry: kinds.AbsenceEnded, pen: Pen) -> None:
    absences = pen.map("absences")
    absences[entry.absence] = replace(
        absences[entry.absence], back_on=date.fromisoformat(entry.on)
    )


@on
def _(entry: kinds.DeputyNamed, pen: Pen) -> None:
    deputies = pen.map("deputies")
    if entry.deputy is None:
        deputies.pop(entry.person, None)
    else:
        deputies[entry.person] = entry.deputy


@on
def _(entry: kinds.GlassBroken, pen: Pen) -> None:
    pen.map("glasses")[entry.glass] = Glass(
        id=entry.glass,
        person=entry.person,
        task=entry.task,
        until=entry.until,
        reason=entry.reason,
    )


@on
def _(entry: kinds.Nudged, pen: Pen) -> None:
    wait = pen.task(entry.task).wait
    if wait is not None:
        again = date.fromisoformat(entry.again_on) if entry.again_on else None
        nudged = replace(wait, nudges=wait.nudges + 1, nudged_on=pen.day(), again_on=again)
        pen.change(entry.task, wait=nudged)


@on
def _(entry: kinds.WatchingChanged, pen: Pen) -> None:
    others = tuple(one for one in pen.task(entry.task).watchers if one != entry.person)
    pen.change(entry.task, watchers=(*others, entry.person) if entry.watching else others)


@on
def _(entry: kinds.ErasureAsked, pen: Pen) -> None:
    pen.map("erasures")[entry.erasure] = Erasure(
        id=entry.erasure,
        fact=entry.fact,
        instance=entry.instance,
        asked_by=pen.hands,
        reason=entry.reason,
    )


@on
def _(entry: kinds.ErasureDecided, pen: Pen) -> None:
    erasures = pen.map("erasures")
    erasures[entry.erasure] = replace(
        erasures[entry.erasure], agreed=entry.agreed, decided_by=pen.hands
    )


@on
def _(entry: kinds.ErasureDone, pen: Pen) -> None:
    erasures = pen.map("erasures")
    erasures[entry.erasure] = replace(erasures[entry.erasure], done=True)
