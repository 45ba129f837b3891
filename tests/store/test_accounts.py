"""Accounts and what belongs to them, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from launchkit.domain.accounts import (
    MOST_TRIES,
    TRY_WINDOW,
    Account,
    ApiToken,
    CompanyIdentity,
    LinkPurpose,
    OneTimeLink,
    Origin,
    Session,
    digest_of,
)
from launchkit.domain.trail import instant_text
from launchkit.store import SqlStore

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
AT = instant_text(NOW)
LATER = instant_text(NOW + timedelta(hours=1))
ZHANG = Account(name="zhang.chi", person="P1", created_at=AT)


def session(token: str, person: str = "P1", account: str | None = "zhang.chi") -> Session:
    return Session(
        digest=digest_of(token),
        person=person,
        account=account,
        origin=Origin.PASSWORD,
        created_at=AT,
        seen_at=AT,
        agent="Firefox",
        address="192.0.2.1",
    )


def test_an_account_is_kept_and_replaced(store: SqlStore) -> None:
    known = store.accounts
    assert not known.any_account()
    assert known.account("zhang.chi") is None
    known.keep_account(ZHANG)
    changed = replace(ZHANG, password="$argon2id$…", totp=b"\0key", disabled=True)
    known.keep_account(changed)
    known.keep_account(Account(name="lin.zhou", person="P2", created_at=AT))
    assert known.account("zhang.chi") == changed
    assert [one.name for one in known.all_accounts()] == ["lin.zhou", "zhang.chi"]
    assert known.accounts_of("P1") == [changed]
    assert known.any_account()


def test_the_secrets_of_an_account_are_not_in_its_repr() -> None:
    shown = repr(replace(ZHANG, password="$argon2id$…", totp=b"key"))
    assert "argon2" not in shown
    assert "key" not in shown


def test_a_code_of_the_second_factor_counts_once(store: SqlStore) -> None:
    known = store.accounts
    known.keep_account(ZHANG)
    assert known.use_totp("zhang.chi", 100)
    assert not known.use_totp("zhang.chi", 100)
    assert not known.use_totp("zhang.chi", 99)
    assert known.use_totp("zhang.chi", 101)


def test_a_session_begins_in_place_of_another_and_ends(store: SqlStore) -> None:
    known = store.accounts
    known.begin_session(session("one"))
    known.begin_session(session("two"), instead_of=digest_of("one"))
    assert known.session(digest_of("one")) is None
    assert known.session(digest_of("two")) == session("two")
    known.end_session(digest_of("two"))
    assert known.session(digest_of("two")) is None


def test_all_sessions_of_a_person_or_an_account_end(store: SqlStore) -> None:
    known = store.accounts
    known.begin_session(session("phone"))
    known.begin_session(session("desk", account="zhang.chi.2"))
    known.begin_session(session("other", person="P2", account="lin.zhou"))
    assert known.end_sessions(person="P1", account="zhang.chi") == 1
    assert [one.account for one in known.sessions_of("P1")] == ["zhang.chi.2"]
    assert known.end_sessions(person="P1") == 1
    assert len(known.sessions_of("P2")) == 1


def test_a_page_lists_some_sessions_and_knows_how_many_there_are(store: SqlStore) -> None:
    known = store.accounts
    for word in ("one", "two", "three"):
        known.begin_session(session(word))
    known.begin_session(session("other", person="P2", account="lin.zhou"))
    assert len(known.sessions_of("P1", most=2)) == 2
    assert known.session_count("P1") == len(known.sessions_of("P1")) == 3
    assert known.session_count("P3") == 0


def test_that_a_session_is_in_use_is_written_once_a_minute(store: SqlStore) -> None:
    known = store.accounts
    known.begin_session(session("one"))
    known.see_session(session("one"), NOW + timedelta(seconds=59))
    assert known.session(digest_of("one")) == session("one")
    known.see_session(session("one"), NOW + timedelta(seconds=60))
    assert known.session(digest_of("one")) == replace(
        session("one"), seen_at=instant_text(NOW + timedelta(seconds=60))
    )


def test_old_sessions_are_forgotten(store: SqlStore) -> None:
    store.accounts.begin_session(session("one"))
    assert store.accounts.drop_old_sessions(NOW) == 0
    assert store.accounts.drop_old_sessions(NOW + timedelta(seconds=1)) == 1


def link(word: str, account: str | None = "zhang.chi") -> OneTimeLink:
    purpose = LinkPurpose.FIRST if account is None else LinkPurpose.PASSWORD
    return OneTimeLink(digest=digest_of(word), purpose=purpose, account=account, expires_at=LATER)


def test_a_link_works_once(store: SqlStore) -> None:
    known = store.accounts
    known.keep_link(link("w"))
    assert known.link(digest_of("w"), NOW) == link("w")
    assert known.use_link(digest_of("w"), NOW) == replace(link("w"), used_at=AT)
    assert known.use_link(digest_of("w"), NOW) is None
    assert known.link(digest_of("w"), NOW) is None


def test_a_link_expires(store: SqlStore) -> None:
    known = store.accounts
    known.keep_link(link("w"))
    assert known.use_link(digest_of("w"), NOW + timedelta(hours=1)) is None
    assert known.link(digest_of("w"), NOW + timedelta(hours=1)) is None


def test_a_newer_link_takes_the_place_of_the_older(store: SqlStore) -> None:
    known = store.accounts
    for word in ("old", "new"):
        known.keep_link(link(word))
        known.keep_link(link(f"first-{word}", account=None))
    assert known.link(digest_of("old"), NOW) is None
    assert known.link(digest_of("first-old"), NOW) is None
    assert known.link(digest_of("new"), NOW) == link("new")
    known.drop_links("zhang.chi")
    assert known.link(digest_of("new"), NOW) is None
    assert known.link(digest_of("first-new"), NOW) == link("first-new", account=None)


def token(word: str) -> ApiToken:
    return ApiToken(
        digest=digest_of(word),
        person="P1",
        label="报表",
        scopes=("read", "write"),
        created_at=AT,
        expires_at=LATER,
    )


def test_a_token_is_known_until_it_expires_or_is_ended(store: SqlStore) -> None:
    known = store.accounts
    known.keep_token(token("a"))
    known.keep_token(token("b"))
    assert known.token(digest_of("a"), NOW) == token("a")
    assert known.token(digest_of("a"), NOW + timedelta(seconds=5)) == replace(
        token("a"), used_at=AT
    )
    assert known.token(digest_of("a"), NOW + timedelta(hours=1)) is None
    assert known.token(digest_of("none"), NOW) is None
    assert known.end_tokens(person="P2", digest=digest_of("a")) == 0
    assert known.end_tokens(person="P1", digest=digest_of("a")) == 1
    assert known.tokens_of("P1") == [token("b")]
    assert known.end_tokens(person="P1") == 1


KEYS = ("account:zhang.chi", "address:192.0.2.1")


def take(store: SqlStore, now: datetime = NOW, keys: tuple[str, ...] = KEYS) -> bool:
    return store.accounts.take_try(keys, now=now, window=TRY_WINDOW, most=MOST_TRIES)


def test_tries_run_out_and_come_back_after_the_window(store: SqlStore) -> None:
    assert [take(store) for _ in range(MOST_TRIES + 1)] == [True] * MOST_TRIES + [False]
    assert not take(store, NOW + TRY_WINDOW - timedelta(seconds=1))
    assert take(store, NOW + TRY_WINDOW)


def test_a_try_that_is_not_allowed_counts_for_nobody(store: SqlStore) -> None:
    for _ in range(MOST_TRIES):
        assert take(store, keys=("address:192.0.2.1",))
    assert not take(store)
    assert [take(store, keys=("account:zhang.chi",)) for _ in range(MOST_TRIES)] == [
        True
    ] * MOST_TRIES


def test_a_right_try_clears_the_account_and_gives_the_address_one_back(store: SqlStore) -> None:
    for _ in range(MOST_TRIES):
        assert take(store)
    store.accounts.forgive_tries(cleared=KEYS[0], one_back=KEYS[1])
    assert take(store)
    assert not take(store)
    store.accounts.forgive_tries(cleared=KEYS[0], one_back="address:192.0.2.9")
    assert take(store, keys=(KEYS[0],))


def test_a_setting_is_kept_and_taken_away(store: SqlStore) -> None:
    known = store.accounts
    assert known.setting("home.name") is None
    known.keep_setting("home.name", "锐修")
    known.keep_setting("home.name", "特修")
    assert known.setting("home.name") == "特修"
    known.keep_setting("home.name", None)
    assert known.setting("home.name") is None


def test_somebody_of_the_company_belongs_to_one_account(store: SqlStore) -> None:
    rows, issuer = store.accounts, "https://sso.example.com"
    one = CompanyIdentity(issuer=issuer, subject="s1", account="zhang.chi", linked_at=AT)
    assert rows.keep_identity(one)
    assert rows.identity(issuer, "s1") == rows.identity_of("zhang.chi") == one
    assert rows.identity("https://other.example", "s1") is None
    # Neither side is taken a second time, and what stands stays.
    assert not rows.keep_identity(replace(one, account="lin.zhou"))
    assert not rows.keep_identity(replace(one, subject="s2"))
    assert rows.identity_of("zhang.chi") == one
    assert rows.keep_identity(replace(one, issuer="https://other.example", account="lin.zhou"))
    assert rows.drop_identity("zhang.chi")
    assert not rows.drop_identity("zhang.chi")
    assert rows.identity(issuer, "s1") is None
