"""The entries of a crisis as sentences, and values that a reader has no right to."""

from __future__ import annotations

import pytest

from launchkit.domain import entries as kinds
from launchkit.domain.checklist import Text
from launchkit.domain.entries import Entry
from launchkit.domain.recorded import Privileged
from launchkit.domain.telling import as_json, sentence, typed
from launchkit.testing import TestDesk, desk_for
from tests.desk.made import definition


@pytest.fixture(scope="module")
def desk() -> TestDesk:
    made = desk_for(definition("items: [{id: watch, title: {zh: 看守, en: Watch}}]"))
    made.open()
    return made


@pytest.mark.parametrize(
    ("entry", "zh", "en"),
    [
        (kinds.SeveritySet(level=2, reason="停业"), "定为 2 级：停业", "set the severity to level 2: 停业"),
        (
            kinds.HappeningNoted(happening="h-1", at="2026-03-02T00:00:00Z", precision="hour", what="断电", source="物业", task="watch"),
            "记录经过 h-1：2026-03-02 08 时许 断电（T-01 看守），出处：物业",
            "noted happening h-1: 2026-03-02 08h 断电 (T-01 Watch), source: 物业",
        ),
        (
            kinds.HappeningNoted(happening="h-2", at="2026-03-01", precision="day", what="断电", source="物业"),
            "记录经过 h-2：2026-03-01 断电，出处：物业",
            "noted happening h-2: 2026-03-01 断电, source: 物业",
        ),
        (kinds.HappeningWithdrawn(happening="h-1", reason="错"), "撤回经过 h-1：错", "withdrew happening h-1: 错"),
        (
            kinds.CounselAsked(question="q-1", text="能否停职", due="2026-03-05"),
            "向法务提问 q-1，2026-03-05 前答复：能否停职",
            "asked counsel q-1, needed by 2026-03-05: 能否停职",
        ),
        (
            kinds.CounselAsked(question="q-2", text=Privileged()),
            "向法务提问 q-2：〔法务保密〕",
            "asked counsel q-2: [privileged]",
        ),
        (kinds.CounselAnswered(question="q-1", answer="可以"), "法务答复 q-1：可以", "counsel answered q-1: 可以"),
        (
            kinds.ReportFiled(report="report-2", form="executive", upto=9, conditions="", actions="", needs=""),
            "提交高管报告 report-2，截至第 9 条",
            "filed executive report report-2, up to entry 9",
        ),
    ],
    ids=lambda one: getattr(one, "KIND", ""),
)  # fmt: skip
def test_each_entry_of_a_crisis_is_a_sentence(
    desk: TestDesk, entry: Entry, zh: str, en: str
) -> None:
    found = sentence(entry, desk.case, desk.desk.house())
    assert (found.zh, found.en) == (zh, en)


def test_privileged_words_are_covered_in_text_and_json() -> None:
    assert typed(Privileged()) == Text(zh="〔法务保密〕", en="[privileged]")
    assert as_json({"text": Privileged()}) == {"text": {"privileged": True}}
