"""Adopting a calendar year: what it would move, and then the same in every open case and for the cases to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from launchkit.desk.calls import Call
from launchkit.desk.clockwork import Clockwork, calendar_body
from launchkit.desk.opening import roles_held
from launchkit.desk.ports import Store
from launchkit.desk.reading import Reading
from launchkit.desk.registry import Registry
from launchkit.desk.shelf import Shelf
from launchkit.domain.calendar import CalendarStatus
from launchkit.domain.checklist import CalendarYear
from launchkit.domain.entries import CalendarAdopted
from launchkit.domain.errors import Refused
from launchkit.domain.matrix import HouseOperation
from launchkit.domain.rules.house import require
from launchkit.domain.trail import canonical, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a year changes: deadlines by the case they are in, as far as whoever asks may see it."""

    year: CalendarYear
    digest: str
    #: case -> (task, due, last day and plan date before and after)
    cases: Mapping[str, Sequence[Mapping[str, Any]]]
    #: deadlines that move in cases that are not for whoever asks to see
    elsewhere: int = 0


class Calendars:
    """Looks ahead and adopts; headquarters and administrators may."""

    def __init__(
        self,
        *,
        store: Store,
        shelf: Shelf,
        reading: Reading,
        clockwork: Clockwork,
        registry: Registry,
    ) -> None:
        self._store = store
        self._shelf = shelf
        self._reading = reading
        self._clockwork = clockwork
        self._registry = registry

    def preview(self, call: Call, year: CalendarYear) -> Moved:
        """What adopting a year would move; nothing is written."""
        call = self._require(call, year)
        found = {
            row.case: list(self._clockwork.would_move(call, row.case, year))
            for row in self._store.cases(states=("open",))
        }
        return self._told(call, year, found)

    def adopt(self, call: Call, year: CalendarYear) -> Moved:
        """Every open case counts by the year from now on, with an entry that names what moved; the house remembers it."""
        call = self._require(call, year)
        body = calendar_body(year)
        mark = digest(canonical(body))
        found: dict[str, Sequence[Mapping[str, Any]]] = {}
        for row in self._store.cases(states=("open",)):
            own = replace(call, request=f"{call.request}.{row.case}", expect=None)
            outcome = self._clockwork.adopt_calendar(own, row.case, year, mark)
            found[row.case] = [
                change
                for one in outcome.recorded
                if one.envelope.kind == CalendarAdopted.KIND
                for change in one.data["moved"]
            ]
        self._registry.add(
            replace(call, request=f"{call.request}.house", expect=None),
            CalendarAdopted(year=year.year, digest=mark, body=body),
        )
        return self._told(call, year, found)

    def _require(self, call: Call, year: CalendarYear) -> Call:
        call = self._shelf.acting(call)
        house = self._shelf.house()
        held = roles_held(self._store, self._shelf, call.actor)
        require(house, call.actor, HouseOperation.ADOPT_CALENDAR, held)
        known = house.calendars.get(year.year)
        official = known is not None and known.body["status"] == CalendarStatus.OFFICIAL
        if official and year.status != CalendarStatus.OFFICIAL:
            raise Refused(
                "official_already",
                f"{year.year} 年已采用正式安排，不能换回暂定的。",
                f"The official calendar of {year.year} is adopted; a provisional one does not replace it.",
            )
        return call

    def _told(
        self, call: Call, year: CalendarYear, found: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> Moved:
        seen = {row.case for row in self._reading.cases(call.actor)}
        return Moved(
            year=year,
            digest=digest(canonical(calendar_body(year))),
            cases={case: moved for case, moved in found.items() if case in seen},
            elsewhere=sum(len(moved) for case, moved in found.items() if case not in seen),
        )
