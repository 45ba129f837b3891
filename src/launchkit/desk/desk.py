"""The use cases: one method per action, the same for command line, pages and flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from launchkit.desk.calls import Call, Outcome
from launchkit.desk.clockwork import Clockwork
from launchkit.desk.crisis import Crisis
from launchkit.desk.filing import Attachment, Filing
from launchkit.desk.handovers import Handovers
from launchkit.desk.holdings import Holdings
from launchkit.desk.intake import PER_DAY, Intake
from launchkit.desk.issuing import Issued, Issuer
from launchkit.desk.opening import Draws, Opener, Opening
from launchkit.desk.people import People
from launchkit.desk.ports import Clock, Ids, Library, Press, Seal, Store, Vault
from launchkit.desk.reach import Reach
from launchkit.desk.reading import Reading
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.entries import Entry, ItemAdded
from launchkit.domain.house import House
from launchkit.domain.index import all_rows, differences
from launchkit.domain.recorded import Draft
from launchkit.domain.rules import cases as case_rules
from launchkit.domain.rules import clocks, decisions, documents, tasks
from launchkit.domain.values import IdentifierCheck


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
        self._store = ports.store
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
        intake = Intake(ports.store, ports.vault, self.shelf, ports.clock, ports.per_day)
        self._filing = Filing(self._writer, self.shelf, intake, ports.check)
        self.holdings = Holdings(self._writer, self.shelf, intake)
        self.handovers = Handovers(self._writer, self.shelf, ports.clock)
        self.crisis = Crisis(self._writer)
        self.reading = Reading(ports.store, self.shelf, ports.clock)
        self._opener = Opener(
            Draws(store=ports.store, library=ports.library, check=ports.check),
            shelf=self.shelf,
            writer=self._writer,
            reading=self.reading,
            ids=ports.ids,
            seal=ports.seal,
        )
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
        return self._opener.open(call, wanted)

    def preview(self, call: Call, wanted: Opening, fresh: Iterable[Entry] = ()) -> Case:
        """The case as `open` would make it, were these entries of the house recorded before; nothing is written."""
        return self._opener.preview(call, wanted, fresh)

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
        return self._filing.state(call, case, stated)

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
        return self._filing.done(call, case, task, stated or {}, files)

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
        return self._filing.attach(call, case, task, stated or {}, files)

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

    # --- derived rows -----------------------------------------------------------------------------------------------------

    def differences(self, case: str) -> tuple[str, ...]:
        """Derived rows of a case that a replay of its entries does not give; empty when all is well."""
        self.shelf.forget(case)
        return differences(self.case(case), self._store.derived_rows(case))

    def rebuild(self, case: str) -> None:
        """Derived rows of a case anew from its entries."""
        self.shelf.forget(case)
        self._store.replace_rows(case, all_rows(self.case(case)))
