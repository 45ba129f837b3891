"""The one way into the trail: read, decide, then write under the head's lock; decide again if somebody was faster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import RLock

from launchkit.desk.calls import Call, Decision, Outcome
from launchkit.desk.ports import Clock, Seal, Store
from launchkit.desk.shelf import Shelf, Warm
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.entries import Entry, FactStated, entry_of, plain
from launchkit.domain.errors import LaunchkitError, Refused
from launchkit.domain.fold import apply
from launchkit.domain.index import case_row, document_rows, task_row, touched_tasks
from launchkit.domain.recorded import (
    Draft,
    Json,
    Receipt,
    Recorded,
    RowChanges,
    StreamWrite,
    TaskRow,
    Write,
)
from launchkit.domain.rights import LACKS_RIGHT, principals
from launchkit.domain.store_errors import NumberClash, RequestReused, StreamMoved
from launchkit.domain.trail import (
    HOUSE,
    NO_DIGEST,
    CommittedFile,
    Envelope,
    canonical,
    case_stream,
    instant_text,
)

#: How often a decision is taken anew when others write at the same time.
TRIES = 3
#: So many cases at once; two that share a lane wait for each other without need, and nothing else.
_LANES = 64
#: Stands where only the store will know the digest.
PENDING = "f" * 64

Decide = Callable[[Case, Ask], Decision]
Rule = Callable[[Case, Ask], Iterable[Draft]]


class Writer:
    """Carries out decisions on one case."""

    def __init__(self, store: Store, shelf: Shelf, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._seal = seal
        #: In one process actions on a case wait for each other: deciding anew each time somebody was faster costs more.
        self._turns = tuple(RLock() for _ in range(_LANES))

    def act(self, call: Call, case: str, asked: Mapping[str, Json], decide: Decide) -> Outcome:
        """Decide on the case as it stands and write; `asked` is what makes a repeat the same request."""
        call = self._shelf.acting(call)
        digest = self._seal(request_bytes({"case": case, "actor": call.actor, **asked}))
        with self._turns[hash(case) % _LANES]:
            return self._act(call, case, digest, decide)

    def _act(self, call: Call, case: str, digest: str, decide: Decide) -> Outcome:
        for _ in range(TRIES):
            house = self._shelf.house()
            warm = self._shelf.warm(case)
            try:
                _require_expected(call, warm.case)
                ask, decision = _decided(warm.case, self.ask(call), decide)
            except LaunchkitError:
                # Done already by this very request? Asked only now: the usual request is new.
                repeated = self.repeat(call.request, digest, case)
                if repeated is None:
                    raise
                return repeated
            if not decision.drafts:
                known = self.repeat(call.request, digest, case)
                return known or Outcome(case=warm.case, recorded=())
            try:
                return self._write(call, warm, ask, decision, digest, house.seq)
            except (StreamMoved, NumberClash):
                continue
        raise self._contended(case)

    def one(
        self, call: Call, case: str, asked: Mapping[str, Json], rule: Rule, *, sign: bool = False
    ) -> Outcome:
        """Carry out one rule on a case; `sign` puts a checkpoint with it."""

        def decide(known: Case, ask: Ask) -> Decision:
            return Decision(drafts=tuple(rule(known, ask)), checkpoint=sign)

        return self.act(call, case, asked, decide)

    def ask(self, call: Call) -> Ask:
        """The call as the rules see it: now, with what the house knows of its people."""
        return Ask(
            actor=call.actor,
            now=self._clock(),
            happened=call.happened,
            behalf=call.behalf,
            people=self._shelf.house().roster(),
        )

    def repeat(self, request: str, digest: str, case: str) -> Outcome | None:
        """Outcome of a request that was carried out before; raises `RequestReused` if it was another one."""
        found = self._store.answered(request)
        if found is None:
            return None
        if found[0] != digest:
            raise RequestReused(request)
        case_id = str(found[1].get("case", case))
        known = self._shelf.warm(case_id).case
        return Outcome(case=known, recorded=(), repeated=True, answer=found[1])

    def _write(
        self,
        call: Call,
        warm: Warm,
        ask: Ask,
        decision: Decision,
        digest: str,
        house: int,
    ) -> Outcome:
        expected = warm.case.seq
        coming, case = decision.coming, decision.case
        if case is None:
            coming = foreseen(call, ask, warm.case, decision.drafts)
            case = apply(warm.case, coming)
        rows, changes = changed_rows(warm, case, [entry_of(one) for one in coming])
        answer = {"case": case.id, "number": case.number, "seq": case.seq}
        receipt = self._store.append(
            Write(
                streams=(
                    StreamWrite(
                        stream=case_stream(case.id), expected_seq=expected, drafts=decision.drafts
                    ),
                    # Nothing is written on rights that the house has taken back meanwhile.
                    StreamWrite(stream=HOUSE, expected_seq=house, drafts=decision.house),
                ),
                actor=call.actor,
                on_behalf_of=ask.behalf,
                channel=call.channel,
                request=call.request,
                request_digest=digest,
                definition=case.book.digest,
                rows=changes,
                notices=decision.notices,
                numbers=decision.numbers,
                answer=answer,
                erase=decision.erase,
                checkpoint=decision.checkpoint,
            ),
            now=ask.now,
        )
        if receipt.repeated:
            known = self._shelf.warm(case.id).case
            return Outcome(case=known, recorded=(), repeated=True, answer=receipt.answer)
        self._shelf.keep(Warm(case=self._settled(warm, case, coming, receipt), rows=rows))
        own = tuple(receipt.recorded[: len(coming)])
        return Outcome(case=case, recorded=own, answer=answer)

    def _settled(
        self, warm: Warm, foreseen_case: Case, coming: Sequence[Recorded], receipt: Receipt
    ) -> Case:
        """The case by the entries as written; only a clock that ran back makes them differ from what was foreseen."""
        # Behind them stand those of the house.
        own = receipt.recorded[: len(coming)]
        same = all(
            one.envelope.recorded_at == other.envelope.recorded_at
            for one, other in zip(coming, own, strict=True)
        )
        return foreseen_case if same else apply(warm.case, own)

    def _contended(self, case: str) -> Refused:
        last = self._shelf.warm(case).case
        newest = self._store.load(case_stream(case), after=last.seq - 1)
        by = newest[-1].envelope if newest else None
        who = "—" if by is None else f"{by.actor} {by.kind}"
        return Refused(
            "contended",
            f"同一时间有别人在办理本案（最近：{who}），请重新查看后再试。",
            f"Others are acting on this case right now (last: {who}); look again and retry.",
        )


def request_bytes(asked: Mapping[str, Json]) -> bytes:
    """What is asked, in the one form that tells whether a repeated request asks the same."""
    return canonical(plain(asked))


def _require_expected(call: Call, case: Case) -> None:
    if call.expect is not None and call.expect != case.seq:
        raise Refused(
            "moved_on",
            f"本案已有新记录（第 {case.seq} 条，您看到的是第 {call.expect} 条），请重新查看。",
            f"The case has moved on (entry {case.seq}; you saw {call.expect}); look again.",
        )


def _decided(case: Case, ask: Ask, decide: Decide) -> tuple[Ask, Decision]:
    """The decision, and in whose place it was taken.

    Whoever does not say in whose place they act, and may not act in their own, acts for the one who lent them the right.
    """
    try:
        return ask, decide(case, ask)
    except Refused as refused:
        if ask.behalf is not None or refused.code not in LACKS_RIGHT:
            raise
        for principal in principals(case, ask):
            lent = replace(ask, behalf=principal)
            with suppress(Refused):
                return lent, decide(case, lent)
        raise


def foreseen(call: Call, ask: Ask, case: Case, drafts: Sequence[Draft]) -> tuple[Recorded, ...]:
    """The drafts as they will be read back, so that rows can be computed before anything is locked."""
    at = max(instant_text(ask.now), case.last_at)
    return tuple(
        pending(
            call,
            case.id,
            case.book.digest,
            draft,
            recorded_at=at,
            seq=case.seq + number,
            behalf=ask.behalf,
        )
        for number, draft in enumerate(drafts, start=1)
    )


def pending(  # noqa: PLR0913  the parts of an envelope that are known before the store has it
    call: Call,
    case: str,
    definition: str,
    draft: Draft,
    *,
    recorded_at: str,
    seq: int,
    behalf: str | None = None,
) -> Recorded:
    """One draft as it will be read back; what only the store knows is filled in."""
    envelope = Envelope(
        log=PENDING[:32],
        seq=seq,
        stream=case_stream(case),
        stream_seq=seq,
        prev=NO_DIGEST if seq == 1 else PENDING,
        kind=draft.kind,
        kind_version=draft.kind_version,
        recorded_at=recorded_at,
        happened=draft.happened,
        actor=call.actor,
        on_behalf_of=behalf,
        channel=call.channel,
        request=call.request,
        request_digest=PENDING,
        data={},
        personal={},
        files=tuple(
            CommittedFile(commitment=PENDING, size=file.size, media=file.media)
            for file in draft.files
        ),
        definition=definition,
        program="launchkit",
    )
    return Recorded(envelope=envelope, data=draft.data, files=draft.files)


def changed_rows(
    warm: Warm, case: Case, entries: Sequence[Entry]
) -> tuple[Mapping[str, TaskRow], RowChanges]:
    """All task rows of the case, and the changes to write: only rows that an entry touched and that differ."""
    touched = touched_tasks(case, entries)
    keys = case.tasks.keys() if touched is None else touched
    fresh = {key: task_row(case, case.tasks[key]) for key in keys if key in case.tasks}
    rows = {**warm.rows, **fresh}
    documents = _touched_documents(case, entries)
    return rows, RowChanges(
        cases=(case_row(case, rows),),
        tasks=tuple(row for key, row in fresh.items() if warm.rows.get(key) != row),
        documents=document_rows(case, documents),
    )


def _touched_documents(case: Case, entries: Sequence[Entry]) -> list[str]:
    named = {str(key) for entry in entries if (key := getattr(entry, "document", None))}
    facts = {
        entry.fact if entry.instance is None else f"{entry.fact}#{entry.instance}"
        for entry in entries
        if isinstance(entry, FactStated)
    }
    using = {
        key
        for key, versions in case.documents.items()
        if facts and any(not facts.isdisjoint(one.facts) for one in versions)
    }
    return sorted(named | using)
