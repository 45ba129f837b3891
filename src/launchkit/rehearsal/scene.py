"""What the actions of a script act on: the desk, the case that is played, and the clock where the script is."""

from __future__ import annotations

from datetime import datetime

from launchkit.bootstrap import Office
from launchkit.desk import Call, Desk
from launchkit.domain.case import Case
from launchkit.library.case_file import ScriptStep
from launchkit.rehearsal.clock import VirtualClock

#: By which way everything in a rehearsal comes in.
CHANNEL = "rehearsal"


class Scene:
    """One case on the desk of one office, at the time of the script."""

    def __init__(self, office: Office, clock: VirtualClock) -> None:
        self.office = office
        self.clock = clock
        #: id of the case; empty until it is opened
        self.case_id = ""
        #: what the clockwork could not do, as a sentence each
        self.troubles: list[str] = []

    @property
    def desk(self) -> Desk:
        """The use cases."""
        return self.office.desk

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return self.desk.case(self.case_id)

    def call(self, actor: str, *, happened: str | None = None, behalf: str | None = None) -> Call:
        """An action by somebody, under a request id of its own."""
        return Call(
            actor=actor,
            request=self.office.ids(),
            channel=CHANNEL,
            happened=happened,
            behalf=behalf,
        )

    def by(self, step: ScriptStep) -> Call:
        """The call of a step: by whom, in whose place, for which day."""
        return self.call(step.as_, happened=step.happened, behalf=step.for_)

    def sweep_at(self, instant: datetime) -> None:
        """Let the clockwork look at every case at an instant."""
        self.clock.to(instant)
        swept = self.desk.clockwork.sweep(channel=CHANNEL)
        self.troubles.extend(_trouble(one.document, one.zh) for one in swept.troubles)

    def advance(self) -> None:
        """Let the clockwork advance the case."""
        advanced = self.desk.clockwork.advance(self.case_id, channel=CHANNEL)
        self.troubles.extend(_trouble(one.document, one.zh) for one in advanced.troubles)


def _trouble(document: str | None, says: str) -> str:
    return f"{document}: {says}" if document else says
