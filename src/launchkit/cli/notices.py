"""Notices: what was sent to whom, and the channels by which people are reached."""

from __future__ import annotations

from typing import Any

import click

from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import put, put_json, table
from launchkit.cli.run import Run
from launchkit.domain.checklist import Text
from launchkit.domain.outbox import Delivery, QueuedNotice
from launchkit.domain.telling import as_json
from launchkit.domain.telling.deliveries import REASONS, STATES
from launchkit.domain.telling.notices import notice_words
from launchkit.domain.telling.words import local_time, typed


@command(
    argument("case", required=False, zh="专案（默认全部可见的）", en="case (default: all you may see)"),
    option("--failed", is_flag=True, zh="只看未送达的", en="only what could not be delivered"),
    option("--to", metavar="PERSON", zh="只看发给此人的", en="only what went to this person"),
    zh="通知的投递记录：发给谁、什么事、状态、每次尝试的渠道和结果。正文不留存。",
    en="The delivery log: to whom, about what, its state, and each attempt with its channel and outcome. Texts are not kept.",
    examples=("launchkit notices 3", "launchkit notices --failed"),
)  # fmt: skip
def notices(run: Run, case: str | None, to: str | None, *, failed: bool) -> int:
    """What became of the notices."""
    found = _found(run, case, to, failed=failed)
    store = run.office.store
    attempts: dict[str, list[Delivery]] = {}
    for one in store.outbox.deliveries([notice.key for notice in found]):
        attempts.setdefault(one.key, []).append(one)
    if run.json:
        rows = [{**_plain(one), "deliveries": as_json(attempts.get(one.key, []))} for one in found]
        put_json({"rows": rows})
        return 0
    if not found:
        put(run.say("没有通知。", "There are no notices."))
        return 0
    zones = {row: run.office.desk.case(row).zone for row in {one.case for one in found}}
    cells = [
        [
            local_time(
                one.not_before if one.state == "waiting" else one.changed_at, zones[one.case]
            ),
            one.to,
            run.text(notice_words(one.kind)),
            one.task or one.about,
            _state(run, one),
            " ".join(f"{each.channel}:{each.outcome}" for each in attempts.get(one.key, [])),
        ]
        for one in found
    ]
    heads = (
        run.say("时间", "time"), run.say("给谁", "to"), run.say("事由", "about"),
        run.say("任务", "task"), run.say("状态", "state"), run.say("投递", "attempts"),
    )  # fmt: skip
    table(list(heads), cells, whole=(0, 1))
    return 0


def _found(run: Run, case: str | None, to: str | None, *, failed: bool) -> list[QueuedNotice]:
    """The notices asked for, of cases that the reader may see."""
    desk, store = run.office.desk, run.office.store
    seen = {row.case for row in desk.reading.cases(run.settings.user)}
    only = None if case is None else run.case_id(case)
    every = store.outbox.notices(case=only, states=["failed"] if failed else [])
    return [one for one in every if one.case in seen and to in (None, one.to)]


def _plain(notice: QueuedNotice) -> dict[str, Any]:
    found: dict[str, Any] = as_json(notice)
    return found


def _state(run: Run, notice: QueuedNotice) -> str:
    state = run.text(STATES[notice.state])
    if notice.reason is None:
        return state
    reason = run.text(_reason(notice.reason))
    return run.say(f"{state}（{reason}）", f"{state} ({reason})")


def _reason(word: str) -> Text:
    return REASONS.get(word) or typed(word)


# --- channels ------------------------------------------------------------------------------------------------------------


def _person() -> click.Parameter:
    return argument("person", zh="人员代码，如 P1", en="code of the person, like P1")


@command(
    _person(),
    argument("channel", zh="wecom、dingtalk、feishu、email、other、console、file", en="wecom, dingtalk, feishu, email, other, console, file"),
    argument("address", required=False, zh="地址：机器人 Webhook、邮箱；不写即不再用此渠道", en="address: webhook of the robot, e-mail; none: not by this channel any more"),
    zh="设置一个人的通知渠道。地址是秘密，存放在可清除的侧表，不出现在记录和日志里。钉钉加签机器人：地址后空一格写密钥。",
    en="Say how a person is reached. Addresses are secret: they are kept in the erasable side table, never in entries or logs. A DingTalk robot with a signature: address, a blank, the secret.",
    examples=("launchkit channel set P1 wecom 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…' --as P1", "launchkit channel set P1 email zhang.wei@example.com --as P1", "launchkit channel set P1 email --as P1"),
)  # fmt: skip
def channel_set(run: Run, person: str, channel: str, address: str | None) -> int:
    """One channel of a person."""
    receipt = run.office.desk.reach.set_channel(
        run.call(), person=person, channel=channel, address=address or ""
    )
    if run.json:
        put_json(
            {
                "person": person,
                "channel": channel,
                "set": bool(address),
                "repeated": receipt.repeated,
            }
        )
        return 0
    said = (
        run.say(
            f"{person} 可由 {channel} 通知；试一下：launchkit channel test {person}",
            f"{person} is reached by {channel}; try it: launchkit channel test {person}",
        )
        if address
        else run.say(
            f"{person} 不再由 {channel} 通知", f"{person} is not reached by {channel} any more"
        )
    )
    put(said, first=click.style("✓ ", fg="green"))
    return 0


@command(
    argument("person", required=False, zh="人员代码（默认全部）", en="code of the person (default: all)"),
    zh="谁由哪些渠道通知；地址不显示。",
    en="Who is reached by which channels; addresses are not shown.",
    examples=("launchkit channel list",),
)  # fmt: skip
def channel_list(run: Run, person: str | None) -> int:
    """Who is reached how."""
    house = run.office.desk.house()
    people = [house.person(person).person] if person else list(house.people)
    rows = {one: sorted(house.addresses(one)) for one in people}
    if run.json:
        put_json({"rows": [{"person": one, "channels": names} for one, names in rows.items()]})
        return 0
    for one, names in rows.items():
        shown = "、".join(names) if run.lang == "zh" else ", ".join(names)
        none = run.say("没有渠道，写进 notices.log", "no channel, into notices.log")
        put(shown or none, first=f"  {one}  ")
    return 0


@command(
    _person(),
    zh="给一个人的每个渠道各发一条测试消息。",
    en="Send one test message by each channel of a person.",
    examples=("launchkit channel test P1",),
)
def channel_test(run: Run, person: str) -> int:
    """One message by each channel."""
    house = run.office.desk.house()
    house.person(person)
    ways = house.addresses(person) or {"file": person}
    sender = run.office.sender
    outcomes = {name: sender.test(person, name, address) for name, address in ways.items()}
    if run.json:
        put_json({"person": person, "channels": outcomes})
    else:
        for name, word in outcomes.items():
            mark = click.style("✓ ", fg="green") if word is None else click.style("✗ ", fg="red")
            said = Text(zh="已发出", en="sent") if word is None else _reason(word)
            put(run.text(said), first=f"{mark}{name}  ")
    return 1 if any(outcomes.values()) else 0


channel = NestedGroup(
    "channel",
    {
        str(one.name).removeprefix("channel-"): one
        for one in (channel_set, channel_list, channel_test)
    },
    zh="一个人怎样收到通知：企业微信、钉钉、飞书机器人，邮件，及其他。",
    en="How a person gets notices: robots of WeCom, DingTalk, Feishu, e-mail, and others.",
)
