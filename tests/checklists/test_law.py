"""Statutes, keeping periods and samples as they are shipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stdnum.cn import ric, uscc

from launchkit.library.texts import Texts, gathered
from launchkit.library.yaml_reader import Plain, read_file

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(ROOT.glob("templates/documents/*/sample.yaml"))
#: codes of the duties in the study, 1 to 77 with these variants
DUTIES = (
    {f"DL{n:02d}" for n in range(1, 78)} - {"DL38"}
) | {"DL04b", "DL04c", "DL11b", "DL24b", "DL37b", "DL38a", "DL38b", "DL38c", "DL41b", "DL52b"}  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> Texts:
    """Everything that is shipped."""
    return gathered()


def test_every_duty_of_the_study_is_a_statute(texts: Texts) -> None:
    """All rows, whether this checklist uses them or not."""
    ids = {one.id for law in texts.statutes for one in law.value.statutes}
    assert {one for one in ids if one.startswith("DL")} == DUTIES


def test_a_statute_tells_where_it_was_read_and_when(texts: Texts) -> None:
    """A source that can be looked up, and a day in ISO."""
    for law in texts.statutes:
        for one in law.value.statutes:
            assert one.source.startswith(("LawRefBook/Laws@2f4c5c2: ", "web: ")), one.id
            assert one.verified_on == "2026-11-23"


def test_a_web_copy_says_what_is_not_verified(texts: Texts) -> None:
    """What was read on a web page only is never shown without that caution."""
    silent = [
        one.id
        for law in texts.statutes
        for one in law.value.statutes
        if one.source.startswith("web: ") and one.unverified is None
    ]
    assert silent == []


def test_keeping_periods_rest_on_a_statute_that_is_there(texts: Texts) -> None:
    """Each class cites one, and longer than the floor only with the reason."""
    ids = {one.id for law in texts.statutes for one in law.value.statutes}
    classes = {one.id: one for law in texts.retentions for one in law.value.retentions}
    assert {one.basis for one in classes.values()} <= ids
    assert classes["accounting_30y"].years == 30
    assert classes["accounting_permanent"].years is None
    assert classes["labour_contract"].years == 2
    assert classes["pia"].years == 3


def texts_in(value: Plain) -> Iterator[str]:
    """Every text at any depth."""
    if isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_samples_are_well_formed_and_invented(path: Path) -> None:
    """Numbers pass their check digits but belong to nobody: sequence 000 to 009, mobiles 138 0000."""
    for text in texts_in(read_file(path).data):
        if len(text) == 18 and text[:17].isdigit() and text[6:8] in {"19", "20"}:
            assert ric.is_valid(text), path
            assert text[14:16] == "00", path
        if len(text) == 18 and text.startswith("91"):
            assert uscc.is_valid(text), path
        if len(text) == 11 and text.isdigit() and text.startswith("1"):
            assert text.startswith("1380000"), path
