"""Linking with the company when somebody else is quicker, between what was looked at and what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from launchkit.desk.company import CompanySignIn
from launchkit.domain.accounts import Account, CompanyIdentity
from launchkit.domain.errors import Refused
from launchkit.store import SqlStore
from launchkit.testing import desk_for
from tests.desk.made import definition
from tests.desk.test_administration import ISSUER, by


class Quicker:
    """The rows, where somebody else does something first as soon as one method is called."""

    def __init__(self, rows: Any, method: str, first: Callable[[], object]) -> None:
        self._rows = rows
        self._method = method
        self._first = first

    def __getattr__(self, name: str) -> Any:
        if name == self._method:
            self._first()
        return getattr(self._rows, name)


def linking(rows: Any) -> CompanySignIn:
    made = desk_for(definition("items: []"))
    made.open()
    return CompanySignIn(
        rows=rows,
        registry=made.desk.registry,
        shelf=made.desk.shelf,
        clock=made.clock,
        word=lambda: "word",
    )


@pytest.mark.parametrize(
    ("method", "said"), [("use_link", "has been used"), ("keep_identity", "linked already")]
)
def test_whoever_is_slower_is_refused(sqlite_store: SqlStore, method: str, said: str) -> None:
    rows = sqlite_store.accounts
    rows.keep_account(Account(name="zhang.chi", person="P1"))
    quick = CompanyIdentity(issuer=ISSUER, subject="quick", account="zhang.chi")
    first = {
        "use_link": lambda: rows.drop_links("zhang.chi"),
        "keep_identity": lambda: rows.keep_identity(quick),
    }[method]
    company = linking(Quicker(rows, method, first))
    word = company.invite("zhang.chi")
    with pytest.raises(Refused, match=said):
        company.link(by("P1"), word, issuer=ISSUER, subject="slow")
    assert rows.identity(ISSUER, "slow") is None


def test_an_identity_of_an_account_that_is_closed_leads_nowhere(sqlite_store: SqlStore) -> None:
    rows = sqlite_store.accounts
    account = Account(name="zhang.chi", person="P1")
    rows.keep_account(account)
    rows.keep_identity(CompanyIdentity(issuer=ISSUER, subject="s", account="zhang.chi"))
    company = linking(rows)
    assert company.account_of(ISSUER, "s") == account
    rows.keep_account(replace(account, disabled=True))
    assert company.account_of(ISSUER, "s") is None
