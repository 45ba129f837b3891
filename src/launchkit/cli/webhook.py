"""Webhooks: other programs that are told of events, and what was sent to them."""

from __future__ import annotations

from typing import Any

import click

from launchkit.cli.app import NestedGroup
from launchkit.cli.base import argument, command, option
from launchkit.cli.lines import head, put, put_json, table
from launchkit.cli.run import Run
from launchkit.desk.webhooks import EditedWebhook, WantedWebhook
from launchkit.domain.errors import BadValue
from launchkit.domain.telling.webhooks import (
    OUTCOMES,
    STATES,
    attempt_words,
    reason_words,
    webhook_json,
)
from launchkit.domain.webhooks import Webhook, WebhookAttempt, WebhookEvent

#: Events shown unless more are asked for.
SHOWN = 30


def _webhook() -> click.Parameter:
    return argument("webhook", zh="Webhook 编号，如 wh-3f2a9c0d1b7e", en="id of the webhook, like wh-3f2a9c0d1b7e")  # fmt: skip


@command(
    argument("url", zh="接收地址，https:// 开头（本机可用 http://）", en="address, beginning with https:// (http:// for this machine)"),
    option("--event", "events", multiple=True, metavar="TYPE", zh="事件类型，可重复；不写即全部", en="event type, repeatable; all if not given"),
    option("--case", "cases", multiple=True, metavar="CASE", zh="只告知此专案，可重复；不写即全部非涉密专案", en="tell of this case only, repeatable; all that are not restricted if not given"),
    option("--description", default="", zh="说明，如 报表系统", en="what it is, like reports"),
    zh="把事件告知另一个程序，按 Standard Webhooks 规范签名。密钥只显示这一次；从现在起的事件才告知。涉密专案只有写明了、且您能看才告知。",
    en="Tell another program of events, signed by the Standard Webhooks specification. The secret is shown this once; only events from now on are told. A restricted case is told only if it is named and you may read it.",
    examples=("launchkit webhook add https://hooks.example.com/launchkit --event deadline.missed --event case.closed --as H1",),
)  # fmt: skip
def webhook_add(
    run: Run, url: str, events: tuple[str, ...], cases: tuple[str, ...], description: str
) -> int:
    """A webhook begins."""
    wanted = WantedWebhook(
        url=url,
        description=description,
        events=events,
        cases=tuple(run.case_id(one) for one in cases),
    )
    secret, made = run.office.webhooks.add(run.call(), wanted)
    if run.json:
        put_json({**_json(run, made), "secret": secret})
        return 0
    click.echo(secret)
    put(
        run.say(
            f"{made.webhook} 已添加；上面是密钥，只显示这一次。试一下：launchkit webhook test {made.webhook}",
            f"{made.webhook} was added; above is its secret, shown this once. Try it: launchkit webhook test {made.webhook}",
        ),
        first=click.style("✓ ", fg="green"),
    )
    closed = run.office.webhooks.restricted(made)
    if closed:
        named = "、".join(run.office.desk.case(one).number for one in closed)
        put(run.say(f"其中涉密：{named}", f"restricted among them: {named}"), first="! ")
    return 0


@command(
    zh="全部 Webhook：地址、状态、等待和失败的事件数。",
    en="All webhooks: address, state, how many events wait or failed.",
    examples=("launchkit webhook list",),
)
def webhook_list(run: Run) -> int:
    """All webhooks."""
    run.office.webhooks.require_administrator(run.call())
    found = run.office.webhooks.all_webhooks()
    if run.json:
        put_json({"rows": [_json(run, one) for one in found]})
        return 0
    if not found:
        put(run.say("没有 Webhook。", "There are no webhooks."))
        return 0
    rows = run.office.store.webhooks
    heads = (
        ("编号", "id"),
        ("地址", "address"),
        ("状态", "state"),
        ("等待", "wait"),
        ("失败", "failed"),
    )
    table(
        [run.say(*one) for one in heads],
        [
            [
                one.webhook,
                one.url,
                _state(run, one),
                str(len(rows.events(one.webhook, states=("waiting", "sending")))),
                str(len(rows.events(one.webhook, states=("failed",)))),
            ]
            for one in found
        ],
        whole=(0,),
    )  # fmt: skip
    return 0


@command(
    _webhook(),
    zh="一个 Webhook 的全貌；密钥不再显示。",
    en="One webhook in full; its secret is not shown again.",
    examples=("launchkit webhook show wh-3f2a9c0d1b7e",),
)
def webhook_show(run: Run, webhook: str) -> int:
    """One webhook."""
    run.office.webhooks.require_administrator(run.call())
    found = run.office.webhooks.webhook(webhook)
    if run.json:
        put_json(_json(run, found))
        return 0
    head(f"{found.webhook}  {_state(run, found)}")
    every = run.say("全部", "all")
    numbers = "、".join(run.office.desk.case(one).number for one in found.cases)
    open_cases = run.say("全部非涉密专案", "all that are not restricted")
    lines = [
        (run.say("地址", "address"), found.url),
        (run.say("说明", "what it is"), found.description or "—"),
        (run.say("事件", "events"), " ".join(found.events) or every),
        (run.say("专案", "cases"), numbers or open_cases),
        (run.say("添加", "added"), f"{found.created_at[:16]}Z {found.person}"),
    ]
    if found.failing_since:
        lines.append((run.say("送不到，自", "failing since"), f"{found.failing_since[:16]}Z"))
    for name, value in lines:
        put(value, first=f"  {name}  ")
    return 0


@command(
    _webhook(),
    zh="更换密钥：打印新的，旧的再同时签名 24 小时，其间换上新的即可不漏。",
    en="Another secret: printed now; the old one signs as well for 24 hours, in which the receiver changes over.",
    examples=("launchkit webhook rotate wh-3f2a9c0d1b7e --as H1",),
)
def webhook_rotate(run: Run, webhook: str) -> int:
    """Another secret."""
    secret = run.office.webhooks.rotate(run.call(), webhook)
    if run.json:
        put_json({"webhook": webhook, "secret": secret})
        return 0
    click.echo(secret)
    put(
        run.say(
            "新密钥只显示这一次；旧密钥 24 小时内仍然有效。",
            "The new secret is shown this once; the old one holds for another 24 hours.",
        )
    )
    return 0


@command(
    _webhook(),
    option("--url", zh="新的接收地址", en="another address"),
    option("--event", "events", multiple=True, metavar="TYPE", zh="今后只告知这些事件类型，可重复", en="tell these event types only from now on, repeatable"),
    option("--all-events", is_flag=True, zh="今后告知全部事件", en="tell all events from now on"),
    option("--description", zh="说明", en="what it is"),
    zh="修改接收地址、事件或说明；密钥和投递记录照旧，没写的不变。换了地址，等着的事件立即发往新地址。",
    en="Edit the address, the events or what it is; secret and delivery log stay, and whatever is not given. What waits goes to another address at once.",
    examples=("launchkit webhook edit wh-3f2a9c0d1b7e --url https://hooks.example.com/new --as H1",),
)  # fmt: skip
def webhook_edit(
    run: Run,
    webhook: str,
    url: str | None,
    events: tuple[str, ...],
    description: str | None,
    *,
    all_events: bool,
) -> int:
    """Something of it is otherwise from now on."""
    if events and all_events:
        raise BadValue("--event 和 --all-events 只能写一个。", "Give --event or --all-events.")
    edited = EditedWebhook(
        url=url,
        description=description,
        events=events if events or all_events else None,
    )
    found = run.office.webhooks.edit(run.call(), webhook, edited)
    if run.json:
        put_json(_json(run, found))
        return 0
    return _said(run, webhook, f"{webhook} → {found.url}", f"{webhook} → {found.url}")


@command(
    _webhook(),
    zh="停用：不再发送；事件照样排着，启用后接着发。",
    en="Switch off: nothing is sent; when switched on it goes on where it stopped.",
)
def webhook_disable(run: Run, webhook: str) -> int:
    """Switch off."""
    return _changed(run, run.office.webhooks.disable(run.call(), webhook))


@command(
    _webhook(),
    option("--skip", is_flag=True, zh="停用期间的事件不补发", en="leave out what happened meanwhile"),
    zh="启用：从停下的地方接着发，包括没送到的。",
    en="Switch on: go on where it stopped, with what did not arrive.",
)  # fmt: skip
def webhook_enable(run: Run, webhook: str, *, skip: bool) -> int:
    """Switch on."""
    return _changed(run, run.office.webhooks.enable(run.call(), webhook, skip=skip))


@command(
    _webhook(),
    zh="删除：不再告知，投递记录一并删除。",
    en="Remove: told nothing any more; what was sent to it is forgotten.",
)
def webhook_remove(run: Run, webhook: str) -> int:
    """A webhook ends."""
    run.office.webhooks.remove(run.call(), webhook)
    return _said(run, webhook, f"{webhook} 已删除", f"{webhook} was removed")


@command(
    _webhook(),
    zh="现在发一个测试事件（webhook.test），看能否送到。",
    en="Send a test event (webhook.test) now, to see whether it arrives.",
    examples=("launchkit webhook test wh-3f2a9c0d1b7e --as H1",),
)
def webhook_test(run: Run, webhook: str) -> int:
    """Whether anything arrives."""
    event = run.office.webhooks.test(run.call(), webhook)
    run.office.announcer.send()
    return _outcome(run, event)


@command(
    _webhook(),
    argument("event", zh="事件编号 msg_…（见 webhook deliveries）", en="id of the event, msg_… (see webhook deliveries)"),
    zh="再发一次这个事件，编号不变。",
    en="Send an event once more, under the same id.",
)  # fmt: skip
def webhook_resend(run: Run, webhook: str, event: str) -> int:
    """Once more."""
    found = run.office.webhooks.resend(run.call(), webhook, event)
    run.office.announcer.send()
    return _outcome(run, found)


@command(
    _webhook(),
    option("--failed", is_flag=True, zh="只看失败的", en="only what failed"),
    option("--limit", type=click.IntRange(1, 1000), default=SHOWN, show_default=True, zh="最多几条", en="how many at most"),
    zh="投递记录：哪个事件、状态、每次尝试的结果、状态码和用时。对方的回答不留存。",
    en="The delivery log: which event, its state, and each attempt with outcome, status and time. What the other side answered is not kept.",
    examples=("launchkit webhook deliveries wh-3f2a9c0d1b7e --failed",),
)  # fmt: skip
def webhook_deliveries(run: Run, webhook: str, *, failed: bool, limit: int) -> int:
    """What was sent."""
    run.office.webhooks.require_administrator(run.call())
    hook = run.office.webhooks.webhook(webhook)
    rows = run.office.store.webhooks
    events = rows.events(hook.webhook, states=("failed",) if failed else (), limit=limit)
    tried: dict[str, list[WebhookAttempt]] = {}
    for one in rows.attempts(events):
        key = f"{one.case}/{one.seq}"
        tried.setdefault(key, []).append(one)
    if run.json:
        put_json({"rows": [_event_json(one, tried) for one in events]})
        return 0
    if not events:
        put(run.say("没有事件。", "There are no events."))
        return 0
    heads = (("事件", "event"), ("类型", "type"), ("状态", "state"), ("尝试", "attempts"))
    cells = [
        [
            one.id,
            one.type,
            _event_state(run, one),
            " ".join(
                run.text(attempt_words(each)) for each in tried.get(f"{one.case}/{one.seq}", [])
            ),
        ]
        for one in events
    ]
    table([run.say(*one) for one in heads], cells, whole=(0, 1))
    return 0


# --- what is printed --------------------------------------------------------------------------------------------


def _json(run: Run, webhook: Webhook) -> dict[str, Any]:
    found: dict[str, Any] = webhook_json(webhook, run.office.webhooks.restricted(webhook))
    return found


def _event_json(event: WebhookEvent, tried: dict[str, list[WebhookAttempt]]) -> dict[str, Any]:
    attempts = tried.get(f"{event.case}/{event.seq}", [])
    return {
        "event": event.id,
        "type": event.type,
        "case": event.case or None,
        "seq": event.seq,
        "at": event.at,
        "state": event.state,
        "reason": event.reason,
        "next_try": event.not_before if event.state == "waiting" else None,
        "attempts": [
            {
                "attempt": one.attempt,
                "at": one.at,
                "outcome": one.outcome,
                "status": one.status,
                "milliseconds": one.milliseconds,
            }
            for one in attempts
        ],
    }


def _state(run: Run, webhook: Webhook) -> str:
    return run.text(reason_words(webhook))


def _event_state(run: Run, event: WebhookEvent) -> str:
    state = run.text(STATES[event.state])
    if event.reason is None:
        return state
    word = OUTCOMES.get(event.reason)
    reason = event.reason if word is None else run.text(word)
    return run.say(f"{state}（{reason}）", f"{state} ({reason})")


def _outcome(run: Run, event: WebhookEvent) -> int:
    rows = run.office.store.webhooks
    now = rows.event(event.webhook, event.case, event.seq) or event
    arrived = now.state == "sent"
    if run.json:
        tried = {f"{now.case}/{now.seq}": list(rows.attempts([now]))}
        put_json(_event_json(now, tried))
    else:
        mark = click.style("✓ ", fg="green") if arrived else click.style("✗ ", fg="red")
        put(_event_state(run, now), first=f"{mark}{now.id}  ")
    return 0 if arrived else 1


def _changed(run: Run, webhook: Webhook) -> int:
    return _said(
        run,
        webhook.webhook,
        f"{webhook.webhook} {reason_words(webhook).zh}",
        f"{webhook.webhook}: {reason_words(webhook).en}",
    )


def _said(run: Run, webhook: str, zh: str, en: str) -> int:
    if run.json:
        put_json({"webhook": webhook, "said": run.say(zh, en)})
    else:
        put(run.say(zh, en), first=click.style("✓ ", fg="green"))
    return 0


webhook = NestedGroup(
    "webhook",
    {
        str(one.name).removeprefix("webhook-"): one
        for one in (
            webhook_add,
            webhook_list,
            webhook_show,
            webhook_rotate,
            webhook_edit,
            webhook_disable,
            webhook_enable,
            webhook_remove,
            webhook_test,
            webhook_deliveries,
            webhook_resend,
        )
    },
    zh="Webhook：把事件签名后告知其他程序。",
    en="Webhooks: tell other programs of events, signed.",
)
