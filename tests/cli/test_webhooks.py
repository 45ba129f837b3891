"""Webhooks on the command line, with a receiver on this machine."""

from __future__ import annotations

import json

import pytest

from tests.cli.house import Terminal
from tests.notify.hooks import receiver


@pytest.fixture(autouse=True)
def _allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUNCHKIT_WEBHOOK_ALLOW", "127.0.0.1")


def test_a_webhook_from_its_beginning_to_its_end(terminal: Terminal) -> None:
    assert "没有 Webhook" in terminal.type("webhook", "list", "--as", "H1").output
    with receiver() as server:
        said = terminal.type(
            *("webhook", "add", server.url, "--event", "task.started", "--case", "1"),
            *("--description", "报表", "--as", "H1"),
        ).output
        secret, told = said.split("\n", 1)
        assert secret.startswith("whsec_")
        assert "只显示这一次" in told
        (row,) = terminal.json("webhook", "list", "--as", "H1")["rows"]
        hook = row["webhook"]
        assert "已送达" in terminal.type("webhook", "test", hook, "--as", "H1").output
        terminal.type("start", "1", "T-1", "--as", "P1")
        swept = terminal.json("sweep")
        assert swept["announced"] == {"sent": 1, "failed": 0, "withdrawn": 0}
        last = json.loads(server.taken[-1].body)
        assert (last["type"], last["data"]["code"]) == ("task.started", "T-1")
        event = server.taken[-1].headers["webhook-id"]
        resent = terminal.json("webhook", "resend", hook, event, "--as", "H1")
        assert [one["outcome"] for one in resent["attempts"]] == ["sent", "sent"]
    shown = terminal.type("webhook", "show", hook, "--as", "H1").output
    assert "报表" in shown
    assert secret not in shown
    failed = terminal.type("webhook", "test", hook, "--as", "H1", code=1).output
    assert "对方端口没有程序在听" in failed
    assert "目前送不到" in terminal.type("webhook", "show", hook, "--as", "H1").output
    log = terminal.type("webhook", "deliveries", hook, "--as", "H1").output
    assert "task.started" in log
    assert "204" in log
    assert len(terminal.json("webhook", "deliveries", hook, "--as", "H1")["rows"]) == 3
    nothing = terminal.type("webhook", "deliveries", hook, "--failed", "--as", "H1").output
    assert "没有事件" in nothing
    said_by_the_doctor(terminal, hook)


def said_by_the_doctor(terminal: Terminal, hook: str) -> None:
    looks = terminal.json("doctor", code=None)["checks"]
    (look,) = [one for one in looks if one["name"] == "webhooks"]
    assert (look["state"], hook in look["en"]) == ("warning", True)


def test_it_is_changed_and_removed(terminal: Terminal) -> None:
    made = terminal.json("webhook", "add", "http://127.0.0.1:1/x", "--as", "H1")
    hook, secret = made["webhook"], made["secret"]
    rotated = terminal.json("webhook", "rotate", hook, "--as", "H1")["secret"]
    assert rotated != secret
    said = terminal.type(
        *("webhook", "edit", hook, "--url", "http://127.0.0.1:1/y", "--event", "case.closed"),
        *("--as", "H1"),
    ).output
    assert f"{hook} → http://127.0.0.1:1/y" in said
    edited = terminal.json(
        "webhook", "edit", hook, "--all-events", "--description", "月报", "--as", "H1"
    )
    assert (edited["url"], edited["events"], edited["description"]) == (
        "http://127.0.0.1:1/y",
        [],
        "月报",
    )
    both = ("--event", "case.closed", "--all-events")
    assert terminal.json("webhook", "edit", hook, *both, "--as", "H1", code=1)["error"]
    assert "已停用" in terminal.type("webhook", "disable", hook, "--as", "H1").output
    assert "启用" in terminal.type("webhook", "enable", hook, "--skip", "--as", "H1").output
    assert "已删除" in terminal.type("webhook", "remove", hook, "--as", "H1").output
    assert terminal.json("webhook", "show", hook, "--as", "H1", code=3)["error"]


def test_it_is_for_administrators(terminal: Terminal) -> None:
    terminal.type("account", "administrator", "H1", "--as", "H1")
    for words in (("list",), ("add", "https://hooks.example.org/"), ("show", "wh-1")):
        refused = terminal.json("webhook", *words, "--as", "P1", code=1)
        assert refused["error"]["code"] == "needs_administrator"
    assert terminal.json("webhook", "add", "https://10.0.0.1/", "--as", "H1", code=1)["error"]


def test_in_english_too(terminal: Terminal) -> None:
    made = terminal.json("webhook", "add", "http://127.0.0.1:1/x", "--as", "H1")
    hook = made["webhook"]
    said = terminal.type("webhook", "rotate", hook, "--as", "H1", "--lang", "en").output
    assert "24 hours" in said
    said = terminal.type("webhook", "list", "--as", "H1", "--lang", "en").output
    assert "http://127.0.0.1:1/x" in said
    assert terminal.json("webhook", "remove", hook, "--as", "H1")["webhook"] == hook
