"""The people of a case: delegations, absences, deputies, emergency rights, nudges, erasures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from launchkit.desk.calls import Call, Outcome
from launchkit.desk.writer import Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.recorded import Draft, Json
from launchkit.domain.rules import fetching
from launchkit.domain.rules import people as rules


class People:
    """One method per action, as in the desk."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def delegate(  # noqa: PLR0913  the parts of a delegation
        self,
        call: Call,
        case: str,
        *,
        to: str,
        begins: date,
        ends: date,
        roles: Sequence[str] = (),
        tasks: Sequence[str] = (),
        reason: str = "",
    ) -> Outcome:
        """Somebody lends rights of their own."""
        asked: dict[str, Json] = {
            "action": "delegate",
            "to": to,
            "days": [begins.isoformat(), ends.isoformat()],
            "scope": [list(roles), list(tasks)],
            "reason": reason,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return rules.delegate(
                known,
                ask,
                to=to,
                begins=begins,
                ends=ends,
                roles=tuple(roles),
                tasks=tuple(tasks),
                reason=reason,
            )

        return self._writer.one(call, case, asked, rule)

    def end_delegation(
        self, call: Call, case: str, delegation: str, *, reason: str = ""
    ) -> Outcome:
        """Lent rights go back."""
        asked = {"action": "end_delegation", "delegation": delegation, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.end_delegation(known, ask, delegation, reason=reason),)

        return self._writer.one(call, case, asked, rule)

    def state_absence(  # noqa: PLR0913  the parts of an absence
        self,
        call: Call,
        case: str,
        *,
        person: str,
        begins: date,
        ends: date | None = None,
        deputy: str | None = None,
        reason: str = "",
    ) -> Outcome:
        """Somebody is away."""
        asked = {
            "action": "absence",
            "person": person,
            "days": [begins.isoformat(), None if ends is None else ends.isoformat()],
            "deputy": deputy,
            "reason": reason,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            entry = rules.state_absence(
                known,
                ask,
                person=person,
                begins=begins,
                ends=ends,
                deputy=deputy,
                reason=reason,
            )
            return (entry,)

        return self._writer.one(call, case, asked, rule)

    def end_absence(self, call: Call, case: str, person: str) -> Outcome:
        """Somebody is back."""
        asked = {"action": "back", "person": person}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.end_absence(known, ask, person),)

        return self._writer.one(call, case, asked, rule)

    def name_deputy(self, call: Call, case: str, *, person: str, deputy: str | None) -> Outcome:
        """Who is told, and stands in."""
        asked = {"action": "deputy", "person": person, "deputy": deputy}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.name_deputy(known, ask, person=person, deputy=deputy),)

        return self._writer.one(call, case, asked, rule)

    def break_glass(self, call: Call, case: str, task: str, *, reason: str) -> Outcome:
        """Somebody takes a right in an emergency."""
        asked = {"action": "break_glass", "task": task, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return rules.break_glass(known, ask, task, reason=reason)

        return self._writer.one(call, case, asked, rule, sign=True)

    def nudge(
        self,
        call: Call,
        case: str,
        task: str,
        *,
        how: str,
        again_on: date | None = None,
        note: str = "",
    ) -> Outcome:
        """An outside party is reminded."""
        again = None if again_on is None else again_on.isoformat()
        asked = {"action": "nudge", "task": task, "how": how, "again": again, "note": note}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return rules.nudge(known, ask, task, how=how, again_on=again_on, note=note)

        return self._writer.one(call, case, asked, rule)

    def watch(
        self, call: Call, case: str, task: str, *, person: str, watching: bool = True
    ) -> Outcome:
        """Somebody is told about a task, or no more."""
        asked = {"action": "watch", "task": task, "person": person, "watching": watching}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return rules.watch(known, ask, task, person=person, watching=watching)

        return self._writer.one(call, case, asked, rule)

    def ask_erasure(self, call: Call, case: str, fact: str, *, reason: str) -> Outcome:
        """Somebody asks that a personal fact be erased."""
        asked = {"action": "ask_erasure", "fact": fact, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.ask_erasure(known, ask, fact, reason=reason),)

        return self._writer.one(call, case, asked, rule)

    def show_personal(self, call: Call, case: str, fact: str, *, reason: str) -> Outcome:
        """Somebody looks at a personal fact that pages cover; the trail says who, and why."""
        asked = {"action": "show_personal", "fact": fact, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.show_personal(known, ask, fact, reason=reason),)

        return self._writer.one(call, case, asked, rule)

    def fetch_document(
        self, call: Call, case: str, document: str, *, prepared: int, reason: str = ""
    ) -> Outcome:
        """Somebody fetches a version of a document; only what is sensitive leaves an entry."""
        asked = {
            "action": "fetch_document",
            "document": document,
            "prepared": prepared,
            "reason": reason,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return fetching.fetch_document(known, ask, document, prepared=prepared, reason=reason)

        return self._writer.one(call, case, asked, rule)

    def fetch_evidence(
        self, call: Call, case: str, task: str, *, evidence: int, reason: str = ""
    ) -> Outcome:
        """Somebody fetches a proof of a task, likewise."""
        asked = {"action": "fetch_evidence", "task": task, "evidence": evidence, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return fetching.fetch_evidence(known, ask, task, evidence=evidence, reason=reason)

        return self._writer.one(call, case, asked, rule)

    def decide_erasure(
        self, call: Call, case: str, erasure: str, *, agreed: bool, reason: str = ""
    ) -> Outcome:
        """Headquarters agrees to an erasure or refuses it."""
        asked = {
            "action": "decide_erasure",
            "erasure": erasure,
            "agreed": agreed,
            "reason": reason,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            entry = rules.decide_erasure(known, ask, erasure, agreed=agreed, reason=reason)
            return (entry,)

        return self._writer.one(call, case, asked, rule, sign=True)
