"""The whole API as its own description says, asked by each role: no fault of ours, and every answer in its shape.

Schemathesis makes the requests, fit ones and unfit ones, once; each role sends all of them. `LAUNCHKIT_API_EXAMPLES` makes more.
"""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import HypothesisException

from launchkit.web.api.description import described
from tests.web.api.conftest import Programs
from tests.web.api.furnished import furnished_home

with warnings.catch_warnings():
    # It reaches for words of its own dependencies that are going to change their names.
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ROLES = (
    "none",
    "suspended",
    "stranger",
    "mate",
    "auditor",
    "hq_fin",
    "lead",
    "administrator",
    "hq_lead",
)
EXAMPLES = int(os.environ.get("LAUNCHKIT_API_EXAMPLES", "2"))
#: printed by a process of its own, which has a test of its own
SLOW = ("/documents/{document}/issue", "/advance", "/verify")


def made() -> Iterator[tuple[bool, Any]]:
    """Requests that schemathesis made, each with whether it should fit the description."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_dict(described())
        operations: list[Any] = [one.ok() for one in schema.get_all_operations()]  # type: ignore[union-attr]
        for operation in operations:
            if operation.path.endswith(SLOW):
                continue
            for mode, count in (
                (GenerationMode.POSITIVE, EXAMPLES),
                (GenerationMode.NEGATIVE, max(1, EXAMPLES // 2)),
            ):
                for case in some(operation, mode, count):
                    yield mode is GenerationMode.POSITIVE, case


def some(operation: Any, mode: GenerationMode, count: int) -> list[Any]:
    """A few requests of one operation; none where nothing can be unfit."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def make(case: Any) -> None:
        found.append(case)

    try:
        make()
    except (HypothesisException, pytest.skip.Exception):
        return found
    return found[:count]


REQUESTS: list[tuple[bool, Any]] = []


@pytest.fixture(scope="module")
def requests_made() -> list[tuple[bool, Any]]:
    """Made once for all roles."""
    if not REQUESTS:
        REQUESTS.extend(made())
    return REQUESTS


@pytest.fixture(scope="module")
def full(
    opened_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Programs, dict[str, str]]]:
    """A home in which there is one of everything that an address can name, and what it is called."""
    with furnished_home(opened_home, tmp_path_factory.mktemp("api")) as (programs, ids):
        yield programs, ids


def shown(programs: Programs, role: str) -> dict[str, str]:
    """The headers that a program of somebody in a role shows."""
    people = {"suspended": "X2", "stranger": "X1", "administrator": "X9"}
    if role == "none":
        return {"Authorization": "Bearer lk_nothing"}
    person = people.get(role) or programs.who(role)
    return dict(programs.of(person).headers)


def prepared(
    case: Any, there: dict[str, str], headers: dict[str, str], *, known: bool, fits: bool
) -> dict[str, Any]:
    """A request as our client sends it: about what is there (`known`), under a key and a token of its own."""
    sent = case.as_transport_kwargs()
    path = case.operation.path
    for name, value in there.items() if known else ():
        path = path.replace(f"{{{name}}}", value.replace("#", "%23"))
    own = {**sent["headers"], **headers}
    if "Idempotency-Key" in own:
        own["Idempotency-Key"] = secrets.token_hex(8)
    params = dict(sent.get("params") or {})
    for key in ("behalf", "happened") if fits else ():
        params.pop(key, None)
    body = {key: sent[key] for key in ("json", "data", "files") if sent.get(key)}
    if isinstance(body.get("data"), bytes | str):
        body["content"] = body.pop("data")
    return {
        "method": sent["method"],
        "url": sent["url"] if "{" in path else path,
        "params": params,
        "headers": {key: value.encode("latin-1", "replace") for key, value in own.items()},
        **body,
    }


def shape_broken(case: Any, answer: Any) -> str:
    """What of an answer is not as the description says; empty where all is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            case.validate_response(answer, checks=CHECKS)
    except (AssertionError, BaseExceptionGroup) as fault:
        return repr(fault)[:700]
    return ""


@pytest.mark.parametrize("role", ROLES)
def test_the_whole_interface_as_each_role(
    full: tuple[Programs, dict[str, str]], requests_made: list[tuple[bool, Any]], role: str
) -> None:
    programs, there = full
    headers = shown(programs, role)
    client = programs.shows({}).client
    wrong: list[str] = []
    for number, (fits, case) in enumerate(requests_made):
        known = fits or number % 2 == 0
        sent = prepared(case, there, headers, known=known, fits=fits)
        answer = client.request(**sent)
        broken = shape_broken(case, answer)
        if role in {"none", "suspended"} and answer.status_code != 401:
            broken += " let in"
        if broken:
            told = f"{role} {sent['method']} {sent['url']} {answer.status_code}"
            wrong.append(f"{told}: {answer.text[:200]}\n{broken}")
    assert not wrong, f"{len(wrong)} of {len(requests_made)}:\n" + "\n\n".join(wrong[:8])


def test_nothing_that_was_asked_has_damaged_the_trail(
    full: tuple[Programs, dict[str, str]],
) -> None:
    office = full[0].site.office
    verdict = office.store.verify(file_state=office.vault.state)
    assert verdict.ok, verdict.remarks
    assert not list(office.store.damages())
    for row in office.store.cases():
        assert office.desk.differences(row.case) == ()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={}),
        httpx.Response(302, json={}),
        httpx.Response(200, text="<p>", headers={"Content-Type": "text/html"}),
        httpx.Response(200, json={"person": "P1"}),
        httpx.Response(404, json={"code": "not_found"}),
    ],
    ids=["fault", "undescribed", "page", "wrong_shape", "no_problem_details"],
)
def test_the_harness_finds_what_is_planted(
    requests_made: list[tuple[bool, Any]], answer: httpx.Response
) -> None:
    case = next(one for _, one in requests_made if one.operation.path == "/api/v1/me")
    answer.request = httpx.Request("GET", "http://localhost:8650/api/v1/me")
    answer.elapsed = timedelta()
    assert shape_broken(case, answer)
