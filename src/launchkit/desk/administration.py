"""Changes to how people sign in, and to who is an administrator: at once, or once a second administrator has agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from launchkit.desk.accounts import Accounts
from launchkit.desk.calls import Call
from launchkit.desk.company import CompanySignIn
from launchkit.desk.ports import Clock
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.domain.accounts import AskedChange, SignInChange, account_name
from launchkit.domain.entries import ChangeAgreed, ChangeAsked, ChangeDropped
from launchkit.domain.rules import administration as rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What became of a change: the word of a link, if it leads to one; or the entry that waits for a second administrator."""

    word: str | None = None
    waits: int | None = None


class Administration:
    """One way for every face to change how somebody signs in."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        company: CompanySignIn,
        registry: Registry,
        shelf: Shelf,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._company = company
        self._registry = registry
        self._shelf = shelf
        self._clock = clock
        self._makes: Mapping[SignInChange, Callable[[Call, str, str], str | None]] = {
            SignInChange.ADD: lambda call, person, account: accounts.add(
                call, account=account, person=person, agreed=True
            ),
            SignInChange.LINK: lambda call, _, account: accounts.link(call, account, agreed=True),
            SignInChange.FORGET: lambda call, _, account: accounts.forget_second_factor(
                call, account, agreed=True
            ),
            SignInChange.INVITE: lambda _call, _person, account: company.invite(account),
            SignInChange.UNLINK: lambda call, _, account: company.unlink(call, account),
            SignInChange.NAME: lambda call, person, _: accounts.name_administrator(
                call, person=person, administrator=True, agreed=True
            ),
            SignInChange.END: lambda call, person, _: accounts.name_administrator(
                call, person=person, administrator=False, agreed=True
            ),
        }

    def change(
        self, call: Call, change: SignInChange, *, person: str = "", account: str = ""
    ) -> Changed:
        """Make a change, or ask a second administrator for it; `person` may be left out where the account names them."""
        call = self._shelf.acting(call)
        house = self._shelf.house()
        rules.require_administrator(house, call.actor)
        if not person:
            person = self._accounts.open_account(account).person
        house.person(person)
        name = account_name(account)
        rules.require_not_own(house, call.actor, change, person)
        if not rules.needs_second(house, change, person):
            return Changed(word=self._makes[change](call, person, name))
        self._require_possible(change, person, name)
        known = rules.same_change(house, self._clock(), change, person, name)
        if known is None:
            entry = ChangeAsked(change=change.value, person=person, account=name)
            self._registry.add(call, entry)
            known = rules.same_change(self._shelf.house(), self._clock(), change, person, name)
        elif known.by != call.actor:
            raise rules.asked_already(known)
        return Changed(waits=None if known is None else known.seq)

    def agree(self, call: Call, seq: int) -> Changed:
        """A second administrator agrees: the change is made now, and a link it leads to is told to them."""
        call = self._shelf.acting(call)
        house = self._shelf.house()
        rules.require_administrator(house, call.actor)
        asked = rules.require_open(house, self._clock(), seq)
        rules.require_other(house, call.actor, asked)
        self._require_possible(asked.change, asked.person, asked.account)
        self._registry.add(call, ChangeAgreed(asked=seq))
        made = replace(call, request=f"{call.request}.made")
        return Changed(word=self._makes[asked.change](made, asked.person, asked.account))

    def drop(self, call: Call, seq: int) -> None:
        """It is not done: whoever asked takes it back, or another administrator does not agree."""
        rules.require_administrator(self._shelf.house(), call.actor)
        rules.require_open(self._shelf.house(), self._clock(), seq)
        self._registry.add(call, ChangeDropped(asked=seq))

    def waiting(self) -> Sequence[AskedChange]:
        """What waits for a second administrator now."""
        return rules.open_changes(self._shelf.house(), self._clock())

    def _require_possible(self, change: SignInChange, person: str, account: str) -> None:
        """Refuse at once what could not be made later either."""
        if change is SignInChange.ADD:
            self._accounts.require_free(account, person)
        elif change not in rules.WHO:
            self._accounts.open_account(account)
        if change is SignInChange.INVITE:
            self._company.require_unlinked(account)
        if change is SignInChange.UNLINK:
            self._company.require_linked(account)
