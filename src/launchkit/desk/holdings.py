"""What is in people's hands, what outsiders were promised, which papers are out, and where tasks are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from launchkit.desk.calls import Call, Outcome
from launchkit.desk.intake import Intake
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.recorded import Draft, Json
from launchkit.domain.rules import custody, places, promises
from launchkit.domain.rules.places import PlaceGiven


class Holdings:
    """One method per action, as in the desk. Counts are fen or yuan as text for cash, whole numbers for the rest."""

    def __init__(self, writer: Writer, shelf: Shelf, intake: Intake) -> None:
        self._writer = writer
        self._shelf = shelf
        self._intake = intake

    # --- custody ----------------------------------------------------------------------------------------------------------

    def take(  # noqa: PLR0913  the parts of a custody
        self,
        call: Call,
        case: str,
        *,
        kind: str,
        label: str,
        holder: str | None = None,
        source: str = "",
        place: str = "",
        count: int | str | None = None,
    ) -> Outcome:
        """A thing is in somebody's hands; by default in those of the one who asks."""
        holds = holder or call.behalf or self._shelf.acting(call).actor
        asked: dict[str, Json] = {
            "action": "take",
            "thing": [kind, label, source, place],
            "holder": holds,
            "count": _text(count),
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return custody.take_custody(
                known,
                ask,
                kind=kind,
                label=label,
                holder=holds,
                source=source,
                place=place,
                count=count,
            )

        return self._writer.one(call, case, asked, rule)

    def count(
        self, call: Call, case: str, thing: str, *, count: int | str | None, reason: str = ""
    ) -> Outcome:
        """A thing was counted where it is."""
        asked = {"action": "count", "thing": thing, "count": _text(count), "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return custody.count_custody(known, ask, thing, count=count, reason=reason)

        return self._writer.one(call, case, asked, rule)

    def move(
        self,
        call: Call,
        case: str,
        thing: str,
        *,
        to: str,
        count: int | str | None = None,
        reason: str = "",
    ) -> Outcome:
        """A thing goes to another person."""
        asked = {
            "action": "move",
            "thing": thing,
            "to": to,
            "count": _text(count),
            "reason": reason,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return custody.move_custody(known, ask, thing, to=to, count=count, reason=reason)

        return self._writer.one(call, case, asked, rule)

    def end(  # noqa: PLR0913  how a custody ends
        self,
        call: Call,
        case: str,
        thing: str,
        *,
        outcome: str,
        to: str = "",
        count: int | str | None = None,
        reason: str = "",
    ) -> Outcome:
        """A thing leaves our hands."""
        asked = {
            "action": "end",
            "thing": thing,
            "outcome": [outcome, to],
            "count": _text(count),
            "reason": reason,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return custody.end_custody(
                known, ask, thing, outcome=outcome, to=to, count=count, reason=reason
            )

        return self._writer.one(call, case, asked, rule)

    # --- promises ---------------------------------------------------------------------------------------------------------

    def promise(  # noqa: PLR0913  the parts of a promise
        self,
        call: Call,
        case: str,
        *,
        to: str,
        what: str,
        by: date,
        task: str | None = None,
        contact: str = "",
    ) -> Outcome:
        """Somebody outside was told to count on something."""
        asked = {
            "action": "promise",
            "to": [to, contact],
            "what": what,
            "by": by.isoformat(),
            "task": task,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (
                promises.make_promise(
                    known, ask, to=to, what=what, by=by, task=task, contact=contact
                ),
            )

        return self._writer.one(call, case, asked, rule)

    def move_promise(self, call: Call, case: str, promise: str, *, by: date, note: str) -> Outcome:
        """They were told another day."""
        asked = {
            "action": "move_promise",
            "promise": promise,
            "by": by.isoformat(),
            "note": note,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (promises.move_promise(known, ask, promise, by=by, note=note),)

        return self._writer.one(call, case, asked, rule)

    def settle_promise(
        self, call: Call, case: str, promise: str, *, outcome: str, note: str = ""
    ) -> Outcome:
        """A promise was kept, broken or withdrawn."""
        asked = {"action": "settle", "promise": promise, "outcome": outcome, "note": note}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            entry = promises.settle_promise(known, ask, promise, outcome=outcome, note=note)
            return (entry,)

        return self._writer.one(call, case, asked, rule)

    # --- papers out for signature -----------------------------------------------------------------------------------------

    def send_out(
        self, call: Call, case: str, document: str, *, to: str, expected: date | None = None
    ) -> Outcome:
        """An issued document goes out for signature."""
        back = None if expected is None else expected.isoformat()
        asked = {"action": "send_out", "document": document, "to": to, "expected": back}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (promises.send_out(known, ask, document, to=to, expected=expected),)

        return self._writer.one(call, case, asked, rule)

    def take_back(  # noqa: PLR0913  what came back
        self,
        call: Call,
        case: str,
        document: str,
        *,
        content: bytes | None = None,
        media: str = "application/pdf",
        signed: bool = True,
        note: str = "",
    ) -> Outcome:
        """A document came back, signed with its scan or unsigned."""
        file = None
        if content is not None:
            known_before = self._shelf.warm(case).case
            seal = promises.is_sensitive(known_before, document)
            (file,) = self._intake.keep(call, known_before, [(content, media, seal)])
        asked = {
            "action": "take_back",
            "document": document,
            "file": None if file is None else file.digest,
            "signed": signed,
            "note": note,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            entry = promises.take_back(known, ask, document, file=file, signed=signed, note=note)
            return (entry,)

        return self._writer.one(call, case, asked, rule)

    # --- places -----------------------------------------------------------------------------------------------------------

    def record_place(
        self, call: Call, case: str, given: PlaceGiven, *, place: str | None = None
    ) -> Outcome:
        """Where tasks are done and when it is open: a new place, or one of before with other values."""
        # As pairs, because what people write for days may be anything, and names in a request may not.
        hours: list[Json] = [[days, times] for days, times in given.hours.items()]
        said = {**asdict(given), "hours": hours, "items": list(given.items)}
        asked: dict[str, Json] = {"action": "record_place", "place": place, "given": said}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (places.record_place(known, ask, given, place),)

        return self._writer.one(call, case, asked, rule)


def _text(count: int | str | None) -> str | None:
    """A count as text, for telling whether a repeated request asks the same."""
    return None if count is None else str(count)
