"""The reference pages are those the source would make today."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.reference import MADE as MARK
from scripts.reference import PAGES, Key, pages, shapes

MADE = pages()


@pytest.mark.parametrize("name", MADE)
def test_a_page_is_not_stale(name: str) -> None:
    stored = (PAGES / name).read_text(encoding="utf-8")
    assert stored == MADE[name], (
        "the source has changed since: run `make docs` and commit the pages"
    )


def test_no_page_is_left_over() -> None:
    marked = {path.name for path in PAGES.glob("*.md") if MARK in path.read_text(encoding="utf-8")}
    assert marked <= set(MADE)


def test_a_field_is_read_with_its_remark_type_and_default(tmp_path: Path) -> None:
    """
    class Due:
        '''One rule.'''

        #: years added to the anchor
        #: for `window`
        year: int = 0
        by_: tuple[str, ...] | None = None
        roll: Roll = Roll.TAX_FILING  # after rest days
        id: str
    """
    source = tmp_path / "due.py"
    own = test_a_field_is_read_with_its_remark_type_and_default.__doc__ or ""
    source.write_text(own.replace("\n    ", "\n"), encoding="utf-8")
    (due,) = shapes(source)
    assert (due.name, due.says) == ("Due", "One rule.")
    assert due.keys == (
        Key(name="year", kind="int", default="0", remark="years added to the anchor for `window`"),
        Key(name="by", kind="list of str", default="—", remark=""),
        Key(name="roll", kind="Roll", default="tax_filing", remark="after rest days"),
        Key(name="id", kind="str", default=None, remark=""),
    )
