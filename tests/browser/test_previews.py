"""Photographs small beside their names: drawn without holding up the page, and nothing broken where there is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from launchkit.domain.media import JPEG
from tests.browser.conftest import DESK, PHONE, Served
from tests.web.test_previews import handed_in, photograph


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_photograph_is_seen_and_a_broken_one_is_a_sign(
    served: Served, size: tuple[int, int]
) -> None:
    handed_in(served.site, photograph(), JPEG)
    _, address = handed_in(served.site, photograph()[:500], JPEG)
    page = served.open("H1", size=size).new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.goto(address.partition("/evidence/")[0])
    shots = page.locator(".files .shot")
    expect(shots).to_have_count(2)
    shots.last.scroll_into_view_if_needed()
    expect(shots.first.locator("img")).to_have_js_property("naturalWidth", 240)
    expect(shots.last.locator("img")).to_have_count(0)
    expect(shots.last.locator("svg")).to_be_visible()
    box = shots.first.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (64, 64)
    assert said == []


def test_without_signal_the_signs_stay(served: Served) -> None:
    _, address = handed_in(served.site, photograph(), JPEG)
    page = served.open("H1").new_page()
    page.route("**/preview", lambda route: route.abort())
    page.goto(address.partition("/evidence/")[0])
    shot = page.locator(".files .shot")
    shot.scroll_into_view_if_needed()
    expect(shot.locator("img")).to_have_count(0)
    expect(shot.locator("svg")).to_be_visible()
