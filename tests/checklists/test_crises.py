"""`relieve_branch` and `take_over_branch` held against their tables; see `study`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

import pytest

from launchkit.domain.checklist import Definition, Due, Each, Item, Personal, Unit
from launchkit.domain.roles import ROLES
from launchkit.library.resolve import resolve
from tests.checklists.study import (
    COMPUTED,
    Row,
    base,
    by_code,
    family,
    kept,
    parent,
    rows_before,
    rows_of,
    started,
)

JOINING = frozenset({f"NB-{n}" for n in (52, 53, 54, 55, 56, 57, 59, 61)} | {"NB-60h"})
TRAINING = frozenset(f"NB-{n}" for n in range(63, 70))
DAILY = frozenset({"OP-01", "OP-02", "OP-03", "OP-04"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a situation takes over from others, and on what headquarters decides."""

    rows: int
    #: moment or day its house plans count from
    zero: str
    #: items of other situations that a row stands for
    carried: dict[str, frozenset[str]]
    approved: frozenset[str]


SITUATIONS = {
    "relieve_branch": Situation(
        rows=36,
        zero="situation_declared_on",
        carried={
            "SS-02": frozenset({"NB-65"}),
            "SS-24": frozenset({"OP-01"}),
            "SS-26": frozenset({"OP-02"}),
            "SS-19": frozenset({"OP-03", "OP-04"}),
            "SS-28": JOINING,
            "SS-29": frozenset({"NB-69"}),
        },
        approved=frozenset({"SS-01", "SS-10", "SS-16", "SS-33", "SS-35", "SS-36"}),
    ),
    "take_over_branch": Situation(
        rows=50,
        zero="credible_sign_at",
        carried={
            "EC-14": DAILY,
            "EC-45": frozenset({"OP-02"}),
            "EC-47": JOINING | TRAINING | {"NB-49", "NB-50", "NB-51"},
        },
        approved=frozenset(f"EC-{n:02d}" for n in (2, 6, 30, 31, 35, 36, 43, 48, 50)),
    ),
}
ROWS = [(name, row) for name in SITUATIONS for row in rows_of(name)]
UNITS = {"h": Unit.HOUR, "d": Unit.CALENDAR}

each_row = pytest.mark.parametrize(("name", "row"), ROWS, ids=[row["code"] for _, row in ROWS])
each_situation = pytest.mark.parametrize("name", SITUATIONS)


@cache
def definition(name: str) -> Definition:
    """The shipped checklist, resolved once."""
    return resolve(name).definition


@cache
def items(name: str) -> dict[str, Item]:
    """Its items by code."""
    return by_code(definition(name))


def kin(name: str, code: str) -> list[Item]:
    """The item, its companions and what it takes over from other situations."""
    taken = SITUATIONS[name].carried.get(code, frozenset())
    return [*family(items(name), code), *(items(name)[one] for one in sorted(taken))]


@each_situation
def test_every_row_is_an_item_and_every_item_belongs_to_a_row(name: str) -> None:
    """Nothing is lost, and nothing is there that no row asks for."""
    rows = {row["code"] for row in rows_of(name)}
    assert len(rows) == SITUATIONS[name].rows
    assert rows <= items(name).keys()
    taken = set().union(*SITUATIONS[name].carried.values())
    assert {code for code in items(name) if parent(code) not in rows} == taken


@each_row
def test_people(name: str, row: Row) -> None:
    """The first person named answers for it, everybody else named helps."""
    item = items(name)[row["code"]]
    assert item.owner == row["owner"]
    assert set(row["helpers"].split()) <= set(item.helpers)
    assert ROLES[item.owner].can_own


@each_row
def test_estimates(name: str, row: Row) -> None:
    """Hours of work, and days of waiting where the study has them; half an hour counts as one."""
    item = items(name)[row["code"]]
    assert item.effort.likely == math.ceil(float(row["hours"]))
    if row["wait_days"]:
        assert item.wait.likely == int(row["wait_days"])
    for one in (item.effort, item.wait):
        assert (one.min or 0) <= one.likely
        assert one.max is None or one.likely <= one.max


@each_row
def test_needs(name: str, row: Row) -> None:
    """What has to be done first, no more and no less."""
    rows = {one["code"] for one in rows_of(name)}
    assert rows_before(items(name), items(name)[row["code"]], rows) == set(row["needs"].split())


@each_row
def test_what_comes_back_comes_back(name: str, row: Row) -> None:
    """Hours a day or a week belong to something that recurs so often, and to nothing else."""
    found = {item.recurs.each for item in kin(name, row["code"]) if item.recurs is not None}
    if row["each"]:
        assert Each(row["each"]) in found
    else:
        own = {item.recurs for item in family(items(name), row["code"])}
        assert own == {None}


def limits(dues: tuple[Due, ...], anchor: str) -> set[tuple[int | None, Unit]]:
    """Length and unit of the deadlines that count from a fact."""
    return {(due.within, due.unit) for due in dues if due.after and due.after.fact == anchor}


@each_row
def test_limits_from_the_first_moment(name: str, row: Row) -> None:
    """Hours and days from T0, from the arrival, or in the same minute as the seals."""
    item, limit = items(name)[row["code"]], row["limit"]
    if limit == "T0":
        assert SITUATIONS[name].zero in item.facts
    elif limit == "arrival":
        assert limits(item.due, "arrived_at")
    elif limit == "sync":
        assert (0, Unit.HOUR) in limits(item.due, "takeover_moment_at")
    elif limit:
        wanted = (int(limit[:-1]), UNITS[limit[-1]])
        assert wanted in limits(item.due, SITUATIONS[name].zero)


@each_row
def test_duties(name: str, row: Row) -> None:
    """Deadlines in bold print are computed, other duties are at least named."""
    whole = kin(name, row["code"])
    computed = {code for item in whole for code in kept(item)}
    assert set(row["keeps"].split()) <= computed
    assert set(row["cites"].split()) <= computed.union(*(item.basis for item in whole))


@each_row
def test_evidence(name: str, row: Row) -> None:
    """As many kinds of proof as the study names."""
    wanted = len(row["evidence_en"].split(";"))
    assert wanted == len(row["evidence_zh"].split("；"))
    assert len(items(name)[row["code"]].evidence) >= wanted


@each_row
def test_documents(name: str, row: Row) -> None:
    """The same documents, in whichever variant; what is taken over may issue more."""
    own = {base(code) for code in items(name)[row["code"]].documents} - COMPUTED
    whole = {base(code) for item in kin(name, row["code"]) for code in item.documents}
    wanted = set(row["documents"].split())
    assert own <= wanted <= whole


@each_situation
def test_approvals(name: str) -> None:
    """Headquarters decides on these and no other, and never on work it took part in."""
    asked = {code: item for code, item in items(name).items() if item.approval is not None}
    assert asked.keys() == SITUATIONS[name].approved
    for item in asked.values():
        assert item.approval is not None
        assert item.approval.by == ("hq_lead",)
        assert "hq_lead" not in {item.owner, *item.helpers}


def test_a_stage_lies_within_one_phase() -> None:
    """Contain, measure, decide, repair: no stage reaches over two of them."""
    phase = {row["code"]: row["phase"] for row in rows_of("take_over_branch")}
    for stage in definition("take_over_branch").stages:
        found = {phase[parent(item.code)] for item in stage.items if parent(item.code) in phase}
        assert len(found) <= 1


@each_situation
def test_every_sentence_is_in_both_languages(name: str) -> None:
    """Chinese texts hold Chinese, English texts hold none of it."""
    for item in items(name).values():
        texts = [item.title, item.why, item.if_late, item.risk, item.place, item.waits_on]
        texts += [check.says for check in item.checks] + [due.says for due in item.due]
        for text in texts:
            if text is not None:
                assert re.search(r"[一-鿿]", text.zh), (item.code, text.zh)
                assert re.search(r"[A-Za-z]", text.en), (item.code, text.en)
                assert not re.search(r"[一-鿿]", text.en), (item.code, text.en)


@pytest.mark.parametrize(
    ("code", "clock", "fact"),
    [
        ("EC-29", "DL59", "data_analysis_from"),
        ("EC-32", "DL38a", "report_filed_on"),
        ("EC-33", "DL38b", "police_accepted_on"),
        ("EC-34", "DL38c", "refusal_received_on"),
        ("EC-34", "DL38c_review", "reconsideration_received_on"),
        ("EC-36", "DL19", "employment_ended_on"),
        ("EC-37", "DL04", "head_change_decided_on"),
        ("EC-37", "DL43", "head_changed_on"),
        ("EC-43", "DL41", "measure_taken_on"),
        ("EC-43", "DL41b", "loss_known_on"),
    ],
)
def test_each_clock_starts_from_its_paper(code: str, clock: str, fact: str) -> None:
    """The date on the notice, the receipt or the decision, never somebody's click."""
    due = next(one for one in items("take_over_branch")[code].due if one.id == clock)
    anchor = due.after or due.before
    assert anchor is not None
    assert (anchor.fact, anchor.item, anchor.case) == (fact, None, None)


def test_one_extension_at_a_time() -> None:
    """7, 30 and 60 days of the police exclude each other."""
    clocks = {one.id: one for one in items("take_over_branch")["EC-33"].due}
    assert [clocks[name].within for name in ("DL38b", "DL38b_30", "DL38b_60")] == [7, 30, 60]
    assert all(one.when is not None for one in clocks.values())


def test_joining_starts_the_four_clocks_in_both() -> None:
    """Whoever joins, in whichever situation: contract, insurance, fund and record count from the first day."""
    for name in SITUATIONS:
        wanted = {"DL24", "DL17", "DL21", "DL23"}
        assert wanted <= started(definition(name), items(name)["NB-54"])


TWO_PEOPLE = frozenset(f"EC-{n:02d}" for n in (4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 20, 22, 28)) | {"EC-15e", "EC-27w"}  # fmt: skip


def test_two_people_are_named_at_every_step_that_touches_something() -> None:
    """Money, seals, evidence and talks: two codes of the team, and they differ."""
    found = {
        code
        for code, item in items("take_over_branch").items()
        if "two_people" in {check.id for check in item.checks}
    }
    assert found == TWO_PEOPLE


#: words that find somebody guilty before anybody has
VERDICTS = re.compile(r"嫌疑|嫌犯|罪犯|犯罪分子|小偷|内鬼|贼|suspect|culprit|thief|thieves|criminal who|perpetrator", re.IGNORECASE)  # fmt: skip


def test_the_texts_accuse_nobody() -> None:
    """Titles, reasons, questions and documents speak of persons concerned, differences and facts."""
    whole = definition("take_over_branch")
    said = [repr(stage) for stage in whole.stages]
    said += [repr(fact) for fact in whole.facts]
    said += [repr(document) for document in whole.documents]
    assert [VERDICTS.findall(text) for text in said if VERDICTS.search(text)] == []


def test_who_is_concerned_steers_nothing() -> None:
    """Particulars of the persons concerned are the most protected kind."""
    facts = {fact.id: fact for fact in definition("take_over_branch").facts}
    for name in (
        "concerned_name",
        "concerned_persons",
        "talk_statement",
        "witness_name",
        "report_facts",
    ):
        assert facts[name].personal is Personal.SENSITIVE


def test_every_person_concerned_has_papers_of_his_own() -> None:
    """Talk, suspension and dismissal come once for each; exhibits and witnesses one by one."""
    found = items("take_over_branch")
    assert {code for code, item in found.items() if item.per == "concerned"} == {"EC-28", "EC-35", "EC-36"}  # fmt: skip
    assert {code for code, item in found.items() if item.per == "exhibit"} == {"EC-15e"}
    assert {code for code, item in found.items() if item.per == "interview"} == {"EC-27w"}


def test_the_leaving_certificate_states_its_four_heads() -> None:
    """Term, day of the end, post and years of service."""
    document = next(one for one in definition("take_over_branch").documents if one.code == "D62")
    required = {field.fact for field in document.fields if field.required}
    assert {"contract_term_text", "employment_ended_on", "concerned_post", "years_of_service"} <= required  # fmt: skip
