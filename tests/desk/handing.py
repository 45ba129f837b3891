"""A case in which somebody hands over, with short calls for its tests."""

from __future__ import annotations

from typing import Any

import pytest

from launchkit.domain.case import Case
from launchkit.domain.entries import PersonAdded
from launchkit.domain.errors import Refused
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

YAML = """
collections: [{id: hire}]
facts:
  - {id: area, type: integer}
  - {id: big, type: yes_no}
items:
  - {id: find_site, code: T-1, owner: lead, facts: [area], due: [{id: P1, after: {case: start}, within: 5}]}
  - {id: sign_lease, code: T-2, owner: lead, needs: [find_site]}
  - {id: shop_sign, code: T-3, owner: lead, helpers: [mate], when: {fact: big, eq: true}}
  - {id: fit_out, code: T-4, owner: mate, helpers: [lead]}
  - {id: take_in, code: T-5, owner: lead, per: hire}
documents:
  - {code: D66, name: rotation_handover, per: handover, fields: [{name: handover_pack, case: handover_pack}]}
"""
TEAM = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "H2": ("hq_lead",)}


def opened(team: dict[str, tuple[str, ...]] | None = None) -> TestDesk:
    desk = desk_for(definition(YAML))
    desk.open(team or TEAM)
    desk.desk.registry.add(
        desk.call("H1"),
        *(PersonAdded(person=one, name=f"姓名{one}") for one in ("P9", "Q9")),
    )
    desk.advance()
    return desk


def begin(desk: TestDesk, actor: str = "P1", receiver: str = "P2", **more: Any) -> str:
    outcome = desk.desk.handovers.begin(desk.call(actor), desk.id, receiver=receiver, **more)
    return list(outcome.case.handovers)[-1]


def sign(desk: TestDesk, actor: str, name: str = "handover-1", **more: Any) -> Case:
    return desk.desk.handovers.sign(desk.call(actor), desk.id, name, **more).case


def take(desk: TestDesk, kind: str, count: str | None = None, holder: str = "P1") -> None:
    desk.desk.holdings.take(
        desk.call("H1"), desk.id, kind=kind, label=kind, holder=holder, count=count
    )


def findings(desk: TestDesk) -> list[str]:
    return [one.about for one in desk.case.findings.values()]


def refused(desk: TestDesk, actor: str, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        sign(desk, actor, **more)
    return caught.value
