"""The shipped checklist and example, from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.house import Terminal

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "shenyang_tiexi.yaml"


def test_the_example_opens_and_says_what_to_do_first(fresh: Terminal) -> None:
    opened = fresh.json("open", str(EXAMPLE))
    assert opened["number"].startswith("特情〔")
    assert opened["ready"]
    summary = fresh.json("show", "1")
    assert len(summary["tasks"]) > 60
    first = fresh.json("next")["first"]
    assert first["key"] in opened["ready"]
    assert first["why"]["zh"]
    assert first["if_late"]["zh"]
    assert first["command"].startswith(f"launchkit done {opened['number']} {first['key']}")
    assert fresh.json("verify")["whole"] is True


def test_old_names_find_the_new_items(fresh: Terminal) -> None:
    found = fresh.json("search", "踏勘", "--checklist", "open_branch")["items"]
    assert "NB-09" in [one["code"] for one in found]
