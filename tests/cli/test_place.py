"""Places as they are typed: recorded, changed, listed, and seen where a task says where to go."""

from __future__ import annotations

import pytest

from tests.cli.house import Terminal

LEAD = ("--as", "P1")


@pytest.fixture
def there(terminal: Terminal) -> Terminal:
    """The landlord's place is recorded; it is open day and night, so that no clock decides what is said."""
    terminal.type(
        *("place", "add", "1", "--kind", "房东处", "--name", "建设大路 9 号", "--phone", "139"),
        *("--hours", "每天 00:00-24:00", "--no-holidays", "--item", "T-2", *LEAD),
    )
    return terminal


def test_a_list_says_until_when_a_place_is_open(there: Terminal) -> None:
    shown = "\n".join(there.lines("place", "list", "1"))
    for words in ("place-1  建设大路 9 号", "今天开到 24:00", "每天 00:00–24:00", "139"):
        assert words in shown
    english = "\n".join(there.lines("place", "list", "1", "--lang", "en"))
    assert "open today until 24:00" in english
    found = there.json("place", "list", "1")["places"]
    assert [one["key"] for one in found] == ["place-1"]


def test_what_is_not_named_stays_as_it_was(there: Terminal) -> None:
    there.type("place", "change", "1", "place-1", "--note", "先打电话", *LEAD)
    shown = "\n".join(there.lines("place", "list", "1"))
    assert "139 · 先打电话" in shown
    assert "每天 00:00–24:00" in shown
    there.type(
        *("place", "change", "1", "place-1", "--name", "建设大路 10 号", "--address", "二楼"),
        *("--phone", "138", "--hours", "每天 00:00-23:59", *LEAD),
    )
    shown = "\n".join(there.lines("place", "list", "1"))
    for words in ("建设大路 10 号", "二楼 · 138 · 先打电话", "今天开到 23:59"):
        assert words in shown
    there.type("place", "change", "1", "place-1", "--given-up", *LEAD)
    shown = "\n".join(there.lines("place", "list", "1"))
    assert "place-1" not in shown
    assert "房东处" in shown


def test_a_task_and_its_papers_say_where_to_go(there: Terminal) -> None:
    for typed in (("show", "1", "--task", "T-2"), ("papers", "1", "T-2")):
        shown = "\n".join(there.lines(*typed))
        assert "建设大路 9 号" in shown
        assert "今天开到 24:00" in shown
    at = there.json("papers", "1", "T-2")["at"]
    assert at["place"] == "place-1"


def test_hours_that_cannot_be_read_are_refused(terminal: Terminal) -> None:
    answer = terminal.type(
        *("place", "add", "1", "--kind", "房东处", "--name", "x", "--hours", "mon 9-17", *LEAD),
        code=None,
    )
    assert answer.exit_code != 0
    assert "开放时间写作" in answer.output
