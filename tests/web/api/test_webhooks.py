"""Webhooks through the API, and what an event says as the description promises."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from launchkit.web.api.description import described
from launchkit.web.api.webhooks import EventPayload
from tests.notify.hooks import Receiver, receiver
from tests.web.api.conftest import Programs
from tests.web.test_webhooks import started


@pytest.fixture
def there(programs: Programs) -> Iterator[Receiver]:
    """A receiver on this machine, which the administrator allowed."""
    site = programs.site
    site.make_administrator("H1")
    site.office.settings = replace(site.office.settings, webhook_allow=("127.0.0.1",))
    with receiver() as found:
        yield found


def test_a_webhook_from_its_beginning_to_its_end(programs: Programs, there: Receiver) -> None:
    program = programs.of("H1")
    case = programs.site.cases["open_branch"]
    sent = {"url": there.url, "description": "报表", "events": ["task.started"], "cases": [case]}
    made = program.post("/webhooks", sent, key="once").json()
    assert made["secret"].startswith("whsec_")
    assert (made["state"], made["cases"], made["restricted"]) == ("on", [case], [])
    path = f"/webhooks/{made['webhook']}"
    again = program.post("/webhooks", sent, key="once")
    assert (again.status_code, again.json()["code"]) == (409, "secret_shown")
    tested = program.post(f"{path}/test").json()
    assert (tested["type"], tested["state"], tested["case"]) == ("webhook.test", "sent", None)
    started(programs.site)
    programs.site.office.announcer.send()
    (row,) = program.get(f"{path}/events?state=sent&limit=1").json()["rows"]
    resent = program.post(f"{path}/resend", {"event": row["event"]}).json()
    assert [one["outcome"] for one in resent["attempts"]] == ["sent"] * len(resent["attempts"])
    assert "secret" not in program.get(path).json()
    rotated = program.post(f"{path}/rotate").json()
    assert rotated["secret"] != made["secret"]
    assert program.get(path).json()["two_secrets_until"] is not None
    assert program.post(f"{path}/disable").json()["state"] == "off"
    assert program.post(f"{path}/test").json()["code"] == "webhook_off"
    assert program.post(f"{path}/enable", {"skip": True}).json()["state"] == "on"
    (listed,) = program.get("/webhooks").json()["rows"]
    assert listed["webhook"] == made["webhook"]
    assert program.post(f"{path}/remove").json() == {"removed": made["webhook"]}
    assert program.get(path).status_code == 404


def test_what_is_sent_is_edited_and_the_rest_stays(programs: Programs, there: Receiver) -> None:
    program = programs.of("H1")
    sent = {"url": there.url, "description": "报表", "events": ["task.started"]}
    path = f"/webhooks/{program.post('/webhooks', sent).json()['webhook']}"
    edited = program.post(f"{path}/edit", {"description": "月报", "events": []}).json()
    assert (edited["description"], edited["events"], edited["url"]) == ("月报", [], there.url)
    inside = program.post(f"{path}/edit", {"url": "https://10.0.0.1/"})
    assert (inside.status_code, program.get(path).json()["url"]) == (422, there.url)
    assert program.post(f"{path}/edit", {"secret": "mine"}).status_code == 422
    assert program.post(f"{path}/edit").json() == edited


def test_only_administrators_with_the_scope(programs: Programs, there: Receiver) -> None:
    made = programs.of("H1").post("/webhooks", {"url": there.url}).json()
    path = f"/webhooks/{made['webhook']}"
    other = programs.of("H2")
    assert other.get("/webhooks").json()["code"] == "needs_administrator"
    assert other.post("/webhooks", {"url": there.url}).json()["code"] == "needs_administrator"
    for each in (path, f"{path}/events"):
        assert other.get(each).status_code == 404
    for each in ("rotate", "edit", "disable", "enable", "remove", "test"):
        assert other.post(f"{path}/{each}").status_code == 404
    narrow = programs.of("H1", "read", "act")
    assert narrow.post("/webhooks", {"url": there.url}).json()["code"] == "token_scope"
    assert narrow.get(path).status_code == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"url": "https://10.0.0.1/"}, 422),
        ({"url": "http://example.org/"}, 422),
        ({"url": "https://example.org/", "events": ["case.exploded"]}, 422),
        ({"url": "https://example.org/", "cases": ["nothing"]}, 404),
        ({"url": "https://example.org/", "secret": "mine"}, 422),
        ({}, 422),
    ],
)
def test_what_does_not_fit_is_refused(
    programs: Programs, there: Receiver, sent: dict[str, object], status: int
) -> None:
    assert programs.of("H1").post("/webhooks", sent).status_code == status


def test_an_event_is_as_the_description_says(programs: Programs, there: Receiver) -> None:
    told = described()["webhooks"]["event"]["post"]
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/EventPayload"}
    program = programs.of("H1")
    made = program.post("/webhooks", {"url": there.url}).json()
    program.post(f"/webhooks/{made['webhook']}/test")
    started(programs.site)
    programs.site.office.announcer.send()
    assert len(there.taken) == 2
    for one in there.taken:
        found = EventPayload.model_validate(json.loads(one.body), strict=True)
        assert found.type in {"webhook.test", "task.started"}
        assert one.headers["user-agent"].startswith("launchkit/")
