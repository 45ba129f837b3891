"""A day of custody, promises and a hand-over as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from launchkit.cli.lines import width
from tests.cli.house import Terminal


@pytest.fixture
def held(terminal: Terminal) -> Terminal:
    """P1 holds a seal and cash, and has promised something."""
    lead = ("--as", "P1")
    terminal.type(
        *("custody", "take", "1", "--kind", "seal", "--label", "公章", "--from", "总部", *lead)
    )
    terminal.type(
        *("custody", "take", "1", "--kind", "cash", "--label", "钱箱", "--count", "1904.00", *lead)
    )
    terminal.type(
        *("promise", "make", "1", "--to", "房东", "--what", "押金", "--by", "2029-12-31", *lead),
        *("--contact", "13900000000", "--task", "T-2"),
    )
    return terminal


def test_lists_say_what_is_held_promised_and_out(held: Terminal) -> None:
    shown = "\n".join(held.lines("custody", "list", "1"))
    assert "seal-1" in shown
    assert "1,904.00 元" in shown
    assert "张伟 P1" in shown
    english = "\n".join(held.lines("custody", "list", "1", "--lang", "en"))
    assert "公章 (seal)" in english
    assert "13900000000" in "".join(held.lines("promise", "list", "1"))
    assert held.lines("sent", "list", "1") == ["没有在外签署的文书。"]


def test_what_is_over_is_listed_when_asked_for(held: Terminal) -> None:
    lead = ("--as", "P1")
    held.type("custody", "end", "1", "seal-1", "--outcome", "returned", "--to", "总部", *lead)
    held.type("promise", "move", "1", "p-1", "--by", "2030-01-01", "--note", "周末", *lead)
    assert "（改期 1 次）" in "".join(held.lines("promise", "list", "1"))
    held.type("promise", "keep", "1", "p-1", *lead)
    assert held.lines("promise", "list", "1") == ["没有未了结的承诺。"]
    assert "已兑现" in "".join(held.lines("promise", "list", "1", "--all"))
    assert "seal-1" not in "".join(held.lines("custody", "list", "1"))
    assert "归还" in "".join(held.lines("custody", "list", "1", "--all"))
    held.type("custody", "end", "1", "cash-1", "--outcome", "lost", *lead)
    assert held.lines("custody", "list", "1") == ["没有在管的物品。"]


def test_somebody_new_takes_over_from_the_list_to_the_paper(
    held: Terminal, tmp_path: Path
) -> None:
    held.type("person", "add", "P9", "--name", "刘洋", "--as", "H1")
    said = held.lines("handover", "begin", "1", "--to", "P9", "--from", "P1", "--as", "H1")
    assert "handover-1 已开始：张伟 移交给 刘洋" in said[0]
    for lang in ("zh", "en"):
        lines = held.lines("handover", "show", "1", "--lang", lang)
        assert all(width(one) <= 80 for one in lines if "launchkit" not in one)
    page = held.json("handover", "show", "1")
    held.type(
        "handover", "sign", "1", "--seen", page["digest"][:12], "--note", "没电", "--as", "P1"
    )
    assert "移交人已签：张伟" in "\n".join(held.lines("handover", "show", "1"))
    refused = held.lines("handover", "sign", "1", "--as", "P9", code=1)
    assert any("--count cash-1=1904.00" in line for line in refused)

    done = held.lines("handover", "sign", "1", "--count", "cash-1=1902", "--as", "P9")

    assert "张伟 的任务、保管物和承诺已全部移交 刘洋" in "".join(done)
    shown = held.lines("handover", "show", "1")
    assert "cash-1 1,902.00 元" in "\n".join(shown)
    assert "--seen" not in "\n".join(shown)
    printed = held.lines("handover", "print", "1", "--to", str(tmp_path / "打印"), "--as", "P9")
    assert (tmp_path / "打印" / "D66_handover-1.pdf").read_bytes().startswith(b"%PDF")
    assert "D66_handover-1.pdf" in "".join(printed)
    trail = "".join(held.lines("trail", "1"))
    assert "与登记相差" in trail


def test_a_paper_goes_out_and_comes_back_signed_or_not(held: Terminal, scan: Path) -> None:
    lead, paper = ("--as", "P1"), "D66#handover-1"
    held.type("handover", "begin", "1", "--to", "P2", *lead)
    held.type("handover", "print", "1", "--to", str(scan.parent), *lead)
    held.type("sent", "out", "1", paper, "--to", "总部", *lead)
    assert "0 天" in "".join(held.lines("sent", "list", "1"))
    held.type("sent", "back", "1", paper, "--unsigned", "--note", "缺页", *lead)
    held.type("sent", "out", "1", paper, "--to", "总部", "--expected", "2030-01-01", *lead)
    assert "expected 2030-01-01" in " ".join(
        one.strip() for one in held.lines("sent", "list", "1", "--lang", "en")
    )
    held.type("sent", "back", "1", paper, "--file", str(scan), *lead)
    assert "收回" in "".join(held.lines("sent", "list", "1", "--all"))


@pytest.mark.parametrize("count", ["cash-1", "cash-1=", "twice"])
def test_a_count_names_a_thing_and_a_number_once(held: Terminal, count: str) -> None:
    held.type("handover", "begin", "1", "--to", "P2", "--as", "P1")
    words = (
        ["--count", "cash-1=1", "--count", "cash-1=1"] if count == "twice" else ["--count", count]
    )
    assert "cash-1" in "".join(held.lines("handover", "sign", "1", *words, "--as", "P1", code=2))
