"""Looking: which cases a person may see, and finding one by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from launchkit.desk.ports import Clock, Store
from launchkit.desk.shelf import Shelf
from launchkit.domain.ask import Ask
from launchkit.domain.counsel import veiled
from launchkit.domain.errors import NotFound
from launchkit.domain.people import SYSTEM
from launchkit.domain.recorded import CaseRow, Recorded, TaskRow
from launchkit.domain.rights import may_read
from launchkit.domain.trail import case_stream

#: As many cases are named where a name was not found.
SHOWN = 8


class Reading:
    """What a viewer may see; whoever is not named sees what is open to everybody.

    A restricted case is not there for others: neither its number nor its name is told.
    """

    def __init__(self, store: Store, shelf: Shelf, clock: Clock) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock

    def cases(self, viewer: str | None, *, states: Sequence[str] = ()) -> list[CaseRow]:
        """Board rows the viewer may see, newest case first."""
        sees = self._sight(viewer)
        return [row for row in self._store.cases(states=states) if sees(row)]

    def tasks(self, viewer: str | None, *, case: str | None = None) -> list[TaskRow]:
        """Task rows of the cases the viewer may see."""
        seen = {row.case for row in self.cases(viewer)}
        return [row for row in self._store.tasks(case=case) if row.case in seen]

    def find_case(self, name: str, *, viewer: str | None) -> str:
        """Id of a case by id, number (`特情〔2026〕3号`, or just `3`), name or the beginning of its id; raises `NotFound`."""
        rows = self.cases(viewer)
        exact = [row.case for row in rows if name in (row.case, row.number, row.name)]
        found = exact or [
            row.case
            for row in rows
            if row.number.endswith(f"〕{name}号") or (len(name) >= 4 and row.case.startswith(name))
        ]
        if len(found) == 1:
            return found[0]
        shown = "、".join(row.number for row in rows[:SHOWN]) or "—"
        if found:
            raise NotFound(f"{name} 不止一个专案，请写全编号。", f"{name} names several cases.")
        raise NotFound(
            f"没有专案 {name}；现有：{shown}", f"There is no case {name}; known: {shown}"
        )

    def ask(self, viewer: str | None) -> Ask:
        """Who looks, and when; somebody who is not named is nobody."""
        house = self._shelf.house()
        person = None if viewer is None else house.acting(viewer)
        return Ask(actor=person or "", now=self._clock(), people=house.roster())

    def entries(
        self,
        case: str,
        *,
        viewer: str | None,
        upto: int | None = None,
        after: int = 0,
        kinds: Collection[str] | None = None,
    ) -> Sequence[Recorded]:
        """Entries of a case as the viewer may read them: what only counsel and those who asked may know is covered.

        `kinds`: those alone, which saves opening the others.
        """
        known, ask = self._shelf.warm(case).case, self.ask(viewer)
        found = self._store.load(case_stream(case), after=after, upto=upto, kinds=kinds)
        return [veiled(one, known, ask) for one in found]

    def _sight(self, viewer: str | None) -> Callable[[CaseRow], bool]:
        house = self._shelf.house()
        person = None if viewer is None else house.acting(viewer)
        roster = house.roster()
        if person == SYSTEM:
            return lambda _row: True
        if person is not None and roster.is_suspended(person):
            return lambda _row: False
        ask = Ask(actor=person or "", now=self._clock(), people=roster)

        def sees(row: CaseRow) -> bool:
            return not row.restricted or may_read(self._shelf.warm(row.case).case, ask)

        return sees
