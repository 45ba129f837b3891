"""A home with a checklist of five items, and case files for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from launchkit.cli import app

PART = """\
part: tiny_part
title: {zh: 小清单, en: Tiny part}
collections:
  - {id: hire, title: {zh: 录用人员, en: Hires}, min: 1}
facts:
  - {id: lease_signed_on, title: {zh: 合同签订日, en: Lease signed on}, type: date}
  - {id: monthly_rent, title: {zh: 月租金, en: Monthly rent}, type: money}
  - id: landlord_name
    title: {zh: 出租人, en: Landlord}
    type: text
    personal: ordinary
  - id: quotes
    title: {zh: 报价, en: Quotes}
    type: table
    columns:
      - {id: firm, title: {zh: 单位, en: Firm}}
      - {id: amount, title: {zh: 金额, en: Amount}, type: money}
  - {id: joined_on, title: {zh: 入职日, en: Joined on}, type: date, per: hire}
stages:
  - id: begin
    title: {zh: 开头, en: Beginning}
    items:
      - id: find_site
        code: T-1
        title: {zh: 找场地, en: Find a site}
        owner: lead
        why: {zh: 没有场地什么也办不了。, en: Nothing can be done without a site.}
        if_late: {zh: 开业推迟。, en: The opening moves.}
        effort: {likely: 8}
        facts: [quotes]
        aliases: [踏勘]
        due:
          - id: P1
            after: {case: start}
            within: 10
            says: {zh: 十天内找到, en: Found within ten days}
      - id: sign_lease
        code: T-2
        title: {zh: 签订租赁合同, en: Sign the lease}
        owner: lead
        why: {zh: 有合同才能登记。, en: The registration needs the lease.}
        if_late: {zh: 房东可能另租。, en: The landlord may let it to others.}
        effort: {likely: 4}
        needs: [find_site]
        facts: [lease_signed_on, monthly_rent, landlord_name]
        evidence:
          - {id: lease, title: {zh: 合同扫描件, en: Scan of the lease}}
        approval: {by: [hq_lead]}
        place: {zh: 房东处, en: At the landlord's}
        bring:
          - paper: {zh: 营业执照, en: Business licence}
            form: copy
            count: 2
            seal: {zh: 公章, en: company seal}
  - id: go_on
    title: {zh: 后续, en: Afterwards}
    items:
      - id: file_lease
        code: T-3
        title: {zh: 租赁备案, en: File the lease}
        owner: lead
        helpers: [mate]
        why: {zh: 法律要求。, en: The law asks for it.}
        if_late: {zh: 会被罚款。, en: There is a fine.}
        effort: {likely: 2}
        needs: [sign_lease]
        due:
          - id: D30
            after: {fact: lease_signed_on}
            within: 30
            basis: [TL1]
            says: {zh: 签订后三十日内, en: Within thirty days of signing}
      - id: hire_staff
        code: T-4
        title: {zh: 办理入职, en: Take in a hire}
        owner: mate
        per: hire
        why: {zh: 没有人就不能开业。, en: No opening without staff.}
        if_late: {zh: 开业推迟。, en: The opening moves.}
        effort: {likely: 2}
        facts: [joined_on]
      - id: open_doors
        code: T-5
        title: {zh: 开业, en: Open the doors}
        owner: hq_lead
        milestone: true
        why: {zh: 这就是目的。, en: It is what all this is for.}
        if_late: {zh: 收入推迟。, en: Income comes later.}
        effort: {likely: 1}
        needs: [file_lease, hire_staff]
"""
CHECKLIST = """\
id: tiny
title: {zh: 五步小清单, en: Five small steps}
summary: {zh: 试用。, en: For trying out.}
parts: [{part: tiny_part}]
"""
STATUTES = """\
statutes:
  - id: TL1
    law: 《试行办法》
    article: 第一条
    duty: {zh: 三十日内备案, en: File within thirty days}
    source: 试行办法文本
    verified_on: "2026-01-01"
"""
CASE = """\
checklist: tiny
name: 沈阳铁西分公司
company: {code: TX, name: 特修科技有限公司, short_name: 特修, uscc: 91110000600037341L}
branch: {code: SY-TX, name: 特修科技有限公司沈阳铁西分公司, city: 沈阳, division_code: "210106"}
team:
  - {person: P1, name: 张伟, roles: [lead]}
  - {person: P2, name: 欧阳䶮, roles: [mate]}
  - {person: H1, name: 李娜, roles: [hq_lead]}
start: "2026-01-05"
target: "2026-03-20"
"""


def furnish(home: Path) -> Path:
    """Put the tiny checklist into a home and give the case file for it."""
    parts, statutes = home / "checklists" / "parts", home / "checklists" / "statutes"
    parts.mkdir(parents=True)
    statutes.mkdir()
    (parts / "tiny_part.yaml").write_text(PART, encoding="utf-8")
    (home / "checklists" / "tiny.yaml").write_text(CHECKLIST, encoding="utf-8")
    (statutes / "tiny.yaml").write_text(STATUTES, encoding="utf-8")
    case_file = home / "case.yaml"
    case_file.write_text(CASE, encoding="utf-8")
    return case_file


class Terminal:
    """Types commands in one home."""

    def __init__(self, home: Path, columns: int = 80) -> None:
        self.home = home
        self._environ = {
            "LAUNCHKIT_HOME": str(home),
            "COLUMNS": str(columns),
            "LAUNCHKIT_LANG": "zh",
            "LAUNCHKIT_USER": "",
            "LAUNCHKIT_DATABASE_URL": "",
            "LAUNCHKIT_VAULT": "",
            "LAUNCHKIT_PREFECT_API": "",
        }

    def type(self, *words: str, code: int | None = 0) -> Result:
        """Run a command and hold its exit code against what is expected (None: any)."""
        result = CliRunner().invoke(app, words, env=self._environ)
        if code is not None:
            assert result.exit_code == code, f"{words}: {result.exit_code}\n{result.output}"
        return result

    def json(self, *words: str, code: int | None = 0) -> Any:
        """The JSON document that a command prints."""
        return json.loads(self.type(*words, "--json", code=code).stdout)

    def lines(self, *words: str, code: int | None = 0) -> list[str]:
        """Lines on both streams."""
        return click.unstyle(self.type(*words, code=code).output).splitlines()


def administrated(terminal: Terminal) -> None:
    """Somebody administers the case: `A1`."""
    terminal.json("person", "add", "A1", "--name", "王安", "--as", "H1")
    words = ("--person", "A1", "--role", "administrator", "--as", "H1")
    terminal.json("team", "1", *words)


def agreed_erasure(terminal: Terminal, fact: str) -> None:
    """The lead asks that a fact be erased and headquarters agrees: `e-1`."""
    terminal.json("erase", "ask", "1", fact, "--reason", "到期", "--as", "P1")
    terminal.json("erase", "agree", "1", "e-1", "--as", "H1")
