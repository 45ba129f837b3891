"""The register of people, companies and branches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import pad, put, put_json, table
from launchkit.cli.run import Misused, Run
from launchkit.domain.entries import BranchAdded, CompanyAdded, Entry, PersonAdded
from launchkit.domain.telling import as_json, typed
from launchkit.library.identifiers import checked_identifier

#: what the values of the register are called
LABELS: Mapping[str, tuple[str, str]] = {
    "person": ("代码", "code"),
    "company": ("公司", "company"),
    "branch": ("分公司", "branch"),
    "name": ("名称", "name"),
    "short_name": ("简称", "short name"),
    "phone": ("电话", "telephone"),
    "id_number": ("公民身份号码", "identity number"),
    "email": ("邮箱", "e-mail"),
    "uscc": ("统一社会信用代码", "credit code"),
    "address": ("地址", "address"),
    "legal_representative": ("法定代表人", "legal representative"),
    "city": ("城市", "city"),
    "division_code": ("行政区划代码", "division code"),
    "zone": ("时区", "time zone"),
    "parent": ("上级分公司", "superior branch"),
}


def _code() -> click.Parameter:
    return argument("code", zh="代码，如 P1", en="code, like P1")


def _add(run: Run, entry: Entry, code: str) -> int:
    receipt = run.office.desk.registry.add(run.call(), entry)
    if run.json:
        put_json({"code": code, "repeated": receipt.repeated, "value": as_json(entry)})
    else:
        put(run.say(f"已登记 {code}", f"registered {code}"), first=click.style("✓ ", fg="green"))
    return 0


def _show(run: Run, found: Entry, code: str) -> int:
    value = as_json(found)
    if run.json:
        put_json({"code": code, "value": value})
        return 0
    for key, one in value.items():
        if one not in (None, ""):
            shown = typed(getattr(found, key)) if not isinstance(one, str) else None
            label = run.say(*LABELS[key])
            put(one if shown is None else run.text(shown), first=f"  {pad(label, 20)}")
    return 0


def _list(run: Run, rows: list[Entry], columns: list[tuple[str, str, str]]) -> int:
    """`columns`: attribute, title in Chinese, title in English."""
    if run.json:
        put_json({"rows": [as_json(one) for one in rows]})
        return 0
    if not rows:
        put(run.say("还没有登记。", "None is registered."))
        return 0
    cells = [[run.text(typed(getattr(one, name))) for name, _, _ in columns] for one in rows]
    table([run.say(zh, en) for _, zh, en in columns], cells, whole=(0,))
    return 0


def _checked(kind: str, text: str) -> str:
    from launchkit.domain.checklist import FactType  # noqa: PLC0415

    if not text:
        return text
    try:
        return checked_identifier(FactType(kind), text)
    except ValueError:
        raise Misused(
            "号码校验不通过，请核对。", "The number does not pass its check; look again."
        ) from None


# --- people -------------------------------------------------------------------------------------------


@command(
    _code(),
    option("--name", required=True, zh="姓名", en="name"),
    option("--phone", zh="电话", en="telephone"),
    option("--id-number", zh="公民身份号码", en="resident identity number"),
    option("--email", zh="邮箱", en="e-mail"),
    zh="登记人员；同一代码再登记一次即更新，没写的保持不变。",
    en="Register a person; the same code again replaces what is given.",
    examples=("launchkit person add P1 --name 张伟 --phone 13800138000 --as H1",),
)
def person_add(
    run: Run, code: str, name: str, phone: str | None, id_number: str | None, email: str | None
) -> int:
    """A person."""
    known = run.office.desk.house().people.get(code)
    entry = known or PersonAdded(person=code, name=name)
    entry = replace(
        entry,
        name=name,
        phone=phone or entry.phone,
        id_number=_checked("id_number", id_number or "") or entry.id_number,
        email=email or entry.email,
    )
    return _add(run, entry, code)


@command(_code(), zh="一个人员", en="one person")
def person_show(run: Run, code: str) -> int:
    """One person."""
    return _show(run, run.office.desk.house().person(code), code)


@command(zh="全部人员", en="all people")
def person_list(run: Run) -> int:
    """All people."""
    rows: list[Any] = list(run.office.desk.house().people.values())
    return _list(
        run,
        rows,
        [
            ("person", "代码", "code"),
            ("name", "姓名", "name"),
            ("phone", "电话", "phone"),
            ("email", "邮箱", "e-mail"),
        ],
    )


# --- companies ----------------------------------------------------------------------------------------


@command(
    _code(),
    option("--name", required=True, zh="全称", en="full name"),
    option("--short", required=True, zh="简称，用在文号里", en="short name, used in document numbers"),
    option("--uscc", required=True, zh="统一社会信用代码", en="unified social credit code"),
    option("--address", default="", zh="住所", en="address"),
    option("--legal-representative", zh="法定代表人", en="legal representative"),
    zh="登记公司；同一代码再登记一次即更新。",
    en="Register a company; the same code again replaces it.",
    examples=("launchkit company add TX --name 特修科技有限公司 --short 特修 --uscc 91110000600037341L --as H1",),
)  # fmt: skip
def company_add(run: Run, code: str, **given: Any) -> int:
    """A company."""
    entry = CompanyAdded(
        company=code,
        name=given["name"],
        short_name=given["short"],
        uscc=_checked("uscc", given["uscc"]),
        address=given["address"],
        legal_representative=given["legal_representative"],
    )
    return _add(run, entry, code)


@command(_code(), zh="一家公司", en="one company")
def company_show(run: Run, code: str) -> int:
    """One company."""
    return _show(run, run.office.desk.house().company(code), code)


@command(zh="全部公司", en="all companies")
def company_list(run: Run) -> int:
    """All companies."""
    rows: list[Any] = list(run.office.desk.house().companies.values())
    return _list(
        run,
        rows,
        [
            ("company", "代码", "code"),
            ("name", "全称", "name"),
            ("short_name", "简称", "short name"),
            ("uscc", "信用代码", "credit code"),
        ],
    )


# --- branches -----------------------------------------------------------------------------------------


@command(
    _code(),
    option("--company", required=True, zh="所属公司代码", en="code of its company"),
    option("--name", required=True, zh="全称", en="full name"),
    option("--city", required=True, zh="城市", en="city"),
    option("--division", default="", zh="六位行政区划代码", en="six-digit division code"),
    option("--zone", default="Asia/Shanghai", zh="时区", en="time zone"),
    option("--address", default="", zh="地址", en="address"),
    option("--uscc", default="", zh="统一社会信用代码", en="unified social credit code"),
    option("--parent", zh="上级分公司代码", en="code of the superior branch"),
    zh="登记分公司（已有或拟设）；同一代码再登记一次即更新。",
    en="Register a branch, existing or planned; the same code again replaces it.",
    examples=("launchkit branch add SY-TX --company TX --name 沈阳铁西分公司 --city 沈阳 --division 210106 --as H1",),
)  # fmt: skip
def branch_add(run: Run, code: str, **given: Any) -> int:
    """A branch."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415

    try:
        ZoneInfo(given["zone"])
    except (ZoneInfoNotFoundError, ValueError):
        raise Misused(f"没有时区 {given['zone']}。", f"No time zone {given['zone']}.") from None
    run.office.desk.house().company(given["company"])
    entry = BranchAdded(
        branch=code,
        company=given["company"],
        name=given["name"],
        city=given["city"],
        division_code=given["division"],
        zone=given["zone"],
        address=given["address"],
        uscc=_checked("uscc", given["uscc"]),
        parent=given["parent"],
    )
    return _add(run, entry, code)


@command(_code(), zh="一个分公司", en="one branch")
def branch_show(run: Run, code: str) -> int:
    """One branch."""
    return _show(run, run.office.desk.house().branch(code), code)


@command(zh="全部分公司", en="all branches")
def branch_list(run: Run) -> int:
    """All branches."""
    rows: list[Any] = list(run.office.desk.house().branches.values())
    return _list(
        run,
        rows,
        [
            ("branch", "代码", "code"),
            ("name", "全称", "name"),
            ("city", "城市", "city"),
            ("company", "公司", "company"),
        ],
    )


def _group(name: str, zh: str, en: str, *commands: click.Command) -> NestedGroup:
    inner = {str(one.name).removeprefix(f"{name}-"): one for one in commands}
    return NestedGroup(name, inner, zh=zh, en=en)


person = _group("person", "人员", "people", person_add, person_show, person_list)
company = _group("company", "公司", "companies", company_add, company_show, company_list)
branch = _group("branch", "分公司", "branches", branch_add, branch_show, branch_list)
