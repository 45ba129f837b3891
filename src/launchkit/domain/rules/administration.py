"""Two administrators: what one alone may not do to the way into another's account, or to who is an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from launchkit.domain.accounts import AGREE_WITHIN, AskedChange, SignInChange
from launchkit.domain.checklist import Text
from launchkit.domain.errors import Lack, NotFound, Refused
from launchkit.domain.house import House

#: What administrators look after, as a refusal names it.
ACCOUNTS = Text(zh="账号", en="Accounts")
#: Changes to who is an administrator at all; nobody makes them about themselves.
WHO = frozenset({SignInChange.NAME, SignInChange.END})
#: What nobody does to their own account: it would let one factor undo the other.
NEVER_OWN = WHO | {SignInChange.FORGET}


def administering(house: House) -> frozenset[str]:
    """The human beings who look after accounts; two codes of one count once, and whoever is suspended does not."""
    roster = house.roster()
    return roster.humans(one for one in house.administrators if not roster.is_suspended(one))


def others_to_agree(house: House, by: str) -> tuple[str, ...]:
    """The administrators who can agree to what somebody asked: by all their codes, without those of that human being."""
    roster = house.roster()
    return tuple(
        one
        for one in sorted(house.administrators)
        if not roster.is_suspended(one) and roster.human(one) != roster.human(by)
    )


def require_administrator(house: House, actor: str, of: Text = ACCOUNTS) -> None:
    """Refuse whoever does not look after accounts (webhooks, …); before the first administrator is named, whoever sits at this machine does."""
    person = house.acting(actor)
    roster = house.roster()
    if house.administrators and (
        person not in house.administrators or roster.is_suspended(person)
    ):
        raise needs_administrator(house, of)


def needs_administrator(house: House, of: Text = ACCOUNTS) -> Refused:
    """What is said to whoever is none, with the names of those who are."""
    named = "、".join(sorted(house.administrators))
    ask = Lack(zh=f"请管理员办理：{named}", en=f"ask an administrator: {named}")
    return Refused(
        "needs_administrator",
        f"{of.zh}由系统管理员管理。",
        f"{of.en} are looked after by an administrator.",
        (ask,) if named else (),
    )


def require_not_own(house: House, actor: str, change: SignInChange, person: str) -> None:
    """Refuse what nobody does to themselves, by whichever of their codes."""
    roster = house.roster()
    own = roster.human(house.acting(actor)) == roster.human(person)
    if not own or not house.administrators or change not in NEVER_OWN:
        return
    if change is SignInChange.FORGET:
        raise Refused(
            "own_rights",
            "自己的动态口令不能由自己重置，请另一位管理员办理。",
            "Nobody resets their own second factor; ask another administrator.",
        )
    raise Refused(
        "own_rights",
        "自己的管理员身份不能由自己授予或取消。",
        "Nobody makes themselves an administrator, or ceases to be one by their own hand.",
    )


def needs_second(house: House, change: SignInChange, person: str) -> bool:
    """Whether a second administrator has to agree.

    Where there is one only, nobody could: the first promotion is theirs alone, and everybody is told.
    """
    idle = change in WHO and (person in house.administrators) is (change is SignInChange.NAME)
    roster = house.roster()
    concerned = change in WHO or roster.human(person) in roster.humans(house.administrators)
    return concerned and not idle and len(administering(house)) > 1


def require_second(house: House, change: SignInChange, person: str) -> None:
    """Refuse to one alone what a second administrator has to agree to."""
    if needs_second(house, change, person):
        raise Refused(
            "needs_second",
            "涉及管理员，须由第二位管理员在 24 小时内确认。",
            "This concerns an administrator: a second one has to agree within 24 hours.",
        )


def open_changes(house: House, now: datetime) -> Sequence[AskedChange]:
    """What waits for a second administrator, and still can; the newest first."""
    return sorted(
        (one for one in house.changes.values() if still_open(one, now)),
        key=lambda one: -one.seq,
    )


def still_open(asked: AskedChange, now: datetime) -> bool:
    """Whether 24 hours have not passed yet."""
    return now - datetime.fromisoformat(asked.asked_at) < AGREE_WITHIN


def require_open(house: House, now: datetime, seq: int) -> AskedChange:
    """A change that waits; raises `NotFound` for one that was decided or is too old."""
    found = house.changes.get(seq)
    if found is None or not still_open(found, now):
        raise NotFound(
            "这项变更已办、已撤回，或已过 24 小时。",
            "This change was made or taken back, or its 24 hours have passed.",
        )
    return found


def same_change(
    house: House, now: datetime, change: SignInChange, person: str, account: str
) -> AskedChange | None:
    """The same change, if it waits already."""
    wanted = (change, person, account)
    return next(
        (
            one
            for one in open_changes(house, now)
            if (one.change, one.person, one.account) == wanted
        ),
        None,
    )


def asked_already(asked: AskedChange) -> Refused:
    """What is said to a second administrator who asks for what they could agree to."""
    return Refused(
        "asked_already",
        f"同一变更已由 {asked.by} 提出，您可以直接确认。",
        f"{asked.by} asked for the same already; you can agree to it.",
        (Lack(zh="确认它", en="agree to it", command=f"launchkit account agree {asked.seq}"),),
    )


def require_other(house: House, actor: str, asked: AskedChange) -> None:
    """Refuse an agreement by the same human being, or to what somebody asked who is no administrator any more."""
    roster = house.roster()
    if roster.human(house.acting(actor)) == roster.human(asked.by):
        raise Refused(
            "same_person",
            "提出的人不能自己确认，请另一位管理员确认。",
            "Whoever asked cannot agree as well; another administrator has to.",
        )
    if roster.human(asked.by) not in administering(house):
        raise Refused(
            "no_administrator",
            f"提出的 {asked.by} 已不是管理员，请重新提出。",
            f"{asked.by}, who asked, is no administrator any more; ask again.",
        )
