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
    assert browser.post(path, {"what": "name"}).status_code == 303
    assert "P1" in site.office.desk.house().administrators
    assert browser.post(path, {"what": "end"}).status_code == 303
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


def test_two_administrators_agree_on_a_third(site: Site) -> None:
    for person in ("H1", "H2"):
        site.make_administrator(person)
    first, second = site.as_("H1"), site.as_("H2")
    said = first.post("/people/P1/accounts", {"what": "name"})
    assert said.headers["location"] == "/people/P1"
    assert "第二位管理员" in first.get("/people/P1").text
    assert "P1" not in site.office.desk.house().administrators
    (asked,) = site.office.administration.waiting()
    address = f"/administrators/{asked.seq}"
    page = first.get("/administrators").text
    assert address in page
    assert "确认并办理" not in page
    assert first.post(address, {"to": "agree"}).status_code == 409
    assert "确认并办理" in second.get("/administrators").text
    assert second.post(address, {"to": "maybe"}).status_code == 422
    assert second.post(address, {"to": "agree"}).headers["location"] == "/administrators"
    assert "P1" in site.office.desk.house().administrators
    assert second.post(address, {"to": "agree"}).status_code == 404


def test_a_link_that_two_agreed_on_is_shown_to_the_second(site: Site) -> None:
    for person in ("H1", "H2"):
        site.make_administrator(person)
    first, second = site.as_("H1"), site.as_("H2")
    assert (
        first.post("/people/H2/accounts", {"what": "add", "account": "h.zwei"}).status_code == 303
    )
    (asked,) = site.office.administration.waiting()
    assert "/link/" in second.post(f"/administrators/{asked.seq}", {"to": "agree"}).text
    first.post("/people/H2/accounts", {"what": "link", "account": "h.zwei"})
    (asked,) = site.office.administration.waiting()
    assert first.post(f"/administrators/{asked.seq}", {"to": "drop"}).status_code == 303
    assert site.office.administration.waiting() == []


def test_everybody_sees_who_the_administrators_are_and_who_was_named_alone(site: Site) -> None:
    assert "还没有管理员" in site.as_("P1").get("/administrators").text
    for person in ("H1", "H2"):
        site.make_administrator(person)
    house = site.office.desk.house()
    for path in ("/people", "/administrators"):
        page = site.as_("P1").get(path).text
        assert house.name("H2") in page
        assert "单独指定" in page
    assert "待第二位管理员确认" not in site.as_("P1").get("/administrators").text
    site.as_("H1").post("/people/P1/accounts", {"what": "name"})
    (asked,) = site.office.administration.waiting()
    stranger = site.as_("P2")
    assert stranger.post(f"/administrators/{asked.seq}", {"to": "agree"}).status_code == 404


def test_an_administrator_invites_to_the_company_and_unlinks(site: Site) -> None:
    from launchkit.domain.accounts import CompanyIdentity  # noqa: PLC0415
    from launchkit.settings import CompanySettings  # noqa: PLC0415
    from launchkit.web.company.provider import Provider  # noqa: PLC0415

    site.make_administrator("H1")
    site.account("P1", "p.eins")
    browser, path = site.as_("H1"), "/people/P1/accounts"
    assert 'value="invite"' not in browser.get("/people/P1").text
    settings = CompanySettings(issuer="https://sso.example.com", client_id="launchkit")
    site.app.state.site.company = Provider(settings, site.clock)
    assert 'value="invite"' in browser.get("/people/P1").text
    page = browser.post(path, {"what": "invite", "account": "p.eins"}).text
    assert "公司账号登录一次" in page
    word = page.split("/link/")[1].split("<")[0]
    assert "/sign-in/company?word=" in site.browser().get(f"/link/{word}").text
    site.office.store.accounts.keep_identity(
        CompanyIdentity(issuer=settings.issuer, subject="s", account="p.eins")
    )
    assert 'value="unlink"' in browser.get("/people/P1").text
    assert browser.post(path, {"what": "unlink", "account": "p.eins"}).status_code == 303
    assert site.office.store.accounts.identity_of("p.eins") is None
