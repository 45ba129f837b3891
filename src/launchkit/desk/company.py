"""Which account somebody of the company signs in to: by an administrator's invitation, and in no other way.

Who was linked with which account is an entry of the house; who they are at the company is a row that no entry knows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from launchkit.desk.accounts import link_used
from launchkit.desk.calls import Call
from launchkit.desk.ports import Clock
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.domain.accounts import (
    LINK_LIFE,
    Account,
    CompanyIdentity,
    LinkPurpose,
    OneTimeLink,
    account_name,
    digest_of,
)
from launchkit.domain.entries import CompanyLinked, CompanyUnlinked
from launchkit.domain.errors import Lack, NotFound, Refused
from launchkit.domain.trail import instant_text


class IdentityRows(Protocol):
    """The rows of accounts, links and identities, as far as they are needed here."""

    def account(self, name: str) -> Account | None:
        """An account by its name."""
        ...

    def identity(self, issuer: str, subject: str) -> CompanyIdentity | None:
        """The account of somebody of the company."""
        ...

    def identity_of(self, account: str) -> CompanyIdentity | None:
        """Who an account belongs to at the company."""
        ...

    def keep_identity(self, identity: CompanyIdentity) -> bool:
        """Write one; False where either side is taken."""
        ...

    def drop_identity(self, account: str) -> bool:
        """Forget the one of an account."""
        ...

    def keep_link(self, link: OneTimeLink) -> None:
        """Write a link."""
        ...

    def link(self, digest: str, now: datetime) -> OneTimeLink | None:
        """A link that can still be used."""
        ...

    def use_link(self, digest: str, now: datetime) -> OneTimeLink | None:
        """Use a link."""
        ...

    def end_sessions(self, *, person: str, account: str | None = None) -> int:
        """Sessions are over."""
        ...


class CompanySignIn:
    """Invites, links, unlinks; whether somebody may ask for that at all is for `administration` to say."""

    def __init__(
        self,
        *,
        rows: IdentityRows,
        registry: Registry,
        shelf: Shelf,
        clock: Clock,
        word: Callable[[], str],
    ) -> None:
        self._rows = rows
        self._registry = registry
        self._shelf = shelf
        self._clock = clock
        self._word = word

    def invite(self, account: str, *, word: str | None = None) -> str:
        """The word of the link by which a person signs in with the company for the first time; `word`: the one it shall be."""
        found = self._open(account)
        self.require_unlinked(found.name)
        word = word or self._word()
        self._rows.keep_link(
            OneTimeLink(
                digest=digest_of(word),
                purpose=LinkPurpose.COMPANY,
                account=found.name,
                expires_at=instant_text(self._clock() + LINK_LIFE),
            )
        )
        return word

    def invited(self, word: str) -> Account | None:
        """The account that an invitation is for, while it can still be used; looking uses nothing up."""
        link = self._rows.link(digest_of(word), self._clock())
        if link is None or link.purpose is not LinkPurpose.COMPANY:
            return None
        return self._usable(link.account or "")

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """The account of somebody of the company; None for nobody we know, and for closed accounts and suspended people."""
        found = self._rows.identity(issuer, subject)
        return None if found is None else self._usable(found.account)

    def link(self, call: Call, word: str, *, issuer: str, subject: str) -> Account:
        """Whoever was invited signed in with the company: from now on that leads to the account."""
        account = self.invited(word)
        if account is None:
            raise link_used()
        known = self._rows.identity(issuer, subject)
        if known is not None or self._rows.identity_of(account.name) is not None:
            raise _taken()
        if self._rows.use_link(digest_of(word), self._clock()) is None:
            raise link_used()
        kept = self._rows.keep_identity(
            CompanyIdentity(
                issuer=issuer,
                subject=subject,
                account=account.name,
                linked_at=instant_text(self._clock()),
            )
        )
        if not kept:
            raise _taken()
        self._registry.add(
            call, CompanyLinked(account=account.name, person=account.person, provider=issuer)
        )
        return account

    def unlink(self, call: Call, account: str) -> None:
        """Signing in with the company no longer leads to the account; whoever is signed in under it is signed out."""
        found = self._open(account)
        entry = CompanyUnlinked(account=found.name, person=found.person)
        if self._registry.done(call, entry) is not None:
            return
        self.require_linked(found.name)
        self._registry.add(call, entry)
        self._rows.drop_identity(found.name)
        self._rows.end_sessions(person=found.person, account=found.name)

    def require_unlinked(self, account: str) -> None:
        """Refuse an account that somebody of the company belongs to."""
        if self._rows.identity_of(account) is not None:
            raise Refused(
                "linked_already",
                f"{account} 已关联公司登录。",
                f"{account} is linked with the company's sign-in already.",
                (
                    Lack(
                        zh="要换成公司里的另一身份，先解除关联",
                        en="unlink it first to link another identity",
                        command=f"launchkit account unlink {account}",
                    ),
                ),
            )

    def require_linked(self, account: str) -> None:
        """Raise `NotFound` for an account that nobody of the company belongs to."""
        if self._rows.identity_of(account) is None:
            raise NotFound(
                f"{account} 没有关联公司登录。",
                f"{account} is not linked with the company's sign-in.",
            )

    def _usable(self, account: str) -> Account | None:
        found = self._rows.account(account)
        if found is None or found.disabled:
            return None
        return None if self._shelf.house().roster().is_suspended(found.person) else found

    def _open(self, account: str) -> Account:
        found = self._rows.account(account_name(account))
        if found is None or found.disabled:
            raise NotFound(f"没有账号 {account}。", f"There is no account {account}.")
        return found


def _taken() -> Refused:
    return Refused(
        "linked_already",
        "这个公司身份或这个账号已有关联；请管理员先解除旧的。",
        "This identity of the company, or this account, is linked already; ask an administrator to unlink the old one.",
    )
