"""The shipped checklist and example, from the command line, with real documents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.house import Terminal

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "shenyang_tiexi.yaml"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the example opened."""
    home = tmp_path_factory.mktemp("shipped") / "home"
    Terminal(home).type("open", str(EXAMPLE))
    return home


@pytest.fixture
def branch(shipped: Path, tmp_path: Path) -> Terminal:
    """A copy of it."""
    shutil.copytree(shipped, tmp_path / "home")
    return Terminal(tmp_path / "home")


def decider(terminal: Terminal) -> str:
    team = terminal.json("show", "1")["team"]
    return next(str(one["person"]) for one in team if "hq_lead" in one["roles"])


def test_the_example_says_what_to_do_first(branch: Terminal) -> None:
    assert len(branch.json("show", "1")["tasks"]) > 60
    first = branch.json("next")["first"]
    assert first["key"] == "decide_to_open"
    assert first["why"]["zh"]
    assert first["if_late"]["zh"]
    assert first["command"].startswith("launchkit done 特情〔")
    assert branch.json("verify")["whole"] is True


def test_old_names_find_the_new_items(fresh: Terminal) -> None:
    found = fresh.json("search", "踏勘", "--checklist", "open_branch")["items"]
    assert "NB-09" in [one["code"] for one in found]


@pytest.mark.pdf
def test_a_document_is_issued_kept_voided_and_issued_anew(
    branch: Terminal, tmp_path: Path
) -> None:
    boss = decider(branch)
    first = branch.json("issue", "1", "D01", "--to", str(tmp_path / "out"), "--as", boss)
    (one,) = first["issued"]
    assert one["fresh"] is True
    assert Path(one["path"]).read_bytes().startswith(b"%PDF-")
    assert Path(one["path"]).stat().st_size == one["size"]
    (again,) = branch.json("issue", "1", "D01", "--as", boss)["issued"]
    assert (again["fresh"], again["digest"]) == (False, one["digest"])
    assert any("☑ D01" in line for line in branch.lines("papers", "1", "NB-01"))
    assert branch.json("brief", "1")["issued_today"][0]["key"] == "D01"
    branch.type("void", "1", "D01", "--reason", "写错", "--as", boss)
    assert branch.lines("papers", "1", "NB-01")[-1].strip().startswith("还缺")
    assert "launchkit issue" in "\n".join(branch.lines("papers", "1", "NB-01"))
    assert branch.lines("advance", "1")[1].startswith("  ✓ D01 ")
    numbers = [doc["number"] for doc in branch.json("show", "1")["documents"]]
    assert len(numbers) == 1
    assert numbers != [one["number"]]


@pytest.mark.pdf
def test_of_several_documents_each_says_what_became_of_it(branch: Terminal) -> None:
    boss = decider(branch)
    answer = branch.json("issue", "1", "D01", "D02", "--as", boss, code=1)
    assert [one["document"] for one in answer["issued"]] == ["D01"]
    assert [one["document"] for one in answer["failed"]] == ["D02"]
    lines = branch.lines("issue", "1", "D02", "D01", "--as", boss, code=1)
    assert any(line.startswith("✗ D02: D02 ") for line in lines)
    assert any(line.startswith("✓ 原已出具 D01 ") for line in lines)


def test_a_document_that_lacks_facts_names_them_all(branch: Terminal) -> None:
    error = branch.json("issue", "1", "D02", "--as", decider(branch), code=1)["error"]
    assert error["code"] == "facts_missing"
    assert len(error["lacks"]) >= 3
    assert all(one["command"].startswith("launchkit state ") for one in error["lacks"])
    assert branch.json("issue", "1", "D99", "--as", "H1", code=3)["error"]["code"] == "not_found"
