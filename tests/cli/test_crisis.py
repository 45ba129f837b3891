"""A case in crisis by typing: graded, told as a timeline, reported, asked of counsel, reviewed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from launchkit.cli import app
from launchkit.cli.crisis import due_text
from launchkit.cli.run import Run
from launchkit.domain.crisis_cadence import reports_due
from launchkit.testing import desk_for
from tests.cli.house import CASE, PART, Terminal, furnish
from tests.desk.made import definition

ASKS = """\
        counsel:
          - id: venue
            asks: {zh: 向哪里报案, en: Where to report}
            known: {zh: 材料写工作单位所在地, en: The texts say the place of the work unit}
            as_of: "2026-01-01"
          - id: pay
            asks: {zh: 停职工资怎么付, en: What pay}
            known: {zh: 没有定论, en: Nobody knows}
"""
TEAM = """\
  - {person: L1, name: 顾言, roles: [hq_leg]}
  - {person: A1, name: 严明, roles: [auditor]}
"""


@pytest.fixture(scope="session")
def crisis_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose checklist has questions to counsel ready, with a case that has a lawyer and an auditor."""
    home = tmp_path_factory.mktemp("crisis") / "home"
    case_file = furnish(home)
    part = PART.replace("        facts: [quotes]\n", f"        facts: [quotes]\n{ASKS}", 1)
    (home / "checklists" / "parts" / "tiny_part.yaml").write_text(part, encoding="utf-8")
    case_file.write_text(CASE.replace("start:", f"{TEAM}start:", 1), encoding="utf-8")
    Terminal(home).type("open", str(case_file))
    return home


@pytest.fixture
def crisis(crisis_home: Path, tmp_path: Path) -> Terminal:
    """Commands in a home of one's own with that case in it."""
    shutil.copytree(crisis_home, tmp_path / "home")
    return Terminal(tmp_path / "home")


def test_headquarters_grades_and_reports_become_due(crisis: Terminal) -> None:
    lines = crisis.lines("report", "list", "1")
    assert lines == ["本案不要求报告；定级之后开始（launchkit severity）。"]
    lines = crisis.lines("severity", "1", "2", "--reason", "停业", "--as", "H1")
    assert lines[0].startswith("✓ 已定为二级（业务中断，或损失重大且原因未明）（第 ")
    assert crisis.json("report", "list", "1")["due"][0]["form"] == "situation"
    lines = crisis.lines("severity", "1", "1", "--reason", "x", "--as", "P1", code=1)
    assert lines[0] == "✗ 定级须由总部负责人（hq_lead）决定。"


def test_the_timeline(crisis: Terminal) -> None:
    assert crisis.lines("happening", "list", "1") == ["还没有记经过。"]
    for at, what in (("2026-01-05T08:40", "柜内无现金"), ("2026-01-04", "最后送存")):
        crisis.type(
            *("happening", "add", "1", "--at", at, "--what", what),
            *("--source", "录像", "--task", "T-1", "--as", "P1"),
        )
    lines = crisis.lines("happening", "withdraw", "1", "h-2", "--reason", "看错", "--as", "P1")
    assert lines[0].startswith("✓ 已撤回 h-2")
    assert crisis.lines("happening", "list", "1") == [
        "✗ 2026-01-04  最后送存",
        "    h-2，出处：录像（张伟记）",
        "    已撤回：看错",
        "· 2026-01-05 08:40  柜内无现金",
        "    h-1，出处：录像（张伟记）",
    ]
    found = crisis.json("happening", "list", "1")["happenings"]
    assert [(one["happening"], one["task"]) for one in found] == [
        ("h-2", "find_site"),
        ("h-1", "find_site"),
    ]
    history = crisis.lines("show", "1", "--task", "T-1")
    assert any("记录经过 h-1" in line for line in history)


def test_a_draft_is_edited_and_filed(crisis: Terminal, tmp_path: Path) -> None:
    crisis.type("severity", "1", "3", "--reason", "线索", "--as", "H1")
    draft = crisis.type("report", "draft", "1").stdout
    assert draft.startswith("## 现状\n\n- 三级（业务受影响，局面可控）")
    english = crisis.type("report", "draft", "1", "--form", "executive", "--lang", "en").stdout
    assert "## Actions\n\n- severity set to level 3\n" in english
    assert crisis.json("report", "draft", "1")["figures"]["tasks"] > 0
    path = tmp_path / "报告.md"
    path.write_text(f"{draft.partition('## 需求')[0]}## 需求\n- 请派出纳\n", encoding="utf-8")
    lines = crisis.lines("report", "file", "1", "--from", str(path), "--as", "P1")
    assert lines[0].startswith("✓ 已提交情况报告 report-1")
    assert lines[-1] == "  打印：launchkit issue 特情〔2026〕1号 D67#report-1"
    answer = crisis.json(
        *("report", "file", "1", "--form", "executive", "--needs", "无", "--as", "P1")
    )
    assert [one["kind"] for one in answer["entries"]] == ["report_filed"]
    shown = crisis.lines("report", "show", "1", "report-1")
    assert shown[0].startswith("report-1 情况报告 ")
    assert shown[-1] == "  请派出纳"
    assert crisis.json("report", "show", "1", "report-2")["needs"] == "无"
    listed = crisis.lines("report", "list", "1")
    assert listed[0].startswith("report-1  情况报告 ")
    assert listed[2].startswith("→ 下一次情况报告：")
    lines = crisis.lines("report", "show", "1", "report-9", code=3)
    assert "没有报告 report-9；有：report-1、report-2" in "".join(lines)


def test_a_draft_from_standard_input_and_files_that_are_none(
    crisis: Terminal, tmp_path: Path
) -> None:
    words = ["report", "file", "1", "--from", "-", "--as", "P1", "--home", str(crisis.home)]
    result = CliRunner().invoke(app, words, input="## needs\n- 出纳\n")
    assert result.exit_code == 0, result.output
    assert crisis.json("report", "show", "1", "report-1")["needs"] == "出纳"
    lines = crisis.lines("report", "file", "1", "--from", "没有.md", "--as", "P1", code=2)
    assert "没有文件" in lines[0]
    empty = tmp_path / "空.md"
    empty.write_text("随便写的\n", encoding="utf-8")
    lines = crisis.lines("report", "file", "1", "--from", str(empty), "--as", "P1", code=2)
    assert "report draft" in "".join(lines)


def test_counsel_is_asked_and_answers_and_others_see_numbers_only(crisis: Terminal) -> None:
    lines = crisis.lines("counsel", "list", "1", "--as", "P1")
    assert lines == [
        "还没有向法务提问。",
        "清单备好、还没有问的",
        "  venue  向哪里报案",
        "      截至 2026-01-01 所知，须与律师核实：材料写工作单位所在地",
        "  pay  停职工资怎么付",
        "      截至 — 所知，须与律师核实：没有定论",
        "  launchkit counsel ask 特情〔2026〕1号 --point venue",
    ]
    soon = "2099-01-01"
    crisis.type("counsel", "ask", "1", "--point", "venue", "--due", soon, "--as", "P1")
    crisis.type("counsel", "ask", "1", "--text", "能否停职", "--as", "P2")
    crisis.type("counsel", "ask", "1", "--point", "pay", "--as", "P2")
    lines = crisis.lines("counsel", "answer", "1", "q-2", "--text", "可以", "--as", "L1")
    assert lines[0].startswith("✓ 已答复 q-2")
    own = crisis.lines("counsel", "list", "1", "--as", "P2")
    assert own[0] == "q-1  〔法务保密〕"
    assert own[1].startswith(f"    未答复，期限 {soon}，还有 ")
    assert own[2:6] == ["q-2  能否停职", "    答：可以", "q-3  停职工资怎么付", "    未答复"]
    assert crisis.lines("counsel", "list", "1", "--as", "A1")[2:4] == [
        "q-2  〔法务保密〕",
        "    答：〔法务保密〕",
    ]
    found = crisis.json("counsel", "list", "1", "--as", "A1")
    assert found["questions"][1] == {
        "question": "q-2",
        "text": {"privileged": True},
        "answer": {"privileged": True},
        "due": None,
        "point": None,
        "answered": True,
        "overdue": False,
    }
    assert found["ready"] == []
    for viewer in ("A1", "P1"):
        output = crisis.type("trail", "1", "--as", viewer).output
        assert "能否停职" not in output
        assert "〔法务保密〕" in output
        assert "能否停职" not in crisis.type("trail", "1", "--json", "--as", viewer).output
    assert "能否停职" in crisis.type("trail", "1", "--as", "H1").output


def test_a_review_of_one_case_and_of_several(crisis: Terminal, tmp_path: Path) -> None:
    before = crisis.lines("review", "1", "--as", "H1")
    assert before[0] == "没有守住的期限", "the tiny case is long overdue"
    crisis.type(
        *("add", "1", "extra_sign", "--title", "另做门头", "--owner", "mate"),
        *("--reason", "物业要求", "--as", "P1"),
    )
    lines = crisis.lines("review", "1", "1", "--as", "H1")
    assert lines[:2] == [
        "清单缺的事项",
        "  · 本案另加了 EXTRA-SIGN，还没有办结：清单是否应有此项",
    ]
    assert lines[2].startswith("      特情〔2026〕1号 第 ")
    crisis.type("open", str(crisis.home / "case.yaml"), "--again", "--request", "again")
    path = tmp_path / "复盘.yaml"
    lines = crisis.lines("review", "1", "2", "-o", str(path), "--lang", "en", "--as", "H1")
    assert "(1 of 2 cases)" in " ".join(line.strip() for line in lines[:3])
    assert any(line.startswith("      特情〔2026〕1号 entries ") for line in lines)
    read = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    assert read["cases"] == ["特情〔2026〕1号", "特情〔2026〕2号"]
    assert read["proposals"][0]["change"]["id"] == "extra_sign"
    assert crisis.json("review", "1", "--as", "H1")["proposals"][0]["kind"] == "new_item"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "下一次情况报告：2026-03-02 18:30"),
        (10, "情况报告到时间了：2026-03-02 18:30"),
        (11, "情况报告已逾期：应于 2026-03-02 18:30"),
    ],
)
def test_a_report_is_announced_then_due_then_overdue(hours: int, said: str) -> None:
    desk = desk_for(definition("items: [{id: one}]"))
    desk.open()
    desk.desk.crisis.set_severity(desk.call("H1"), desk.id, 3, reason="停业")
    desk.clock.forward(hours=hours)
    due = reports_due(desk.case, desk.clock())[0]
    assert due_text(Run(["--lang", "zh"]), desk.case, due) == said


def test_a_case_without_surprises_is_reviewed_in_one_line(crisis: Terminal) -> None:
    crisis.type(
        *("extend", "1", "T-1", "--to", "2099-01-01", "--reason", "等房源", "--as", "H1"),
    )
    assert crisis.lines("review", "1", "--as", "H1") == ["记录中没有得出建议。"]
