"""Webhooks for people to read: how they stand, what became of an event, and of each attempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from launchkit.domain.checklist import Text
from launchkit.domain.webhooks import Webhook, WebhookAttempt

#: How an event stands.
STATES: Final[Mapping[str, Text]] = {
    "waiting": Text(zh="待发", en="waits"),
    "sending": Text(zh="正在发", en="being sent"),
    "sent": Text(zh="已送达", en="arrived"),
    "failed": Text(zh="未送达", en="failed"),
    "withdrawn": Text(zh="不再发送", en="withdrawn"),
}
#: What became of an attempt, or why an event does not go.
OUTCOMES: Final[Mapping[str, Text]] = {
    "sent": Text(zh="已送达", en="arrived"),
    "trying": Text(zh="正在发", en="under way"),
    "uncertain": Text(zh="没有下文，已重发", en="no word of it; sent again"),
    "timeout": Text(zh="15 秒内没有回答", en="no answer within 15 seconds"),
    "refused": Text(zh="对方端口没有程序在听", en="nobody listens there"),
    "unreachable": Text(zh="连不上", en="cannot be reached"),
    "no_name": Text(zh="域名查不到", en="the name is not known"),
    "forbidden": Text(zh="地址在内网，不发", en="the address is inside the house; not sent"),
    "tls": Text(zh="证书或加密不对", en="certificate or encryption is wrong"),
    "no_answer": Text(zh="没有回答就断开", en="hung up without an answer"),
    "no_http": Text(zh="回答的不是 HTTP", en="the answer was not HTTP"),
    "redirect": Text(zh="要求转到别处，不跟随", en="a redirection, not followed"),
    "gone": Text(zh="对方说已永久停用", en="gone for good, it says"),
    "status": Text(zh="对方没有接收", en="it was not taken"),
    "busy": Text(zh="对方忙，说了何时再来", en="busy; it said when to come again"),
    "no_key": Text(zh="密钥打不开，请更换密钥", en="its secret cannot be opened; rotate it"),
    "not_allowed": Text(zh="已不该告知", en="is not to be told any more"),
    "skipped": Text(zh="启用时略过", en="left out when it was switched on"),
}
_WHY_OFF: Final[Mapping[str, Text]] = {
    "by_hand": Text(zh="已停用", en="switched off"),
    "gone": Text(zh="已停用：对方说已永久停用", en="switched off: gone for good, the other side says"),
    "failing": Text(zh="已停用：五天都送不到", en="switched off: nothing arrived for five days"),
}  # fmt: skip


def reason_words(webhook: Webhook) -> Text:
    """How a webhook stands, with the reason."""
    if webhook.state == "off":
        return _WHY_OFF[webhook.reason or "by_hand"]
    if webhook.failing_since is not None:
        return Text(zh="启用，目前送不到", en="on, nothing arrives at present")
    return Text(zh="启用", en="on")


def attempt_words(attempt: WebhookAttempt) -> Text:
    """One attempt: its number, what became of it, status and time."""
    word = OUTCOMES.get(attempt.outcome, Text(zh=attempt.outcome, en=attempt.outcome))
    status = "" if attempt.status is None else f" {attempt.status}"
    spent = "" if attempt.milliseconds is None else f" {attempt.milliseconds} ms"
    return Text(
        zh=f"{attempt.attempt}：{word.zh}{status}{spent}",
        en=f"{attempt.attempt}: {word.en}{status}{spent}",
    )


def webhook_json(webhook: Webhook, restricted: Sequence[str]) -> dict[str, Any]:
    """A webhook for programs; never its secret."""
    return {
        "webhook": webhook.webhook,
        "url": webhook.url,
        "description": webhook.description,
        "events": list(webhook.events),
        "cases": list(webhook.cases),
        "restricted": list(restricted),
        "person": webhook.person,
        "state": webhook.state,
        "reason": webhook.reason,
        "failing_since": webhook.failing_since,
        "two_secrets_until": webhook.former_until,
        "created_at": webhook.created_at,
        "changed_at": webhook.changed_at,
    }
