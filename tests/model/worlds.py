"""Small checklists to play with, each for a family of rules, and who is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from launchkit.desk import Opening
from launchkit.domain.checklist import Definition
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition
from tests.model.world import World

#: keeps the register of the house and has no part in any case
KEEPER = "K9"
DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Where a play takes place."""

    name: str
    yaml: str
    team: Mapping[str, tuple[str, ...]]
    #: known to the house, in no role
    others: tuple[str, ...] = ("X1",)
    start: datetime
    zone: str = "Asia/Shanghai"
    ahead: int = 8
    restricted: bool = False
    #: how often each family of actions is chosen
    weights: Mapping[str, int]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who may try something."""
        return (*self.team, *self.others)


CREW = {"P1": ("lead",), "P2": ("mate",), "H1": ("hq_lead",), "H2": ("hq_fin",)}
NEEDS = Setting(
    name="needs",
    yaml="""
    collections: [{id: hire}, {id: licence, min: 0}]
    facts:
      - {id: review, type: yes_no}
      - {id: area, type: integer}
      - {id: first_day_on, type: date, per: hire}
      - {id: landlord, type: text, personal: ordinary}
    items:
      - {id: sign, optional_facts: [review, area, landlord]}
      - {id: design, when: {fact: review, eq: true}, needs: [sign]}
      - {id: works, needs: [design], when: {any: [{fact: area, gt: 300}, {answered: review}]}}
      - {id: quote_a}
      - {id: quote_b, helpers: [mate]}
      - {id: quote_c, when: {all: [{fact: review, eq: false}, {not: {fact: area, gt: 300}}]}}
      - {id: choose, needs: [{any: 2, of: [quote_a, quote_b, quote_c]}]}
      - {id: offer, per: hire, owner: mate}
      - {id: onboard, per: hire, owner: mate, needs: [offer], facts: [first_day_on]}
      - {id: check, per: licence, approval: {by: [hq_lead]}}
      - {id: gate, needs: [works, choose, onboard, check], milestone: true}
      - {id: open_shop, needs: [gate], approval: {by: [hq_lead]}}
    """,
    team=CREW,
    start=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    weights={"work": 10, "decide": 4, "facts": 3, "groups": 3, "people": 1, "clock": 1},
)
DECISIONS = Setting(
    name="decisions",
    yaml="""
    facts:
      - {id: deposit, type: money}
      - {id: risky, type: yes_no}
    items:
      - {id: pay, facts: [deposit], money: {fact: deposit, limit: 1000000}}
      - {id: contract, approval: {by: [hq_fin, hq_lead], mode: all}}
      - {id: wire, needs: [contract], approval: {by: [hq_fin, hq_lead], mode: sequence}}
      - {id: advice, approval: {by: [hq_fin, hq_leg]}}
      - {id: start_work, approval: {by: [hq_lead], when: {fact: risky, eq: true}}}
      - id: seal
        owner: hq_lead
        approval: {by: [hq_fin]}
        evidence: [{id: scan, min: 2}, {id: photo, when: {fact: risky, eq: true}}]
      - {id: visit, owner: mate, helpers: [everyone], approval: {by: [hq_lead]}, apart_from: [start_work]}
      - id: lease
        facts: [deposit]
        checks: [{id: cap, must: {not: {fact: deposit, gt: 5000000}}}]
        approval: {by: [hq_leg, hq_fin]}
    """,
    team={**CREW, "A1": ("auditor",), "L1": ("landlord",)},
    others=("X1", "D1"),
    start=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    weights={"work": 8, "decide": 8, "facts": 3, "people": 4, "house": 1, "clock": 1},
)
CLOCKS = Setting(
    name="clocks",
    yaml="""
    statutes: [{id: DL35}, {id: DL21}]
    collections: [{id: hire}]
    facts:
      - {id: signed_on, type: date}
      - {id: noticed_at, type: instant}
      - {id: open_from, type: date}
      - {id: cash, type: money}
      - {id: first_day_on, type: date, per: hire}
    items:
      - {id: sign, facts: [signed_on], due: [{id: P1, after: {case: start}, within: 5, unit: working}]}
      - {id: file, needs: [sign], due: [{id: DL35, after: {fact: signed_on}, within: 10, basis: [DL35], roll: forward}]}
      - {id: works, due: [{id: P1, kind: start, after: {item: sign}, within: 3}, {id: P2, after: {item: sign}, within: 1, unit: month}]}
      - {id: alarm, optional_facts: [noticed_at], due: [{id: P1, after: {fact: noticed_at}, within: 24, unit: hour}]}
      - {id: flyer, due: [{id: P1, before: {case: target}, by: 30, unit: working}, {id: P2, before: {fact: open_from}}]}
      - {id: permit, due: [{id: P1, after: {case: start}, within: 9, roll: backward}]}
      - {id: train, per: hire}
      - {id: certify, due: [{id: P1, after: {item: train}, within: 4}]}
      - {id: fund, due: [{id: DL21, after: {fact: first_day_on}, within: 6, basis: [DL21]}]}
      - id: close_cash
        optional_facts: [open_from, cash]
        recurs: {each: day, since: {fact: open_from}, workdays_only: true, by: "18:00"}
        money: {fact: cash, limit: 100000}
      - {id: week_report, owner: mate, recurs: {each: week, since: {case: start}}}
      - {id: tax, recurs: {each: month, since: {fact: open_from}}, due: [{id: P1, each: month, within: 7, unit: working}]}
    """,
    team=CREW,
    start=datetime(2026, 4, 1, 13, 0, tzinfo=UTC),
    zone="Asia/Urumqi",
    ahead=6,
    weights={"work": 8, "decide": 2, "facts": 4, "clocks": 3, "groups": 2, "clock": 6},
)
PEOPLE = Setting(
    name="people",
    yaml="""
    facts:
      - {id: phone, type: text, personal: ordinary}
      - {id: day_one, type: date}
    items:
      - {id: talk, optional_facts: [phone]}
      - {id: count_till, owner: mate, approval: {by: [hq_lead]}, due: [{id: P1, after: {fact: day_one}, within: 2}]}
      - {id: lock_up, owner: mate, helpers: [lead]}
      - {id: report, approval: {by: [hq_fin]}}
      - {id: sue, owner: hq_leg, approval: {by: [hq_lead]}}
      - {id: settle, owner: hq_fin, approval: {by: [hq_lead]}, optional_facts: [day_one]}
    """,
    team={
        "P1": ("lead",),
        "P2": ("mate",),
        "H1": ("hq_lead",),
        "H2": ("hq_fin",),
        "H3": ("hq_ops",),
        "K1": ("administrator", "hq_it"),
        "A1": ("auditor",),
    },
    others=("X1", "D1"),
    start=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    restricted=True,
    weights={"work": 5, "decide": 5, "people": 10, "house": 1, "erasures": 2, "clock": 4},
)
SMALL = Setting(
    name="small crew",
    yaml="""
    items:
      - {id: lease, approval: {by: [hq_lead]}}
      - {id: licence, approval: {by: [hq_fin]}}
      - {id: opening, needs: [lease, licence]}
    """,
    team={"P1": ("lead",), "H1": ("hq_lead",)},
    others=("P2", "H2", "D1"),
    start=datetime(2026, 3, 2, 14, 30, tzinfo=UTC),
    weights={"work": 6, "decide": 6, "people": 6, "house": 1, "clock": 3},
)
LENDING = Setting(
    name="lending",
    yaml="""
    items:
      - {id: count_till, owner: mate, approval: {by: [hq_lead]}}
      - {id: settle, owner: hq_fin, approval: {by: [hq_lead]}}
      - {id: report, approval: {by: [hq_fin]}}
    """,
    team={
        "P1": ("lead",),
        "P2": ("mate",),
        "H1": ("hq_lead", "hq_ops"),
        "H2": ("hq_fin", "hq_hr"),
    },
    start=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    weights={"work": 8, "decide": 8, "people": 12, "clock": 6},
)
SETTINGS = (NEEDS, DECISIONS, CLOCKS, PEOPLE, SMALL, LENDING)
_KNOWN: dict[str, Definition] = {}


def definition_of(setting: Setting) -> Definition:
    """The setting's definition, read once."""
    if setting.name not in _KNOWN:
        _KNOWN[setting.name] = definition(setting.yaml)
    return _KNOWN[setting.name]


def opened(setting: Setting) -> tuple[TestDesk, World]:
    """The same case twice: as the engine has it, and as the model does."""
    desk = desk_for(definition_of(setting), start=setting.start)
    codes = (*setting.people, KEEPER)
    desk.desk.registry.add(
        desk.call(KEEPER),
        CompanyAdded(company="RX", name="锐修科技有限公司", short_name="锐修", uscc="91"),
        BranchAdded(branch="SY", company="RX", name="分公司", city="沈阳", zone=setting.zone),
        *(PersonAdded(person=one, name=f"姓名{one}") for one in codes),
    )
    start = date(2026, setting.start.month, setting.start.day)
    outcome = desk.desk.open(
        desk.call("H1"),
        Opening(
            checklist="test",
            name="测试专案",
            branch="SY",
            start=start.isoformat(),
            target=(start + timedelta(days=DAYS)).isoformat(),
            team=setting.team,
            restricted=setting.restricted,
        ),
    )
    desk.id = outcome.case.id
    world = World(
        definition=definition_of(setting),
        team={person: list(roles) for person, roles in setting.team.items()},
        start=start,
        target=start + timedelta(days=DAYS),
        now=setting.start,
        ahead=timedelta(hours=setting.ahead),
        restricted=setting.restricted,
    )
    return desk, world
