"""Erasing personal data: one asks, another agrees, a third carries it out."""

from __future__ import annotations

from launchkit.cli.acting import finish
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.run import Run
from launchkit.domain.checklist import Text


@command(
    case_argument(),
    argument("fact", zh="要素，如 landlord_phone 或 hire-2.id_number", en="fact, like landlord_phone or hire-2.id_number"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="申请清除一项个人信息的所有版本。",
    en="Ask that all versions of a personal value be erased.",
    examples=("launchkit erase ask 3 landlord_phone --reason 本人要求 --as P1",),
)  # fmt: skip
def erase_ask(run: Run, case: str, fact: str, reason: str) -> int:
    """Somebody asks."""
    outcome = run.office.desk.people.ask_erasure(
        run.call(), run.case_id(case), fact, reason=reason
    )
    number = next(reversed(tuple(outcome.case.erasures)), "")
    return finish(
        run,
        outcome,
        Text(zh=f"已申请清除 {fact}（{number}）", en=f"erasure of {fact} asked for ({number})"),
    )


@command(
    case_argument(),
    argument("erasure", zh="清除申请，如 e-1", en="erasure, like e-1"),
    zh="批准一项清除申请（总部负责人，且不是申请人）。",
    en="Agree to an erasure (headquarters, and not who asked).",
    examples=("launchkit erase agree 3 e-1 --as H1",),
)
def erase_agree(run: Run, case: str, erasure: str) -> int:
    """Headquarters agrees."""
    outcome = run.office.desk.people.decide_erasure(
        run.call(), run.case_id(case), erasure, agreed=True
    )
    return finish(
        run, outcome, Text(zh=f"已批准清除 {erasure}", en=f"erasure {erasure} agreed to")
    )


@command(
    case_argument(),
    argument("erasure", zh="清除申请，如 e-1", en="erasure, like e-1"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="不同意一项清除申请，须写理由。",
    en="Refuse an erasure; a reason is required.",
    examples=("launchkit erase refuse 3 e-1 --reason 仍在诉讼 --as H1",),
)
def erase_refuse(run: Run, case: str, erasure: str, reason: str) -> int:
    """Headquarters refuses."""
    outcome = run.office.desk.people.decide_erasure(
        run.call(), run.case_id(case), erasure, agreed=False, reason=reason
    )
    return finish(run, outcome, Text(zh=f"不同意清除 {erasure}", en=f"erasure {erasure} refused"))


@command(
    case_argument(),
    argument("erasure", zh="清除申请，如 e-1", en="erasure, like e-1"),
    zh="执行已批准的清除（系统管理员，保存期满后）；记录里只留“已清除 日期·依据”。",
    en="Carry out an agreed erasure (administrator, after retention); the trail keeps only that it was erased.",
    examples=("launchkit erase do 3 e-1 --as A1",),
)
def erase_do(run: Run, case: str, erasure: str) -> int:
    """An administrator carries it out."""
    outcome = run.office.desk.registry.erase(run.call(), run.case_id(case), erasure)
    return finish(run, outcome, Text(zh=f"已清除 {erasure}", en=f"{erasure} erased"))


erase = NestedGroup(
    "erase",
    {
        str(one.name).removeprefix("erase-"): one
        for one in (erase_ask, erase_agree, erase_refuse, erase_do)
    },
    zh="清除个人信息：申请、批准、执行须是三个人。",
    en="Erase personal data: asked for, agreed to and carried out by three people.",
)
