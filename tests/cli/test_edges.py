"""What goes wrong: strange bytes, broken files, nobody named, unforeseen errors, readers that leave."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from launchkit import __version__
from launchkit.cli import agenda
from launchkit.cli.app import app, refuse_strange
from launchkit.cli.run import Misused
from launchkit.domain.store_errors import StoreBusy
from tests.cli.house import CASE, Terminal, administrated, agreed_erasure, furnish


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("a\udcff", "不是有效的 UTF-8"),
        ("a\x1b[31m", "控制字符"),
        ("a\x00", "控制字符"),
        ("\x85", "控制字符"),
    ],
)
def test_bytes_that_are_no_text_are_refused(word: str, said: str) -> None:
    with pytest.raises(Misused) as caught:
        refuse_strange(["cases", word])
    assert said in caught.value.zh
    assert caught.value.zh.startswith("第 2 个参数")


def test_line_breaks_are_text(terminal: Terminal) -> None:
    refuse_strange(["一行\n两行\t列"])


def test_a_broken_byte_on_a_real_command_line(fresh: Terminal) -> None:
    found = subprocess.run(
        [os.fsencode(sys.executable), b"-m", b"launchkit.cli", b"cases", b"\xff\xfe"],
        capture_output=True,
        check=False,
        env={**os.environ, "LAUNCHKIT_HOME": str(fresh.home)},
    )
    assert found.returncode == 2
    assert b"Traceback" not in found.stderr


def test_who_acts_has_to_be_said(terminal: Terminal) -> None:
    lines = terminal.lines("start", "1", "T-1", code=2)
    said = "".join(line.strip() for line in lines)
    assert "请写明您是谁：加上 --as 人员代码" in said
    assert "P1 张伟" in said


def test_a_stranger_may_not_act(terminal: Terminal) -> None:
    error = terminal.json("start", "1", "T-1", "--as", "P9", code=1)["error"]
    assert error["code"] == "unknown_person"


@pytest.mark.parametrize("name", ["9", "没有这案", "ffff"])
def test_a_case_that_is_not_there(terminal: Terminal, name: str) -> None:
    assert terminal.json("show", name, code=3)["error"]["code"] == "not_found"


@pytest.mark.parametrize("name", ["1", "特情〔2026〕1号", "沈阳铁西分公司"])
def test_a_case_is_named_in_several_ways(terminal: Terminal, name: str) -> None:
    assert terminal.json("show", name)["number"] == "特情〔2026〕1号"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"<!DOCTYPE html><html></html>", "网页和 SVG"),
        (b"MZ\x90\x00", "程序文件"),
        (b"\x00\x01\x02\x03", "认不出"),
        (b"text", "以 .pdf 结尾，内容却是纯文本"),
    ],
)
def test_dangerous_evidence_is_refused(
    terminal: Terminal, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    error = terminal.json("attach", "1", "T-2", str(path), "--as", "P1", code=1)["error"]
    assert said in error["zh"]
    assert error["code"] == "bad_value"


@pytest.mark.parametrize(
    "words",
    [
        ("done", "1", "T-1", "--fact", "quotes"),
        ("done", "1", "T-1", "--fact", "a=1", "--fact", "a=2"),
        ("done", "1", "T-1", "--fact", "quotes=@nowhere.yaml"),
        ("done", "1", "T-1", "--evidence", "nowhere.pdf"),
        ("done", "1", "T-1", "--evidence", "."),
        ("instance", "1", "hire", "--complete", "--label", "x"),
        ("open", "nowhere.yaml"),
        ("check", "nowhere"),
        ("date", "2026-02-30", "+5d"),
        ("date", "2026-09-28", "5 days"),
        ("date", "2026-09-28Tx", "+5d"),
        ("verify", "record.zip"),
        ("restore", "nowhere"),
        ("company", "add", "X", "--name", "x", "--short", "x", "--uscc", "123"),
        ("branch", "add", "X", "--company", "TX", "--name", "x", "--city", "x", "--zone", "Mars"),
    ],
    ids=" ".join,
)
def test_a_mistake_in_the_words_is_exit_code_2(terminal: Terminal, words: tuple[str, ...]) -> None:
    error = terminal.json(*words, "--as", "P1", code=2)["error"]
    assert error["code"] == "usage"
    assert error["zh"]
    assert error["en"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("t.yaml", "firm: 甲\namount: 1\n"), ("t.json", "[1,"), ("t.json", '{"a": 1, "b": 2}')],
)
def test_a_table_file_that_is_none(
    terminal: Terminal, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    error = terminal.json("state", "1", f"quotes=@{tmp_path / name}", "--as", "P1", code=2)[
        "error"
    ]
    assert name in error["zh"]


def test_a_broken_table_file_names_its_line(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("- firm: 甲\n  firm: 乙\n", encoding="utf-8")
    lines = terminal.lines("state", "1", f"quotes=@{path}", "--as", "P1", code=1)
    assert any(f"{path}:2:" in line for line in lines)


def test_a_table_from_json(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('[{"firm": "甲", "amount": 12.5}]', encoding="utf-8")
    terminal.type("state", "1", f"quotes=@{path}", "--as", "P1")
    values = [one["data"].get("value") for one in terminal.json("trail", "1")["entries"]]
    assert [{"firm": "甲", "amount": 1250}] in values


def test_every_problem_of_a_case_file_is_told_at_its_place(tmp_path: Path) -> None:
    home = tmp_path / "home"
    case_file = furnish(home)
    wrong = CASE.replace("checklist: tiny", "checklist: tiny\nfacts: {monthly_rent: abc}")
    case_file.write_text(
        wrong.replace("[hq_lead]", "[hq_leed]").replace('"2026-03-20"', '"2026-02-30"'), "utf-8"
    )
    lines = Terminal(home).lines("open", str(case_file), code=1)
    assert len([line for line in lines if "case.yaml:" in line]) >= 3
    problems = Terminal(home).json("open", str(case_file), code=1)["problems"]
    assert {one["code"] for one in problems} >= {"no-such-role", "no-such-date", "bad-value"}
    assert Terminal(home).json("cases") == {"cases": []}


def test_opening_the_same_file_under_one_request_is_one_case(terminal: Terminal) -> None:
    words = ("open", str(terminal.home / "case.yaml"), "--again", "--request", "open-1")
    first, second = terminal.json(*words), terminal.json(*words)
    assert first["case"] == second["case"]
    assert second["repeated"] is True
    assert len(terminal.json("cases")["cases"]) == 2


def test_the_same_file_twice_within_a_day_is_refused_unless_it_is_meant(
    terminal: Terminal,
) -> None:
    path = str(terminal.home / "case.yaml")
    error = terminal.json("open", path, code=1)["error"]
    assert error["code"] == "opened_twice"
    assert "特情〔" in error["zh"]
    assert "--again" in str(error["lacks"])
    assert len(terminal.json("cases")["cases"]) == 1
    terminal.type("open", path, "--again")
    assert len(terminal.json("cases")["cases"]) == 2


def test_an_unforeseen_error_leaves_a_report_without_values(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("赵六 13800138000")

    monkeypatch.setattr(agenda, "agenda", fails)
    lines = terminal.lines("next", "--as", "P1", code=4)
    assert "程序出现意外（RuntimeError）" in lines[0]
    (report,) = (terminal.home / "logs").glob("fault-*.txt")
    said = report.read_text(encoding="utf-8")
    assert "agenda.py" in said
    assert "赵六" not in said
    assert "13800138000" not in said
    assert str(terminal.home) not in said


def test_a_reader_that_leaves_is_no_error(terminal: Terminal) -> None:
    found = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m launchkit.cli trail 1 --full | head -n 1"],
        env={**os.environ, "LAUNCHKIT_HOME": str(terminal.home), "LAUNCHKIT_LANG": "zh"},
        capture_output=True,
        check=True,
    )
    assert found.stderr == b""
    assert found.stdout.count(b"\n") == 1


def test_a_database_that_is_none_is_exit_code_4(fresh: Terminal) -> None:
    fresh.home.mkdir()
    (fresh.home / "launchkit.db").write_bytes(b"this is no database" * 100)
    error = fresh.json("cases", code=4)["error"]
    assert error["code"] == "store_broken"
    assert "LAUNCHKIT_DATABASE_URL" in error["zh"]


def test_the_vault_of_another_log_is_exit_code_4(terminal: Terminal) -> None:
    (terminal.home / "vault" / "VAULT").write_text("launchkit vault of log 0\n", encoding="utf-8")
    assert terminal.json("show", "1", code=4)["error"]["code"] == "vault_broken"


def test_personal_data_stays_while_it_has_to_be_kept(leased: Terminal) -> None:
    administrated(leased)
    agreed_erasure(leased, "landlord_name")
    error = leased.json("erase", "do", "1", "e-1", "--as", "A1", code=1)["error"]
    assert error["code"] == "retention"


def test_what_is_written_is_told_to_a_running_clockwork(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "launchkit.notify.prefect_api.nudge",
        lambda _home, _setting, *, case, seq: told.append((case, seq)),
    )
    answer = terminal.json("state", "1", "monthly_rent=100", "--as", "P1")
    terminal.json("state", "1", "monthly_rent=100", "--as", "P1")
    assert told == [(answer["case"], answer["seq"])]


def test_a_case_that_cannot_be_advanced_is_said_and_not_lost(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise StoreBusy

    monkeypatch.setattr("launchkit.desk.clockwork.Clockwork.advance", busy)
    answer = terminal.json("state", "1", "monthly_rent=100", "--as", "P1")
    assert (answer["behind"], len(answer["entries"])) == (True, 1)
    lines = terminal.lines("state", "1", "monthly_rent=200", "--as", "P1")
    assert "后续推进没有完成" in lines[1]


def test_nothing_new_writes_nothing(terminal: Terminal) -> None:
    terminal.type("state", "1", "monthly_rent=100", "--as", "P1")
    assert terminal.lines("state", "1", "monthly_rent=100", "--as", "P1") == [
        "✓ 没有变化，未写入。"
    ]


def test_a_full_disk_is_exit_code_4(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(agenda, "agenda", full)
    assert terminal.json("next", code=4)["error"]["code"] == "system"


def test_a_home_that_cannot_be_written_still_gets_a_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(agenda, "agenda", fails)
    (terminal.home / "logs").write_text("in the way", encoding="utf-8")
    assert "详情未能写入文件" in "".join(terminal.lines("next", code=4))


def test_a_person_who_breaks_off_is_told(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(agenda, "agenda", breaks)
    assert terminal.lines("next", code=130)[-1] == "已中断。"


def test_a_file_whose_name_holds_an_equals_sign(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "a=b.pdf"
    path.write_bytes(b"%PDF-1.7")
    terminal.type("block", "1", "T-1", "--waiting-on", "x", "--reason", "y", "--as", "P1")
    terminal.type("unblock", "1", "T-1", "--as", "P1")
    error = terminal.json("done", "1", "T-2", "--evidence", str(path), "--as", "P1", code=1)[
        "error"
    ]
    assert "凭证“合同扫描件”" not in [one["zh"] for one in error["lacks"]]


def test_a_text_that_begins_with_an_at_sign(terminal: Terminal) -> None:
    terminal.type("state", "1", "landlord_name=@@赵六", "--as", "P1")
    facts = {one["fact"]: one["value"]["zh"] for one in terminal.json("show", "1")["facts"]}
    assert facts["landlord_name"] == "@赵六"


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        app.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"launchkit {__version__}\n"


def test_who_may_not_open_a_case_registers_nothing_on_the_way(
    fresh: Terminal, tmp_path: Path
) -> None:
    fresh.type("person", "add", "A1", "--name", "管理员", "--as", "A1")
    fresh.type("account", "administrator", "A1", "--as", "A1")
    source = Path(__file__).parents[2] / "examples" / "shenyang_tiexi.yaml"
    refused = fresh.json("open", str(source), code=1)
    assert "hq_lead" in str(refused)
    assert len(fresh.json("person", "list")["rows"]) == 1
    assert fresh.json("open", str(source), "--as", "A1")["number"]
