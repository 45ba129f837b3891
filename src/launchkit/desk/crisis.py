"""A case in crisis: severity, the timeline of facts, questions to counsel, reports to headquarters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from launchkit.desk.calls import Call, Outcome
from launchkit.desk.writer import Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.crisis import ReportForm
from launchkit.domain.recorded import Draft, Json
from launchkit.domain.rules import crisis as rules
from launchkit.domain.telling.report_text import part_text
from launchkit.domain.telling.situation import situation


class Crisis:
    """One method per action, as in the desk."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def set_severity(self, call: Call, case: str, level: int, *, reason: str) -> Outcome:
        """Headquarters grades the case."""
        asked = {"action": "severity", "level": level, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.set_severity(known, ask, level, reason=reason),)

        return self._writer.one(call, case, asked, rule, sign=True)

    def note_happening(
        self,
        call: Call,
        case: str,
        *,
        at: str,
        what: str,
        source: str,
        task: str | None = None,
    ) -> Outcome:
        """Something happened, and somebody or some paper says so."""
        asked: dict[str, Json] = {
            "action": "happening",
            "at": at,
            "what": what,
            "source": source,
            "task": task,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.note_happening(known, ask, at=at, what=what, source=source, task=task),)

        return self._writer.one(call, case, asked, rule)

    def withdraw_happening(self, call: Call, case: str, happening: str, *, reason: str) -> Outcome:
        """What was noted does not hold."""
        asked = {"action": "withdraw_happening", "happening": happening, "reason": reason}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.withdraw_happening(known, ask, happening, reason=reason),)

        return self._writer.one(call, case, asked, rule)

    def ask_counsel(
        self,
        call: Call,
        case: str,
        *,
        text: str = "",
        due: date | None = None,
        point: str | None = None,
    ) -> Outcome:
        """Somebody asks counsel, in their own words or with a question of the checklist."""
        asked: dict[str, Json] = {
            "action": "ask_counsel",
            "text": text,
            "due": None if due is None else due.isoformat(),
            "point": point,
        }

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.ask_counsel(known, ask, text=text, due=due, point=point),)

        return self._writer.one(call, case, asked, rule)

    def answer_counsel(self, call: Call, case: str, question: str, *, answer: str) -> Outcome:
        """Counsel answers."""
        asked = {"action": "answer_counsel", "question": question, "answer": answer}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return (rules.answer_counsel(known, ask, question, answer=answer),)

        return self._writer.one(call, case, asked, rule, sign=True)

    def file_report(
        self, call: Call, case: str, form: ReportForm, parts: Mapping[str, str] | None = None
    ) -> Outcome:
        """A report is filed with the texts of a person; what they leave out is computed."""
        own = dict(parts or {})
        asked: dict[str, Json] = {"action": "report", "form": form.value, "parts": own}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            found = situation(known, ask.now, form=form, people=ask.people)
            computed = {
                "conditions": part_text(found.conditions, "zh"),
                "actions": part_text(found.actions, "zh"),
                "needs": part_text(found.needs, "zh"),
            }
            texts = {**computed, **own}
            return (
                rules.file_report(
                    known,
                    ask,
                    form,
                    conditions=texts["conditions"],
                    actions=texts["actions"],
                    needs=texts["needs"],
                    figures=found.figures,
                ),
            )

        return self._writer.one(call, case, asked, rule, sign=True)
