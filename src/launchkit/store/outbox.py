"""The outbox: each message is queued once for ever, taken by one sender at a time, and every attempt to send it is logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from launchkit.domain.outbox import Delivery, Fate, NoticeState, QueuedNotice
from launchkit.domain.recorded import Notice
from launchkit.domain.trail import instant_text
from launchkit.store.engine import Database, dialect_of
from launchkit.store.tables import deliveries, outbox

_NAMES: Final = tuple(field.name for field in fields(QueuedNotice))
_OPEN: Final = ("waiting", "sending")
#: Databases limit how many values one statement may name.
_MOST_KEYS: Final = 500


def row_of(notice: Notice, at: str) -> dict[str, Any]:
    """A fresh row for a notice queued at an instant."""
    return {
        **asdict(notice),
        "state": "waiting",
        "attempts": 0,
        "changed_at": at,
        "reason": None,
    }


class SqlOutbox:
    """The outbox as the sender sees it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, notices: Sequence[Notice], *, now: datetime) -> None:
        """Put messages into the outbox that belong to no entry; one whose key is there already stays as it is."""
        rows = [row_of(one, instant_text(now)) for one in notices]
        if rows:
            dialect = dialect_of(self._database.engine)
            with self._database.writing() as connection:
                connection.execute(dialect.insert(outbox).on_conflict_do_nothing(), rows)

    def recipients(self, now: datetime) -> Sequence[str]:
        """Who has messages that are due."""
        query = (
            select(outbox.c.to)
            .where(outbox.c.state.in_(_OPEN), outbox.c.not_before <= instant_text(now))
            .distinct()
            .order_by(outbox.c.to)
        )
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def claim(
        self, *, now: datetime, until: datetime, limit: int = 100, to: str | None = None
    ) -> Sequence[QueuedNotice]:
        """Take messages that are due, of one person if named; until that instant nobody else gets them.

        One whose sender then says nothing (it was killed) is given out again after `until`, with
        the same key, by which a channel can tell that it may have sent it already.
        """
        with self._database.writing() as connection:
            return claim(connection, now=now, until=until, limit=limit, to=to)

    def settle(
        self,
        keys: Sequence[str],
        *,
        now: datetime,
        state: NoticeState,
        reason: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Write down what became of messages; what has been sent stays sent."""
        with self._database.writing() as connection:
            settle(connection, keys, now=now, state=state, reason=reason, not_before=not_before)

    def begin(self, keys: Sequence[str], channel: str, *, now: datetime) -> None:
        """Log that messages are handed to a channel now; known to others before the channel has them."""
        attempt = func.coalesce(func.max(deliveries.c.attempt), 0) + 1
        with self._database.writing() as connection:
            for key in keys:
                number = connection.scalar(
                    select(attempt).where(deliveries.c.key == key, deliveries.c.channel == channel)
                )
                connection.execute(
                    insert(deliveries).values(
                        key=key,
                        channel=channel,
                        attempt=number,
                        at=instant_text(now),
                        outcome=Fate.TRYING.value,
                    )
                )

    def end(self, keys: Sequence[str], channel: str, outcome: str) -> None:
        """Log what became of the attempt that has no outcome yet."""
        with self._database.writing() as connection:
            for some in _portions(keys):
                connection.execute(
                    update(deliveries)
                    .where(
                        deliveries.c.key.in_(some),
                        deliveries.c.channel == channel,
                        deliveries.c.outcome == Fate.TRYING.value,
                    )
                    .values(outcome=outcome)
                )

    def notices(
        self, *, case: str | None = None, states: Sequence[NoticeState] = ()
    ) -> Sequence[QueuedNotice]:
        """Messages of a case or in certain states, by the instant from which they may go."""
        query = _query()
        if case is not None:
            query = query.where(outbox.c.case == case)
        if states:
            query = query.where(outbox.c.state.in_(states))
        with self._database.reading() as connection:
            return [_notice(row) for row in connection.execute(query)]

    def deliveries(self, keys: Sequence[str]) -> Sequence[Delivery]:
        """Every attempt to send these messages, the oldest first."""
        found: list[Delivery] = []
        with self._database.reading() as connection:
            for some in _portions(keys):
                query = select(deliveries).where(deliveries.c.key.in_(some))
                found.extend(Delivery(**row._asdict()) for row in connection.execute(query))
        return sorted(found, key=lambda one: (one.at, one.key, one.channel, one.attempt))


def _portions(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[place : place + _MOST_KEYS] for place in range(0, len(keys), _MOST_KEYS))


def claim(
    connection: Connection,
    *,
    now: datetime,
    until: datetime,
    limit: int,
    to: str | None = None,
) -> list[QueuedNotice]:
    """Take messages that are due, for oneself until an instant."""
    query = (
        _query()
        .where(outbox.c.state.in_(_OPEN), outbox.c.not_before <= instant_text(now))
        .limit(limit)
        # Of two PostgreSQL senders the second passes over what the first is just taking.
        .with_for_update(skip_locked=True)
    )
    if to is not None:
        query = query.where(outbox.c.to == to)
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
    for some in _portions(keys):
        connection.execute(
            update(outbox)
            .where(outbox.c.key.in_(some), outbox.c.state.in_(_OPEN))
            .values(**values)
        )


def _query() -> Select[Any]:
    return select(*(outbox.c[name] for name in _NAMES)).order_by(outbox.c.not_before, outbox.c.key)


def _notice(row: Row[Any]) -> QueuedNotice:
    return QueuedNotice(**row._asdict())
