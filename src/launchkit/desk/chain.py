"""Several rules in one action: each looks at the case as the ones before will have left it."""

from __future__ import annotations

from collections.abc import Iterable

from launchkit.desk.calls import Call, Decision
from launchkit.desk.writer import foreseen
from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.fold import apply
from launchkit.domain.recorded import Draft, Notice, Recorded


class Chain:
    """Collects drafts and keeps the case they lead to."""

    def __init__(self, call: Call, case: Case, ask: Ask) -> None:
        self.case = case
        self.drafts: list[Draft] = []
        self._coming: list[Recorded] = []
        self._call = call
        self._ask = ask

    def add(self, drafts: Iterable[Draft]) -> None:
        """Take the drafts of one rule."""
        new = tuple(drafts)
        if new:
            coming = foreseen(self._call, self._ask, self.case, new)
            self.case = apply(self.case, coming)
            self.drafts.extend(new)
            self._coming.extend(coming)

    def decision(self, notices: Iterable[Notice] = ()) -> Decision:
        """All of it, ready to be written."""
        return Decision(
            drafts=tuple(self.drafts),
            notices=tuple(notices),
            coming=tuple(self._coming),
            case=self.case,
        )
