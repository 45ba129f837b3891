"""Handing over on rotation: begin, look at the list, sign, cancel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from launchkit.desk.calls import Call, Outcome
from launchkit.desk.ports import Clock
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.recorded import Draft
from launchkit.domain.rules import handover as rules
from launchkit.domain.rules.handover import SignedList


class Handovers:
    """One method per action, as in the desk."""

    def __init__(self, writer: Writer, shelf: Shelf, clock: Clock) -> None:
        self._writer = writer
        self._shelf = shelf
        self._clock = clock

    def begin(
        self,
        call: Call,
        case: str,
        *,
        receiver: str,
        giver: str | None = None,
        stays: bool = False,
        reason: str = "",
    ) -> Outcome:
        """One person is to hand over to another; by default the one who asks."""
        self._shelf.house().person(receiver)
        gives = giver or self._shelf.acting(call).actor
        asked = {
            "action": "handover",
            "giver": gives,
            "receiver": receiver,
            "stays": stays,
            "reason": reason,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            entry = rules.begin_handover(
                known, ask, giver=gives, receiver=receiver, stays=stays, reason=reason
            )
            return (entry,)

        return self._writer.one(call, case, asked, rule)

    def look(self, case: str, handover: str | None = None) -> SignedList:
        """The list as the next signer has it before them; of a completed hand-over the one both signed."""
        known = self._shelf.warm(case).case
        found = rules.handover_of(known, handover)
        return rules.list_to_show(known, found, known.local_day(self._clock()))

    def sign(
        self,
        call: Call,
        case: str,
        handover: str,
        *,
        counts: Mapping[str, int | str] | None = None,
        seen: str | None = None,
        notes: str = "",
    ) -> Outcome:
        """One side signs; with the second signature everything moves at once. `seen` is the digest of the list looked at."""
        given = counts or {}
        asked = {
            "action": "sign_handover",
            "handover": handover,
            "counts": sorted([thing, str(count)] for thing, count in given.items()),
            "seen": seen,
            "notes": notes,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return rules.sign_handover(known, ask, handover, counts=given, seen=seen, notes=notes)

        return self._writer.one(call, case, asked, rule, sign=True)

    def cancel(self, call: Call, case: str, handover: str, *, reason: str) -> Outcome:
        """A hand-over does not take place."""
        asked = {"action": "cancel_handover", "handover": handover, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.cancel_handover(known, ask, handover, reason=reason),)

        return self._writer.one(call, case, asked, rule)
