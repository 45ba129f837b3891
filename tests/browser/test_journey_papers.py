"""A document from its gaps to the printed page, and once more after a fact was corrected; printed by the real press."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from launchkit.documents import extract_fonts
from tests.browser.story import Walk, pytest_generate_tests, told, walking
from tests.web.conftest import Site

__all__ = ["pytest_generate_tests"]

#: terms of a posting: a table and four texts, none of them known when the case opens
DOCUMENT = "D04"
TERMS = {
    "name": "张弛",
    "post": "派驻负责人",
    "from": "2026-03-03",
    "until": "2026-05-22",
    "daily_allowance": "180.5",
}
TEXTS = {
    "dispatch_hours": "标准工时，休息日值守另行调休",
    "dispatch_housing": "租住铁西区示例公寓",
    "dispatch_insurance": "在北京继续参保",
    "dispatch_pay_rule": "工资由总部按月发放",
}
CORRECTED = "住公司宿舍"


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fonts that are unpacked once."""
    return extract_fonts(tmp_path_factory.mktemp("fonts")).folder


@pytest.fixture
def walk(
    site: Site, fonts: Path, chromium: Browser, form: tuple[tuple[int, int], str]
) -> Iterator[Walk]:
    (site.office.settings.home / "fonts").symlink_to(fonts)
    with walking(site, chromium, form) as found:
        yield found


def answer(field: Locator, text: str) -> None:
    """Fill in a field of whatever kind."""
    kind = field.first.evaluate("one => one.type")
    if kind == "radio":
        field.first.locator("xpath=ancestor::label").click()
    elif kind == "select-one":
        field.select_option(index=1)
    else:
        field.fill(text)


def fetched(page: Page, folder: Path) -> str:
    """The text of the PDF that the page offers, without breaks, as a reader finds it."""
    with page.expect_download() as download:
        page.locator("a.btn[href$='/file']").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    pages = pypdfium2.PdfDocument(file)
    found = "".join(one.get_textpage().get_text_range() for one in pages)
    pages.close()
    return "".join(found.split())


def supply(walk: Walk, page: Page) -> None:
    """Fill in what the document lacks, on its own page."""
    for name, text in TERMS.items():
        answer(page.locator(f"[name='fact.dispatch_terms.0.{name}']"), text)
    for name, text in TEXTS.items():
        answer(page.locator(f"[name='fact.{name}']"), text)
    walk.look(page, "gaps")
    page.locator("form[action$='/facts'] button.primary").click()
    told(page)


def correct(walk: Walk, page: Page) -> None:
    """Correct one of its facts, on the page of facts."""
    page.locator("[name='fact.dispatch_housing']").fill(CORRECTED)
    walk.look(page, "correct")
    page.locator("form[action$='/facts'] button.primary").click()
    told(page)


def test_gaps_are_filled_and_the_document_is_printed_twice(walk: Walk, tmp_path: Path) -> None:
    case = walk.site.cases["open_branch"]
    page = walk.page("P1", f"/cases/{case}/papers")
    expect(page.locator(".counter").first).to_contain_text(
        walk.say("还差什么，找谁", "What is missing, and from whom")
    )
    walk.look(page, "papers")
    page.goto(f"/cases/{case}/documents/{DOCUMENT}")
    supply(walk, page)

    page.locator("button[name=document]").click()
    told(page)
    page.goto(f"/cases/{case}/documents/{DOCUMENT}")
    expect(page.locator(".chip.ok").first).to_contain_text(walk.say("已出具", "issued"))
    walk.look(page, "issued")
    printed = fetched(page, tmp_path)
    for value in ("张弛", "180.50", TEXTS["dispatch_housing"], TEXTS["dispatch_insurance"]):
        assert value in printed, printed[:2000]

    page.goto(f"/cases/{case}/facts?fact=dispatch_housing#state")
    correct(walk, page)
    page.goto(f"/cases/{case}/documents/{DOCUMENT}")
    expect(page.locator(".chip.late")).to_contain_text(
        walk.say("要素已变", "a fact changed since it was printed")
    )
    walk.look(page, "out-of-date")
    page.locator("button[name=document]").click()
    told(page)
    page.goto(f"/cases/{case}/documents/{DOCUMENT}")
    again = fetched(page, tmp_path)
    assert CORRECTED in again
    assert TEXTS["dispatch_housing"] not in again
    expect(page.locator("section:has(#versions) li")).to_have_count(2)
    walk.look(page, "again")
    walk.end()
