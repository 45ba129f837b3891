"""The stories that the journeys tell, and what is compared of their end.

`python -m tests.journeys.stories [NAME …]` plays the examples and writes anew what they are expected to come to.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from launchkit.desk.ports import Press
from launchkit.library.case_file import CaseFile, ScriptStep
from launchkit.rehearsal import Report, read_case_file, rehearse
from launchkit.testing import PlainPress

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
OPENING = EXAMPLES / "shenyang_tiexi.yaml"
EXPECTED = EXAMPLES / "shenyang_tiexi.expected.json"
#: the stories by the name of their file
STORIES = tuple(sorted(path.stem for path in EXAMPLES.glob("*.yaml")))


@cache
def story(name: str) -> CaseFile:
    """An example, held against its checklist."""
    return read_case_file(EXAMPLES / f"{name}.yaml", ROOT / ".nothing-of-ones-own")


def opening() -> CaseFile:
    """The opening of a branch in Shenyang."""
    return story(OPENING.stem)


def expected(name: str) -> dict[str, Any]:
    """What an example is expected to come to."""
    found: dict[str, Any] = json.loads(_expectations(name).read_text(encoding="utf-8"))
    return found


def _expectations(name: str) -> Path:
    return EXAMPLES / f"{name}.expected.json"


def played(
    case_file: CaseFile,
    home: Path,
    press: Press | None = None,
    environ: dict[str, str] | None = None,
) -> Report:
    """The story played; pages are plain text unless a press is given."""
    return rehearse(case_file, home, press=press or PlainPress(), environ=environ)


def changed(
    case_file: CaseFile, change: Callable[[ScriptStep], ScriptStep | None], until: str
) -> CaseFile:
    """The story up to a day, each step changed, or left out where the change gives None."""
    steps = (change(step) for step in case_file.script if step.on <= until)
    return replace(case_file, script=tuple(step for step in steps if step is not None))


def compared(report: Report) -> dict[str, Any]:
    """What two plays of the same story agree on, in the shape of the file of expectations.

    Left out: how many entries it took, and the wording of sentences.
    """
    return {
        "number": report.number,
        "state": report.state,
        "first_day": report.first_day,
        "last_day": report.last_day,
        "steps": report.steps,
        "dates": {
            end: [_date(one) for one in report.dates if one.end == end]
            for end in ("missed", "waived", "not_applicable", "open", "kept")
        },
        "waived": [one.en for one in report.waived],
        "findings": {
            key.rpartition(":")[0]: answered for key, answered in report.findings.items()
        },
        "documents": dict(report.documents),
        "stale": list(report.stale),
        "refusals": [f"{one.on} {one.do} {one.task or ''}: {one.code}" for one in report.refusals],
        "notices": dict(report.notices),
        "tasks": dict(report.tasks),
        "troubles": list(report.troubles),
        "faults": list(report.faults),
        "trail_verified": report.trail_verified,
        "rows_equal_replay": report.rows_equal_replay,
    }


def _date(one: Any) -> str:
    kind = "statutory" if one.statutory else "house"
    late = f", {one.days_late} days late" if one.days_late else ""
    done = f"done {one.done_on}" if one.done_on else "not done"
    return f"{one.task} {one.due} ({kind}): last day {one.last_day}, {done}{late}"


def lines(value: object) -> str:
    """JSON as it stands in the file."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def differences(found: dict[str, Any], wanted: dict[str, Any]) -> Iterable[str]:
    """Lines that only one of the two has, marked with minus (wanted) and plus (found)."""
    mine, theirs = lines(found).splitlines(), lines(wanted).splitlines()
    yield from (f"- {line.strip()}" for line in theirs if line not in mine)
    yield from (f"+ {line.strip()}" for line in mine if line not in theirs)


if __name__ == "__main__":
    for one in sys.argv[1:] or STORIES:
        with tempfile.TemporaryDirectory() as folder:
            came_to = compared(played(story(one), Path(folder)))
        _expectations(one).write_text(lines(came_to), encoding="utf-8")
