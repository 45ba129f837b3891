"""Which routers there are: one for each module of a package that has one."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from fastapi import APIRouter


@cache
def routers(package: ModuleType) -> tuple[tuple[str, APIRouter], ...]:
    """The routers of the modules of a package, by the module's name; looked for once."""
    names = [one.name for one in iter_modules(package.__path__)]
    found = {name: import_module(f"{package.__name__}.{name}") for name in names}
    made = {name: getattr(module, "router", None) for name, module in found.items()}
    return tuple((name, one) for name, one in made.items() if isinstance(one, APIRouter))
