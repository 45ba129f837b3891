"""The templates: nothing inline, every word in both languages, macros that draw what they are given."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from launchkit.domain.checklist import (
    Column,
    EvidenceKind,
    EvidenceRule,
    FactSpec,
    FactType,
    Option,
    Text,
)
from launchkit.domain.errors import Lack
from launchkit.domain.telling.deadlines import DeadlineLine
from launchkit.web import format as formats
from launchkit.web.links import address_for
from launchkit.web.page import Trouble
from launchkit.web.templating import HERE, STATIC, make_environment, segment, static_address
from launchkit.web.words import WORDS, Words
from tests.web.conftest import Site

TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
#: htmx.org 4.0.1, dist/htmx.min.js as its registry gives it
HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
CHINESE = re.compile(r"[\u3400-\u9fff]")
T = Text(zh="名称", en="Name")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def name_of(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<style|javascript:|hx-on|\|safe", text)
    assert all("src=" in one for one in re.findall(r"<script[^>]*>", text))
    assert "http://" not in text
    assert "https://" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_sentence_is_said_in_both_languages(path: Path) -> None:
    """Chinese stands only as the first argument of `say`, which has a second; or as a name, beside its other name."""
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    string = r"(?:\"[^\"]*\"|'[^']*')"
    inside = rf"say\((?:{string}|[^()\"']|\([^()]*\))*\)"
    names = r"\"[\u3400-\u9fff]+ [A-Z][A-Za-z]+\"|\"中文\""
    assert not CHINESE.search(re.sub(names, "", re.sub(inside, "", text)))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_shared_word_that_is_used_is_there(path: Path) -> None:
    used = set(re.findall(r"\bt\.([a-z_]+)", path.read_text(encoding="utf-8")))
    assert used - {"t"} <= set(WORDS)


def test_a_word_that_is_not_there_is_an_error_and_not_nothing() -> None:
    assert (Words("zh").save, Words("en").save) == ("保存", "Save")
    with pytest.raises(AttributeError, match=r"words\.py"):
        _ = Words("zh").nothing_like_it


def test_every_shared_word_is_in_both_languages() -> None:
    assert all(one.zh and one.en for one in WORDS.values())


def test_the_library_we_ship_is_the_one_its_makers_published() -> None:
    assert hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest() == HTMX
    assert "Zero-Clause BSD" in (STATIC / "htmx.licence.txt").read_text(encoding="utf-8")


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([a-z]+)"', sprite))
    assert "ISC License" in (STATIC / "icons.licence.txt").read_text(encoding="utf-8")
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        used = set(re.findall(r"icon\(\"([a-z]+)\"\)", text))
        assert used <= there, path.name


def test_the_sheet_asks_nobody_else_for_anything() -> None:
    for sheet in STATIC.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        assert "http" not in text


def test_a_file_is_kept_for_good_under_the_address_of_its_content(site: Site) -> None:
    browser = site.browser()
    answer = browser.get(static_address("app.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "set-cookie" not in answer.headers
    for path in ("/static/app.css", "/static/app.css?v=other"):
        assert browser.get(path).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["nothing.css", "..%2fapp.py", "%2e%2e%2fsite.py", ".hidden"])
def test_no_other_file_is_served(site: Site, name: str) -> None:
    assert site.browser().get(f"/static/{name}").status_code == 404


# --- macros -------------------------------------------------------------------------------------------------


def drawn(call: str, lang: str = "zh", trouble: Trouble | None = None, **values: object) -> str:
    """What a macro draws."""
    frame = {
        "lang": lang,
        "t": Words(lang),
        "say": lambda zh, en: en if lang == "en" else zh,
        "text": lambda text: text.en if lang == "en" else text.zh,
        "csrf": "c5rf",
        "fresh_id": lambda: "r-1",
        "name_of": {"P1": "张弛"}.get,
        "trouble": trouble,
        "viewer": None,
        "address_for": address_for,
        **values,
    }
    source = '{% import "macros.html" as m with context %}{{ m.' + call + " }}"
    return make_environment().from_string(source).render(frame)


def line(**changed: object) -> DeadlineLine:
    values: dict[str, object] = {
        "task": "t",
        "due": "DL1",
        "kind": "finish",
        "statutory": False,
        "last_day": "2026-03-20",
        "at": None,
        "plan_by": "2026-03-20",
        "days_left": 9,
        "lateness": "ok",
        "provisional": False,
        "suspended": False,
        "basis": (),
        "short": T,
        "explained": T,
    }
    return DeadlineLine(**(values | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "kind", "zh", "en"),
    [
        ({}, "info", "3 月 20 日", "20 Mar"),
        ({"days_left": -2, "lateness": "late"}, "late", "逾期 2 天", "2 days late"),
        ({"days_left": -1, "lateness": "late"}, "late", "逾期 1 天", "1 day late"),
        (
            {"days_left": 0, "lateness": "late", "at": "11:30"},
            "late",
            "今天 11:30 已过",
            "late since 11:30",
        ),
        ({"days_left": 0, "lateness": "late"}, "late", "逾期", "late"),
        ({"days_left": 0, "lateness": "soon", "at": "21:00"}, "soon", "今天 21:00", "today 21:00"),
        ({"days_left": 1, "lateness": "soon"}, "soon", "明天", "tomorrow"),
        ({"days_left": 3, "lateness": "soon"}, "soon", "余 3 天", "3 days left"),
        ({"days_left": 3, "lateness": "plan_missed"}, "soon", "余 3 天", "3 days left"),
        ({"suspended": True}, "plain", "已中止", "suspended"),
    ],
)
def test_a_deadline_has_a_word_a_shape_and_a_colour(
    changed: dict[str, object], kind: str, zh: str, en: str
) -> None:
    for lang, word in (("zh", zh), ("en", en)):
        found = drawn("deadline(line)", lang, line=line(**changed))
        assert f'class="chip {kind}"' in found
        assert f"<span>{word}</span>" in found
        assert "<use " in found


def test_what_the_law_says_and_what_is_not_certain_is_said_beside_it() -> None:
    found = drawn("deadline(line)", line=line(statutory=True, provisional=True))
    assert "法定" in found
    assert "暂定" in found


def fact(type_: FactType, **more: object) -> FactSpec:
    return FactSpec(id="x", title=T, type=type_, **more)  # type: ignore[arg-type]


FEW = (Option(id="a", title=Text(zh="甲", en="A")), Option(id="b", title=T))
MANY = tuple(Option(id=f"o{n}", title=T) for n in range(6))


@pytest.mark.parametrize(
    ("spec", "value", "expected"),
    [
        (fact(FactType.TEXT), "a<b", 'value="a&lt;b"'),
        (fact(FactType.TEXT, unit="m²"), None, "名称 (m²)"),
        (fact(FactType.LONG_TEXT), "两\n行", "两\n行</textarea>"),
        (fact(FactType.INTEGER), 0, 'inputmode="numeric"'),
        (fact(FactType.DECIMAL), "1.5", 'inputmode="decimal"'),
        (fact(FactType.MONEY), 3600050, 'value="36000.50"'),
        (fact(FactType.DATE), "2026-03-02", 'type="date" value="2026-03-02"'),
        (fact(FactType.INSTANT), None, "+08:00"),
        (fact(FactType.YES_NO), False, 'value="false" checked'),
        (fact(FactType.YES_NO), None, 'value="true"'),
        (fact(FactType.CHOICE, options=FEW), "a", 'type="radio" name="fact.x" value="a" checked'),
        (fact(FactType.CHOICE, options=MANY), "o3", '<option value="o3" selected>'),
        (fact(FactType.PERSON), "P1", '<option value="P1" selected>张弛'),
        (fact(FactType.PHONE), None, 'type="tel"'),
        (fact(FactType.USCC), None, 'spellcheck="false"'),
        (
            fact(
                FactType.TABLE,
                columns=(
                    Column(id="firm", title=T),
                    Column(id="sum", title=T, type=FactType.MONEY),
                ),
            ),
            [{"firm": "甲", "sum": 1250}],
            'name="fact.x.0.sum" type="text" value="12.50"',
        ),
    ],
)
def test_a_fact_has_a_field_of_its_kind(spec: FactSpec, value: object, expected: str) -> None:
    found = drawn(
        "fact_field(spec, value, people=people)", spec=spec, value=value, people=[("P1", "张弛")]
    )
    assert expected in found


def test_hint_and_error_are_tied_to_their_field() -> None:
    spec = fact(FactType.TEXT, hint=Text(zh="写全", en="in full"))
    wrong = Trouble(status=422, text=Text(zh="不对", en="wrong"), field="fact.x")
    found = drawn("fact_field(spec)", spec=spec, trouble=wrong)
    assert 'aria-describedby="fact.x-hint fact.x-error" aria-invalid="true"' in found
    assert 'id="fact.x-hint"' in found
    assert 'id="fact.x-error"' in found
    assert 'for="fact.x"' in found


def test_a_form_brings_its_token_its_request_and_what_was_seen() -> None:
    found = drawn("token(41)")
    assert 'name="csrf" value="c5rf"' in found
    assert 'name="request" value="r-1"' in found
    assert 'name="expect" value="41"' in found


def test_what_is_missing_is_listed_with_where_to_supply_it() -> None:
    lack = Lack(zh="缺月租金", en="monthly rent missing", command="launchkit state 1 rent=…")
    trouble = Trouble(status=409, text=Text(zh="不能办结", en="not done"), lacks=(lack,))
    found = drawn("trouble_box(trouble, 'c1')", trouble=trouble)
    assert 'role="alert"' in found
    assert 'href="/cases/c1/facts?fact=rent#state"' in found
    assert drawn("trouble_box(none)").strip() == ""


def test_a_slot_for_evidence_takes_a_photograph() -> None:
    rule = EvidenceRule(id="lease", title=T, kind=EvidenceKind.PHOTO, min=2)
    found = drawn("evidence_slot(rule, [('合同.pdf', '/x')], missing=true)", rule=rule)
    assert 'capture="environment"' in found
    assert 'name="evidence.lease"' in found
    assert "合同.pdf" in found
    assert "is-missing" in found


def test_pages_are_turned_with_words() -> None:
    assert drawn("pagination(1, 1, '/x?page=')").strip() == ""
    found = drawn("pagination(2, 3, '/x?page=')", "en")
    assert 'rel="prev" href="/x?page=1"' in found
    assert 'rel="next" href="/x?page=3"' in found
    assert "page 2 of 3" in found


def test_a_name_is_whole_and_the_code_stands_behind_it() -> None:
    found = drawn("person('P1')")
    assert '<span class="name">张弛</span>' in found
    assert "P1" in found


def test_keys_days_and_money() -> None:
    assert segment("sign_offer#hire-2/特") == "sign_offer%23hire-2%2F%E7%89%B9"
    assert formats.day("2026-03-20", "zh") == "2026-03-20 周五"
    assert formats.short_day("2026-03-02", "en") == "2 Mar"
    assert formats.moment("2026-03-02T01:30:00Z", SHANGHAI) == "2026-03-02 09:30"
    assert (formats.money(123450, "zh"), formats.money(5, "en")) == ("1,234.50 元", "0.05 yuan")
    assert formats.count(1, "项", "task", "tasks", lang="en") == "1 task"
    assert formats.count(3, "项", "task", "tasks", lang="en") == "3 tasks"
    assert formats.count(3, "项", "task", "tasks", lang="zh") == "3 项"
