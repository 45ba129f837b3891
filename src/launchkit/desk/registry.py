"""The house: people, companies, branches, keys, adopted calendars, erasures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from launchkit.desk.calls import Call, Decision, Outcome
from launchkit.desk.ports import Clock, Seal, Store, Vault
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import TRIES, Writer, request_bytes
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case, CaseDocument, Erasure
from launchkit.domain.checklist import Text
from launchkit.domain.entries import (
    AccountAdded,
    BranchRolesGiven,
    Entry,
    ErasureDone,
    FactStated,
    PersonalErased,
    PersonalShown,
    PersonsJoined,
    RightsRestored,
    RightsSuspended,
    draft_of,
    entry_of,
)
from launchkit.domain.errors import NotFound, Refused
from launchkit.domain.recorded import Draft, Erased, Json, Notice, Receipt, StreamWrite, Write
from launchkit.domain.retention import kept_until
from launchkit.domain.rules.cases import require_roles
from launchkit.domain.rules.people import require_executor
from launchkit.domain.store_errors import RequestReused, StreamMoved
from launchkit.domain.trail import HOUSE, case_stream, file_path

#: What people are told with an entry, by its place in the stream.
Notices = Callable[[int], Iterable[Notice]]
#: values of a person that pages cover
COVERED = ("phone", "id_number", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """One personal value in the side table."""

    stream: str
    seq: int
    path: str


class Registry:
    """Writes the house stream."""

    def __init__(
        self,
        *,
        store: Store,
        vault: Vault,
        shelf: Shelf,
        writer: Writer,
        clock: Clock,
        seal: Seal,
    ) -> None:
        self._writer = writer
        self._store = store
        self._vault = vault
        self._shelf = shelf
        self._clock = clock
        self._seal = seal

    def add(self, call: Call, *entries: Entry, notices: Notices | None = None) -> Receipt:
        """Record people, companies, branches …; the same code again replaces the values.

        `notices` makes, of the place of the last entry in the stream, what people are told with it.
        """
        return self._write(call, entries, notices=notices)

    def done(self, call: Call, *entries: Entry) -> int | None:
        """Place of the last of these entries, if this very request has recorded them before; None: it has not."""
        call = self._shelf.acting(call)
        found = self._store.answered(call.request)
        if found is None or found[0] != self._digest(call, [draft_of(one) for one in entries]):
            return None
        return int(str(found[1].get("house", 0)))

    def add_account(self, call: Call, *, account: str, person: str) -> Receipt:
        """Another name under which a person signs in."""
        house = self._shelf.house()
        house.person(person)
        if account in house.people:
            raise Refused(
                "already",
                f"{account} 已是人员代码，不能再作账号。",
                f"{account} is the code of a person and cannot be an account.",
            )
        return self._write(call, (AccountAdded(account=account, person=person),))

    def join_persons(self, call: Call, *, person: str, same_as: str) -> Receipt:
        """Two codes are one human being: from now on they count as one where two people are asked for."""
        house = self._shelf.house()
        for one in (person, same_as):
            house.person(one)
        return self._write(call, (PersonsJoined(person=person, same_as=same_as),))

    def suspend_rights(self, call: Call, *, person: str, reason: str) -> Receipt:
        """A person loses every right in every case at once; never by their own hand."""
        self._shelf.house().person(person)
        self._require_other(call, person)
        if not reason.strip():
            raise Refused("reason_missing", "须写明理由。", "A reason is required.")
        return self._write(call, (RightsSuspended(person=person, reason=reason),), sign=True)

    def restore_rights(self, call: Call, *, person: str, reason: str) -> Receipt:
        """A suspended person may act again, in the roles they still have; never by their own hand."""
        house = self._shelf.house()
        self._require_other(call, person)
        entry = RightsRestored(person=person, reason=reason)
        if person not in house.suspended and self.done(call, entry) is None:
            raise NotFound(
                f"{person} 的权限没有暂停。", f"The rights of {person} are not suspended."
            )
        return self._write(call, (entry,), sign=True)

    def show_personal(self, call: Call, *, person: str, field: str, reason: str) -> str:
        """The value of a person's field that pages cover (phone, id_number, email); the trail says who looked, and why.

        Whether the caller sees the person at all is for the face to check.
        """
        if not reason.strip():
            raise Refused("reason_missing", "须写明理由。", "A reason is required.")
        found = self._shelf.house().person(person)
        value = getattr(found, field) if field in COVERED else None
        if value is None or isinstance(value, Erased):
            raise NotFound("没有登记，或已清除。", "It is not registered, or erased.")
        self._write(call, [PersonalShown(person=person, fact=field, reason=reason)])
        return str(value)

    def _require_other(self, call: Call, person: str) -> None:
        house = self._shelf.house()
        roster = house.roster()
        if roster.human(house.acting(call.actor)) == roster.human(person):
            raise Refused(
                "own_rights",
                "自己的权限不能由自己暂停或恢复。",
                "Nobody suspends or restores their own rights.",
            )

    def give_branch_roles(
        self, call: Call, *, branch: str, person: str, roles: tuple[str, ...]
    ) -> Receipt:
        """The roles a person has in every case of a branch that is opened from now on."""
        house = self._shelf.house()
        house.branch(branch)
        house.person(person)
        require_roles(person, roles)
        return self._write(call, (BranchRolesGiven(branch=branch, person=person, roles=roles),))

    def erase(self, call: Call, case: str, erasure: str) -> Outcome:
        """Carry out an agreed erasure: a personal fact in all its versions, with the issued files that print it.

        Refused while the retention of the fact, or of a document that prints it, runs; and to whoever asked or agreed.
        """
        printed: tuple[CaseDocument, ...] = ()

        def decide(known: Case, ask: Ask) -> Decision:
            nonlocal printed
            found = require_executor(known, ask, erasure)
            printed, targets = self._targets(known, found, known.local_day(ask.now))
            spec = known.book.facts[found.fact]
            entries = [
                PersonalErased(
                    stream=one.stream,
                    seq=one.seq,
                    path=one.path,
                    on=known.local_day(ask.now).isoformat(),
                    basis=spec.retention,
                )
                for one in targets
            ]
            return Decision(
                drafts=(ask.draft(ErasureDone(erasure=erasure)),),
                house=tuple(draft_of(one) for one in entries),
                erase=tuple((one.stream, one.seq, one.path) for one in targets),
                checkpoint=True,
            )

        asked = {"action": "erase", "erasure": erasure}
        outcome = self._writer.act(call, case, asked, decide)
        # The same bytes may prove something else too: one file in the vault, several entries.
        kept = set(self._store.files_in_use())
        for document in printed:
            if document.file is not None and document.file.digest not in kept:
                self._vault.remove(document.file.digest)
        self._shelf.forget(case)
        return outcome

    def _targets(
        self, case: Case, erasure: Erasure, today: date
    ) -> tuple[tuple[CaseDocument, ...], list[_Target]]:
        """Issued documents that print the fact, and every value and file to erase; refused while any has to be kept."""
        spec = case.book.facts[erasure.fact]
        self._require_run_out(case, spec.title, spec.retention, today)
        key = spec.id if erasure.instance is None else f"{spec.id}#{erasure.instance}"
        printed = tuple(_printing(case, key))
        for document in printed:
            paper = case.book.documents[document.document.partition("#")[0]]
            self._require_run_out(case, paper.title, paper.retention, today)
        stream = case_stream(case.id)
        targets = [
            *self._versions(case, spec.id, erasure.instance),
            *(_Target(stream=stream, seq=one.issued or 0, path=file_path(0)) for one in printed),
        ]
        if not targets:
            raise NotFound(
                f"{spec.title.zh} 没有可清除的个人信息。",
                f"There is no personal value of {spec.title.en} to erase.",
            )
        return printed, targets

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

    def _digest(self, call: Call, drafts: Sequence[Draft]) -> str:
        """What is asked, by whom; it tells a repeat from another request under the same id."""
        asked: dict[str, Json] = {
            "actor": call.actor,
            "entries": [
                [one.kind, sorted([str(k), str(v)] for k, v in one.data.items())] for one in drafts
            ],
        }
        return self._seal(request_bytes(asked))

    def _write(
        self,
        call: Call,
        entries: Iterable[Entry],
        *,
        sign: bool = False,
        notices: Notices | None = None,
    ) -> Receipt:
        call = self._shelf.acting(call)
        if self._shelf.house().roster().is_suspended(call.actor):
            raise Refused(
                "rights_suspended",
                f"{call.actor} 的权限已全部暂停，不能办理。",
                f"All rights of {call.actor} are suspended.",
            )
        drafts = tuple(draft_of(entry, happened=call.happened) for entry in entries)
        digest = self._digest(call, drafts)
        found = self._store.answered(call.request)
        if found is not None and found[0] != digest:
            raise RequestReused(call.request)
        for _ in range(TRIES):
            head = self._store.head(HOUSE)
            last = head.seq + len(drafts)
            write = Write(
                streams=(StreamWrite(stream=HOUSE, expected_seq=head.seq, drafts=drafts),),
                actor=call.actor,
                channel=call.channel,
                request=call.request,
                request_digest=digest,
                notices=() if notices is None else tuple(notices(last)),
                answer={"house": last},
                checkpoint=sign,
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
