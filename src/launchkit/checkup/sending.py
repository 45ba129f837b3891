"""What is sent by itself: the clockwork that decides it, Prefect, messages to people, webhooks to programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from launchkit.checkup.looks import Look, Machine
from launchkit.domain.telling.words import lasted
from launchkit.domain.webhooks import WhyOff

#: A sweep older than this means that no clockwork is running.
SWEEP_AGE = timedelta(minutes=30)


def sweep(at: Machine) -> Iterator[Look]:
    """The clockwork has looked at the cases lately."""
    if not at.begun or not at.office.store.cases(states=("open",)):
        return
    last = at.office.store.last_sweep()
    if last is None:
        yield Look(
            "sweep",
            "warning",
            "还没有推进过：提醒和升级没有人发",
            "no sweep has run: nobody sends reminders",
            "launchkit up   # cron: */15 * * * * launchkit sweep",
        )
        return
    age = at.office.clock() - last
    ago = lasted(age)
    state = "warning" if age > SWEEP_AGE else "ok"
    yield Look(
        "sweep",
        state,
        f"上次推进在 {ago.zh}前",
        f"the last sweep was {ago.en} ago",
        "launchkit sweep",
    )


def prefect(at: Machine) -> Iterator[Look]:
    """Prefect is there, and hears of what is written."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    from launchkit.notify.prefect_api import nudge_state  # noqa: PLC0415

    try:
        found = version("prefect")
        yield Look("prefect", "ok", f"Prefect {found}", f"Prefect {found}")
    except PackageNotFoundError:
        yield Look(
            "prefect",
            "warning",
            "没有 Prefect：仍可用 launchkit sweep 推进",
            "no Prefect: cases are advanced by launchkit sweep",
        )
    state = nudge_state(at.settings.home, at.settings.prefect_api)
    if state.address is None:
        yield Look("nudge", "ok", "没有运行中的时钟要通知", "no running clockwork to tell")
    elif state.failures:
        yield Look(
            "nudge",
            "warning",
            f"最近 {state.failures} 次未能通知 {state.address.api}；不会丢，由 sweep 补上",
            f"{state.failures} nudges in a row did not reach {state.address.api}; the sweep catches up",
        )
    else:
        yield Look(
            "nudge",
            "ok",
            f"写入后通知 {state.address.api}",
            f"writes are told to {state.address.api}",
        )


def notices(at: Machine) -> Iterator[Look]:
    """Messages arrive, and everybody who answers for a task can be told."""
    if not at.begun:
        return
    house, store = at.office.desk.house(), at.office.store
    failed = len(store.outbox.notices(states=["failed"]))
    if failed:
        yield Look(
            "notices",
            "warning",
            f"{failed} 条通知三天未能送达",
            f"{failed} notices could not be delivered for three days",
            "launchkit notices --failed",
        )
    owners = {row.owner for row in store.tasks() if row.owner and row.owner in house.people}
    without = sorted(one for one in owners if not house.addresses(one))
    if without:
        yield Look(
            "channels",
            "warning",
            f"没有通知渠道：{'、'.join(without)}；消息只写进 notices.log",
            f"without a channel: {', '.join(without)}; their messages only go into notices.log",
            f"launchkit channel set {without[0]} wecom WEBHOOK --as {without[0]}",
        )
    else:
        yield Look(
            "channels", "ok", "每位负责人都有通知渠道", "every owner of a task has a channel"
        )


def webhooks(at: Machine) -> Iterator[Look]:
    """Programs that are to be told can be reached."""
    if not at.begun:
        return
    hooks = at.office.webhooks.all_webhooks()
    failing = [
        one.webhook
        for one in hooks
        if one.failing_since is not None or one.reason in (WhyOff.GONE, WhyOff.FAILING)
    ]
    if failing:
        yield Look(
            "webhooks",
            "warning",
            f"Webhook 送不到：{'、'.join(failing)}",
            f"nothing arrives at the webhooks {', '.join(failing)}",
            f"launchkit webhook deliveries {failing[0]}",
        )
    elif hooks:
        yield Look(
            "webhooks", "ok", f"{len(hooks)} 个 Webhook 正常", f"{len(hooks)} webhooks, all well"
        )
