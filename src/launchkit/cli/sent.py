"""Papers out for signature: out, back, list."""

from __future__ import annotations

from launchkit.cli.acting import finish
from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, case_argument, command, option
from launchkit.cli.dates import day_of
from launchkit.cli.given import attachment
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run
from launchkit.domain.checklist import Text
from launchkit.domain.telling import as_json
from launchkit.domain.telling.custody import sent_line


@command(
    case_argument(),
    argument("document", zh="文书编号，如 D08", en="code like D08"),
    option("--to", required=True, zh="送给谁签", en="to whom it goes"),
    option("--expected", metavar="DATE", zh="预计哪天收回", en="day it is expected back"),
    zh="已出具的文书送出签署，收回前不会被忘记。",
    en="An issued document goes out for signature and is not forgotten until it is back.",
    examples=("launchkit sent out 3 D08 --to 房东赵先生 --expected 2026-03-20 --as P1",),
)
def sent_out(run: Run, case: str, document: str, to: str, expected: str | None) -> int:
    """A document goes out."""
    outcome = run.office.desk.holdings.send_out(
        run.call(),
        run.case_id(case),
        document,
        to=to,
        expected=None if expected is None else day_of(expected),
    )
    return finish(
        run, outcome, Text(zh=f"{document} 已送出签署", en=f"{document} is out for signature")
    )


@command(
    case_argument(),
    argument("document", zh="文书编号，如 D08", en="code like D08"),
    option("--file", metavar="FILE", zh="签好的扫描件", en="scan of the signed paper"),
    option("--unsigned", is_flag=True, zh="没有签就回来了", en="it came back unsigned"),
    option("--note", "--reason", "note", default="", zh="批注", en="note"),
    zh="文书收回：签好的附扫描件；没有签的写 --unsigned 和原因。",
    en="A document is back: signed, with its scan; or --unsigned, with the reason.",
    examples=("launchkit sent back 3 D08 --file 合同.pdf --as P1",),
)
def sent_back(
    run: Run, case: str, document: str, file: str | None, note: str, *, unsigned: bool
) -> int:
    """A document is back."""
    handed = None if file is None else attachment(file, rule=None, note=note)
    outcome = run.office.desk.holdings.take_back(
        run.call(),
        run.case_id(case),
        document,
        content=None if handed is None else handed.content,
        media="" if handed is None else handed.media,
        signed=not unsigned,
        note=note,
    )
    said = (
        Text(zh=f"{document} 未签收回", en=f"{document} is back unsigned")
        if unsigned
        else Text(zh=f"{document} 已签回", en=f"{document} is back signed")
    )
    return finish(run, outcome, said)


@command(
    case_argument(),
    option("--all", "every", is_flag=True, zh="连同已收回的", en="with those that are back"),
    zh="在外签署的文书。",
    en="Documents out for signature.",
    examples=("launchkit sent list 3",),
)
def sent_list(run: Run, case: str, *, every: bool) -> int:
    """Papers that are out."""
    desk = run.office.desk
    known = desk.case(run.case_id(case))
    today = known.local_day(run.office.clock())
    lines = [
        sent_line(known, one, desk.house(), today)
        for one in known.sent_out.values()
        if every or one.out
    ]
    if run.json:
        put_json({"case": known.id, "number": known.number, "sent_out": as_json(lines)})
        return 0
    if not lines:
        put(run.say("没有在外签署的文书。", "No document is out for signature."))
    for one in lines:
        expected = run.say(f"，预计 {one.expected} 收回", f", expected {one.expected}")
        back = run.say(f"，{one.back_on} 收回", f", back on {one.back_on}")
        ends = back if one.back_on else expected if one.expected else ""
        put(
            run.say(
                f"{one.document} {one.title.zh}：{one.sent_on} 送 {one.to.zh}，{one.days} 天{ends}",
                f"{one.document} {one.title.en}: to {one.to.en} on {one.sent_on}, {one.days} days{ends}",
            ),
            first="  ",
        )
    return 0


sent = NestedGroup(
    "sent",
    {str(one.name).removeprefix("sent-"): one for one in (sent_out, sent_back, sent_list)},
    zh="外送签署的文书：送出、收回、还在外面的。",
    en="Documents out for signature: out, back, and those still out.",
)
