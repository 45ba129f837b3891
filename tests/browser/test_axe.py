"""Every page in both languages and themes: no violation, no sideways scroll, nothing too small for a finger, nothing too heavy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache

import pytest

from tests.browser.conftest import Served
from tests.browser.lived import Lived
from tests.browser.looking import AXE, MOST_BYTES, TAGS, Seen, walked
from tests.browser.walk import pages, unknown

#: axe-core 4.14.1, axe.min.js as its registry gives it
DIGEST = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
COMBINATIONS = (("zh", "light"), ("en", "dark"), ("zh", "dark"), ("en", "light"))
#: of these in the default run
SHORT = COMBINATIONS[:2]

Walk = Callable[[str, str], list[Seen]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Two combinations show each language and each theme; `--whole` shows all four."""
    if "combination" in metafunc.fixturenames:
        chosen = COMBINATIONS if metafunc.config.getoption("--whole") else SHORT
        metafunc.parametrize("combination", chosen, ids="-".join)


@pytest.fixture(scope="module")
def walk(lived: Lived, whole: bool) -> Walk:
    """All pages in a language and theme, looked at once for all tests."""

    @cache
    def found(lang: str, theme: str) -> list[Seen]:
        first = (lang, theme) == COMBINATIONS[0]
        return list(walked(lived, lang, theme, states=whole or first))

    return found


def none_of(found: list[Seen], wrong: Callable[[Seen], list[str]]) -> None:
    """Nothing is wrong on any page; else it is said line by line, with the page."""
    lines = [f"{one.visit}: {line}" for one in found for line in wrong(one)]
    assert not lines, "\n".join(lines)


def test_the_judge_is_the_one_its_makers_published() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == DIGEST
    licence = AXE.with_name("axe.licence.txt").read_text(encoding="utf-8")
    assert "Mozilla Public License" in licence


def test_every_page_is_walked(lived: Lived) -> None:
    """Whoever adds a page whose address names something new puts such a thing into `lived.py`."""
    assert {path: unknown(path, lived.ids) for path in pages() if unknown(path, lived.ids)} == {}


def test_pages_answer_as_they_should(walk: Walk, combination: tuple[str, str]) -> None:
    found = walk(*combination)
    assert [(str(one.visit), one.status) for one in found if one.status != one.visit.status] == []


def test_no_page_breaks_a_rule_of_accessibility(walk: Walk, combination: tuple[str, str]) -> None:
    none_of(walk(*combination), lambda one: one.violations)


def test_no_page_scrolls_sideways(walk: Walk, combination: tuple[str, str]) -> None:
    none_of(walk(*combination), lambda one: one.sideways)


def test_nor_with_letters_twice_as_large(walk: Walk, combination: tuple[str, str]) -> None:
    none_of(walk(*combination), lambda one: one.enlarged)


def test_what_scrolls_by_itself_is_named_and_reached_by_keyboard(
    walk: Walk, combination: tuple[str, str]
) -> None:
    none_of(walk(*combination), lambda one: one.regions)


def test_fingers_hit_what_they_aim_at(walk: Walk, combination: tuple[str, str]) -> None:
    none_of(walk(*combination), lambda one: one.small)


def test_no_page_is_heavy(walk: Walk, combination: tuple[str, str]) -> None:
    found = walk(*combination)
    assert [(str(one.visit), one.size) for one in found if one.size >= MOST_BYTES] == []


def test_the_judge_finds_what_is_planted(served: Served) -> None:
    """A picture without words, grey on grey, and a button for ants."""
    page = served.page("P1", "/today")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(
        """() => {
          const main = document.querySelector("main");
          main.append(document.createElement("img"));
          for (const size of ["12px", "12px"]) {
            const button = main.appendChild(document.createElement("button"));
            Object.assign(button.style, {minHeight: 0, height: size, width: size, padding: 0, overflow: "visible", color: "#aaa", background: "#999"});
            button.textContent = "grey";
          }
        }"""
    )
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(all => all.violations.map(one => one.id))",
        list(TAGS),
    )
    assert {"image-alt", "color-contrast", "target-size"} <= set(found)
