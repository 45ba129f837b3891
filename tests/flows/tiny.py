"""A home with a checklist of three tasks and one document, and cases in it full of words that must not leave it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

from launchkit.bootstrap import Office, fresh_id, now, open_office
from launchkit.desk import Call, Opening
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.settings import Settings, read_settings

SAID = "why: {zh: 因, en: why}, if_late: {zh: 迟, en: late}, effort: {likely: 1}"
FILES = {
    "checklists/ask_vendor.yaml": """\
        id: ask_vendor
        title: {zh: 问厂商, en: Ask a vendor}
        summary: {zh: 写信问厂商。, en: Writes to a vendor.}
        parts: [{part: letters}]
        """,
    "checklists/parts/letters.yaml": f"""\
        part: letters
        title: {{zh: 信, en: Letters}}
        facts:
          - {{id: company_name, title: {{zh: 公司, en: Company}}, type: text, house: company.name}}
          - {{id: branch_name, title: {{zh: 分公司, en: Branch}}, type: text, house: branch.name}}
          - {{id: branch_uscc, title: {{zh: 代码, en: Code}}, type: text}}
          - {{id: site_address, title: {{zh: 地址, en: Address}}, type: text}}
          - {{id: vendor_name, title: {{zh: 厂商, en: Vendor}}, type: text, personal: ordinary}}
          - {{id: vendor_contract_reference, title: {{zh: 合同, en: Contract}}, type: text}}
          - {{id: vendor_request, title: {{zh: 事项, en: Request}}, type: text}}
          - {{id: vendor_facts, title: {{zh: 事实, en: Facts}}, type: text}}
          - {{id: vendor_applied_on, title: {{zh: 日期, en: Applied on}}, type: date}}
          - {{id: vendor_site_code, title: {{zh: 站点, en: Site code}}, type: text}}
        stages:
          - id: letters
            title: {{zh: 信, en: Letters}}
            items:
              - {{id: write, code: TV-01, documents: [D39], facts: [vendor_name, vendor_contract_reference, vendor_request], title: {{zh: 写, en: Write}}, owner: lead,
                  due: [{{id: P1, after: {{case: start}}, within: 2}}], {SAID}}}
              - {{id: send, code: TV-02, needs: [write], title: {{zh: 寄, en: Send}}, owner: mate,
                  due: [{{id: P1, after: {{case: start}}, within: 9}}], {SAID}}}
              - {{id: read, code: TV-03, needs: [send], facts: [branch_uscc, site_address, vendor_facts, vendor_applied_on, vendor_site_code], title: {{zh: 读, en: Read}}, owner: hq_lead,
                  due: [{{id: P1, before: {{case: target}}, by: 1}}], {SAID}}}
        """,
}
#: Words of people: none of them may ever be found in Prefect.
SECRETS = {
    "person": "赵钱孙",
    "case": "绝密开办案",
    "company": "某某修理有限公司",
    "branch": "某某修理有限公司铁西分公司",
    "vendor_name": "周吴郑",
    "vendor_contract_reference": "HT-SECRET-8841",
    "vendor_request": "please-reveal-nothing",
    "reason": "因为孙某病了",
    "file": "身份证扫描件.pdf",
}
LETTER = ("vendor_name", "vendor_contract_reference", "vendor_request")


@dataclass(frozen=True, slots=True)
class Home:
    """A home on disk; every office opened on it sees the same cases."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return read_settings({}, home=self.folder)

    def office(self) -> Office:
        return open_office(self.settings)


def made(folder: Path) -> Home:
    """A home with people, a company and a branch, and no case."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    home = Home(folder)
    office = home.office()
    person = SECRETS["person"]
    office.desk.registry.add(
        call("system"),
        *(PersonAdded(person=code, name=f"{person}{code}") for code in ("P7", "P2", "H1", "H2")),
        CompanyAdded(
            company="RX", name=SECRETS["company"], short_name="修理", uscc="91210100MA0XXXXX00"
        ),
        BranchAdded(
            branch="SYTX",
            company="RX",
            name=SECRETS["branch"],
            city="沈阳",
            division_code="210106",
        ),
    )
    office.close()
    return home


def call(actor: str) -> Call:
    return Call(actor=actor, request=fresh_id())


def opened(home: Home, *, since: int = 0, letter: bool = True) -> str:
    """A case that began some days ago; with all that its letter needs, or without. Its id."""
    office = home.office()
    day = now().date()
    wanted = Opening(
        checklist="ask_vendor",
        name=SECRETS["case"],
        branch="SYTX",
        start=str(day - timedelta(days=since)),
        target=str(day + timedelta(days=30)),
        team={"P7": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "H2": ("hq_lead",)},
        facts={name: SECRETS[name] for name in LETTER} if letter else {},
    )
    case = office.desk.open(call("H1"), wanted).case
    office.close()
    return case.id


def say(home: Home, case: str) -> None:
    """People say what is nobody else's business: why one is away, what an outsider was promised, where a seal lies."""
    office = home.office()
    desk = office.desk
    day = desk.case(case).local_day(now())
    desk.people.state_absence(
        call("P2"), case, person="P2", begins=day, deputy="P7", reason=SECRETS["reason"]
    )
    desk.holdings.promise(
        call("P7"), case, to=SECRETS["person"], what=SECRETS["vendor_request"], by=day
    )
    desk.holdings.take(call("P7"), case, kind="seal", label=SECRETS["company"])
    desk.crisis.ask_counsel(call("P7"), case, text=SECRETS["vendor_name"])
    office.close()


def act(home: Home, case: str) -> int:
    """Somebody does something; the entry at which the case stands then."""
    office = home.office()
    stated = {"vendor_facts": f"{SECRETS['reason']} {fresh_id()}"}
    outcome = office.desk.state(call("P7"), case, stated)
    office.close()
    return outcome.case.seq
