"""The auditor's view: trail, deviations, statutory deadlines, exhibits, as of then, verified, with personal data covered."""

from __future__ import annotations

import pytest

from tests.web.conftest import Site

PARTS = ("trail", "deviations", "statutory", "evidence", "documents", "facts", "custody", "findings", "board")  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_shown(site: Site, part: str, lang: str) -> None:
    browser = site.as_("H1", lang=lang)
    for case in site.cases.values():
        answer = browser.get(f"/cases/{case}/audit?part={part}")
        assert answer.status_code == 200
        assert f'id="p-{part}"' in answer.text
        assert len(answer.content) < 60_000


def test_the_case_is_shown_as_it_was_then(site: Site) -> None:
    case = site.cases["open_branch"]
    known = site.office.desk.case(case)
    personal = next(one for one in known.book.facts.values() if one.personal.value != "none" and one.per is None and one.type.value == "text")  # fmt: skip
    site.office.desk.state(site.call("P1"), case, {personal.id: "只在现在"})
    browser = site.as_("H1")
    now = browser.get(f"/cases/{case}/audit?part=facts").text
    assert personal.title.zh in now
    assert "只在现在" not in now
    then = known.opened_at[:16].replace("T", " ")
    opened = browser.get(f"/cases/{case}/audit?part=facts&at={then}%2B00:01".replace(" ", "T"))
    assert opened.status_code in {200, 404}
    before = browser.get(f"/cases/{case}/audit?at=2020-01-01")
    assert before.status_code == 404
    assert "还不存在" in before.text
    wrong = browser.get(f"/cases/{case}/audit?at=gestern")
    assert wrong.status_code == 422
    assert "没有这个时刻" in wrong.text
    today = browser.get(f"/cases/{case}/audit?at=2030-01-01&part=board")
    assert "回到现在" in today.text


def test_a_covered_value_is_shown_once_to_who_says_why_and_that_is_recorded(site: Site) -> None:
    case = site.cases["open_branch"]
    known = site.office.desk.case(case)
    fact = next(one for one in known.book.facts.values() if one.personal.value != "none" and one.per is None and one.type.value == "text")  # fmt: skip
    site.office.desk.state(site.call("P1"), case, {fact.id: "王五"})
    browser = site.as_("P1")
    path = f"/cases/{case}/audit/personal"
    assert "王五" not in browser.get(f"/cases/{case}/audit?all=1").text
    assert browser.post(path, {"fact": fact.id, "reason": ""}).status_code == 422
    shown = browser.post(path, {"fact": fact.id, "reason": "核对收据"})
    assert shown.status_code == 200
    assert "王五" in shown.text
    last = site.office.desk.reading.entries(case, viewer="H1")[-1]
    assert (last.envelope.kind, last.envelope.actor) == ("personal_shown", "P1")
    assert last.data["reason"] == "核对收据"
    again = browser.get(f"/cases/{case}/audit?all=1").text
    assert "王五" not in again
    assert "核对收据" in again


def test_the_trail_is_looked_through_and_an_entry_has_an_address(site: Site) -> None:
    case = site.cases["open_branch"]
    rows = site.office.store.tasks(case=case)
    row = next(row for row in rows if row.ready and row.owner)
    owner, task = str(row.owner), row.task
    site.office.desk.start(site.call(owner), case, task)
    browser = site.as_("H1")
    tasks = browser.get(f"/cases/{case}/audit?group=task&person={owner}&task={task}").text
    assert "开始办理" in tasks
    assert "开立专案" not in tasks
    assert 'id="e1"' in browser.get(f"/cases/{case}/audit?e=1").text
    assert browser.get(f"/cases/{case}/audit?since=x").status_code == 422
    for page in ("0", "999", "x", "-1"):
        assert browser.get(f"/cases/{case}/audit?page={page}").status_code == 200


def test_verifying_says_in_words_whether_anything_was_changed(site: Site) -> None:
    case = site.cases["open_branch"]
    browser = site.as_("H1")
    whole = browser.post(f"/cases/{case}/audit/verify")
    assert whole.status_code == 200
    assert "全部相符" in whole.text
    with site.office.store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE tasks SET owner = 'X9'")
    broken = browser.post(f"/cases/{case}/audit/verify")
    assert "有不符之处" in broken.text
    assert site.office.desk.case(case).number in broken.text


def test_who_may_not_see_a_case_has_no_audit_of_it(site: Site) -> None:
    case = site.cases["take_over_branch"]
    team = site.office.desk.case(case).team
    stranger = next(one for one in site.office.desk.house().people if one not in team)
    browser = site.as_(stranger)
    assert browser.get(f"/cases/{case}/audit").status_code == 404
    assert browser.post(f"/cases/{case}/audit/verify").status_code == 404
    assert case not in browser.get("/audit").text
