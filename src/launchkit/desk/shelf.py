"""Cases as they stand, kept warm by the end of their stream."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock

from launchkit.desk.calls import Call
from launchkit.desk.ports import Library, Store
from launchkit.domain.book import Book, book_of
from launchkit.domain.case import Case
from launchkit.domain.errors import NotFound
from launchkit.domain.fold import apply, fold
from launchkit.domain.house import House, fold_house
from launchkit.domain.index import all_rows
from launchkit.domain.recorded import Recorded, TaskRow
from launchkit.domain.trail import HOUSE, case_stream, instant_text

#: Cases kept in memory; a case of 80 tasks takes well under a megabyte.
KEEP = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Warm:
    """A case with the rows that the store holds for it."""

    case: Case
    rows: Mapping[str, TaskRow]


class Shelf:
    """Reads cases and the house; folds only what is new since the last look."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library
        self._warm: OrderedDict[str, Warm] = OrderedDict()
        self._books: dict[str, Book] = {}
        self._house = House()
        # Pages are served by several threads: one folds, the others wait for what it found.
        self._lock = RLock()

    def warm(self, case: str) -> Warm:
        """Case at the present end of its stream; raises `NotFound`."""
        with self._lock:
            return self._warmed(case)

    def _warmed(self, case: str) -> Warm:
        stream = case_stream(case)
        head = self._store.head(stream)
        if head.seq == 0:
            raise NotFound(f"没有专案 {case}。", f"There is no case {case}.")
        found = self._warm.get(case)
        if found is None:
            known = fold(self._book_for(case), self._store.load(stream))
            found = Warm(case=known, rows={row.task: row for row in all_rows(known).tasks})
        elif found.case.seq < head.seq:
            known = apply(found.case, self._store.load(stream, after=found.case.seq))
            found = Warm(case=known, rows={row.task: row for row in all_rows(known).tasks})
        self.keep(found)
        return found

    def keep(self, warm: Warm) -> None:
        """Remember a case; the one unused for longest gives way. What is older than the case kept is let go."""
        with self._lock:
            held = self._warm.get(warm.case.id)
            if held is None or held.case.seq <= warm.case.seq:
                self._warm[warm.case.id] = warm
            self._warm.move_to_end(warm.case.id)
            while len(self._warm) > KEEP:
                self._warm.popitem(last=False)

    def forget(self, case: str) -> None:
        """Fold the case anew at the next look, e.g. after an erasure."""
        with self._lock:
            self._warm.pop(case, None)

    def as_of(self, case: str, instant: datetime) -> Case:
        """Case as recorded at an instant; raises `NotFound` if it did not exist then."""
        until = instant_text(instant)
        entries = [
            one for one in self._store.load(case_stream(case)) if one.envelope.recorded_at <= until
        ]
        if not entries:
            raise NotFound(
                f"专案 {case} 在 {until} 还不存在。", f"Case {case} did not exist at {until}."
            )
        return fold(self._book_for(case), entries)

    def folded(self, book: Book, entries: Sequence[Recorded]) -> Case:
        """Case as some of its entries make it; not kept."""
        return fold(book, entries)

    def house(self) -> House:
        """House at the present end of its stream."""
        with self._lock:
            if self._store.head(HOUSE).seq != self._house.seq:
                fresh = self._store.load(HOUSE, after=self._house.seq)
                self._house = fold_house(fresh, self._house)
            return self._house

    def acting(self, call: Call) -> Call:
        """The call by the person behind the account; the channel keeps under which name they signed in."""
        person = self.house().acting(call.actor)
        if person == call.actor:
            return call
        return replace(call, actor=person, channel=f"{call.channel}:{call.actor}")

    def forget_house(self) -> None:
        """Fold the house anew at the next look."""
        with self._lock:
            self._house = House()

    def book(self, digest: str) -> Book:
        """Pinned definition, indexed; raises `NotFound` if the store has lost it."""
        if digest not in self._books:
            body = self._store.definition(digest)
            if body is None:
                raise NotFound(
                    f"固定的清单定义 {digest[:12]} 不在库中，请从备份恢复。",
                    f"The pinned definition {digest[:12]} is not in the store; restore a backup.",
                )
            self._books[digest] = book_of(self._library.read(digest, body), digest)
        return self._books[digest]

    def _book_for(self, case: str) -> Book:
        (first,) = self._store.load(case_stream(case), upto=1)
        return self.book(first.envelope.definition or "")
