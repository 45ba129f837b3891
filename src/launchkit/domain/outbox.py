"""The outbox: messages that wait to be sent, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

NoticeState: TypeAlias = Literal["waiting", "sending", "sent", "failed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedNotice:
    """A message in the outbox; the first six fields are those of `Notice`."""

    key: str
    case: str
    task: str | None
    #: role or person id that shall get it
    to: str
    kind: str
    #: not before this instant (UTC text); while sending, until then nobody else takes it
    not_before: str
    #: sending: somebody took it and has not yet said what became of it
    state: NoticeState
    #: how often it was taken
    attempts: int
    #: when the state was last changed (UTC text)
    changed_at: str
    #: a word for why it failed or was put off
    reason: str | None
