"""Where a page leads to what is missing: the command that supplies it, as an address."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final

from launchkit.domain.errors import Lack
from launchkit.web.templating import segment

#: command -> page of the task it names
_OF_TASK: Final = frozenset(
    {"done", "start", "attach", "block", "unblock", "waive", "reopen", "assign", "approve", "reject", "extend", "suspend", "resume", "papers", "nudge", "break-glass"}
)  # fmt: skip
#: command -> page of the case it is about
_OF_CASE: Final[Mapping[str, str]] = {
    "state": "facts",
    "issue": "papers",
    "void": "papers",
    "team": "team",
    "instance": "instances",
    "answer": "findings",
    "delegate": "team",
    "absent": "team",
    "deputy": "team",
    "custody": "custody",
    "promise": "promises",
    "place": "places",
    "sent": "papers",
    "handover": "handovers",
    "close": "close",
}


def address_for(lack: Lack, case: str) -> str | None:
    """Address of the page on which what is missing can be supplied; None where no page does."""
    words = _words(lack.command)
    if len(words) < 2 or words[0] != "launchkit":
        return None
    verb = words[1]
    if verb == "show" and len(words) > 2:
        return f"/cases/{segment(words[2])}"
    return _below(case, verb, words) if case else None


def _below(case: str, verb: str, words: list[str]) -> str | None:
    """The page of a case that a command of it is about."""
    if verb in _OF_TASK and len(words) > 3:
        return f"/cases/{segment(case)}/tasks/{segment(words[3])}"
    if verb == "state" and len(words) > 3 and words[3].partition("=")[0] != "FACT":
        fact = segment(words[3].partition("=")[0])
        return f"/cases/{segment(case)}/facts?fact={fact}#state"
    if verb in _OF_CASE:
        return f"/cases/{segment(case)}/{_OF_CASE[verb]}"
    return None


def _words(command: str | None) -> list[str]:
    try:
        return shlex.split(command or "")
    except ValueError:
        return []
