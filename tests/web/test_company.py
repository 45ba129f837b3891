"""Signing in with the company: by invitation only, and no lie of a provider or of a browser gets anybody in."""

from __future__ import annotations

import base64
import json
import logging
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from launchkit.domain.accounts import MOST_TRIES, Origin, digest_of
from launchkit.domain.checklist import Text
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.trail import HOUSE
from launchkit.settings import CompanySettings, read_settings
from launchkit.web.company.outward import ForeignHost, Outward
from launchkit.web.company.provider import LEEWAY, Provider, lacking
from launchkit.web.security import second_factor
from launchkit.web.security.sealing import seal, unseal
from tests.web.conftest import Browser, Site
from tests.web.oidc_provider import (
    CLIENT,
    SECRET,
    Company,
    serving,
    shared_key,
    signed,
    signed_with_public_key,
    unsigned,
)

START = "/sign-in/company"
#: read once; the provider here speaks in the clear
CERTIFICATES = ssl.create_default_context()
STRANGER = "还没有开通"


@pytest.fixture
def company(site: Site) -> Iterator[Company]:
    """A provider, and an application that is set up for it."""
    with serving(site.clock) as made:
        use(site, made)
        yield made


def use(site: Site, company: Company, **more: object) -> None:
    settings = CompanySettings(
        issuer=company.address,
        client_id=CLIENT,
        client_secret=SECRET,
        **more,  # type: ignore[arg-type]
    )
    site.app.state.site.company = Provider(settings, site.clock)


def begin(browser: Browser, **words: str) -> httpx.URL:
    """To the provider: its address with what is asked."""
    answer = browser.get(START, params=words)
    assert answer.status_code == 303, answer.text
    return httpx.URL(answer.headers["location"])


def at_the_company(address: httpx.URL) -> str:
    """Somebody signs in there: the path with which the browser comes back."""
    answer = httpx.get(address, trust_env=False, verify=CERTIFICATES)
    assert answer.status_code == 302
    parts = urlsplit(answer.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}" == "http://localhost:8650"
    return f"{parts.path}?{parts.query}"


def through(browser: Browser, **words: str) -> httpx.Response:
    """There and back."""
    return browser.get(at_the_company(begin(browser, **words)))


def who(browser: Browser) -> str | None:
    """Who is signed in, as the page of oneself says."""
    answer = browser.get("/me")
    if answer.status_code != 200:
        return None
    return answer.text.split("<h1>")[1].split("<")[0].strip()


def link(site: Site, company: Company, person: str = "P1", name: str = "zhang.chi") -> None:
    """Somebody has an account that the company's present subject belongs to."""
    site.office.accounts.add(site.call(site.administrator or "H1"), account=name, person=person)
    word = site.office.company.invite(name)
    site.office.company.link(
        site.call(person), word, issuer=company.address, subject=company.subject
    )


# --- the way as it should be -------------------------------------------------------------------------------------


def test_whoever_was_invited_signs_in_once_and_from_then_on_without_a_link(
    site: Site, company: Company
) -> None:
    site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
    word = site.office.company.invite("zhang.chi")
    browser = site.browser()
    page = browser.get(f"/link/{word}")
    assert page.status_code == 200
    assert f"/sign-in/company?word={word}" in page.text
    assert through(browser, word=word).headers["location"] == "/"
    assert who(browser) == "张弛"
    other = site.browser()
    answer = through(other, next="/cases?state=open")
    assert answer.headers["location"] == "/cases?state=open"
    assert who(other) == "张弛"
    origins = {one.origin for one in site.office.store.accounts.sessions_of("P1")}
    assert origins == {Origin.OIDC}
    assert browser.get(f"/link/{word}").status_code == 404


def test_what_is_asked_of_the_provider(site: Site, company: Company) -> None:
    asked = parse_qs(urlsplit(str(begin(site.browser()))).query)
    assert asked["redirect_uri"] == ["http://localhost:8650/sign-in/company/callback"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["scope"] == ["openid"]
    assert all(len(asked[one][0]) >= 43 for one in ("state", "nonce", "code_challenge"))
    again = parse_qs(urlsplit(str(begin(site.browser()))).query)
    assert all(asked[one] != again[one] for one in ("state", "nonce", "code_challenge"))


def test_neither_code_nor_claim_nor_token_is_left_anywhere(
    site: Site, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link(site, company)
    browser = site.browser()
    back = at_the_company(begin(browser))
    code = parse_qs(urlsplit(back).query)["code"][0]
    answer = browser.get(back)
    assert answer.headers["location"] == "/"
    ours = "\n".join(one.getMessage() for one in caplog.records if "launchkit" in one.name)
    house = str([one.data for one in site.office.store.load(HOUSE)])
    for secret in (code, company.subject, "zhang.chi@example.com", SECRET):
        assert secret not in ours
        assert secret not in house
        assert secret not in str(answer.headers)
    assert "company_linked" in {one.envelope.kind for one in site.office.store.load(HOUSE)}


def test_the_word_in_the_cookie_is_new_and_the_session_before_is_over(
    site: Site, company: Company
) -> None:
    link(site, company)
    browser = site.as_("H1")
    before = browser.client.cookies.get("launchkit")
    through(browser)
    assert who(browser) == "张弛"
    assert site.office.store.accounts.session(digest_of(str(before))) is None


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_one_comes_back_to_a_page_of_ours_and_nowhere_else(
    site: Site, company: Company, path: str
) -> None:
    link(site, company)
    assert through(site.browser(), next=path).headers["location"] == "/"


def test_the_button_is_there_only_where_the_company_is_set_up(
    site: Site, company: Company
) -> None:
    assert "用公司账号登录" in site.browser().get("/sign-in").text
    english = site.browser()
    english.client.cookies.set("launchkit-lang", "en")
    assert "Sign in with the company" in english.get("/sign-in").text
    site.app.state.site.company = None
    assert "用公司账号登录" not in site.browser().get("/sign-in").text
    for path in (START, f"{START}/callback?code=x&state=y"):
        assert site.browser().get(path).headers["location"] == "/sign-in"


def test_an_invitation_waits_where_the_company_is_not_set_up(site: Site) -> None:
    site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
    word = site.office.company.invite("zhang.chi")
    browser = site.browser()
    assert "没有开放" in browser.get(f"/link/{word}").text
    assert "没有开放" in browser.post(f"/link/{word}").text


def test_keys_are_fetched_again_once_where_one_is_not_known(site: Site, company: Company) -> None:
    link(site, company)
    through(site.browser())
    company.signing, company.published = "two", ("one", "two")
    browser = site.browser()
    through(browser)
    assert who(browser) == "张弛"
    assert company.asked.count("/keys") == 2
    through(site.browser())
    assert company.asked.count("/keys") == 2


def test_keys_of_curves_are_taken_as_well(site: Site, company: Company) -> None:
    company.signing, company.published = "curve", ("curve",)
    link(site, company)
    browser = site.browser()
    through(browser)
    assert who(browser) == "张弛"


@pytest.mark.parametrize(
    ("metadata", "secret", "shown"),
    [
        ({}, SECRET, "basic"),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, SECRET, "post"),
        ({}, None, "public"),
    ],
)
def test_the_client_shows_itself_as_the_provider_wants(
    site: Site, company: Company, metadata: dict[str, object], secret: str | None, shown: str
) -> None:
    company.lies.metadata = metadata
    settings = CompanySettings(issuer=company.address, client_id=CLIENT, client_secret=secret)
    site.app.state.site.company = Provider(settings, site.clock)
    link(site, company)
    browser = site.browser()
    through(browser)
    assert who(browser) == "张弛"
    assert company.shown == [shown]


# --- who is not known --------------------------------------------------------------------------------------------


def test_nobody_signs_up_by_themselves_and_little_is_said(site: Site, company: Company) -> None:
    browser = site.browser()
    answer = through(browser)
    assert answer.status_code == 403
    assert STRANGER in answer.text
    assert company.subject not in answer.text
    assert who(browser) is None
    said = answer.text.split('<code class="key">')[1].split("<")[0]
    again = through(site.browser()).text
    assert said in again
    company.subject = "somebody-else"
    assert said not in through(site.browser()).text


def test_an_address_that_was_given_to_another_person_leads_nowhere(
    site: Site, company: Company
) -> None:
    """Mail addresses are given to the next one of that name; the subject never is."""
    link(site, company)
    company.subject = "employee-9999"
    assert STRANGER in through(site.browser()).text


def test_closed_accounts_and_suspended_people_get_the_words_of_strangers(
    site: Site, company: Company
) -> None:
    link(site, company)
    browser = site.browser()
    through(browser)
    site.office.desk.registry.suspend_rights(site.call("H1"), person="P1", reason="调查")
    assert who(browser) is None
    assert STRANGER in through(site.browser()).text
    site.office.desk.registry.restore_rights(site.call("H1"), person="P1", reason="查清")
    other = site.browser()
    through(other)
    assert who(other) == "张弛"
    site.office.accounts.close(site.call("H1"), "zhang.chi")
    assert who(other) is None
    assert STRANGER in through(site.browser()).text


def test_unlinking_ends_the_sessions_and_the_way_in(site: Site, company: Company) -> None:
    link(site, company)
    browser = site.browser()
    through(browser)
    site.office.company.unlink(site.call("H1"), "zhang.chi")
    assert who(browser) is None
    assert STRANGER in through(site.browser()).text
    with pytest.raises(NotFound, match="not linked"):
        site.office.company.unlink(site.call("H1"), "zhang.chi")


def test_an_invitation_is_for_one_account_once_and_not_for_ever(
    site: Site, company: Company
) -> None:
    site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
    site.office.accounts.add(site.call("H1"), account="lin.zhou", person="P2")
    late = site.office.company.invite("zhang.chi")
    site.clock.instant += timedelta(hours=73)
    assert STRANGER in through(site.browser(), word=late).text
    word = site.office.company.invite("zhang.chi")
    assert STRANGER in through(site.browser(), word="x" * 43).text
    first, second = site.browser(), site.browser()
    one, two = begin(first, word=word), begin(second, word=word)
    first.get(at_the_company(one))
    company.subject = "somebody-else"
    assert STRANGER in second.get(at_the_company(two)).text
    company.subject = "employee-4711"
    # Whoever belongs to an account is signed in to that one, whatever the link says.
    other = site.browser()
    through(other, word=site.office.company.invite("lin.zhou"))
    assert who(other) == "张弛"
    with pytest.raises(Refused, match="linked"):
        site.office.company.invite("zhang.chi")
    with pytest.raises(NotFound):
        site.office.company.invite("nobody")


def test_of_two_who_link_at_once_one_is_linked(site: Site, company: Company) -> None:
    site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
    site.office.accounts.add(site.call("H1"), account="lin.zhou", person="P2")
    one, two = (site.office.company.invite(name) for name in ("zhang.chi", "lin.zhou"))
    said = {"issuer": company.address, "subject": "s"}
    site.office.company.link(site.call("P1"), one, **said)
    with pytest.raises(Refused, match="linked already"):
        site.office.company.link(site.call("P2"), two, **said)
    with pytest.raises(Refused, match="has been used"):
        site.office.company.link(site.call("P1"), one, **said)
    rows = site.office.store.accounts
    known = rows.identity(company.address, "s")
    assert known is not None
    assert not rows.keep_identity(replace(known, account="lin.zhou"))
    assert not rows.keep_identity(replace(known, subject="other"))


def test_a_password_link_is_no_invitation(site: Site, company: Company) -> None:
    word = site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
    assert STRANGER in through(site.browser(), word=word).text
    assert site.office.store.accounts.identity_of("zhang.chi") is None


# --- the second factor ---------------------------------------------------------------------------------------------


def with_code(site: Site, name: str) -> bytes:
    """A second factor for an account, as if it had been set up."""
    rows = site.office.store.accounts
    account = rows.account(name)
    assert account is not None
    secret, key = site.office.secret("accounts.key"), b"k" * 20
    rows.keep_account(replace(account, totp=second_factor.sealed(key, secret, name), totp_step=0))
    return key


def code_now(site: Site, key: bytes) -> str:
    return second_factor.code_at(key, second_factor.step_of(site.clock()))


def test_our_second_factor_is_asked_for_after_the_company(site: Site, company: Company) -> None:
    link(site, company, "H1", "zhao.min")
    key = with_code(site, "zhao.min")
    browser = site.browser()
    answer = through(browser, next="/cases")
    assert answer.status_code == 200
    assert who(browser) is None
    browser.get("/sign-in")
    wrong = browser.post(f"{START}/code", {"code": "000000"})
    assert wrong.status_code == 403
    assert who(browser) is None
    browser.get("/sign-in")
    right = browser.post(f"{START}/code", {"code": code_now(site, key)})
    assert (right.status_code, right.headers["location"]) == (303, "/cases")
    assert browser.get("/me").status_code == 200
    browser.get("/sign-in")
    assert browser.post(f"{START}/code", {"code": code_now(site, key)}).status_code == 403


def test_headquarters_without_a_second_factor_sets_one_up_first(
    site: Site, company: Company
) -> None:
    link(site, company, "H1", "zhao.min")
    browser = site.browser()
    through(browser)
    assert browser.get("/cases").headers["location"] == "/me/second-factor"


@pytest.mark.parametrize("said", [{"amr": ["pwd", "otp"]}, {"acr": "gold"}])
def test_what_the_company_says_of_a_second_factor_counts_where_that_was_agreed(
    site: Site, company: Company, said: dict[str, object]
) -> None:
    link(site, company, "H1", "zhao.min")
    company.extra = said
    browser = site.browser()
    through(browser)
    assert browser.get("/cases").status_code == 303
    use(site, company, second_factor=("otp", "gold"))
    browser = site.browser()
    through(browser)
    assert browser.get("/cases").status_code == 200
    with_code(site, "zhao.min")
    browser = site.browser()
    through(browser)
    assert browser.get("/cases").status_code == 200
    company.extra = {"amr": ["pwd"], "acr": ["gold"]}
    assert through(site.browser()).status_code == 200


def test_tries_for_the_code_run_out(site: Site, company: Company) -> None:
    link(site, company, "H1", "zhao.min")
    key = with_code(site, "zhao.min")
    browser = site.browser()
    through(browser)
    browser.get("/sign-in")
    codes = [
        browser.post(f"{START}/code", {"code": "000000"}).status_code
        for _ in range(MOST_TRIES + 1)
    ]
    assert codes == [403] * MOST_TRIES + [429]
    assert browser.post(f"{START}/code", {"code": code_now(site, key)}).status_code == 429
    assert who(browser) is None


def test_the_code_is_only_for_whom_the_company_has_just_sent(site: Site, company: Company) -> None:
    link(site, company, "H1", "zhao.min")
    key = with_code(site, "zhao.min")
    nobody = site.browser()
    nobody.get("/sign-in")
    assert nobody.post(f"{START}/code", {"code": code_now(site, key)}).status_code == 403
    slow = site.browser()
    through(slow)
    slow.get("/sign-in")
    site.clock.instant += timedelta(minutes=16)
    assert slow.post(f"{START}/code", {"code": code_now(site, key)}).status_code == 403
    late = site.browser()
    through(late)
    late.get("/sign-in")
    site.office.company.unlink(site.call("H1"), "zhao.min")
    answer = late.post(f"{START}/code", {"code": code_now(site, key)})
    assert STRANGER in answer.text
    assert who(late) is None


def test_an_invitation_that_was_used_meanwhile_links_nobody_else(
    site: Site, company: Company
) -> None:
    site.office.accounts.add(site.call("H1"), account="zhang.chi", person="P1")
    key = with_code(site, "zhang.chi")
    word = site.office.company.invite("zhang.chi")
    browser = site.browser()
    through(browser, word=word)
    browser.get("/sign-in")
    said = {"issuer": company.address, "subject": "quicker"}
    site.office.company.link(site.call("P1"), word, **said)
    answer = browser.post(f"{START}/code", {"code": code_now(site, key)})
    assert STRANGER in answer.text
    assert who(browser) is None


# --- leaving -----------------------------------------------------------------------------------------------------


def test_signing_out_ends_ours_and_offers_the_way_out_of_the_company(
    site: Site, company: Company
) -> None:
    link(site, company)
    browser = site.browser()
    through(browser)
    browser.get("/me")
    answer = browser.post("/sign-out")
    assert answer.headers["location"] == "/sign-in?left=company"
    assert who(browser) is None
    page = browser.get("/sign-in?left=company").text
    assert f"{company.address}/leave?client_id={CLIENT}&amp;post_logout_redirect_uri=" in page
    assert "/leave" not in browser.get("/sign-in").text
    company.lies.metadata = {"end_session_endpoint": None}
    use(site, company)
    assert "/leave" not in browser.get("/sign-in?left=company").text
    company.lies.metadata = {"end_session_endpoint": "https://evil.example/leave"}
    use(site, company)
    assert "evil.example" not in browser.get("/sign-in?left=company").text
    company.lies.broken = {"/.well-known/openid-configuration": 500}
    use(site, company)
    assert browser.get("/sign-in?left=company").status_code == 200


def test_who_signed_in_with_a_password_signs_out_as_before(site: Site, company: Company) -> None:
    browser = site.as_("P1", origin=Origin.PASSWORD)
    assert browser.post("/sign-out").headers["location"] == "/sign-in"


# --- attacks: somebody else is signed in before, and still is afterwards --------------------------------------------


@pytest.fixture
def browser(site: Site, company: Company) -> Browser:
    """The browser of P2, where somebody tries to get P1's session, or any other."""
    link(site, company)
    return site.as_("P2")


def unmoved(site: Site, browser: Browser, answer: httpx.Response) -> None:
    """Refused in a sentence, and the session is what it was."""
    assert answer.status_code in {403, 503}, answer.text
    assert "没有登录" in answer.text
    assert who(browser) == site.office.desk.house().name("P2")
    assert not site.office.store.accounts.sessions_of("P1")


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of-another-sign-in"},
        {"nonce": None},
        {"nonce": ["a", "list"]},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": []},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
        {"iss": "https://another.example"},
        {"iss": None},
        {"iss": "http://127.0.0.1:1/"},
        {"exp": None},
        {"exp": "never"},
        {"exp": True},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 4711},
        {"sub": "x" * 256},
        {"at_hash": "of another token"},
        {"amr": "otp"},
        {"auth_time": "yesterday"},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_is_refused(
    site: Site, company: Company, browser: Browser, claims: dict[str, object]
) -> None:
    company.lies.claims = claims
    unmoved(site, browser, through(browser))


@pytest.mark.parametrize(
    "seconds",
    [
        {"exp": -LEEWAY - 1},
        {"iat": LEEWAY + 60, "exp": LEEWAY + 600},
        {"nbf": LEEWAY + 60},
    ],
    ids=str,
)
def test_a_token_out_of_its_time_is_refused_with_a_word_about_clocks(
    site: Site, company: Company, browser: Browser, seconds: dict[str, int]
) -> None:
    now = int(site.clock().timestamp())
    company.lies.claims = {name: now + away for name, away in seconds.items()}
    answer = through(browser)
    unmoved(site, browser, answer)
    assert "时钟" in answer.text


def test_clocks_may_differ_a_little(site: Site, company: Company) -> None:
    link(site, company)
    now = int(site.clock().timestamp())
    company.lies.claims = {"exp": now - LEEWAY + 5, "iat": now + LEEWAY - 5}
    browser = site.browser()
    through(browser)
    assert who(browser) == "张弛"


def test_a_token_that_nobody_signed_is_refused(
    site: Site, company: Company, browser: Browser
) -> None:
    company.lies.token = unsigned
    unmoved(site, browser, through(browser))


def test_a_token_signed_with_the_public_key_is_refused(
    site: Site, company: Company, browser: Browser
) -> None:
    company.lies.token = signed_with_public_key
    unmoved(site, browser, through(browser))


def test_a_token_signed_with_a_published_shared_key_is_refused(
    site: Site, company: Company, browser: Browser
) -> None:
    key = shared_key()
    company.lies.token = lambda claims: signed({"alg": "HS256", "kid": "shared"}, claims, key)
    told = {"keys": [*company.keys()["keys"], key.as_dict(private=True)]}
    company.lies.bodies["/keys"] = json.dumps(told).encode()
    unmoved(site, browser, through(browser))


def test_a_token_signed_by_the_key_of_somebody_else_is_refused(
    site: Site, company: Company, browser: Browser
) -> None:
    from tests.web.oidc_provider import KEYS  # noqa: PLC0415

    company.lies.key = KEYS["two"]
    unmoved(site, browser, through(browser))


@pytest.mark.parametrize("kid", ["two", None])
def test_a_token_whose_key_was_never_published_is_refused_after_one_look(
    site: Site, company: Company, browser: Browser, kid: str | None
) -> None:
    company.published = ("one", "curve")
    company.signing, company.lies.header = "two", {"kid": kid}
    unmoved(site, browser, through(browser))
    assert company.asked.count("/keys") == 2


def test_a_key_for_other_uses_signs_nothing(
    site: Site, company: Company, browser: Browser
) -> None:
    told = {"keys": [{**company.keys()["keys"][0], "use": "enc"}]}
    company.lies.bodies["/keys"] = json.dumps(told).encode()
    unmoved(site, browser, through(browser))


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "é.é.é", "x" * 40_000])
def test_what_is_no_token_is_refused(
    site: Site, company: Company, browser: Browser, token: str
) -> None:
    company.lies.token = lambda _: token
    unmoved(site, browser, through(browser))


def test_a_changed_token_is_refused(site: Site, company: Company, browser: Browser) -> None:
    def changed(claims: dict[str, object]) -> str:
        from tests.web.oidc_provider import KEYS  # noqa: PLC0415

        whole = signed({"alg": "RS256", "kid": "one"}, claims, KEYS["one"])
        head, _, mark = whole.split(".")
        other = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "boss"}).encode())
        return ".".join((head, other.rstrip(b"=").decode(), mark))

    company.lies.token = changed
    unmoved(site, browser, through(browser))


def test_a_code_works_once(site: Site, company: Company) -> None:
    link(site, company)
    first = site.browser()
    back = at_the_company(begin(first))
    first.get(back)
    assert who(first) == "张弛"
    words = parse_qs(urlsplit(back).query)
    again = first.get(back)
    assert again.status_code == 403
    other = site.as_("P2")
    state = parse_qs(urlsplit(str(begin(other))).query)["state"][0]
    answer = other.get(f"{START}/callback", params={"code": words["code"][0], "state": state})
    assert answer.status_code == 403
    assert who(other) == site.office.desk.house().name("P2")


@pytest.mark.parametrize("lie", ["twice", "careless"])
def test_a_stolen_code_is_worth_nothing_in_another_browser(
    site: Site, company: Company, browser: Browser, lie: str
) -> None:
    """Even if the provider forgets that the code was used or whose it is: verifier and nonce are another browser's."""
    company.lies.twice = True
    company.lies.careless = lie == "careless"
    back = at_the_company(begin(site.browser()))
    stolen = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(str(begin(browser))).query)["state"][0]
    unmoved(
        site, browser, browser.get(f"{START}/callback", params={"code": stolen, "state": state})
    )


@pytest.mark.parametrize("words", [{}, {"state": ""}, {"state": "guessed"}, {"state": "é"}])
def test_an_answer_without_the_right_state_is_refused(
    site: Site, company: Company, browser: Browser, words: dict[str, str]
) -> None:
    back = at_the_company(begin(browser))
    code = parse_qs(urlsplit(back).query)["code"][0]
    unmoved(site, browser, browser.get(f"{START}/callback", params={"code": code, **words}))


def test_the_state_of_another_browser_is_refused(
    site: Site, company: Company, browser: Browser
) -> None:
    """Somebody sends their own answer to a person, so that these act under a foreign account."""
    sent = at_the_company(begin(site.browser()))
    unmoved(site, browser, browser.get(sent))
    begin(browser)
    unmoved(site, browser, browser.get(sent))


def test_an_answer_that_comes_too_late_is_refused(
    site: Site, company: Company, browser: Browser
) -> None:
    back = at_the_company(begin(browser))
    site.clock.instant += timedelta(minutes=16)
    unmoved(site, browser, browser.get(back))


def test_a_changed_cookie_is_worth_nothing(site: Site, company: Company, browser: Browser) -> None:
    back = at_the_company(begin(browser))
    name = "launchkit-company"
    word = browser.client.cookies.get(name, domain="localhost.local") or ""
    browser.client.cookies.delete(name)
    browser.client.cookies.set(name, word[:-6] + "AAAAAA")
    unmoved(site, browser, browser.get(back))


@pytest.mark.parametrize("says_so", [True, None])
def test_the_answer_of_another_provider_is_refused(
    site: Site, company: Company, browser: Browser, says_so: bool | None
) -> None:
    """Mix-up: an answer names the issuer it comes from (RFC 9207)."""
    company.lies.metadata = {"authorization_response_iss_parameter_supported": says_so}
    company.lies.back = {"iss": "https://another.example"}
    unmoved(site, browser, through(browser))


def test_a_provider_that_names_itself_always_has_to(
    site: Site, company: Company, browser: Browser
) -> None:
    company.lies.metadata = {"authorization_response_iss_parameter_supported": True}
    unmoved(site, browser, through(browser))
    company.lies.back = {"iss": company.address}
    through(browser)
    assert who(browser) == "张弛"


@pytest.mark.parametrize("error", ["access_denied", "server_error", "login_required"])
def test_a_sign_in_that_was_not_completed_is_said_in_a_sentence(
    site: Site, company: Company, browser: Browser, error: str
) -> None:
    company.lies.error = error
    unmoved(site, browser, through(browser))


def test_an_answer_with_neither_code_nor_error_is_refused(
    site: Site, company: Company, browser: Browser
) -> None:
    state = parse_qs(urlsplit(str(begin(browser))).query)["state"][0]
    unmoved(site, browser, browser.get(f"{START}/callback", params={"state": state}))


# --- a provider that fails -----------------------------------------------------------------------------------------

DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://another.example"},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": 7},
        {"authorization_endpoint": "https://[broken"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_nobody_is_sent_to_an_address_of_somebody_else(
    site: Site, company: Company, browser: Browser, metadata: dict[str, object]
) -> None:
    company.lies.metadata = metadata
    unmoved(site, browser, browser.get(START))


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["http://169.254.169.254/latest", "https://evil.example/x"])
def test_nothing_is_asked_of_another_host(
    site: Site, company: Company, browser: Browser, name: str, address: str
) -> None:
    company.lies.metadata = {name: address}
    unmoved(site, browser, through(browser))


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/keys"])
@pytest.mark.parametrize(
    "lie", ["500", "302", "html", "list", "deep", "huge", "empty", "no keys", "odd keys"]
)
def test_what_a_failing_provider_says_becomes_a_sentence(
    site: Site, company: Company, browser: Browser, path: str, lie: str
) -> None:
    bodies = {
        "html": b"<!doctype html>",
        "list": b"[]",
        "deep": b"[" * 100_000,
        "huge": b'{"a":"' + b"x" * 600_000 + b'"}',
        "empty": b"",
        "no keys": b'{"keys": {}}',
        "odd keys": b'{"keys": [7, {"kty": "RSA"}, {"kty": "EC", "crv": "P-1"}]}',
    }
    if lie == "500":
        company.lies.broken[path] = 500
    elif lie == "302":
        company.lies.away[path] = f"{company.address}/elsewhere"
    else:
        company.lies.bodies[path] = bodies[lie]
    answer = browser.get(START)
    if path != DISCOVERY:
        answer = browser.get(at_the_company(httpx.URL(answer.headers["location"])))
    unmoved(site, browser, answer)
    assert "/elsewhere" not in company.asked


def test_a_client_that_the_provider_does_not_know_is_a_matter_of_settings(
    site: Site, company: Company, browser: Browser
) -> None:
    settings = CompanySettings(issuer=company.address, client_id=CLIENT, client_secret="wrong")
    site.app.state.site.company = Provider(settings, site.clock)
    answer = through(browser)
    unmoved(site, browser, answer)
    assert "没有设置好" in answer.text


def test_a_provider_that_is_down_is_asked_again_a_little_later(
    site: Site, company: Company
) -> None:
    link(site, company)
    company.lies.broken[DISCOVERY] = 503
    for _ in range(3):
        answer = site.browser().get(START)
        assert answer.status_code == 503
        assert "没有回应" in answer.text
    assert company.asked.count(DISCOVERY) == 1
    company.lies.broken.clear()
    site.clock.instant += timedelta(seconds=10)
    browser = site.browser()
    through(browser)
    assert who(browser) == "张弛"
    through(site.browser())
    assert company.asked.count(DISCOVERY) == 2
    site.clock.instant += timedelta(hours=1)
    through(site.browser())
    assert company.asked.count(DISCOVERY) == 3


def test_where_nobody_listens_is_said_in_a_sentence(site: Site) -> None:
    with serving(site.clock) as gone:
        pass
    use(site, gone)
    answer = site.browser().get(START)
    assert answer.status_code == 503
    assert "没有回应" in answer.text


# --- settings --------------------------------------------------------------------------------------------------------


def test_settings_are_read_from_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("kept in a file\n", encoding="utf-8")
    env = {
        "LAUNCHKIT_OIDC_ISSUER": "https://sso.example.com/realms/staff",
        "LAUNCHKIT_OIDC_CLIENT_ID": "launchkit",
        "LAUNCHKIT_OIDC_CLIENT_SECRET": "not this",
        "LAUNCHKIT_OIDC_CLIENT_SECRET_FILE": str(secret),
        "LAUNCHKIT_OIDC_SCOPES": "profile openid",
        "LAUNCHKIT_OIDC_LABEL_ZH": "飞书登录",
        "LAUNCHKIT_OIDC_HOSTS": "API.example.com",
        "LAUNCHKIT_OIDC_SECOND_FACTOR": "otp hwk",
    }
    found = read_settings(env, home=tmp_path).company
    assert found is not None
    assert found.secret() == "kept in a file"
    assert found.scopes == ("openid", "profile")
    assert (found.label_zh, found.label_en) == ("飞书登录", "Sign in with the company")
    assert (found.hosts, found.second_factor) == (("api.example.com",), ("otp", "hwk"))
    assert "not this" not in repr(found)
    assert lacking(found) == ()
    assert read_settings({}, home=tmp_path).company is None
    plain = read_settings({name: env[name] for name in list(env)[:3]}, home=tmp_path).company
    assert plain is not None
    assert plain.secret() == "not this"


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = CompanySettings(
        issuer="http://sso.example.com", client_id="", client_secret_file=tmp_path / "none"
    )
    found = lacking(bad)
    assert len(found) == 3
    assert all(isinstance(one, Text) for one in found)
    assert len(lacking(replace(bad, issuer="https://[broken"))) == 3
    monkeypatch.setattr("launchkit.web.company.provider.find_spec", lambda _name: None)
    assert "launchkit[oidc]" in lacking(bad)[0].en


def test_an_address_of_the_provider_goes_over_tls_and_to_its_hosts() -> None:
    outward = Outward(frozenset({"sso.example.com", "127.0.0.1:4000"}))
    assert outward.require_own("https://sso.example.com/x") == "https://sso.example.com/x"
    assert outward.require_own("http://127.0.0.1:4000/x")
    for address in (
        "http://sso.example.com/x",
        "https://sso.example.com.evil.example/x",
        "https://user@sso.example.com/x",
        "https://sso.example.com@evil.example/x",
        "http://127.0.0.1:4001/x",
        "ftp://sso.example.com/x",
        "//sso.example.com/x",
        "https://sso.example.com:99999/x",
        None,
    ):
        with pytest.raises(ForeignHost):
            outward.require_own(address)


def test_what_is_sealed_opens_for_its_purpose_and_its_time(site: Site) -> None:
    secret, now, life = b"s" * 32, site.clock(), timedelta(minutes=1)
    word = seal(secret, "one", {"a": "b"}, now)
    found = unseal(secret, "one", word, now, life)
    assert found is not None
    assert found["a"] == "b"
    assert unseal(secret, "two", word, now, life) is None
    assert unseal(b"t" * 32, "one", word, now, life) is None
    assert unseal(secret, "one", word, now + life, life) is None
    assert unseal(secret, "one", word, now - life, life) is None
    for other in ("", "x", "é", word[:-4], "A" * 4_000):
        assert unseal(secret, "one", other, now, life) is None


def test_the_settings_page_says_how_it_is_set_up_and_whether_it_answers(
    site: Site, company: Company
) -> None:
    found = CompanySettings(
        issuer=company.address, client_id=CLIENT, client_secret=SECRET, second_factor=("otp",)
    )
    object.__setattr__(site.office.settings, "company", found)
    site.make_administrator("H1")
    browser = site.as_("H1")
    page = browser.get("/settings").text
    assert company.address in page
    assert "http://localhost:8650/sign-in/company/callback" in page
    assert SECRET not in page
    assert "已连通" in browser.post("/settings/company/try").text
    company.lies.broken["/keys"] = 500
    assert "没有回应" in browser.post("/settings/company/try").text
    assert "试着连接" not in site.as_("H2").get("/settings").text
    assert site.as_("H2").post("/settings/company/try").status_code == 404
    object.__setattr__(site.office.settings, "company", replace(found, client_id=""))
    assert "LAUNCHKIT_OIDC_CLIENT_ID" in browser.get("/settings").text
    site.app.state.site.company = None
    assert browser.post("/settings/company/try").status_code == 200


def test_the_page_of_oneself_says_that_one_is_linked(site: Site, company: Company) -> None:
    link(site, company)
    browser = site.browser()
    through(browser)
    page = browser.get("/me").text
    assert "已关联公司登录" in page
    # There is no password to change.
    assert "/me/password" not in page
