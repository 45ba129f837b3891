"""How far the clockwork has come: in each case, and as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, or_, select

from launchkit.domain.trail import instant_text
from launchkit.store import tables
from launchkit.store.engine import Database, dialect_of
from launchkit.store.rows import upsert


class Sweeping:
    """What has been advanced and swept, and what waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cases_to_sweep(self, now: datetime) -> Iterator[str]:
        """Open cases in which the clock has changed something, the longest waiting first.

        And those with entries that nobody has advanced them over.
        """
        table, advanced = tables.cases, tables.advances
        due = table.c.next_change <= instant_text(now)
        behind = func.coalesce(advanced.c.seq, 0) < table.c.stream_seq
        query = (
            select(table.c.case)
            .select_from(table.outerjoin(advanced, advanced.c.case == table.c.case))
            .where(table.c.state == "open", or_(due, behind))
            .order_by(table.c.next_change)
        )
        with self._database.reading() as connection:
            found = connection.scalars(query).all()
        # Read to the end at once: a sweep writes, and must not hold a reading transaction open.
        return iter(found)

    def note_advance(self, case: str, seq: int) -> None:
        """Remember up to which entry of its stream a case has been advanced."""
        table = tables.advances
        statement = dialect_of(self._database.engine).insert(table).values(case=case, seq=seq)
        newer = statement.excluded.seq
        with self._database.writing() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[table.c.case],
                    set_={"seq": newer},
                    # Of two who advanced at once, the one who saw less may come last.
                    where=table.c.seq < newer,
                )
            )

    def note_sweep(self, at: datetime) -> None:
        """Remember when the last sweep ran."""
        with self._database.writing() as connection:
            upsert(tables.sweeps, self._database.engine).run(
                connection, one=1, at=instant_text(at)
            )

    def last_sweep(self) -> datetime | None:
        """When the last sweep ran (UTC)."""
        with self._database.reading() as connection:
            text = connection.scalar(select(tables.sweeps.c.at))
        return None if text is None else datetime.fromisoformat(text)
