"""Signing in with the company in a real browser: its own rules for cookies, redirections and policies hold."""

from __future__ import annotations

from launchkit.settings import CompanySettings
from launchkit.web.company.provider import Provider
from tests.browser.conftest import Served
from tests.web.oidc_provider import CLIENT, SECRET, serving


def test_there_and_back_by_invitation_then_by_the_button_and_out_again(served: Served) -> None:
    site = served.site
    with serving(site.clock) as company:
        settings = CompanySettings(issuer=company.address, client_id=CLIENT, client_secret=SECRET)
        site.app.state.site.company = Provider(settings, site.clock)
        site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
        word = site.office.company.invite("zhang.chi")
        page = served.page(None, f"/link/{word}")
        page.get_by_role("link", name="用公司账号登录").click()
        page.wait_for_url("**/today")
        page.goto("/me")
        assert "张弛" in page.locator("h1").inner_text()
        assert "已关联公司登录" in page.content()
        page.locator(".only-thumb").get_by_role("button", name="退出").click()
        page.wait_for_url("**/sign-in?left=company")
        way_out = page.get_by_role("link", name="也退出公司登录").get_attribute("href")
        assert str(way_out).startswith(f"{company.address}/leave?")
        page.goto("/cases?state=open")
        page.get_by_role("link", name="用公司账号登录").click()
        page.wait_for_url("**/cases?state=open")
        company.subject = "a stranger"
        other = served.page(None, "/sign-in")
        other.get_by_role("link", name="用公司账号登录").click()
        other.get_by_role("heading", name="还没有开通").wait_for()
        assert "launchkit" not in {one["name"] for one in other.context.cookies()}
