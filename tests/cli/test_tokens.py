"""Tokens of programs on the command line."""

from __future__ import annotations

from tests.cli.house import Terminal


def test_a_token_is_made_listed_and_ended(terminal: Terminal) -> None:
    assert "没有令牌" in terminal.type("token", "list", "--as", "P1").output
    made = terminal.json("token", "new", "--label", "报表", "--scope", "act", "--as", "P1")
    assert made["token"].startswith("lk_")
    assert made["scopes"] == ["act", "read"]
    rows = terminal.json("token", "list", "--as", "P1")["rows"]
    assert [(one["id"], one["label"], one["used_at"]) for one in rows] == [
        (made["id"], "报表", None)
    ]
    said = terminal.type("token", "list", "--as", "P1").output
    assert made["id"] in said
    assert made["token"] not in said
    assert terminal.json("token", "end", made["id"], "--as", "P2", code=3)["error"]
    assert "已作废" in terminal.type("token", "end", made["id"], "--as", "P1").output
    assert terminal.json("token", "list", "--as", "P1")["rows"] == []


def test_a_token_is_shown_once_and_not_to_whoever_is_suspended(terminal: Terminal) -> None:
    said = terminal.type("token", "new", "--label", "x", "--as", "P1").output
    assert said.startswith("lk_")
    assert "read" in said
    terminal.type("person", "suspend", "P2", "--reason", "核查", "--as", "H1")
    refused = terminal.json("token", "new", "--label", "x", "--as", "P2", code=1)
    assert refused["error"]["code"] == "rights_suspended"
