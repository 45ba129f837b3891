"""The parts put together: a press that several threads share, a home that begins with its key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from launchkit.bootstrap import LazyPress, fresh_id, open_office, web_address
from launchkit.domain.checklist import DocumentSpec, Field, Text
from launchkit.domain.entries import KeyAdded, entry_of
from launchkit.domain.trail import HOUSE
from launchkit.settings import read_settings


def word(text: str) -> Text:
    return Text(zh=text, en=text)


LETTER = DocumentSpec(
    code="D99",
    name="letter",
    title=word("函"),
    page=False,
    fields=(Field(name="who", label=word("姓名"), case="lead_name"),),
)


@pytest.mark.pdf
def test_pages_printed_at_the_same_time_have_a_renderer_each(tmp_path: Path) -> None:
    press = LazyPress(read_settings({}, home=tmp_path))
    names = ["喆", "䶮", "㛃", "张"]

    def page(name: str) -> bytes:
        return press.print(LETTER, {"who": name}, date(2026, 3, 2), {}).pdf

    try:
        alone = [page(name) for name in names]
        assert len(press._renderers) == 1, "one printer stays warm"
        with ThreadPoolExecutor(2) as pool:
            together = list(pool.map(page, names))
        assert len(press._renderers) == 2
        assert together == alone
    finally:
        press.close()


def test_a_home_begins_with_the_key_that_signs_it(tmp_path: Path) -> None:
    open_office(read_settings({}, home=tmp_path)).close()
    again = open_office(read_settings({}, home=tmp_path))
    (key,) = [entry_of(one) for one in again.store.load(HOUSE)]
    again.close()
    assert isinstance(key, KeyAdded)
    assert again.store.signer is not None
    assert key.name == again.store.signer.name


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ('{"web": "http://127.0.0.1:8650"}', "http://127.0.0.1:8650"),
        ("{}", ""),
        ("[]", ""),
        ("{", ""),
        (None, ""),
    ],
)
def test_where_the_pages_are_is_a_setting_or_what_up_has_told(
    tmp_path: Path, told: str | None, address: str
) -> None:
    if told is not None:
        (tmp_path / "up.json").write_text(told, encoding="utf-8")
    assert web_address(read_settings({}, home=tmp_path)) == address
    settled = {"LAUNCHKIT_WEB_URL": "https://launchkit.example.org/"}
    assert web_address(read_settings(settled, home=tmp_path)) == "https://launchkit.example.org"


def test_fresh_ids_sort_by_the_time_they_were_made() -> None:
    made = [fresh_id() for _ in range(200)]
    assert len(set(made)) == len(made)
    assert [one[:12] for one in made] == sorted(one[:12] for one in made)
    assert {one[12] for one in made} == {"7"}
