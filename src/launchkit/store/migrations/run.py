"""Alembic itself. Import this only when there is something to migrate: that alone takes long."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from launchkit.domain.store_errors import StoreBroken


def run(connection: Connection, scripts: Path, found: str | None, to: str) -> None:
    """Run the steps in `scripts` from the version found up to another.

    Raises `StoreBroken` for a version that the scripts do not know.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        ScriptDirectory.from_config(config).get_revision(found or to)
    except CommandError:
        raise StoreBroken(
            "数据库由更新版本的程序写入，请升级本程序",
            "the database was written by a newer program; upgrade this one",
        ) from None
    command.upgrade(config, to)
