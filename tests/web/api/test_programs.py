"""What a program can rely on: tokens and scopes, keys, marks, portions, covered values, files, limits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from launchkit.domain.accounts import ApiToken
from launchkit.domain.errors import Refused
from launchkit.web.api.description import described
from launchkit.web.security.tokens import Meter, Pace, Program, TooFast
from tests.web.api.conftest import Program as Client
from tests.web.api.conftest import Programs
from tests.web.conftest import NOON

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "0000020001e221bc330000000049454e44ae426082"
)


def mine(programs: Programs, *scopes: str) -> tuple[Client, str]:
    """A program of somebody who has a task to begin, and the address of the task."""
    reader = programs.of("H1")
    rows = reader.get(f"{programs.opening}/tasks?limit=200&standing=ready").json()["rows"]
    one = next(row for row in rows if row["owner"])
    return programs.of(one["owner"], *scopes), programs.task(one["code"])


def test_without_a_token_nothing_is_told(programs: Programs) -> None:
    for headers in ({}, {"Authorization": "Bearer lk_wrong"}, {"Authorization": "Basic eDp5"}):
        answer = programs.shows(headers).get("/cases")
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["code"] == "not_signed_in"


def test_no_route_answers_without_a_token(programs: Programs) -> None:
    nobody, asked = programs.shows({}).client, 0
    for path, operations in described()["paths"].items():
        for method in operations:
            answer = nobody.request(method, path.replace("{", "").replace("}", ""))
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), path
            asked += 1
    assert asked > 100


def test_a_cookie_is_worth_nothing_here(programs: Programs) -> None:
    browser = programs.site.as_("H1")
    assert browser.get("/today").status_code == 200
    assert browser.get("/api/v1/cases").status_code == 401
    assert browser.post("/api/v1/cases").status_code == 401


def test_a_token_ends_with_its_days_its_owner_and_their_rights(programs: Programs) -> None:
    program = programs.of("P2")
    own = program.get("/me/tokens").json()["rows"]
    assert [one["label"] for one in own] == ["test"]
    ended = program.post("/me/tokens/end", {"token": own[0]["token"]})
    assert ended.json() == {"ended": 1}
    assert program.get("/me").status_code == 401
    again = programs.of("P2")
    programs.site.office.desk.registry.suspend_rights(
        programs.site.call("H1"), person="P2", reason="配合调查"
    )
    assert again.get("/me").status_code == 401
    old = programs.of("P1")
    programs.site.clock.instant += timedelta(days=31)
    assert old.get("/me").status_code == 401


def test_a_token_never_does_more_than_its_scopes(programs: Programs) -> None:
    reads, task = mine(programs, "read")
    assert reads.get("/me").json()["scopes"] == ["read"]
    refused = reads.post(f"{task}/start")
    assert (refused.status_code, refused.json()["code"]) == (403, "token_scope")
    assert refused.json()["lacks"][0]["command"] == "launchkit token new --scope act"
    assert programs.of(programs.who("lead"), "act").get("/me").status_code == 403


def test_the_same_key_is_carried_out_once_and_stands_for_nothing_else(programs: Programs) -> None:
    program, task = mine(programs)
    first = program.post(f"{task}/start", key="k-1")
    assert first.status_code == 200, first.text
    assert [one["kind"] for one in first.json()["entries"]] == ["task_started"]
    second = program.post(f"{task}/start", key="k-1")
    assert second.json()["repeated"] is True
    assert second.json()["entries"] == []
    other = program.post(f"{task}/waive", {"reason": "不需要"}, key="k-1")
    assert (other.status_code, other.json()["code"]) == (409, "request_reused")
    missing = program.client.post(f"/api/v1{task}/start", headers=program.headers, json={})
    assert missing.status_code == 422
    assert missing.json()["wrong"][0]["at"] == "header.Idempotency-Key"


def test_a_case_that_moved_on_is_not_changed_unseen(programs: Programs) -> None:
    program, case = programs.of(programs.who("lead")), programs.opening
    seen = program.get(case)
    tag = seen.headers["etag"]
    assert program.get(case, headers={"If-None-Match": tag}).status_code == 304
    promise = {"to": "房东", "what": "付押金", "by": "2026-03-13"}
    made = program.post(f"{case}/promises", promise, headers={"If-Match": tag})
    assert made.status_code == 200, made.text
    late = program.post(f"{case}/promises", promise, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (409, "moved_on")
    now = {"If-Match": f'"{made.json()["seq"]}"'}
    assert program.post(f"{case}/promises", promise, headers=now).status_code == 200
    unread = program.post(f"{case}/promises", promise, headers={"If-Match": "latest"})
    assert (unread.status_code, unread.json()["code"]) == (422, "bad_value")
    assert program.get(case, headers={"If-None-Match": tag}).status_code == 200


def test_a_case_as_it_was_then(programs: Programs) -> None:
    program, case = programs.of(programs.who("lead")), programs.opening
    before = program.get(case).json()
    programs.site.clock.instant += timedelta(hours=1)
    program.post(f"{case}/promises", {"to": "房东", "what": "付押金", "by": "2026-03-13"})
    then = program.get(f"{case}?at=2026-03-03T04:30:00Z").json()
    assert then["seq"] == before["seq"] < program.get(case).json()["seq"]
    assert program.get(f"{case}?at=2020-01-01T00:00:00Z").status_code == 404
    for wrong in ("2026-03-03", "0001-01-01T00:00:00+23:00", "x"):
        assert program.get(case, params={"at": wrong}).status_code in {404, 422}


def test_a_list_comes_in_portions(programs: Programs) -> None:
    program, path = programs.of(programs.who("lead")), f"{programs.opening}/tasks"
    whole = [one["key"] for one in program.get(f"{path}?limit=200").json()["rows"]]
    found, cursor = [], ""
    for _ in range(40):
        portion = program.get(path, params={"limit": 7, "cursor": cursor}).json()
        assert len(portion["rows"]) <= 7
        found += [one["key"] for one in portion["rows"]]
        cursor = portion["next"]
        if cursor is None:
            break
    assert found == whole
    for wrong in ("%%%", "AAAA", "\u00e9"):
        assert program.get(path, params={"cursor": wrong}).status_code == 422
    assert program.get(path, params={"limit": 0}).status_code == 422


@pytest.mark.parametrize(
    ("path", "sent", "at"),
    [
        ("/promises", {"to": "甲", "what": "乙", "by": "2026-02-30"}, "body.by"),
        ("/promises", {"to": "甲", "what": "乙", "by": 1}, "body.by"),
        ("/promises", {"to": "", "what": "乙", "by": "2026-03-13"}, "body.to"),
        ("/promises", {"to": "甲\u0000", "what": "乙", "by": "2026-03-13"}, "body.to"),
        ("/promises", {"to": "甲", "what": "乙", "by": "2026-03-13", "x": 1}, "body.x"),
        ("/severity", {"level": False, "reason": "理由"}, "body.level"),
        ("/severity", {"level": 2.0, "reason": "理由"}, "body.level"),
        ("/severity", {"level": "2", "reason": "理由"}, "body.level"),
        ("/instances", {"collection": "hire", "complete": 1}, "body.complete"),
        ("/facts", {"facts": {}}, "body.facts"),
        ("/facts", {"facts": {"x": 1.5}}, "body.facts.x"),
        ("/facts", {"facts": {"x": 10**30}}, "body.facts.x"),
        ("/facts", {"facts": {"x": [[1]]}}, "body.facts.x"),
        ("/facts", {"facts": {"x": {"y": 1}}}, "body.facts.x"),
    ],
)
def test_a_body_is_taken_exactly_or_not_at_all(
    programs: Programs, path: str, sent: dict[str, object], at: str
) -> None:
    program = programs.of(programs.who("hq_lead"))
    answer = program.post(f"{programs.opening}{path}", sent)
    assert answer.status_code == 422
    assert [one["at"] for one in answer.json()["wrong"]] == [at]
    assert "甲" not in answer.text


def test_a_day_that_is_none_is_told(programs: Programs) -> None:
    program, path = programs.of(programs.who("lead")), f"{programs.opening}/facts"
    for happened in ("2026-02-30", "yesterday", "2026-03-02T10:00:00"):
        answer = program.post(path, {"facts": {"x": "y"}}, params={"happened": happened})
        assert answer.json()["wrong"][0]["at"] == "query.happened"
    wrong = program.post(path, {"facts": {"x": "y"}}, params={"happened": "2026-03-02"})
    assert wrong.json()["code"] == "not_found"


def test_what_concerns_a_person_is_covered(programs: Programs) -> None:
    program, case = programs.of(programs.who("lead")), programs.opening
    sent = {"facts": {"landlord_phone": "13912345678", "landlord_name": "赵某某"}}
    done = program.post(f"{case}/facts", sent)
    assert done.status_code == 200, done.text
    texts = [done.text, program.get(case).text]
    for_all = ("facts", "entries", "brief", "tasks")
    texts.extend(program.get(f"{case}/{path}?limit=200").text for path in for_all)
    texts.append(program.get("/people").text)
    for text in texts:
        assert "13912345678" not in text
        assert "赵某某" not in text
    assert "•••• 5678" in program.get(f"{case}/facts?limit=200").text
    last = done.json()["entries"][0]
    assert last["said"]["en"].endswith(": ••••")
    assert program.get(f"{case}/entries/{last['seq']}").json()["said"] == last["said"]


def test_counsel_is_read_by_those_whom_it_is_for(programs: Programs) -> None:
    case = programs.opening
    programs.of(programs.who("lead")).post(f"{case}/counsel", {"text": "能否停职"})
    for role, reads in (("lead", True), ("hq_lead", True), ("mate", False)):
        program = programs.of(programs.who(role))
        found = program.get(f"{case}/counsel").json()["rows"][0]
        assert (found["text"] == "能否停职") is reads
        assert (found["text"] == {"privileged": True}) is not reads
        assert ("能否停职" in program.get(f"{case}/entries?limit=200").text) is reads
        assert program.post(f"{case}/counsel/q-1/answer", {"answer": "可以"}).status_code in (
            {403, 409} if reads else {404}
        )


def test_a_file_comes_back_as_it_was_handed_in(programs: Programs) -> None:
    program, task = mine(programs)
    done = program.post(
        f"{task}/evidence",
        files={"file": ("../踏勘 1.png", PNG, "text/html")},
        data={"note": "正门"},
    )
    assert done.status_code == 200, done.text
    held = program.get(f"{task}/evidence").json()["rows"][0]
    assert held["file"]["media"] == "image/png"
    answer = program.get(f"{task}/evidence/{held['seq']}")
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "踏勘" not in answer.headers["content-disposition"]
    assert program.get(f"{task}/evidence/1").status_code == 404
    wrong = program.post(f"{task}/evidence", files={"file": ("x.pdf", b"text", "application/pdf")})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_value")
    page = program.post(f"{task}/evidence", files={"file": ("x.png", b"<svg onload=1>", "x/y")})
    assert page.status_code == 422
    assert programs.stranger().get(f"{task}/evidence/{held['seq']}").status_code == 404


def test_a_stranger_finds_nothing(programs: Programs) -> None:
    program = programs.stranger()
    assert program.get("/cases").json() == {"rows": [], "next": None}
    assert program.get("/board").json()["rows"] == []
    assert program.get("/notices").json()["rows"] == []
    for path in (programs.opening, programs.task("NB-01"), f"{programs.opening}/entries/1"):
        assert program.get(path).json()["code"] == "not_found"
    assert program.post(f"{programs.task('NB-01')}/start").status_code == 404
    for path in ("/agenda?person=P1", "/verify"):
        assert program.get(path).status_code in {403, 409}
    opened = {
        "checklist": "open_branch",
        "name": "自己开的",
        "branch": "SYTX",
        "start": "2026-03-03",
        "target": "2026-06-01",
        "team": {"X1": ["hq_lead"], "P1": ["lead"]},
    }
    assert program.post("/cases", opened).json()["code"] == "needs_decider"
    assert program.post("/people", {"person": "X7", "name": "x"}).json()["code"] == (
        "needs_administrator"
    )


def test_headquarters_opens_a_case_and_an_administrator_looks_after_the_house(
    programs: Programs,
) -> None:
    head = programs.of("H1")
    opened = {
        "checklist": "relieve_branch",
        "name": "增援铁西",
        "branch": "SYTX",
        "start": "2026-03-03",
        "target": "2026-04-01",
        "team": {"H1": ["hq_lead"], "P1": ["lead"]},
    }
    done = head.post("/cases", opened, key="open-1")
    assert done.status_code == 200, done.text
    assert head.post("/cases", opened, key="open-1").json()["case"] == done.json()["case"]
    assert head.post("/cases", opened).json()["code"] == "opened_twice"
    assert head.post("/cases", {**opened, "again": True}).status_code == 200
    unknown = {**opened, "checklist": "../../etc/passwd"}
    assert head.post("/cases", unknown).status_code in {404, 422}
    programs.site.make_administrator("H2")
    admin = programs.of("H2")
    assert admin.post("/people", {"person": "X7", "name": "新人"}).json()["code"] == "X7"
    wrong = {"person": "X8", "name": "新人", "id_number": "123"}
    assert admin.post("/people", wrong).status_code == 422
    made = admin.post("/accounts", {"account": "xin.ren", "person": "X7"}).json()
    assert made["account"] == "xin.ren"
    assert len(made["link"]) > 30
    assert admin.get("/accounts/xin.ren").json()["has_password"] is False
    assert admin.post("/accounts/xin.ren/close").json()["open"] is False
    assert admin.post("/people/X7/suspend", {"reason": "核查"}).status_code == 200
    assert admin.get("/verify").json()["whole"] is True


def test_whoever_asks_too_often_waits(programs: Programs) -> None:
    program = programs.of(programs.who("lead"))
    programs.site.app.state.meter = Meter(Pace(at_once=3, a_minute=60))
    assert [program.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    late = program.get("/me")
    assert (late.json()["code"], late.headers["retry-after"]) == ("too_fast", "2")
    assert programs.of(programs.who("lead")).get("/me").status_code == 200
    programs.site.clock.instant += timedelta(seconds=2)
    assert program.get("/me").status_code == 200


def test_the_pace_of_many_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launchkit.web.security.tokens._MOST_REMEMBERED", 2)
    meter = Meter(Pace(at_once=1, a_minute=1))
    for token in ("a", "b", "c", "a"):
        meter.take(token, NOON)
    with pytest.raises(TooFast):
        meter.take("c", NOON)


def test_a_program_is_refused_by_a_sentence(programs: Programs) -> None:
    token = ApiToken(
        digest="0", person="P1", label="", scopes=("read",), created_at="", expires_at=""
    )
    program = Program(programs.site.app.state.site, token)
    from launchkit.domain.accounts import Scope  # noqa: PLC0415

    with pytest.raises(Refused, match="administer"):
        program.require(Scope.ADMINISTER)


def test_who_has_a_task_that_was_given_to_somebody_away(programs: Programs) -> None:
    program, task = mine(programs)
    lead, mate = programs.who("lead"), programs.who("mate")
    owner = program.get(task).json()["task"]["owner"]
    to = next(one for one in (mate, lead) if one != owner)
    away = {"begins": "2026-03-03", "ends": "2026-03-05", "deputy": owner}
    assert programs.of(to).post(f"{programs.opening}/absences", away).status_code == 200
    sent = {"to": to, "reason": "出差"}
    first = program.post(f"{task}/assign", sent, key="over").json()
    found = first["handed"]
    assert (found["to"], found["owner"], found["away_until"]) == (to, owner, "2026-03-05")
    assert "先由" in found["said"]["zh"]
    assert program.get(task).json()["task"]["owner"] == owner
    second = program.post(f"{task}/assign", sent, key="over").json()
    assert (second["repeated"], second["handed"]) == (True, found)
