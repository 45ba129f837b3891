"""The paper pack: bags by place, documents printed and fetched, sent out and back, declared void."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from launchkit.documents import extract_fonts
from launchkit.domain.telling.bag import bag_of
from tests.web.conftest import Browser, Site, site_over

#: A document whose facts are all there when the example opens.
DOCUMENT = "D01"
SCAN = ("signed.pdf", b"%PDF-1.7 signed", "application/pdf")


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fonts that are unpacked once."""
    return extract_fonts(tmp_path_factory.mktemp("fonts")).folder


@pytest.fixture
def case(site: Site, fonts: Path) -> str:
    (site.office.settings.home / "fonts").symlink_to(fonts)
    return site.cases["open_branch"]


def printed(site: Site, case: str, person: str = "H2") -> Browser:
    """A browser of somebody who has just printed it."""
    used = site.as_(person)
    answer = used.post(f"/cases/{case}/papers/issue", {"document": DOCUMENT})
    assert answer.status_code == 303, answer.text
    return used


@pytest.fixture(scope="module")
def issued_home(opened_home: Path, fonts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which it has been printed, for those who ask what comes after; nobody writes to it."""
    home = tmp_path_factory.mktemp("issued") / "home"
    shutil.copytree(opened_home, home, ignore=shutil.ignore_patterns("fonts"))
    (home / "fonts").symlink_to(fonts)
    with site_over(home) as site:
        printed(site, site.cases["open_branch"])
    return home


@pytest.fixture
def issued(issued_home: Path, tmp_path: Path) -> Iterator[Site]:
    """An application over a copy of it."""
    shutil.copytree(issued_home, tmp_path / "home", ignore=shutil.ignore_patterns("fonts"))
    with site_over(tmp_path / "home") as site:
        yield site


def act(browser: Browser, case: str, what: str, data: dict[str, str], **more: Any):  # type: ignore[no-untyped-def]
    return browser.post(f"/cases/{case}/documents/{DOCUMENT}/{what}", data, **more)


def test_a_pack_says_what_is_missing_and_from_whom(site: Site, case: str) -> None:
    answer = site.as_("P1").get(f"/cases/{case}/papers")
    assert answer.status_code == 200
    for words in ("还差什么，找谁", "出具设立（特情）决定", "可以出具", "以后要去的地方"):
        assert words in answer.text
    assert len(answer.content) < 60_000
    english = site.as_("P1", lang="en").get(f"/cases/{case}/papers").text
    assert "What is missing, and from whom" in english


def test_a_document_is_printed_once_and_fetched_by_its_name(site: Site, case: str) -> None:
    browser = printed(site, case)
    page = browser.get(f"/cases/{case}/papers").text
    assert "已出具" in page
    answer = browser.get(f"/cases/{case}/documents/{DOCUMENT}/file")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["cache-control"] == "private, no-store"
    held = site.office.desk.case(case).document(DOCUMENT)
    assert held is not None
    assert f"{DOCUMENT} 设立（特情）决定 {held.number}.pdf" in unquote(
        answer.headers["content-disposition"]
    )
    printed(site, case)
    assert len(site.office.desk.case(case).documents[DOCUMENT]) == 1


def test_what_is_not_printed_cannot_be_fetched(site: Site, case: str) -> None:
    browser = site.as_("P1")
    for path in (f"{DOCUMENT}/file", f"{DOCUMENT}/file?prepared=99", "D999", "D999/file"):
        assert browser.get(f"/cases/{case}/documents/{path}").status_code == 404


def test_strangers_find_neither_pack_nor_document(issued: Site) -> None:
    case = issued.cases["open_branch"]
    browser = issued.as_("N1")
    for path in ("papers", f"documents/{DOCUMENT}", f"documents/{DOCUMENT}/file"):
        assert browser.get(f"/cases/{case}/{path}").status_code == 404


def test_blanks_are_filled_in_beside_the_document(site: Site, case: str) -> None:
    lacking = _lacking(site, case)
    key, field = next(lacking)
    browser = site.as_("P1")
    page = browser.get(f"/cases/{case}/documents/{key}").text
    assert f'name="fact.{field}"' in page
    path = f"/cases/{case}/documents/{key}/facts"
    assert browser.post(path, {}).status_code == 422
    answer = browser.post(path, {f"fact.{field}": "一二三"})
    assert answer.status_code == 303, answer.text
    assert site.office.desk.case(case).value(field) == "一二三"


def _lacking(site: Site, case: str) -> Iterator[tuple[str, str]]:
    """Documents with a blank for plain text that the case knows nothing of."""
    known = site.office.desk.case(case)
    for counter in bag_of(known, site.office.desk.house(), site.office.clock()).later:
        for form in counter.documents:
            for one in form.spec.fields:
                spec = known.book.facts.get(one.fact or "")
                if not one.required or spec is None or spec.per is not None:
                    continue
                if spec.type.value == "text" and known.value(spec.id) is None:
                    yield form.line.key, spec.id


def test_what_lacks_facts_is_not_printed_and_says_which(site: Site, case: str) -> None:
    key, _ = next(_lacking(site, case))
    answer = site.as_("P1").post(f"/cases/{case}/papers/issue", {"document": key})
    assert answer.status_code == 409
    assert "还缺" in answer.text


def test_one_that_fails_stops_none_of_the_others(site: Site, case: str) -> None:
    key, _ = next(_lacking(site, case))
    answer = site.as_("H1").post(
        f"/cases/{case}/papers/issue", {"all": "1", "ready": [key, DOCUMENT]}
    )
    assert answer.status_code == 409
    assert site.office.desk.case(case).document(DOCUMENT) is not None
    nothing = site.as_("H1").post(f"/cases/{case}/papers/issue", {})
    assert nothing.status_code == 422


def test_a_signature_is_fetched_outside(issued: Site) -> None:
    case = issued.cases["open_branch"]
    browser = issued.as_("H1")
    assert act(browser, case, "send-out", {"to": ""}).status_code == 422
    assert act(browser, case, "send-out", {"to": "法定代表人"}).status_code == 303
    page = browser.get(f"/cases/{case}/documents/{DOCUMENT}").text
    assert "在外签署" in page
    assert "法定代表人" in browser.get(f"/cases/{case}/papers").text
    assert act(browser, case, "take-back", {"signed": "yes"}).status_code == 409
    wrong = act(
        browser, case, "take-back", {"signed": "yes"}, files={"scan": ("a.txt", b"hello", "x/y")}
    )
    assert wrong.status_code == 422
    back = act(browser, case, "take-back", {"signed": "yes"}, files={"scan": SCAN})
    assert back.status_code == 303, back.text
    assert "已签回" in browser.get(f"/cases/{case}/documents/{DOCUMENT}").text


def test_unsigned_it_comes_back_with_a_reason(issued: Site) -> None:
    case = issued.cases["open_branch"]
    browser = issued.as_("H1")
    act(browser, case, "send-out", {"to": "法定代表人", "expected": "2026-03-06"})
    assert "2026-03-06" in browser.get(f"/cases/{case}/documents/{DOCUMENT}").text
    assert act(browser, case, "take-back", {"signed": "no"}).status_code == 409
    done = act(browser, case, "take-back", {"signed": "no", "note": "要改金额"})
    assert done.status_code == 303


def test_only_headquarters_declares_it_void(issued: Site) -> None:
    case = issued.cases["open_branch"]
    browser = issued.as_("H1")
    known = issued.office.desk.case(case).document(DOCUMENT)
    assert known is not None
    lead = issued.as_("P1")
    assert "作废后编号" not in lead.get(f"/cases/{case}/documents/{DOCUMENT}").text
    assert act(lead, case, "void", {"reason": "写错"}).status_code == 409
    assert act(browser, case, "void", {"reason": ""}).status_code == 422
    assert act(browser, case, "void", {"reason": "写错"}).status_code == 303
    page = browser.get(f"/cases/{case}/documents/{DOCUMENT}").text
    assert "已作废" in page
    kept = browser.get(f"/cases/{case}/documents/{DOCUMENT}/file?prepared={known.prepared}")
    assert kept.content.startswith(b"%PDF")
    assert "已作废" not in lead.get(f"/cases/{case}/papers").text


def test_a_page_that_cannot_be_printed_says_so(site: Site, case: str) -> None:
    key, field = next(_lacking(site, case))
    known = site.office.desk.case(case)
    facts = {
        one.fact: "\U0001f600"
        for one in known.book.documents[key].fields
        if one.fact is not None and known.book.facts[one.fact].type.value == "text"
    }
    assert field in facts
    site.office.desk.state(site.call("H1"), case, facts)
    answer = site.as_("H1").post(f"/cases/{case}/papers/issue", {"document": key})
    assert answer.status_code == 409


def test_an_auditor_reads_and_does_not_print(site: Site, case: str) -> None:
    auditor = next(
        one for one, roles in site.office.desk.case(case).team.items() if "auditor" in roles
    )
    browser = site.as_(auditor)
    assert 'name="document"' not in browser.get(f"/cases/{case}/papers").text
    answer = browser.post(f"/cases/{case}/papers/issue", {"document": DOCUMENT})
    assert answer.status_code == 409


def test_what_was_typed_stays_beside_a_refusal(issued: Site) -> None:
    case = issued.cases["open_branch"]
    browser = issued.as_("H2")
    refused = act(browser, case, "send-out", {"to": "房东赵先生", "expected": "2020-01-01"})
    assert refused.status_code == 422
    assert 'value="房东赵先生"' in refused.text
    assert 'value="2020-01-01"' in refused.text


def test_the_case_goes_on_and_the_flows_are_told_after_printing(site: Site, case: str) -> None:
    told: list[tuple[str, int]] = []

    class Listening:
        def tell(self, case: str, seq: int) -> None:
            told.append((case, seq))

    site.app.state.site.waking = Listening()
    printed(site, case)
    assert told == [(case, site.office.desk.case(case).seq)]


def test_the_board_shows_what_is_out_for_signature_until_it_is_back(issued: Site) -> None:
    case = issued.cases["open_branch"]
    browser = issued.as_("H2")
    act(browser, case, "send-out", {"to": "房东赵先生", "expected": "2026-03-10"})
    page = browser.get(f"/cases/{case}").text
    assert f'href="/cases/{case}/documents/{DOCUMENT}"' in page
    assert "在 房东赵先生 处" in page
    act(browser, case, "take-back", {"signed": "no", "note": "改日"})
    assert "在 房东赵先生 处" not in browser.get(f"/cases/{case}").text
