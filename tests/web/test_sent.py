"""What a form sent is read with care, and what is missing leads to where it can be supplied."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from starlette.datastructures import FormData, UploadFile

from launchkit.domain.checklist import Column, FactSpec, FactType, Option, Text
from launchkit.domain.errors import Lack
from launchkit.web.links import address_for
from launchkit.web.page import own_path
from launchkit.web.sent import LONGEST, BadField, Sent

T = Text(zh="名", en="name")


def form(*pairs: tuple[str, str]) -> Sent:
    return Sent(FormData(list(pairs)))


def test_a_text_is_whole_and_without_spaces_around_it() -> None:
    assert form(("a", "  张\r\n弛 ")).text("a") == "张\n弛"
    assert form(("a", "cafe\u0301")).text("a") == "caf\u00e9"
    assert form().text("a") == ""


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ((("a", "x"), ("a", "y")), "twice"),
        ((("a", "x" * (LONGEST + 1)),), "At most"),
        ((("a", "x\0y"),), "control"),
        ((("a", "\ud800"),), "control"),
        ((("a", " "),), "required"),
    ],
)
def test_what_no_field_holds_is_refused_beside_it(
    pairs: tuple[tuple[str, str], ...], said: str
) -> None:
    with pytest.raises(BadField, match=said) as refused:
        form(*pairs).text("a", required=True)
    assert refused.value.field == "a"


def test_a_password_is_taken_exactly_as_typed() -> None:
    assert form(("p", " a\0b ")).secret("p") == " a\0b "
    assert form(("p", "a"), ("p", "b")).secret("p") == ""


def test_days_numbers_flags_and_words() -> None:
    sent = form(("d", "2026-02-28"), ("n", "-12"), ("f", "1"), ("w", "b"), ("expect", "41"))
    assert (sent.day("d"), sent.day("x")) == (date(2026, 2, 28), None)
    assert (sent.number("n"), sent.number("x"), sent.expect) == (-12, None, 41)
    assert (sent.flag("f"), sent.flag("x")) == (True, False)
    assert sent.one_of("w", ("a", "b")) == "b"


@pytest.mark.parametrize("text", ["2026-02-29", "29.2.2026", "9999-99-99", "today"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadField, match="no such day"):
        form(("d", text)).day("d")


@pytest.mark.parametrize("text", ["1e400", "NaN", "１２", "1.5", "--1", "99999999999999999"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadField):
        form(("n", text)).number("n")


def test_what_was_not_offered_is_refused() -> None:
    with pytest.raises(BadField, match="those listed"):
        form(("w", "c")).one_of("w", ("a", "b"))


@pytest.mark.parametrize("word", ["", "中文", "a b", "x" * 201])
def test_a_form_without_the_id_of_its_request_is_incomplete(word: str) -> None:
    with pytest.raises(BadField):
        _ = form(("request", word)).request


def test_several_values_of_one_name() -> None:
    assert form(("a", "x"), ("a", ""), ("a", "y")).many("a") == ("x", "y")
    with pytest.raises(BadField, match="too much"):
        form(("a", "x"), ("a", "y")).many("a", most=1)


def test_files_are_those_that_were_chosen() -> None:
    chosen = UploadFile(BytesIO(b"x"), filename="a.png")
    none = UploadFile(BytesIO(b""), filename="")
    sent = Sent(FormData([("f", chosen), ("f", none), ("f", "text")]))
    assert sent.files("f") == (chosen,)


def test_facts_are_read_as_their_fields_were_drawn() -> None:
    specs = [
        FactSpec(id="rent", title=T, type=FactType.MONEY),
        FactSpec(id="lift", title=T, type=FactType.YES_NO),
        FactSpec(id="kind", title=T, type=FactType.CHOICE, options=(Option(id="a", title=T),)),
        FactSpec(id="note", title=T, type=FactType.LONG_TEXT),
        FactSpec(
            id="quotes",
            title=T,
            type=FactType.TABLE,
            columns=(Column(id="firm", title=T), Column(id="sum", title=T, type=FactType.MONEY)),
        ),
    ]
    sent = form(
        ("fact.rent", "36000.00"),
        ("fact.lift", "false"),
        ("fact.note", ""),
        ("fact.quotes.0.firm", "甲"),
        ("fact.quotes.0.sum", "12.50"),
        ("fact.quotes.1.firm", ""),
        ("fact.quotes.1.sum", ""),
        ("fact.quotes.2.firm", "乙"),
        ("fact.quotes.2.sum", ""),
    )
    assert sent.facts(specs) == {
        "rent": "36000.00",
        "lift": False,
        "quotes": [{"firm": "甲", "sum": "12.50"}, {"firm": "乙"}],
    }
    with pytest.raises(BadField):
        form(("fact.lift", "maybe")).facts(specs)


@pytest.mark.parametrize(
    ("command", "address"),
    [
        ("launchkit done 3 sign_offer#hire-2 --fact x=…", "/cases/c1/tasks/sign_offer%23hire-2"),
        ("launchkit state 特情〔2026〕3号 rent=…", "/cases/c1/facts?fact=rent#state"),
        ("launchkit state 3 FACT=…", "/cases/c1/facts"),
        ("launchkit team 3 --person P1 --role mate --as HQ", "/cases/c1/team"),
        ("launchkit done 3", None),
        ("launchkit doctor", None),
        ("rm -rf /", None),
        ("launchkit state 'open", None),
        ("", None),
        (None, None),
    ],
)
def test_what_is_missing_leads_to_where_it_is_supplied(
    command: str | None, address: str | None
) -> None:
    assert address_for(Lack(zh="缺", en="missing", command=command), "c1") == address


@pytest.mark.parametrize("path", ["/", "/cases?page=2", "/cases/特情〔2026〕3号", "/a#b"])
def test_a_path_of_ours_is_gone_back_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize("path", ["", "//x", "/\\x", "http://x", "/a\\b", "/a b", "/a\r\nb", "x"])
def test_no_other_address_is(path: str) -> None:
    assert own_path(path, "/cases") == "/cases"
