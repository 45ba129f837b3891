"""How a data sheet is laid out."""

from __future__ import annotations

import pytest

from launchkit.documents import Templates, fill
from tests.documents.made import document, field


@pytest.mark.parametrize(("columns", "layout"), {1: "", 7: "", 8: "wide"}.items())
def test_a_wide_table_turns_the_page(shipped: Templates, columns: int, layout: str) -> None:
    table = field("t", collection="c", columns=tuple(f"k{at}" for at in range(columns)))
    page = fill(document(table, page=False), {"t": [{"k0": "x"}]}, shipped)
    assert f'class="{layout}"' in page
    assert page.count('<th scope="col">k') == columns
