"""Notices about the house: for administrators, whom no case knows; they lie in the outbox of a case that they do not concern."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from launchkit.domain.accounts import AskedChange
from launchkit.domain.house import House
from launchkit.domain.occasions import NoticeKind, Pace
from launchkit.domain.outbox import QueuedNotice
from launchkit.domain.recorded import Notice
from launchkit.domain.rules.administration import others_to_agree, still_open
from launchkit.domain.trail import instant_text

#: What is told of the house and not of a case.
OF_HOUSE: Final = frozenset({NoticeKind.WEBHOOK_OFF.value, NoticeKind.SECOND_ASKED.value})


def of_asked(house: House, asked: AskedChange, case: str) -> tuple[Notice, ...]:
    """A change waits: one notice for every other administrator, in the outbox of `case`."""
    return tuple(
        Notice(
            key=f"house:{asked.seq}:{NoticeKind.SECOND_ASKED}:{to}",
            case=case,
            task=None,
            to=to,
            kind=NoticeKind.SECOND_ASKED.value,
            not_before=asked.asked_at,
            about=str(asked.seq),
            mark=asked.change.value,
            pace=Pace.AT_ONCE.value,
        )
        for to in others_to_agree(house, asked.by)
    )


def of_webhook_off(house: House, webhook: str, why: str, case: str, now: datetime) -> list[Notice]:
    """A webhook was switched off: one notice for every administrator."""
    at = instant_text(now)
    return [
        Notice(
            key=f"{webhook}:{NoticeKind.WEBHOOK_OFF}:{at}:{to}",
            case=case,
            task=None,
            to=to,
            kind=NoticeKind.WEBHOOK_OFF.value,
            not_before=at,
            about=webhook,
            mark=why,
            pace=Pace.AT_ONCE.value,
        )
        for to in sorted(house.administrators)
    ]


def why_not_of_house(house: House, now: datetime, notice: QueuedNotice) -> str | None:
    """A word for why a notice about the house must not go out any more; None: it still stands."""
    if house.roster().is_suspended(notice.to):
        return "gone"
    if notice.kind != NoticeKind.SECOND_ASKED:
        return None
    asked = house.changes.get(int(notice.about))
    if asked is None or not still_open(asked, now):
        return "settled"
    return None if notice.to in others_to_agree(house, asked.by) else "other_person"
