"""Programs that ask the API, each for one person."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from launchkit.domain.accounts import Scope
from launchkit.domain.entries import PersonAdded
from tests.web.conftest import ORIGIN, Site

with warnings.catch_warnings():
    # The one client that talks to an application in this process wants a package that is younger than our pins.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

EVERY = tuple(one.value for one in Scope)
PREFIX = "/api/v1"


@dataclass
class Program:
    """A program with a token."""

    client: TestClient
    headers: Mapping[str, str]

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Read something."""
        headers = {**self.headers, **more.pop("headers", {})}
        answer: httpx.Response = self.client.get(f"{PREFIX}{path}", headers=headers, **more)
        return answer

    def post(
        self,
        path: str,
        sent: Any = None,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """Do something; under a fresh key unless one is named."""
        own = {**self.headers, "Idempotency-Key": key or secrets.token_hex(8), **(headers or {})}
        if "files" not in more and "content" not in more:
            more["json"] = {} if sent is None else sent
        answer: httpx.Response = self.client.post(f"{PREFIX}{path}", headers=own, **more)
        return answer


@dataclass
class Programs:
    """Everything that a test of the API works with."""

    site: Site

    def of(self, person: str, *scopes: str) -> Program:
        """A program that acts for a person; with every scope unless some are named."""
        word, _ = self.site.office.accounts.give_token(
            self.site.call(person), label="test", scopes=scopes or EVERY, days=30
        )
        return self.shows({"Authorization": f"Bearer {word}"})

    def shows(self, headers: Mapping[str, str]) -> Program:
        """A program that shows these headers, right or wrong."""
        client = TestClient(self.site.app, base_url=ORIGIN, follow_redirects=False)
        return Program(client, headers)

    def stranger(self) -> Program:
        """A program of somebody who is in no case."""
        self.site.office.desk.registry.add(
            self.site.call("H1"), PersonAdded(person="X1", name="外人")
        )
        return self.of("X1")

    @property
    def opening(self) -> str:
        """Address of the case in which a branch opens."""
        return f"/cases/{self.site.cases['open_branch']}"

    def who(self, role: str, checklist: str = "open_branch") -> str:
        """Who has a role."""
        return self.site.office.desk.case(self.site.cases[checklist]).people_with(role)[0]

    def task(self, code: str) -> str:
        """Address of a task of the opening."""
        return f"{self.opening}/tasks/{quote(code, safe='')}"


@pytest.fixture
def programs(site: Site) -> Programs:
    """Programs over the example home."""
    return Programs(site)
