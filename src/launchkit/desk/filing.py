"""Facts and files that people bring, by themselves or with a task that is done: all of one action is written, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from launchkit.desk.calls import Call, Decision, Outcome, facts_asked
from launchkit.desk.chain import Chain
from launchkit.desk.intake import Intake
from launchkit.desk.shelf import Shelf
from launchkit.desk.writer import Rule, Writer
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.recorded import Draft
from launchkit.domain.rules import facts, tasks
from launchkit.domain.rules.common import task_of
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


class Filing:
    """Writes down what was brought."""

    def __init__(
        self, writer: Writer, shelf: Shelf, intake: Intake, check: IdentifierCheck
    ) -> None:
        self._writer = writer
        self._shelf = shelf
        self._intake = intake
        self._check = check

    def state(self, call: Call, case: str, stated: Mapping[str, object]) -> Outcome:
        """Facts by themselves."""
        asked = {"action": "state", "facts": facts_asked(stated)}

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return facts.state(known, ask, stated, self._check)

        return self._writer.one(call, case, asked, rule)

    def done(
        self,
        call: Call,
        case: str,
        task: str,
        stated: Mapping[str, object],
        files: Sequence[Attachment],
    ) -> Outcome:
        """Facts and files, and with them the task is done."""

        def rule(known: Case, ask: Ask) -> Iterable[Draft]:
            return tasks.done(known, ask, task)

        return self._filed("done", call, case, task, stated, files, rule)

    def attach(
        self,
        call: Call,
        case: str,
        task: str,
        stated: Mapping[str, object],
        files: Sequence[Attachment],
    ) -> Outcome:
        """Facts and files for a task that goes on."""
        return self._filed("attach", call, case, task, stated, files, lambda _known, _ask: ())

    def _filed(  # noqa: PLR0913, PLR0917  an action with everything that is handed in beside it
        self,
        action: str,
        call: Call,
        case: str,
        task: str,
        stated: Mapping[str, object],
        files: Sequence[Attachment],
        rule: Rule,
    ) -> Outcome:
        known = self._shelf.warm(case).case
        handed = [
            (one.content, one.media, tasks.is_sensitive(known, task, one.rule)) for one in files
        ]
        kept = self._intake.keep(call, known, handed)
        asked = {
            "action": action,
            "task": task,
            "facts": facts_asked(stated),
            "files": [one.digest for one in kept],
        }

        def decide(known: Case, ask: Ask) -> Decision:
            chain = Chain(call, known, ask)
            if stated:
                own = facts.own_names(known, task, stated)
                chain.add(facts.state(known, ask, own, self._check))
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
