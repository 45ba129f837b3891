"""A form that is sent twice, by two presses or because no answer came, does one thing and gives the same answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from tests.web.conftest import Browser
from tests.web.test_routes import ROUTES
from tests.web.twice import SCAN, Row, Sent, World, blocked, on_house, on_opening, on_task, world

#: They write nothing that a request stands for: looked at again, verified again, tried again, sent again.
DONE_AGAIN: Final = frozenset(
    {
        "/cases/{case}/audit/verify",
        "/cases/{case}/tasks/{task}/check",
        "/people/{person}/channels/test",
        "/webhooks/{webhook}/send",
    }
)
#: A secret that is kept nowhere in clear cannot be shown a second time.
SHOWN_ONCE: Final = frozenset({"/webhooks/{webhook}/rotate"})
#: Whoever has the link chooses a password, once; tests of their own hold that.
ELSEWHERE: Final = frozenset({"/link/{word}"})

_SOON: Final = "2026-03-07"


def _account(there: World) -> Sent:
    name = there.account()
    person = there.site.office.store.accounts.account(name)
    assert person is not None
    return "H1", {"person": person.person}, {"what": "close", "account": name}


def _signing(there: World, ids: Mapping[str, Any]) -> Mapping[str, Any]:
    """What somebody saw when they sign."""
    path = f"/cases/{there.opening}/handovers/{ids['handover']}"
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', there.site.as_("P1").get(path).text)
    assert seen is not None
    return {"seen": seen[1]}


def _erasure(there: World) -> Sent:
    erasure = there.erasure()
    fields = {"choice": "refuse", f"reason.{erasure}": "诉讼中"}
    return "H1", {"case": there.own, "erasure": erasure}, fields


def _reviewed(there: World) -> Sent:
    finding = there.finding()
    return "H1", {"case": there.own, "finding": finding}, {f"answer.{finding}": "已核"}


def _begun(there: World) -> Sent:
    there.no_handover()
    fields = {"giver": "P1", "receiver": "P2", "stays": "1", "reason": "轮换"}
    return "P1", {"case": there.opening}, fields


def _closing(there: World) -> Sent:
    there.finish()
    return "H1", {"case": there.own}, {"note": "办完"}


def _away(there: World) -> None:
    today = there.site.clock().date()
    there.desk.people.state_absence(
        there.by("P2"), there.opening, person="P2", begins=today, ends=today
    )


def _came_back(there: World) -> Sent:
    _away(there)
    return "P2", {"case": there.opening}, {"person": "P2"}


ROWS: Final[Mapping[str, Row]] = {
    "/administrators/{asked}": on_house({"to": "agree"}, who="H2", asked=World.asked),
    "/people/{person}": on_house({"name": "新名", "phone": "13900000000"}, person=World.person),
    "/people/{person}/show": on_house({"field": "phone", "reason": "打电话"}, person=lambda _: "P1"),
    "/people/{person}/rights": on_house({"to": "suspended", "reason": "调查"}, person=World.person),
    "/people/{person}/same": on_house(lambda there, _: {"same_as": there.person()}, person=World.person),
    "/people/{person}/roles": on_house(
        lambda there, _: {"branch": next(iter(there.desk.house().branches)), "roles": ["manager"]},
        person=World.person,
    ),
    "/people/{person}/deputy": on_house(
        lambda there, _: {"case": there.opening, "deputy": "P2"}, who="P1", person=lambda _: "P1"
    ),
    "/people/{person}/channels": on_house(
        {"channel": "email", "address": "a@example.com"}, who="P1", person=lambda _: "P1"
    ),
    "/people/{person}/channels/test": on_house({}, who="P2", person=lambda _: "P2"),
    "/people/{person}/accounts": _account,
    "/webhooks/{webhook}/rotate": on_house({}, webhook=World.webhook),
    "/webhooks/{webhook}/edit": on_house(
        {"url": "https://hooks.example.com/new", "description": "月报"}, webhook=World.webhook
    ),
    "/webhooks/{webhook}/state": on_house({"what": "remove"}, webhook=World.webhook),
    "/webhooks/{webhook}/send": on_house({}, webhook=World.webhook),
    "/cases/{case}/audit/verify": on_opening({}, who="H1"),
    "/cases/{case}/audit/personal": on_opening(
        lambda there, _: {"fact": there.stated("landlord_phone"), "reason": "核对"}, who="H1"
    ),
    "/cases/{case}/findings/{finding}": lambda there: (
        "H1", {"case": there.own, "finding": there.finding()}, {"answer": "已核"},
    ),
    "/cases/{case}/findings/{finding}/review": _reviewed,
    "/cases/{case}/counsel": on_opening({"question": "能否停职"}),
    "/cases/{case}/counsel/{question}": on_opening(
        lambda _, ids: {f"answer-{ids['question']}": "可以"}, who="H5", question=World.question
    ),
    "/cases/{case}/severity": on_opening({"level": "2", "reason": "款项去向不明"}, who="H1"),
    "/cases/{case}/happenings": on_opening({"day": "2026-03-02", "what": "开柜", "source": "录像"}),
    "/cases/{case}/happenings/{happening}/withdraw": on_opening(
        lambda _, ids: {f"why-{ids['happening']}": "看错了"}, happening=World.happening
    ),
    "/cases/{case}/custody": on_opening(
        {"kind": "key", "label": "门钥匙", "holder": "P1", "counted": "2", "count": "2"}
    ),
    "/cases/{case}/custody/{custody}/count": on_opening({"counted": "2"}, custody=World.custody),
    "/cases/{case}/custody/{custody}/move": on_opening({"to": "P2"}, custody=World.custody),
    "/cases/{case}/custody/{custody}/end": on_opening(
        {"outcome": "returned", "end_to": "物业"}, custody=World.custody
    ),
    "/cases/{case}/tasks/{task}/decide": on_task(
        "decide", {"choice": "approve"}, who="H1", first=lambda there: there.pending("decide")
    ),
    "/cases/{case}/erasures/{erasure}/decide": _erasure,
    "/cases/{case}/facts": on_opening(
        {"fact": "landlord_name", "fact.landlord_name": "赵某某"}
    ),
    "/cases/{case}/instances": on_opening({"collection": "hire", "label-hire": "王芳"}),
    "/cases/{case}/instances/complete": on_opening({"collection": "hire"}),
    "/cases/{case}/items": on_opening(
        {"title": "补一件", "owner": "lead", "reason": "现场要求"}
    ),
    "/cases/{case}/handovers/{handover}/sign": on_opening(_signing, handover=World.handover),
    "/cases/{case}/handovers/{handover}/cancel": on_opening(
        {"cancel_reason": "改期"}, handover=World.handover
    ),
    "/cases/{case}/handovers": _begun,
    "/cases/{case}/papers/issue": on_opening({"document": "D01"}, who="H2"),
    "/cases/{case}/documents/{document}/facts": on_opening(
        {"fact.float_purpose": "零星开支"}, document=lambda _: "D05"
    ),
    "/cases/{case}/documents/{document}/send-out": on_opening(
        {"to": "房东", "expected": _SOON}, who="H2", document=World.issued
    ),
    "/cases/{case}/documents/{document}/take-back": on_opening(
        {"signed": "yes", "note": "收回"}, who="H2", document=lambda there: there.issued(out=True)
    ),
    "/cases/{case}/documents/{document}/void": on_opening(
        {"reason": "打错"}, who="H1", document=World.issued
    ),
    "/cases/{case}/places": on_opening({"kind": "bank", "name": "建行铁西支行"}),
    "/cases/{case}/places/{place}": on_opening(
        {"kind": "bank", "name": "工行铁西支行"},
        place=lambda there: next(iter(there.desk.case(there.opening).places)),
    ),
    "/cases/{case}/promises": on_opening({"to": "房东", "what": "付押金", "by": _SOON}),
    "/cases/{case}/promises/{promise}/move": on_opening(
        {"by": "2026-03-23", "note": "改期"}, promise=World.promise
    ),
    "/cases/{case}/promises/{promise}/settle": on_opening(
        {"outcome": "kept", "outcome_note": "已付"}, promise=World.promise
    ),
    "/cases/{case}/reports": on_opening(
        {"form": "situation", "conditions": "正常", "actions": "清点", "needs": "无"}
    ),
    "/cases/{case}/tasks/{task}/work": on_task("work", {"do": "done"}),
    "/cases/{case}/tasks/{task}/check": on_task("check", {}),
    "/cases/{case}/tasks/{task}/show": lambda there: (
        there.desk.state(there.by("P1"), there.own, {"caller": "13900000000"})
        and ("P1", {"case": there.own, "task": "t_show"}, {"show.fact": "caller", "show.reason": "回电"})
    ),
    "/cases/{case}/tasks/{task}/start": on_task("start", {}),
    "/cases/{case}/tasks/{task}/reopen": on_task(
        "reopen", {"reopen.reason": "补页"}, first=lambda there: there.pending("reopen")
    ),
    "/cases/{case}/tasks/{task}/block": on_task(
        "block", {"block.who": "房东", "block.reason": "等钥匙", "block.party": "landlord"}
    ),
    "/cases/{case}/tasks/{task}/ask-headquarters": on_task("ask", {"hq.reason": "要延期"}),
    "/cases/{case}/tasks/{task}/unblock": on_task("unblock", {}, first=lambda there: blocked(there, "unblock")),
    "/cases/{case}/tasks/{task}/nudge": on_task(
        "nudge", {"nudge.how": "phone"}, first=lambda there: blocked(there, "nudge")
    ),
    "/cases/{case}/tasks/{task}/extend": on_task(
        "extend", {"extend.to": "2026-05-08", "extend.reason": "房东出差", "extend.due": "P1"}, who="H1"
    ),
    "/cases/{case}/tasks/{task}/counsel": on_task("counsel", {"counsel.text": "能否停职"}),
    "/cases/{case}/tasks/{task}/waive": on_task("waive", {"waive.reason": "不需要"}),
    "/cases/{case}/tasks/{task}/assign": on_task("assign", {"assign.to": "P2", "assign.reason": "出差"}),
    "/cases/{case}/tasks/{task}/watch": on_task("watch", {"watching": "1"}),
    "/cases/{case}/tasks/{task}/break-glass": on_task(
        "glass", {"glass.understood": "1", "glass.reason": "来不及"}, who="P2"
    ),
    "/cases/{case}/team": on_opening(
        lambda there, _: {"person": there.person(), "role": ["mate"], "reason": "增援"}, who="H1"
    ),
    "/cases/{case}/team/absence": on_opening(
        {"away": "P2", "begins": "2026-03-20", "ends": "2026-03-21"}, who="P2"
    ),
    "/cases/{case}/team/deputy": on_opening({"deputised": "P1", "named": "P2"}),
    "/cases/{case}/team/back": _came_back,
    "/cases/{case}/team/lend": on_opening(
        {"lent_to_whom": "P2", "lent_role": "lead", "lent_from": "2026-03-03", "lent_to": _SOON, "lent_reason": "出差"}
    ),
    "/cases/{case}/team/lend/end": on_opening(
        lambda there, _: {"delegation": there.delegation(), "end_reason": "回来了"}
    ),
    # The last: our case is closed.
    "/cases/{case}/close": _closing,
}  # fmt: skip

POSTS: Final = sorted(
    route.path
    for _, _, route in ROUTES
    if "POST" in (route.methods or ()) and "{" in route.path and not route.path.startswith("/api/")
)


@pytest.fixture(scope="module")
def there(opened_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A home of this module's own."""
    with world(opened_home, tmp_path_factory.mktemp("twice")) as found:
        yield found


def pressed(browser: Browser, path: str, sent: Sent, request: str, expect: int) -> httpx.Response:
    """One press of a button, in the form as it was drawn."""
    _, ids, fields = sent
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    form = {"request": request, "expect": str(expect), **fields}
    if path.endswith("/take-back"):
        return browser.post(path, form, files={"scan": SCAN})
    return browser.post(path, form)


def told(answer: httpx.Response) -> tuple[Any, ...]:
    """What a person is told, and where they are led; a page that is drawn anew has tokens of its own."""
    # A telephone stands alone: eleven digits inside a token are chance.
    telephone = r"(?<![\w+/=-])1[0-9]{10}(?![\w+/=-])"
    links = re.findall(rf"/link/[\w-]+|whsec_[\w+/=]+|{telephone}", answer.text)
    return answer.status_code, answer.headers.get("location"), sorted(set(links))


def test_every_form_that_names_something_is_sent_twice() -> None:
    assert sorted({*ROWS, *ELSEWHERE}) == POSTS, "a new route needs a row here"
    assert set(ROWS) >= DONE_AGAIN | SHOWN_ONCE


@pytest.mark.parametrize("path", ROWS)
def test_the_second_answer_is_the_first(there: World, path: str) -> None:
    sent = ROWS[path](there)
    case = sent[1].get("case")
    expect = there.desk.case(case).seq if case else 0
    browser, request = there.site.as_(sent[0]), there.fresh()
    first = pressed(browser, path, sent, request, expect)
    assert first.status_code in {200, 303}, first.text[:2000]
    length = there.length()
    second = pressed(browser, path, sent, request, expect)
    assert there.length() == length, "nothing is written twice"
    if path in SHOWN_ONCE:
        assert second.status_code == 409
        assert "密钥当时已显示" in second.text
        return
    assert told(second) == told(first)


@pytest.mark.parametrize("what", ["link", "add", "invite", "unlink", "forget", "close"])
def test_whatever_is_done_with_an_account(there: World, what: str) -> None:
    name = there.account(linked=what == "unlink")
    account = there.site.office.store.accounts.account(name)
    assert account is not None
    typed = f"acc.{there.fresh()}" if what == "add" else name
    sent: Sent = ("H1", {"person": account.person}, {"what": what, "account": typed})
    browser, request = there.site.as_("H1"), there.fresh()
    answers = [pressed(browser, "/people/{person}/accounts", sent, request, 0) for _ in range(2)]
    assert answers[0].status_code in {200, 303}, answers[0].text
    assert told(answers[0]) == told(answers[1])


@pytest.mark.parametrize("to", ["agree", "drop"])
@pytest.mark.parametrize("link", [False, True])
def test_a_second_administrator_presses_twice(there: World, to: str, *, link: bool) -> None:
    sent: Sent = ("H2", {"asked": there.asked(link=link)}, {"to": to})
    browser, request = there.site.as_("H2"), there.fresh()
    answers = [pressed(browser, "/administrators/{asked}", sent, request, 0) for _ in range(2)]
    assert answers[0].status_code == (200 if link and to == "agree" else 303), answers[0].text
    assert told(answers[0]) == told(answers[1])
    late = pressed(browser, "/administrators/{asked}", sent, there.fresh(), 0)
    assert late.status_code == 404
    assert "已办、已撤回" in late.text


def test_rights_that_came_back_come_back_once(there: World) -> None:
    person = there.person()
    there.desk.registry.suspend_rights(there.by("H1"), person=person, reason="调查")
    sent: Sent = ("H1", {"person": person}, {"to": "restored", "reason": "查清"})
    browser, request = there.site.as_("H1"), there.fresh()
    answers = [pressed(browser, "/people/{person}/rights", sent, request, 0) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
