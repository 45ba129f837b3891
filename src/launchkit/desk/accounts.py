"""Who may sign in: accounts, the links that begin them, and who looks after them.

Who got an account and who lost it is an entry of the house; the secrets are rows that no entry knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from launchkit.desk.calls import Call
from launchkit.desk.ports import Clock
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.domain.accounts import (
    ACCOUNT_NAME,
    FIRST_LINK_LIFE,
    LINK_LIFE,
    Account,
    ApiToken,
    LinkPurpose,
    OneTimeLink,
    SignInChange,
    account_name,
    digest_of,
)
from launchkit.domain.entries import (
    AccountAdded,
    AccountClosed,
    AdministratorNamed,
    Entry,
    PersonAdded,
)
from launchkit.domain.errors import BadValue, NotFound, Refused
from launchkit.domain.rules.administration import (
    require_administrator,
    require_not_own,
    require_second,
)
from launchkit.domain.trail import instant_text

#: A token of a program lives this long at most.
LONGEST_TOKEN_DAYS = 366


class AccountRows(Protocol):
    """The rows of accounts, links, sessions and tokens."""

    def account(self, name: str) -> Account | None:
        """An account by its name."""
        ...

    def accounts_of(self, person: str) -> Sequence[Account]:
        """Accounts of a person."""
        ...

    def any_account(self) -> bool:
        """Whether there is any."""
        ...

    def keep_account(self, account: Account) -> None:
        """Write one."""
        ...

    def keep_link(self, link: OneTimeLink) -> None:
        """Write a link."""
        ...

    def use_link(self, digest: str, now: datetime) -> OneTimeLink | None:
        """Use a link."""
        ...

    def drop_identity(self, account: str) -> bool:
        """Nobody of the company signs in to an account any more."""
        ...

    def drop_links(self, account: str) -> None:
        """Links of an account lead nowhere."""
        ...

    def end_sessions(self, *, person: str, account: str | None = None) -> int:
        """Sessions are over."""
        ...

    def keep_token(self, token: ApiToken) -> None:
        """Write a token."""
        ...

    def end_tokens(self, *, person: str, digest: str | None = None) -> int:
        """Tokens are worth nothing."""
        ...


class Accounts:
    """One method per action; each takes the `Call` first, as in the desk."""

    def __init__(
        self,
        *,
        rows: AccountRows,
        registry: Registry,
        shelf: Shelf,
        clock: Clock,
        word: Callable[[], str],
    ) -> None:
        self._rows = rows
        self._registry = registry
        self._shelf = shelf
        self._clock = clock
        #: 256 random bits as text
        self._word = word

    # --- accounts -----------------------------------------------------------------------------------------

    def add(
        self,
        call: Call,
        *,
        account: str,
        person: str,
        agreed: bool = False,
        word: str | None = None,
    ) -> str:
        """A person can sign in under a name; gives the word of the link by which they choose a password.

        `agreed`: a second administrator has, where one has to; `word`: the word it shall be, one of its own if none; also below.
        """
        house = self._shelf.house()
        require_administrator(house, call.actor)
        house.person(person)
        self._require_second(SignInChange.ADD, person, call=call, agreed=agreed)
        name = self.require_free(account, person)
        known = self._rows.account(name)
        if house.accounts.get(name) != person:
            self._registry.add(call, AccountAdded(account=name, person=person))
        if known is None or known.disabled:
            self._rows.keep_account(
                Account(name=name, person=person, created_at=instant_text(self._clock()))
            )
        return self._link(LinkPurpose.PASSWORD, name, LINK_LIFE, word)

    def link(
        self, call: Call, account: str, *, agreed: bool = False, word: str | None = None
    ) -> str:
        """The word of a new link by which a person chooses a password; until then the old one still holds."""
        require_administrator(self._shelf.house(), call.actor)
        found = self.open_account(account)
        self._require_second(SignInChange.LINK, found.person, call=call, agreed=agreed)
        return self._link(LinkPurpose.PASSWORD, found.name, LINK_LIFE, word)

    def close(self, call: Call, account: str) -> None:
        """Nobody signs in under this name any more; whoever is signed in under it is signed out at once."""
        require_administrator(self._shelf.house(), call.actor)
        known = self._rows.account(account_name(account))
        if known is not None and known.disabled:
            entry = AccountClosed(account=known.name, person=known.person)
            if self._registry.done(call, entry) is not None:
                return
        found = self.open_account(account)
        self._registry.add(call, AccountClosed(account=found.name, person=found.person))
        self._rows.keep_account(
            replace(found, password=None, totp=None, totp_step=0, disabled=True)
        )
        self._rows.drop_links(found.name)
        self._rows.drop_identity(found.name)
        self._rows.end_sessions(person=found.person, account=found.name)
        if all(one.disabled for one in self._rows.accounts_of(found.person)):
            self._rows.end_tokens(person=found.person)

    def name_administrator(
        self, call: Call, *, person: str, administrator: bool, agreed: bool = False
    ) -> None:
        """Somebody looks after accounts and settings, or no more; never by their own hand."""
        house = self._shelf.house()
        require_administrator(house, call.actor)
        house.person(person)
        change = SignInChange.NAME if administrator else SignInChange.END
        self._require_second(change, person, call=call, agreed=agreed)
        if (person in house.administrators) is not administrator:
            entry = AdministratorNamed(person=person, administrator=administrator)
            self._registry.add(call, entry)

    # --- the first start --------------------------------------------------------------------------------------

    def first_link(self) -> str | None:
        """The word of the link by which the first administrator makes an account; None once there is one."""
        if self._rows.any_account() or self._shelf.house().administrators:
            return None
        return self._link(LinkPurpose.FIRST, None, FIRST_LINK_LIFE)

    def examples_link(self) -> str:
        """The word of the link by which whoever sits at this machine looks at the examples."""
        return self._link(LinkPurpose.EXAMPLES, None, FIRST_LINK_LIFE)

    def begin(self, call: Call, word: str, *, name: str, account: str, password: str) -> Account:
        """The first administrator, `call.actor`, with an account; `password` is its argon2id digest."""
        kept = self.require_free(account, call.actor)
        house = self._shelf.house()
        if house.administrators or self._rows.any_account():
            raise link_used()
        self._use(word, LinkPurpose.FIRST)
        entries: list[Entry] = [
            AccountAdded(account=kept, person=call.actor),
            AdministratorNamed(person=call.actor, administrator=True),
        ]
        if call.actor not in house.people:
            entries.insert(0, PersonAdded(person=call.actor, name=name))
        self._registry.add(call, *entries)
        made = Account(
            name=kept,
            person=call.actor,
            password=password,
            created_at=instant_text(self._clock()),
        )
        self._rows.keep_account(made)
        return made

    # --- passwords ------------------------------------------------------------------------------------------------

    def choose_password(self, word: str, password: str) -> Account:
        """Whoever has the link chose a password (its argon2id digest); every other session of the account ends."""
        link = self._use(word, LinkPurpose.PASSWORD)
        return self.keep_password(self.open_account(link.account or ""), password)

    def keep_password(self, account: Account, password: str) -> Account:
        """Another password (its argon2id digest); every session of the account ends."""
        changed = replace(account, password=password)
        self._rows.keep_account(changed)
        self._rows.end_sessions(person=account.person, account=account.name)
        return changed

    def forget_second_factor(self, call: Call, account: str, *, agreed: bool = False) -> None:
        """A person has lost their telephone: they set up a new second factor at the next sign-in; never their own."""
        house = self._shelf.house()
        require_administrator(house, call.actor)
        found = self.open_account(account)
        self._require_second(SignInChange.FORGET, found.person, call=call, agreed=agreed)
        self._rows.keep_account(replace(found, totp=None, totp_step=0))
        self._rows.end_sessions(person=found.person, account=found.name)

    # --- tokens of programs ---------------------------------------------------------------------------------------

    def give_token(
        self, call: Call, *, label: str, scopes: Sequence[str], days: int
    ) -> tuple[str, ApiToken]:
        """A token with which a program acts for the person who asks; shown this once only."""
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise BadValue(
                f"有效期须为 1 至 {LONGEST_TOKEN_DAYS} 天。",
                f"A token lives 1 to {LONGEST_TOKEN_DAYS} days.",
            )
        now, word = self._clock(), f"lk_{self._word()}"
        token = ApiToken(
            digest=digest_of(word),
            person=self._shelf.acting(call).actor,
            label=label.strip(),
            scopes=tuple(scopes),
            created_at=instant_text(now),
            expires_at=instant_text(now + timedelta(days=days)),
        )
        self._rows.keep_token(token)
        return word, token

    # --- inside -----------------------------------------------------------------------------------------------------

    def _link(
        self, purpose: LinkPurpose, account: str | None, life: timedelta, word: str | None = None
    ) -> str:
        word = word or self._word()
        self._rows.keep_link(
            OneTimeLink(
                digest=digest_of(word),
                purpose=purpose,
                account=account,
                expires_at=instant_text(self._clock() + life),
            )
        )
        return word

    def _use(self, word: str, purpose: LinkPurpose) -> OneTimeLink:
        found = self._rows.use_link(digest_of(word), self._clock())
        if found is None or found.purpose is not purpose:
            raise link_used()
        return found

    def _require_second(
        self, change: SignInChange, person: str, *, call: Call, agreed: bool
    ) -> None:
        """Where two have agreed one of them may be the person concerned; else nobody does it to themselves, or alone."""
        if agreed:
            return
        house = self._shelf.house()
        require_not_own(house, call.actor, change, person)
        require_second(house, change, person)

    def open_account(self, account: str) -> Account:
        """An account by its name; raises `NotFound` where there is none, or none any more."""
        found = self._rows.account(account_name(account))
        if found is None or found.disabled:
            raise NotFound(f"没有账号 {account}。", f"There is no account {account}.")
        return found

    def _name(self, typed: str) -> str:
        name = account_name(typed)
        if not ACCOUNT_NAME.fullmatch(name):
            raise BadValue(
                "登录名用 3 至 40 个小写字母、数字、点、横线或下划线，以字母或数字开头。",
                "A name to sign in with has 3 to 40 small letters, digits, dots, hyphens or underscores.",
            )
        return name

    def require_free(self, account: str, person: str) -> str:
        """The name as it is kept, if this person may sign in under it; refused where somebody else has it."""
        name, house = self._name(account), self._shelf.house()
        known = self._rows.account(name)
        taken = house.accounts.get(name, person) != person or name in house.people
        if taken or (known is not None and known.person != person):
            raise Refused(
                "account_taken",
                f"登录名 {name} 已被使用，请换一个。",
                f"The name {name} is taken; choose another.",
            )
        return name


def link_used() -> Refused:
    """What is said of a link that leads nowhere, whatever it was for."""
    return Refused(
        "link_used",
        "这个链接已经用过、过期或无效，请向管理员要一个新的。",
        "This link has been used, has expired, or is not valid; ask an administrator for a new one.",
    )
