"""People on the pages: who is seen by whom, and what an administrator or headquarters can change."""

from __future__ import annotations

import pytest

from tests.web.conftest import Site


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_headquarters_sees_everybody_and_others_their_own_team(site: Site, lang: str) -> None:
    house = site.office.desk.house()
    browser = site.as_("H1", lang=lang)
    assert all(house.name(one) in browser.get("/people").text for one in house.people)
    for person in house.people:
        assert browser.get(f"/people/{person}").status_code == 200
    team = site.office.desk.case(site.cases["open_branch"]).team
    stranger = next(one for one in house.people if one not in team)
    own = site.as_(next(one for one, roles in team.items() if "lead" in roles))
    assert own.get(f"/people/{stranger}").status_code == 404
