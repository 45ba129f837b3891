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


def test_headquarters_registers_somebody_whose_numbers_are_covered_afterwards(site: Site) -> None:
    browser = site.as_("H1")
    form = {"person": "N1", "name": "牛一", "phone": "13800000999", "email": "", "id_number": ""}
    assert browser.post("/people", form).headers["location"] == "/people/N1"
    assert browser.post("/people", form).status_code == 422
    assert browser.post("/people", form | {"person": "N 2"}).status_code == 422
    assert browser.post("/people", form | {"person": "N3", "id_number": "1"}).status_code == 422
    page = browser.get("/people/N1").text
    assert "13800000999" not in page
    assert "0999" in page
    looked = browser.post("/people/N1/show", {"field": "phone", "reason": "回电"})
    assert "13800000999" in looked.text
    assert site.office.store.load("house")[-1].envelope.kind == "personal_shown"
    assert browser.post("/people/N1/show", {"field": "phone", "reason": ""}).status_code == 422
    assert browser.post("/people/N1", {"name": "牛壹"}).status_code == 303
    changed = site.office.desk.house().people["N1"]
    assert (changed.name, changed.phone) == ("牛壹", "13800000999")


def test_rights_roles_and_codes_are_changed_by_others_only(site: Site) -> None:
    desk, browser = site.office.desk, site.as_("H1")
    branch = next(iter(desk.house().branches))
    other = next(one for one in desk.house().people if one not in {"H1", "P1"})
    assert browser.post("/people/P1/roles", {"branch": branch, "roles": "mate"}).status_code == 303
    assert desk.house().branch_roles[branch, "P1"] == ("mate",)
    assert browser.post("/people/H1/roles", {"branch": branch, "roles": "lead"}).status_code == 409
    assert browser.post(f"/people/{other}/same", {"same_as": other}).status_code == 422
    session = site.as_("P1")
    assert session.get("/me").status_code == 200
    to = {"to": "suspended", "reason": "核查"}
    assert browser.post("/people/H1/rights", to).status_code == 409
    assert browser.post("/people/P1/rights", to).status_code == 303
    assert "P1" in desk.house().suspended
    assert session.get("/me").status_code == 303
    assert (
        browser.post("/people/P1/rights", {"to": "restored", "reason": "查清"}).status_code == 303
    )
    assert browser.post(f"/people/{other}/same", {"same_as": "P1"}).status_code == 303


def test_who_is_neither_headquarters_nor_administrator_changes_nothing(site: Site) -> None:
    lead, desk = site.as_("P1"), site.office.desk
    before = desk.house().seq
    assert lead.post("/people", {"person": "N1", "name": "牛一"}).status_code == 409
    assert lead.post("/people/P1", {"name": "别名"}).status_code == 409
    assert lead.post("/people/P1/rights", {"to": "suspended", "reason": "x"}).status_code == 409
    assert lead.get("/settings").status_code == 404
    assert lead.get("/health").status_code == 404
    site.make_administrator("H2")
    before = desk.house().seq
    assert (
        lead.post("/people/P1/accounts", {"what": "add", "account": "p.eins"}).status_code == 409
    )
    assert desk.house().seq == before


def test_an_administrator_looks_after_accounts(site: Site) -> None:
    site.make_administrator("H2")
    browser, rows = site.as_("H2"), site.office.store.accounts
    path = "/people/P1/accounts"
    added = browser.post(path, {"what": "add", "account": "p.eins"})
    assert added.status_code == 200
    assert "/link/" in added.text
    assert "/link/" in browser.post(path, {"what": "link", "account": "p.eins"}).text
    assert browser.post(path, {"what": "link", "account": "another"}).status_code == 422
    assert browser.post(path, {"what": "forget", "account": "p.eins"}).status_code == 303
    assert browser.post(path, {"what": "administrator", "administrator": "1"}).status_code == 303
    assert "P1" in site.office.desk.house().administrators
    assert browser.post(path, {"what": "administrator"}).status_code == 303
    assert browser.post(path, {"what": "close", "account": "p.eins"}).status_code == 303
    found = rows.account("p.eins")
    assert found is not None
    assert found.disabled
    own = site.as_("P1")
    assert browser.post(path, {"what": "sign_out"}).status_code == 303
    assert own.get("/me").status_code == 303


def test_channels_are_set_and_tried_and_their_addresses_not_shown(site: Site) -> None:
    own = site.as_("P1")
    assert own.post("/people/P1/channels", {"channel": "file", "address": "P1"}).status_code == 303
    assert site.office.desk.house().addresses("P1") == {"file": "P1"}
    assert "已发出" in own.post("/people/P1/channels/test").text
    assert own.post("/people/P1/channels", {"channel": "file", "address": ""}).status_code == 303
    assert own.post("/people/P1/channels", {"channel": "x", "address": "y"}).status_code == 422
    assert own.post("/people/H1/channels/test").status_code == 409


def test_a_deputy_is_named_for_a_case(site: Site) -> None:
    case = site.cases["open_branch"]
    team = site.office.desk.case(case).team
    mate = next(one for one, roles in team.items() if "mate" in roles)
    form = {"case": case, "deputy": mate}
    assert site.as_("P1").post("/people/P1/deputy", form).status_code == 303
    assert site.office.desk.case(case).deputies["P1"] == mate
