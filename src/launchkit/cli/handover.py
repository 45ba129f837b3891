"""Handing over on rotation: begin, show, sign, cancel, print."""

from __future__ import annotations

from pathlib import Path

import click

from launchkit.cli.acting import finish, tell_prefect
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import SaidArgument, argument, case_argument, command, option
from launchkit.cli.lines import head, put, put_json
from launchkit.cli.run import Misused, Run
from launchkit.domain.checklist import Text
from launchkit.domain.custody import GIVER
from launchkit.domain.rules.handover import handover_of
from launchkit.domain.telling import as_json
from launchkit.domain.telling.handover import HandoverPage, handover_page
from launchkit.domain.telling.words import count_text

#: The document that a hand-over is printed as.
DOCUMENT = "D66"
#: What is signed is told by so many letters of its digest.
SHOWN = 12
_STATES = {
    "begun": ("待签字", "to be signed"),
    "completed": ("已完成", "completed"),
    "cancelled": ("已取消", "cancelled"),
}


def _handover() -> SaidArgument:
    return argument(
        "handover",
        required=False,
        zh="哪一次移交，如 handover-1（默认进行中的）",
        en="which, like handover-1 (default the running one)",
    )


@command(
    case_argument(),
    option("--to", "receiver", required=True, metavar="PERSON", zh="接收人", en="who takes over"),
    option("--from", "giver", metavar="PERSON", zh="移交人（默认自己）", en="who hands over (default oneself)"),
    option("--stays", is_flag=True, zh="移交人留任，保留角色", en="the giver stays and keeps their roles"),
    option("--reason", default="", zh="理由", en="reason"),
    zh="开始轮换移交：由移交人或总部负责人开始；接收人尚不在本案的，由总部负责人开始。",
    en="Begin a hand-over on rotation: by the giver or hq_lead; by hq_lead where the receiver is new to the case.",
    examples=("launchkit handover begin 3 --to P3 --reason 轮换 --as P1", "launchkit handover begin 3 --from P1 --to P9 --as H1"),
)  # fmt: skip
def handover_begin(
    run: Run, case: str, receiver: str, giver: str | None, reason: str, *, stays: bool
) -> int:
    """Two people are named."""
    outcome = run.office.desk.handovers.begin(
        run.call(), run.case_id(case), receiver=receiver, giver=giver, stays=stays, reason=reason
    )
    newest = list(outcome.case.handovers.values())[-1]
    house = run.office.desk.house()
    names = house.name(newest.giver), house.name(newest.receiver)
    said = Text(
        zh=f"{newest.handover} 已开始：{names[0]} 移交给 {names[1]}",
        en=f"{newest.handover} has begun: {names[0]} hands over to {names[1]}",
    )
    return finish(run, outcome, said)


@command(
    case_argument(),
    _handover(),
    zh="移交清单：在办事项、承诺、保管物、今后七天、联系人、须重新核实的要素、在外文书。",
    en="The list: open items, promises, custody, the next seven days, contacts, facts to check again, papers out.",
    examples=("launchkit handover show 3", "launchkit handover show 3 handover-1 --json"),
)
def handover_show(run: Run, case: str, handover: str | None) -> int:
    """The list as it stands, or as it was signed."""
    page = _page(run, case, handover)
    if run.json:
        put_json(as_json(page))
        return 0
    _print_head(run, page)
    for section in page.sections:
        click.echo()
        count = f" ({len(section.lines)})" if section.lines else ""
        head(f"{run.text(section.title)}{count}")
        if not section.lines:
            put(run.say("无", "none"), first="  ")
        for line in section.lines:
            put(run.text(line), first="  · ")
    click.echo()
    _print_next(page)
    return 0


def _page(run: Run, case: str, handover: str | None) -> HandoverPage:
    desk, case_id = run.office.desk, run.case_id(case)
    known = desk.case(case_id)
    found = handover_of(known, handover)
    return handover_page(known, found, desk.handovers.look(case_id, found.handover), desk.house())


def _print_head(run: Run, page: HandoverPage) -> None:
    head(
        run.say(
            f"{page.handover}  {page.giver_name} 移交给 {page.receiver_name}（{_STATES[page.state][0]}）",
            f"{page.handover}  {page.giver_name} to {page.receiver_name} ({_STATES[page.state][1]})",
        )
    )
    put(
        run.say(
            f"{page.day} 的清单，摘要 {page.digest[:SHOWN]}",
            f"list of {page.day}, digest {page.digest[:SHOWN]}",
        ),
        first="  ",
    )
    for one in page.signed:
        side = run.say("移交人", "giver") if one.side == GIVER else run.say("接收人", "receiver")
        counts = [count_text(thing.rpartition("-")[0], n, n) for thing, n in one.counted.items()]
        said = [
            f" {thing} {run.text(count)}" for thing, count in zip(one.counted, counts, strict=True)
        ]
        notes = f": {run.text(one.notes)}" if one.notes.zh else ""
        put(
            run.say(
                f"{side}已签：{one.name} {one.local}{''.join(said)}{notes}",
                f"signed as {side}: {one.name} {one.local}{''.join(said)}{notes}",
            ),
            first="  ",
        )


def _print_next(page: HandoverPage) -> None:
    if page.state != "begun":
        return
    counts = [f"--count {one['thing']}=…" for one in page.pack["custody"] if one["kind"] == "cash"]
    words = " ".join((f"--seen {page.digest[:SHOWN]}", *counts))
    click.echo(f"  launchkit handover sign {page.number} {page.handover} {words}")


@command(
    case_argument(),
    _handover(),
    option("--count", "counts", multiple=True, metavar="THING=COUNT", zh="清点数，如 cash-1=1904.00，可重复", en="what was counted, like cash-1=1904.00, repeatable"),
    option("--seen", metavar="DIGEST", zh="看过的清单的摘要（见 show）", en="digest of the list you saw (see show)"),
    option("--note", "notes", default="", zh="批注", en="note"),
    zh="签字。双方签的是同一份清单；第二个签字后，任务、保管物、承诺、角色一次全部移交。",
    en="Sign. Both sign the same list; with the second signature tasks, custody, promises and roles move at once.",
    examples=("launchkit handover sign 3 --count cash-1=1904.00 --as P1",),
)  # fmt: skip
def handover_sign(
    run: Run,
    case: str,
    handover: str | None,
    counts: tuple[str, ...],
    seen: str | None,
    notes: str,
) -> int:
    """One side signs."""
    call, case_id = run.call(), run.case_id(case)
    before = run.office.desk.case(case_id)
    name = handover_of(before, handover).handover
    outcome = run.office.desk.handovers.sign(
        call, case_id, name, counts=_counts(counts), seen=seen, notes=notes
    )
    found = outcome.case.handovers[name]
    house = run.office.desk.house()
    giver, receiver = house.name(found.giver), house.name(found.receiver)
    if found.completed_at is None:
        said = Text(
            zh=f"已签字：{name}，等另一方签字", en=f"signed {name}; the other side signs next"
        )
    else:
        said = Text(
            zh=f"{name} 完成：{giver} 的任务、保管物和承诺已全部移交 {receiver}",
            en=f"{name} is completed: tasks, custody and promises of {giver} went to {receiver}",
        )
    return finish(run, outcome, said)


def _counts(words: tuple[str, ...]) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    for word in words:
        thing, mark, count = word.partition("=")
        if not mark or not count or thing in found:
            raise Misused(
                f"清点数写作 编号=数目，每件一次，如 cash-1=1904.00；收到的是 {word}",
                f"Write a count as thing=count, each once, like cash-1=1904.00; got {word}",
            )
        found[thing.strip()] = count
    return found


@command(
    case_argument(),
    _handover(),
    option("--reason", default="", zh="理由", en="reason"),
    zh="取消已开始的移交，须写理由。",
    en="Cancel a hand-over that has begun; a reason is required.",
    examples=("launchkit handover cancel 3 --reason 接收人改派 --as H1",),
)
def handover_cancel(run: Run, case: str, handover: str | None, reason: str) -> int:
    """It does not take place."""
    call, case_id = run.call(), run.case_id(case)
    name = handover_of(run.office.desk.case(case_id), handover).handover
    outcome = run.office.desk.handovers.cancel(call, case_id, name, reason=reason)
    return finish(run, outcome, Text(zh=f"{name} 已取消", en=f"{name} is cancelled"))


@command(
    case_argument(),
    _handover(),
    option("--to", metavar="DIR", default=".", zh="PDF 存到哪个文件夹（默认当前）", en="folder for the PDF (default here)"),
    zh="打印移交清单（D66），供双方和监交人签字；签完再打印一次，带清点数和签字时间。",
    en="Print the list (D66) for both sides and a supervisor to sign; printed once more after, with counts and times.",
    examples=("launchkit handover print 3 --to 打印 --as P1",),
)  # fmt: skip
def handover_print(run: Run, case: str, handover: str | None, to: str) -> int:
    """The list on paper."""
    call, case_id = run.call(), run.case_id(case)
    desk = run.office.desk
    name = handover_of(desk.case(case_id), handover).handover
    issued = desk.issue(call, case_id, f"{DOCUMENT}#{name}")
    folder = Path(to)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{DOCUMENT}_{name}.pdf"
    path.write_bytes(run.office.vault.get(issued.file.digest))
    tell_prefect(run, desk.case(case_id))
    if run.json:
        put_json(
            {
                "case": case_id,
                "document": issued.document.document,
                "digest": issued.file.digest,
                "fresh": issued.fresh,
                "path": str(path),
            }
        )
        return 0
    put(str(path), first=run.say("✓ 已打印 ", "✓ printed "))
    return 0


handover = NestedGroup(
    "handover",
    {
        str(one.name).removeprefix("handover-"): one
        for one in (
            handover_begin,
            handover_show,
            handover_sign,
            handover_cancel,
            handover_print,
        )
    },
    zh="轮换移交：一份清单，两个签字，一次全部移交。",
    en="Hand-over on rotation: one list, two signatures, everything moves at once.",
)
