"""Webhooks, the events that wait for each, and every attempt, as rows.

An event is queued in the transaction that moves its webhook on over the log, and taken by one sender at a time; of a case the
next one is taken only when the one before it has arrived or was given up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, or_, select, update

from launchkit.domain.trail import instant_text
from launchkit.domain.webhooks import BUSY, EventState, Webhook, WebhookAttempt, WebhookEvent
from launchkit.store.engine import Database
from launchkit.store.tables import entries, webhook_attempts, webhook_events, webhooks

_OPEN: Final = ("waiting", "sending")
_MOST_KEYS: Final = 200


class SqlWebhooks:
    """The webhooks of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- webhooks -------------------------------------------------------------------------------------------

    def all_webhooks(self) -> Sequence[Webhook]:
        """Every webhook, the oldest first."""
        query = select(webhooks).order_by(webhooks.c.created_at, webhooks.c.webhook)
        with self._database.reading() as connection:
            return [_webhook(row) for row in connection.execute(query)]

    def webhook(self, webhook: str) -> Webhook | None:
        """One webhook."""
        query = select(webhooks).where(webhooks.c.webhook == webhook)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _webhook(row)

    def add_webhook(self, webhook: Webhook) -> None:
        """Write a new one."""
        values = {**asdict(webhook), "events": " ".join(webhook.events), "cases": " ".join(webhook.cases)}  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(insert(webhooks).values(**values))

    def keep_secret(
        self, webhook: str, *, secret: bytes, former_until: datetime, now: datetime
    ) -> None:
        """Another secret; the one so far signs until an instant."""
        with self._database.writing() as connection:
            connection.execute(
                update(webhooks)
                .where(webhooks.c.webhook == webhook)
                .values(
                    former=webhooks.c.secret,
                    former_until=instant_text(former_until),
                    secret=secret,
                    changed_at=instant_text(now),
                )
            )

    def change_webhook(self, webhook: Webhook, *, afresh: bool, now: datetime) -> None:
        """Another address, description or types of events; `afresh`: what waits is tried there as if it had never been."""
        at, own = instant_text(now), webhook_events.c.webhook == webhook.webhook
        values: dict[str, Any] = {
            "url": webhook.url,
            "description": webhook.description,
            "events": " ".join(webhook.events),
            "changed_at": at,
        }
        with self._database.writing() as connection:
            if afresh:
                values["failing_since"] = None
                waiting = update(webhook_events).where(own, webhook_events.c.state == "waiting")
                connection.execute(waiting.values(**_afresh(at)))
            connection.execute(
                update(webhooks).where(webhooks.c.webhook == webhook.webhook).values(**values)
            )

    def switch_off(self, webhook: str, reason: str, *, now: datetime) -> bool:
        """Nothing is sent from now on; False if nothing was already."""
        switching = (
            update(webhooks)
            .where(webhooks.c.webhook == webhook, webhooks.c.state == "on")
            .values(state="off", reason=reason, changed_at=instant_text(now))
        )
        with self._database.writing() as connection:
            return connection.execute(switching).rowcount == 1

    def switch_on(self, webhook: str, *, now: datetime, skip: bool) -> None:
        """Go on where it stopped, with what did not arrive; with `skip` all that is left out."""
        at = instant_text(now)
        values: dict[str, Any] = {"state": "on", "reason": None, "failing_since": None}
        left = update(webhook_events).where(
            webhook_events.c.webhook == webhook,
            webhook_events.c.state.in_((*_OPEN, "failed")),
        )
        with self._database.writing() as connection:
            if skip:
                values["log_seq"] = _last_entry(connection)
                left = left.values(state="withdrawn", reason="skipped", changed_at=at)
            else:
                left = left.values(**_afresh(at))
            connection.execute(left)
            connection.execute(
                update(webhooks)
                .where(webhooks.c.webhook == webhook)
                .values(**values, changed_at=at)
            )

    def drop_webhook(self, webhook: str) -> None:
        """Forget a webhook with all that was sent to it."""
        with self._database.writing() as connection:
            for table in (webhook_attempts, webhook_events, webhooks):
                connection.execute(delete(table).where(table.c.webhook == webhook))

    # --- from the log into the queue ----------------------------------------------------------------------------

    def last_entry(self) -> int:
        """Place of the newest entry in the log."""
        with self._database.reading() as connection:
            return _last_entry(connection)

    def take_up(
        self, webhook: str, *, after: int, upto: int, events: Sequence[WebhookEvent]
    ) -> bool:
        """Queue the events of a piece of the log and move the webhook on over it, or neither.

        False if somebody else has moved it meanwhile, or switched it off.
        """
        moving = (
            update(webhooks)
            .where(
                webhooks.c.webhook == webhook,
                webhooks.c.log_seq == after,
                webhooks.c.state == "on",
            )
            .values(log_seq=upto)
        )
        with self._database.writing() as connection:
            if connection.execute(moving).rowcount == 0:
                return False
            if events:
                connection.execute(insert(webhook_events), [asdict(one) for one in events])
        return True

    def add_test(self, webhook: str, kind: str, *, now: datetime) -> WebhookEvent:
        """Queue a test event."""
        at = instant_text(now)
        own = and_(webhook_events.c.webhook == webhook, webhook_events.c.case == "")
        with self._database.writing() as connection:
            last = connection.scalar(select(func.max(webhook_events.c.seq)).where(own))
            event = WebhookEvent(
                webhook=webhook,
                case="",
                seq=(last or 0) + 1,
                type=kind,
                at=at,
                state="waiting",
                not_before=at,
                tries=0,
                first_at=None,
                changed_at=at,
                reason=None,
            )
            connection.execute(insert(webhook_events).values(**asdict(event)))
        return event

    def send_again(self, event: WebhookEvent, *, now: datetime) -> bool:
        """Queue an event once more; False while it waits or is being sent already, unless it may go sooner."""
        at = instant_text(now)
        again = (
            update(webhook_events)
            .where(_is(event), webhook_events.c.state != "sending")
            .values(**_afresh(at))
        )
        with self._database.writing() as connection:
            return connection.execute(again).rowcount == 1

    # --- sending ----------------------------------------------------------------------------------------------------

    def due(self, now: datetime) -> Sequence[str]:
        """Webhooks for which something can be sent now."""
        query = (
            select(webhook_events.c.webhook)
            .join(webhooks, webhooks.c.webhook == webhook_events.c.webhook)
            .where(webhooks.c.state == "on", *_due(now))
            .distinct()
            .order_by(webhook_events.c.webhook)
        )
        with self._database.reading() as connection:
            return connection.scalars(query).all()

    def claim(
        self, webhook: str, *, now: datetime, until: datetime
    ) -> tuple[WebhookEvent, int] | None:
        """Take the next event of a webhook, with the number of the attempt; until that instant nobody else gets it."""
        query = (
            select(webhook_events)
            .where(webhook_events.c.webhook == webhook, *_due(now))
            .order_by(webhook_events.c.not_before, webhook_events.c.at, webhook_events.c.seq)
            .limit(1)
            # Of two PostgreSQL senders the second passes over what the first is just taking.
            .with_for_update(skip_locked=True)
        )
        with self._database.writing() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            return self._begin(connection, _event(row), now=now, until=until)

    def _begin(
        self, connection: Connection, event: WebhookEvent, *, now: datetime, until: datetime
    ) -> tuple[WebhookEvent, int]:
        at = instant_text(now)
        taken = {"state": "sending", "not_before": instant_text(until), "tries": event.tries + 1,
                 "first_at": event.first_at or at, "changed_at": at}  # fmt: skip
        connection.execute(update(webhook_events).where(_is(event)).values(**taken))
        own = _is(event, webhook_attempts)
        # Whoever sent it last died without a word.
        connection.execute(
            update(webhook_attempts)
            .where(own, webhook_attempts.c.outcome == "trying")
            .values(outcome="uncertain")
        )
        last = connection.scalar(select(func.max(webhook_attempts.c.attempt)).where(own))
        attempt = (last or 0) + 1
        connection.execute(
            insert(webhook_attempts).values(
                webhook=event.webhook,
                case=event.case,
                seq=event.seq,
                attempt=attempt,
                at=at,
                outcome="trying",
            )
        )
        return WebhookEvent(**{**asdict(event), **taken}), attempt

    def settle(  # noqa: PLR0913  what an attempt leaves behind
        self,
        event: WebhookEvent,
        attempt: int,
        *,
        now: datetime,
        state: EventState,
        outcome: str,
        status: int | None = None,
        milliseconds: int | None = None,
        not_before: datetime | None = None,
    ) -> datetime | None:
        """Write down what became of an attempt; since when nothing has arrived at this webhook, None if this did."""
        at = instant_text(now)
        values: dict[str, Any] = {"state": state, "changed_at": at}
        values["reason"] = None if state == "sent" else outcome
        if not_before is not None:
            values["not_before"] = instant_text(not_before)
        own = webhooks.c.webhook == event.webhook
        failing = None if state == "sent" else func.coalesce(webhooks.c.failing_since, at)
        with self._database.writing() as connection:
            connection.execute(update(webhook_events).where(_is(event)).values(**values))
            connection.execute(
                update(webhook_attempts)
                .where(_is(event, webhook_attempts), webhook_attempts.c.attempt == attempt)
                .values(outcome=outcome, status=status, milliseconds=milliseconds)
            )
            if state != "withdrawn":
                connection.execute(update(webhooks).where(own).values(failing_since=failing))
            since = connection.scalar(select(webhooks.c.failing_since).where(own))
        return None if since is None else datetime.fromisoformat(since)

    # --- the log of what was sent ---------------------------------------------------------------------------------

    def events(
        self, webhook: str, *, states: Sequence[EventState] = (), limit: int | None = None
    ) -> Sequence[WebhookEvent]:
        """Events of a webhook, the newest first."""
        query = select(webhook_events).where(webhook_events.c.webhook == webhook)
        if states:
            query = query.where(webhook_events.c.state.in_(states))
        query = query.order_by(
            webhook_events.c.at.desc(), webhook_events.c.case, webhook_events.c.seq.desc()
        ).limit(limit)
        with self._database.reading() as connection:
            return [_event(row) for row in connection.execute(query)]

    def event(self, webhook: str, case: str, seq: int) -> WebhookEvent | None:
        """One event of a webhook."""
        query = select(webhook_events).where(
            webhook_events.c.webhook == webhook,
            webhook_events.c.case == case,
            webhook_events.c.seq == seq,
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else _event(row)

    def attempts(self, events: Sequence[WebhookEvent]) -> Sequence[WebhookAttempt]:
        """Every attempt to tell these events, the oldest first."""
        found: list[WebhookAttempt] = []
        with self._database.reading() as connection:
            for place in range(0, len(events), _MOST_KEYS):
                some = (_is(one, webhook_attempts) for one in events[place : place + _MOST_KEYS])
                query = select(webhook_attempts).where(or_(*some))
                found.extend(WebhookAttempt(**row._asdict()) for row in connection.execute(query))
        return sorted(found, key=lambda one: (one.at, one.case, one.seq, one.attempt))

    def forget_before(self, before: datetime) -> int:
        """Forget events that were settled before an instant, with their attempts; how many."""
        old = and_(
            webhook_events.c.state.not_in(_OPEN),
            webhook_events.c.changed_at < instant_text(before),
        )
        same = (
            webhook_events.c.webhook == webhook_attempts.c.webhook,
            webhook_events.c.case == webhook_attempts.c.case,
            webhook_events.c.seq == webhook_attempts.c.seq,
        )
        with self._database.writing() as connection:
            connection.execute(delete(webhook_attempts).where(exists().where(*same, old)))
            return connection.execute(delete(webhook_events).where(old)).rowcount


def _due(now: datetime) -> tuple[Any, ...]:
    """Events that may go now, before which none of their case waits, at a webhook that has not asked to be left alone."""
    earlier, busy = webhook_events.alias(), webhook_events.alias()
    return (
        or_(
            # A test is somebody who wants to know now.
            webhook_events.c.case == "",
            ~exists().where(
                busy.c.webhook == webhook_events.c.webhook,
                busy.c.state == "waiting",
                busy.c.reason == BUSY,
                busy.c.not_before > instant_text(now),
            ),
        ),
        webhook_events.c.state.in_(_OPEN),
        webhook_events.c.not_before <= instant_text(now),
        ~exists().where(
            earlier.c.webhook == webhook_events.c.webhook,
            earlier.c.case == webhook_events.c.case,
            earlier.c.seq < webhook_events.c.seq,
            earlier.c.state.in_(_OPEN),
        ),
    )


def _afresh(at: str) -> dict[str, Any]:
    """As if it had never been tried."""
    return {"state": "waiting", "not_before": at, "tries": 0, "first_at": None, "changed_at": at,
            "reason": None}  # fmt: skip


def _is(event: WebhookEvent, table: Any = webhook_events) -> Any:
    own: Any = and_(
        table.c.webhook == event.webhook, table.c.case == event.case, table.c.seq == event.seq
    )
    return own


def _last_entry(connection: Connection) -> int:
    return connection.scalar(select(func.max(entries.c.seq))) or 0


def _webhook(row: Row[Any]) -> Webhook:
    values = row._asdict()
    former = values["former"]
    return Webhook(
        **{
            **values,
            "events": tuple(row.events.split()),
            "cases": tuple(row.cases.split()),
            "secret": bytes(row.secret),
            "former": None if former is None else bytes(former),
        }
    )


def _event(row: Row[Any]) -> WebhookEvent:
    return WebhookEvent(**row._asdict())
