"""`open_branch` held against `open_branch.csv`; see `study`."""

from __future__ import annotations

import re

import pytest

from launchkit.domain.checklist import Definition, Item
from launchkit.domain.roles import ROLES
from tests.checklists.study import (
    COMPUTED,
    Row,
    base,
    family,
    kept,
    needed,
    parent,
    rows_of,
    started,
)

ROWS = rows_of("open_branch")
#: "Everybody" owns nothing: the lead answers, everybody helps.
ANSWERS_FOR = {"everyone": "lead"}
#: The study prints the survey's answer on the sheet of tax matters, where it has no line; the bureau's own page proves it.
WITHOUT_DOCUMENT = {"NB-44"}
APPROVED = {"NB-01", "NB-02", "NB-05", "NB-16", "NB-17", "NB-23", "NB-75", "NB-78", "NB-80"}

each_row = pytest.mark.parametrize("row", ROWS, ids=[row["code"] for row in ROWS])


def test_the_table_has_all_81_rows() -> None:
    """A row lost from the table would test nothing."""
    assert len(ROWS) == 81
    assert len({row["code"] for row in ROWS}) == 81


def test_every_item_is_a_row_or_the_companion_of_one(items: dict[str, Item]) -> None:
    """81 rows, their companions, and the four daily ones."""
    rows = {row["code"] for row in ROWS}
    assert rows <= items.keys()
    others = {parent(code) for code in items} - rows
    assert others == {"OP-01", "OP-02", "OP-03", "OP-04"}


@each_row
def test_owner(row: Row, items: dict[str, Item]) -> None:
    """The first person named answers for it; outsiders have no account."""
    item = items[row["code"]]
    expected = ANSWERS_FOR.get(row["owner"], row["owner"])
    assert item.owner == expected
    assert ROLES[item.owner].can_own


@each_row
def test_helpers(row: Row, items: dict[str, Item]) -> None:
    """Everybody else named helps."""
    item = items[row["code"]]
    named = {row["owner"], *row["helpers"].split()} - {item.owner}
    assert named <= set(item.helpers)


@each_row
def test_estimates(row: Row, items: dict[str, Item]) -> None:
    """Hours of work and days of waiting, which the forecast starts from, inside their own range."""
    item = items[row["code"]]
    assert (item.effort.likely, item.wait.likely) == (int(row["hours"]), int(row["wait_days"]))
    for one in (item.effort, item.wait):
        assert one.min is None or one.min <= one.likely
        assert one.max is None or one.likely <= one.max


@each_row
def test_needs(row: Row, items: dict[str, Item]) -> None:
    """What has to be done first, no more and no less."""
    codes = {item.id: item.code for item in items.values()}
    found = {codes[name] for name in needed(items[row["code"]].needs)}
    assert found == set(row["needs"].split())


@each_row
def test_deadlines_kept(row: Row, items: dict[str, Item]) -> None:
    """Each statutory deadline in bold print is computed, by the item or a companion."""
    found = {code for item in family(items, row["code"]) for code in kept(item)}
    assert set(row["keeps"].split()) <= found


@each_row
def test_deadlines_started(row: Row, opening: Definition, items: dict[str, Item]) -> None:
    """A date stated here starts those clocks."""
    found = {code for item in family(items, row["code"]) for code in started(opening, item)}
    assert set(row["starts"].split()) <= found


@each_row
def test_duties_cited(row: Row, items: dict[str, Item]) -> None:
    """Duties without a computed date are at least named."""
    found: set[str] = set()
    for item in family(items, row["code"]):
        found |= kept(item) | set(item.basis)
    assert set(row["cites"].split()) <= found


@each_row
def test_evidence(row: Row, items: dict[str, Item]) -> None:
    """As many kinds of proof as the study names."""
    named = [one for one in row["evidence_en"].split(";") if one.strip()]
    assert len(named) == len([one for one in row["evidence_zh"].split("；") if one.strip()])
    assert len(items[row["code"]].evidence) >= len(named)


@each_row
def test_documents(row: Row, items: dict[str, Item]) -> None:
    """The same documents, in whichever variant."""
    found = {base(code) for code in items[row["code"]].documents} - COMPUTED
    named = set() if row["code"] in WITHOUT_DOCUMENT else set(row["documents"].split())
    assert found == named


def test_a_stage_does_not_mix_phases(opening: Definition) -> None:
    """Each stage lies within one phase of the study, and every phase is there."""
    phase = {row["code"]: row["phase"] for row in ROWS}
    found: list[set[str]] = [
        {phase[parent(item.code)] for item in stage.items if parent(item.code) in phase}
        for stage in opening.stages
    ]
    assert all(len(phases) <= 1 for phases in found)
    assert set().union(*found) == set("ABCDEFGH")


def test_approvals(items: dict[str, Item]) -> None:
    """Headquarters decides on these nine and no other."""
    assert {code for code, item in items.items() if item.approval is not None} == APPROVED
    for code in APPROVED:
        rule = items[code].approval
        assert rule is not None
        assert rule.by == ("hq_lead",)


def test_nobody_approves_what_he_helped_with(items: dict[str, Item]) -> None:
    """Owner and helpers of an item are not asked to approve it."""
    for code in APPROVED:
        rule = items[code].approval
        assert rule is not None
        assert not set(rule.by) & {items[code].owner, *items[code].helpers}


def test_the_go_no_go_check_is_a_milestone(items: dict[str, Item]) -> None:
    """Everybody sees when it has passed; it comes once and cannot be left out."""
    check = items["NB-75"]
    assert check.milestone
    assert not check.optional
    assert check.when is None


def test_items_of_each_hire(items: dict[str, Item]) -> None:
    """Whatever is due for every single person comes once for each hire."""
    per_hire = {code for code, item in items.items() if item.per == "hire"}
    assert per_hire == {f"NB-{n}" for n in (52, 53, 54, 55, 56, 59, 61, 64, 69)}
    assert {code for code, item in items.items() if item.per == "licence"} == {"NB-65"}


def test_the_four_clocks_of_a_first_day(items: dict[str, Item]) -> None:
    """Insurance, housing fund, employment record and contract count from the first working day alone."""
    for code, clock in (
        ("NB-55", "DL24"),
        ("NB-59", "DL17"),
        ("NB-60", "DL21"),
        ("NB-61", "DL23"),
    ):
        due = next(one for one in items[code].due if one.id == clock)
        assert due.after is not None
        assert (due.after.fact, due.after.item, due.after.case) == ("first_day_on", None, None)


def test_every_sentence_is_in_both_languages(items: dict[str, Item]) -> None:
    """Chinese texts hold Chinese, English texts hold none of it."""
    for item in items.values():
        texts = [item.title, item.why, item.if_late, item.risk, item.place, item.waits_on]
        texts += [check.says for check in item.checks] + [due.says for due in item.due]
        for text in texts:
            if text is None:
                continue
            assert re.search(r"[一-鿿]", text.zh), (item.code, text.zh)
            assert re.search(r"[A-Za-z]", text.en), (item.code, text.en)
