"""A small set of texts in its own folder, for tests that change one of them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from launchkit.domain.problems import Problem
from launchkit.library.checking import check

ITEM = "title: {zh: 甲, en: A}, owner: lead, why: {zh: 因, en: why}, if_late: {zh: 迟, en: late}, effort: {likely: 1}"
FILES = {
    "checklists/open_shop.yaml": """\
        id: open_shop
        title: {zh: 开店, en: Open a shop}
        summary: {zh: 开一家店。, en: Opens a shop.}
        parts:
          - part: place
            omit: [paint]
            needs: {open: [hire]}
            due: {open: [{id: P9, before: {case: target}, by: 1}]}
          - {part: people}
        """,
    "checklists/parts/place.yaml": f"""\
        part: place
        title: {{zh: 地方, en: Place}}
        facts:
          - {{id: signed_on, title: {{zh: 签约日, en: Signed on}}, type: date}}
          - {{id: shop, title: {{zh: 店名, en: Shop}}, type: text, house: branch.name}}
          - {{id: colour, title: {{zh: 颜色, en: Colour}}, type: text}}
        stages:
          - id: colours
            title: {{zh: 零, en: Zero}}
            items:
              - {{id: paint, code: TN-1, facts: [colour], {ITEM}}}
          - id: first
            title: {{zh: 一, en: One}}
            items:
              - {{id: sign, code: TN-2, facts: [signed_on], documents: [T01], basis: [S1], evidence: [{{id: scan, title: {{zh: 扫描, en: Scan}}}}], {ITEM}}}
              - {{id: open, code: TN-3, needs: [sign], {ITEM}}}
        """,
    "checklists/parts/people.yaml": f"""\
        part: people
        title: {{zh: 人, en: People}}
        facts:
          - {{id: pay, title: {{zh: 工资, en: Pay}}, type: money, per: hire}}
        collections:
          - {{id: hire, title: {{zh: 员工, en: Hires}}}}
        stages:
          - id: second
            title: {{zh: 二, en: Two}}
            items:
              - {{id: hire, code: TN-4, per: hire, facts: [pay], {ITEM}}}
        """,
    "checklists/statutes/cn.yaml": """\
        statutes:
          - {id: S1, law: 某法, article: "1", duty: {zh: 甲, en: A}, source: s, verified_on: 2026-11-23}
          - {id: S2, law: 某法, article: "2", duty: {zh: 乙, en: B}, source: s, verified_on: 2026-11-23}
        """,
    "checklists/statutes/retention.yaml": """\
        retentions:
          - {id: case_file, title: {zh: 卷宗, en: Case file}, years: 15, counted_from: case_closed, basis: S1}
          - {id: staff, title: {zh: 员工, en: Staff}, years: null, counted_from: recorded, basis: S2}
        """,
    "checklists/calendars/cn_2026.yaml": """\
        year: 2026
        status: official
        notices: ["某通知"]
        rest: [{day: 2026-01-01, name: 元旦}]
        make_up: []
        """,
    "templates/documents/lease/fields.yaml": """\
        code: T01
        name: lease
        title: {zh: 合同, en: Lease}
        fields:
          - {name: signed_on, label: {zh: 日期, en: Date}, fact: signed_on}
          - {name: number, label: {zh: 编号, en: Number}, case: case_number}
          - {name: hires, label: {zh: 员工, en: Hires}, collection: hire, columns: [pay], required: false}
        """,
    "templates/documents/lease/sample.yaml": """\
        signed_on: 2026-03-02
        number: 1
        hires: [{pay: 500000}]
        """,
    "templates/documents/unused/fields.yaml": """\
        code: T02
        name: unused
        title: {zh: 没用, en: Unused}
        retention: staff
        """,
    "templates/documents/lease/page.html": "<p>{{ signed_on }}</p>\n",
    "templates/documents/unused/page.html": "<p></p>\n",
    "case.yaml": """\
        checklist: open_shop
        name: 某案
        company: {name: 某公司, uscc: "91110000600037341L"}
        branch: {code: TX, name: 某分公司, city: 某市, division_code: "210106"}
        team:
          - {person: P1, name: 甲, roles: [lead]}
          - {person: H1, name: 乙, roles: [hq_lead]}
        start: 2026-03-01
        target: 2026-04-01
        facts: {signed_on: 2026-03-02, "hire-1.pay": 500000}
        script:
          - {on: 2026-03-02, as: P1, do: done, task: sign, facts: {signed_on: 2026-03-02}, evidence: [scan]}
          - {on: 2026-03-03, at: "10:00", as: P1, do: done, task: "hire#hire-1", to: H1, happened: 2026-03-02}
          - {on: 2026-03-04, as: system, do: sweep}
          - {on: 2026-03-05, as: H1, do: done, task: TN-3, expect: refused}
          - {on: 2026-03-06, as: H1, do: done, task: +extra}
        """,
}


class Shop:
    """The set of texts in a folder, and what the check says about it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, text in FILES.items():
            self.write(name, dedent(text))

    def path(self, name: str) -> Path:
        return self.root / name

    def write(self, name: str, text: str) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def check(self, *names: str) -> list[Problem]:
        return check(
            [self.path(name) for name in names or ("checklists", "templates", "case.yaml")]
        )

    def told(self, *names: str) -> list[str]:
        """`file line:column code` of each problem."""
        return [
            f"{Path(one.file).relative_to(self.root)} {one.line}:{one.column} {one.code}"
            for one in self.check(*names)
        ]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop whose texts are all right."""
    return Shop(tmp_path)
