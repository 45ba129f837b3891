"""Faults of a definition as a whole. The docstring of a test is the YAML that it is about."""

from __future__ import annotations

import pytest

from launchkit.domain.linting import lint
from tests.domain.definitions import definition, remarks


@pytest.fixture
def found(request: pytest.FixtureRequest) -> list[str]:
    """Errors in the YAML of the test's docstring: `code place`, without the only stage."""
    return remarks(request.function.__doc__)


class TestAGoodDefinition:
    def test_has_no_remark(self) -> None:
        """
        facts:
          - {id: decided_on, type: date}
          - {id: area, type: integer}
          - {id: price, type: money}
          - {id: route, type: choice, options: [{id: a, title: {zh: 甲, en: A}}, {id: b, title: {zh: 乙, en: B}}]}
          - {id: first_day, type: date, per: hire}
          - {id: pay, type: money, per: hire}
          - {id: id_number, type: id_number, per: hire, personal: sensitive}
          - {id: seized_at, type: instant}
          - {id: rows, type: table, columns: [{id: a, title: {zh: 甲, en: A}}]}
          - {id: company, house: company.name}
        collections:
          - {id: hire}
        items:
          - id: decide
            facts: [decided_on, area, price, route, seized_at]
            optional_facts: [rows]
            documents: [D1]
            approval: {by: [hq_lead]}
            money: {fact: price, limit: 2000000}
            bring: [{paper: {zh: 甲, en: A}}]
            evidence: [{id: scan, title: {zh: 甲, en: A}}]
            milestone: true
          - id: file
            needs: [decide]
            when: {all: [{fact: area, gt: 300}, {fact: route, eq: a}]}
            due:
              - {id: DL1, after: {fact: decided_on}, within: 30, basis: [S1], local: [{place: "4101", within: 15, basis: [S1]}]}
              - {id: P1, before: {case: target}, by: 7, outer: {after: {fact: decided_on}, within: 1}}
              - {id: DL2, window: [01-01, 06-30], after: {fact: decided_on}, year: 1, basis: [S1]}
              - {id: P2, after: {fact: seized_at}, within: 24, unit: hour}
          - id: hire_one
            per: hire
            needs: [decide]
            facts: [first_day, pay, id_number]
            documents: [D2]
            checks: [{id: pay, must: {fact: pay, gt: 0}, when: {answered: first_day}, says: {zh: 甲, en: A}, basis: [S1]}]
          - id: insure
            needs: [{any: 1, of: [file, hire_one]}]
            due: [{id: DL3, after: {fact: first_day}, within: 30, basis: [S1], when: {fact: pay, gt: 0}}]
          - id: close_cash
            recurs: {each: day, since: {item: decide}, until: {case: target}, by: "20:00"}
            due: [{id: P1, each: day, within: 1}]
        documents:
          - {code: D1, name: d_one, fields: [{name: a, fact: decided_on}, {name: c, fact: company}, {name: n, case: case_number}, {name: hires, collection: hire, columns: [pay]}]}
          - {code: D2, name: d_two, per: hire, fields: [{name: a, fact: pay}]}
          - {code: D9, name: d_nine, per: nobody, fields: [{name: a, fact: nobody}]}
        """
        assert remarks(str(self.test_has_no_remark.__doc__), notices=True) == []


class TestNames:
    def test_an_id_is_lower_case_and_used_once(self, found: list[str]) -> None:
        """
        items:
          - {id: Go, code: X-1}
          - {id: go, code: X-2, evidence: [{id: b-1, title: {zh: 甲, en: A}}], due: [{id: P1, after: {case: start}, within: 1}, {id: P1, after: {case: start}, within: 2}]}
          - {id: go, code: X-1}
        """
        assert found == [
            "bad-id items.0.id",
            "not-unique items.2.id",
            "not-unique items.2.code",
            "bad-id items.1.evidence.0.id",
            "not-unique items.1.due.1.id",
        ]

    def test_names_that_nobody_defined(self, found: list[str]) -> None:
        """
        facts:
          - {id: price, type: money, per: hires, retention: for_ever}
        items:
          - id: go
            owner: leed
            helpers: [nobody]
            needs: [gone, {any: 1, of: [gone_too]}]
            facts: [prise]
            optional_facts: [a]
            documents: [D7]
            per: hires
            basis: [S2]
            evidence: [{id: scan, title: {zh: 甲, en: A}, retention: years}]
            approval: {by: [boss]}
            money: {fact: cost, limit: 1, by: boss}
            when: {fact: y, eq: 1}
            checks: [{id: c, must: {answered: x}, says: {zh: 甲, en: A}, basis: [S3]}]
            due:
              - {id: DL1, after: {item: away}, within: 1, outer: {after: {fact: day}, within: 1, basis: [S5]}, local: [{place: "41", within: 1, basis: [S6]}], basis: [S4]}
        documents:
          - {code: D1, retention: short, basis: [S7]}
        retentions:
          - {id: case_file, title: {zh: 甲, en: A}, years: 1, counted_from: recorded, basis: S8}
        """
        assert sorted(one for one in found if one.startswith("unknown-")) == [
            "unknown-collection facts.0.per",
            "unknown-collection items.0.per",
            "unknown-document items.0.documents.0",
            "unknown-fact items.0.checks.0.must.answered",
            "unknown-fact items.0.due.0.outer.after.fact",
            "unknown-fact items.0.facts.0",
            "unknown-fact items.0.money.fact",
            "unknown-fact items.0.optional_facts.0",
            "unknown-fact items.0.when.fact",
            "unknown-item items.0.due.0.after.item",
            "unknown-item items.0.needs.0",
            "unknown-item items.0.needs.1.of.0",
            "unknown-retention documents.0.retention",
            "unknown-retention facts.0.retention",
            "unknown-retention items.0.evidence.0.retention",
            "unknown-role items.0.approval.by.0",
            "unknown-role items.0.helpers.0",
            "unknown-role items.0.money.by",
            "unknown-role items.0.owner",
            "unknown-statute documents.0.basis.0",
            "unknown-statute items.0.basis.0",
            "unknown-statute items.0.checks.0.basis.0",
            "unknown-statute items.0.due.0.basis.0",
            "unknown-statute items.0.due.0.local.0.basis.0",
            "unknown-statute items.0.due.0.outer.basis.0",
            "unknown-statute retentions.0.basis",
        ]

    def test_the_nearest_name_is_offered(self) -> None:
        """
        items:
          - {id: sign_lease}
          - {id: pay, needs: [sign_leese]}
        """
        (one,) = lint(definition(str(self.test_the_nearest_name_is_offered.__doc__)))
        assert "是不是想写“sign_lease”" in one.zh
        assert "did you mean “sign_lease”" in one.en

    def test_everybody_owns_nothing_and_nobody_outside_approves(self, found: list[str]) -> None:
        """
        items:
          - {id: a, owner: contractor}
          - {id: b, owner: everyone}
          - {id: c, owner: auditor}
          - {id: d, approval: {by: [landlord]}}
        """
        assert found == [
            "cannot-own items.1.owner",
            "cannot-approve items.3.approval.by.0",
        ]

    def test_a_fact_is_asked_once(self, found: list[str]) -> None:
        """
        facts: [{id: a}]
        items:
          - {id: go, facts: [a, a], optional_facts: [a], helpers: [mate, mate]}
        """
        assert found == [
            "not-unique items.0.facts.1",
            "not-unique items.0.helpers.1",
            "not-unique items.0.optional_facts.0",
        ]


class TestOrder:
    def test_a_circle_is_shown_as_its_path(self) -> None:
        """
        items:
          - {id: a, needs: [b]}
          - {id: b, needs: [c]}
          - {id: c, needs: [a]}
        """
        (one,) = lint(definition(str(self.test_a_circle_is_shown_as_its_path.__doc__)))
        assert one.path == ("stages", 0, "items", 0, "needs")
        assert "a → b → c → a" in one.zh
        assert "a → b → c → a" in one.en

    def test_each_circle_is_told_once_and_what_lies_behind_is_out_of_reach(
        self, found: list[str]
    ) -> None:
        """
        items:
          - {id: free}
          - {id: behind, needs: [free, a]}
          - {id: a, needs: [b]}
          - {id: b, needs: [a, c]}
          - {id: c}
          - {id: d, needs: [e]}
          - {id: e, needs: [d]}
        """
        assert found == ["cycle items.2.needs", "cycle items.5.needs", "unreachable items.1.needs"]

    def test_an_item_does_not_need_itself(self, found: list[str]) -> None:
        """
        items:
          - {id: a, needs: [a]}
          - {id: b, needs: [a]}
        """
        assert found == ["needs-itself items.0.needs.0", "unreachable items.1.needs"]

    def test_a_partial_need_can_be_met(self, found: list[str]) -> None:
        """
        items:
          - {id: a}
          - {id: b}
          - {id: more, needs: [{any: 3, of: [a, b]}]}
          - {id: none, needs: [{any: 0, of: [a, b]}]}
          - {id: behind, needs: [{any: 2, of: [a, more]}]}
          - {id: fine, needs: [{any: 1, of: [a, more]}]}
        """
        assert found == [
            "impossible-need items.2.needs.0.any",
            "impossible-need items.3.needs.0.any",
            "unreachable items.4.needs",
        ]

    def test_a_circle_with_another_way_out_is_none(self, found: list[str]) -> None:
        """
        items:
          - {id: a, needs: [{any: 1, of: [b, c]}]}
          - {id: b, needs: [a]}
          - {id: c}
        """
        assert found == []

    def test_a_need_is_written_once(self, found: list[str]) -> None:
        """
        items:
          - {id: a}
          - {id: b, needs: [a, {any: 1, of: [a]}]}
        """
        assert found == ["not-unique items.1.needs.1.of.0"]

    def test_nothing_needs_what_recurs(self, found: list[str]) -> None:
        """
        items:
          - {id: daily, recurs: {each: day, since: {case: start}}}
          - {id: b, needs: [daily], due: [{id: P1, after: {item: daily}, within: 1}]}
        """
        assert found == ["needs-recurring items.1.needs.0", "anchor items.1.due.0.after.item"]

    def test_a_milestone_happens_once(self, found: list[str]) -> None:
        """
        collections: [{id: hire}]
        items:
          - {id: a, milestone: true, optional: true}
          - {id: b, milestone: true, per: hire}
          - {id: c, milestone: true, recurs: {each: day, since: {case: start}}}
          - {id: d, milestone: true}
        """
        assert found == [
            "milestone items.0.milestone",
            "milestone items.1.milestone",
            "milestone items.2.milestone",
        ]

    def test_instances_may_need_each_other_and_what_is_outside(self, found: list[str]) -> None:
        """
        collections: [{id: hire}]
        items:
          - {id: plan}
          - {id: interview, per: hire, needs: [plan]}
          - {id: contract, per: hire, needs: [interview]}
          - {id: open, needs: [contract]}
        """
        assert found == []


class TestDeadlines:
    def test_one_shape_each(self, found: list[str]) -> None:
        """
        items:
          - id: go
            due:
              - {id: P1}
              - {id: P2, before: {case: target}, window: [01-01, 02-01]}
              - {id: P3, after: {case: start}, within: 3, by: 2}
              - {id: P4, before: {case: target}, by: 3, within: 2, after: {case: start}}
              - {id: P5, after: {case: start}, within: 3, year: 1}
        """
        assert found == [
            "due-shape items.0.due.0",
            "due-shape items.0.due.1",
            "due-shape items.0.due.2.by",
            "due-shape items.0.due.3.within",
            "due-shape items.0.due.3.after",
            "due-shape items.0.due.4.year",
        ]

    def test_what_each_shape_needs(self, found: list[str]) -> None:
        """
        items:
          - id: go
            due:
              - {id: P1, after: {case: start}}
              - {id: P2, before: {case: target}}
              - {id: P3, window: [01-01, 02-01]}
              - {id: P4, after: {case: start}, within: -1, outer: {after: {case: start}, within: -1}, local: [{place: "41", within: -1}]}
              - {id: P5, before: {case: target}, by: -1, local: [{place: Zhengzhou, within: 3}]}
        """
        assert found == [
            "due-incomplete items.0.due.0",
            "due-incomplete items.0.due.1",
            "due-incomplete items.0.due.2",
            "negative items.0.due.3.within",
            "negative items.0.due.3.outer.within",
            "negative items.0.due.3.local.0.within",
            "negative items.0.due.4.by",
            "bad-place items.0.due.4.local.0.place",
            "due-shape items.0.due.4.local.0",
        ]

    def test_a_window_of_real_days_in_order(self, found: list[str]) -> None:
        """
        items:
          - id: go
            due:
              - {id: P1, window: [06-30, 01-01], after: {case: start}}
              - {id: P2, window: [02-30, 6-30], after: {case: start}}
              - {id: P3, window: [02-29, 03-01], after: {case: start}}
        """
        assert found == [
            "window-reversed items.0.due.0.window",
            "no-such-day items.0.due.1.window.0",
            "no-such-day items.0.due.1.window.1",
        ]

    def test_a_statutory_deadline_is_cited(self, found: list[str]) -> None:
        """
        facts: [{id: day, type: date}]
        items:
          - {id: go, facts: [day], due: [{id: DL1, after: {fact: day}, within: 3}]}
        """
        assert found == ["uncited items.0.due.0.id"]

    def test_a_statutory_clock_starts_from_a_date_fact(self, found: list[str]) -> None:
        """
        facts: [{id: day, type: date}]
        items:
          - {id: sign}
          - id: go
            facts: [day]
            due:
              - {id: DL1, after: {item: sign}, within: 3, basis: [S1]}
              - {id: DL2, after: {case: start}, within: 3, basis: [S1]}
              - {id: DL3, before: {case: target}, by: 3, basis: [S1]}
              - {id: DL4, after: {fact: day}, within: 3, basis: [S1], outer: {after: {item: sign}, within: 9, basis: [S1]}}
              - {id: P1, after: {item: sign}, within: 3, local: [{place: "4101", within: 1, basis: [S1]}]}
              - {id: P2, after: {item: sign}, within: 3}
        """
        assert found == [
            "statutory-clock items.1.due.0.after",
            "statutory-clock items.1.due.1.after",
            "statutory-clock items.1.due.2.before",
            "statutory-clock items.1.due.3.outer.after",
            "statutory-clock items.1.due.4.after",
        ]

    def test_a_clock_starts_from_a_date_that_is_not_personal(self, found: list[str]) -> None:
        """
        facts:
          - {id: name}
          - {id: born_on, type: date, personal: ordinary}
        items:
          - {id: go, facts: [name, born_on], due: [{id: P1, after: {fact: name}, within: 3}, {id: P2, after: {fact: born_on}, within: 3}]}
        """
        assert found == [
            "anchor-not-a-date items.0.due.0.after.fact",
            "personal-clock items.0.due.1.after.fact",
        ]

    def test_one_anchor_that_is_not_the_item_itself(self, found: list[str]) -> None:
        """
        facts: [{id: day, type: date}]
        items:
          - id: go
            facts: [day]
            due:
              - {id: P1, after: {}, within: 3}
              - {id: P2, after: {fact: day, case: start}, within: 3}
              - {id: P3, after: {item: go}, within: 3}
        """
        assert found == [
            "anchor items.0.due.0.after",
            "anchor items.0.due.1.after",
            "anchor items.0.due.2.after.item",
        ]

    def test_hours_are_counted_from_an_instant(self, found: list[str]) -> None:
        """
        facts: [{id: day, type: date}, {id: moment, type: instant}]
        items:
          - id: go
            facts: [day, moment]
            due:
              - {id: P1, after: {fact: day}, within: 3, unit: hour}
              - {id: P2, after: {fact: moment}, within: 3, unit: hour, outer: {after: {fact: day}, within: 3, unit: hour}}
        """
        assert found == [
            "hours-from-a-date items.0.due.0.unit",
            "hours-from-a-date items.0.due.1.outer.unit",
        ]

    def test_a_deadline_of_each_period_needs_an_item_that_recurs_likewise(
        self, found: list[str]
    ) -> None:
        """
        items:
          - {id: once, due: [{id: P1, each: month, within: 15}]}
          - {id: daily, recurs: {each: day, since: {case: start}}, due: [{id: P1, each: month, within: 15}]}
          - {id: monthly, recurs: {each: month, since: {case: start}}, due: [{id: P1, each: month, within: 15}]}
        """
        assert found == [
            "recurrence-missing items.0.due.0.each",
            "recurrence-missing items.1.due.0.each",
        ]

    def test_a_recurrence_has_real_times_and_anchors(self, found: list[str]) -> None:
        """
        items:
          - {id: daily, recurs: {each: day, since: {item: gone}, until: {}, opens: "7:00", by: "24:00"}}
        """
        assert found == [
            "unknown-item items.0.recurs.since.item",
            "anchor items.0.recurs.until",
            "no-such-time items.0.recurs.opens",
            "no-such-time items.0.recurs.by",
        ]

    def test_a_plain_item_may_have_a_deadline_for_each_instance(self, found: list[str]) -> None:
        """
        collections: [{id: hire}]
        facts: [{id: first_day, type: date, per: hire}, {id: local, type: yes_no, per: hire}]
        items:
          - {id: hire_one, per: hire, facts: [first_day, local]}
          - {id: insure, due: [{id: DL1, after: {fact: first_day}, within: 30, basis: [S1], when: {fact: local, eq: true}}]}
        """
        assert found == []


class TestConditions:
    def test_a_condition_fits_the_type_of_its_fact(self, found: list[str]) -> None:
        """
        facts:
          - {id: route, type: choice, options: [{id: a, title: {zh: 甲, en: A}}, {id: b, title: {zh: 乙, en: B}}]}
          - {id: area, type: integer}
          - {id: rate, type: decimal}
          - {id: day, type: date}
          - {id: moment, type: instant}
          - {id: leased, type: yes_no}
          - {id: note, type: long_text}
          - {id: rows, type: table, columns: [{id: a, title: {zh: 甲, en: A}}]}
          - {id: name}
        items:
          - id: go
            facts: [route, area, rate, day, moment, leased, note, rows, name]
            checks:
              - {id: c0, must: {fact: route, eq: c}, says: {zh: 甲, en: A}}
              - {id: c1, must: {fact: route, in: [a, bb]}, says: {zh: 甲, en: A}}
              - {id: c2, must: {fact: area, gt: big}, says: {zh: 甲, en: A}}
              - {id: c3, must: {fact: area, eq: true}, says: {zh: 甲, en: A}}
              - {id: c4, must: {fact: rate, ge: "1.2.3"}, says: {zh: 甲, en: A}}
              - {id: c5, must: {fact: day, gt: 2026-02-30}, says: {zh: 甲, en: A}}
              - {id: c6, must: {fact: moment, gt: 2026-02-01}, says: {zh: 甲, en: A}}
              - {id: c7, must: {fact: leased, eq: yes}, says: {zh: 甲, en: A}}
              - {id: c8, must: {fact: note, eq: x}, says: {zh: 甲, en: A}}
              - {id: c9, must: {fact: rows, ne: x}, says: {zh: 甲, en: A}}
              - {id: c10, must: {fact: name, gt: x}, says: {zh: 甲, en: A}}
              - {id: c11, must: {fact: leased, gt: 0}, says: {zh: 甲, en: A}}
              - {id: c12, must: {fact: name, eq: 3}, says: {zh: 甲, en: A}}
              - {id: c13, must: {fact: area, in: []}, says: {zh: 甲, en: A}}
              - {id: c14, must: {fact: moment, gt: "2026-02-30T09:00:00+08:00"}, says: {zh: 甲, en: A}}
        """
        assert found == [
            "unknown-option items.0.checks.0.must.eq",
            "unknown-option items.0.checks.1.must.in.1",
            "wrong-operand items.0.checks.2.must.gt",
            "wrong-operand items.0.checks.3.must.eq",
            "wrong-operand items.0.checks.4.must.ge",
            "wrong-operand items.0.checks.5.must.gt",
            "wrong-operand items.0.checks.6.must.gt",
            "wrong-operand items.0.checks.7.must.eq",
            "cannot-compare items.0.checks.8.must.eq",
            "cannot-compare items.0.checks.9.must.ne",
            "cannot-compare items.0.checks.10.must.gt",
            "cannot-compare items.0.checks.11.must.gt",
            "wrong-operand items.0.checks.12.must.eq",
            "empty-condition items.0.checks.13.must.in",
            "wrong-operand items.0.checks.14.must.gt",
        ]

    def test_a_share_is_of_a_fact_of_the_same_kind(self, found: list[str]) -> None:
        """
        facts:
          - {id: pay, type: money}
          - {id: rate, type: decimal}
          - {id: day, type: date}
          - {id: other_day, type: date}
          - {id: name}
        items:
          - id: go
            facts: [pay, rate, day, other_day, name]
            checks:
              - {id: c0, must: {fact: pay, ge: {fact: rate, percent: 80}}, says: {zh: 甲, en: A}}
              - {id: c1, must: {fact: pay, ge: {fact: day}}, says: {zh: 甲, en: A}}
              - {id: c2, must: {fact: day, ge: {fact: other_day}}, says: {zh: 甲, en: A}}
              - {id: c3, must: {fact: day, ge: {fact: other_day, percent: 80}}, says: {zh: 甲, en: A}}
              - {id: c4, must: {fact: name, eq: {fact: nobody}}, says: {zh: 甲, en: A}}
        """
        assert found == [
            "cannot-compare items.0.checks.1.must.ge",
            "cannot-compare items.0.checks.3.must.ge",
            "unknown-fact items.0.checks.4.must.eq.fact",
        ]

    def test_exactly_one_comparison(self, found: list[str]) -> None:
        """
        facts: [{id: area, type: integer}]
        items:
          - {id: a, facts: [area], when: {fact: area}}
          - {id: b, when: {fact: area, gt: 1, lt: 3}}
          - {id: c, when: {all: []}}
          - {id: d, when: {not: {any: []}}}
        """
        assert found == [
            "one-comparison items.0.when",
            "one-comparison items.1.when",
            "empty-condition items.2.when",
            "empty-condition items.3.when.not",
        ]

    def test_personal_facts_steer_nothing(self, found: list[str]) -> None:
        """
        facts:
          - {id: pregnant, type: yes_no, personal: sensitive}
          - {id: pay, type: money, personal: ordinary}
        items:
          - id: go
            facts: [pregnant, pay]
            when: {fact: pregnant, eq: true}
            evidence: [{id: e, title: {zh: 甲, en: A}, when: {answered: pay}}]
            approval: {by: [hq_lead], when: {fact: pay, gt: 3}}
            money: {fact: pay, limit: 3}
            due: [{id: P1, after: {case: start}, within: 3, when: {fact: pay, gt: 3}}]
            checks: [{id: c, must: {fact: pay, gt: 3}, when: {not: {fact: pregnant, eq: true}}, says: {zh: 甲, en: A}}]
        """
        assert found == [
            "personal-condition items.0.when.fact",
            "personal-condition items.0.approval.when.fact",
            "personal-condition items.0.evidence.0.when.answered",
            "personal-condition items.0.checks.0.must.fact",
            "personal-condition items.0.checks.0.when.not.fact",
            "personal-condition items.0.due.0.when.fact",
            "money items.0.money.fact",
        ]

    def test_it_is_clear_which_instance_is_meant(self, found: list[str]) -> None:
        """
        collections: [{id: hire}]
        facts: [{id: local, type: yes_no, per: hire}]
        items:
          - {id: a, per: hire, facts: [local], when: {fact: local, eq: true}}
          - {id: b, when: {fact: local, eq: true}}
        """
        assert found == ["which-instance items.1.when.fact"]

    def test_a_condition_can_be_true(self, found: list[str]) -> None:
        """
        facts:
          - {id: area, type: integer}
          - {id: rate, type: decimal}
          - {id: day, type: date}
          - {id: moment, type: instant}
          - {id: name}
          - {id: leased, type: yes_no}
          - {id: route, type: choice, options: [{id: a, title: {zh: 甲, en: A}}, {id: b, title: {zh: 乙, en: B}}]}
        items:
          - {id: i0, facts: [area, rate, day, moment, name, leased, route]}
          - {id: i1, when: {all: [{fact: area, gt: 3}, {fact: area, lt: 4}]}}
          - {id: i2, when: {all: [{fact: rate, gt: 3}, {fact: rate, lt: 4}]}}
          - {id: i3, when: {all: [{fact: day, gt: 2026-01-01}, {fact: day, lt: 2026-01-02}]}}
          - {id: i4, when: {all: [{fact: day, gt: 2026-01-01}, {fact: day, lt: 2026-01-03}]}}
          - {id: i5, when: {all: [{fact: name, eq: x}, {fact: name, eq: y}]}}
          - {id: i6, when: {all: [{fact: leased, ne: true}, {fact: leased, ne: false}]}}
          - {id: i7, when: {all: [{fact: route, ne: a}, {fact: route, ne: b}, {answered: route}]}}
          - {id: i8, when: {not: {answered: route}}}
          - {id: i9, when: {all: [{answered: area}, {not: {answered: area}}]}}
          - {id: i10, when: {fact: name, ne: x}}
          - {id: i11, when: {all: [{fact: moment, gt: "2026-01-01T09:00:00+08:00"}, {fact: moment, lt: "2026-01-01T01:00:00+00:00"}]}}
          - {id: i12, when: {fact: moment, gt: "2026-01-01T09:00:00+08:00"}}
          - {id: i13, when: {all: [{fact: area, gt: {fact: rate}}, {fact: area, lt: {fact: rate}}]}}
          - {id: i14, when: {fact: area, in: [3, 4]}}
          - {id: i15, when: {fact: day, ge: 9999-12-31}}
          - {id: i16, when: {fact: moment, le: "0001-01-01T00:00:00+00:00"}}
          - {id: i17, when: {fact: rate, ge: -1}}
        """
        assert found == [f"never-true items.{n}.when" for n in (1, 3, 5, 6, 7, 9, 11)]

    def test_too_many_cases_are_left_undecided(self, found: list[str]) -> None:
        """
        facts: [{id: a, type: integer}, {id: b, type: integer}, {id: c, type: integer}]
        items:
          - id: go
            facts: [a, b, c]
            when:
              all:
                - {fact: a, in: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29]}
                - {fact: b, in: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29]}
                - {fact: c, in: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29]}
                - {fact: c, gt: 40}
        """
        assert found == []


class TestContent:
    def test_options_and_columns_where_they_belong(self, found: list[str]) -> None:
        """
        facts:
          - {id: a, type: choice, options: [{id: x, title: {zh: 甲, en: A}}]}
          - {id: b, options: [{id: x, title: {zh: 甲, en: A}}]}
          - {id: c, type: table}
          - {id: d, columns: [{id: x, title: {zh: 甲, en: A}}]}
          - id: e
            type: table
            columns:
              - {id: x, title: {zh: 甲, en: A}, type: choice}
              - {id: x, title: {zh: 甲, en: A}, type: table}
        items:
          - {id: go, facts: [a, b, c, d, e]}
        """
        assert found == [
            "options facts.0",
            "options facts.1",
            "columns facts.2",
            "columns facts.3",
            "options facts.4.columns.0",
            "columns facts.4.columns.1.type",
            "not-unique facts.4.columns.1.id",
        ]

    def test_the_house_knows_what_a_fact_asks_of_it(self, found: list[str]) -> None:
        """
        facts:
          - {id: a, house: company.name}
          - {id: b, house: branch.code}
          - {id: c, house: branch.division}
          - {id: d, house: name}
        """
        assert found == ["unknown-house-value facts.2.house", "unknown-house-value facts.3.house"]

    def test_an_identity_number_is_sensitive(self, found: list[str]) -> None:
        """
        facts:
          - {id: a, type: id_number, personal: ordinary}
          - {id: b, type: table, columns: [{id: x, title: {zh: 甲, en: A}, type: id_number}]}
          - {id: c, type: id_number, personal: sensitive}
        items:
          - {id: go, facts: [a, b, c]}
        """
        assert found == ["id-number facts.0", "id-number facts.1"]

    def test_a_document_asks_for_what_somebody_states(self, found: list[str]) -> None:
        """
        facts: [{id: stated}, {id: silent}, {id: from_house, house: company.name}]
        items:
          - {id: go, facts: [stated], documents: [D1]}
        documents:
          - {code: D1, fields: [{name: a, fact: stated}, {name: b, fact: silent}, {name: c, fact: from_house}, {name: d, fact: gone}]}
          - {code: D2, fields: [{name: b, fact: silent}]}
        """
        assert found == [
            "never-stated documents.0.fields.1.fact",
            "unknown-fact documents.0.fields.3.fact",
        ]

    def test_a_field_has_one_source(self, found: list[str]) -> None:
        """
        collections: [{id: hire}]
        facts: [{id: a}]
        items:
          - {id: go, facts: [a], documents: [D1]}
        documents:
          - code: D1
            form: letter
            fields:
              - {name: a}
              - {name: b, fact: a, case: case_number}
              - {name: c, fact: a, columns: [a]}
              - {name: d, collection: hire}
              - {name: d, case: case_numbr}
              - {name: e, collection: hires, columns: [a]}
        """
        assert found == [
            "bad-form documents.0.form",
            "field-source documents.0.fields.0",
            "field-source documents.0.fields.1",
            "field-source documents.0.fields.2",
            "field-source documents.0.fields.3",
            "unknown-case-value documents.0.fields.4.case",
            "not-unique documents.0.fields.4.name",
            "unknown-collection documents.0.fields.5.collection",
        ]

    def test_facts_and_documents_of_each_instance(self, found: list[str]) -> None:
        """
        collections: [{id: hire}]
        facts: [{id: pay, type: money, per: hire}, {id: seen, per: hire}]
        items:
          - {id: each, per: hire, facts: [pay], documents: [D2]}
          - {id: once, facts: [pay], optional_facts: [seen], documents: [D1, D2], money: {fact: pay, limit: 3}}
        documents:
          - {code: D1, fields: [{name: a, fact: pay}, {name: b, collection: hire, columns: [pay]}]}
          - {code: D2, per: hire, fields: [{name: a, fact: pay}]}
          - {code: D3, per: gone}
        """
        assert found == [
            "which-instance documents.0.fields.0.fact",
            "which-instance items.1.facts.0",
            "which-instance items.1.optional_facts.0",
            "which-instance items.1.documents.1",
            "money items.1.money.fact",
        ]

    def test_nobody_approves_alone_what_he_did(self, found: list[str]) -> None:
        """
        facts: [{id: cost, type: money}]
        items:
          - {id: a, owner: hq_fin, facts: [cost], approval: {by: [hq_fin]}}
          - {id: b, owner: hq_fin, approval: {by: [hq_fin, hq_lead]}}
          - {id: c, owner: hq_fin, approval: {by: [hq_fin, hq_lead], mode: all}}
          - {id: d, approval: {by: []}}
          - {id: e, approval: {by: [hq_fin, hq_fin]}}
          - {id: f, owner: hq_lead, money: {fact: cost, limit: -1}}
        """
        assert found == [
            "own-approval items.0.approval.by",
            "own-approval items.2.approval.by",
            "approval items.3.approval.by",
            "approval items.4.approval.by",
            "negative items.5.money.limit",
            "own-approval items.5.money.by",
        ]

    def test_numbers_that_make_sense(self, found: list[str]) -> None:
        """
        collections: [{id: hire, min: -1}]
        items:
          - {id: a, effort: {likely: 0}}
          - {id: b, effort: {likely: 3, min: 4}}
          - {id: c, effort: {likely: 3, max: 2}}
          - {id: d, wait: {likely: -1}}
          - {id: e, evidence: [{id: x, title: {zh: 甲, en: A}, min: 0}], bring: [{paper: {zh: 甲, en: A}, count: 0}]}
        """
        assert found == [
            "effort items.0.effort.likely",
            "estimate items.1.effort",
            "estimate items.2.effort",
            "estimate items.3.wait",
            "negative items.4.evidence.0.min",
            "negative items.4.bring.0.count",
            "negative collections.0.min",
        ]

    def test_law_has_real_dates_in_order(self, found: list[str]) -> None:
        """
        statutes:
          - {id: S1, in_force: 2026-02-30, verified_on: soon}
          - {id: S1, in_force: 2026-02-01, until: 2025-01-01}
        retentions:
          - {id: case_file, title: {zh: 甲, en: A}, years: -1, counted_from: birth, basis: S1}
          - {id: case_file, title: {zh: 甲, en: A}, years: null, counted_from: recorded, basis: S1}
        """
        assert found == [
            "not-unique statutes.1.id",
            "not-unique retentions.1.id",
            "no-such-date statutes.0.in_force",
            "no-such-date statutes.0.verified_on",
            "reversed statutes.1.until",
            "counted-from retentions.0.counted_from",
            "negative retentions.0.years",
        ]

    def test_a_fact_that_nobody_uses_is_a_notice(self) -> None:
        """
        facts: [{id: silent}, {id: from_house, house: company.name}]
        items:
          - {id: go}
        """
        yaml = str(self.test_a_fact_that_nobody_uses_is_a_notice.__doc__)
        assert remarks(yaml) == []
        assert remarks(yaml, notices=True) == ["unused-fact facts.0"]


class TestCalendars:
    def test_a_year_is_real_and_says_where_it_comes_from(self, found: list[str]) -> None:
        """
        calendars:
          - {year: 2026, status: guessed, notices: [], rest: [{day: 2026-02-30, name: 甲}, {day: 2025-12-31, name: 甲}, {day: 2025-11-30, name: 甲}], make_up: []}
          - {year: 2026, status: official, notices: [], rest: [{day: 2026-01-01, name: 甲}], make_up: [{day: 2026-01-01, name: 甲}], statutory: [2026-01-02], tax_filing: [2026-01-15]}
          - {year: 2027, status: provisional, notices: [], rest: [{day: 2027-01-01, name: 甲}], make_up: [], statutory: [2027-01-01]}
        """
        assert found == [
            "calendar-status calendars.0.status",
            "no-such-date calendars.0.rest.0.day",
            "calendar-year calendars.0.rest.2.day",
            "not-unique calendars.1.year",
            "calendar-status calendars.1.notices",
            "not-unique calendars.1.make_up.0.day",
            "calendar-statutory calendars.1.statutory.0",
            "calendar-tax calendars.1.tax_filing",
        ]


def test_every_remark_is_a_sentence_in_both_languages() -> None:
    yamls = [
        member.__doc__
        for group in (
            TestNames,
            TestOrder,
            TestDeadlines,
            TestConditions,
            TestContent,
            TestCalendars,
        )
        for name, member in vars(group).items()
        if name.startswith("test_")
    ]
    said = [one for yaml in yamls for one in lint(definition(str(yaml)))]
    assert len(said) > 100
    assert all(one.zh[-1] in "。？" and one.en[-1] in ".?" for one in said)


def test_kinds_of_place_are_known_and_their_hours_can_be_read() -> None:
    assert remarks(
        """
        places: [{id: bank, hours: {mon: "09:00-12:00"}}, {id: bank}, {id: Hall, hours: {mon: early}}]
        items: [{id: a, place_kind: bank}, {id: b, place_kind: banc}]
        """
    ) == ["bad-id places.2.id", "not-unique places.1.id", "unknown-place_kind items.1.place_kind", "bad-hours places.2.hours"]  # fmt: skip
