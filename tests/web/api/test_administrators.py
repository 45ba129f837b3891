"""Two administrators and the company's sign-in, asked for by programs."""

from __future__ import annotations

from launchkit.domain.accounts import CompanyIdentity
from tests.web.api.conftest import Programs


def test_two_administrators_agree(programs: Programs) -> None:
    for person in ("H1", "H2"):
        programs.site.make_administrator(person)
    first, second, other = (programs.of(one) for one in ("H1", "H2", "P1"))
    asked = first.post("/administrators", {"person": "P1", "administrator": True}).json()
    number = asked["waits"]
    assert "P1" not in programs.site.office.desk.house().administrators
    (row,) = second.get("/administrators/changes").json()["rows"]
    assert (row["asked"], row["change"], row["by"]) == (number, "name", "H1")
    assert other.get("/administrators/changes").json()["rows"] == []
    path = f"/administrators/changes/{number}/agree"
    assert other.post(path).status_code == 404
    assert first.post(path).json()["code"] == "same_person"
    assert second.post(path).json() == {"asked": number, "link": None}
    assert "P1" in programs.site.office.desk.house().administrators
    assert second.post(path).status_code == 404


def test_a_link_into_the_account_of_an_administrator_needs_both(programs: Programs) -> None:
    for person in ("H1", "H2"):
        programs.site.make_administrator(person)
    first, second = programs.of("H1"), programs.of("H2")
    added = first.post("/accounts", {"account": "h.zwei", "person": "H2"}).json()
    assert added["link"] is None
    agreed = second.post(f"/administrators/changes/{added['waits']}/agree").json()
    assert len(agreed["link"]) > 30
    forgotten = first.post("/accounts/h.zwei/forget-second-factor").json()
    dropped = second.post(f"/administrators/changes/{forgotten['waits']}/drop").json()
    assert dropped == {"asked": forgotten["waits"], "link": None}
    assert programs.site.office.administration.waiting() == []


def test_the_company_is_linked_by_invitation(programs: Programs) -> None:
    programs.site.make_administrator("H1")
    admin = programs.of("H1")
    admin.post("/accounts", {"account": "p.eins", "person": "P1"})
    assert (
        programs.of("P1").post("/accounts/p.eins/invite").json()["code"] == "needs_administrator"
    )
    assert len(admin.post("/accounts/p.eins/invite").json()["link"]) > 30
    assert admin.post("/accounts/p.eins/unlink").status_code == 404
    programs.site.office.store.accounts.keep_identity(
        CompanyIdentity(issuer="https://sso.example.com", subject="s", account="p.eins")
    )
    assert admin.get("/accounts/p.eins").json()["has_company"] is True
    assert admin.post("/accounts/p.eins/unlink").json()["has_company"] is False
