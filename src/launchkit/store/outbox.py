"""The outbox: each message is queued once for ever, taken by one sender at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select, update

from launchkit.domain.outbox import NoticeState, QueuedNotice
from launchkit.domain.trail import instant_text
from launchkit.store.tables import outbox

_NAMES: Final = tuple(field.name for field in fields(QueuedNotice))
_OPEN: Final = ("waiting", "sending")


def read(
    connection: Connection, *, case: str | None, states: Sequence[NoticeState]
) -> list[QueuedNotice]:
    """Messages by the instant from which they may be sent."""
    query = _query()
    if case is not None:
        query = query.where(outbox.c.case == case)
    if states:
        query = query.where(outbox.c.state.in_(states))
    return [_notice(row) for row in connection.execute(query)]


def claim(
    connection: Connection, *, now: datetime, until: datetime, limit: int
) -> list[QueuedNotice]:
    """Take messages that are due, for oneself until an instant."""
    query = (
        _query()
        .where(outbox.c.state.in_(_OPEN), outbox.c.not_before <= instant_text(now))
        .limit(limit)
        # Of two PostgreSQL senders the second passes over what the first is just taking.
        .with_for_update(skip_locked=True)
    )
    found = [_notice(row) for row in connection.execute(query)]
    _set(
        connection,
        [notice.key for notice in found],
        state="sending",
        attempts=outbox.c.attempts + 1,
        not_before=instant_text(until),
        changed_at=instant_text(now),
    )
    return found


def settle(
    connection: Connection,
    keys: Sequence[str],
    *,
    now: datetime,
    state: NoticeState,
    reason: str | None,
    not_before: datetime | None = None,
) -> None:
    """Write down what became of messages; what has been sent stays sent."""
    values: dict[str, object] = {"state": state, "reason": reason, "changed_at": instant_text(now)}
    if not_before is not None:
        values["not_before"] = instant_text(not_before)
    _set(connection, keys, **values)


def _set(connection: Connection, keys: Sequence[str], **values: object) -> None:
    if keys:
        connection.execute(
            update(outbox)
            .where(outbox.c.key.in_(keys), outbox.c.state.in_(_OPEN))
            .values(**values)
        )


def _query() -> Select[Any]:
    return select(*(outbox.c[name] for name in _NAMES)).order_by(outbox.c.not_before, outbox.c.key)


def _notice(row: Row[Any]) -> QueuedNotice:
    return QueuedNotice(**row._asdict())
