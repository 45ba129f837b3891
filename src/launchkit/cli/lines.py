"""Lines for a terminal: Chinese characters are two columns wide, names are never cut, a line does not begin with a comma."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from unicodedata import east_asian_width

import click

#: Wider lines are hard to read, whatever the window.
WIDEST = 100
NARROWEST = 40
_CLOSING = frozenset("，。；：、！？）》」』】〕”’…%,.;:!?)]}")
_OPENING = frozenset("（《「『【〔“‘([{")


def columns() -> int:
    """Columns to write in."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(
        0 if char in "\u200b\ufe0f" else 2 if east_asian_width(char) in "WF" else 1
        for char in click.unstyle(text)
    )


def pad(text: str, to: int) -> str:
    """The text with blanks up to so many columns."""
    return text + " " * max(0, to - width(text))


def wrapped(text: str, room: int) -> Iterator[str]:
    """The text in lines of at most so many columns; only a single word that is longer is broken."""
    for paragraph in text.split("\n"):
        line = ""
        for piece in _fitting(paragraph, room):
            if line and width(line) + width(piece.rstrip()) > room:
                yield line.rstrip()
                line = piece.lstrip()
            else:
                line += piece
        yield line.rstrip()


def _fitting(text: str, room: int) -> Iterator[str]:
    """The pieces of a text; one that is longer than a line comes in several."""
    for piece in _pieces(text):
        rest = piece
        while width(rest) > room:
            part = _head(rest, room)
            yield part
            rest = rest[len(part) :]
        yield rest


def _pieces(text: str) -> Iterator[str]:
    """What may not be broken: words, single Chinese characters, each with the punctuation that belongs to it."""
    piece = ""
    for char in text:
        wide = east_asian_width(char) in "WF"
        breaks = piece and (
            piece[-1] == " "
            or wide
            or (east_asian_width(piece[-1]) in "WF" and piece[-1] not in _OPENING)
        )
        if breaks and char not in _CLOSING and char != " " and piece[-1] not in _OPENING:
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _head(text: str, room: int) -> str:
    head = ""
    for char in text:
        if width(head + char) > room:
            break
        head += char
    return head or text[0]


def put(text: str = "", *, first: str = "", rest: str | None = None, err: bool = False) -> None:
    """Print a text, wrapped; `first` stands before its first line, `rest` (or blanks) before the others."""
    lead = " " * width(first) if rest is None else rest
    room = max(20, columns() - width(first))
    for number, line in enumerate(wrapped(text, room)):
        click.echo(((first if number == 0 else lead) + line).rstrip(), err=err)


def head(text: str) -> None:
    """Print a heading."""
    click.echo(click.style(text, bold=True))


def put_json(value: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def table(titles: list[str], rows: list[list[str]], *, whole: tuple[int, ...] = ()) -> None:
    """Print a table; the columns numbered in `whole` are never broken, the others wrap.

    Rich is imported only here: it is needed by a few commands.
    """
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for number, title in enumerate(titles):
        grid.add_column(title, no_wrap=number in whole, overflow="fold", vertical="top")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    Console(width=columns(), file=sys.stdout, highlight=False).print(grid)
