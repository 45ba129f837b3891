"""Stating facts."""

from __future__ import annotations

from launchkit.cli.acting import finish
from launchkit.cli.base import argument, case_argument, command
from launchkit.cli.given import facts_of
from launchkit.cli.run import Run
from launchkit.domain.checklist import Text


@command(
    case_argument(),
    argument("stated", nargs=-1, required=True, metavar="K=V…", zh="要素", en="facts"),
    zh="填报或更正要素：一次写入，有一个不对就全部不写。某个对象的要素写作 hire-2.名称。",
    en="State or correct facts: all are written, or none. A fact of one instance is hire-2.name.",
    examples=(
        "launchkit state 3 site_area_m2=320 landlord_phone=13800138000 --as P1",
        "launchkit state 3 site_scores=@踏勘.yaml --on 2026-03-02 --as P1",
    ),
)
def state(run: Run, case: str, stated: tuple[str, ...]) -> int:
    """Facts are stated."""
    given = facts_of(stated)
    outcome = run.office.desk.state(run.call(), run.case_id(case), given)
    count = len(outcome.recorded)
    said = Text(
        zh=f"已填报 {count} 项要素",
        en=f"{count} fact{'' if count == 1 else 's'} stated",
    )
    return finish(run, outcome, said)
