"""`launchkit rehearse`: what it says and with which code it leaves."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest

from launchkit.cli import app
from tests.journeys import stories

SCRIPT = re.compile(r"(?m)^script:\n")
#: the first two steps of the example: one that has to be refused, then one that is not
BEGINNING = """script:
  - {on: 2026-03-02, at: "09:30", as: P1, do: start, task: NB-04, expect: refused}
  - {on: 2026-03-03, at: "10:00", as: P1, do: state, facts: {launch_budget: 470000.00}}
"""


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUNCHKIT_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("LAUNCHKIT_LANG", "en")


def case_file(folder: Path, script: str) -> str:
    head = SCRIPT.split(stories.OPENING.read_text(encoding="utf-8"))[0]
    path = folder / "case.yaml"
    path.write_text(head + script, encoding="utf-8")
    return str(path)


def flat(text: str) -> str:
    """The text without the places where lines were broken."""
    return " ".join(text.split())


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        app.main(["rehearse", *words])
    return int(left.value.code or 0)


def test_a_part_of_a_story_does_not_go_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(case_file(tmp_path, BEGINNING)) == 1
    said = flat(capsys.readouterr().out)
    assert "2026-03-02 to 2026-03-03, 2 days, 2 steps" in said
    assert "NB-04 has needs that are not met" in said
    assert "every entry verified; derived rows equal a replay" in said
    assert "✗ the case was not closed" in said
    assert not (tmp_path / "own" / "launchkit.db").exists(), "the home of one's own is not touched"


def test_a_short_summary_counts_what_a_long_one_lists(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(case_file(tmp_path, BEGINNING), "--short") == 1
    said = flat(capsys.readouterr().out)
    assert "Refused 1 times, as the script expects Verified" in said
    assert "needs that are not met" not in said
    assert "✗ the case was not closed" in said


def test_a_refusal_that_does_not_come_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = BEGINNING.replace("facts: {launch_budget: 470000.00}", "facts: {}, expect: refused")
    assert run(case_file(tmp_path, script), "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["faults"][0] == "step 2 (2026-03-03 state None): was not refused"
    assert said["went_well"] is False
    assert said["home"] is None


def test_the_home_named_is_kept_and_not_played_in_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, home = case_file(tmp_path, BEGINNING), tmp_path / "played"
    run(file, "--home", str(home))
    # A long path is broken where the line ends.
    assert f"Home:{home}" in "".join(capsys.readouterr().out.split())
    with pytest.raises(SystemExit) as left:
        app.main(["cases", "--home", str(home), "--json"])
    assert left.value.code in (None, 0)
    (case,) = json.loads(capsys.readouterr().out)["cases"]
    assert case["number"] == "特情〔2026〕1号"
    assert run(file, "--home", str(home)) == 2
    assert "a rehearsal wants an empty home" in flat(capsys.readouterr().err)


def test_a_bar_is_shown_on_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Checklists, pages and fonts of one's own are used, and nothing of the temporary home is left."""
    (tmp_path / "own" / "templates").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = case_file(tmp_path, BEGINNING)
    run(file)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run(file, "--keep")
    found = capsys.readouterr()
    assert "2/2" in found.err
    (home,) = tmp_path.glob("launchkit-rehearsal-*")
    assert home.name in "".join(found.out.split())
    assert (home / "templates").resolve() == (tmp_path / "own" / "templates").resolve()


def test_what_cannot_be_played_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(case_file(tmp_path, "")) == 2
    assert "has no script" in flat(capsys.readouterr().err)
    assert run(str(tmp_path / "none.yaml")) == 2
    assert "There is no file" in flat(capsys.readouterr().err)
    wrong = BEGINNING.replace("NB-04", "NB-99")
    assert run(case_file(tmp_path, wrong)) == 1
    assert "NB-99" in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("do: begin, task: NB-04", "do"),
        ("do: block, task: NB-04, with: {party: neighbour}", "party"),
        ("do: daily, with: {until: 2026-02-30}", "until"),
        ("do: instance, with: {colection: hire}", "colection"),
        ("do: approve, task: NB-04, to: X9", "to"),
    ],
)
def test_a_step_that_cannot_be_meant_is_told_by_its_place(
    step: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = f"  - {{on: 2026-03-02, as: P1, {step}}}"
    file = case_file(tmp_path, f"script:\n{line}\n")
    number = Path(file).read_text(encoding="utf-8").count("\n")
    assert run(file) == 1
    said = flat("".join(capsys.readouterr())).replace(" ", "")
    columns = {line.index(f"{place}:") + 1, line.index(f"{place}:") + len(place) + 3}
    assert any(f":{number}:{column}:" in said for column in columns), said
