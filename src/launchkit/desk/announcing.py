"""Tells other programs of events: finds them in the log, queues them once for each webhook, and sends them in the order of each case.

The queue and the place up to which a webhook has seen the log change in one transaction, so no event is lost or queued twice; an
attempt that got no answer is made again under the same id, so the other side can tell. Webhooks are served side by side: one that
hangs holds up nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Protocol

from launchkit.desk.ports import Clock, Store, any_case
from launchkit.desk.sending import Chance, Outbox
from launchkit.desk.shelf import Shelf
from launchkit.desk.webhooks import Box
from launchkit.domain.ask import Ask
from launchkit.domain.errors import NotFound
from launchkit.domain.house_notices import of_webhook_off
from launchkit.domain.recorded import Recorded
from launchkit.domain.rights import may_read
from launchkit.domain.trail import case_stream, instant_text
from launchkit.domain.webhook_events import event_type, payload, payload_of_test
from launchkit.domain.webhooks import (
    BUSY,
    TRY_FOR,
    EventState,
    Webhook,
    WebhookEvent,
    WhyOff,
    next_try,
    signed_headers,
    wait_asked,
)

#: A sender that has not said within this time what became of an event is taken to be dead.
LEASE = timedelta(minutes=1)
#: Entries looked at in one go.
PORTION = 500
#: No further event of a webhook is begun in a round that has taken this long.
ROUND = timedelta(minutes=1)
#: What was sent is remembered this long.
KEEP = timedelta(days=90)


class Answer(Protocol):
    """What became of one post."""

    @property
    def word(self) -> str | None:
        """None: it was taken; else why not."""
        ...

    @property
    def status(self) -> int | None:
        """The status of the answer, if there was one."""
        ...

    @property
    def milliseconds(self) -> int:
        """How long it took."""
        ...

    @property
    def retry_after(self) -> str | None:
        """What it said about when to come again."""
        ...


class Posts(Protocol):
    """The way out of the house."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post once."""
        ...


class EventRows(Protocol):
    """The queue; `launchkit.store` has it."""

    def all_webhooks(self) -> Sequence[Webhook]:
        """Every webhook."""
        ...

    def webhook(self, webhook: str) -> Webhook | None:
        """One webhook."""
        ...

    def last_entry(self) -> int:
        """Place of the newest entry in the log."""
        ...

    def take_up(
        self, webhook: str, *, after: int, upto: int, events: Sequence[WebhookEvent]
    ) -> bool:
        """Queue events and move the webhook on over the log, or neither."""
        ...

    def due(self, now: datetime) -> Sequence[str]:
        """Webhooks for which something can be sent now."""
        ...

    def claim(
        self, webhook: str, *, now: datetime, until: datetime
    ) -> tuple[WebhookEvent, int] | None:
        """Take the next event of a webhook."""
        ...

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
        """Write down what became of an attempt."""
        ...

    def switch_off(self, webhook: str, reason: str, *, now: datetime) -> bool:
        """Nothing is sent from now on."""
        ...

    def forget_before(self, before: datetime) -> int:
        """Forget what was settled long ago."""
        ...


class WholeTrail(Store, Protocol):
    """The store, read across all streams."""

    def tail(self, *, after: int, limit: int) -> Sequence[Recorded]:
        """Entries of all streams in their order."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What one round did."""

    sent: int = 0
    failed: int = 0
    withdrawn: int = 0

    def __add__(self, other: Announced) -> Announced:
        return Announced(
            sent=self.sent + other.sent,
            failed=self.failed + other.failed,
            withdrawn=self.withdrawn + other.withdrawn,
        )


class Announcer:
    """Serves all webhooks; several may do so at once, in one process or many."""

    def __init__(  # noqa: PLR0913  the ports it draws from
        self,
        *,
        log: WholeTrail,
        rows: EventRows,
        outbox: Outbox,
        shelf: Shelf,
        clock: Clock,
        post: Posts,
        box: Box,
        chance: Chance,
        address: Callable[[], str],
    ) -> None:
        self._log = log
        self._rows = rows
        self._outbox = outbox
        self._shelf = shelf
        self._clock = clock
        self._post = post
        self._box = box
        self._chance = chance
        #: address of this installation, for links; empty: none is known
        self._address = address
        self._busy: set[str] = set()
        self._turn = Lock()

    def send(self) -> Announced:
        """One round, waited for: what is new in the log is queued, and every webhook gets what is due."""
        done = [one.result() for one in self.start()]
        return sum(done, Announced())

    def start(self) -> list[Future[Announced]]:
        """Begin a round and do not wait for it; a webhook that is still being served is left alone."""
        self.take_up()
        begun = []
        for webhook in self._rows.due(self._clock()):
            with self._turn:
                if webhook in self._busy:
                    continue
                self._busy.add(webhook)
            begun.append(self._begin(webhook))
        return begun

    def tidy(self) -> int:
        """Forget what was settled long ago; how many events."""
        return self._rows.forget_before(self._clock() - KEEP)

    def _begin(self, webhook: str) -> Future[Announced]:
        """Serve a webhook on the side. What a process leaves behind when it ends is sent again under the same id."""
        told: Future[Announced] = Future()

        def serve() -> None:
            try:
                told.set_result(self._serve(webhook))
            except BaseException as error:  # noqa: BLE001  whoever waits for it is told
                told.set_exception(error)

        Thread(target=serve, name=webhook, daemon=True).start()
        return told

    # --- from the log into the queue ------------------------------------------------------------------------

    def take_up(self) -> int:
        """Queue the events of every entry that a webhook has not been over; how many."""
        hooks = [one for one in self._rows.all_webhooks() if one.state == "on"]
        if not hooks:
            return 0
        end = self._rows.last_entry()
        return sum(self._take_up(one, end) for one in hooks if one.log_seq < end)

    def _take_up(self, webhook: Webhook, end: int) -> int:
        after, count = webhook.log_seq, 0
        while after < end:
            entries = self._log.tail(after=after, limit=PORTION)
            upto = entries[-1].envelope.seq
            events = list(self._events(webhook, entries))
            if not self._rows.take_up(webhook.webhook, after=after, upto=upto, events=events):
                break
            after, count = upto, count + len(events)
        return count

    def _events(self, webhook: Webhook, entries: Iterable[Recorded]) -> Iterable[WebhookEvent]:
        now = self._clock()
        for one in entries:
            envelope, kind = one.envelope, event_type(one)
            case = envelope.stream.removeprefix(case_stream(""))
            # The house has entries of the same kinds, such as calendar years.
            if kind is None or case == envelope.stream or not webhook.wants(kind):
                continue
            if not self._may_hear(webhook, case, now):
                continue
            yield WebhookEvent(
                webhook=webhook.webhook,
                case=case,
                seq=envelope.stream_seq,
                type=kind,
                at=envelope.recorded_at,
                state="waiting",
                not_before=instant_text(now),
                tries=0,
                first_at=None,
                changed_at=instant_text(now),
                reason=None,
            )

    def _may_hear(self, webhook: Webhook, case: str, now: datetime) -> bool:
        """A restricted case is told only where it was asked for by name, by somebody who may read it still."""
        if webhook.cases and case not in webhook.cases:
            return False
        known = self._shelf.warm(case).case
        if not known.restricted:
            return True
        ask = Ask(actor=webhook.person, now=now, people=self._shelf.house().roster())
        return case in webhook.cases and may_read(known, ask)

    # --- one webhook ------------------------------------------------------------------------------------------

    def _serve(self, webhook: str) -> Announced:
        """Send what is due, one after the other, until one does not arrive; the rest waits for the next round."""
        done, end = Announced(), self._clock() + ROUND
        try:
            while (some := self._one(webhook)) is not None:
                done += some
                if some.failed or self._clock() > end:
                    break
        finally:
            with self._turn:
                self._busy.discard(webhook)
        return done

    def _one(self, webhook: str) -> Announced | None:
        now = self._clock()
        hook = self._rows.webhook(webhook)
        if hook is None or hook.state == "off":
            return None
        taken = self._rows.claim(webhook, now=now, until=now + LEASE)
        if taken is None:
            return None
        event, attempt = taken
        said = self._said(hook, event, now)
        if said is None:
            self._rows.settle(event, attempt, now=now, state="withdrawn", outcome="not_allowed")
            return Announced(withdrawn=1)
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        secrets = self._secrets(hook, now)
        if not secrets:
            return self._not_taken(hook, event, attempt, word="no_key", answer=None)
        answer = self._post.post(hook.url, signed_headers(secrets, event.id, now, body), body)
        if answer.word is not None:
            return self._not_taken(hook, event, attempt, word=answer.word, answer=answer)
        self._rows.settle(
            event,
            attempt,
            now=self._clock(),
            state="sent",
            outcome="sent",
            status=answer.status,
            milliseconds=answer.milliseconds,
        )
        return Announced(sent=1)

    def _said(self, hook: Webhook, event: WebhookEvent, now: datetime) -> object | None:
        """What is told; None: not any more."""
        if not event.case:
            return payload_of_test(event.at, self._address())
        if not hook.wants(event.type):
            # It was queued before somebody asked for less.
            return None
        with suppress(NotFound):
            if self._may_hear(hook, event.case, now):
                stream = case_stream(event.case)
                (entry,) = self._log.load(stream, after=event.seq - 1, upto=event.seq)
                case = self._shelf.warm(event.case).case
                return payload(event.type, entry, case, self._address())
        return None

    def _secrets(self, hook: Webhook, now: datetime) -> list[bytes]:
        """The secrets in force; none where the key of the home is another one."""
        kept = [hook.secret]
        if hook.former is not None and instant_text(now) < (hook.former_until or ""):
            kept.append(hook.former)
        opened = [self._box.opened(one, hook.webhook) for one in kept]
        return [one for one in opened if one is not None]

    def _not_taken(
        self,
        hook: Webhook,
        event: WebhookEvent,
        attempt: int,
        *,
        word: str,
        answer: Answer | None,
    ) -> Announced:
        now = self._clock()
        first = datetime.fromisoformat(event.first_at or instant_text(now))
        gone = word == WhyOff.GONE
        asked = None if answer is None else wait_asked(answer.retry_after, now)
        again = None if gone else next_try(event.tries, first, now, self._chance(), asked)
        since = self._rows.settle(
            event,
            attempt,
            now=now,
            state="failed" if again is None else "waiting",
            outcome=word if asked is None else BUSY,
            status=None if answer is None else answer.status,
            milliseconds=None if answer is None else answer.milliseconds,
            not_before=again,
        )
        long_since = since is not None and now - since >= TRY_FOR
        if gone or (again is None and long_since):
            self._switch_off(hook, WhyOff.GONE if gone else WhyOff.FAILING, now)
        return Announced(failed=1)

    # --- when nothing arrives ---------------------------------------------------------------------------------

    def _switch_off(self, hook: Webhook, why: WhyOff, now: datetime) -> None:
        """Send nothing more, and have every administrator told once."""
        if not self._rows.switch_off(hook.webhook, why.value, now=now):
            return
        house, case = self._shelf.house(), any_case(self._log)
        self._outbox.queue(of_webhook_off(house, hook.webhook, why.value, case, now), now=now)
