"""The application as tests make it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from starlette.routing import BaseRoute

from launchkit.bootstrap import Office
from launchkit.web.app import create_app
from launchkit.web.site import Cost

#: cheap enough for tests, and still argon2id
CHEAP: Final = Cost(memory=64, rounds=1, lanes=1)
#: those of the first application of this process
_ROUTES: Final[list[BaseRoute]] = []


def application(office: Office, **more: Any) -> FastAPI:
    """The application over an office, by routes that know already what they ask for.

    Every application has the same ones, and FastAPI works out at the first request what each depends on: half a second,
    which nearly every test would wait for.
    """
    app = create_app(office, cost=CHEAP, **more)
    if not _ROUTES:
        _ROUTES.extend(app.router.routes)
    assert len(_ROUTES) == len(app.router.routes)
    app.router.routes[:] = _ROUTES
    return app
