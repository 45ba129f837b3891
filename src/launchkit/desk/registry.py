"""The house: people, companies, branches, keys, adopted calendars, erasures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from launchkit.desk.calls import Call
from launchkit.desk.ports import Clock, Seal, Store, Vault
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import TRIES, request_bytes
from launchkit.domain.case import Case, CaseDocument
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Entry, FactStated, PersonalErased, draft_of, entry_of
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.matrix import Operation
from launchkit.domain.people import require
from launchkit.domain.recorded import Erased, Json, Receipt, StreamWrite, Write
from launchkit.domain.retention import kept_until
from launchkit.domain.rules.facts import split_fact
from launchkit.domain.store_errors import RequestReused, StreamMoved
from launchkit.domain.trail import HOUSE, case_stream, file_path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """One personal value in the side table."""

    stream: str
    seq: int
    path: str


class Registry:
    """Writes the house stream."""

    def __init__(self, store: Store, vault: Vault, shelf: Shelf, clock: Clock, seal: Seal) -> None:
        self._store = store
        self._vault = vault
        self._shelf = shelf
        self._clock = clock
        self._seal = seal

    def add(self, call: Call, *entries: Entry) -> Receipt:
        """Record people, companies, branches …; the same code again replaces the values."""
        return self._write(call, entries, ())

    def erase(self, call: Call, case: str, fact: str) -> Receipt:
        """Erase a personal fact of a case in all its versions, with the issued files that print it.

        Refused while the retention of the fact, or of a document that prints it, runs.
        """
        known = self._shelf.warm(case).case
        require(known, call.actor, Operation.ERASE)
        spec, instance = split_fact(known, fact)
        today = known.local_day(self._clock())
        self._require_run_out(known, spec.title, spec.retention, today)
        key = spec.id if instance is None else f"{spec.id}#{instance}"
        printed = tuple(_printing(known, key))
        for document in printed:
            paper = known.book.documents[document.document.partition("#")[0]]
            self._require_run_out(known, paper.title, paper.retention, today)
        stream = case_stream(known.id)
        targets = [
            *self._versions(known, spec.id, instance),
            *(_Target(stream=stream, seq=one.issued or 0, path=file_path(0)) for one in printed),
        ]
        if not targets:
            raise NotFound(
                f"{spec.title.zh} 没有可清除的个人信息。",
                f"There is no personal value of {spec.title.en} to erase.",
            )
        entries = [
            PersonalErased(
                stream=one.stream,
                seq=one.seq,
                path=one.path,
                on=today.isoformat(),
                basis=spec.retention,
            )
            for one in targets
        ]
        receipt = self._write(call, entries, targets)
        # The same bytes may prove something else too: one file in the vault, several entries.
        kept = set(self._store.files_in_use())
        for document in printed:
            if document.file is not None and document.file.digest not in kept:
                self._vault.remove(document.file.digest)
        self._shelf.forget(case)
        return receipt

    def _require_run_out(self, case: Case, title: Text, retention: str, today: date) -> None:
        until = kept_until(case, case.book.retentions.get(retention))
        if until is None or until > today:
            raise _still_kept(case, title.zh, title.en, until)

    def _versions(self, case: Case, fact: str, instance: str | None) -> Iterable[_Target]:
        for one in self._store.load(case_stream(case.id)):
            entry = entry_of(one)
            same = (
                isinstance(entry, FactStated)
                and (entry.fact, entry.instance) == (fact, instance)
                and not isinstance(entry.value, Erased)
            )
            if same and "value" in one.envelope.personal:
                yield _Target(
                    stream=one.envelope.stream, seq=one.envelope.stream_seq, path="value"
                )

    def _write(self, call: Call, entries: Iterable[Entry], erase: Sequence[_Target]) -> Receipt:
        drafts = tuple(draft_of(entry, happened=call.happened) for entry in entries)
        asked: dict[str, Json] = {
            "actor": call.actor,
            "entries": [
                [one.kind, sorted([str(k), str(v)] for k, v in one.data.items())] for one in drafts
            ],
        }
        digest = self._seal(request_bytes(asked))
        found = self._store.answered(call.request)
        if found is not None and found[0] != digest:
            raise RequestReused(call.request)
        for _ in range(TRIES):
            head = self._store.head(HOUSE)
            write = Write(
                streams=(StreamWrite(stream=HOUSE, expected_seq=head.seq, drafts=drafts),),
                actor=call.actor,
                channel=call.channel,
                request=call.request,
                request_digest=digest,
                erase=tuple((one.stream, one.seq, one.path) for one in erase),
                checkpoint=bool(erase),
            )
            try:
                return self._store.append(write, now=self._clock())
            except StreamMoved:
                continue
        raise Refused(
            "contended",
            "同一时间有别人在登记，请再试一次。",
            "Others are writing the register right now; try again.",
        )


def _printing(case: Case, fact: str) -> Iterable[CaseDocument]:
    """Issued versions whose file prints the fact and is still there."""
    for versions in case.documents.values():
        for one in versions:
            if fact in one.facts and one.issued is not None and one.file is not None:
                yield one


def _still_kept(case: Case, zh: str, en: str, until: date | None) -> Refused:
    when_zh = "结案后才能起算" if until is None else f"须保存到 {until}"
    when_en = "it counts from the closing" if until is None else f"to be kept until {until}"
    return Refused(
        "retention",
        f"{zh}的保存期限未到（{when_zh}），不能清除。",
        f"The retention of {en} in {case.number} has not run ({when_en}).",
    )
