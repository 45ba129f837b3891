"""What finished cases teach their checklists: proposals with the entries they rest on."""

from __future__ import annotations

from pathlib import Path

from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import head, put, put_json
from launchkit.cli.run import Run
from launchkit.domain.crisis_values import entries_text
from launchkit.domain.review import PROPOSAL_KINDS
from launchkit.domain.review import review as reviewed
from launchkit.domain.telling import as_json
from launchkit.domain.telling.review import MergedProposal, merged, review_yaml


@command(
    argument("cases", nargs=-1, required=True, zh="一个或几个专案", en="one or several cases"),
    option("-o", "--output", metavar="FILE", zh="写成 YAML 文件", en="write a YAML file"),
    zh="复盘：另加的事项、豁免、实际用时和等待、逾期、更正，变成对清单的修改建议；清单不会自动改动。",
    en="Review: added items, waivers, real durations, missed deadlines and corrections as proposed edits; no checklist is changed.",
    examples=("launchkit review 3", "launchkit review 1 2 3 -o 复盘.yaml"),
)  # fmt: skip
def review(run: Run, cases: tuple[str, ...], output: str | None) -> int:
    """Proposals of one case, or of several put together."""
    desk = run.office.desk
    ids = dict.fromkeys(run.case_id(one) for one in cases)
    found = [reviewed(desk.case(one)) for one in ids]
    together = merged(found)
    if output is not None:
        Path(output).write_text(review_yaml(found), encoding="utf-8")
    if run.json:
        put_json({"proposals": as_json(together)})
        return 0
    for kind, title in PROPOSAL_KINDS.items():
        same = [one for one in together if one.kind is kind]
        if same:
            head(run.text(title))
            for one in same:
                _print(run, one, len(found))
    if not together:
        put(run.say("记录中没有得出建议。", "The trail makes no proposal."))
    if output is not None:
        put(
            run.say(
                f"已写入 {output}；采纳哪些由人决定，清单没有改动。",
                f"Written to {output}; people decide, no checklist was changed.",
            )
        )
    return 0


def _print(run: Run, one: MergedProposal, cases: int) -> None:
    seen = ""
    if cases > 1:
        seen = run.say(f"（{one.seen_in}/{cases} 个专案）", f" ({one.seen_in} of {cases} cases)")
    says = list(one.says.values())[-1]
    put(f"{run.text(says)}{seen}", first="  · ")
    for number, seqs in one.evidence.items():
        cited = entries_text(seqs)
        if run.lang == "en":
            cited = f"entries {', '.join(str(each) for each in seqs) or '—'}"
        put(f"{number} {cited}", first="      ")
