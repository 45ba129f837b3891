"""One line of the engine changed at run time: a planted bug, and nothing of it left afterwards."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any


@dataclass(frozen=True, slots=True)
class Edit:
    """Text in the source of a function, and what stands there instead."""

    function: Any
    old: str
    new: str


@contextmanager
def planted(edit: Edit) -> Iterator[None]:
    """The function as edited, for everybody who holds it; a text that is not there once raises ValueError."""
    function: FunctionType = inspect.unwrap(edit.function)
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(edit.old) != 1:
        raise ValueError(
            f"“{edit.old}” stands {source.count(edit.old)} times in {function.__qualname__}"
        )
    real = function.__code__
    function.__code__ = _compiled(source.replace(edit.old, edit.new), function)
    try:
        yield
    finally:
        function.__code__ = real


def _compiled(source: str, function: FunctionType) -> CodeType:
    # What decorators made of the function is there already; only its own code is wanted.
    start = source.index("def ")
    text = "from __future__ import annotations\n" + source[start:]
    module = compile(text, inspect.getfile(function), "exec")
    return next(
        each
        for each in module.co_consts
        if isinstance(each, CodeType) and each.co_name == function.__name__
    )
