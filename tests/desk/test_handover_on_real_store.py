"""A hand-over on a real database: whatever the second in which the power goes, everything has moved or nothing has."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchkit.domain import failpoints
from launchkit.domain.case import Case
from launchkit.domain.failpoints import PLACES
from launchkit.domain.index import all_rows
from launchkit.store import SqlStore
from tests.desk.test_on_real_store import Office

#: before its end a write is undone, from there on it stands
UNDONE = PLACES[PLACES.index("after_lock") : PLACES.index("before_commit") + 1]


class PowerCut(RuntimeError):
    """The power goes."""


def cut() -> None:
    raise PowerCut


def begun(office: Office) -> str:
    """P1 holds a seal and cash, has promised something, and has signed."""
    desk, case = office.desk, office.open()
    desk.clockwork.advance(case)
    for kind, count in (("seal", None), ("cash", "1904.00")):
        desk.holdings.take(
            office.call("P1"), case, kind=kind, label="一件", source="总部行政", count=count
        )
    desk.handovers.begin(office.call("P1"), case, receiver="P2", reason="轮换")
    desk.handovers.sign(office.call("P1"), case, "handover-1", notes="遥控器没电")
    return case


def holders(case: Case) -> set[str]:
    return {one.holder for one in case.custody.values()}


@pytest.mark.parametrize("place", UNDONE)
def test_a_power_cut_leaves_everything_where_it_was(
    sqlite_store: SqlStore, tmp_path: Path, place: str
) -> None:
    office = Office(sqlite_store, tmp_path)
    case = begun(office)
    before = sqlite_store.load(f"case:{case}")
    call, counts = office.call("P2", "sign-2"), {"cash-1": "1904.00"}
    failpoints.arm({place: cut})
    with pytest.raises(PowerCut):
        office.desk.handovers.sign(call, case, "handover-1", counts=counts)
    failpoints.arm({})

    again = Office(sqlite_store, tmp_path)
    assert sqlite_store.load(f"case:{case}") == before
    assert holders(again.desk.case(case)) == {"P1"}
    again.desk.handovers.sign(call, case, "handover-1", counts=counts)
    assert holders(again.desk.case(case)) == {"P2"}
    assert sqlite_store.verify(file_state=again.vault.state).ok


def test_a_cut_after_the_commit_has_moved_everything_once(
    sqlite_store: SqlStore, tmp_path: Path
) -> None:
    office = Office(sqlite_store, tmp_path)
    case = begun(office)
    call, counts = office.call("P2", "sign-2"), {"cash-1": "1904.00"}
    failpoints.arm({"after_commit": cut})
    with pytest.raises(PowerCut):
        office.desk.handovers.sign(call, case, "handover-1", counts=counts)
    failpoints.arm({})

    again = Office(sqlite_store, tmp_path)
    assert holders(again.desk.case(case)) == {"P2"}
    assert again.desk.handovers.sign(call, case, "handover-1", counts=counts).repeated


def test_it_is_there_verified_and_tells_no_secret(store: SqlStore, tmp_path: Path) -> None:
    office = Office(store, tmp_path)
    case = begun(office)
    office.desk.handovers.sign(office.call("P2"), case, "handover-1", counts={"cash-1": "1904.00"})
    known = Office(store, tmp_path).desk.case(case)
    assert known.handovers["handover-1"].pack["custody"][1]["amount"] == 190400
    assert known.team["P2"] == ("mate", "lead")
    assert set(store.derived_rows(case).tasks) == set(all_rows(known).tasks)
    assert store.verify(file_state=office.vault.state).ok
    for one in store.load(f"case:{case}"):
        raw = one.envelope.to_bytes().decode()
        assert not any(word in raw for word in ("一件", "总部行政", "遥控器", "李房东"))
