"""Finding items: by title, code, id, and by the old names that people still use."""

from __future__ import annotations

import pytest

from launchkit.domain.checklist import Checklist, Estimate, Item, Part, PartUse, Stage, Text
from launchkit.domain.searching import search_items


def text(word: str) -> Text:
    return Text(zh=word, en=word)


def item(name: str, code: str, title: str, *aliases: str) -> Item:
    return Item(
        id=name,
        code=code,
        title=Text(zh=title, en=name.replace("_", " ")),
        owner="lead",
        why=text("x"),
        if_late=text("x"),
        effort=Estimate(likely=1),
        aliases=aliases,
    )


ITEMS = (item("visit_sites", "T-1", "踏勘场地", "看房"), item("sign_lease", "T-2", "签订租赁合同"))
PART = Part(part="site", title=text("x"), stages=(Stage(id="s", title=text("s"), items=ITEMS),))
LISTS = (
    Checklist(id="open", title=text("o"), summary=text("o"), parts=(PartUse(part="site"),)),
    Checklist(id="relieve", title=text("r"), summary=text("r"), parts=()),
)


@pytest.mark.parametrize(
    ("words", "found", "alias"),
    [
        ("踏勘", "visit_sites", None),
        ("t-2", "sign_lease", None),
        ("Ｔ－１", "visit_sites", None),
        ("sign LEASE", "sign_lease", None),
        ("看房", "visit_sites", "看房"),
        ("T-1 看房", "visit_sites", "看房"),
    ],
)
def test_an_item_is_found_by_any_of_its_names(words: str, found: str, alias: str | None) -> None:
    (one,) = search_items(words, [PART], LISTS)
    assert (one.item.id, one.alias, one.checklists) == (found, alias, ("open",))


def test_what_is_called_otherwise_is_not_found() -> None:
    assert list(search_items("银行", [PART], LISTS)) == []


def test_one_checklist_is_searched_alone() -> None:
    assert list(search_items("T-1", [PART], LISTS, checklist="relieve")) == []
    assert len(list(search_items("T-1", [PART], LISTS, checklist="open"))) == 1
