"""Many files checked together: each fault in the file where it was written."""

from __future__ import annotations

from pathlib import Path

from launchkit.domain.problems import Level, Problem, Problems, has_errors
from launchkit.library.checking import check
from tests.library.conftest import Shop


def test_texts_that_are_all_right_have_no_problem(shop: Shop) -> None:
    assert shop.told() == []


def test_a_fault_is_told_in_the_file_of_the_part(shop: Shop) -> None:
    shop.change("checklists/parts/place.yaml", "needs: [sign]", "needs: [sing]")
    (one,) = shop.check()
    assert Path(one.file).name == "place.yaml"
    assert one.code == "unknown-item"
    line = (
        shop.path("checklists/parts/place.yaml")
        .read_text(encoding="utf-8")
        .splitlines()[one.line - 1]
    )
    assert line[one.column - 1 :].startswith("sing]")


def test_what_a_checklist_adds_is_told_in_the_checklist(shop: Shop) -> None:
    shop.change("checklists/open_shop.yaml", "{open: [hire]}", "{open: [hires]}")
    shop.change("checklists/open_shop.yaml", "by: 1", "by: -1")
    assert shop.told() == [
        "checklists/open_shop.yaml 7:20 unknown-item",
        "checklists/open_shop.yaml 8:55 negative",
    ]


def test_items_that_a_part_does_not_have(shop: Shop) -> None:
    shop.change("checklists/open_shop.yaml", "omit: [paint]", "omit: [paints, paint]")
    shop.change("checklists/open_shop.yaml", "needs: {open:", "needs: {opne: [], open:")
    shop.change("checklists/open_shop.yaml", "due: {open:", "due: {opens: [], open:")
    assert shop.told() == [
        "checklists/open_shop.yaml 6:12 no-such-item",
        "checklists/open_shop.yaml 7:13 no-such-item",
        "checklists/open_shop.yaml 8:11 no-such-item",
    ]


def test_parts_that_are_missing_or_used_twice(shop: Shop) -> None:
    shop.change(
        "checklists/open_shop.yaml", "- {part: people}", "- {part: peple}\n  - {part: place}"
    )
    assert shop.told() == [
        "checklists/open_shop.yaml 9:12 no-such-part",
        "checklists/open_shop.yaml 10:12 part-twice",
    ]
    assert "是不是想写“people”" in shop.check()[0].zh


def test_a_broken_part_hides_no_fault_of_another_and_invents_none(shop: Shop) -> None:
    shop.change("checklists/parts/people.yaml", "type: money", "type: coins")
    shop.change("checklists/parts/place.yaml", "id: open, code: TN-3", "id: Open, code: TN-3")
    assert shop.told() == [
        "checklists/open_shop.yaml 7:13 no-such-item",
        "checklists/open_shop.yaml 8:11 no-such-item",
        "checklists/open_shop.yaml 9:12 no-such-part",
        "checklists/parts/people.yaml 4:47 bad-enum".replace("bad-enum", "not-one-of"),
        "checklists/parts/place.yaml 16:14 bad-id",
    ]


def test_only_files_that_were_named_are_spoken_of(shop: Shop) -> None:
    shop.change("checklists/parts/people.yaml", "code: TN-4", "code: TN-3")
    shop.change("checklists/parts/place.yaml", "needs: [sign]", "needs: [sign, sign]")
    assert shop.told("checklists/parts/place.yaml") == [
        "checklists/parts/place.yaml 16:46 not-unique"
    ]
    assert shop.told("checklists/parts/people.yaml") == [
        "checklists/parts/people.yaml 11:26 not-unique"
    ]
    assert shop.told("checklists/calendars") == []


def test_a_part_that_no_checklist_uses_is_checked_by_itself(shop: Shop) -> None:
    text = shop.path("checklists/parts/people.yaml").read_text(encoding="utf-8")
    shop.write(
        "checklists/parts/more.yaml",
        text.replace("part: people", "part: more").replace("likely: 1", "likely: 0"),
    )
    assert shop.told("checklists/parts/more.yaml") == ["checklists/parts/more.yaml 11:161 effort"]


def test_a_fact_is_superfluous_only_when_no_checklist_uses_it(shop: Shop) -> None:
    shop.change("checklists/parts/place.yaml", "facts: [colour], ", "")
    (notice,) = shop.check()
    assert (notice.code, notice.level) == ("unused-fact", Level.NOTICE)
    other = shop.path("checklists/open_shop.yaml").read_text(encoding="utf-8")
    shop.write(
        "checklists/other.yaml",
        other.replace("id: open_shop", "id: other").replace("omit: [paint]", "omit: []"),
    )
    assert len(shop.check()) == 1
    shop.change("checklists/parts/place.yaml", "id: paint,", "id: paint, facts: [colour],")
    assert shop.told() == []


def test_documents_speak_in_their_own_file(shop: Shop) -> None:
    shop.change("templates/documents/lease/fields.yaml", "fact: signed_on", "fact: colour")
    assert shop.told("templates") == ["templates/documents/lease/fields.yaml 5:56 never-stated"]


def test_a_document_that_claims_a_page_has_one(shop: Shop) -> None:
    shop.path("templates/documents/unused/page.html").unlink()
    assert shop.told() == ["templates/documents/unused/fields.yaml 1:1 no-page"]
    shop.change(
        "templates/documents/unused/fields.yaml", "name: unused", "name: unused\npage: false"
    )
    assert shop.told() == []


def test_statutes_and_retention_speak_in_their_own_files(shop: Shop) -> None:
    shop.change("checklists/statutes/cn.yaml", "2026-11-23", "2026-11-31")
    shop.change("checklists/statutes/retention.yaml", "basis: S2", "basis: S3")
    assert shop.told() == [
        "checklists/statutes/cn.yaml 2:83 no-such-date",
        "checklists/statutes/cn.yaml 3:83 no-such-date",
        "checklists/statutes/retention.yaml 3:89 unknown-statute",
    ]


def test_names_agree_with_files_and_are_used_once(shop: Shop) -> None:
    shop.change("templates/documents/unused/fields.yaml", "name: unused", "name: usless")
    shop.write(
        "checklists/parts/people2.yaml",
        shop.path("checklists/parts/people.yaml").read_text(encoding="utf-8"),
    )
    shop.write(
        "checklists/second.yaml",
        shop.path("checklists/open_shop.yaml").read_text(encoding="utf-8"),
    )
    assert shop.told() == [
        "checklists/parts/people2.yaml 1:7 taken",
        "checklists/parts/people2.yaml 1:7 wrong-file-name",
        "checklists/second.yaml 1:5 taken",
        "checklists/second.yaml 1:5 wrong-file-name",
        "templates/documents/unused/fields.yaml 2:7 wrong-file-name",
    ]


class TestSamples:
    def test_a_sample_fits_its_fields(self, shop: Shop) -> None:
        shop.write(
            "templates/documents/lease/sample.yaml",
            "signed_on: 2026-02-30\nnumbr: 1\nhires: [{pay: -5, age: 3}, x, {pay: null}]\n",
        )
        assert shop.told() == [
            "templates/documents/lease/sample.yaml 1:1 missing-key",
            "templates/documents/lease/sample.yaml 1:12 bad-value",
            "templates/documents/lease/sample.yaml 2:1 no-such-field",
            "templates/documents/lease/sample.yaml 3:15 bad-value",
            "templates/documents/lease/sample.yaml 3:19 no-such-field",
            "templates/documents/lease/sample.yaml 3:28 want-mapping",
        ]

    def test_what_is_not_required_may_be_left_out(self, shop: Shop) -> None:
        shop.write("templates/documents/lease/sample.yaml", "signed_on: 2026-03-02\nnumber: 1\n")
        assert shop.told() == []

    def test_rows_are_a_list(self, shop: Shop) -> None:
        shop.change("templates/documents/lease/sample.yaml", "[{pay: 500000}]", "many")
        assert shop.told() == ["templates/documents/lease/sample.yaml 3:8 want-list"]

    def test_a_sample_without_fields_is_only_read(self, shop: Shop) -> None:
        shop.write("templates/documents/lonely/sample.yaml", "a: 1\na: 2\n")
        assert shop.told("templates/documents/lonely") == [
            "templates/documents/lonely/sample.yaml 2:1 duplicate-key"
        ]
        shop.write("templates/documents/lonely/sample.yaml", "a: 1\n")
        assert shop.told("templates/documents/lonely") == []

    def test_a_fact_that_no_part_defines_is_not_judged(self, shop: Shop) -> None:
        shop.change(
            "templates/documents/unused/fields.yaml",
            "retention: staff",
            "fields: [{name: a, label: {zh: 甲, en: A}, fact: unheard_of}]",
        )
        shop.write("templates/documents/unused/sample.yaml", "a: 1\n")
        assert shop.told() == []


class TestCases:
    def test_facts_and_steps_fit_the_checklist(self, shop: Shop) -> None:
        shop.change(
            "case.yaml",
            '{signed_on: 2026-03-02, "hire-1.pay": 500000}',
            "{signed_in: 1, signed_on: 2026-02-30}",
        )
        shop.change(
            "case.yaml",
            "task: sign, facts: {signed_on: 2026-03-02}, evidence: [scan]",
            "task: sign, facts: {shop: [1]}, evidence: [scam]",
        )
        shop.change("case.yaml", "task: TN-3", "task: opne")
        assert shop.told() == [
            "case.yaml 10:9 no-such-fact",
            "case.yaml 10:34 bad-value",
            "case.yaml 12:66 bad-value",
            "case.yaml 12:83 no-such-evidence",
            "case.yaml 15:46 no-such-task",
        ]

    def test_a_task_waits_on_a_party_that_exists(self, shop: Shop) -> None:
        shop.change(
            "case.yaml",
            "do: done, task: TN-3, expect: refused",
            "do: block, task: TN-3, with: {party: moon}",
        )
        (one,) = shop.check("case.yaml")
        assert one.code.startswith("not-one-of")
        assert "landlord" in one.en

    def test_numbers_with_check_digits(self, shop: Shop) -> None:
        shop.change(
            "checklists/parts/place.yaml",
            "id: signed_on, title: {zh: 签约日, en: Signed on}, type: date",
            "id: signed_on, title: {zh: 代码, en: Code}, type: uscc",
        )
        shop.change("case.yaml", "signed_on: 2026-03-02}", 'signed_on: "91110000600037341M"}')
        assert [one for one in shop.told("case.yaml") if "bad-value" in one] == [
            "case.yaml 10:20 bad-value",
            "case.yaml 12:71 bad-value",
        ]

    def test_no_value_is_repeated(self, shop: Shop) -> None:
        shop.change("case.yaml", "signed_on: 2026-03-02, ", "signed_on: 张三的身份证, ")
        (one,) = shop.check()
        assert "张三" not in one.zh + one.en

    def test_a_zone_and_a_place_that_exist(self, shop: Shop) -> None:
        shop.change("case.yaml", '"210106"', '"21010", zone: ../etc')
        assert shop.told() == ["case.yaml 4:57 wrong-shape", "case.yaml 4:72 no-such-zone"]

    def test_a_checklist_that_exists_and_is_whole(self, shop: Shop) -> None:
        shop.change("case.yaml", "checklist: open_shop", "checklist: open_shops")
        assert shop.told("case.yaml") == ["case.yaml 1:12 not-one-of-near"]
        shop.change("case.yaml", "checklist: open_shops", "checklist: open_shop")
        shop.change("checklists/open_shop.yaml", "part: people", "part: nobody")
        shop.change("case.yaml", "task: sign", "task: gone")
        assert shop.told("case.yaml") == [], "names cannot be judged while a part is missing"


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (one,) = check([tmp_path / "gone.yaml"])
    assert one.code == "unreadable"


def test_hidden_folders_are_left_alone(shop: Shop) -> None:
    shop.write("checklists/.old/a.yaml", "a: 1\na: 2\n")
    assert shop.told("checklists") == []
    assert shop.told("checklists/.old/a.yaml") == ["checklists/.old/a.yaml 2:1 duplicate-key"]


def test_a_changed_file_is_read_again(shop: Shop) -> None:
    assert shop.told() == []
    shop.change("checklists/parts/people.yaml", "money", "monei")
    assert len(shop.told("checklists/parts")) == 1


class TestProblems:
    first = Problem("a.yaml", 1, 2, "x", "甲。", "A.")
    later = Problem("a.yaml", 3, 1, "y", "乙。", "B.", Level.NOTICE)

    def test_they_come_in_order_and_once(self) -> None:
        assert Problems([self.later, self.first, self.first]).problems == (self.first, self.later)

    def test_a_line_as_editors_read_it(self) -> None:
        assert self.first.line_of_text() == "a.yaml:1:2: 甲。"
        assert self.first.line_of_text("en") == "a.yaml:1:2: A."

    def test_a_notice_is_no_error(self) -> None:
        assert not has_errors([self.later])
        assert has_errors([self.later, self.first])
