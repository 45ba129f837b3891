"""The templates: strict, escaped, read once."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from launchkit.domain.telling.covering import ending
from launchkit.web import format as formats

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"


@cache
def make_environment() -> Environment:
    """The environment over our own files; a value that is missing is an error, and every value is escaped.

    One for all applications of a process: nothing in it belongs to a site, and making a page ready takes longer than
    drawing it ten times.
    """
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    # What templates would reach by these is nothing a page needs.
    for name in ("lipsum", "cycler", "joiner", "range"):
        made.globals.pop(name, None)
    made.globals["static"] = static_address
    made.filters["segment"] = segment
    made.filters["masked"] = ending
    made.filters["yuan_field"] = formats.yuan_field
    made.filters["short_day"] = formats.short_day
    made.filters["day"] = formats.day
    made.filters["moment"] = formats.moment
    made.filters["money"] = formats.money
    return made


def static_address(name: str) -> str:
    """Address of a file of ours; it changes with the content, so that browsers keep it for good."""
    return f"/static/{name}?v={digest_of_file(name)}"


@cache
def digest_of_file(name: str) -> str:
    """The beginning of the digest of a file."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def segment(value: object) -> str:
    """A key as one piece of an address: `sign_offer#hire-2` becomes `sign_offer%23hire-2`."""
    return quote(str(value), safe="")
