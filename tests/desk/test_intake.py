"""Nobody hands in more in a day than the house allows; whoever is refused is told how much it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchkit.desk import Attachment
from launchkit.desk.intake import PER_DAY
from launchkit.domain.errors import Refused
from launchkit.settings import read_settings
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

MB = 1024 * 1024
YAML = """
items: [{id: sign, evidence: [{id: lease, min: 9}], documents: [D1]}]
documents: [{code: D1, fields: [{name: number, case: case_number}]}]
"""


@pytest.fixture
def desk() -> TestDesk:
    made = desk_for(definition(YAML), per_day=2 * MB)
    made.open()
    return made


def hand_in(desk: TestDesk, size: int, person: str = "P1", **more: str) -> None:
    file = Attachment(content=bytes(size), name="a.jpg", media="image/jpeg", rule="lease")
    desk.desk.attach(desk.call(person, **more), desk.id, "sign", [file])


def test_a_day_has_room_for_so_much_and_the_next_one_again(desk: TestDesk) -> None:
    hand_in(desk, MB)
    hand_in(desk, MB)
    with pytest.raises(Refused) as raised:
        hand_in(desk, MB // 2)
    assert raised.value.code == "too_much_today"
    assert "每人每天最多提交 2.0 MB；您今天已交 2.0 MB，这次又有 0.5 MB" in raised.value.zh
    assert "you have handed in 2.0 MB today, and this is 0.5 MB" in raised.value.en
    assert len(desk.case.tasks["sign"].evidence) == 2
    desk.clock.forward(hours=15)
    hand_in(desk, MB // 2)
    assert len(desk.case.tasks["sign"].evidence) == 3


def test_another_person_has_a_day_of_their_own(desk: TestDesk) -> None:
    hand_in(desk, 2 * MB)
    hand_in(desk, 2 * MB, person="H1")
    assert len(desk.case.tasks["sign"].evidence) == 2


def test_a_request_that_was_carried_out_is_answered_again(desk: TestDesk) -> None:
    call = desk.call("P1")
    file = Attachment(content=bytes(2 * MB), name="a.jpg", media="image/jpeg", rule="lease")
    desk.desk.attach(call, desk.id, "sign", [file])
    assert desk.desk.attach(call, desk.id, "sign", [file]).repeated


def test_signed_papers_count_and_printed_ones_do_not(desk: TestDesk) -> None:
    desk.desk.issue(desk.call("P1"), desk.id, "D1")
    desk.desk.holdings.send_out(desk.call("P1"), desk.id, "D1", to="房东")
    hand_in(desk, MB)
    with pytest.raises(Refused, match=r"this is 1\.0 MB"):
        desk.desk.holdings.take_back(desk.call("P1"), desk.id, "D1", content=bytes(MB + 1))
    desk.desk.holdings.take_back(desk.call("P1"), desk.id, "D1", content=bytes(MB))
    with pytest.raises(Refused):
        hand_in(desk, 1)


@pytest.mark.parametrize(
    ("said", "megabytes"),
    [("", 500), ("20", 20), ("0", 500), ("-3", 500), ("viel", 500), ("²", 500)],
)
def test_the_house_sets_how_much(tmp_path: Path, said: str, megabytes: int) -> None:
    settings = read_settings({"LAUNCHKIT_UPLOAD_MB_PER_DAY": said}, home=tmp_path)
    assert settings.upload_mb_per_day == megabytes
    assert PER_DAY == 500 * MB
