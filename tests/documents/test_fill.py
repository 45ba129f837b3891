"""Values into a page: what is missing, what a page sees, how a data sheet writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from launchkit.documents import NotPlain, TemplateProblem, Templates, fill, missing_fields, prepare
from launchkit.domain.checklist import DocumentSpec, FactType
from tests.documents.made import body, document, fact, facts, field, folder_with


class Sly(str):
    __slots__ = ()

    def __html__(self) -> str:
        return "<script>"


def test_required_fields_without_a_value_are_reported_in_the_order_of_the_form() -> None:
    spec = document(field("a"), field("b"), field("c", required=False), field("d"), field("e"))
    found = missing_fields(spec, {"a": " ", "d": [], "e": None})
    assert [one.name for one in found] == ["a", "b", "d", "e"]


def test_zero_and_no_are_values() -> None:
    spec = document(field("rent"), field("agreed"))
    assert missing_fields(spec, {"rent": 0, "agreed": False}) == ()


def test_what_is_only_known_at_issue_is_not_missing_before() -> None:
    spec = document(field("number", case="document_number"), field("number2", case="case_number"))
    assert [one.name for one in missing_fields(spec, {})] == ["number2"]


def test_a_field_that_is_filled_at_issue_gets_what_the_document_carries(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("<p>{{ no }} of {{ on | cn_date }}</p>"))
    spec = document(field("no", case="document_number"), field("on", case="document_date"))
    values = {
        "no": "",
        "on": "",
        "document_number": "特修授〔2026〕3号",
        "document_date": "2026-11-23",
    }
    assert "<p>特修授〔2026〕3号 of 2026年11月23日</p>" in fill(spec, values, templates)


@pytest.mark.parametrize(
    "wrong",
    [
        1.5,
        b"x",
        object(),
        Markup("<b>"),
        Sly("x"),
        {1: "x"},
        {"a": {"b": [set()]}},
        len,
        type,
        Path(),
        (1, 2.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_only_plain_data_reaches_a_template(tmp_path: Path, wrong: Any) -> None:
    templates = folder_with(tmp_path, body("{{ a }}"))
    with pytest.raises(NotPlain, match="栏目a"):
        fill(document(field("a")), {"a": wrong}, templates)


def test_data_that_contains_itself_is_refused(tmp_path: Path) -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(NotPlain, match="层次过深"):
        fill(document(field("a")), {"a": loop}, folder_with(tmp_path, body("")))


def test_too_much_data_is_refused(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body(""))
    for many in (["x"] * 200_001, "x" * 2_000_001):
        with pytest.raises(NotPlain, match="内容过多"):
            fill(document(field("a")), {"a": many}, templates)


def test_values_are_printed_as_typed_and_never_read_as_a_template(tmp_path: Path) -> None:
    typed = "{{7*7}} {% for i in x %} {# #} ${1} <b>&amp; \"' 𠮷"
    page = fill(document(field("a")), {"a": typed}, folder_with(tmp_path, body("<p>{{ a }}</p>")))
    assert "<p>{{7*7}} {% for i in x %} {# #} ${1} &lt;b&gt;&amp;amp; &#34;&#39; 𠮷</p>" in page


def test_nothing_yes_and_no_are_printed_as_people_write_them(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("[{{ a }}|{{ b }}|{{ c }}|{{ d }}]"))
    spec = document(field("a", required=False), field("b"), field("c"), field("d"))
    assert "[|是|否|0]" in fill(spec, {"b": True, "c": False, "d": 0}, templates)


def test_a_table_printed_by_mistake_is_refused(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("{{ a }}"))
    with pytest.raises(TemplateProblem, match="TypeError"):
        fill(document(field("a")), {"a": [{"b": "13812341234"}]}, templates)


def test_a_value_that_the_document_does_not_have_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem, match="rnt"):
        fill(document(field("rent")), {"rent": 1}, folder_with(tmp_path, body("{{ rnt }}")))


def test_a_faulty_value_is_not_repeated_in_the_error(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("{{ a | cn_date }}"))
    with pytest.raises(TemplateProblem) as caught:
        fill(document(field("a")), {"a": "11010519491231002X"}, templates)
    assert "1949" not in str(caught.value)


def test_a_page_sees_nothing_but_its_fields(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("{{ secret }}"))
    with pytest.raises(TemplateProblem, match="secret"):
        fill(document(field("a")), {"a": "x", "secret": "y"}, templates)


def test_keys_of_a_row_hide_no_methods_of_mappings(tmp_path: Path) -> None:
    templates = folder_with(
        tmp_path, body("{% for r in a %}[{{ r.items }}{{ r.keys }}]{% endfor %}")
    )
    page = fill(document(field("a")), {"a": [{"items": "三件", "keys": "两把"}]}, templates)
    assert "[三件两把]" in page


def test_the_digest_is_that_of_all_that_shaped_the_page(tmp_path: Path) -> None:
    spec = document(field("a"))
    before = prepare(spec, {"a": "x"}, folder_with(tmp_path / "1", body("x"))).template_digest
    again = prepare(spec, {"a": "y"}, folder_with(tmp_path / "2", body("x"))).template_digest
    other = prepare(spec, {"a": "x"}, folder_with(tmp_path / "3", body("y"))).template_digest
    assert before == again != other
    for name in ("base.html", "macros.html", "print.css"):
        folder = tmp_path / name
        folder_with(folder, body("x"))
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        assert Templates(folder).digest("documents/probe/page.html") != before


def test_a_template_changed_on_disk_does_not_change_what_was_digested(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("old"))
    first = prepare(document(), {}, templates)
    (tmp_path / "documents" / "probe" / "page.html").write_text(body("new"), encoding="utf-8")
    assert prepare(document(), {}, templates) == first


@pytest.mark.parametrize(
    "name", ["../secrets", "documents/../../x", "a/b", "", "X", "页", "probe/page.html\x00", ".."]
)
def test_a_page_is_found_by_its_name_only(tmp_path: Path, name: str) -> None:
    templates = folder_with(tmp_path, body(""))
    with pytest.raises(TemplateProblem, match="不是模板的名称"):
        templates.digest(templates.page(name))


def test_a_missing_page_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateProblem, match=r"documents/other/page\.html"):
        fill(document(name="other"), {}, folder_with(tmp_path, body("")))


# --- the data sheet ---------------------------------------------------------------------------------------------------


def sheet(templates: Templates, *fields: Any, **values: object) -> str:
    return fill(document(*fields, page=False), values, templates, facts())


def test_a_data_sheet_says_that_it_is_no_government_form(shipped: Templates) -> None:
    page = sheet(shipped, field("name"), name="张三")
    assert 'data-mark="资料表"' in page
    assert "不是政府机关的表格" in page
    assert '<th scope="row">栏目name</th><td>张三</td>' in page


def official(spec: DocumentSpec) -> DocumentSpec:
    return replace(spec, form="official")


def test_an_official_form_without_a_page_gets_the_data_sheet(shipped: Templates) -> None:
    spec = official(document(field("name"), page=False))
    assert "不是政府机关的表格" in fill(spec, {"name": "张三"}, shipped, facts())


def test_an_official_form_may_have_a_page_of_its_own_and_keeps_the_mark(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("抄录：{{ name }}"))
    page = fill(official(document(field("name"))), {"name": "张三"}, templates)
    assert "抄录：张三" in page
    assert 'data-mark="资料表"' in page
    assert 'data-mark=""' in fill(document(field("name")), {"name": "张三"}, templates)


def test_a_page_knows_what_can_be_chosen(tmp_path: Path) -> None:
    chosen = body("{{ use | title_of(doc.options.use) }}{{ m.choices(use, doc.options.use) }}|")
    templates = folder_with(tmp_path, chosen)
    spec = document(field("use"), field("name", required=False))
    ticked, open_ = (fill(spec, {"use": use}, templates, facts()) for use in ("shop", None))
    assert "商业<span" in ticked
    assert "box on" in ticked
    assert "box on" not in open_
    assert "商业" in open_


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("rent", 1234567, "¥12,345.67"),
        ("day", "2026-11-23", "2026年11月23日"),
        ("heads", 12, "12 人"),
        ("area", "1234.5", "1,234.5 平方米"),
        ("agreed", False, "否"),
        ("use", "shop", "商业"),
        ("account", "62220212345", "6222 0212 345"),
        ("name", "一行\n两行", "一行 两行"),
        ("story", "一行\n<i>", "<p>一行</p><p>&lt;i&gt;</p>"),
        ("name", None, ""),
    ],
)
def test_a_data_sheet_writes_each_kind_of_fact_its_way(
    shipped: Templates, name: str, value: object, written: str
) -> None:
    assert f"<td>{written}</td>" in sheet(shipped, field(name), **{name: value})


def test_a_table_has_the_titles_of_its_columns(shipped: Templates) -> None:
    page = sheet(shipped, field("keys"), keys=[{"door": "前门", "price": 1200}, {"door": "后门"}])
    assert '<th scope="col">门</th><th scope="col">单价</th>' in page
    assert '<td class="mid">1</td><td class="">前门</td><td class="num">¥12.00</td>' in page
    assert '<td class="mid">2</td><td class="">后门</td><td class="num"></td>' in page


def test_a_collection_has_a_row_per_instance(shipped: Templates) -> None:
    hires = field("hires", collection="hire", columns=("name", "rent"))
    page = sheet(
        shipped, hires, hires=[{"name": "张三", "rent": 100}, {"name": "李四", "rent": 200}]
    )
    assert '<th scope="col">姓名</th><th scope="col">租金</th>' in page
    assert page.count('<td class="num">¥') == 2


def test_an_empty_table_says_so(shipped: Templates) -> None:
    assert '<td class="none" colspan="3">无</td>' in sheet(shipped, field("keys"), keys=[])


def test_a_number_is_not_printed_in_a_guessed_unit(shipped: Templates) -> None:
    spec = document(field("rent"), page=False)
    with pytest.raises(NotPlain, match="栏目rent"):
        fill(spec, {"rent": 100}, shipped)


def test_without_facts_a_date_is_still_a_date(shipped: Templates) -> None:
    spec = document(field("a"), field("b"), field("c"), field("d"), page=False)
    values = {"a": "2026-11-23", "b": "2026-ABC", "c": True, "d": [{"x": "一"}]}
    page = fill(spec, values, shipped)
    for written in ("2026年11月23日", "2026-ABC", "是", '<th scope="col">x</th>'):
        assert written in page


def test_the_sources_of_law_are_noted(shipped: Templates) -> None:
    page = sheet(shipped, field("name"), name="x", basis=["《公司法》第十三条"])
    assert "依据：《公司法》第十三条" in page


def test_an_unknown_choice_is_printed_as_typed(shipped: Templates) -> None:
    assert "<td>other</td>" in sheet(shipped, field("use"), use="other")


def test_a_fact_of_an_instant_shows_the_hour(shipped: Templates) -> None:
    spec = document(field("at"), page=False)
    known = {"at": fact("at", FactType.INSTANT)}
    page = fill(spec, {"at": "2026-11-23T01:00:00+00:00"}, shipped, known)
    assert "2026年11月23日09时00分" in page


def test_a_home_changes_one_page_and_keeps_the_rest(tmp_path: Path) -> None:
    shipped, home = tmp_path / "shipped", tmp_path / "home"
    for folder in (shipped, home):
        (folder / "documents" / "letter").mkdir(parents=True)
    for name in ("base.html", "macros.html", "data_sheet.html", "print.css"):
        (shipped / name).write_text(f"shipped {name}\n", encoding="utf-8")
    (shipped / "documents" / "letter" / "page.html").write_text("shipped", encoding="utf-8")
    (home / "documents" / "letter" / "page.html").write_text("ours", encoding="utf-8")

    found = Templates(home, shipped)

    assert found.source("documents/letter/page.html") == "ours"
    assert found.source("base.html") == "shipped base.html\n"
    assert found.digest("documents/letter/page.html") != Templates(shipped).digest(
        "documents/letter/page.html"
    )


def test_a_frame_that_was_changed_is_not_taken_for_the_one_before(tmp_path: Path) -> None:
    """What pages share is translated once for all of them, by its text and not by its name."""
    spec = document(field("name"))
    for folder, words in (("a", "甲版"), ("b", "乙版"), ("c", "甲版")):
        folder_with(tmp_path / folder, body("{{ name }}"))
        frame = tmp_path / folder / "base.html"
        frame.write_text(frame.read_text("utf-8").replace("</body>", f"{words}</body>"), "utf-8")
        page = fill(spec, {"name": "张三"}, Templates(tmp_path / folder), facts())
        assert (words in page, "张三" in page) == (True, True)
