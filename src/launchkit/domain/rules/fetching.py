"""Fetching a file that holds sensitive personal data: the trail keeps who did, and other files leave no entry."""

from __future__ import annotations

from collections.abc import Iterator

from launchkit.domain.ask import Ask
from launchkit.domain.case import Case
from launchkit.domain.checklist import Personal
from launchkit.domain.entries import FileFetched
from launchkit.domain.errors import NotFound
from launchkit.domain.matrix import Operation
from launchkit.domain.recorded import Draft
from launchkit.domain.rights import require
from launchkit.domain.rules.common import task_of
from launchkit.domain.rules.documents import wanted
from launchkit.domain.rules.tasks import is_sensitive


def fetch_document(
    case: Case, ask: Ask, document: str, *, prepared: int, reason: str = ""
) -> Iterator[Draft]:
    """A version of a document, by the entry that numbered it; also in a closed case, where auditors look."""
    found = wanted(case, document)
    if prepared not in [one.prepared for one in case.documents.get(found.key, ())]:
        raise _no_file(found.key, prepared)
    if found.spec.personal is Personal.SENSITIVE:
        require(case, ask, Operation.SHOW_PERSONAL)
        yield ask.draft(FileFetched(document=found.key, of=prepared, reason=reason))


def fetch_evidence(
    case: Case, ask: Ask, task: str, *, evidence: int, reason: str = ""
) -> Iterator[Draft]:
    """A proof of a task, by the entry that attached it."""
    held = {one.seq: one for one in task_of(case, task).evidence}
    if evidence not in held:
        raise _no_file(task, evidence)
    if is_sensitive(case, task, held[evidence].rule):
        require(case, ask, Operation.SHOW_PERSONAL)
        yield ask.draft(FileFetched(task=task, of=evidence, reason=reason))


def _no_file(name: str, entry: int) -> NotFound:
    return NotFound(
        f"{name} 没有第 {entry} 条记录的文件。", f"{name} has no file by entry {entry}."
    )
