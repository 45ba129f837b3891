"""The list of a hand-over on paper: nothing that passes is missing from it, and an empty section says so."""

from __future__ import annotations

import re
from typing import Any

import pytest

from launchkit.documents import Press, Templates
from tests.documents.pages import filled, printed, read, sample

NAME = "rotation_handover"
LISTS = (
    *("open_items", "later_items", "promises", "custody", "week", "contacts"),
    *("to_check", "sent_out", "stale", "findings", "standing_in", "signed"),
)


def changed(**values: Any) -> dict[str, Any]:
    found = sample(NAME)
    return {**found, "handover_pack": {**found["handover_pack"], **values}}


@pytest.mark.pdf
def test_a_long_list_breaks_between_rows_and_signs_on_one_page(press: Press) -> None:
    pack = sample(NAME)["handover_pack"]
    long = {key: [pack[key][n % len(pack[key])] for n in range(60)] for key in LISTS[:9]}
    pages = read(printed(press, NAME, changed(**long)))
    assert len(pages) > 8
    assert sum("监交人：周宁" in page for page in pages) == 1
    last = next(page for page in pages if "监交人：周宁" in page)
    assert "移交确认" in last


def test_an_empty_section_says_that_there_is_nothing(shipped: Templates) -> None:
    empty = changed(**dict.fromkeys(LISTS, ()), supervisor="", stays=True)
    html = filled(NAME, empty, shipped)
    assert len(re.findall(r">无<", html)) >= 9
    assert "以后的事项" not in html
    assert "已于" not in html
    assert re.search(r'box on"></span>移交人留任', html)
