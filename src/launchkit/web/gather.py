"""Which routers there are: one for each module of a package that has one."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from fastapi import APIRouter


def routers(package: ModuleType) -> Iterator[tuple[str, APIRouter]]:
    """The routers of the modules of a package, by the module's name."""
    for one in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{one.name}")
        router = getattr(module, "router", None)
        if isinstance(router, APIRouter):
            yield one.name, router
