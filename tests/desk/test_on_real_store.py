"""The desk over the real store and vault, on each kind of database."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launchkit.desk import Attachment, Call, Desk, Opening, Ports
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.domain.errors import LaunchkitError, NotFound, Refused
from launchkit.domain.index import all_rows
from launchkit.domain.recorded import Erased
from launchkit.domain.store_errors import RequestReused
from launchkit.store import SqlStore
from launchkit.testing import FixedClock, OneDefinition, PlainPress, paper
from launchkit.vault import FileVault
from tests.desk.made import definition

YAML = """
collections: [{id: hire}]
facts:
  - {id: lease_signed_on, type: date}
  - {id: landlord, type: text, personal: ordinary}
  - {id: hire_id_number, type: id_number, personal: sensitive, per: hire}
items:
  - {id: sign_lease, facts: [lease_signed_on], evidence: [{id: lease}], documents: [D02]}
  - {id: pay, owner: mate, needs: [sign_lease]}
  - {id: onboard, per: hire, owner: mate, facts: [hire_id_number]}
documents:
  - {code: D02, series: 授, fields: [{name: landlord, fact: landlord}]}
"""
SECRET = "11010519491231002X"
TEAM = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "A1": ("administrator",)}


class Office:
    """A desk with its parts; several may share one store, as several processes do."""

    def __init__(self, store: SqlStore, folder: Path) -> None:
        self.clock = FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        self.store = store
        self.vault = FileVault(folder / "vault", random=os.urandom, keys=store.seals)
        self.vault.bind(store.log_id(), used=bool(store.files_in_use()))
        self.numbers = iter(range(10**6))
        self.desk = Desk(
            Ports(
                store=store,
                vault=self.vault,
                library=OneDefinition(definition(YAML)),
                press=PlainPress(),
                clock=self.clock,
                ids=lambda: os.urandom(8).hex(),
                seal=lambda content: hashlib.sha256(content).hexdigest(),
                check=lambda _kind, text: text,
            )
        )

    def call(self, actor: str, request: str | None = None) -> Call:
        return Call(actor=actor, request=request or os.urandom(8).hex(), channel="test")

    def open(self) -> str:
        self.desk.registry.add(
            self.call("H1"),
            CompanyAdded(company="RX", name="锐修科技", short_name="锐修", uscc="91"),
            BranchAdded(branch="SY", company="RX", name="沈阳分公司", city="沈阳"),
            *(PersonAdded(person=one, name=f"姓名{one}", phone="13800000000") for one in TEAM),
        )
        opening = Opening(
            checklist="test",
            name="测试专案",
            branch="SY",
            start="2026-03-02",
            target="2026-05-01",
            team=TEAM,
            facts={"landlord": "李房东"},
        )
        return self.desk.open(self.call("H1", "open-1"), opening).case.id


@pytest.fixture
def office(store: SqlStore, tmp_path: Path) -> Office:
    return Office(store, tmp_path)


def test_a_small_story_is_there_verified_and_equal_to_its_replay(office: Office) -> None:
    desk, case = office.desk, office.open()
    desk.clockwork.advance(case)
    desk.add_instance(office.call("P2"), case, "hire", label="张三")
    desk.done(office.call("P2"), case, "onboard#hire-1", stated={"hire_id_number": SECRET})
    desk.done(
        office.call("P1"),
        case,
        "sign_lease",
        stated={"lease_signed_on": "2026-03-02"},
        files=[paper("lease:合同.pdf")],
    )
    desk.issue(office.call("P1"), case, "D02")
    desk.done(office.call("P2"), case, "pay")
    desk.complete_collection(office.call("P1"), case, "hire")
    desk.close(office.call("H1"), case)

    verdict = office.store.verify(file_state=office.vault.state)
    assert verdict.ok, verdict.first_wrong
    stored, fresh = office.store.derived_rows(case), all_rows(desk.case(case))
    assert (set(stored.tasks), stored.cases) == (set(fresh.tasks), fresh.cases)
    assert set(stored.documents) == set(fresh.documents)
    assert desk.case(case).value("hire_id_number", "hire-1") == SECRET
    for stream in ("house", f"case:{case}"):
        for one in office.store.load(stream):
            raw = one.envelope.to_bytes().decode()
            assert not any(
                word in raw for word in (SECRET, "李房东", "张三", "姓名P1", "合同.pdf")
            )

    office.clock.forward(days=4 * 366)
    desk.people.ask_erasure(office.call("P1"), case, "hire-1.hire_id_number", reason="到期")
    desk.people.decide_erasure(office.call("H1"), case, "e-1", agreed=True)
    desk.registry.erase(office.call("A1"), case, "e-1")

    assert office.store.verify(file_state=office.vault.state).ok
    assert isinstance(desk.case(case).value("hire_id_number", "hire-1"), Erased)
    stored = office.store.derived_rows(case)
    assert set(stored.tasks) == set(all_rows(desk.case(case)).tasks), "nothing else changed"


def test_the_same_request_twice_is_carried_out_once(office: Office) -> None:
    desk, case = office.desk, office.open()
    assert office.open() == case, "opened once"
    call = office.call("P1", "r-1")
    desk.state(call, case, {"landlord": "王房东"})
    before = desk.case(case).seq

    again = desk.state(call, case, {"landlord": "王房东"})

    assert again.repeated
    assert desk.case(case).seq == before
    with pytest.raises(RequestReused):
        desk.state(call, case, {"landlord": "赵房东"})
    assert len(office.store.cases()) == 1


def test_two_people_at_once_both_survive_or_the_second_is_told(
    store: SqlStore, tmp_path: Path
) -> None:
    first, second = Office(store, tmp_path), Office(store, tmp_path)
    case = first.open()
    second.desk.case(case)
    first.desk.state(first.call("P1"), case, {"lease_signed_on": "2026-03-02"})
    second.desk.add_instance(second.call("P2"), case, "hire")
    assert first.desk.case(case).groups["hire"].instances == ("hire-1",)
    assert second.desk.case(case).value("lease_signed_on") == "2026-03-02"

    first.desk.start(first.call("P1"), case, "sign_lease")
    with pytest.raises(Refused, match="has been started already"):
        second.desk.start(second.call("P1"), case, "sign_lease")
    stale = Call(actor="P1", request="x1", expect=2)
    with pytest.raises(Refused, match="has moved on"):
        second.desk.state(stale, case, {"landlord": "别人"})


def test_many_at_once_lose_nothing_and_double_nothing(store: SqlStore, tmp_path: Path) -> None:
    offices = [Office(store, tmp_path) for _ in range(4)]
    case = offices[0].open()

    def work(number: int) -> int:
        office = offices[number]
        written = 0
        for _ in range(6):
            try:
                office.desk.add_instance(office.call("P1"), case, "hire")
                written += 1
            except LaunchkitError as error:
                assert isinstance(error, Refused), error  # noqa: PT017  a clear refusal is allowed
                assert error.code == "contended"  # noqa: PT017
        return written

    with ThreadPoolExecutor(4) as pool:
        written = sum(pool.map(work, range(4)))

    fresh = Office(store, tmp_path)
    assert len(fresh.desk.case(case).groups["hire"].instances) == written
    assert written > 0
    assert store.verify(file_state=fresh.vault.state).ok
    assert set(store.derived_rows(case).tasks) == set(all_rows(fresh.desk.case(case)).tasks)


def test_as_recorded_then(office: Office) -> None:
    desk, case = office.desk, office.open()
    opened = office.clock()
    office.clock.forward(days=1)
    desk.start(office.call("P1"), case, "sign_lease")

    assert desk.case_at(case, opened).tasks["sign_lease"].started_at is None
    assert desk.case(case).tasks["sign_lease"].started_at is not None
    with pytest.raises(NotFound, match="did not exist"):
        desk.case_at(case, datetime(2026, 3, 1, tzinfo=UTC))


def test_a_case_is_found_by_number_name_or_the_beginning_of_its_id(office: Office) -> None:
    case = office.open()
    for name in (case, case[:8], "特情〔2026〕1号", "1", "测试专案"):
        assert office.desk.reading.find_case(name, viewer="P1") == case
    with pytest.raises(NotFound, match="known: 特情"):
        office.desk.reading.find_case("9", viewer="P1")
    with pytest.raises(NotFound, match="no case zzz"):
        office.desk.case("zzz")


def test_a_row_edited_beside_the_log_is_named(office: Office) -> None:
    desk, case = office.desk, office.open()
    assert desk.differences(case) == ()
    rows = office.store.derived_rows(case)
    edited = tuple(
        replace(one, state="done", ready=False) if one.task == "pay" else one for one in rows.tasks
    )
    office.store.replace_rows(case, replace(rows, tasks=edited))
    assert desk.differences(case) == ("task:pay",)
    desk.rebuild(case)
    assert desk.differences(case) == ()


def test_rows_are_built_anew(office: Office) -> None:
    desk, case = office.desk, office.open()
    desk.start(office.call("P1"), case, "sign_lease")
    before = office.store.derived_rows(case)
    desk.rebuild(case)
    after = office.store.derived_rows(case)
    assert (set(before.tasks), before.cases) == (set(after.tasks), after.cases)


def test_an_opening_needs_a_lead_and_another_who_decides(office: Office) -> None:
    office.open()

    def opening(**change: object) -> Opening:
        usual = {
            "checklist": "test",
            "name": "第二案",
            "branch": "SY",
            "start": "2026-03-02",
            "target": "2026-05-01",
            "team": TEAM,
        }
        return Opening(**{**usual, **change})  # type: ignore[arg-type]

    for wrong in (
        opening(team={"P1": ("lead",)}),
        opening(team={"P1": ("lead", "hq_lead")}),
        opening(target="2026-03-02"),
        opening(branch="XX"),
        opening(team={**TEAM, "X9": ("mate",)}),
        opening(team={**TEAM, "P2": ("boss",)}),
        opening(facts={"nothing": 1}),
        opening(facts={"lease_signed_on": "2026-02-30"}),
    ):
        with pytest.raises(LaunchkitError):
            office.desk.open(office.call("H1"), wrong)
    assert len(office.store.cases()) == 1
    second = office.desk.open(office.call("H1"), opening())
    assert second.case.number == "特情〔2026〕2号"


def test_what_a_person_handed_in_since_an_instant_is_counted(office: Office) -> None:
    case = office.open()
    scan = Attachment(
        content=b"%PDF-1.7 lease", name="a.pdf", media="application/pdf", rule="lease"
    )
    office.desk.attach(office.call("P1"), case, "sign_lease", [scan])
    office.desk.issue(office.call("P1"), case, "D02")
    now = office.clock()
    assert office.store.handed_in("P1", now) == len(scan.content)
    assert office.store.handed_in("P2", now) == 0
    assert office.store.handed_in("P1", now + timedelta(seconds=1)) == 0


def test_what_is_handed_in_after_the_first_count_is_added_to_it(office: Office) -> None:
    case, now = office.open(), office.clock()
    sizes = []
    for number in range(3):
        scan = Attachment(
            content=b"%PDF-1.7 lease" + b"x" * number, name="a.pdf", media="application/pdf"
        )
        office.desk.attach(office.call("P1"), case, "sign_lease", [scan])
        sizes.append(len(scan.content))
        assert office.store.handed_in("P1", now) == sum(sizes)
    # Another midnight is counted for itself, and the first count stays what it was.
    assert office.store.handed_in("P1", now + timedelta(days=1)) == 0
    assert office.store.handed_in("P1", now) == sum(sizes)
