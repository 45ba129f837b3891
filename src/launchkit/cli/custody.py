"""What is in whose hands: take, count, move, end, list."""

from __future__ import annotations

from launchkit.cli.acting import finish
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import SaidArgument, argument, case_argument, command, option
from launchkit.cli.lines import put, put_json, table
from launchkit.cli.run import Run
from launchkit.domain.checklist import Text
from launchkit.domain.custody import ENDS, THINGS
from launchkit.domain.telling import as_json
from launchkit.domain.telling.custody import CustodyLine, custody_line

_COUNT = (
    "清点数：现金写元，如 1904.00；其他写件数",
    "what was counted: cash in yuan like 1904.00, else pieces",
)


def _thing() -> SaidArgument:
    return argument("thing", zh="保管物编号，如 seal-1", en="thing, like seal-1")


@command(
    case_argument(),
    option("--kind", required=True, metavar="|".join(THINGS), zh="种类", en="kind"),
    option("--label", required=True, zh="名称，如 公章", en="what it is, like company seal"),
    option("--holder", metavar="PERSON", zh="保管人（默认自己）", en="who holds it (default oneself)"),
    option("--from", "source", default="", zh="从哪里来", en="where it came from"),
    option("--place", default="", zh="存放处", en="where it is kept"),
    option("--count", zh=_COUNT[0], en=_COUNT[1]),
    zh="登记一件保管物：印章、证照、钥匙、U盾、现金、设备、备件……编号自动给出。",
    en="A thing is in somebody's hands: seal, licence, key, token, cash, machine, parts …; it gets its id by itself.",
    examples=(
        "launchkit custody take 3 --kind seal --label 公章 --from 刻章店 --as P1",
        "launchkit custody take 3 --kind cash --label 备用金箱 --count 2000.00 --as P1",
    ),
)  # fmt: skip
def custody_take(  # noqa: PLR0913, PLR0917  the parts of a custody
    run: Run,
    case: str,
    kind: str,
    label: str,
    holder: str | None,
    source: str,
    place: str,
    count: str | None,
) -> int:
    """A thing is in somebody's hands."""
    outcome = run.office.desk.holdings.take(
        run.call(),
        run.case_id(case),
        kind=kind,
        label=label,
        holder=holder,
        source=source,
        place=place,
        count=count,
    )
    newest = next(reversed(tuple(outcome.case.custody)), "")
    said = Text(zh=f"已登记保管 {newest} {label}", en=f"{newest} {label} is in custody")
    return finish(run, outcome, said)


@command(
    case_argument(),
    _thing(),
    argument("count", zh=_COUNT[0], en=_COUNT[1]),
    option("--reason", default="", zh="与登记数不同的原因，如 已存银行", en="why it differs from the record, like paid into the bank"),
    zh="清点一件保管物。与登记数不同又没有写原因的，当天成为审计发现。",
    en="Count a thing. A difference without a reason becomes a finding the same day.",
    examples=("launchkit custody count 3 cash-1 1904.00 --reason 付快递费96元 --as P1",),
)  # fmt: skip
def custody_count(run: Run, case: str, thing: str, count: str, reason: str) -> int:
    """A thing was counted."""
    outcome = run.office.desk.holdings.count(
        run.call(), run.case_id(case), thing, count=count, reason=reason
    )
    return finish(run, outcome, Text(zh=f"已清点 {thing}", en=f"{thing} counted"))


@command(
    case_argument(),
    _thing(),
    option("--to", required=True, metavar="PERSON", zh="交给谁", en="to whom"),
    option("--count", zh=_COUNT[0], en=_COUNT[1]),
    option("--reason", default="", zh="理由", en="reason"),
    zh="把一件保管物交给另一人：由保管人或总部负责人办理；现金须清点。",
    en="Give a thing to another person: done by its holder or by hq_lead; cash is counted.",
    examples=("launchkit custody move 3 cash-1 --to P2 --count 1904.00 --as P1",),
)
def custody_move(run: Run, case: str, thing: str, to: str, count: str | None, reason: str) -> int:
    """A thing goes to another person."""
    outcome = run.office.desk.holdings.move(
        run.call(), run.case_id(case), thing, to=to, count=count, reason=reason
    )
    name = run.office.desk.house().name(to)
    return finish(run, outcome, Text(zh=f"{thing} 已交给 {name}", en=f"{name} holds {thing} now"))


@command(
    case_argument(),
    _thing(),
    option("--outcome", required=True, metavar="|".join(ENDS), zh="归还、存缴、销毁、遗失", en="how it left our hands"),
    option("--to", default="", zh="交给谁、存到哪里、谁销毁", en="to whom, where, by whom"),
    option("--count", zh=_COUNT[0], en=_COUNT[1]),
    option("--reason", default="", zh="理由", en="reason"),
    zh="一件保管物不再由我们保管。遗失的成为审计发现。",
    en="A thing is in our hands no more. A lost one becomes a finding.",
    examples=("launchkit custody end 3 cash-1 --outcome deposited --to 开户行 --count 1904.00 --as P1",),
)  # fmt: skip
def custody_end(  # noqa: PLR0913, PLR0917  how a custody ends
    run: Run, case: str, thing: str, outcome: str, to: str, count: str | None, reason: str
) -> int:
    """A thing leaves our hands."""
    done = run.office.desk.holdings.end(
        run.call(), run.case_id(case), thing, outcome=outcome, to=to, count=count, reason=reason
    )
    how = ENDS[outcome]
    return finish(run, done, Text(zh=f"{thing} 已{how.zh}", en=f"{thing} {how.en}"))


@command(
    case_argument(),
    option("--all", "every", is_flag=True, zh="连同已了结的", en="with those that have ended"),
    zh="什么在谁手中。",
    en="What is in whose hands.",
    examples=("launchkit custody list 3",),
)
def custody_list(run: Run, case: str, *, every: bool) -> int:
    """What is in whose hands."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    lines = [
        custody_line(one, desk.house()) for one in known.custody.values() if every or one.held
    ]
    if run.json:
        put_json({"case": known.id, "number": known.number, "custody": as_json(lines)})
        return 0
    if not lines:
        put(run.say("没有在管的物品。", "Nothing is in custody."))
        return 0
    table(
        [
            run.say("编号", "thing"),
            run.say("名称", "what"),
            run.say("数量", "how much"),
            run.say("保管人", "holder"),
            run.say("自", "since"),
            run.say("存放处", "place"),
        ],
        [_row(run, one) for one in lines],
        whole=(0, 2, 4),
    )
    return 0


def _row(run: Run, one: CustodyLine) -> list[str]:
    holder = f"{one.holder_name} {one.holder}"
    if one.ended_text is not None:
        to = f" {run.text(one.to)}".rstrip()
        holder = f"{run.text(one.ended_text)}{to} {one.ended_on}"
    return [
        one.thing,
        f"{run.text(one.label)}（{one.kind_text.zh}）"
        if run.lang == "zh"
        else f"{run.text(one.label)} ({one.kind_text.en})",
        run.text(one.count_text),
        holder,
        one.since,
        run.text(one.place),
    ]


custody = NestedGroup(
    "custody",
    {
        str(one.name).removeprefix("custody-"): one
        for one in (custody_take, custody_count, custody_move, custody_end, custody_list)
    },
    zh="保管物：什么在谁手中。没有人的保管物是不存在的。",
    en="Custody: what is in whose hands. Nothing is without a holder.",
)
