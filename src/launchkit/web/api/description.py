"""The description of the API itself (OpenAPI 3.1), made from its routes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.openapi.utils import get_openapi

from launchkit import __version__
from launchkit.web import api
from launchkit.web.api.base import PREFIX, Problem, told
from launchkit.web.api.webhooks import outgoing
from launchkit.web.gather import routers
from launchkit.web.security.tokens import by_token

router = APIRouter(prefix=PREFIX, tags=["description"])

ABOUT: Final = """\
Everything the pages do, for programs. A token (`Authorization: Bearer lk_…`) acts for one person and never may more than that
person; its scopes (read, act, decide, administer) narrow it further. Every change carries an `Idempotency-Key`: sent twice it is
carried out once, sent with something else it is refused. `If-Match` with the entry at which the case was read (`"41"`, or its
ETag) refuses where the case has moved on. Refusals are problem details (RFC 9457) with a stable `code`, the sentence in Chinese
and English, and what is missing. Lists come in portions: `limit`, and `cursor` from `next`. Values that concern people are
covered."""
_PROBLEM: Final = "application/problem+json"


@router.get("/openapi.json", response_model=dict[str, Any])
def openapi() -> Response:
    """This description."""
    return told(described())


@cache
def described() -> dict[str, Any]:
    """The description of all routes below `/api/`; it depends on nothing but the program."""
    bare = FastAPI()
    for _, one in routers(api):
        bare.include_router(one, dependencies=[Depends(by_token)])
    bare.webhooks.include_router(outgoing)
    found = get_openapi(
        title="launchkit",
        version=__version__,
        description=ABOUT,
        routes=bare.routes,
        webhooks=bare.webhooks.routes,
    )
    _tell_problems(found)
    return found


def _tell_problems(found: dict[str, Any]) -> None:
    """Every route can refuse, and says so in one and the same form."""
    parts = found["components"]
    parts["schemas"]["Problem"] = Problem.model_json_schema(
        mode="serialization", ref_template="#/components/schemas/{model}"
    )
    for name in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(name, None)
    schema = {"$ref": "#/components/schemas/Problem"}
    parts["responses"] = {
        "Problem": {
            "description": "not done, and why",
            "content": {_PROBLEM: {"schema": schema}},
        }
    }
    for operation in _operations(found["paths"].values()):
        answers = operation["responses"]
        answers.pop("422", None)
        answers["4XX"] = {"$ref": "#/components/responses/Problem"}
        answers["503"] = {"$ref": "#/components/responses/Problem"}


def _operations(paths: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (operation for path in paths for operation in path.values())
