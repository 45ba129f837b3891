"""Adopting a calendar year on its page and by programs."""

from __future__ import annotations

import html
import json
import re

from launchkit.domain.entries import PersonAdded
from tests.library.test_calendar_file import official
from tests.web.conftest import Browser, Site


def looked(browser: Browser, text: str):  # type: ignore[no-untyped-def]
    browser.get("/calendars")
    files = {"file": ("cn_2027.yaml", text.encode(), "application/yaml")}
    return browser.post("/calendars/preview", files=files)


def test_a_year_is_looked_at_and_then_adopted(site: Site) -> None:
    browser = site.as_("H1")
    assert "采用一年的放假安排" in browser.get("/calendars").text
    page = looked(browser, official())
    assert page.status_code == 200
    assert "2027" in page.text
    assert 2027 not in site.office.desk.house().calendars
    kept = re.search(r'name="calendar" value="([^"]*)"', page.text)
    assert kept is not None
    data = {"calendar": html.unescape(kept[1]), "file_name": "cn_2027.yaml"}
    answer = browser.post("/calendars/adopt", data)
    assert answer.headers["location"] == "/calendars"
    assert site.office.desk.house().calendars[2027].body["status"] == "official"
    file = site.office.settings.home / "checklists" / "calendars" / "cn_2027.yaml"
    assert "国办发明电" in file.read_text(encoding="utf-8")
    assert "后来采用" in browser.get("/calendars").text
    changed = data["calendar"].replace("status: official", "status: provisional")
    for path in ("/calendars/preview", "/calendars/adopt"):
        assert browser.post(path, {**data, "calendar": changed}).status_code == 409


def test_days_that_move_are_shown_with_both_dates(site: Site) -> None:
    """A year without a single holiday moves something in the examples, whatever they are."""
    text = official().split("rest:")[0].replace("2027", "2026")
    text += "rest: []\nmake_up: []\nstatutory: []\ntax_filing: []\ntax_notice:\n"
    page = looked(site.as_("H1"), text).text
    assert re.search(r"<del>2026-\d\d-\d\d</del> → <strong>2026-\d\d-\d\d</strong>", page)
    site.office.desk.registry.add(site.call("H1"), PersonAdded(person="X1", name="管理"))
    site.make_administrator("X1")
    hidden = site.office.desk.case(site.cases["take_over_branch"])
    assert hidden.name not in looked(site.as_("X1"), text).text


def test_whoever_may_not_is_shown_no_way_and_refused(site: Site) -> None:
    for person in ("P1", "A1"):
        browser = site.as_(person)
        assert "采用一年的放假安排" not in browser.get("/calendars").text
        assert looked(browser, official()).status_code == 409
        assert browser.post("/calendars/adopt", {"calendar": official()}).status_code == 409
    assert 2027 not in site.office.desk.house().calendars


def test_what_is_wrong_in_the_file_is_said_by_line(site: Site) -> None:
    browser = site.as_("H1")
    wrong = looked(browser, official().replace("2027-10-03", "2027-13-03"))
    assert wrong.status_code == 422
    assert re.search(r"cn_2027\.yaml:\d+:\d+", wrong.text)
    assert browser.post("/calendars/adopt", {"calendar": "year: ["}).status_code == 422
    assert browser.post("/calendars/preview", {}).status_code == 422
    for content in (b"\xff\xfe", b"#" * 600_000):
        files = {"file": ("x.yaml", content, "application/yaml")}
        assert browser.post("/calendars/preview", files=files).status_code == 422


def test_programs_do_the_same(site: Site) -> None:
    from launchkit.desk.clockwork import calendar_body  # noqa: PLC0415
    from launchkit.library.calendar_file import read_calendar  # noqa: PLC0415
    from tests.web.api.conftest import EVERY, Program  # noqa: PLC0415

    body = calendar_body(read_calendar(official().encode(), "x"))

    def of(person: str) -> Program:
        word, _ = site.office.accounts.give_token(
            site.call(person), label="t", scopes=EVERY, days=1
        )
        return Program(site.browser().client, {"Authorization": f"Bearer {word}"})

    assert of("P1").post("/calendars", body).json()["code"] == "needs_decider"
    seen = of("H1").post("/calendars/preview", body).json()
    assert 2027 not in site.office.desk.house().calendars
    done = of("H1").post("/calendars", body).json()
    assert done == seen
    assert done["year"] == 2027
    assert site.office.desk.house().calendars[2027].digest == done["digest"]
    kept = site.office.settings.home / "checklists" / "calendars" / "cn_2027.yaml"
    assert json.loads(kept.read_text(encoding="utf-8"))["status"] == "official"
    bad = {**body, "rest": [{"day": "2027-02-30", "name": "x"}]}
    assert of("H1").post("/calendars", bad).status_code == 422
