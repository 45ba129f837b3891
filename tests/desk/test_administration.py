"""Two administrators: what one alone may not do, who may agree, and until when."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from launchkit.desk import Call
from launchkit.desk.accounts import Accounts
from launchkit.desk.administration import Administration
from launchkit.desk.company import CompanySignIn
from launchkit.domain.accounts import Account, CompanyIdentity, SignInChange, digest_of
from launchkit.domain.entries import AdministratorNamed, PersonsJoined, entry_of
from launchkit.domain.errors import LaunchkitError, NotFound, Refused
from launchkit.domain.rules.administration import administering
from launchkit.domain.telling.trail import sentence
from launchkit.store import SqlStore
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

_requests = count(1)
ISSUER = "https://sso.example.com"


def by(person: str) -> Call:
    return Call(actor=person, request=f"a-{next(_requests)}", channel="test")


class Team:
    """A house with administrators H1 and P2 (or fewer), and an account for everybody."""

    def __init__(self, store: SqlStore, *administrators: str) -> None:
        self.made: TestDesk = desk_for(definition("items: []"))
        self.made.open()
        self.rows = store.accounts
        words = count(1)
        parts: dict[str, Any] = {
            "rows": self.rows,
            "registry": self.made.desk.registry,
            "shelf": self.made.desk.shelf,
            "clock": self.made.clock,
        }
        self.company = CompanySignIn(**parts, word=lambda: f"word-{next(words)}")
        self.accounts = Accounts(**parts, word=lambda: f"word-{next(words)}")
        self.administration = Administration(
            accounts=self.accounts,
            company=self.company,
            registry=self.made.desk.registry,
            shelf=self.made.desk.shelf,
            clock=self.made.clock,
            store=self.made.store,
            derive=lambda text: f"word of {text}",
        )
        for person in ("H1", "P1", "P2"):
            name = f"account.{person.lower()}"
            self.rows.keep_account(Account(name=name, person=person, password="old"))
        for person in administrators:
            self.made.desk.registry.add(
                by("H1"), AdministratorNamed(person=person, administrator=True)
            )

    @property
    def administrators(self) -> frozenset[str]:
        return self.made.desk.house().administrators

    @property
    def kinds(self) -> list[str]:
        return [one.envelope.kind for one in self.made.store.load("house")]


@pytest.fixture
def team(sqlite_store: SqlStore) -> Team:
    return Team(sqlite_store, "H1", "P2")


CHANGES = [
    (SignInChange.ADD, "another.name"),
    (SignInChange.LINK, "account.p2"),
    (SignInChange.FORGET, "account.p2"),
    (SignInChange.INVITE, "account.p2"),
    (SignInChange.UNLINK, "account.p2"),
    (SignInChange.END, ""),
]


@pytest.mark.parametrize(("change", "account"), CHANGES)
def test_what_concerns_an_administrator_waits_for_a_second_one(
    team: Team, change: SignInChange, account: str
) -> None:
    if change is SignInChange.UNLINK:
        team.rows.keep_identity(
            CompanyIdentity(issuer=ISSUER, subject="s", account=account, linked_at="2026")
        )
    before = team.rows.account("account.p2")
    done = team.administration.change(by("H1"), change, person="P2", account=account)
    assert done.word is None
    assert done.waits is not None
    assert team.rows.account("account.p2") == before
    assert team.rows.account("another.name") is None
    assert team.administrators == {"H1", "P2"}
    assert [one.seq for one in team.administration.waiting()] == [done.waits]
    agreed = team.administration.agree(by("P2"), done.waits)
    assert agreed.waits is None
    leads = {SignInChange.ADD, SignInChange.LINK, SignInChange.INVITE}
    assert (agreed.word is not None) is (change in leads)
    assert team.administration.waiting() == []
    with pytest.raises(LaunchkitError):
        team.administration.agree(by("P2"), done.waits)


def test_somebody_becomes_administrator_when_two_want_it(team: Team) -> None:
    asked = team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits or 0
    assert team.administrators == {"H1", "P2"}
    with pytest.raises(Refused, match="looked after by an administrator"):
        team.administration.agree(by("P1"), asked)
    team.administration.agree(by("P2"), asked)
    assert team.administrators == {"H1", "P2", "P1"}
    assert team.made.desk.house().named_alone == {"P2": team.made.desk.house().named_alone["P2"]}
    assert team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits is None


def test_whoever_asked_does_not_agree_under_another_code_either(team: Team) -> None:
    asked = team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits or 0
    with pytest.raises(Refused, match="cannot agree as well"):
        team.administration.agree(by("H1"), asked)
    team.made.desk.registry.add(by("H1"), PersonsJoined(person="P2", same_as="H1"))
    with pytest.raises(Refused, match="cannot agree as well"):
        team.administration.agree(by("P2"), asked)
    assert "P1" not in team.administrators


def test_after_a_day_it_has_to_be_asked_for_again(team: Team) -> None:
    ask = team.administration.change
    asked = ask(by("H1"), SignInChange.LINK, account="account.p2").waits or 0
    team.made.clock.instant += timedelta(hours=24)
    assert team.administration.waiting() == []
    for decide in (team.administration.agree, team.administration.drop):
        with pytest.raises(NotFound, match="24 hours"):
            decide(by("P2"), asked)
    again = ask(by("H1"), SignInChange.LINK, account="account.p2").waits
    assert again not in {None, asked}


def test_the_same_is_asked_for_once(team: Team) -> None:
    ask = team.administration.change
    first = ask(by("H1"), SignInChange.NAME, person="P1")
    assert ask(by("H1"), SignInChange.NAME, person="P1") == first
    assert team.kinds.count("change_asked") == 1
    with pytest.raises(Refused, match="you can agree") as refused:
        ask(by("P2"), SignInChange.NAME, person="P1")
    assert str(first.waits) in (refused.value.lacks[0].command or "")


def test_it_is_dropped_by_who_asked_or_by_another(team: Team) -> None:
    for person in ("H1", "P2"):
        asked = team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits or 0
        with pytest.raises(Refused):
            team.administration.drop(by("P1"), asked)
        team.administration.drop(by(person), asked)
        with pytest.raises(NotFound):
            team.administration.agree(by("P2"), asked)


def test_what_an_administrator_asked_who_is_none_any_more_is_not_agreed_to(team: Team) -> None:
    team.made.desk.registry.add(by("H1"), AdministratorNamed(person="P1", administrator=True))
    asked = team.administration.change(by("H1"), SignInChange.LINK, account="account.p2").waits
    team.made.desk.registry.add(by("P2"), AdministratorNamed(person="H1", administrator=False))
    with pytest.raises(Refused, match="no administrator any more"):
        team.administration.agree(by("P1"), asked or 0)


def test_what_has_become_impossible_is_refused_and_still_waits(team: Team) -> None:
    asked = team.administration.change(by("H1"), SignInChange.LINK, account="account.p2").waits
    team.accounts.close(by("H1"), "account.p2")
    with pytest.raises(NotFound):
        team.administration.agree(by("P2"), asked or 0)
    assert team.administration.waiting()
    assert "change_agreed" not in team.kinds


@pytest.mark.parametrize("change", list(SignInChange))
def test_of_people_who_are_no_administrators_one_decides(
    sqlite_store: SqlStore, change: SignInChange
) -> None:
    team = Team(sqlite_store, "H1", "P2")
    account = "" if change in {SignInChange.NAME, SignInChange.END} else "account.p1"
    if change is SignInChange.UNLINK:
        team.rows.keep_identity(CompanyIdentity(issuer=ISSUER, subject="s", account=account))
    done = team.administration.change(by("H1"), change, person="P1", account=account)
    assert (done.waits is None) is (change is not SignInChange.NAME)


def test_the_first_promotion_is_made_alone_and_is_remembered(sqlite_store: SqlStore) -> None:
    team = Team(sqlite_store, "H1")
    assert team.administration.change(by("H1"), SignInChange.NAME, person="P2").waits is None
    assert team.administrators == {"H1", "P2"}
    assert set(team.made.desk.house().named_alone) == {"P2"}
    asked = team.administration.change(by("H1"), SignInChange.END, person="P2").waits
    team.administration.agree(by("P2"), asked or 0)
    assert team.administrators == {"H1"}
    assert team.made.desk.house().named_alone == {}


def test_two_codes_of_one_human_are_one_administrator(sqlite_store: SqlStore) -> None:
    team = Team(sqlite_store, "H1", "P2")
    team.made.desk.registry.add(by("H1"), PersonsJoined(person="P2", same_as="H1"))
    assert len(administering(team.made.desk.house())) == 1
    # There is nobody who could agree.
    assert team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits is None


def test_a_suspended_administrator_neither_counts_nor_acts(team: Team) -> None:
    asked = team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits or 0
    team.made.desk.registry.suspend_rights(by("H1"), person="P2", reason="调查")
    for act in (team.administration.agree, team.administration.drop):
        with pytest.raises(Refused, match="looked after"):
            act(by("P2"), asked)
    assert len(administering(team.made.desk.house())) == 1


@pytest.mark.parametrize("change", [SignInChange.NAME, SignInChange.END, SignInChange.FORGET])
def test_nobody_does_it_to_themselves(team: Team, change: SignInChange) -> None:
    team.made.desk.registry.add(by("H1"), PersonsJoined(person="P1", same_as="H1"))
    with pytest.raises(Refused, match="Nobody"):
        team.administration.change(by("H1"), change, person="P1", account="account.p1")


def test_one_alone_does_not_get_past_by_the_single_methods(team: Team) -> None:
    acts = (
        lambda: team.accounts.add(by("H1"), account="new.name", person="P2"),
        lambda: team.accounts.link(by("H1"), "account.p2"),
        lambda: team.accounts.forget_second_factor(by("H1"), "account.p2"),
        lambda: team.accounts.name_administrator(by("H1"), person="P1", administrator=True),
        lambda: team.accounts.name_administrator(by("H1"), person="P2", administrator=False),
    )
    for act in acts:
        with pytest.raises(Refused, match="second one has to agree"):
            act()


def test_what_cannot_be_done_is_refused_before_anybody_is_asked(team: Team) -> None:
    change = team.administration.change
    with pytest.raises(Refused, match="taken"):
        change(by("H1"), SignInChange.ADD, person="P2", account="account.p1")
    with pytest.raises(NotFound):
        change(by("H1"), SignInChange.LINK, person="P2", account="nobody.here")
    with pytest.raises(NotFound, match="not linked"):
        change(by("H1"), SignInChange.UNLINK, account="account.p2")
    team.rows.keep_identity(CompanyIdentity(issuer=ISSUER, subject="s", account="account.p2"))
    with pytest.raises(Refused, match="linked"):
        change(by("H1"), SignInChange.INVITE, account="account.p2")
    with pytest.raises(Refused, match="looked after"):
        change(by("P1"), SignInChange.LINK, account="account.p2")
    assert team.administration.waiting() == []


def test_the_trail_tells_it_in_sentences(team: Team) -> None:
    asked = team.administration.change(by("H1"), SignInChange.FORGET, account="account.p2").waits
    team.administration.agree(by("P2"), asked or 0)
    told = [one for one in team.made.store.load("house") if "change" in one.envelope.kind]
    assert [one.envelope.actor for one in told] == ["H1", "P2"]
    assert digest_of("word-1") not in str([one.data for one in told])
    house = team.made.desk.house()
    words = [sentence(entry_of(one), team.made.case, house).zh for one in told]
    assert "重置动态口令" in words[0]
    assert str(asked) in words[1]


@pytest.mark.parametrize(("change", "account"), CHANGES)
def test_an_answer_sent_again_is_told_the_same_and_changes_nothing(
    team: Team, change: SignInChange, account: str
) -> None:
    if change is SignInChange.UNLINK:
        team.rows.keep_identity(CompanyIdentity(issuer=ISSUER, subject="s", account=account))
    team.made.desk.registry.add(by("H1"), AdministratorNamed(person="P1", administrator=True))
    ask, agree = by("H1"), by("P1")
    asked = team.administration.change(ask, change, person="P2", account=account)
    assert team.administration.change(ask, change, person="P2", account=account) == asked
    first = team.administration.agree(agree, asked.waits or 0)
    kinds, rows = team.kinds, team.rows.account(account)
    assert team.administration.agree(agree, asked.waits or 0) == first
    assert team.administration.change(ask, change, person="P2", account=account) == asked
    assert (team.kinds, team.rows.account(account)) == (kinds, rows)
    assert team.administration.waiting() == []
    with pytest.raises(NotFound):
        team.administration.agree(by("P1"), asked.waits or 0)


def test_a_link_that_was_used_is_not_made_usable_by_asking_again(team: Team) -> None:
    """The word is the same one; it leads nowhere."""
    direct = by("H1")
    done = team.administration.change(direct, SignInChange.LINK, account="account.p1")
    assert done.word is not None
    team.accounts.choose_password(done.word, "new")
    again = team.administration.change(direct, SignInChange.LINK, account="account.p1")
    assert again == done
    with pytest.raises(Refused, match="used"):
        team.accounts.choose_password(done.word, "newer")
    other = team.administration.change(by("H1"), SignInChange.LINK, account="account.p1")
    assert other.word != done.word


def test_what_was_dropped_is_dropped_by_the_same_request_again(team: Team) -> None:
    asked = team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits or 0
    drop = by("P2")
    team.administration.drop(drop, asked)
    kinds = team.kinds
    team.administration.drop(drop, asked)
    assert team.kinds == kinds
    with pytest.raises(NotFound):
        team.administration.agree(drop, asked)


def test_what_is_gone_is_gone_also_for_who_says_so_twice(team: Team) -> None:
    """Closing an account and unlinking it leave nothing to be found; the same request is done all the same."""
    team.rows.keep_identity(CompanyIdentity(issuer=ISSUER, subject="s", account="account.p1"))
    unlink, close = by("H1"), by("H1")
    for _ in range(2):
        team.administration.change(unlink, SignInChange.UNLINK, account="account.p1")
    for _ in range(2):
        team.accounts.close(close, "account.p1")
    assert team.kinds[-2:] == ["company_unlinked", "account_closed"]
    with pytest.raises(NotFound):
        team.accounts.close(by("H1"), "account.p1")


def test_what_waits_or_was_decided_is_found_by_its_number(team: Team) -> None:
    find = team.administration.asked
    first, second = (
        team.administration.change(by("H1"), change, person="P1").waits or 0
        for change in (SignInChange.NAME, SignInChange.NAME)
    )
    assert first == second
    assert find(first + 1) is None
    waiting = find(first)
    assert waiting is not None
    team.administration.drop(by("H1"), first)
    assert find(first) == waiting
    old = team.administration.change(by("H1"), SignInChange.NAME, person="P1").waits or 0
    team.made.clock.forward(hours=24)
    assert find(old) is None
