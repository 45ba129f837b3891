"""Work done ahead: the first to look finds it done; what cannot be done stops nothing."""

from __future__ import annotations

from launchkit.domain.telling.overview import Glance
from launchkit.web import ahead
from launchkit.web.pages.definitions import known_problems
from tests.web.conftest import Site


def test_the_first_to_look_finds_it_done(site: Site) -> None:
    own = site.app.state.site
    assert own.glances == {}
    # A file where the folder of the fonts should be: that one thing cannot be done.
    (own.office.settings.home / "fonts").write_text("")
    ahead.begin(own).join()
    rows = own.office.store.cases()
    assert {row.case: own.glances[row.case][0] for row in rows} == {
        row.case: row.stream_seq for row in rows
    }
    assert all(isinstance(held[1], Glance) for held in own.glances.values())
    assert known_problems(own) == 0
    page = site.as_("H1").get("/cases").text
    assert all(row.name in page for row in rows)
