"""What a recurring task asks is asked anew each time."""

from __future__ import annotations

import pytest

from launchkit.domain.errors import Refused
from launchkit.testing import TestDesk

TILL = """
facts:
  - {id: opened_on, type: date}
  - {id: counted, type: money}
  - {id: short, type: money}
  - {id: reported, type: yes_no}
items:
  - id: open_doors
    facts: [opened_on]
  - id: close_cash
    recurs: {each: day, since: {fact: opened_on}, opens: "07:00"}
    facts: [counted, short]
    optional_facts: [reported]
    checks:
      - id: told
        must: {all: [{answered: reported}, {fact: reported, eq: true}]}
        when: {fact: short, gt: 0}
        says: {zh: 当天报告, en: report it the same day}
"""


@pytest.fixture
def till(unopened) -> TestDesk:  # type: ignore[no-untyped-def]
    desk: TestDesk = unopened(TILL)
    desk.open()
    desk.done("P1", "open_doors", opened_on="2026-03-02")
    desk.advance()
    desk.done("P1", "close_cash@2026-03-02", counted="980.00", short="20.00", reported=True)
    desk.clock.forward(days=1)
    desk.advance()
    return desk


def test_yesterdays_count_does_not_close_today(till: TestDesk) -> None:
    with pytest.raises(Refused) as refused:
        till.done("P1", "close_cash@2026-03-03")
    assert [one.en for one in refused.value.lacks] == ["the fact “counted”", "the fact “short”"]
    till.done("P1", "close_cash@2026-03-03", counted="1000.00", short="0.00")
    assert till.case.tasks["close_cash@2026-03-03"].closed


def test_the_same_count_again_is_written_down_again(till: TestDesk) -> None:
    before = till.case.held("counted")
    till.done("P1", "close_cash@2026-03-03", counted="980.00", short="0.00")
    after = till.case.held("counted")
    assert before is not None
    assert after is not None
    assert after.seq > before.seq
    entries = till.case.seq
    till.state("P1", counted="980.00")
    assert till.case.seq == entries, "twice on one day is once"


def test_yesterdays_report_does_not_excuse_todays_difference(till: TestDesk) -> None:
    with pytest.raises(Refused, match="cannot be done yet"):
        till.done("P1", "close_cash@2026-03-03", counted="900.00", short="100.00")
    till.done("P1", "close_cash@2026-03-03", counted="900.00", short="100.00", reported=True)


def test_a_day_that_was_forgotten_is_answered_for_that_day(till: TestDesk) -> None:
    till.clock.forward(days=1)
    till.advance()
    till.done("P1", "close_cash@2026-03-03", on="2026-03-03", counted="1000.00", short="0.00")
    with pytest.raises(Refused, match="2 missing"):
        till.done("P1", "close_cash@2026-03-04")
    assert till.case.tasks["close_cash@2026-03-03"].done_on is not None


def test_other_facts_are_asked_once(till: TestDesk) -> None:
    entries = till.case.seq
    till.state("P1", opened_on="2026-03-02")
    assert till.case.seq == entries
