"""Parts of commands that a story does not pass through."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from launchkit.checkup import machine
from launchkit.cli import agenda, case_files
from launchkit.cli.run import Run
from launchkit.domain.entries import BranchAdded, CompanyAdded, Entry, PersonAdded
from launchkit.domain.house import House
from tests.cli.house import CASE, Terminal, administrated, agreed_erasure, furnish

USCC = "91110000600037341L"


# --- from a case file to the house ----------------------------------------------------------------------


def changed(tmp_path: Path, text: str, house: House) -> list[Entry]:
    case_file = furnish(tmp_path / "home")
    case_file.write_text(text, encoding="utf-8")
    found = case_files.read_case_file(case_file, tmp_path / "home")
    return list(case_files.changed_entries(found, house))


def test_a_house_that_knows_all_of_it_gets_nothing(tmp_path: Path) -> None:
    first = changed(tmp_path / "a", CASE, House())
    assert [type(one).__name__ for one in first] == [
        *("CompanyAdded", "BranchAdded", "PersonAdded", "PersonAdded", "PersonAdded"),
    ]
    known = House(
        companies={one.company: one for one in first if isinstance(one, CompanyAdded)},
        branches={one.branch: one for one in first if isinstance(one, BranchAdded)},
        people={one.person: one for one in first if isinstance(one, PersonAdded)},
    )
    assert changed(tmp_path / "b", CASE, known) == []


def test_what_a_file_leaves_out_stays_as_it_is_known(tmp_path: Path) -> None:
    known = House(
        people={"P1": PersonAdded(person="P1", name="张三", phone="13800138000", id_number="x")}
    )
    people = {
        one.person: one for one in changed(tmp_path, CASE, known) if isinstance(one, PersonAdded)
    }
    assert people["P1"] == PersonAdded(
        person="P1", name="张伟", phone="13800138000", id_number="x"
    )


def test_a_company_is_known_by_its_credit_code(tmp_path: Path) -> None:
    text = CASE.replace("code: TX, ", "")
    company = next(
        one for one in changed(tmp_path / "a", text, House()) if isinstance(one, CompanyAdded)
    )
    assert company.company == f"C{USCC[8:17]}"
    known = House(
        companies={"OLD": CompanyAdded(company="OLD", name="旧名", short_name="旧", uscc=USCC)}
    )
    again = next(
        one for one in changed(tmp_path / "b", text, known) if isinstance(one, CompanyAdded)
    )
    assert again.company == "OLD"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("特修有限公司", "特修"),
        ("锐修科技股份有限公司", "锐修科技"),
        ("特修", "特修"),
        ("公司", "公司"),
    ],
)
def test_a_short_name_is_the_name_without_its_legal_form(name: str, short: str) -> None:
    assert case_files.short_name(name) == short


def test_a_case_may_follow_another(terminal: Terminal) -> None:
    path = terminal.home / "case.yaml"
    text = path.read_text("utf-8") + "links: [{kind: follows, case: 特情〔2026〕1号}]\n"
    path.write_text(text, encoding="utf-8")
    first = terminal.json("show", "1")["case"]
    terminal.type("open", str(path), "--again")
    opened = terminal.json("trail", "2")["entries"][0]["data"]
    assert opened["links"] == [{"kind": "follows", "case": first}]


# --- doctor -----------------------------------------------------------------------------------------------


def look(terminal: Terminal, name: str) -> dict[str, Any]:
    checks = terminal.json("doctor", code=None)["checks"]
    return next(one for one in checks if one["name"] == name)


def test_a_machine_without_layout_libraries(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    assert look(terminal, "pango")["state"] == "missing"
    assert look(terminal, "harfbuzz")["state"] == "warning"
    lines = terminal.lines("doctor", code=4)
    assert any("apt-get install" in line for line in lines)
    assert lines[-1] == "有缺项，见 ✗。"


def test_a_machine_without_the_fonts(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(terminal.home / "fonts", ignore_errors=True)
    from launchkit.documents.errors import FontsMissing  # noqa: PLC0415  heavy

    def none(_folder: Path) -> None:
        raise FontsMissing("缺少字体")

    monkeypatch.setattr("launchkit.documents.fonts.extract_fonts", none)
    assert look(terminal, "fonts")["state"] == "missing"


def test_a_look_that_fails_stops_no_other(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_path: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(shutil, "disk_usage", fails)
    found = look(terminal, "disk")
    assert (found["state"], found["en"]) == ("missing", "RuntimeError")
    assert look(terminal, "prefect")["state"] == "ok"


@pytest.mark.parametrize(
    ("free", "state"), [(2 << 30, "ok"), (500 << 20, "warning"), (1, "missing")]
)
def test_how_much_room_is_left(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    assert look(terminal, "disk")["state"] == state


def test_a_sweep_of_long_ago(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal.type("sweep")

    from launchkit.store import SqlStore  # noqa: PLC0415  heavy

    real = SqlStore.last_sweep

    def long_ago(store: SqlStore) -> datetime | None:
        at = real(store)
        return None if at is None else at - timedelta(hours=2)

    monkeypatch.setattr(SqlStore, "last_sweep", long_ago)
    found = look(terminal, "sweep")
    assert found["state"] == "warning"
    assert found["remedy"] == "launchkit sweep"


def test_a_clockwork_that_does_not_answer(terminal: Terminal) -> None:
    (terminal.home / "up.json").write_text('{"api": "http://127.0.0.1:9/api"}', encoding="utf-8")
    assert look(terminal, "nudge")["state"] == "ok"
    terminal.type("state", "1", "monthly_rent=1", "--as", "P1")
    terminal.type("state", "1", "monthly_rent=2", "--as", "P1")
    found = look(terminal, "nudge")
    assert found["state"] == "warning"
    assert found["en"].startswith("2 nudges in a row")


def test_an_old_python(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "sys", SimpleNamespace(version_info=(3, 10, 1)))
    assert look(terminal, "python")["state"] == "missing"
    assert sys.version_info >= (3, 11)


# --- many cases ---------------------------------------------------------------------------------------------


def test_of_many_cases_only_those_that_concern_a_person_are_folded(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "LOOK_AT_ALL", 0)
    assert terminal.json("next", "--as", "P1")["first"]["key"] == "find_site"
    folded: list[str] = []
    office = Run(["--home", str(terminal.home)])
    office.given["home"] = str(terminal.home)
    folded.extend(agenda._looked_at(office, "P9"))
    office.close()
    assert folded == []


def test_next_of_one_case(terminal: Terminal) -> None:
    assert terminal.json("next", "--case", "1")["first"]["key"] == "find_site"
    assert terminal.json("next", "--case", "9", code=3)["error"]["code"] == "not_found"


def test_without_a_case_nothing_is_to_do(fresh: Terminal) -> None:
    assert fresh.lines("next") == ["还没有在办的专案。开案：launchkit open 专案文件.yaml"]
    assert fresh.lines("cases", "--lang", "en")[0].startswith("No open case yet.")


# --- restore ------------------------------------------------------------------------------------------------


def test_a_backup_that_was_changed_is_found_when_it_comes_back(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.type("backup", str(tmp_path / "b"))
    manifest = tmp_path / "b" / "backup.json"
    text = manifest.read_text("utf-8")
    root = terminal.json("verify")["root"]
    manifest.write_text(text.replace(root, "0" * 64), encoding="utf-8")
    lines = Terminal(tmp_path / "x").lines("restore", str(tmp_path / "b"), code=1)
    assert "与备份时的摘要不符" in "".join(lines)


def test_a_backup_of_a_newer_program_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("backup", str(tmp_path / "b"))
    manifest = tmp_path / "b" / "backup.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"format": 1', '"format": 9'), "utf-8")
    error = Terminal(tmp_path / "x").json("restore", str(tmp_path / "b"), code=4)["error"]
    assert "newer program" in error["en"]


def test_a_vault_of_another_log_is_not_written_over(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("backup", str(tmp_path / "b"))
    vault = tmp_path / "x" / "vault"
    vault.mkdir(parents=True)
    (vault / "VAULT").write_text("launchkit vault of log 0\n", encoding="utf-8")
    error = Terminal(tmp_path / "x").json("restore", str(tmp_path / "b"), code=4)["error"]
    assert "vault of another log" in error["en"]
    assert not (tmp_path / "x" / "launchkit.db").exists()


# --- what is shown --------------------------------------------------------------------------------------------


def test_a_finding_is_shown_with_the_command_that_answers_it(
    terminal: Terminal, quotes: Path
) -> None:
    terminal.type(
        *("done", "1", "T-1", "--fact", f"quotes=@{quotes}", "--on", "2026-01-10", "--as", "P1")
    )
    lines = terminal.lines("show", "1")
    assert "待答复的审计发现" in lines
    assert any("launchkit answer 特情〔2026〕1号 entered_late:find_site:" in one for one in lines)


def test_a_case_as_it_was_and_its_facts(terminal: Terminal) -> None:
    terminal.type("state", "1", "monthly_rent=100", "--as", "P1")
    lines = terminal.lines("show", "1", "--facts", "--at", "2030-01-01T10:00")
    assert "  按 2030-01-01T10:00 的记录" in lines
    assert any("月租金: 100.00 元" in line for line in lines)


def test_personal_data_goes_after_its_retention(
    leased: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "launchkit.desk.registry.kept_until",
        lambda *_: datetime(2020, 1, 1).date(),  # noqa: DTZ001
    )
    administrated(leased)
    agreed_erasure(leased, "landlord_name")
    leased.json("erase", "do", "1", "e-1", "--as", "A1")
    facts = {one["fact"]: one["value"]["zh"] for one in leased.json("show", "1")["facts"]}
    assert facts["landlord_name"].startswith("〔已清除 ")
    assert leased.json("verify")["whole"] is True
    assert any("〔已清除 " in line for line in leased.lines("trail", "1"))
