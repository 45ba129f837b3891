"""Notices at the command line: the log, the channels, the calendars, and what the doctor says of them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.house import Terminal
from tests.notify.receivers import robot


def test_what_was_sent_stands_in_the_log(leased: Terminal) -> None:
    leased.type("sweep")
    rows = leased.json("notices", "1")["rows"]
    (asked,) = [one for one in rows if one["kind"] == "decide"]
    assert (asked["to"], asked["task"]) == ("H1", "sign_lease")
    lines = "\n".join(leased.lines("notices", "--to", "H1"))
    assert "请您决定" in lines
    assert "P1" not in lines
    assert leased.lines("notices", "--failed") == ["没有通知。"]


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("withdrawn", "settled", "已撤回（已办或已改期）"),
        ("failed", "refused_93000", "未送达（refused_93000）"),
    ],
)
def test_the_log_says_why_something_was_not_sent(
    leased: Terminal, state: str, reason: str, said: str
) -> None:
    leased.type("sweep")
    with closing(sqlite3.connect(leased.home / "launchkit.db")) as base, base:
        base.execute("UPDATE outbox SET state = ?, reason = ?", (state, reason))
    assert said in "".join("".join(leased.lines("notices", "1")).split())
    failed = leased.json("notices", "--failed")["rows"]
    assert bool(failed) is (state == "failed")
    looks = {one["name"]: one["state"] for one in leased.json("doctor", code=None)["checks"]}
    assert looks.get("notices") == ("warning" if state == "failed" else None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_channel_is_set_tried_and_taken_back(terminal: Terminal, lang: str) -> None:
    say = ("--lang", lang)
    with robot() as server:
        address = f"{server.url}/cgi-bin/webhook/send?key=SECRET"
        set_ = terminal.lines("channel", "set", "P1", "wecom", address, "--as", "P1", *say)
        tried = terminal.lines("channel", "test", "P1", *say)
        ((path, _),) = server.got
        assert path.endswith("key=SECRET")
    terminal.type("channel", "set", "P1", "email", "a@example.com", "--as", "P1")
    failed = terminal.lines("channel", "test", "P1", *say, code=1)
    listed = terminal.lines("channel", "list", "P1", *say)
    whole = "\n".join([*set_, *tried, *failed, *listed])
    assert "SECRET" not in whole
    assert "a@example.com" not in whole
    down, server_word = {
        "zh": ("对方不在线", "没有设置邮件服务器"),
        "en": ("the other side is down", "no mail server is set"),
    }[lang]
    assert any(down in line for line in failed)
    assert any(server_word in line for line in failed)
    terminal.type("channel", "set", "P1", "email", "--as", "P1")
    rows = {one["person"]: one["channels"] for one in terminal.json("channel", "list")["rows"]}
    assert rows["P1"] == ["wecom"]
    assert rows["H1"] == []
    assert terminal.lines("channel", "set", "P1", "wecom", "--as", "P1", *say)


def test_nobody_sets_the_channel_of_another(terminal: Terminal) -> None:
    answer = terminal.json("channel", "set", "P1", "email", "x@example.com", "--as", "P2", code=1)
    assert answer["error"]["code"] == "not_yours"


def test_the_doctor_names_who_has_no_channel(terminal: Terminal) -> None:
    terminal.type("sweep")
    looks = {one["name"]: one for one in terminal.json("doctor", code=None)["checks"]}
    assert looks["channels"]["state"] == "warning"
    owners = looks["channels"]["zh"].partition("：")[2].partition("；")[0].split("、")
    for one in owners:
        terminal.type("channel", "set", one, "file", one, "--as", one)
    looks = {one["name"]: one for one in terminal.json("doctor", code=None)["checks"]}
    assert looks["channels"]["state"] == "ok"


def test_a_calendar_has_an_address_and_a_file(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "1.ics"
    found = terminal.json("feed", "1", "-o", str(path), "--as", "P1")
    assert found["link"].startswith("http://127.0.0.1:8650/feeds/")
    assert len(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == found["events"]
    mine = terminal.json("feed", "P1", "--as", "P1")
    again = terminal.json("feed", "P1", "--new", "--as", "P1")
    assert (mine["kind"], mine["link"] != again["link"]) == ("person", True)
    assert terminal.json("feed", "P1", "--as", "P1")["link"] == again["link"]
    assert terminal.json("feed", "P1", "--as", "P2", code=1)["error"]["code"] == "not_yours"


def test_a_calendar_is_where_up_serves_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = terminal.home / "up.json"
    told.write_text(json.dumps({"web": "http://127.0.0.1:9"}), encoding="utf-8")
    assert terminal.json("feed", "1", "--as", "P1")["link"].startswith("http://127.0.0.1:9/feeds/")
    monkeypatch.setenv("LAUNCHKIT_WEB_URL", "https://launchkit.example/")
    link = terminal.json("feed", "1", "--as", "P1")["link"]
    assert link.startswith("https://launchkit.example/feeds/")
