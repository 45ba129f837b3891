"""How many bytes of files each person has handed in since an instant."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Final

from sqlalchemy import Connection, select

from launchkit.domain.entries import HANDED_IN
from launchkit.domain.trail import Envelope, instant_text
from launchkit.store import tables
from launchkit.store.engine import Database

#: Local midnights in use at once: one for each zone in which somebody hands something in.
_KEEP: Final = 32


@dataclass(slots=True)
class _Count:
    #: the last entry that was counted
    upto: int = 0
    bytes: Counter[str] = field(default_factory=Counter)


class HandedIn:
    """Counts once from an instant on, and then only what is new; entries are written in order and never change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: OrderedDict[str, _Count] = OrderedDict()
        self._lock = Lock()

    def since(self, actor: str, instant: datetime) -> int:
        """Bytes that a person has handed in from an instant on, as evidence or as signed papers; what is printed here does not count."""
        begin = instant_text(instant)
        with self._lock, self._database.reading() as connection:
            count = self._counts.setdefault(begin, _Count())
            self._counts.move_to_end(begin)
            while len(self._counts) > _KEEP:
                self._counts.popitem(last=False)
            _add(connection, count, begin)
            return count.bytes[actor]


def _add(connection: Connection, count: _Count, begin: str) -> None:
    table = tables.entries
    query = (
        select(table.c.body)
        .where(table.c.seq > count.upto, table.c.kind.in_(HANDED_IN), table.c.recorded_at >= begin)
        .order_by(table.c.seq)
    )
    for body in connection.scalars(query):
        envelope = Envelope.from_bytes(bytes(body))
        count.bytes[envelope.actor] += sum(file.size for file in envelope.files)
        count.upto = envelope.seq
