"""The derived rows: written beside the entries, read by the board, made again by a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Boolean, Connection, Engine, Table, bindparam, delete, select

from launchkit.domain.recorded import CaseRow, DocumentRow, RowChanges, TaskRow
from launchkit.store import tables
from launchkit.store.engine import Prepared, dialect_of


def upsert(table: Table, engine: Engine) -> Prepared:
    """A statement that inserts a row or replaces all of it that is not its key."""
    statement = dialect_of(engine).insert(table)
    others = {c.name: statement.excluded[c.name] for c in table.c if not c.primary_key}
    return Prepared(
        statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others),
        engine,
    )


class Shape:
    """How one kind of row goes into its table and comes back."""

    def __init__(self, kind: type[Any], table: Table) -> None:
        self.kind: Final = kind
        self.table: Final = table
        self.names: Final = tuple(field.name for field in fields(kind))
        self._take = attrgetter(*self.names)
        self._flags = [
            place
            for place, name in enumerate(self.names)
            if isinstance(table.c[name].type, Boolean)
        ]

    def values(self, row: object, fold_version: int) -> dict[str, Any]:
        """The row as parameters."""
        found = dict(zip(self.names, self._take(row), strict=True))
        found["fold_version"] = fold_version
        return found

    def row(self, values: Sequence[Any]) -> Any:
        """The row that a query for `names` gave."""
        found = list(values)
        for place in self._flags:
            found[place] = bool(found[place])
        return self.kind(**dict(zip(self.names, found, strict=True)))

    def columns(self) -> list[Any]:
        """The columns to select."""
        return [self.table.c[name] for name in self.names]


CASES: Final = Shape(CaseRow, tables.cases)
TASKS: Final = Shape(TaskRow, tables.tasks)
DOCUMENTS: Final = Shape(DocumentRow, tables.documents)
_SHAPES: Final = (CASES, TASKS, DOCUMENTS)


class RowWriter:
    """Writes derived rows."""

    def __init__(self, engine: Engine, fold_version: int) -> None:
        self._fold_version = fold_version
        self._upserts = {shape.kind: upsert(shape.table, engine) for shape in _SHAPES}
        self._clear = [
            Prepared(delete(shape.table).where(shape.table.c.case == bindparam("of")), engine)
            for shape in _SHAPES
        ]
        gone = tables.tasks
        self._gone = Prepared(
            delete(gone).where(gone.c.case == bindparam("of"), gone.c.task == bindparam("gone")),
            engine,
        )

    def write(self, connection: Connection, rows: RowChanges) -> None:
        """Write what changed."""
        self._put(connection, CASES, rows.cases)
        self._put(connection, TASKS, rows.tasks)
        self._put(connection, DOCUMENTS, rows.documents)
        self._gone.many(connection, [{"of": case, "gone": task} for case, task in rows.gone_tasks])

    def clear(self, connection: Connection, case: str) -> None:
        """Remove all rows of a case."""
        for statement in self._clear:
            statement.run(connection, of=case)

    def _put(self, connection: Connection, shape: Shape, rows: Iterable[object]) -> None:
        version = self._fold_version
        found = [shape.values(row, version) for row in rows]
        self._upserts[shape.kind].many(connection, found)


def read_cases(connection: Connection, states: Sequence[str]) -> list[CaseRow]:
    """The board, newest case first; of all states if none is named."""
    table = tables.cases
    query = select(*CASES.columns()).order_by(
        table.c.year.desc(), table.c.serial.desc(), table.c.case
    )
    if states:
        query = query.where(table.c.state.in_(states))
    return [CASES.row(found) for found in connection.execute(query)]


def read_case(connection: Connection, case: str) -> CaseRow | None:
    """One line of the board."""
    query = select(*CASES.columns()).where(tables.cases.c.case == case)
    found = connection.execute(query).first()
    return None if found is None else CASES.row(found)


def read_tasks(connection: Connection, case: str | None, owner: str | None) -> list[TaskRow]:
    """Tasks by case and code."""
    table = tables.tasks
    query = select(*TASKS.columns()).order_by(table.c.case, table.c.code, table.c.task)
    if case is not None:
        query = query.where(table.c.case == case)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    return [TASKS.row(found) for found in connection.execute(query)]


def read_documents(connection: Connection, case: str) -> list[DocumentRow]:
    """Documents of a case by id."""
    table = tables.documents
    query = select(*DOCUMENTS.columns()).where(table.c.case == case).order_by(table.c.document)
    return [DOCUMENTS.row(found) for found in connection.execute(query)]


def cases_of_other_fold(connection: Connection, fold_version: int) -> list[str]:
    """Cases with a row that another version of the fold computed: they need a rebuild."""
    found: set[str] = set()
    for table in tables.DERIVED:
        query = select(table.c.case).where(table.c.fold_version != fold_version).distinct()
        found.update(connection.scalars(query))
    return sorted(found)


def read_all(connection: Connection, case: str) -> RowChanges:
    """All derived rows of a case."""
    found = read_case(connection, case)
    return RowChanges(
        cases=() if found is None else (found,),
        tasks=tuple(read_tasks(connection, case, None)),
        documents=tuple(read_documents(connection, case)),
    )
