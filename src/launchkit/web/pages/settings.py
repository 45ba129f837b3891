"""Companies, branches, and how this installation is set up."""

from __future__ import annotations

from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Response

from launchkit.domain.checklist import FactType, Text
from launchkit.domain.entries import BranchAdded, CompanyAdded
from launchkit.web.company.provider import CompanyFault, Provider, lacking
from launchkit.web.house_fields import code_of, division_of, identifier
from launchkit.web.objects import Absent
from launchkit.web.page import ANSWERS, Page, PageOf, Trouble, trouble_of
from launchkit.web.pages.company import BACK
from launchkit.web.pages.sign_in import base_of
from launchkit.web.security.registrars import may_register, require_registrar
from launchkit.web.security.viewer import SignedIn, Viewer
from launchkit.web.sent import BadField, Sent, SentForm
from launchkit.web.site import Site, SiteOf

router = APIRouter()

_SAVED: Final = Text(zh="已登记。", en="Registered.")


@router.get("/settings")
def settings(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """For headquarters, auditors and administrators."""
    return _settings(page, viewer, site)


@router.post("/settings/companies")
def add_company(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Register a company; the same code again replaces it."""
    try:
        require_registrar(viewer)
        entry = CompanyAdded(
            company=code_of(form, "company"),
            name=form.text("company_name", longest=120, required=True),
            short_name=form.text("short_name", longest=40, required=True),
            uscc=_uscc(form, "company_uscc"),
            address=form.text("company_address", longest=200),
            legal_representative=form.text("legal_representative", longest=60) or None,
        )
        site.office.desk.registry.add(viewer.call(form.request), entry)
    except ANSWERS as fault:
        return _settings(page, viewer, site, trouble_of(fault))
    return page.go("/settings", _SAVED)


@router.post("/settings/branches")
def add_branch(page: PageOf, viewer: SignedIn, site: SiteOf, form: SentForm) -> Response:
    """Register a branch, existing or planned; the same code again replaces it."""
    try:
        require_registrar(viewer)
        house = site.office.desk.house()
        entry = BranchAdded(
            branch=code_of(form, "branch"),
            company=form.one_of("of_company", house.companies),
            name=form.text("branch_name", longest=120, required=True),
            city=form.text("city", longest=60, required=True),
            division_code=division_of(form, "division_code"),
            zone=_zone(form),
            address=form.text("branch_address", longest=200),
            uscc=identifier(form, "branch_uscc", FactType.USCC),
            parent=form.text("parent", longest=40) or None,
        )
        site.office.desk.registry.add(viewer.call(form.request), entry)
    except ANSWERS as fault:
        return _settings(page, viewer, site, trouble_of(fault))
    return page.go("/settings", _SAVED)


@router.post("/settings/company/try")
def try_company(page: PageOf, viewer: SignedIn, site: SiteOf) -> Response:
    """Whether the company's sign-in answers: its description of itself and its keys are read now."""
    if not viewer.administrator:
        raise Absent
    if site.company is None:
        return _settings(page, viewer, site)
    fresh = Provider(site.company.settings, site.office.clock)
    try:
        fresh.check()
    except CompanyFault as fault:
        return _settings(page, viewer, site, company_said=fault.text)
    reached = Text(
        zh="已连通：说明和签名密钥都读到了。",
        en="It answers: its description and its keys could be read.",
    )
    return _settings(page, viewer, site, company_said=reached, company_ok=True)


def _uscc(form: Sent, name: str) -> str:
    form.text(name, longest=40, required=True)
    return identifier(form, name, FactType.USCC)


def _zone(form: Sent) -> str:
    found = form.text("zone", longest=40) or "Asia/Shanghai"
    try:
        ZoneInfo(found)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadField(
            "zone",
            "没有这个时区，如 Asia/Shanghai。",
            "There is no such time zone; like Asia/Shanghai.",
        ) from None
    return found


def _settings(
    page: Page, viewer: Viewer, site: Site, trouble: Trouble | None = None, **company: Any
) -> Response:
    if not viewer.wide:
        raise Absent
    house, settled = site.office.desk.house(), site.office.settings
    return page.show(
        "settings.html",
        status=200 if trouble is None else trouble.status,
        house=house,
        registrar=may_register(viewer),
        web_url=settled.web_url,
        proxies=settled.proxies,
        mail=settled.smtp is not None,
        database="PostgreSQL" if settled.database_url.startswith("postgresql") else "SQLite",
        language=settled.lang,
        follow=settled.follow,
        webhook_allow=settled.webhook_allow,
        trouble=trouble,
        company=settled.company,
        company_lacks=() if settled.company is None else lacking(settled.company),
        company_back=base_of(page) + BACK,
        company_said=company.get("company_said"),
        company_ok=company.get("company_ok", False),
    )
