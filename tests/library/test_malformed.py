"""A corpus of texts that people get wrong: every fault at its exact line and column, in both languages, and no traceback.

Beside each `malformed/NAME.yaml` lies `NAME.expected`: `line:column code | sentence in Chinese | sentence in English`,
each sentence up to the semicolon.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from launchkit.domain.problems import Problem
from launchkit.library.checking import check

CORPUS = Path(__file__).parent / "malformed"
NAMES = sorted(path.stem for path in CORPUS.glob("*.yaml"))


def told(problem: Problem) -> str:
    zh, en = problem.zh.partition("；")[0], problem.en.partition(";")[0]
    return f"{problem.line}:{problem.column} {problem.code} | {zh} | {en}"


def test_the_corpus_is_large_and_complete() -> None:
    assert len(NAMES) >= 80
    assert sorted(path.stem for path in CORPUS.glob("*.expected")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_fault_at_its_place_with_what_to_do(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.yaml"
    shutil.copy(CORPUS / path.name, path)
    expected = (CORPUS / f"{name}.expected").read_text(encoding="utf-8").splitlines()
    found = check([path])
    assert [told(one) for one in found] == expected
    assert [one.name for one in tmp_path.iterdir()] == [path.name], "nothing is written"
    for one in found:
        assert "；" in one.zh
        assert one.zh[-1] in "。？"
        assert one.en[-1] in ".?'"
        assert "Error" not in one.en
