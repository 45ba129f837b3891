"""The board: derived rows of all cases as pages and commands ask for them, and their replacement by a rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Connection, select

from launchkit.domain.recorded import CaseRow, RowChanges, TaskRow
from launchkit.domain.store_errors import StreamMoved
from launchkit.domain.trail import case_stream
from launchkit.store import tables
from launchkit.store.engine import Database
from launchkit.store.reading import read_head
from launchkit.store.rows import (
    RowWriter,
    cases_of_other_fold,
    read_all,
    read_case,
    read_cases,
    read_tasks,
)


class Board:
    """Rows of one version of the fold."""

    def __init__(self, database: Database, fold_version: int) -> None:
        self._database = database
        self._fold_version = fold_version
        #: lines by states, as of a version of the database
        self._lines: dict[tuple[str, ...], tuple[int | None, tuple[CaseRow, ...]]] = {}

    @cached_property
    def writer(self) -> RowWriter:
        """Writes rows; made at the first write, because compiling its statements takes longer than a command that reads."""
        return RowWriter(self._database.engine, self._fold_version)

    def cases(self, *, states: Sequence[str] = ()) -> Sequence[CaseRow]:
        """The board, newest case first; all states if none is named."""
        # Every page asks for it. The version is looked at first: rows that are newer than it are read once more, never older ones kept.
        version, key = self._database.version(), tuple(states)
        held = self._lines.get(key)
        if held is not None and version is not None and held[0] == version:
            return list(held[1])
        with self._database.reading() as connection:
            rows = read_cases(connection, states)
        self._lines[key] = (version, tuple(rows))
        return rows

    def case_row(self, case: str) -> CaseRow | None:
        """One line of the board."""
        with self._database.reading() as connection:
            return read_case(connection, case)

    def tasks(self, *, case: str | None = None, owner: str | None = None) -> Sequence[TaskRow]:
        """Tasks of a case, of an owner, or all, by case and code."""
        with self._database.reading() as connection:
            return read_tasks(connection, case, owner)

    def derived_rows(self, case: str) -> RowChanges:
        """The derived rows of a case as they are stored, to be compared with a replay."""
        with self._database.reading(steady=True) as connection:
            return read_all(connection, case)

    def cases_to_rebuild(self) -> Sequence[str]:
        """Cases with rows that another version of the fold computed."""
        with self._database.reading() as connection:
            return cases_of_other_fold(connection, self._fold_version)

    def replace_rows(self, case: str, rows: RowChanges) -> None:
        """Put these derived rows in place of all that a case has.

        Raises `StreamMoved` if the case has grown since the rows were computed.
        """
        with self._database.writing() as connection:
            self._check_place(connection, case, rows)
            self.writer.clear(connection, case)
            self.writer.write(connection, rows)

    def _check_place(self, connection: Connection, case: str, rows: RowChanges) -> None:
        stream = case_stream(case)
        # The lock on the log, so that nobody can append between this look and the commit.
        connection.execute(select(tables.log_head.c.one).with_for_update())
        actual = read_head(connection, stream).seq
        for row in rows.cases:
            if row.stream_seq != actual:
                raise StreamMoved(stream, row.stream_seq, actual)
