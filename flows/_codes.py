"""The only words that go to Prefect: ids and codes, never a name, a fact, a file name or a sentence that somebody typed.

Prefect's pages are open to everybody with its one password, so every text for them passes through `code`.
"""

from __future__ import annotations

import re

from launchkit.domain.case import Case, Task
from launchkit.domain.people import owner_of
from launchkit.domain.recorded import CaseRow

_FOREIGN = re.compile(r"[^A-Za-z0-9_.#@:·-]+")
_LONGEST = 48


def code(text: str) -> str:
    """The text as far as it is a code: Latin letters, digits and a few signs; anything else becomes one `?`."""
    return _FOREIGN.sub("?", text)[:_LONGEST]


def number(case: Case | CaseRow) -> str:
    """Case number in ASCII: 特情〔2026〕3号 is `2026-3`."""
    return f"{case.year}-{case.serial}"


def stem(case: Case | CaseRow) -> str:
    """Beginning of the case's artifact keys; two companies may have a `2026-3` each."""
    ident = case.id if isinstance(case, Case) else case.case
    return f"case-{number(case)}-{ident[-6:]}"


def tags(case: Case | CaseRow) -> list[str]:
    """Tags by which Prefect's pages find everything of a case, a branch, a company or a checklist."""
    return [
        f"case:{number(case)}",
        f"branch:{code(case.branch)}",
        f"checklist:{code(case.checklist)}",
        f"company:{code(case.company)}",
    ]


def task_code(case: Case, task: Task) -> str:
    """Code of a task with its instance or period: `NB-45#hire-2`; items added by people have ids they typed."""
    if task.ad_hoc:
        added = [key for key, one in case.tasks.items() if one.ad_hoc]
        return f"ADDED-{added.index(task.key) + 1}"
    _, mark, rest = task.key.partition("#")
    if not mark:
        _, mark, rest = task.key.partition("@")
    return code(f"{task.item.code}{mark}{rest}")


def who(case: Case, task: Task) -> str:
    """Role and person code of the owner: `LEAD·P7`; the role stays when nobody has it yet."""
    owner = owner_of(case, task)
    role = code(task.item.owner).upper()
    return role if owner is None else f"{role}·{code(owner)}"


def addressee(case: Case, to: str) -> str:
    """Person of a notice, with the first role held: `HQ_LEAD·H1`."""
    roles = case.team.get(to, ())
    return f"{code(roles[0]).upper()}·{code(to)}" if roles else code(to)
