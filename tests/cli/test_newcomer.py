"""What a newcomer or a tired person types: the answer has to name the thing and the next step."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from launchkit.cli import up
from launchkit.cli.children import Place
from launchkit.cli.run import Run
from tests.cli.house import Terminal


def _said(terminal: Terminal, *words: str, code: int) -> str:
    return "".join(line.strip() for line in terminal.lines(*words, code=code))


def test_a_role_is_told_by_its_title(terminal: Terminal) -> None:
    terminal.type("person", "add", "P9", "--name", "𠮷䶮㛃", "--as", "H1")
    said = _said(terminal, "team", "1", "--person", "P9", "--role", "mate", "--as", "H1", code=0)
    assert "𠮷䶮㛃 现任 派驻同事" in said
    gone = _said(
        terminal,
        "team",
        "1",
        "--person",
        "P9",
        "--remove",
        "--reason",
        "调回",
        "--as",
        "H1",
        code=0,
    )
    assert "𠮷䶮㛃 已退出本案" in gone


def test_an_unknown_role_is_answered_with_those_there_are(terminal: Terminal) -> None:
    error = terminal.json("team", "1", "--person", "P2", "--role", "boss", "--as", "H1", code=3)[
        "error"
    ]
    assert "没有角色 boss" in error["zh"]
    assert "hq_lead" in error["en"]


def test_an_unknown_task_is_answered_with_the_way_to_find_it(terminal: Terminal) -> None:
    error = terminal.json("start", "1", "踏勘场地", "--as", "P1", code=3)["error"]
    assert "launchkit search 踏勘场地" in error["zh"]
    assert "launchkit search 踏勘场地" in error["en"]


def test_an_unknown_fact_is_answered_with_where_the_facts_are(terminal: Terminal) -> None:
    error = terminal.json("state", "1", "zzz=1", "--as", "P1", code=3)["error"]
    assert "launchkit show 专案 --facts" in error["zh"]


def test_a_case_before_its_opening_is_named_by_number_and_local_time(terminal: Terminal) -> None:
    said = _said(terminal, "show", "1", "--at", "2020-01-01", code=3)
    assert "特情〔2026〕1号 在 2020-01-01 还没有开立" in said
    assert "Z" not in said


@pytest.mark.parametrize("command", ["open", "rehearse"])
def test_a_folder_is_not_called_a_missing_file(
    terminal: Terminal, command: str, tmp_path: Path
) -> None:
    assert "是文件夹，请指明文件" in _said(terminal, command, str(tmp_path), code=2)


def test_an_empty_file_is_named(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "空.pdf").touch()
    said = _said(terminal, "attach", "1", "T-2", str(tmp_path / "空.pdf"), "--as", "P1", code=1)
    assert "文件是空的：空.pdf" in said


def test_what_the_system_says_is_told_in_chinese_with_its_path(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    error = terminal.json("backup", str(tmp_path / "file" / "deeper"), code=4)["error"]
    assert "路径中有一段不是目录" in error["zh"]
    assert "file" in error["zh"]
    assert "Not a directory" in error["en"]


def test_a_language_that_is_not_there_is_refused_in_chinese(terminal: Terminal) -> None:
    assert "--lang 只能是 zh、en" in _said(terminal, "cases", "--lang", "fr", code=2)


def test_a_long_list_of_what_lacks_is_cut_for_people_only(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launchkit.cli.failures.MOST_LACKS", 2)
    lacks = terminal.json("close", "1", "--as", "H1", code=1)["error"]["lacks"]
    said = _said(terminal, "close", "1", "--as", "H1", code=1)
    assert len(lacks) > 2
    assert f"另有 {len(lacks) - 2} 项" in said


def test_changed_rows_are_counted_and_a_few_named(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(terminal.home / "launchkit.db") as base:
        base.execute("UPDATE tasks SET title_zh = '改过'")
    base.close()
    said = _said(terminal, "verify", code=1)
    assert "行与记录重算的结果不符" in said


def test_a_broken_database_gives_one_sentence_and_no_log_line(fresh: Terminal) -> None:
    fresh.home.mkdir()
    (fresh.home / "launchkit.db").write_bytes(b"no database at all" * 100)
    lines = fresh.lines("next", code=4)
    assert lines[0].startswith("✗ 数据库出错")
    assert "LAUNCHKIT_DATABASE_URL" in "".join(line.strip() for line in lines)
    assert not any("answered" in line for line in lines)


def test_a_remark_of_the_doctor_is_not_called_perfect(terminal: Terminal) -> None:
    lines = terminal.lines("doctor", code=None)
    if any(line.startswith("! ") for line in lines):
        assert "环境完好。" not in lines


def test_up_says_what_can_be_typed_in_a_new_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After `make run` the command is in no path, and the home is not the usual one."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "launchkit").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(tmp_path)
    run = Run(["up"])
    run.given["home"] = ".home"
    up._greet(run, Place(host="127.0.0.1", port=1, auth="launchkit:x", web_port=2))
    said = capsys.readouterr().out
    assert "bin/launchkit --home .home next" in said
    assert "http://127.0.0.1:2" in said


def test_what_a_document_lacks_is_listed_in_the_readers_way(terminal: Terminal) -> None:
    """A Chinese list comma between English words is a leftover, on any page of a task."""
    for task in ("T-1", "T-2"):
        lines = terminal.lines("show", "1", "--task", task, "--lang", "en")
        assert not any("、" in line for line in lines)
