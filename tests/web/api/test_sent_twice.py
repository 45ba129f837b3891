"""A program that got no answer asks again under the same key: it is told what it would have been told, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from launchkit.web.api.description import described
from tests.web.api.conftest import Program, Programs
from tests.web.twice import DAY, Row, Sent, World, blocked, on_house, on_opening, on_task, world

PREFIX: Final = "/api/v1"
OPENING: Final = "/cases/{case}"
#: said only of the first time, or of whether it is the first
OF_THE_FIRST: Final = ("repeated", "entries", "behind", "fresh")
#: Nothing is recorded of these: asked again, they are done again, and the answer tells of that.
DONE_AGAIN: Final = frozenset(
    {"/webhooks/{webhook}/test", "/webhooks/{webhook}/resend", "/cases/{case}/advance"}
)
#: A secret that is kept nowhere in clear cannot be told a second time.
TOLD_ONCE: Final = frozenset({"/webhooks/{webhook}/rotate"})

_SOON: Final = (DAY + timedelta(days=4)).isoformat()
_SPAN: Final = {"begins": DAY.isoformat(), "ends": _SOON}


def _resent(there: World) -> Sent:
    hook = there.webhook()
    event = there.site.office.webhooks.test(there.by("H1"), hook)
    return "H1", {"webhook": hook}, {"event": event.id}


def _suspended(there: World) -> str:
    person = there.person()
    there.desk.registry.suspend_rights(there.by("H1"), person=person, reason="调查")
    return person


def _begun(there: World) -> Sent:
    there.no_handover()
    return "P1", {"case": there.opening}, {"receiver": "P2", "stays": True}


def _closing(there: World) -> Sent:
    """Our case, with everything done."""
    there.finish()
    return "H1", {"case": there.own}, {"note": "办完"}


def _carried_out(there: World) -> Sent:
    """Years after the case was closed."""
    there.site.clock.forward(days=365 * 16)
    erasures = there.desk.case(there.own).erasures.values()
    agreed = next(one for one in erasures if one.agreed)
    return "A9", {"case": there.own, "erasure": agreed.id}, {}


ROWS: Final[Mapping[str, Row]] = {
    "/accounts/{account}/link": on_house({}, account=World.account),
    "/accounts/{account}/invite": on_house({}, account=World.account),
    "/accounts/{account}/unlink": on_house({}, account=lambda there: there.account(linked=True)),
    "/accounts/{account}/close": on_house({}, account=World.account),
    "/accounts/{account}/forget-second-factor": on_house({}, account=World.account),
    "/administrators/changes/{asked}/agree": on_house({}, who="H2", asked=World.asked),
    "/administrators/changes/{asked}/drop": on_house({}, who="H2", asked=World.asked),
    "/people/{person}/same-as": lambda there: ("H1", {"person": there.person()}, {"same_as": there.person()}),
    "/people/{person}/suspend": on_house({"reason": "调查"}, person=World.person),
    "/people/{person}/restore": on_house({"reason": "查清"}, person=_suspended),
    "/people/{person}/channels": on_house(
        {"channel": "email", "address": "a@example.com"}, who="P1", person=lambda _: "P1"
    ),
    "/branches/{branch}/roles": lambda there: (
        "H1",
        {"branch": next(iter(there.desk.house().branches))},
        {"person": there.person(), "roles": ["manager"]},
    ),
    "/webhooks/{webhook}/rotate": on_house({}, webhook=World.webhook),
    "/webhooks/{webhook}/edit": on_house({"description": "月报"}, webhook=World.webhook),
    "/webhooks/{webhook}/disable": on_house({}, webhook=World.webhook),
    "/webhooks/{webhook}/enable": on_house({}, webhook=World.webhook),
    "/webhooks/{webhook}/remove": on_house({}, webhook=World.webhook),
    "/webhooks/{webhook}/test": on_house({}, webhook=World.webhook),
    "/webhooks/{webhook}/resend": _resent,
    "/cases/{case}/advance": on_opening({}, who="H1"),
    "/cases/{case}/team": on_opening(
        lambda there, _: {"person": there.person(), "roles": ["mate"], "reason": "增援"}, who="H1"
    ),
    "/cases/{case}/items": on_opening(
        lambda there, _: {"item": there.fresh(), "title": "补一件", "owner": "lead", "reason": "现场要求"}
    ),
    "/cases/{case}/instances": on_opening({"collection": "hire", "label": "王芳"}),
    "/cases/{case}/counsel": on_opening({"text": "能否停职"}),
    "/cases/{case}/counsel/{question}/answer": on_opening(
        {"answer": "可以"}, who="H5", question=World.question
    ),
    "/cases/{case}/severity": on_opening({"level": 2, "reason": "款项去向不明"}, who="H1"),
    "/cases/{case}/happenings": on_opening({"at": "2026-03-02", "what": "开柜", "source": "录像"}),
    "/cases/{case}/happenings/{happening}/withdraw": on_opening(
        {"reason": "看错了"}, happening=World.happening
    ),
    "/cases/{case}/reports": on_opening({}),
    "/cases/{case}/custody": on_opening({"kind": "key", "label": "门钥匙", "count": 2}),
    "/cases/{case}/custody/{custody}/count": on_opening({"count": 2}, custody=World.custody),
    "/cases/{case}/custody/{custody}/move": on_opening({"to": "P2"}, custody=World.custody),
    "/cases/{case}/custody/{custody}/end": on_opening(
        {"outcome": "returned", "to": "物业"}, custody=World.custody
    ),
    "/cases/{case}/documents/{document}/issue": on_opening({}, who="H2", document=lambda _: "D01"),
    "/cases/{case}/documents/{document}/send-out": on_opening(
        {"to": "房东", "expected": _SOON}, who="H2", document=World.issued
    ),
    "/cases/{case}/documents/{document}/take-back": on_opening(
        {"unsigned": "true", "note": "没签"}, who="H2", document=lambda there: there.issued(out=True)
    ),
    "/cases/{case}/documents/{document}/void": on_opening(
        {"reason": "打错"}, who="H1", document=World.issued
    ),
    "/cases/{case}/facts": on_opening({"facts": {"landlord_phone": "13912345678"}}),
    "/cases/{case}/facts/shown": on_opening({"fact": "landlord_phone", "reason": "打电话"}),
    "/cases/{case}/erasures": on_opening({"fact": "landlord_phone", "reason": "本人要求"}),
    "/cases/{case}/handovers/{handover}/sign": on_opening({}, handover=World.handover),
    "/cases/{case}/handovers/{handover}/cancel": on_opening(
        {"reason": "改期"}, handover=World.handover
    ),
    "/cases/{case}/handovers": _begun,
    "/cases/{case}/delegations": on_opening(
        {"to": "P2", "roles": ["lead"], "reason": "出差", **_SPAN}
    ),
    "/cases/{case}/delegations/{delegation}/end": on_opening(
        {"reason": "回来了"}, delegation=World.delegation
    ),
    "/cases/{case}/absences": on_opening(_SPAN, who="P2"),
    "/cases/{case}/absences/end": on_opening({}, who="P2"),
    "/cases/{case}/deputies": on_opening({"person": "P1", "deputy": "P2"}),
    "/cases/{case}/places": on_opening({"kind": "bank", "name": "建行铁西支行"}),
    "/cases/{case}/places/{place}": on_opening(
        {"kind": "bank", "name": "工行铁西支行"},
        place=lambda there: next(iter(there.desk.case(there.opening).places)),
    ),
    "/cases/{case}/promises": on_opening({"to": "房东", "what": "付押金", "by": _SOON}),
    "/cases/{case}/promises/{promise}/move": on_opening(
        {"by": (DAY + timedelta(days=20)).isoformat(), "note": "改期"}, promise=World.promise
    ),
    "/cases/{case}/promises/{promise}/settle": on_opening(
        {"outcome": "kept"}, promise=World.promise
    ),
    "/cases/{case}/tasks/{task}/start": on_task("start", {}),
    "/cases/{case}/tasks/{task}/done": on_task("done", {}),
    "/cases/{case}/tasks/{task}/block": on_task("block", {"waiting_on": "房东", "reason": "等钥匙"}),
    "/cases/{case}/tasks/{task}/unblock": on_task(
        "unblock", {}, first=lambda there: blocked(there, "unblock")
    ),
    "/cases/{case}/tasks/{task}/waive": on_task("waive", {"reason": "不需要"}),
    "/cases/{case}/tasks/{task}/approve": on_task(
        "approve", {}, who="H1", first=lambda there: there.pending("approve")
    ),
    "/cases/{case}/tasks/{task}/reject": on_task(
        "reject", {"reason": "缺页"}, who="H1", first=lambda there: there.pending("reject")
    ),
    "/cases/{case}/tasks/{task}/reopen": on_task(
        "reopen", {"reason": "补页"}, first=lambda there: there.pending("reopen")
    ),
    "/cases/{case}/tasks/{task}/assign": on_task("assign", {"to": "P2", "reason": "出差"}),
    "/cases/{case}/tasks/{task}/nudge": on_task(
        "nudge", {"how": "phone"}, first=lambda there: blocked(there, "nudge")
    ),
    "/cases/{case}/tasks/{task}/watch": on_task("watch", {}),
    "/cases/{case}/tasks/{task}/break-glass": on_task("glass", {"reason": "来不及"}, who="P2"),
    "/cases/{case}/tasks/{task}/extend": on_task("extend", {"to": "2026-05-08", "reason": "房东出差"}, who="H1"),
    "/cases/{case}/tasks/{task}/suspend": on_task(
        "suspend", {"since": "2026-03-03", "reason": "补正"}, who="H1"
    ),
    "/cases/{case}/tasks/{task}/resume": on_task(
        "resume",
        {"on": "2026-03-03"},
        who="H1",
        first=lambda there: there.desk.suspend(
            there.by("H1"), there.own, "t_resume", since="2026-03-03", reason="补正"
        ),
    ),
    "/cases/{case}/tasks/{task}/evidence": on_task("evidence", {"note": "正门"}),
    "/cases/{case}/findings/{finding}/answer": lambda there: (
        "H1",
        {"case": there.own, "finding": there.finding()},
        {"answer": "已核"},
    ),
    "/cases/{case}/erasures/{erasure}/decide": lambda there: (
        "H1",
        {"case": there.own, "erasure": there.erasure()},
        {"agreed": False, "reason": "诉讼中"},
    ),
    # The last two: our case is closed, and years go by.
    "/cases/{case}/close": _closing,
    "/cases/{case}/erasures/{erasure}/carry-out": _carried_out,
}  # fmt: skip

POSTS: Final = sorted(
    path.removeprefix(PREFIX)
    for path, operations in described()["paths"].items()
    if "post" in operations and "{" in path
)
#: Bodies in parts, as forms of browsers have them.
IN_PARTS: Final = ("/evidence", "/take-back")
PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "0000020001e221bc330000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def there(opened_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A home of this module's own."""
    with world(opened_home, tmp_path_factory.mktemp("twice")) as found:
        yield found


def asked(there: World, program: Program, path: str, sent: Sent, key: str) -> httpx.Response:
    """One request under a key."""
    _, ids, body = sent
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    if path.endswith("/evidence"):
        files = {"file": (f"{key}.png", PNG, "image/png")}
        return program.post(path, files=files, data=body, key=key)
    if path.endswith("/take-back"):
        return program.post(path, files={"x": ("", b"")}, data=body, key=key)
    return program.post(path, body, key=key)


def told(answer: httpx.Response) -> Any:
    """What it says of the thing itself."""
    found = answer.json()
    return {name: one for name, one in found.items() if name not in OF_THE_FIRST}


def test_every_route_that_takes_an_id_is_sent_twice() -> None:
    assert sorted(ROWS) == POSTS, "a new route needs a row here"
    assert set(ROWS) >= DONE_AGAIN | TOLD_ONCE


@pytest.mark.parametrize("path", ROWS)
def test_the_second_answer_is_the_first(there: World, path: str) -> None:
    sent = ROWS[path](there)
    program, key = Programs(there.site).of(sent[0]), there.fresh()
    first = asked(there, program, path, sent, key)
    assert first.status_code == 200, first.text
    length = there.length()
    second = asked(there, program, path, sent, key)
    assert there.length() == length, "nothing is written twice"
    if path in TOLD_ONCE:
        assert (second.status_code, second.json()["code"]) == (409, "secret_shown")
        return
    assert second.status_code == 200, second.text
    if path not in DONE_AGAIN:
        assert told(second) == told(first)
    # Another request is none of these: it is looked at for itself.
    other = asked(there, program, path, sent, there.fresh())
    assert other.status_code in {200, 404, 409, 422}


@pytest.mark.parametrize("change", ["agree", "drop"])
def test_what_was_decided_is_told_to_no_other_request(there: World, change: str) -> None:
    program, number = Programs(there.site).of("H2"), there.asked()
    path = f"/administrators/changes/{number}/{change}"
    assert program.post(path, key=f"{change}-1").status_code == 200
    other = program.post(path)
    assert (other.status_code, other.json()["code"]) == (404, "not_found")
    assert Programs(there.site).of("P1").post(path, key=f"{change}-1").status_code == 404


def test_a_link_that_was_agreed_to_is_told_again_and_is_the_same(there: World) -> None:
    program, number = Programs(there.site).of("H2"), there.asked(link=True)
    path = f"/administrators/changes/{number}/agree"
    answers = [program.post(path, key="linked").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(answers[0]["link"]) > 30
