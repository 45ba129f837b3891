"""A browser reaches the pages at all."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Served


def test_somebody_signed_in_sees_their_day(served: Served) -> None:
    page = served.page("P1", "/today")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("isSecureContext")
