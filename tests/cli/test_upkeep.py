"""Keeping an installation: doctor, check, search, register, calendar, backup, restore, verify, completion."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.house import Terminal

ROOT = Path(__file__).parent.parent.parent


def looks(terminal: Terminal) -> dict[str, str]:
    return {one["name"]: one["state"] for one in terminal.json("doctor", code=None)["checks"]}


def test_doctor_looks_at_everything(terminal: Terminal) -> None:
    found = looks(terminal)
    assert set(found) >= {
        *("python", "pango", "harfbuzz", "fonts", "calendars", "database", "vault", "keys"),
        *("disk", "sweep", "prefect", "nudge"),
    }
    assert found["database"] == "ok"
    assert found["sweep"] == "warning"
    terminal.type("sweep")
    assert looks(terminal)["sweep"] == "ok"


def test_doctor_makes_no_database(fresh: Terminal) -> None:
    assert looks(fresh)["database"] == "ok"
    assert not (fresh.home / "launchkit.db").exists()


def test_doctor_sees_a_key_that_others_can_read(terminal: Terminal) -> None:
    key = terminal.home / "keys" / "checkpoint.key"
    key.chmod(0o644)
    answer = terminal.json("doctor", code=4)
    (look,) = (one for one in answer["checks"] if one["name"] == "keys")
    assert look["state"] == "missing"
    assert look["remedy"] == f"chmod 600 {key}"
    assert answer["whole"] is False


def test_check_names_every_problem_and_the_exit_code_tells(terminal: Terminal) -> None:
    path = terminal.home / "case.yaml"
    assert terminal.json("check", str(path)) == {"problems": [], "files": 1}
    path.write_text(path.read_text("utf-8").replace("lead]", "leed]"), encoding="utf-8")
    lines = terminal.lines("check", str(path), "--lang", "en", code=1)
    assert lines[-1].startswith("1 files: ")
    assert all(".yaml:" in line for line in lines[:-1])


def test_the_schemas_are_written_where_checklists_are(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "checklists").mkdir()
    monkeypatch.chdir(tmp_path)
    written = terminal.json("check", "--write-schema")["written"]
    assert "checklists/case.schema.json" in written
    monkeypatch.chdir(tmp_path / "checklists")
    assert terminal.json("check", "--write-schema", code=2)["error"]["code"] == "usage"


def test_an_old_name_finds_the_new_item(terminal: Terminal) -> None:
    found = terminal.json("search", "踏勘", "--checklist", "tiny")["items"]
    assert [(one["code"], one["alias"]) for one in found] == [("T-1", "踏勘")]
    assert any("（旧称 踏勘）" in line for line in terminal.lines("search", "踏勘"))
    assert (
        terminal.json("search", "Ｔ－２", "--checklist", "tiny")["items"][0]["item"]
        == "sign_lease"
    )
    assert terminal.lines("search", "绝无此项", code=3)[0].startswith("没有找到。")


def test_the_register_keeps_what_is_not_said_again(terminal: Terminal) -> None:
    terminal.type("person", "add", "P7", "--name", "何七", "--phone", "13800138000", "--as", "H1")
    terminal.type("person", "add", "P7", "--name", "何柒", "--as", "H1")
    value = terminal.json("person", "show", "P7")["value"]
    assert (value["name"], value["phone"]) == ("何柒", "13800138000")
    assert terminal.json("person", "show", "P8", code=3)["error"]["code"] == "not_found"


def test_companies_and_branches_are_registered(terminal: Terminal) -> None:
    terminal.type(
        "company",
        "add",
        "NX",
        "--name",
        "南修有限公司",
        "--short",
        "南修",
        "--uscc",
        "91110000600037341L",
        "--as",
        "H1",
    )
    terminal.type(
        "branch",
        "add",
        "GZ",
        "--company",
        "NX",
        "--name",
        "广州分公司",
        "--city",
        "广州",
        "--as",
        "H1",
    )
    assert terminal.json("branch", "show", "GZ")["value"]["company"] == "NX"
    assert [one["company"] for one in terminal.json("company", "list")["rows"]] == ["TX", "NX"]
    assert "广州分公司" in "".join(terminal.lines("branch", "list"))
    assert terminal.lines("company", "show", "NX")[0].split() == ["公司", "NX"]


def test_a_calendar_year_is_adopted_by_all_cases(terminal: Terminal, tmp_path: Path) -> None:
    text = (ROOT / "checklists" / "calendars" / "cn_2027.yaml").read_text("utf-8")
    path = tmp_path / "neu.yaml"
    path.write_text(
        text.replace("status: provisional", "status: official").replace(
            "notices: []", "notices: [国办发明电〔2026〕7号]"
        ),
        encoding="utf-8",
    )
    terminal.type("calendar", "adopt", str(path), "--as", "P1", code=1)
    seen = terminal.json("calendar", "adopt", str(path), "--preview", "--as", "H1")
    assert "会变动" in "".join(
        terminal.lines("calendar", "adopt", str(path), "--preview", "--as", "H1")
    )
    assert "calendar_adopted" not in str(terminal.json("trail", "1"))
    answer = terminal.json("calendar", "adopt", str(path), "--as", "H1")
    assert answer == seen
    assert (answer["year"], answer["status"]) == (2027, "official")
    assert list(answer["moved"]) == ["特情〔2026〕1号"]
    kinds = [one["kind"] for one in terminal.json("trail", "1")["entries"]]
    assert kinds.count("calendar_adopted") == 1
    assert terminal.json("date", "2027-01-04", "+5w")["provisional"] is False


@pytest.mark.parametrize(
    ("words", "last", "provisional"),
    [
        (("2026-09-28", "+5w"), "2026-10-10", False),
        (("2026-09-28", "+30d"), "2026-10-28", False),
        (("2026-08-31", "+1m"), "2026-09-30", False),
        (("2026-12-25", "+10w"), "2027-01-11", True),
        (("2026-03-02T09:30", "+72h"), "2026-03-05", False),
    ],
)
def test_days_are_counted(
    fresh: Terminal, words: tuple[str, str], last: str, provisional: bool
) -> None:
    answer = fresh.json("date", *words)
    assert (answer["last_day"], answer["provisional"]) == (last, provisional)


def test_a_backup_comes_back_whole(leased: Terminal, tmp_path: Path) -> None:
    made = leased.json("backup", str(tmp_path / "backup"))
    assert made["whole"] is True
    assert (
        leased.json("backup", str(tmp_path / "backup"), code=1)["error"]["code"] == "backup_exists"
    )
    other = Terminal(tmp_path / "other")
    restored = other.json("restore", str(tmp_path / "backup"))
    assert (restored["whole"], restored["root"]) == (True, made["root"])
    assert other.json("show", "1")["seq"] == leased.json("show", "1")["seq"]
    assert (
        other.json("restore", str(tmp_path / "backup"), code=1)["error"]["code"] == "home_in_use"
    )
    other.type("approve", "1", "T-2", "--as", "H1")
    assert other.json("verify")["whole"] is True
    assert (tmp_path / "backup" / "keys" / "checkpoint.key").stat().st_mode & 0o077 == 0


def test_verify_finds_what_was_changed_behind_its_back(leased: Terminal) -> None:
    assert leased.lines("verify")[-1] == "✓ 全部相符，没有发现改动。"
    with sqlite3.connect(leased.home / "launchkit.db") as connection:
        changed = connection.execute(
            "UPDATE personal SET value = CAST(? AS BLOB) WHERE instr(value, CAST(? AS BLOB))",
            ('"钱七"', "赵六"),
        )
        assert changed.rowcount == 1
    connection.close()
    answer = leased.json("verify", code=1)
    assert answer["whole"] is False
    assert answer["first_wrong"]["code"] == "personal_wrong"
    assert leased.lines("verify", code=1)[-1].startswith("✗ 有不符之处")


def test_a_lost_file_is_found(leased: Terminal) -> None:
    files = [one for one in (leased.home / "vault").rglob("*") if len(one.name) == 64]
    assert files
    files[0].unlink()
    assert leased.json("verify", code=1)["first_wrong"]["code"] == "file_missing"


def test_the_brief_is_text_to_paste(leased: Terminal) -> None:
    lines = leased.lines("brief", "1")
    assert lines[0].startswith("# 特情〔2026〕1号 沈阳铁西分公司 日报 ")
    assert "- T-2 签订租赁合同（张伟） ← H1" in lines
    assert "- T-1 找场地（张伟）" in lines[lines.index("## 今天办结") :]
    english = leased.lines("brief", "1", "--lang", "en")
    assert "## To decide" in english


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_learns_the_commands(fresh: Terminal, shell: str) -> None:
    assert "_LAUNCHKIT_COMPLETE" in fresh.type("completion", shell).stdout
