"""Who may sign in: accounts, their links, their administrators."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from launchkit.desk import Call
from launchkit.desk.accounts import Accounts
from launchkit.domain.accounts import FIRST_LINK_LIFE, LINK_LIFE, Origin, Session, digest_of
from launchkit.domain.entries import PersonsJoined
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.trail import instant_text
from launchkit.store import SqlStore
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition

_requests = count(1)
HASH = "$argon2id$made-up"


class House:
    """The accounts of a house with the people of the test desk."""

    def __init__(self, store: SqlStore) -> None:
        self.made: TestDesk = desk_for(definition("items: []"))
        self.made.open()
        self.rows = store.accounts
        words = count(1)
        self.accounts = Accounts(
            rows=self.rows,
            registry=self.made.desk.registry,
            shelf=self.made.desk.shelf,
            clock=self.made.clock,
            word=lambda: f"word-{next(words)}",
        )

    @property
    def known(self) -> dict[str, str]:
        return dict(self.made.desk.house().accounts)

    @property
    def administrators(self) -> frozenset[str]:
        return self.made.desk.house().administrators

    def signed_in(self, token: str, person: str, account: str) -> None:
        at = instant_text(self.made.clock())
        self.rows.begin_session(
            Session(
                digest=digest_of(token),
                person=person,
                account=account,
                origin=Origin.PASSWORD,
                created_at=at,
                seen_at=at,
            )
        )


def by(person: str) -> Call:
    return Call(actor=person, request=f"r-{next(_requests)}", channel="web")


@pytest.fixture
def house(sqlite_store: SqlStore) -> House:
    return House(sqlite_store)


@pytest.fixture
def run_by_h1(house: House) -> House:
    house.accounts.name_administrator(by("H1"), person="H1", administrator=True)
    return house


def test_an_account_begins_with_a_link_to_choose_a_password(house: House) -> None:
    word = house.accounts.add(by("H1"), account=" Zhang.Chi ", person="P1")
    assert house.known == {"zhang.chi": "P1"}
    account = house.accounts.choose_password(word, HASH)
    assert (account.name, account.person, account.password) == ("zhang.chi", "P1", HASH)
    with pytest.raises(Refused, match="has been used"):
        house.accounts.choose_password(word, HASH)


def test_adding_an_account_again_gives_a_new_link_and_keeps_the_password(house: House) -> None:
    house.accounts.choose_password(
        house.accounts.add(by("H1"), account="zhang", person="P1"), HASH
    )
    seq = house.made.desk.house().seq
    again = house.accounts.add(by("H1"), account="zhang", person="P1")
    assert house.made.desk.house().seq == seq
    kept = house.rows.account("zhang")
    assert kept is not None
    assert kept.password == HASH
    assert house.accounts.choose_password(again, "$argon2id$other").password == "$argon2id$other"


@pytest.mark.parametrize("name", ["ab", "-ab", "a b c", "张弛", "a" * 41, "a/b"])
def test_a_name_to_sign_in_with_is_plain(house: House, name: str) -> None:
    with pytest.raises(BadValue, match="small letters"):
        house.accounts.add(by("H1"), account=name, person="P1")


def test_a_name_belongs_to_one_person(house: House) -> None:
    house.accounts.add(by("H1"), account="zhang", person="P1")
    for person in ("P2", "H1"):
        with pytest.raises(Refused, match="taken"):
            house.accounts.add(by("H1"), account="zhang", person=person)


def test_a_closed_name_comes_back_to_its_person_only(house: House) -> None:
    house.accounts.choose_password(
        house.accounts.add(by("H1"), account="zhang", person="P1"), HASH
    )
    house.accounts.close(by("H1"), "zhang")
    with pytest.raises(Refused, match="taken"):
        house.accounts.add(by("H1"), account="zhang", person="P2")
    house.accounts.add(by("H1"), account="zhang", person="P1")
    back = house.rows.account("zhang")
    assert back is not None
    assert (back.disabled, back.password) == (False, None)


def test_nobody_gets_an_account_whom_the_house_does_not_know(house: House) -> None:
    with pytest.raises(NotFound):
        house.accounts.add(by("H1"), account="nobody", person="X9")


def test_closing_an_account_signs_out_and_takes_its_link_and_tokens(house: House) -> None:
    word = house.accounts.add(by("H1"), account="zhang", person="P1")
    house.signed_in("t", "P1", "zhang")
    token, _ = house.accounts.give_token(by("P1"), label=" 报表 ", scopes=("read",), days=30)
    house.accounts.close(by("H1"), "zhang")
    assert house.known == {}
    assert house.rows.session(digest_of("t")) is None
    assert house.rows.token(digest_of(token), house.made.clock()) is None
    with pytest.raises(Refused):
        house.accounts.choose_password(word, HASH)
    with pytest.raises(NotFound):
        house.accounts.close(by("H1"), "zhang")
    with pytest.raises(NotFound):
        house.accounts.link(by("H1"), "never-was")


def test_tokens_stay_while_the_person_has_another_account(house: House) -> None:
    house.accounts.add(by("H1"), account="zhang", person="P1")
    house.accounts.add(by("H1"), account="zhang.2", person="P1")
    token, given = house.accounts.give_token(by("zhang"), label="报表", scopes=("read",), days=1)
    house.accounts.close(by("H1"), "zhang")
    assert token.startswith("lk_")
    assert house.rows.token(digest_of(token), house.made.clock()) == given
    assert given.person == "P1"


@pytest.mark.parametrize("days", [0, 367])
def test_a_token_has_an_end(house: House, days: int) -> None:
    with pytest.raises(BadValue, match="lives"):
        house.accounts.give_token(by("P1"), label="x", scopes=(), days=days)


def test_a_link_is_replaced_by_the_next_and_expires(house: House) -> None:
    first = house.accounts.add(by("H1"), account="zhang", person="P1")
    second = house.accounts.link(by("H1"), "zhang")
    with pytest.raises(Refused):
        house.accounts.choose_password(first, HASH)
    house.made.clock.instant += LINK_LIFE
    with pytest.raises(Refused):
        house.accounts.choose_password(second, HASH)


def test_a_chosen_password_ends_the_sessions_of_the_account(house: House) -> None:
    word = house.accounts.add(by("H1"), account="zhang", person="P1")
    house.signed_in("t", "P1", "zhang")
    house.accounts.choose_password(word, HASH)
    assert house.rows.session(digest_of("t")) is None


def test_a_link_for_something_else_chooses_no_password(house: House) -> None:
    with pytest.raises(Refused, match="has been used"):
        house.accounts.choose_password(house.accounts.examples_link(), HASH)


def test_the_first_administrator_begins_the_house(house: House) -> None:
    word = house.accounts.first_link()
    assert word is not None
    account = house.accounts.begin(by("X1"), word, name="韩实", account="han.shi", password=HASH)
    assert account.password == HASH
    assert house.administrators == {"X1"}
    assert house.made.desk.house().name("X1") == "韩实"
    assert house.known == {"han.shi": "X1"}
    assert house.accounts.first_link() is None


def test_a_known_person_keeps_the_name_when_they_begin_the_house(house: House) -> None:
    word = house.accounts.first_link()
    assert word is not None
    before = house.made.desk.house().name("H1")
    house.accounts.begin(by("H1"), word, name="别的", account="zhou", password=HASH)
    assert house.made.desk.house().name("H1") == before


def test_the_house_begins_once(house: House) -> None:
    word = house.accounts.first_link()
    assert word is not None
    house.accounts.begin(by("H1"), word, name="", account="zhou", password=HASH)
    with pytest.raises(Refused, match="has been used"):
        house.accounts.begin(by("P1"), word, name="", account="zhang", password=HASH)


def test_the_first_link_expires(house: House) -> None:
    word = house.accounts.first_link()
    assert word is not None
    house.made.clock.instant += FIRST_LINK_LIFE + timedelta(seconds=1)
    with pytest.raises(Refused):
        house.accounts.begin(by("H1"), word, name="", account="zhou", password=HASH)
    assert not house.rows.any_account()


def test_once_there_is_an_administrator_only_they_look_after_accounts(run_by_h1: House) -> None:
    assert run_by_h1.accounts.first_link() is None
    with pytest.raises(Refused, match="administrator") as refused:
        run_by_h1.accounts.add(by("P1"), account="zhang", person="P1")
    assert refused.value.code == "needs_administrator"
    assert "H1" in refused.value.lacks[0].en
    assert run_by_h1.accounts.add(by("H1"), account="zhang", person="P1")


def test_nobody_makes_or_unmakes_themselves_administrator(run_by_h1: House) -> None:
    run_by_h1.made.desk.registry.add(by("H1"), PersonsJoined(person="P2", same_as="H1"))
    for person in ("H1", "P2"):
        with pytest.raises(Refused, match="Nobody makes themselves"):
            run_by_h1.accounts.name_administrator(
                by("H1"), person=person, administrator=person == "P2"
            )


def test_one_administrator_names_another_who_may_end_the_first(run_by_h1: House) -> None:
    accounts = run_by_h1.accounts
    accounts.name_administrator(by("H1"), person="P1", administrator=True)
    seq = run_by_h1.made.desk.house().seq
    accounts.name_administrator(by("H1"), person="P1", administrator=True)
    assert run_by_h1.made.desk.house().seq == seq
    with pytest.raises(Refused, match="second one has to agree"):
        accounts.name_administrator(by("P1"), person="H1", administrator=False)
    accounts.name_administrator(by("P1"), person="H1", administrator=False, agreed=True)
    assert run_by_h1.administrators == {"P1"}


def test_a_lost_second_factor_is_forgotten_by_another_hand(run_by_h1: House) -> None:
    accounts = run_by_h1.accounts
    for name, person in (("zhang", "P1"), ("zhou", "H1")):
        accounts.add(by("H1"), account=name, person=person)
    run_by_h1.signed_in("t", "P1", "zhang")
    accounts.forget_second_factor(by("H1"), "zhang")
    assert run_by_h1.rows.session(digest_of("t")) is None
    with pytest.raises(Refused, match="another administrator"):
        accounts.forget_second_factor(by("H1"), "zhou")
