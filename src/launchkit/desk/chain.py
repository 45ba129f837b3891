"""Several rules in one action: each looks at the case as the ones before will have left it."""

from __future__ import annotations

from collections.abc import Iterable

from launchkit.desk.calls import Call
from launchkit.desk.writer import foreseen
from launchkit.domain.case import Case
from launchkit.domain.fold import apply
from launchkit.domain.recorded import Draft
from launchkit.domain.rules.common import Ask
from launchkit.domain.trail import instant_text


class Chain:
    """Collects drafts and keeps the case they lead to."""

    def __init__(self, call: Call, case: Case, ask: Ask) -> None:
        self.case = case
        self.drafts: list[Draft] = []
        self._call = call
        self._at = instant_text(ask.now)

    def add(self, drafts: Iterable[Draft]) -> None:
        """Take the drafts of one rule."""
        new = tuple(drafts)
        if new:
            self.case = apply(self.case, foreseen(self._call, self.case, new, self._at))
            self.drafts.extend(new)
