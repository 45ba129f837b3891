"""Calendar feeds: the deadlines of a person or a case as events, and the secret word by which a feed is fetched.

A feed is copied to other people's servers, so its events say no more than a message does: number, code, title, date.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from launchkit.domain.case import Case, Task
from launchkit.domain.checklist import Text
from launchkit.domain.people import owner_of
from launchkit.domain.telling.notices import public_title
from launchkit.domain.times import TaskDeadline, running_deadlines


class FeedKind(StrEnum):
    """Whose deadlines a feed shows: the open tasks a person owns in every case, or all of one case."""

    PERSON = "person"
    CASE = "case"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One event: a whole local day, or an instant."""

    #: the same for ever, whatever date the deadline moves to
    uid: str
    title: str
    text: str
    day: date
    #: exact end (UTC), for hour clocks and daily tasks with a time
    at: datetime | None
    #: number of the case's last entry: never smaller when the event has changed
    sequence: int
    #: when that entry was recorded (UTC text)
    changed_at: str


def events_of(case: Case, *, owner: str | None = None) -> Iterator[FeedEvent]:
    """Events of the deadlines that tasks still have to keep: of one owner if named. None once the case is closed."""
    if case.closed_at is not None:
        return
    for task in case.tasks.values():
        if owner is None or owner_of(case, task) == owner:
            for one in running_deadlines(case, task):
                if not one.deadline.suspended:
                    yield from _events(case, task, one)


def _events(case: Case, task: Task, one: TaskDeadline) -> Iterator[FeedEvent]:
    found = one.deadline
    last = ("法定最后一天", "statutory last day") if found.statutory else ("内部期限", "deadline")
    if found.plan_by != found.last_day:
        yield _event(case, task, one, "plan", Text(zh="宜办日", en="plan by"), found.plan_by)
    yield _event(
        case, task, one, "last", Text(zh=last[0], en=last[1]), found.last_day, at=found.at
    )


def _event(  # noqa: PLR0913  the parts of an event
    case: Case,
    task: Task,
    one: TaskDeadline,
    what: str,
    named: Text,
    day: date,
    *,
    at: datetime | None = None,
) -> FeedEvent:
    title = public_title(case, task)
    unsure = "（暂定）" if one.deadline.provisional else ""
    return FeedEvent(
        uid=f"{case.id}.{task.key}.{one.about}.{what}@launchkit",
        title=f"{named.zh}{unsure}：{title.zh}",
        text=f"{case.number} {title.en}: {named.en}\nlaunchkit show {case.number} {task.key}",
        day=day,
        at=at,
        sequence=case.seq,
        changed_at=case.last_at,
    )


def feed_token(key: bytes, kind: FeedKind, of: str, issue: int) -> str:
    """The word in the address of a feed; who does not have the key cannot make one, and a new issue makes the old one void."""
    mac = hmac.digest(key, f"{kind.value}\n{of}\n{issue}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
