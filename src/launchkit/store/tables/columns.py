"""What the tables are made of: one set of names, and the kinds of columns that both databases know."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Text,
)
from sqlalchemy.types import TypeEngine

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# STRICT tables of SQLite know five type names; these variants are among them.
Count: Final[TypeEngine[int]] = BigInteger().with_variant(Integer(), "sqlite")
Flag: Final[TypeEngine[bool]] = Boolean(create_constraint=False).with_variant(Integer(), "sqlite")


def text_column(name: str, *, key: bool = False, optional: bool = False) -> Column[str]:
    """A column of text."""
    return Column(name, Text, primary_key=key, nullable=optional)


def bytes_column(name: str, *, optional: bool = False) -> Column[bytes]:
    """A column of bytes."""
    return Column(name, LargeBinary, nullable=optional)


def count_column(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    """A column of whole numbers."""
    return Column(name, Count, primary_key=key, nullable=optional, autoincrement=False)


def flag_column(name: str) -> Column[bool]:
    """A column of yes or no."""
    return Column(name, Flag, nullable=False)


def entry_column(name: str, *, key: bool = False, optional: bool = False) -> Column[int]:
    """A reference to an entry by its place in the log."""
    return Column(
        name,
        Count,
        ForeignKey("entries.seq"),
        primary_key=key,
        nullable=optional,
        autoincrement=False,
    )


def only_row() -> tuple[Column[int], CheckConstraint]:
    """A table of exactly one row."""
    return count_column("one", key=True), CheckConstraint("one = 1", name="one")
