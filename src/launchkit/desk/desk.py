"""The use cases: one method per action, the same for command line, pages and flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchkit.desk.calls import Call, Decision, Outcome
from launchkit.desk.chain import Chain
from launchkit.desk.clockwork import Clockwork
from launchkit.desk.crisis import Crisis
from launchkit.desk.handovers import Handovers
from launchkit.desk.holdings import Holdings
from launchkit.desk.intake import PER_DAY, Intake
from launchkit.desk.issuing import Issued, Issuer
from launchkit.desk.opening import Draws, Opening, prepare_opening, preview_opening, require_once
from launchkit.desk.people import People
from launchkit.desk.ports import Clock, Ids, Library, Press, Seal, Store, Vault
from launchkit.desk.reach import Reach
from launchkit.desk.reading import Reading
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf, Warm
from launchkit.desk.writer import Rule, Writer, request_bytes
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.entries import Entry, ItemAdded
from launchkit.domain.errors import Refused
from launchkit.domain.house import House, with_entries
from launchkit.domain.index import all_rows, differences
from launchkit.domain.recorded import Draft
from launchkit.domain.rules import cases as case_rules
from launchkit.domain.rules import clocks, decisions, documents, facts, tasks
from launchkit.domain.rules.common import task_of
from launchkit.domain.store_errors import NumberClash, StreamMoved
from launchkit.domain.values import IdentifierCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a person hands in."""

    content: bytes
    name: str
    media: str
    #: evidence rule it is meant for; None: the first that is not satisfied
    rule: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything the desk works with."""

    store: Store
    vault: Vault
    library: Library
    press: Press
    clock: Clock
    ids: Ids
    seal: Seal
    check: IdentifierCheck
    #: bytes that a person may hand in on one day
    per_day: int = PER_DAY


class Desk:
    """Carries out what people ask, if the rules allow it.

    Every method takes the `Call` (who, request id, day) first, and raises `Refused`, `NotFound` or `BadValue` with a sentence.
    The same request id twice is carried out once.
    """

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.shelf = Shelf(ports.store, ports.library)
        self._writer = Writer(ports.store, self.shelf, ports.clock, ports.seal)
        self._issuer = Issuer(
            store=ports.store,
            vault=ports.vault,
            press=ports.press,
            shelf=self.shelf,
            writer=self._writer,
            clock=ports.clock,
        )

        self.clockwork = Clockwork(
            store=ports.store,
            shelf=self.shelf,
            writer=self._writer,
            issuer=self._issuer,
            clock=ports.clock,
            ids=ports.ids,
        )
        self.registry = Registry(
            store=ports.store,
            vault=ports.vault,
            shelf=self.shelf,
            writer=self._writer,
            clock=ports.clock,
            seal=ports.seal,
        )
        self.people = People(self._writer)
        self._intake = Intake(ports.store, ports.vault, self.shelf, ports.clock, ports.per_day)
        self.holdings = Holdings(self._writer, self.shelf, self._intake)
        self.handovers = Handovers(self._writer, self.shelf, ports.clock)
        self.crisis = Crisis(self._writer)
        self.reading = Reading(ports.store, self.shelf, ports.clock)
        self.reach = Reach(self.registry, self.reading, self.shelf)

    # --- reading ------------------------------------------------------------------------------------------------------

    def case(self, case: str) -> Case:
        """Case as it stands now."""
        return self.shelf.warm(case).case

    def case_at(self, case: str, instant: datetime) -> Case:
        """Case as recorded at an instant."""
        return self.shelf.as_of(case, instant)

    def house(self) -> House:
        """People, companies and branches as they stand now."""
        return self.shelf.house()

    # --- the case as a whole --------------------------------------------------------------------------------------------

    def open(self, call: Call, wanted: Opening) -> Outcome:
        """A case begins."""
        call = self.shelf.acting(call)
        digest = self._ports.seal(
            request_bytes(
                {
                    "action": "open",
                    "actor": call.actor,
                    "name": wanted.name,
                    "branch": wanted.branch,
                    "checklist": wanted.checklist,
                    "start": wanted.start,
                    "facts": _plain(wanted.facts),
                }
            )
        )
        repeated = self._writer.repeat(call.request, digest, "")
        if repeated is not None:
            return repeated
        require_once(self.reading.cases(call.actor), wanted, self._ports.clock())
        for _ in range(3):
            ask = self._writer.ask(call)
            opened = prepare_opening(
                call,
                ask,
                wanted,
                store=self._ports.store,
                shelf=self.shelf,
                library=self._ports.library,
                ids=self._ports.ids,
                check=self._ports.check,
                digest=digest,
            )
            try:
                receipt = self._ports.store.append(opened.write, now=ask.now)
            except (StreamMoved, NumberClash):
                continue
            if not receipt.repeated:
                rows = {row.task: row for row in opened.write.rows.tasks}
                self.shelf.keep(Warm(case=opened.case, rows=rows))
            case = self.case(str(receipt.answer["case"]))
            return Outcome(
                case=case,
                recorded=tuple(receipt.recorded),
                repeated=receipt.repeated,
                answer=receipt.answer,
            )
        raise Refused(
            "contended",
            "同一时间有别人在开案，请再试一次。",
            "Others are opening cases right now; try again.",
        )

    def preview(self, call: Call, wanted: Opening, fresh: Iterable[Entry] = ()) -> Case:
        """The case as `open` would make it, were these entries of the house recorded before; nothing is written."""
        ports, call = self._ports, self.shelf.acting(call)
        house, ask = with_entries(self.house(), fresh), self._writer.ask(call)
        draws = Draws(store=ports.store, library=ports.library, check=ports.check)
        return preview_opening(call, ask, wanted, draws, house=house, shelf=self.shelf)

    def close(self, call: Call, case: str, *, note: str = "") -> Outcome:
        """The case ends."""
        asked = {"action": "close", "note": note}
        return self._writer.one(
            call,
            case,
            asked,
            lambda known, ask: (case_rules.close(known, ask, note=note),),
            sign=True,
        )

    def change_team(
        self, call: Call, case: str, *, person: str, roles: tuple[str, ...], reason: str = ""
    ) -> Outcome:
        """A person joins, changes roles or leaves."""
        if roles:
            self.house().person(person)
        asked = {"action": "team", "person": person, "roles": list(roles), "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (case_rules.change_team(known, ask, person=person, roles=roles, reason=reason),)

        return self._writer.one(call, case, asked, rule)

    def add_item(self, call: Call, case: str, entry: ItemAdded) -> Outcome:
        """One more thing to do in this case."""
        asked = {"action": "add", "item": entry.item, "title": str(entry.title)}
        return self._writer.one(
            call, case, asked, lambda known, ask: (case_rules.add_item(known, ask, entry),)
        )

    def add_instance(self, call: Call, case: str, collection: str, *, label: str = "") -> Outcome:
        """One more hire, licence …"""
        asked = {"action": "instance", "collection": collection, "label": label}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return case_rules.add_instance(known, ask, collection, label=label)

        return self._writer.one(call, case, asked, rule)

    def complete_collection(self, call: Call, case: str, collection: str) -> Outcome:
        """No more of a collection are expected."""
        asked = {"action": "complete", "collection": collection}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (case_rules.complete_collection(known, ask, collection),)

        return self._writer.one(call, case, asked, rule)

    def answer_finding(self, call: Call, case: str, finding: str, *, answer: str) -> Outcome:
        """A finding gets its answer."""
        asked = {"action": "answer", "finding": finding, "answer": answer}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (case_rules.answer_finding(known, ask, finding, answer=answer),)

        return self._writer.one(call, case, asked, rule)

    # --- facts and tasks -------------------------------------------------------------------------------------------------

    def state(self, call: Call, case: str, stated: Mapping[str, object]) -> Outcome:
        """Facts are stated or corrected."""
        asked = {"action": "state", "facts": _plain(stated)}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return facts.state(known, ask, stated, self._ports.check)

        return self._writer.one(call, case, asked, rule)

    def start(self, call: Call, case: str, task: str) -> Outcome:
        """Work on a task begins."""
        asked = {"action": "start", "task": task}
        return self._writer.one(
            call, case, asked, lambda known, ask: tasks.start(known, ask, task)
        )

    def done(
        self,
        call: Call,
        case: str,
        task: str,
        *,
        stated: Mapping[str, object] | None = None,
        files: Sequence[Attachment] = (),
    ) -> Outcome:
        """A task is finished, with the facts and evidence that belong to it: all are written, or none."""
        given = stated or {}
        return self._filed(
            call, case, "done", task, given, files, lambda known, ask: tasks.done(known, ask, task)
        )

    def attach(
        self,
        call: Call,
        case: str,
        task: str,
        files: Sequence[Attachment],
        *,
        stated: Mapping[str, object] | None = None,
    ) -> Outcome:
        """Files prove something about a task; facts that were found out with them are written beside them."""
        given = stated or {}
        return self._filed(call, case, "attach", task, given, files, lambda _known, _ask: ())

    def block(  # noqa: PLR0913  each is a column of the waiting line
        self,
        call: Call,
        case: str,
        task: str,
        *,
        waiting_on: str,
        reason: str,
        party: str = "other",
        since: str | None = None,
        contact: str = "",
        again_on: str | None = None,
    ) -> Outcome:
        """A task waits on somebody."""
        asked = {
            "action": "block",
            "task": task,
            "waiting_on": waiting_on,
            "reason": reason,
            "contact": contact,
            "again_on": again_on,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return tasks.block(
                known,
                ask,
                task,
                party=party,
                waiting_on=waiting_on,
                since=since,
                reason=reason,
                contact=contact,
                again_on=again_on,
            )

        return self._writer.one(call, case, asked, rule)

    def unblock(self, call: Call, case: str, task: str) -> Outcome:
        """The wait is over."""
        asked = {"action": "unblock", "task": task}
        return self._writer.one(
            call, case, asked, lambda known, ask: tasks.unblock(known, ask, task)
        )

    def reopen(self, call: Call, case: str, task: str, *, reason: str) -> Outcome:
        """Finished work is open again."""
        asked = {"action": "reopen", "task": task, "reason": reason}
        return self._writer.one(
            call, case, asked, lambda known, ask: tasks.reopen(known, ask, task, reason=reason)
        )

    def assign(
        self,
        call: Call,
        case: str,
        task: str,
        *,
        to: str,
        helpers: tuple[str, ...] = (),
        reason: str = "",
    ) -> Outcome:
        """Another person answers for a task."""
        asked = {"action": "assign", "task": task, "to": to, "helpers": list(helpers)}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return tasks.assign(known, ask, task, to=to, helpers=helpers, reason=reason)

        return self._writer.one(call, case, asked, rule)

    # --- decisions --------------------------------------------------------------------------------------------------------

    def waive(self, call: Call, case: str, task: str, *, reason: str) -> Outcome:
        """Somebody asks that a task need not be done."""
        asked = {"action": "waive", "task": task, "reason": reason}
        return self._writer.one(
            call, case, asked, lambda known, ask: decisions.waive(known, ask, task, reason=reason)
        )

    def approve(self, call: Call, case: str, task: str, *, note: str = "") -> Outcome:
        """Somebody agrees with what is pending."""
        asked = {"action": "approve", "task": task, "note": note}
        return self._writer.one(
            call,
            case,
            asked,
            lambda known, ask: decisions.approve(known, ask, task, note=note),
            sign=True,
        )

    def reject(self, call: Call, case: str, task: str, *, reason: str) -> Outcome:
        """Somebody sends back what is pending."""
        asked = {"action": "reject", "task": task, "reason": reason}
        return self._writer.one(
            call, case, asked, lambda known, ask: decisions.reject(known, ask, task, reason=reason)
        )

    def extend(
        self, call: Call, case: str, task: str, *, to: str, reason: str, due: str | None = None
    ) -> Outcome:
        """A house deadline moves."""
        asked = {"action": "extend", "task": task, "due": due, "to": to, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return clocks.extend(known, ask, task, due=due, to=to, reason=reason)

        return self._writer.one(call, case, asked, rule)

    def suspend(
        self, call: Call, case: str, task: str, *, since: str, reason: str, due: str | None = None
    ) -> Outcome:
        """A clock stands still."""
        asked = {"action": "suspend", "task": task, "due": due, "since": since, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return clocks.suspend(known, ask, task, due=due, since=since, reason=reason)

        return self._writer.one(call, case, asked, rule)

    def resume(
        self, call: Call, case: str, task: str, *, on: str, due: str | None = None
    ) -> Outcome:
        """A clock runs again."""
        asked = {"action": "resume", "task": task, "due": due, "on": on}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return clocks.resume(known, ask, task, due=due, on=on)

        return self._writer.one(call, case, asked, rule)

    # --- documents --------------------------------------------------------------------------------------------------------

    def issue(self, call: Call, case: str, document: str) -> Issued:
        """A document is numbered, printed and recorded; an unchanged one is given as it was issued."""
        return self._issuer.issue(call, case, document)

    def void(self, call: Call, case: str, document: str, *, reason: str) -> Outcome:
        """A document is void; its number is not used again."""
        asked = {"action": "void", "document": document, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (documents.void(known, ask, document, reason=reason),)

        return self._writer.one(call, case, asked, rule)

    def differences(self, case: str) -> tuple[str, ...]:
        """Derived rows of a case that a replay of its entries does not give; empty when all is well."""
        self.shelf.forget(case)
        return differences(self.case(case), self._ports.store.derived_rows(case))

    def rebuild(self, case: str) -> None:
        """Derived rows of a case anew from its entries."""
        self.shelf.forget(case)
        self._ports.store.replace_rows(case, all_rows(self.case(case)))

    # --- inside -----------------------------------------------------------------------------------------------------------

    def _filed(  # noqa: PLR0913, PLR0917  an action with everything that is handed in beside it
        self,
        call: Call,
        case: str,
        action: str,
        task: str,
        stated: Mapping[str, object],
        files: Sequence[Attachment],
        rule: Rule,
    ) -> Outcome:
        known = self.case(case)
        handed = [
            (one.content, one.media, tasks.is_sensitive(known, task, one.rule)) for one in files
        ]
        kept = self._intake.keep(call, known, handed)
        asked = {
            "action": action,
            "task": task,
            "facts": _plain(stated),
            "files": [one.digest for one in kept],
        }

        def decide(known: Case, ask: Ask) -> Decision:
            chain = Chain(call, known, ask)
            if stated:
                own = facts.own_names(known, task, stated)
                chain.add(facts.state(known, ask, own, self._ports.check))
            for one, file in zip(files, kept, strict=True):
                meant = tasks.evidence_rule(task_of(chain.case, task), one.rule)
                chain.add(
                    tasks.attach(
                        chain.case,
                        ask,
                        task,
                        rule=meant,
                        file=file,
                        file_name=one.name,
                        note=one.note,
                    )
                )
            chain.add(rule(chain.case, ask))
            return chain.decision()

        return self._writer.act(call, case, asked, decide)


def _plain(stated: Mapping[str, object]) -> list[list[str]]:
    """Facts as text, for telling whether a repeated request asks the same."""
    return sorted([str(key), str(value)] for key, value in stated.items())
