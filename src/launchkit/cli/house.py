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
from launchkit.domain.checklist import FactType
from launchkit.domain.entries import BranchAdded, CompanyAdded, Entry, PersonAdded
from launchkit.domain.errors import BadValue
from launchkit.domain.telling import as_json, typed
from launchkit.library.identifiers import given_identifier

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


def _checked(kind: FactType, text: str) -> str:
    try:
        return given_identifier(kind, text)
    except BadValue as fault:
        raise Misused(fault.zh, fault.en) from None


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
        id_number=_checked(FactType.ID_NUMBER, id_number or "") or entry.id_number,
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
        uscc=_checked(FactType.USCC, given["uscc"]),
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
        uscc=_checked(FactType.USCC, given["uscc"]),
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


@command(
    _code(),
    argument("account", zh="登录名", en="name signed in with"),
    zh="登记一个人的另一个登录名：用它办的事算本人办的。",
    en="Another name under which a person signs in; what is done under it is theirs.",
    examples=("launchkit person account P1 zhang.san --as H1",),
)
def person_account(run: Run, code: str, account: str) -> int:
    """Another name of a person."""
    run.office.desk.registry.add_account(run.call(), account=account, person=code)
    return _said(run, f"{account} 即 {code}", f"{account} is {code}")


@command(
    _code(),
    argument("same_as", zh="与谁是同一人", en="the code of the same person"),
    zh="两个代码是同一人：凡要两个人的地方，只算一个。",
    en="Two codes are one human being: where two people are asked for, they count as one.",
    examples=("launchkit person same P9 P1 --as H1",),
)
def person_same(run: Run, code: str, same_as: str) -> int:
    """Two codes, one person."""
    run.office.desk.registry.join_persons(run.call(), person=code, same_as=same_as)
    return _said(run, f"{code} 与 {same_as} 为同一人", f"{code} and {same_as} are one person")


@command(
    _code(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="立即暂停一个人在所有专案的全部权限（如配合调查），手上的任务由规则另找负责人。",
    en="Suspend every right of a person in every case at once; the rules find others for their tasks.",
    examples=("launchkit person suspend P7 --reason 配合调查 --as H1",),
)
def person_suspend(run: Run, code: str, reason: str) -> int:
    """All rights go."""
    run.office.desk.registry.suspend_rights(run.call(), person=code, reason=reason)
    return _said(run, f"{code} 的权限已全部暂停", f"all rights of {code} are suspended")


@command(
    _code(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="恢复一个人的权限；不能由本人办理。",
    en="Restore the rights of a person; never by their own hand.",
    examples=("launchkit person restore P7 --reason 查清 --as H1",),
)
def person_restore(run: Run, code: str, reason: str) -> int:
    """Rights come back."""
    run.office.desk.registry.restore_rights(run.call(), person=code, reason=reason)
    return _said(run, f"{code} 的权限已恢复", f"the rights of {code} are restored")


@command(
    _code(),
    argument("person", zh="人员代码", en="code of the person"),
    option("--role", "roles", multiple=True, metavar="ROLE", zh="角色，可重复；不写：取消", en="role, repeatable; none: no more"),
    zh="给一个人在某分公司的常设角色：以后开的专案里没有另指定人的，由其担任。",
    en="Standing roles at a branch: in cases opened from now on, unless somebody else is named.",
    examples=("launchkit branch role SYTX M1 --role manager --as H1",),
)  # fmt: skip
def branch_role(run: Run, code: str, person: str, roles: tuple[str, ...]) -> int:
    """Standing roles at a branch."""
    run.office.desk.registry.give_branch_roles(run.call(), branch=code, person=person, roles=roles)
    shown = "、".join(roles) or "—"
    return _said(run, f"{person} 在 {code}：{shown}", f"{person} at {code}: {shown}")


def _said(run: Run, zh: str, en: str) -> int:
    if run.json:
        put_json({"said": run.say(zh, en)})
    else:
        put(run.say(zh, en), first=click.style("✓ ", fg="green"))
    return 0


person = _group(
    "person",
    "人员",
    "people",
    person_add,
    person_show,
    person_list,
    person_account,
    person_same,
    person_suspend,
    person_restore,
)
company = _group("company", "公司", "companies", company_add, company_show, company_list)
branch = _group("branch", "分公司", "branches", branch_add, branch_show, branch_list, branch_role)
