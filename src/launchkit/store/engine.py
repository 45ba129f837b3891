"""Connections: one way to read, one way to write, on SQLite and PostgreSQL."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.sql.expression import ClauseElement

from launchkit.domain.failpoints import reach
from launchkit.domain.store_errors import StoreBroken, StoreBusy, StoreError

_log = logging.getLogger(__name__)


def _is_no_row(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


# SQLAlchemy hides what goes into a statement, but tells the rows that come out to whoever turns its log up: they name people.
logging.getLogger("sqlalchemy.engine.Engine").addFilter(_is_no_row)

WAIT_SECONDS: Final = 5
"""How long a writer waits for another before it says that the database is busy."""

_SQLITE_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
# lock_not_available, deadlock_detected, serialization_failure, query_canceled
_POSTGRESQL_BUSY: Final = frozenset({"55P03", "40P01", "40001", "57014"})

_FULL: Final = ("磁盘已满", "the disk is full")
_DAMAGED: Final = ("数据库文件已损坏，请从备份恢复", "its file is damaged; restore a backup")
_REASONS: Final = {
    "SQLITE_FULL": _FULL,
    "53100": _FULL,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_CANTOPEN": ("数据库文件无法打开", "its file cannot be opened"),
    "SQLITE_READONLY": ("数据库文件是只读的", "its file is read-only"),
    "OperationalError": ("无法连接数据库服务器", "the server cannot be reached"),
}

_PRAGMAS: Final = (
    # NORMAL, which most advice for WAL names, loses acknowledged work at a power cut.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}",
    # An erased value must not stay behind in free pages.
    "PRAGMA secure_delete=ON",
    # A definition in a foreign file must not be able to run functions.
    "PRAGMA trusted_schema=OFF",
)


@dataclass(frozen=True, slots=True)
class Database:
    """An engine and what differs between the two databases."""

    engine: Engine
    #: In one process writers queue here: SQLite's own waiting starves some of them for seconds.
    _turn: threading.Lock = field(default_factory=threading.Lock)
    #: SQLite only: the one connection of `peek`, and whose turn it is there
    _peeking: list[sqlite3.Connection] = field(default_factory=list)
    _peek_turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite; otherwise it is PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name else None

    @contextmanager
    def reading(self, *, steady: bool = False) -> Iterator[Connection]:
        """A transaction for reading; `steady` shows one state to all its statements."""
        options = {"isolation_level": "REPEATABLE READ"} if steady and not self.is_sqlite else {}
        with self._speaking(), self.engine.connect().execution_options(**options) as connection:
            yield connection

    def peek(self, statement: Prepared, **values: Any) -> tuple[Any, ...] | None:
        """The first row of what is asked, as last committed.

        A page asks ten times where a stream ends: on SQLite that goes by a connection of its own, outside any transaction,
        for a tenth of what SQLAlchemy's way costs.
        """
        if not self.is_sqlite:
            with self.reading() as connection:
                return statement.one(connection, **values)
        with self._speaking(), self._peeker() as driver:
            return statement.first(driver, **values)

    def version(self) -> int | None:
        """A number that changes with every commit to this database, by whichever process; None on PostgreSQL, which has none."""
        if not self.is_sqlite:
            return None
        with self._speaking(), self._peeker() as driver:
            found: int = driver.execute("PRAGMA data_version").fetchone()[0]
        return found

    @contextmanager
    def _peeker(self) -> Iterator[sqlite3.Connection]:
        with self._peek_turn:
            if not self._peeking:
                self._peeking.append(_bare(self.path))
            yield self._peeking[0]

    def close(self) -> None:
        """Let go of all connections; they are opened again at the next use."""
        self.engine.dispose()
        with self._peek_turn:
            while self._peeking:
                self._peeking.pop().close()

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        """A transaction that commits at the end of the block and else leaves no trace.

        On SQLite it is the only writer from its first statement on. Raises `StoreBusy` after `WAIT_SECONDS`, or after
        `patience` (seconds) where it is given, which SQLite alone heeds; and `StoreBroken`.
        """
        reach("before_begin")
        with (
            self._speaking(),
            self._alone(patience or WAIT_SECONDS),
            self.engine.connect() as connection,
        ):
            connection.info["write"] = True
            if self.is_sqlite and patience is not None:
                _have_wait(connection, patience)
                connection.info["hurried"] = True
            try:
                connection.begin()
                yield connection
                reach("before_commit")
                connection.commit()
            finally:
                _unmark(connection)
            reach("after_commit")

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Turn the driver's errors into ours; theirs may quote the row that failed."""
        try:
            yield
        except exc.DBAPIError as fault:
            raise _as_ours(fault.orig, fault.statement) from None
        except exc.TimeoutError:
            # All connections are in use.
            raise StoreBusy from None
        except self.engine.dialect.loaded_dbapi.Error as fault:
            raise _as_ours(fault, None) from None

    @contextmanager
    def _alone(self, patience: float) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=patience):
            raise StoreBusy
        try:
            yield
        finally:
            self._turn.release()


def _unmark(connection: Connection) -> None:
    # A connection that broke has been thrown away together with its marks.
    if not connection.invalidated:
        connection.info["write"] = False
        if connection.info.pop("hurried", False):
            _have_wait(connection, WAIT_SECONDS)


def _bare(path: Path | None) -> sqlite3.Connection:
    made = sqlite3.connect(
        str(path), timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )
    made.execute("PRAGMA trusted_schema=OFF")
    return made


def _have_wait(connection: Connection, seconds: float) -> None:
    _driver(connection).execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")


def connect(url: str) -> Database:
    """An engine for `sqlite:///FILE` or `postgresql://...`; connects at the first use.

    Raises `StoreBroken` for an address of another kind. A new SQLite file is readable by its
    owner only.
    """
    try:
        address = make_url(url)
    except Exception:  # noqa: BLE001  # The text may hold a password, so nothing of it is repeated.
        raise StoreBroken("数据库地址无法识别", "the database address cannot be read") from None
    if address.get_backend_name() == "sqlite":
        return Database(_sqlite(address))
    if address.get_backend_name() == "postgresql":
        return Database(_postgresql(address))
    raise StoreBroken(
        "数据库地址既不是 sqlite 也不是 postgresql",
        "the database address names neither sqlite nor postgresql",
    )


def _sqlite(address: URL) -> Engine:
    name = address.database
    if not name or name == ":memory:":
        raise StoreBroken("数据库地址没有文件名", "the database address names no file")
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    engine = create_engine(
        address,
        hide_parameters=True,
        pool_timeout=WAIT_SECONDS,
        connect_args={"timeout": WAIT_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would else begin transactions by its own rules, and never an immediate one.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.info.get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(address: URL) -> Engine:
    settings = {
        "synchronous_commit": "on",
        "lock_timeout": f"{WAIT_SECONDS}s",
        "timezone": "UTC",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=WAIT_SECONDS,
        connect_args={"options": options, "connect_timeout": WAIT_SECONDS},
    )


def _as_ours(fault: BaseException | None, statement: str | None) -> StoreError:
    code = getattr(fault, "sqlite_errorcode", None)
    state = getattr(fault, "sqlstate", None)
    if state in _POSTGRESQL_BUSY or (code is not None and code & 0xFF in _SQLITE_BUSY):
        return StoreBusy()
    name = getattr(fault, "sqlite_errorname", None) or state or type(fault).__name__
    # The statement is our own text with placeholders; what was to be put there is not logged.
    _log.error("The database answered %s to: %s", name, statement or "a prepared statement")
    zh, en = _REASONS.get(name, (name, name))
    return StoreBroken(zh, en)


class Prepared:
    """A Core statement compiled once and given to the driver itself.

    That halves the time of a write. Values must be of types that the driver takes as they are.
    """

    def __init__(self, statement: ClauseElement, engine: Engine) -> None:
        compiled = statement.compile(dialect=engine.dialect)
        self.text: Final = str(compiled)
        self._order: Final[Sequence[str] | None] = getattr(compiled, "positiontup", None)

    def one(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """The first row."""
        return self.first(_driver(connection), **values)

    def first(self, driver: Any, **values: Any) -> tuple[Any, ...] | None:
        """The first row, by a connection of the driver itself."""
        with closing(driver.execute(self.text, self._arrange(values))) as cursor:
            row: tuple[Any, ...] | None = cursor.fetchone()
        return row

    def run(self, connection: Connection, **values: Any) -> int:
        """Execute once; the number of rows it concerned."""
        with closing(_driver(connection).execute(self.text, self._arrange(values))) as cursor:
            return int(cursor.rowcount)

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute for each row; nothing for none."""
        if rows:
            with closing(_driver(connection).cursor()) as cursor:
                cursor.executemany(self.text, [self._arrange(row) for row in rows])

    def _arrange(self, values: Mapping[str, Any]) -> Any:
        if self._order is None:
            return values
        return tuple([values[name] for name in self._order])


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def dialect_of(engine: Engine) -> Any:
    """SQLAlchemy's module for the engine's kind of database; the other one is never loaded."""
    return import_module(f"sqlalchemy.dialects.{engine.dialect.name}")
