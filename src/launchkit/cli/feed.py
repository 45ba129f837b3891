"""Calendars to subscribe to: the secret address of a feed, a new one, or the file itself."""

from __future__ import annotations

from pathlib import Path

from launchkit.cli.base import argument, command, option
from launchkit.cli.entrance import web_address
from launchkit.cli.lines import put, put_json
from launchkit.cli.run import Run
from launchkit.domain.feeds import FeedKind


@command(
    argument("what", zh="人员代码，或专案", en="code of a person, or a case"),
    option("--new", is_flag=True, zh="换一个新地址，旧地址立即失效", en="another address; the old one leads nowhere at once"),
    option("-o", "--output", metavar="FILE", zh="把日历写成 .ics 文件", en="write the calendar to an .ics file"),
    zh="日历订阅地址：一个人负责的全部未了期限，或一个专案的全部期限。谁有地址谁就能看，泄露了用 --new 换掉。",
    en="Address of a calendar: every open deadline of the tasks a person owns, or all of one case. Whoever has it can read it; if it got around, take a new one with --new.",
    examples=("launchkit feed P1 --as P1", "launchkit feed 3 -o 3.ics --as P1", "launchkit feed P1 --new --as P1"),
)  # fmt: skip
def feed(run: Run, what: str, output: str | None, *, new: bool) -> int:
    """The address of one calendar."""
    office = run.office
    kind, of = _meant(run, what)
    if new:
        office.desk.reach.renew_feed(run.call(), kind, of)
    else:
        office.desk.reach.see_feed(run.call(), kind, of)
    feeds = office.feeds
    link = f"{web_address(run)}/feeds/{feeds.token(kind, of)}.ics"
    events = feeds.events(kind, of)
    if output is not None:
        from launchkit.notify.calendar_feed import ics  # noqa: PLC0415  heavy, and only here

        Path(output).write_bytes(ics(what, events))
    if run.json:
        put_json(
            {"kind": kind.value, "of": of, "link": link, "events": len(events), "file": output}
        )
        return 0
    put(link)
    count = len(events)
    put(
        run.say(
            f"{count} 个日期；地址是秘密，只给自己用。",
            f"{count} dates; keep the address to yourself.",
        )
    )
    if output is not None:
        put(run.say(f"已写入 {output}", f"written to {output}"))
    return 0


def _meant(run: Run, what: str) -> tuple[FeedKind, str]:
    if what in run.office.desk.house().people:
        return FeedKind.PERSON, what
    return FeedKind.CASE, run.case_id(what)
