"""What waited on a telephone: taken in once and by the rules of the pages, dated by a clock that may be wrong, for its own person only."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from launchkit.desk import Attachment
from launchkit.domain.case import Case, Task, TaskStatus
from launchkit.domain.recorded import Recorded
from launchkit.web.kept_pages import MOST_TASKS
from tests.web.conftest import ORIGIN, Site
from tests.web.test_task import FACTS, PDF

#: what a telephone sends under the same names as a page
OWN = {"csrf", "request", "expect"}
MINUTE = timedelta(minutes=1)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
PROOFS = {"signed_decision": ("决定.pdf", PDF), "articles_page": ("章程.png", PNG)}
WHOLE = {**FACTS, "do": "done"}


class Phone:
    """A telephone of somebody, whose clock may be fast."""

    def __init__(self, site: Site, person: str = "H2", *, fast: timedelta = timedelta()) -> None:
        self.site, self.person, self.fast = site, person, fast
        self.browser = site.as_(person)
        self.id = site.cases["open_branch"]

    @property
    def case(self) -> Case:
        return self.site.office.desk.case(self.id)

    @property
    def task(self) -> Task:
        return self.case.tasks["decide_to_open"]

    @property
    def entries(self) -> list[Recorded]:
        return list(self.site.office.desk.reading.entries(self.id, viewer="H1"))

    def key(self) -> dict[str, str]:
        found: dict[str, str] = self.browser.get("/outbox/key").json()
        return found

    def put(
        self,
        fields: dict[str, str],
        proofs: dict[str, tuple[str, bytes]] | None = None,
        *,
        ago: timedelta = 90 * MINUTE,
        **more: Any,
    ) -> httpx.Response:
        """Send one action that was done some time ago; what `more` names replaces what a telephone sends."""
        key = self.key()
        clock = datetime.fromisoformat(key["now"]) + self.fast
        files = [(f"evidence.{rule}", (*one, "image/png")) for rule, one in (proofs or {}).items()]
        digests = {name: hashlib.sha256(one[1]).hexdigest() for name, one in files}
        form = {
            "csrf": key["csrf"],
            "outbox.stamp": key["stamp"],
            "outbox.sent": clock.isoformat(),
            "outbox.captured": (clock - ago).isoformat(),
            "request": secrets.token_hex(16),
            "expect": str(self.case.seq),
            "outbox.person": self.person,
            "outbox.case": self.id,
            "outbox.task": "decide_to_open",
            "outbox.verb": "work",
            **{f"digest.{name}": digest for name, digest in digests.items()},
            **fields,
            **{name if name in OWN else f"outbox.{name}": value for name, value in more.items()},
        }
        answer: httpx.Response = self.browser.client.post(
            "/outbox", data=form, files=files or None, headers={"Origin": ORIGIN}
        )
        return answer


@pytest.fixture
def phone(site: Site) -> Phone:
    """The telephone of whoever has the first task of the opening."""
    return Phone(site)


def test_a_finished_task_arrives_whole_with_the_moment_it_was_done(phone: Phone) -> None:
    before = len(phone.entries)
    answer = phone.put(WHOLE, PROOFS)
    assert (answer.status_code, answer.json()["repeated"]) == (200, False)
    assert "办结" in answer.json()["said"]
    new = [one.envelope for one in phone.entries[before:] if one.envelope.actor == "H2"]
    assert {one.kind for one in new} >= {"fact_stated", "evidence_attached"}
    assert {(one.happened, one.channel) for one in new} == {
        ("2026-03-03T10:30:00+08:00", "offline")
    }
    assert phone.task.status is TaskStatus.SUBMITTED


def test_the_page_tells_when_it_was_done_and_that_it_waited(phone: Phone) -> None:
    phone.fast = 7 * MINUTE
    phone.put({**FACTS, "do": "save"})
    told = phone.browser.get(f"/cases/{phone.id}/tasks/decide_to_open/history").text
    assert "发生于 2026-03-03 10:30" in told
    assert "手机时钟快 7 分钟，时间已校正" in told


def test_sent_again_it_is_done_once_whatever_others_did_meanwhile(phone: Phone) -> None:
    request, seen = secrets.token_hex(16), str(phone.case.seq)
    assert phone.put(WHOLE, PROOFS, request=request, expect=seen).status_code == 200
    desk = phone.site.office.desk
    desk.reject(phone.site.call("H1"), phone.id, "decide_to_open", reason="章程页模糊")
    before = phone.case.seq
    again = phone.put(WHOLE, PROOFS, request=request, expect=seen)
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert phone.case.seq == before
    other = phone.put({**WHOLE, "fact.branch_name": "另一个名字"}, PROOFS, request=request)
    assert (other.status_code, other.json()["code"]) == (409, "request_reused")


def test_what_was_kept_of_unfinished_work_is_not_handed_in_twice(phone: Phone) -> None:
    request, seen = secrets.token_hex(16), str(phone.case.seq)
    half = {"signed_decision": PROOFS["signed_decision"]}
    for _ in range(2):
        answer = phone.put(WHOLE, half, request=request, expect=seen)
        told = answer.json()
        assert (answer.status_code, told["code"], told["kept"]) == (409, "incomplete", True)
        assert "已经保存" in told["said"]
        assert len(told["lacks"]) == 1
    assert [one.rule for one in phone.task.evidence] == ["signed_decision"]
    page = Attachment(content=PNG, name="章程.png", media="image/png", rule="articles_page")
    phone.site.office.desk.attach(phone.site.call("H2"), phone.id, "decide_to_open", [page])
    assert phone.put(WHOLE, half, request=request, expect=seen).status_code == 200
    assert [one.rule for one in phone.task.evidence] == ["signed_decision", "articles_page"]


def test_a_file_that_is_not_the_one_captured_is_not_taken(phone: Phone) -> None:
    before = phone.case.seq
    wrong = {"digest.evidence.signed_decision": "0" * 64}
    answer = phone.put({**WHOLE, **wrong}, PROOFS)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "evidence.signed_decision")
    assert "决定.pdf" in error["said"]
    assert "不一样" in error["said"]
    missing = phone.put({**WHOLE, "digest.evidence.other": "0" * 64}, PROOFS)
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "evidence.other")
    assert phone.case.seq == before


@pytest.mark.parametrize(
    ("fast", "happened", "channel"),
    [
        (4 * MINUTE, "2026-03-03T10:34:00+08:00", "offline"),
        (6 * MINUTE, "2026-03-03T10:30:00+08:00", "offline.fast-6m"),
        (timedelta(days=-3), "2026-03-03T10:30:00+08:00", "offline.slow-4320m"),
    ],
)
def test_a_clock_that_is_off_is_corrected_and_spoken_of(
    site: Site, fast: timedelta, happened: str, channel: str
) -> None:
    phone = Phone(site, fast=fast)
    assert phone.put({**FACTS, "do": "save"}).status_code == 200
    last = next(one.envelope for one in reversed(phone.entries) if one.envelope.actor == "H2")
    assert (last.happened, last.channel) == (happened, channel)


def test_the_future_and_a_time_that_is_none_are_refused(phone: Phone) -> None:
    save = {**FACTS, "do": "save"}
    before = phone.case.seq
    answer = phone.put(save, ago=-20 * MINUTE)
    assert (answer.status_code, answer.json()["code"]) == (409, "future_moment")
    wrongs: list[dict[str, Any]] = [
        {"captured": "2026-03-03"},
        {"sent": "now"},
        {"stamp": "2026-03-03T04:00Z 00"},
    ]
    for wrong in wrongs:
        assert phone.put(save, **wrong).status_code == 422
    other = Phone(phone.site, "H1").key()["stamp"]
    assert phone.put(save, stamp=other).status_code == 422, "a stamp is for one session"
    assert phone.case.seq == before


def test_what_others_did_meanwhile_is_told_beside_the_refusal(phone: Phone) -> None:
    seen = str(phone.case.seq)
    site = phone.site
    site.office.desk.state(site.call("H1"), phone.id, {"decision_number": "锐修决〔2026〕9号"})
    answer = phone.put(WHOLE, PROOFS, expect=seen)
    told = answer.json()
    assert (answer.status_code, told["code"], told["seq"]) == (409, "moved_on", phone.case.seq)
    assert not told["kept"]
    assert [one["who"] for one in told["others"]] == ["周正"]
    assert "9号" in told["others"][0]["said"]
    looked = phone.put(WHOLE, PROOFS, expect=str(told["seq"]))
    assert looked.status_code == 200


def test_what_does_not_fit_is_said_of_each_field(phone: Phone) -> None:
    answer = phone.put({**WHOLE, "fact.decision_signed_on": "gestern"}, PROOFS)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["fact.decision_signed_on"]
    english = Phone(phone.site)
    english.browser.client.cookies.set("launchkit-lang", "en")
    told = english.put({**WHOLE, "fact.decision_signed_on": "gestern"}, PROOFS).json()
    assert told["said"].startswith("Some fields do not fit")


def test_only_what_a_page_offers_may_wait(phone: Phone) -> None:
    for verb in ("waive", "assign", "break-glass", "extend", ""):
        answer = phone.put({"reason": "x"}, verb=verb)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "outbox.verb")


def test_it_names_nothing_that_its_person_may_not_see(phone: Phone) -> None:
    stranger = Phone(phone.site, "P1")
    wrongs: list[dict[str, Any]] = [
        {"case": phone.site.cases["take_over_branch"]},
        {"case": "nothing"},
        {"task": "nothing"},
    ]
    for wrong in wrongs:
        answer = stranger.put(WHOLE, **wrong)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_work_of_somebody_else_is_not_sent_under_ones_own_name(phone: Phone) -> None:
    answer = phone.put(WHOLE, PROOFS, person="P1")
    assert (answer.status_code, answer.json()["code"]) == (409, "other_person")


def test_a_foreign_form_brings_nothing_in(phone: Phone) -> None:
    before = phone.case.seq
    assert phone.put({**FACTS, "do": "save"}, csrf="0" * 64).status_code == 403
    foreign = phone.browser.client.post(
        "/outbox", data={"csrf": phone.key()["csrf"]}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert phone.case.seq == before


def test_waiting_and_reminding_can_wait_too(phone: Phone) -> None:
    who = {"block.who": "街道办", "block.reason": "要盖章", "block.party": "other"}
    assert phone.put(who, verb="block").status_code == 200
    wait = phone.task.wait
    assert wait is not None
    assert phone.put({"nudge.how": "visit"}, verb="nudge").status_code == 200
    assert phone.put({}, verb="unblock").status_code == 200
    assert phone.put({}, verb="start").status_code == 200
    assert phone.task.status is TaskStatus.STARTED


def test_promises_and_happenings_can_wait_too(site: Site) -> None:
    phone = Phone(site, "P1")
    form = {"to": "房东", "what": "周五前答复租期", "by": "2026-03-06", "task": ""}
    assert phone.put(form, verb="promises", expect="").json()["said"] == "承诺已记下。"
    assert len(phone.case.promises) == 1
    told = {"day": "2026-03-03", "hour": "09:30", "what": "电表停走", "source": "物业", "task": ""}
    assert phone.put(told, verb="happenings", expect="").status_code == 200
    assert len(phone.case.happenings) == 1


def test_whoever_is_signed_out_is_told_by_a_redirection(site: Site) -> None:
    browser = site.browser()
    for path in ("/outbox", "/outbox/key", "/outbox/ahead"):
        assert browser.get(path).headers["location"].startswith("/sign-in")


# --- what is kept for reading ------------------------------------------------------------------------------


def test_a_telephone_keeps_the_pages_of_its_person_and_learns_which_changed(site: Site) -> None:
    browser, case = site.as_("H2"), site.cases["open_branch"]
    first = browser.get("/outbox/ahead").json()
    pages = dict(first["pages"])
    assert first["person"] == "H2"
    assert case in first["cases"]
    assert {"/today", "/cases", "/outbox", f"/cases/{case}", f"/cases/{case}/papers"} <= set(pages)
    assert not any("/audit" in one or "/evidence" in one for one in pages)
    assert sum("/tasks/" in one for one in pages) <= MOST_TASKS
    assert dict(browser.get("/outbox/ahead").json()["pages"]) == pages
    site.office.desk.start(site.call("H2"), case, "decide_to_open")
    changed = dict(browser.get("/outbox/ahead").json()["pages"])
    tasks = {path for path in pages if "/tasks/" in path}
    other = {path for path in tasks if pages[path] != changed[path]}
    assert f"/cases/{case}/tasks/decide_to_open" in other
    assert len(other) < len(tasks) / 2
    assert changed["/today"] != pages["/today"]
    assert changed["/outbox"] == pages["/outbox"]


def test_every_page_that_is_kept_can_be_kept(site: Site) -> None:
    browser = site.as_("P1")
    readable = re.search(r"READABLE = /(.+)/;", browser.get("/sw.js").text)
    assert readable
    for path, _ in browser.get("/outbox/ahead").json()["pages"]:
        assert re.search(readable[1].replace("\\/", "/"), path)
        answer = browser.get(path, headers={"launchkit-ahead": "1"})
        assert (answer.status_code, answer.headers["launchkit-person"]) == (200, "P1")
    for path in ("/me", "/sign-in", "/audit", "/api/v1/cases", "/people", "/decisions", "/health"):
        assert not re.search(readable[1].replace("\\/", "/"), path)


def test_what_is_said_once_is_left_for_the_page_that_somebody_looks_at(site: Site) -> None:
    browser = site.as_("P1")
    browser.client.cookies.set("launchkit-said", "saved")
    ahead = browser.get("/today", headers={"launchkit-ahead": "1"})
    assert "set-cookie" not in ahead.headers
    seen = browser.get("/today")
    assert "saved" in seen.text
    assert "launchkit-person" not in seen.headers, "a page with it is not kept"


def test_the_worker_serves_every_page_and_is_another_one_with_another_program(site: Site) -> None:
    answer = site.browser().get("/sw.js")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["service-worker-allowed"] == "/"
    assert answer.headers["cache-control"] == "no-cache"
    site.app.state.version = "another"
    assert site.browser().get("/sw.js").text != answer.text
    shell = re.search(r"const SHELL = (.+);", answer.text)
    assert shell
    for path in json.loads(shell[1]):
        assert site.browser().get(path).status_code == 200


def test_it_can_be_installed(site: Site) -> None:
    browser = site.browser()
    link = re.search(r'rel="manifest" href="([^"]+)"', browser.get("/sign-in").text)
    assert link
    told = browser.get(link[1]).json()
    assert (told["name"], told["scope"]) == ("特情开案 launchkit", "/")
    for one in told["icons"]:
        icon = browser.get(f"/static/{one['src']}")
        assert icon.headers["content-type"] == "image/png"
        width = int.from_bytes(icon.content[16:20])
        assert f"{width}x{width}" == one["sizes"]


def test_without_signal_somebody_is_told_what_there_is(site: Site) -> None:
    assert "现在没有信号" in site.browser().get("/offline").text
