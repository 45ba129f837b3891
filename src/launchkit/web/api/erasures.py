"""Erasing personal data: one asks, another agrees, a third carries it out."""

from __future__ import annotations

from fastapi import APIRouter, Response

from launchkit.domain.case import Erasure
from launchkit.web.api.base import (
    PREFIX,
    Acting,
    Administering,
    Body,
    Code,
    Deciding,
    Done,
    Required,
    WindowOf,
    Words,
    carry_out,
    portion,
)
from launchkit.web.api.shapes import Portion
from launchkit.web.api.tasks import Nothing
from launchkit.web.objects import CaseOf, ErasureOf

router = APIRouter(prefix=f"{PREFIX}/cases/{{case}}/erasures", tags=["erasures"])


class NewErasure(Body):
    """Which fact (`landlord_phone`, `hire-2.id_number`), and why."""

    fact: Code
    reason: Required


class Verdict(Body):
    """Whether headquarters agrees; a refusal says why."""

    agreed: bool
    reason: Words = ""


@router.get("", response_model=Portion[Erasure])
def erasures(case: CaseOf, wanted: WindowOf) -> Response:
    """What was asked for, agreed to and carried out."""
    return portion(tuple(case.erasures.values()), wanted, lambda one: one.id, lambda one: one)


@router.post("", response_model=Done)
def ask(case: CaseOf, asked: Acting, sent: NewErasure) -> Response:
    """Ask that all versions of a personal fact be erased."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked, lambda call: people.ask_erasure(call, case.id, sent.fact, reason=sent.reason)
    )


@router.post("/{erasure}/decide", response_model=Done)
def decide(case: CaseOf, erasure: ErasureOf, asked: Deciding, sent: Verdict) -> Response:
    """Headquarters agrees or refuses."""
    people = asked.program.site.office.desk.people
    return carry_out(
        asked,
        lambda call: people.decide_erasure(
            call, case.id, erasure.id, agreed=sent.agreed, reason=sent.reason
        ),
    )


@router.post("/{erasure}/carry-out", response_model=Done)
def erase(case: CaseOf, erasure: ErasureOf, asked: Administering, sent: Nothing) -> Response:  # noqa: ARG001  refuses anything beside it
    """Carry out what was agreed, once the retention has run."""
    registry = asked.program.site.office.desk.registry
    return carry_out(asked, lambda call: registry.erase(call, case.id, erasure.id))
