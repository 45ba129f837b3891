"""Words, sentences and read models."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import pytest

from launchkit.domain.checklist import Bring, Column, FactSpec, FactType, Option, PaperForm, Text
from launchkit.domain.deadlines import Lateness
from launchkit.domain.entries import KINDS
from launchkit.domain.recorded import Erased
from launchkit.domain.standing import STANDINGS, Standing
from launchkit.domain.telling import as_json
from launchkit.domain.telling.tasks import paper_line
from launchkit.domain.telling.trail import teller
from launchkit.domain.telling.words import (
    LATENESSES,
    PAPER_FORMS,
    day_text,
    days_left,
    role_text,
    say,
    typed,
    value_text,
    yuan,
)


def both(text: Text) -> tuple[str, str]:
    return text.zh, text.en


@pytest.mark.parametrize(
    ("fen", "said"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456_789, "1,234,567.89"), (-100, "-1.00")],
)
def test_amounts(fen: int, said: str) -> None:
    assert yuan(fen) == said


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0, "就是今天", "today"),
        (1, "就是明天", "tomorrow"),
        (3, "还有 3 天", "in 3 days"),
        (-1, "已过 1 天", "1 day ago"),
        (-2, "已过 2 天", "2 days ago"),
    ],
)
def test_how_far_away_a_day_is(days: int, zh: str, en: str) -> None:
    assert both(days_left(days)) == (zh, en)


def test_a_text_is_said_in_one_language() -> None:
    text = Text(zh="甲", en="first")
    assert (say(text, "zh"), say(text, "en")) == ("甲", "first")


def test_a_day_has_its_weekday() -> None:
    assert both(day_text(date(2026, 11, 23))) == ("2026-11-23 周一", "2026-11-23 Mon")


def test_every_word_of_the_rules_has_words_for_people() -> None:
    assert set(STANDINGS) == set(Standing)
    assert set(LATENESSES) == set(Lateness)
    assert set(PAPER_FORMS) == set(PaperForm)
    assert both(role_text("lead")) == ("派驻负责人", "dispatched lead")
    assert both(role_text("nobody")) == ("nobody", "nobody")


def spec(type_: FactType, **more: Any) -> FactSpec:
    return FactSpec(id="x", title=Text(zh="某", en="some"), type=type_, **more)


CHOICES = (Option(id="a", title=Text(zh="甲", en="first")),)
COLUMNS = (Column(id="who", title=Text(zh="谁", en="who")),)


@pytest.mark.parametrize(
    ("fact", "value", "zh", "en"),
    [
        (spec(FactType.MONEY), 3_600_000, "36,000.00 元", "36,000.00 yuan"),
        (spec(FactType.YES_NO), True, "是", "yes"),
        (spec(FactType.YES_NO), False, "否", "no"),
        (spec(FactType.CHOICE, options=CHOICES), "a", "甲", "first"),
        (spec(FactType.CHOICE, options=CHOICES), "b", "b", "b"),
        (spec(FactType.DECIMAL, unit="m²"), "320", "320 m²", "320 m²"),
        (spec(FactType.TEXT), None, "—", "—"),
        (
            spec(FactType.TEXT),
            Erased(on="2041-01-01", basis="case_file"),
            "〔已清除 2041-01-01·case_file〕",
            "[erased 2041-01-01, case_file]",
        ),
        (spec(FactType.TABLE, columns=COLUMNS), [{"who": "甲"}], "1 行：甲", "1 row: 甲"),
        (
            spec(FactType.TABLE, columns=COLUMNS),
            [{"who": str(n)} for n in range(7)],
            "7 行：0、1、2、3、4…",
            "7 rows: 0, 1, 2, 3, 4…",
        ),
    ],
    ids=range(10),
)
def test_values_as_people_read_them(fact: FactSpec, value: Any, zh: str, en: str) -> None:
    assert both(value_text(fact, value)) == (zh, en)


def test_free_text_or_what_stands_in_its_place() -> None:
    assert both(typed(None)) == ("", "")
    assert both(typed("房东")) == ("房东", "房东")
    assert typed(Erased(on="2041-01-01", basis="x")).zh == "〔已清除 2041-01-01·x〕"


def test_a_paper_with_seal_and_owner() -> None:
    paper = Bring(
        paper=Text(zh="营业执照", en="Business licence"),
        form=PaperForm.COPY,
        count=2,
        seal=Text(zh="公章", en="company seal"),
        whose=Text(zh="总公司", en="head office"),
    )
    assert both(paper_line(paper).said) == (
        "营业执照 复印件 2 份，盖公章（总公司）",
        "Business licence, 2 copies, with company seal (head office)",
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_entry_has_its_own_sentence(kind: str) -> None:
    """A kind that nobody put into words would be shown by its bare name."""
    base = teller.said.dispatch(object)
    assert teller.said.dispatch(KINDS[kind]) is not base


class Colour(Enum):
    """For the test below."""

    RED = "red"


@dataclass(frozen=True)
class Model:
    """For the test below."""

    day: date
    at: datetime
    colour: Colour
    inner: tuple[Any, ...]
    gone: Any


def test_read_models_are_plain_json() -> None:
    found = as_json(
        Model(
            day=date(2026, 1, 2),
            at=datetime(2026, 1, 2, 3, 4),  # noqa: DTZ001  any instant will do
            colour=Colour.RED,
            inner=(Text(zh="一", en="one"), {1: frozenset({2})}),
            gone=Erased(on="2041-01-01", basis="x"),
        )
    )
    assert json.loads(json.dumps(found)) == {
        "day": "2026-01-02",
        "at": "2026-01-02T03:04:00",
        "colour": "red",
        "inner": [{"zh": "一", "en": "one"}, {"1": [2]}],
        "gone": {"erased": {"on": "2041-01-01", "basis": "x"}},
    }
