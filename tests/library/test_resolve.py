"""From the name of a checklist to the bytes that a case pins, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launchkit.domain.checklist import (
    RECORDS,
    Answered,
    Compare,
    Definition,
    Due,
    FactSpec,
    Not,
    PartialNeed,
    Share,
)
from launchkit.domain.problems import Problems
from launchkit.domain.trail.canonical import canonical
from launchkit.library import folders
from launchkit.library.folders import data_files, data_folder, data_folders, shown
from launchkit.library.pinning import definition_bytes, definition_digest, definition_from
from launchkit.library.resolve import checklist_names, resolve
from tests.domain.definitions import definition
from tests.library.conftest import Shop


class TestResolve:
    def test_a_home_adds_to_what_is_shipped(self, shop: Shop) -> None:
        assert "open_shop" in checklist_names(shop.root)
        assert set(checklist_names()) <= set(checklist_names(shop.root))

    def test_parts_are_put_together_in_order(self, shop: Shop) -> None:
        whole = resolve("open_shop", shop.root).definition
        assert [[item.id for item in stage.items] for stage in whole.stages] == [
            ["sign", "open"],
            ["hire"],
        ]
        assert whole.stages[0].items[1].needs == ("sign", "hire")
        assert [due.id for due in whole.stages[0].items[1].due] == ["P9"]
        assert (whole.id, whole.title.zh, whole.format) == ("open_shop", "开店", 1)

    def test_only_what_is_used_is_pinned(self, shop: Shop) -> None:
        whole = resolve("open_shop", shop.root).definition
        assert [one.id for one in whole.facts] == ["signed_on", "shop", "pay"]
        issued = [one.code for one in whole.documents if one.per not in RECORDS]
        assert issued == ["T01"]
        assert "D66" in [one.code for one in whole.documents], "belongs to a record of any case"
        assert [one.id for one in whole.statutes] == ["S1"]
        assert [one.id for one in whole.retentions] == ["case_file"]
        assert 2026 in [one.year for one in whole.calendars]

    def test_the_yaml_is_kept_beside_it(self, shop: Shop) -> None:
        found = resolve("open_shop", shop.root)
        names = {Path(name).name for name in found.yaml}
        assert {"open_shop.yaml", "place.yaml", "people.yaml", "cn.yaml", "cn_2026.yaml"} <= names
        specs = [name for name in found.yaml if Path(name).name == "fields.yaml"]
        assert len(specs) == len(found.definition.documents)
        assert (
            shop.path("checklists/open_shop.yaml").read_text(encoding="utf-8")
            in found.yaml.values()
        )

    def test_the_same_texts_give_the_same_digest(self, shop: Shop) -> None:
        first = resolve("open_shop", shop.root)
        assert resolve("open_shop", shop.root) is first
        assert definition_digest(first.content) == first.digest
        shop.change("checklists/open_shop.yaml", "Opens a shop.", "Opens one shop.")
        assert resolve("open_shop", shop.root).digest == first.digest, "the summary is not pinned"
        shop.change("checklists/parts/place.yaml", "en: Place", "en: Places")
        assert resolve("open_shop", shop.root).digest == first.digest
        shop.change("checklists/parts/place.yaml", "en: One", "en: First")
        assert resolve("open_shop", shop.root).digest != first.digest

    def test_notices_stop_nobody(self, shop: Shop) -> None:
        shop.change("checklists/parts/place.yaml", "facts: [colour], ", "")
        assert [one.code for one in resolve("open_shop", shop.root).notices] == ["unused-fact"]

    def test_any_error_stops_it(self, shop: Shop) -> None:
        shop.change("checklists/parts/place.yaml", "needs: [sign]", "needs: [sing]")
        with pytest.raises(Problems) as caught:
            resolve("open_shop", shop.root)
        assert [one.code for one in caught.value.problems] == ["unknown-item"]

    def test_a_checklist_that_is_not_there(self, shop: Shop) -> None:
        with pytest.raises(Problems) as caught:
            resolve("open_shopp", shop.root)
        assert "did you mean “open_shop”" in caught.value.problems[0].en
        with pytest.raises(Problems) as caught:
            resolve("zzz", shop.root)
        assert "did you mean" not in caught.value.problems[0].en

    def test_a_checklist_that_is_broken_says_how(self, shop: Shop) -> None:
        shop.change("checklists/open_shop.yaml", "parts:", "prts:")
        with pytest.raises(Problems) as caught:
            resolve("open_shop", shop.root)
        assert {one.code for one in caught.value.problems} == {"missing-key", "unknown-key-near"}


class TestFolders:
    def test_the_home_comes_first(self, tmp_path: Path) -> None:
        own = tmp_path / "checklists"
        shipped = data_folder("checklists", tmp_path)
        own.mkdir()
        assert data_folders("checklists", tmp_path) == (own, shipped)
        assert data_folder("checklists", tmp_path) == own
        assert data_folder("checklists") == shipped

    def test_a_file_of_the_home_hides_the_shipped_one(self, tmp_path: Path) -> None:
        shipped = data_files("checklists", "statutes/*.yaml")
        own = tmp_path / "checklists" / "statutes" / "cn.yaml"
        own.parent.mkdir(parents=True)
        own.write_text("statutes: []\n", encoding="utf-8")
        found = data_files("checklists", "statutes/*.yaml", tmp_path)
        assert own in found
        assert len(found) == len(shipped)

    def test_an_installed_package_has_its_own_copy(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(folders, "_PACKAGE", tmp_path / "src" / "launchkit")
        checkout = tmp_path / "checklists"
        checkout.mkdir()
        assert data_folder("checklists") == checkout
        copy = tmp_path / "src" / "launchkit" / "_shipped" / "checklists"
        copy.mkdir(parents=True)
        assert data_folders("checklists") == (copy,)

    def test_a_folder_that_is_nowhere(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError, match="no folder recipes"):
            data_folder("recipes", tmp_path)

    def test_names_are_shown_from_where_people_stand(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert shown(tmp_path / "a" / "b.yaml") == "a/b.yaml"
        assert shown(tmp_path.parent / "b.yaml") == str(tmp_path.parent / "b.yaml")


RICH = """
    facts:
      - {id: area, type: integer}
      - {id: pay, type: money, unit: 元}
      - {id: route, type: choice, options: [{id: a, title: {zh: 甲, en: A}}, {id: b, title: {zh: 乙, en: B}}]}
    items:
      - id: go
        facts: [area, pay, route]
        needs: [{any: 1, of: [other]}, third]
        when: {all: [{not: {answered: area}}, {any: [{fact: pay, ge: {fact: area, percent: 80}}, {fact: route, in: [a, 3, true]}]}]}
        due: [{id: DL1, window: [01-01, 06-30], after: {fact: area}, year: 1, roll: tax_filing, basis: [S1]}]
        recurs: {each: day, since: {case: start}}
      - {id: other, wait: {likely: 0}}
      - {id: third, wait: {likely: 0, max: 0}}
    retentions:
      - {id: case_file, title: {zh: 甲, en: A}, years: null, counted_from: recorded, basis: S1}
"""


class TestPinning:
    def test_there_and_back_is_the_same(self) -> None:
        whole = definition(RICH)
        assert definition_from(definition_bytes(whole)) == whole

    def test_the_shipped_checklists_come_back_the_same(self) -> None:
        for name in checklist_names():
            found = resolve(name)
            assert definition_from(found.content) == found.definition
            assert definition_bytes(found.definition) == found.content

    def test_names_are_those_of_the_yaml_and_defaults_are_left_out(self) -> None:
        item = json.loads(definition_bytes(definition(RICH)))["stages"][0]["items"][0]
        assert item["when"]["all"][0] == {"not": {"answered": "area"}}
        assert item["when"]["all"][1]["any"][1] == {"fact": "route", "in": ["a", 3, True]}
        assert item["recurs"] == {"each": "day", "since": {"case": "start"}}
        assert "optional" not in item
        assert json.loads(definition_bytes(definition(RICH)))["retentions"][0]["years"] is None

    def test_the_bytes_are_canonical_under_the_rules_of_the_trail(self) -> None:
        content = definition_bytes(definition(RICH))
        assert canonical(json.loads(content)) == content

    def test_the_same_bytes_are_read_once(self) -> None:
        content = definition_bytes(definition(RICH))
        assert definition_from(content) is definition_from(bytes(bytearray(content)))

    def test_other_bytes_are_refused(self) -> None:
        content = definition_bytes(definition(RICH))
        for other in (
            b"{}",
            content.replace(b'"format":1', b'"format":"1"'),
            content.replace(b'"title"', b'"titel"'),
        ):
            with pytest.raises(pydantic.ValidationError):
                definition_from(other)


IDS = st.from_regex(r"\A[a-z][a-z0-9_]{0,6}\Z")
SCALARS = st.one_of(st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), st.text(max_size=8))
CONDITIONS = st.recursive(
    st.one_of(
        st.builds(Answered, answered=IDS),
        st.builds(Compare, fact=IDS, eq=SCALARS),
        st.builds(Compare, fact=IDS, gt=st.builds(Share, fact=IDS, percent=st.integers(1, 200))),
        st.builds(Compare, fact=IDS, in_=st.lists(SCALARS, max_size=3).map(tuple)),
    ),
    lambda inner: st.builds(Not, not_=inner),
    max_leaves=4,
)
NEEDS = st.one_of(
    IDS, st.builds(PartialNeed, any=st.integers(0, 3), of=st.lists(IDS, max_size=3).map(tuple))
)
FACTS = st.builds(FactSpec, id=IDS, unit=st.none() | st.text(max_size=3))
DUES = st.builds(Due, id=IDS, within=st.none() | st.integers(-5, 99), when=st.none() | CONDITIONS)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    base = definition(RICH)
    item = replace(
        base.stages[0].items[0],
        when=draw(st.none() | CONDITIONS),
        needs=draw(st.lists(NEEDS, max_size=3).map(tuple)),
        due=draw(st.lists(DUES, max_size=2).map(tuple)),
        optional=draw(st.booleans()),
    )
    stage = replace(base.stages[0], items=(item, *base.stages[0].items[1:]))
    return replace(base, stages=(stage,), facts=draw(st.lists(FACTS, max_size=3).map(tuple)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definitions())
def test_whatever_the_definition_its_bytes_come_back_as_the_same(whole: Definition) -> None:
    content = definition_bytes(whole)
    assert definition_from.__wrapped__(content) == whole
    assert definition_bytes(definition_from.__wrapped__(content)) == content
