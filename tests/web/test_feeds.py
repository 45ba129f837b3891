"""Calendars by their secret address, without signing in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from icalendar import Calendar

from launchkit.bootstrap import Office, open_office
from launchkit.desk import Call, Opening
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.domain.feeds import FeedKind
from launchkit.settings import read_settings
from launchkit.web.app import create_app
from launchkit.web.security.shield import HEADERS


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = open_office(read_settings({"LAUNCHKIT_HOME": str(tmp_path / "home")}))
    found.desk.registry.add(
        call(found),
        CompanyAdded(company="RX", name="锐修科技有限公司", short_name="锐修", uscc="91210106MA00000000"),
        BranchAdded(branch="SY", company="RX", name="沈阳分公司", city="沈阳"),
        PersonAdded(person="P1", name="张三"),
        PersonAdded(person="H1", name="李四"),
    )  # fmt: skip
    yield found
    found.close()


def call(office: Office, actor: str = "H1") -> Call:
    return Call(actor=actor, request=office.ids())


@pytest.fixture
def case(office: Office) -> str:
    opening = Opening(
        checklist="open_branch",
        name="沈阳铁西开业",
        branch="SY",
        start="2026-03-02",
        target="2026-05-20",
        team={"P1": ("lead",), "H1": ("hq_lead",)},
    )
    return office.desk.open(call(office), opening).case.id


class Client:
    """Asks the application without a server."""

    def __init__(self, app: FastAPI) -> None:
        self._transport = httpx.ASGITransport(app=app)

    def get(self, path: str) -> httpx.Response:
        """One answer."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://localhost"
            ) as one:
                return await one.get(path)

        return asyncio.run(ask())


@pytest.fixture
def client(office: Office) -> Client:
    return Client(create_app(office))


@pytest.mark.parametrize("kind", FeedKind)
def test_a_calendar_is_fetched_by_its_address(
    office: Office, case: str, client: Client, kind: FeedKind
) -> None:
    of = case if kind is FeedKind.CASE else "P1"
    answer = client.get(f"/feeds/{office.feeds.token(kind, of)}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    names = {FeedKind.CASE: office.desk.case(case).number, FeedKind.PERSON: "launchkit P1"}
    assert str(calendar["x-wr-calname"]) == names[kind]
    assert any("NB-01" in str(one["summary"]) for one in calendar.walk("VEVENT"))
    assert len(calendar.walk("VEVENT")) > 5
    assert "张三".encode() not in answer.content


def test_every_answer_carries_the_strict_headers_and_no_cookie(
    office: Office, case: str, client: Client
) -> None:
    token = office.feeds.token(FeedKind.CASE, case)
    for path in ("/healthz", f"/feeds/{token}.ics", "/feeds/x.ics", "/"):
        answer = client.get(path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "private, no-store"
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "name",
    [
        "x.ics",
        "x" * 43 + ".ics",
        "x" * 4000 + ".ics",
        "%E4%B8%93.ics",
        "%00.ics",
        ".ics",
        "..%2Fx.ics",
    ],
)
def test_any_other_word_leads_nowhere(case: str, client: Client, name: str) -> None:
    assert client.get(f"/feeds/{name}").status_code == 404


def test_the_ending_belongs_to_the_address(office: Office, case: str, client: Client) -> None:
    assert client.get(f"/feeds/{office.feeds.token(FeedKind.CASE, case)}").status_code == 404


def test_whose_rights_are_suspended_and_what_was_renewed_is_gone(
    office: Office, case: str, client: Client
) -> None:
    old = office.feeds.token(FeedKind.PERSON, "P1")
    office.desk.reach.renew_feed(call(office, "P1"), FeedKind.PERSON, "P1")
    new = office.feeds.token(FeedKind.PERSON, "P1")
    assert [client.get(f"/feeds/{one}.ics").status_code for one in (old, new)] == [404, 200]
    office.desk.registry.suspend_rights(call(office), person="P1", reason="核查")
    assert client.get(f"/feeds/{new}.ics").status_code == 404


def test_the_process_is_up(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
