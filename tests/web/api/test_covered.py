"""What programs see of people, and that documents are issued and cases advanced for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchkit.documents import extract_fonts
from tests.web.api.conftest import Programs

PHONE = "13900001234"


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fonts that are unpacked once."""
    return extract_fonts(tmp_path_factory.mktemp("fonts")).folder


def test_the_list_of_a_hand_over_covers_how_people_are_reached(programs: Programs) -> None:
    lead, case = programs.of(programs.who("lead")), programs.opening
    for contact in (PHONE, "024-20001234", "139 0000 1234", "139-0000-1234"):
        promise = {"to": "房东", "what": "付押金", "by": "2026-03-13", "contact": contact}
        assert lead.post(f"{case}/promises", promise).status_code == 200
    assert lead.post(
        f"{case}/handovers", {"receiver": programs.who("mate"), "stays": True}
    ).is_success
    sign = {"notes": f"有事打 {PHONE}"}
    assert lead.post(f"{case}/handovers/handover-1/sign", sign).status_code == 200
    answer = lead.get(f"{case}/handovers/handover-1")
    assert "•••• 1234" in answer.text
    for number in (PHONE, "20001234", "139 0000 1234", "139-0000-1234"):
        assert number not in answer.text
    assert "2026-03-13" in answer.text
    (signature,) = answer.json()["signed"]
    assert signature["notes"]["zh"] == "有事打 •••• 1234"


def test_a_covered_fact_is_looked_at_with_a_reason_and_that_leaves_an_entry(
    programs: Programs,
) -> None:
    lead, case = programs.of(programs.who("lead")), programs.opening
    lead.post(f"{case}/facts", {"facts": {"landlord_phone": PHONE}})
    assert PHONE not in lead.get(f"{case}/facts").text
    bare = lead.post(f"{case}/facts/shown", {"fact": "landlord_phone", "reason": " "})
    assert (bare.status_code, bare.json()["code"]) == (409, "reason_missing")
    shown = lead.post(f"{case}/facts/shown", {"fact": "landlord_phone", "reason": "约看房"})
    assert shown.status_code == 200, shown.text
    assert shown.json()["value"]["zh"] == PHONE
    (entry,) = [
        row
        for row in lead.get(f"{case}/entries?limit=200").json()["rows"]
        if row["kind"] == "personal_shown"
    ]
    assert "约看房" in entry["said"]["zh"]
    assert shown.json()["seq"] == entry["seq"]
    unknown = lead.post(f"{case}/facts/shown", {"fact": "lease_term", "reason": "x"})
    assert unknown.status_code == 404
    assert (
        programs.stranger()
        .post(f"{case}/facts/shown", {"fact": "landlord_phone", "reason": "x"})
        .status_code
        == 404
    )


def test_a_document_is_issued_once_and_fetched(programs: Programs, fonts: Path) -> None:
    (programs.site.office.settings.home / "fonts").symlink_to(fonts)
    told: list[str] = []

    class Listening:
        def tell(self, case: str, _seq: int) -> None:
            told.append(case)

    programs.site.app.state.site.waking = Listening()
    program, path = programs.of("H2"), f"{programs.opening}/documents/D01"
    issued = program.post(f"{path}/issue")
    assert issued.status_code == 200, issued.text
    assert issued.json()["fresh"] is True
    assert told == [programs.site.cases["open_branch"]]
    again = program.post(f"{path}/issue").json()
    assert (again["fresh"], again["number"]) == (False, issued.json()["number"])
    assert program.get(f"{path}/file").content.startswith(b"%PDF")
    blank = program.post(f"{programs.opening}/documents/D05/issue")
    assert (blank.status_code, blank.json()["code"]) == (409, "facts_missing")
    assert program.post(f"{path}/issue", {"x": 1}).status_code == 422


def test_a_case_is_advanced_by_who_looks_after_the_house(programs: Programs) -> None:
    programs.site.make_administrator("H2")
    advanced = programs.of("H2").post(f"{programs.opening}/advance")
    assert advanced.status_code == 200, advanced.text
    assert set(advanced.json()) == {"rows", "next"}
    assert programs.of("H2", "read", "act").post(f"{programs.opening}/advance").status_code == 403
    assert programs.stranger().post(f"{programs.opening}/advance").status_code == 404
