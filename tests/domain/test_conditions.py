"""Conditions: three answers, what they look at, and how they read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launchkit.domain.checklist import AllOf, Answered, AnyOf, Compare, Condition, Not, Text
from launchkit.domain.conditions import explain, facts_of, parts_of, titles_of, truth
from tests.domain.definitions import condition, definition

FACTS = {
    "area": 320,
    "rate": "7.5",
    "signed_on": "2026-03-02",
    "found_at": "2026-03-02T09:30:00+08:00",
    "same_at": "2026-03-02T01:30:00Z",
    "later_at": "2026-03-02T02:00:00Z",
    "leased": True,
    "route": "review",
    "pay": 500000,
    "probation_pay": 400000,
    "code": "012",
    "odd_at": "Tuesday",
    "no_zone_at": "2026-03-02T09:30:00",
    "rows": [{"a": 1}],
}


@pytest.mark.parametrize(
    ("yaml", "answer"),
    [
        ("{fact: area, gt: 300}", True),
        ("{fact: area, gt: 320}", False),
        ("{fact: area, ge: 320}", True),
        ("{fact: area, lt: 320}", False),
        ("{fact: area, le: 320}", True),
        ("{fact: area, eq: 320}", True),
        ("{fact: area, ne: 320}", False),
        ("{fact: area, in: [1, 320]}", True),
        ("{fact: area, in: []}", False),
        ("{fact: rate, gt: 7}", True),
        ("{fact: rate, eq: '7.50'}", False),
        ("{fact: rate, ge: '7.50'}", True),
        ("{fact: signed_on, lt: '2026-03-03'}", True),
        ("{fact: found_at, lt: {fact: later_at}}", True),
        ("{fact: found_at, ge: {fact: same_at}}", True),
        ("{fact: leased, eq: true}", True),
        ("{fact: leased, ne: true}", False),
        ("{fact: leased, eq: 1}", False),
        ("{fact: route, in: [none, review]}", True),
        ("{fact: code, eq: '12'}", False),
        ("{fact: code, eq: 12}", True),
        ("{fact: probation_pay, ge: {fact: pay, percent: 80}}", True),
        ("{fact: probation_pay, ge: {fact: pay, percent: 81}}", False),
        ("{fact: probation_pay, lt: {fact: pay}}", True),
        ("{answered: area}", True),
        ("{answered: nobody_said}", False),
        ("{not: {answered: nobody_said}}", True),
    ],
)
def test_an_answered_condition_is_true_or_false(yaml: str, answer: bool) -> None:
    assert truth(condition(yaml), FACTS.get) is answer


@pytest.mark.parametrize(
    "yaml",
    [
        "{fact: nobody_said, eq: 1}",
        "{fact: area, gt: {fact: nobody_said}}",
        "{fact: area, gt: {fact: nobody_said, percent: 80}}",
        "{fact: area, gt: {fact: route, percent: 80}}",
        "{fact: route, gt: 3}",
        "{fact: rows, gt: 3}",
        "{fact: leased, gt: 0}",
        "{fact: odd_at, gt: 3}",
        "{fact: no_zone_at, gt: {fact: found_at}}",
        "{fact: area}",
        "{fact: area, gt: 1, lt: 3}",
        "{not: {fact: nobody_said, eq: 1}}",
        "{all: [{answered: area}, {fact: nobody_said, eq: 1}]}",
        "{any: [{answered: nobody_said}, {fact: nobody_said, eq: 1}]}",
    ],
)
def test_without_an_answer_it_is_neither(yaml: str) -> None:
    assert truth(condition(yaml), FACTS.get) is None


@pytest.mark.parametrize(
    ("answers", "every", "some"),
    [
        ([True, True], True, True),
        ([True, False], False, True),
        ([False, False], False, False),
        ([None, True], None, True),
        ([None, False], False, None),
        ([None, None], None, None),
    ],
)
def test_one_decisive_answer_is_enough(
    answers: list[bool | None], every: bool | None, some: bool | None
) -> None:
    facts = dict(zip("ab", answers, strict=True))
    both: tuple[Condition, ...] = (Compare(fact="a", eq=True), Compare(fact="b", eq=True))
    assert truth(AllOf(all=both), facts.get) is every
    assert truth(AnyOf(any=both), facts.get) is some


LEAVES = st.one_of(
    st.builds(Answered, answered=st.sampled_from("abc")),
    st.builds(Compare, fact=st.sampled_from("abc"), eq=st.booleans()),
    st.builds(Compare, fact=st.sampled_from("abc"), gt=st.integers(-2, 2)),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, not_=inner),
        st.builds(AllOf, all=st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, any=st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
VALUES = st.dictionaries(st.sampled_from("abc"), st.one_of(st.booleans(), st.integers(-3, 3)))


@given(CONDITIONS, VALUES)
def test_only_the_facts_it_names_matter(one: Condition, values: dict[str, object]) -> None:
    named = {name: value for name, value in values.items() if name in facts_of(one)}
    assert truth(one, values.get) is truth(one, named.get)


def _has_answered(one: Condition) -> bool:
    return isinstance(one, Answered) or any(_has_answered(inner) for _, inner in parts_of(one))


@given(CONDITIONS, VALUES, st.sampled_from("abc"), st.integers(-3, 3))
def test_a_further_answer_never_turns_a_decision(
    one: Condition, values: dict[str, object], name: str, value: int
) -> None:
    before = truth(one, values.get)
    after = truth(one, {name: value, **values}.get)
    assert before is None or after is before or _has_answered(one)


@given(CONDITIONS, VALUES)
def test_not_all_is_any_not(one: Condition, values: dict[str, object]) -> None:
    other = Answered(answered="a")
    left = truth(Not(not_=AllOf(all=(one, other))), values.get)
    right = truth(AnyOf(any=(Not(not_=one), Not(not_=other))), values.get)
    assert left is right


def test_an_exact_number_is_compared_exactly() -> None:
    assert truth(Compare(fact="a", gt=1), {"a": Fraction(3, 2)}.get) is True


def test_it_names_the_facts_it_looks_at() -> None:
    one = condition(
        "{all: [{fact: a, gt: {fact: b, percent: 80}}, {not: {answered: c}}, {any: [{fact: d, eq: 1}]}]}"
    )
    assert facts_of(one) == {"a", "b", "c", "d"}


def test_paths_of_the_parts_are_those_of_the_yaml() -> None:
    assert [path for path, _ in parts_of(condition("{any: [{answered: a}, {answered: b}]}"))] == [
        ("any", 0),
        ("any", 1),
    ]
    assert [path for path, _ in parts_of(condition("{not: {answered: a}}"))] == [("not",)]


TITLES = titles_of(
    definition(
        """
        facts:
          - {id: area, title: {zh: 装修面积, en: works area}, type: integer}
          - {id: pay, title: {zh: 工资, en: pay}, type: money}
          - {id: leased, title: {zh: 租的, en: leased}, type: yes_no}
          - id: route
            title: {zh: 消防手续, en: fire route}
            type: choice
            options:
              - {id: review, title: {zh: 审查, en: review}}
              - {id: none, title: {zh: 无, en: none}}
        """
    ).facts
)


@pytest.mark.parametrize(
    ("yaml", "zh", "en"),
    [
        ("{fact: area, gt: 300}", "“装修面积”大于 300", "works area is more than 300"),
        ("{fact: leased, eq: true}", "“租的”等于是", "leased is yes"),
        ("{fact: leased, ne: false}", "“租的”不等于否", "leased is not no"),
        ("{fact: route, eq: review}", "“消防手续”等于“审查”", "fire route is “review”"),
        (
            "{fact: route, in: [review, none]}",
            "“消防手续”是“审查”、“无”之一",
            "fire route is one of “review”, “none”",
        ),
        (
            "{fact: pay, ge: {fact: area, percent: 80}}",
            "“工资”不小于“装修面积”的 80%",
            "pay is at least 80 % of works area",
        ),
        ("{fact: pay, le: {fact: area}}", "“工资”不大于“装修面积”", "pay is at most works area"),
        ("{fact: area, in: [1, 2]}", "“装修面积”是1、2之一", "works area is one of 1, 2"),
        ("{answered: area}", "“装修面积”已填写", "works area has been answered"),
        (
            "{not: {fact: area, lt: 3}}",
            "并非（“装修面积”小于 3）",
            "it is not so that works area is less than 3",
        ),
        (
            "{all: [{answered: area}, {any: [{answered: pay}, {answered: other}]}]}",
            "“装修面积”已填写，且（“工资”已填写，或other已填写）",
            "works area has been answered and (pay has been answered or other has been answered)",
        ),
        ("{fact: area}", "“装修面积”", "works area"),
    ],
)
def test_it_reads_as_a_clause(yaml: str, zh: str, en: str) -> None:
    assert explain(condition(yaml), TITLES, "zh") == zh
    assert explain(condition(yaml), TITLES, "en") == en


def test_titles_hold_facts_and_options() -> None:
    assert TITLES["route.review"] == Text(zh="审查", en="review")
