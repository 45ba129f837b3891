"""Changes to how people sign in, and to who is an administrator: at once, or once a second administrator has agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from launchkit.desk.accounts import Accounts
from launchkit.desk.calls import Call
from launchkit.desk.company import CompanySignIn
from launchkit.desk.ports import Clock, Store, any_case
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.domain.accounts import AskedChange, SignInChange, account_name
from launchkit.domain.entries import ChangeAgreed, ChangeAsked, ChangeDropped
from launchkit.domain.house_notices import of_asked
from launchkit.domain.recorded import Notice
from launchkit.domain.rules import administration as rules
from launchkit.domain.trail import instant_text

#: Changes that end in a link which whoever agrees passes on.
LEAD_TO_LINK: Final = frozenset({SignInChange.ADD, SignInChange.LINK, SignInChange.INVITE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What became of a change: the word of a link, if it leads to one; or the entry that waits for a second administrator."""

    word: str | None = None
    waits: int | None = None


class Administration:
    """One way for every face to change how somebody signs in."""

    def __init__(  # noqa: PLR0913  the ports it draws from
        self,
        *,
        accounts: Accounts,
        company: CompanySignIn,
        registry: Registry,
        shelf: Shelf,
        clock: Clock,
        store: Store,
        derive: Callable[[str], str],
    ) -> None:
        #: 256 bits as text that nobody can guess, the same for the same words
        self._derive = derive
        self._store = store
        self._accounts = accounts
        self._company = company
        self._registry = registry
        self._shelf = shelf
        self._clock = clock
        self._makes: Mapping[SignInChange, Callable[[Call, str, str], str | None]] = {
            SignInChange.ADD: lambda call, person, account: accounts.add(
                call, account=account, person=person, agreed=True, word=self._word(call, account)
            ),
            SignInChange.LINK: lambda call, _, account: accounts.link(
                call, account, agreed=True, word=self._word(call, account)
            ),
            SignInChange.FORGET: lambda call, _, account: accounts.forget_second_factor(
                call, account, agreed=True
            ),
            SignInChange.INVITE: lambda call, _, account: company.invite(
                account, word=self._word(call, account)
            ),
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
        entry = ChangeAsked(change=change.value, person=person, account=name)
        before = self._registry.done(call, entry)
        if before is not None:
            return Changed(waits=before)
        if not rules.needs_second(house, change, person):
            return Changed(word=self._makes[change](call, person, name))
        self._require_possible(change, person, name)
        known = rules.same_change(house, self._clock(), change, person, name)
        if known is not None and known.by != call.actor:
            raise rules.asked_already(known)
        return Changed(waits=self._ask(call, entry) if known is None else known.seq)

    def agree(self, call: Call, seq: int) -> Changed:
        """A second administrator agrees: the change is made now, and a link it leads to is told to them."""
        call = self._shelf.acting(call)
        house = self._shelf.house()
        rules.require_administrator(house, call.actor)
        made = replace(call, request=f"{call.request}.made")
        if self._registry.done(call, ChangeAgreed(asked=seq)) is not None:
            before = house.decided[seq]
            leads = before.change in LEAD_TO_LINK
            return Changed(word=self._word(made, before.account) if leads else None)
        asked = rules.require_open(house, self._clock(), seq)
        rules.require_other(house, call.actor, asked)
        self._require_possible(asked.change, asked.person, asked.account)
        self._registry.add(call, ChangeAgreed(asked=seq))
        return Changed(word=self._makes[asked.change](made, asked.person, asked.account))

    def drop(self, call: Call, seq: int) -> None:
        """It is not done: whoever asked takes it back, or another administrator does not agree."""
        rules.require_administrator(self._shelf.house(), call.actor)
        if self._registry.done(call, ChangeDropped(asked=seq)) is None:
            rules.require_open(self._shelf.house(), self._clock(), seq)
            self._registry.add(call, ChangeDropped(asked=seq))

    def waiting(self) -> Sequence[AskedChange]:
        """What waits for a second administrator now."""
        return rules.open_changes(self._shelf.house(), self._clock())

    def asked(self, seq: int) -> AskedChange | None:
        """What waits under a number, or was decided under it: whoever decided may send that once more."""
        house = self._shelf.house()
        found = house.changes.get(seq)
        if found is not None and not rules.still_open(found, self._clock()):
            return None
        return found or house.decided.get(seq)

    def _ask(self, call: Call, entry: ChangeAsked) -> int:
        """Record that it is asked for, and have the other administrators told in the same breath; its number."""
        house, case = self._shelf.house(), any_case(self._store)
        at = instant_text(self._clock())

        def told(seq: int) -> Iterable[Notice]:
            change = SignInChange(entry.change)
            asked = AskedChange(
                seq=seq,
                change=change,
                person=entry.person,
                account=entry.account,
                by=call.actor,
                asked_at=at,
            )
            return of_asked(house, asked, case)

        return int(str(self._registry.add(call, entry, notices=told).answer["house"]))

    def _word(self, call: Call, account: str) -> str:
        """The word of the link that a request leads to: sent twice, it leads to the same one."""
        return self._derive("\n".join((call.request, call.actor, account)))

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
