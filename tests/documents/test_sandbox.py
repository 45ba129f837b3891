"""A template cannot reach anything but its values, even one written by an enemy; a value is never a template."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from launchkit.documents import DocumentError, TemplateProblem, fill
from launchkit.documents.filters import FILTERS_ALLOWED, TESTS_ALLOWED
from launchkit.documents.templates import Templates
from tests.documents.made import body, document, field, folder_with

ESCAPES = [
    "{{ ''.__class__.__mro__ }}",
    "{{ a.__class__.__base__.__subclasses__() }}",
    "{{ [].__class__ }}",
    "{{ {}.__class__ }}",
    "{{ a['__class__'] }}",
    "{{ t['__class__'] }}",
    "{{ a | attr('__class__') }}",
    "{{ m.row.__globals__ }}",
    "{{ m.row.__call__.__func__ }}",
    "{{ m.row._func.__globals__ }}",
    "{{ m.row._environment }}",
    "{{ m.__class__ }}",
    "{{ m._body_stream }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self.body.__class__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].environ }}",
    "{{ namespace.__init__ }}",
    "{{ joiner('') }}",
    "{{ dict(a=1) }}",
    "{{ range(3) }}",
    "{{ '{0.__class__}'.format(a) }}",
    "{{ '{a.__class__}'.format_map({'a': a}) }}",
    "{% set f = '{0.__class__}'.format %}{{ f(a) }}",
    "{{ ('{0.__class__}' | attr('format'))(1) }}",
    "{{ '%s' | format(a) }}",
    "{{ '%s' % a }}",
    "{{ t | map(attribute='__class__') | join }}",
    "{{ t | selectattr('__class__') | join }}",
    "{{ t | sum(attribute='__class__') }}",
    "{{ a | safe }}",
    "{{ a | tojson }}",
    "{{ a | pprint }}",
    "{{ a.upper() }}",
    "{{ a.join }}",
    "{{ t.append }}",
    "{% for x in t %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% for x in t %}{{ loop._iterator }}{% endfor %}",
    "{% for x in t %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{{ caller.__class__ }}",
    "{{ request.application.__globals__ }}",
    "{{ config }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ a() }}",
    "{{ 1() }}",
    "{{ x.y.z }}",
    "{% include '/etc/passwd' %}",
    "{% include 'file:///etc/passwd' %}",
    "{% include '../../pyproject.toml' %}",
    "{% include a %}",
    "{% import 'os' as o %}",
    "{% from 'os' import environ %}",
    "{% autoescape false %}{{ a }}{% endautoescape %}",
    "{%- autoescape false %}{{ a }}{% endautoescape %}",
    "{% do a %}",
    "{% debug %}",
]  # fmt: skip

COSTS = [
    "{{ 'a' * 1000000000 }}",
    "{{ [1] * 1000000000 }}",
    "{{ 1000000000 * 'a' }}",
    "{{ 10 ** 10 ** 9 }}",
    "{{ 999999999999 * 999999999999 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ 'a' | center(1000000000) }}",
    "{{ 'a' | indent(1000000000) }}",
    "{% for i in range(1000000000) %}{% endfor %}",
    "{{ lipsum(n=1000000) }}",
    "{% include 'documents/probe/page.html' %}",
    "{% macro r() %}{{ r() }}{% endmacro %}{{ r() }}",
    "{% for i in 500 | numbers %}{% for j in 500 | numbers %}"
    + "{{ a }}" * 40
    + "{% endfor %}{% endfor %}",
    "{{ 1 // 0 }}",
]


@pytest.mark.parametrize("payload", ESCAPES)
def test_a_hostile_template_reaches_nothing(tmp_path: Path, payload: str) -> None:
    templates = folder_with(tmp_path, body(payload))
    spec = document(field("a"), field("t"))
    with pytest.raises(TemplateProblem) as caught:
        fill(spec, {"a": "value-of-a", "t": ["x"]}, templates)
    assert "value-of-a" not in str(caught.value)


@pytest.mark.parametrize("payload", COSTS, ids=lambda payload: payload[:40])
def test_a_costly_template_is_stopped(tmp_path: Path, payload: str) -> None:
    with pytest.raises(TemplateProblem):
        fill(document(field("a")), {"a": "字" * 20}, folder_with(tmp_path, body(payload)))


@pytest.mark.parametrize("payload", [*ESCAPES, *COSTS], ids=lambda payload: payload[:40])
def test_the_same_words_in_a_value_are_printed_as_typed(tmp_path: Path, payload: str) -> None:
    templates = folder_with(tmp_path, body("<p>{{ a }}</p>{{ m.text(a) }}{{ m.blank(a) }}"))
    page = fill(document(field("a")), {"a": payload}, templates)
    assert page.count(payload.replace("'", "&#39;")) == 3


def test_values_cannot_bring_markup(tmp_path: Path) -> None:
    hostile = '"><script>x</script><img src="file:///etc/passwd" onerror=x>'
    inner = (
        "{{ a }}{{ a | paragraphs }}{{ m.kv([[a, a]]) }}{{ m.table([{'k': a}], [{'key': 'k', 'title': a}]) }}"
        "{{ m.checkbox(true, a) }}{{ m.points([a]) }}{{ m.signatures([{'title': a, 'lines': [a, [a, a]]}]) }}"
        "{{ m.basis([a]) }}{{ m.notes([a]) }}{{ m.attachments([a]) }}{{ m.closing(a, none) }}"
        "{% call m.clause(1, a) %}{{ a }}{% endcall %}{{ m.clauses([[a, a]]) }}{{ a | trim | upper }}"
    )
    values = {
        "a": hostile,
        "company_name": hostile,
        "check_code": hostile,
        "document_number": hostile,
    }
    page = fill(document(field("a")), values, folder_with(tmp_path, body(inner)))
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()


def test_macros_cannot_be_made_to_read_another_page(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body("{% include a %}"))
    with pytest.raises(TemplateProblem, match="不是模板的名称"):
        fill(document(field("a")), {"a": str(tmp_path / "base.html")}, templates)


def test_no_tool_of_a_page_gives_access_to_attributes() -> None:
    """New filters have to be thought about: this list is the whole of what a page can call."""
    assert set(FILTERS_ALLOWED) == {
        "area",
        "bank",
        "bank_masked",
        "batch",
        "bill_date",
        "capital",
        "cell",
        "clause_number",
        "cn_date",
        "decimal",
        "escape",
        "first",
        "id_masked",
        "join",
        "last",
        "length",
        "long",
        "money",
        "numbers",
        "numeral",
        "padded",
        "paragraphs",
        "percent",
        "phone_masked",
        "shown",
        "title_of",
        "total",
        "trim",
        "upper",
        "yes_no",
    }
    assert set(TESTS_ALLOWED) == {
        "defined",
        "none",
        "string",
        "number",
        "mapping",
        "sequence",
        "odd",
        "even",
        "in",
        "divisibleby",
    }


@pytest.mark.parametrize(
    "rule",
    [
        '@font-face { font-family: x; src: url("x.woff2") }',
        "@import 'x.css';",
        "p { background: url(file:///etc/passwd) }",
        "p { background: URL (x) }",
        "@font-face{unicode-range:U+4E00-9FFF}",
    ],
)
def test_a_stylesheet_that_would_fetch_or_name_font_files_is_refused(
    tmp_path: Path, rule: str
) -> None:
    folder_with(tmp_path, body(""))
    (tmp_path / "print.css").write_text(rule, encoding="utf-8")
    with pytest.raises(TemplateProblem, match=r"print\.css"):
        Templates(tmp_path).css()


def test_our_own_stylesheet_is_accepted(shipped: Templates) -> None:
    assert b"@page" in shipped.css()
    assert set(shipped.assets()) == {"print.css"}


def test_a_page_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    templates = folder_with(tmp_path, body(""))
    (tmp_path / "documents" / "probe" / "page.html").write_bytes("模板".encode("gbk"))
    with pytest.raises(TemplateProblem, match="UTF-8"):
        fill(document(), {}, templates)


def test_the_environment_is_not_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "LAUNCHKIT_CANARY", "canary-7f3a")
    for payload in ESCAPES:
        folder = tmp_path / str(ESCAPES.index(payload))
        try:
            page = fill(document(field("a")), {"a": "x"}, folder_with(folder, body(payload)))
        except DocumentError as problem:
            page = str(problem)
        assert "canary-7f3a" not in page
