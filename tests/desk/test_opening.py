from __future__ import annotations

import pytest

from launchkit.desk import Opening, PressFailed
from launchkit.domain.entries import CompanyAdded
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.store_errors import RequestReused, StreamMoved
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

HOUSE = """
facts:
  - {id: company_name, type: text, house: company.name}
  - {id: legal_representative, type: text, personal: ordinary, house: company.legal_representative}
  - {id: branch_code, type: text, house: branch.code}
  - {id: branch_city, type: text, house: branch.city}
  - {id: branch_parent, type: text, house: branch.parent}
items: [{id: visit}]
"""


def test_what_the_house_knows_is_copied_in_with_its_origin(unopened) -> None:  # type: ignore[no-untyped-def]
    desk: TestDesk = unopened(HOUSE)
    case = desk.open(facts={"branch_parent": "大连分公司"})

    assert case.value("company_name") == "锐修科技有限公司"
    assert case.value("branch_code") == "SY"
    assert case.value("branch_parent") == "大连分公司", "told in the case file"
    assert case.value("legal_representative") is None, "the house does not know it"
    entries = desk.store.load(f"case:{case.id}")
    assert [one.data.get("source") for one in entries] == [
        None,
        "house:1",
        "house:2",
        "house:2",
        "case_file",
    ]


def test_a_later_case_of_the_branch_starts_filled(unopened) -> None:  # type: ignore[no-untyped-def]
    desk: TestDesk = unopened(HOUSE)
    desk.open()
    desk.desk.registry.add(
        desk.call("H1"),
        CompanyAdded(
            company="RX",
            name="锐修科技",
            short_name="锐修",
            uscc="91210106MA00000000",
            legal_representative="赵六",
        ),
    )
    second = desk.desk.open(desk.call("H1"), _opening()).case
    assert second.value("legal_representative") == "赵六"
    first = desk.store.load(f"case:{second.id}", upto=1)[0]
    assert "赵六" not in str(first.envelope.data)
    clear = [
        one for one in desk.store.load(f"case:{second.id}") if "value" in one.envelope.personal
    ]
    assert [one.data["fact"] for one in clear] == ["legal_representative"]


def test_the_registry_tells_a_repeat_from_another_request(unopened) -> None:  # type: ignore[no-untyped-def]
    desk: TestDesk = unopened(HOUSE)
    entry = CompanyAdded(company="RX", name="甲", short_name="甲", uscc="91")
    call = desk.call("H1")
    assert not desk.desk.registry.add(call, entry).repeated
    assert desk.desk.registry.add(call, entry).repeated
    with pytest.raises(RequestReused):
        desk.desk.registry.add(
            call, CompanyAdded(company="RX", name="乙", short_name="乙", uscc="91")
        )


@pytest.fixture
def busy(unopened, monkeypatch: pytest.MonkeyPatch) -> TestDesk:  # type: ignore[no-untyped-def]
    """A desk whose store is always a step ahead."""
    desk: TestDesk = unopened(HOUSE)
    desk.open()

    def append(_self: object, write: object, *, now: object) -> object:
        raise StreamMoved(f"{write is None}", 1, 2 if now else 3)

    monkeypatch.setattr(type(desk.store), "append", append)
    return desk


def test_after_three_tries_it_says_who_is_acting(busy: TestDesk) -> None:
    with pytest.raises(Refused, match=r"Others are acting.*H1 fact_stated"):
        busy.done("P1", "visit")
    with pytest.raises(Refused, match="opening cases"):
        busy.desk.open(busy.call("H1"), _opening())
    with pytest.raises(Refused, match="writing the register"):
        busy.desk.registry.add(
            busy.call("H1"), CompanyAdded(company="X", name="x", short_name="x", uscc="9")
        )


def _opening() -> Opening:
    return Opening(
        checklist="test",
        name="第二案",
        branch="SY",
        start="2026-03-02",
        target="2026-05-01",
        team={"P1": ("lead",), "H1": ("hq_lead",)},
    )


def test_a_sweep_goes_on_after_a_case_it_cannot_advance(  # type: ignore[no-untyped-def]
    unopened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk: TestDesk = unopened(HOUSE)
    desk.open()
    clockwork = desk.desk.clockwork

    def advance(case: str, **_: object) -> None:
        raise NotFound(f"没有 {case}", f"no {case}")

    monkeypatch.setattr(clockwork, "advance", advance)
    (trouble,) = clockwork.sweep().troubles
    assert trouble.en == f"no {desk.id}"
    assert desk.store.last_sweep() is not None


def test_a_definition_that_is_gone_is_said_so(unopened) -> None:  # type: ignore[no-untyped-def]
    desk: TestDesk = unopened(HOUSE)
    desk.open()
    desk.store.definitions.clear()
    fresh = desk_for(definition(HOUSE))
    fresh.desk.shelf._store = desk.store
    with pytest.raises(NotFound, match="restore a backup"):
        fresh.desk.case(desk.id)


def test_only_so_many_cases_stay_warm(unopened, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("launchkit.desk.shelf.KEEP", 1)
    desk: TestDesk = unopened(HOUSE)
    first = desk.open().id
    second = desk.open().id
    assert list(desk.desk.shelf._warm) == [second]
    assert desk.desk.case(first).id == first
    desk.desk.shelf.forget_house()
    assert desk.desk.house().companies["RX"].short_name == "锐修"


def test_a_press_that_cannot_number_says_so() -> None:
    assert PressFailed("坏", "broken").zh == "坏"
