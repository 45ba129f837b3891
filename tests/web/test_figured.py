"""What was worked out of a case is kept until something changes, for everybody alike, and not without end."""

from __future__ import annotations

from itertools import count

from launchkit.web import figured
from launchkit.web.figured import Figured
from tests.web.conftest import Site


def test_it_is_worked_out_once_until_something_changes(site: Site) -> None:
    office, numbers = site.office, count(1)
    kept = Figured(office)

    def ask(what: str = "board", name: str = "open_branch") -> int:
        case = office.desk.case(site.cases[name])
        return kept.once(what, case, lambda: next(numbers))

    assert [ask(), ask(), ask("bag"), ask(), ask(name="relieve_branch"), ask()] == [
        1,
        1,
        2,
        1,
        3,
        1,
    ]
    site.clock.forward(minutes=1)
    assert [ask(), ask()] == [4, 4], "the minute"
    office.desk.state(
        site.call("P1"), site.cases["open_branch"], {"branch_name": "沈阳铁西分公司"}
    )
    assert [ask(), ask()] == [5, 5], "an entry of the case"
    office.desk.registry.suspend_rights(site.call("H1"), person="P3", reason="调查")
    assert [ask(), ask()] == [6, 6], "an entry of the house"


def test_what_nobody_asked_for_lately_gives_way(site: Site) -> None:
    case = site.office.desk.case(site.cases["open_branch"])
    kept = Figured(site.office)
    made: list[str] = []
    for number in range(figured.KEEP + 1):
        kept.once("first", case, lambda: made.append("first"))
        kept.once(f"other {number}", case, lambda: None)
    assert made == ["first"], "what is in use stays"
    assert len(kept._kept) == figured.KEEP


def test_what_differs_by_who_looks_is_not_kept(site: Site) -> None:
    """The board is the same for all of a team; its entries are covered for each by themselves."""
    case = site.cases["open_branch"]
    texts = {one: site.as_(one).get(f"/cases/{case}").text for one in ("P1", "H2", "P1")}
    assert "张弛" in texts["P1"]
    for one, other in (("P1", "H2"), ("H2", "P1")):
        assert f'<span class="soft">{one}</span>' in texts[one]
        assert f'<span class="soft">{other}</span></a>' not in texts[one]
