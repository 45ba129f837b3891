"""Places of a case, for programs."""

from __future__ import annotations

from tests.web.api.conftest import Programs


def test_programs_record_change_and_list_places(programs: Programs) -> None:
    program, path = programs.of(programs.who("lead")), f"{programs.opening}/places"
    given = {"kind": "bank", "name": "建行", "hours": {"mon-fri": "09:00-16:30"}}
    assert program.post(path, given).status_code == 200
    (row,) = program.get(path).json()["rows"]
    assert (row["place"], row["title"]["zh"], row["usual"]) == ("place-1", "建行", False)
    assert row["hours"]["en"] == "Mon–Fri 09:00–16:30; closed on public holidays"
    changed = {**given, "holidays": False, "items": []}
    assert program.post(f"{path}/place-1", changed).status_code == 200
    (row,) = program.get(path).json()["rows"]
    assert row["hours"]["en"] == "Mon–Fri 09:00–16:30"
    wrong = program.post(path, {**given, "hours": {"mon": "early"}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_value")
    assert program.post(f"{path}/place-9", given).status_code == 404
    assert program.post(f"{path}/place-1", {**given, "in_use": False}).status_code == 200
    assert program.get(path).json()["rows"] == []
