"""Writes to try the store with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from launchkit.domain.recorded import (
    CaseRow,
    DocumentRow,
    Draft,
    Notice,
    RowChanges,
    StreamWrite,
    TaskRow,
    Write,
)
from launchkit.domain.trail import PERSONAL_ERASED, instant_text
from launchkit.store import SqlStore

NOW = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
DEFINITION = "d" * 64


def later(**how: float) -> datetime:
    return NOW + timedelta(**how)


def draft(kind: str = "task_done", **changes: Any) -> Draft:
    data: Mapping[str, Any] = changes.pop("data", {"task": "sign_lease"})
    return Draft(kind=kind, data=data, **changes)


def write(
    stream: str = "case:a", at: int = 0, *drafts: Draft, request: str = "", **changes: Any
) -> Write:
    """One request that writes drafts after place `at` of a stream."""
    name = request or f"{stream}/{at}"
    whole: dict[str, Any] = {
        "streams": (StreamWrite(stream=stream, expected_seq=at, drafts=drafts or (draft(),)),),
        "actor": "P7",
        "channel": "cli",
        "request": name,
        "request_digest": hashlib.sha256(name.encode()).hexdigest(),
        "definition": DEFINITION,
    }
    return Write(**whole | changes)


def fill(store: SqlStore, count: int, stream: str = "case:a") -> None:
    start = store.head(stream).seq
    for at in range(start, start + count):
        store.append(write(stream, at), now=NOW)


def erasure(stream: str, seq: int, path: str, **more: Any) -> Draft:
    """The entry that says that a value goes."""
    data = {
        "stream": stream,
        "seq": seq,
        "path": path,
        "basis": "个人信息保护法第四十七条",
        "requested_by": "P1",
        "approved_by": "P2",
    }
    return draft(PERSONAL_ERASED, data=data | more)


def erase(at: int, stream: str, seq: int, path: str, **more: Any) -> Write:
    """Erase a value of the entry at a place of a stream; `at` is where the house stands."""
    said = erasure(stream, seq, path, **more)
    return write("house", at, said, actor="P3", erase=((stream, seq, path),))


CASE = CaseRow(
    case="a",
    number="特情〔2026〕3号",
    company="C1",
    year=2026,
    serial=3,
    name="沈阳铁西",
    checklist="open_branch",
    branch="B1",
    state="open",
    opened_at=instant_text(NOW),
    start="2026-11-23",
    target="2027-02-01",
    lead="P7",
    tasks=80,
    closed=1,
    restricted=False,
    next_change=instant_text(NOW),
    stream_seq=1,
)
TASK = TaskRow(
    case="a",
    task="sign_lease",
    code="NB-16",
    stage="site",
    title_zh="签订租赁合同",
    title_en="Sign the lease",
    owner="P7",
    role="lead",
    state="open",
    ready=True,
    plan_by="2026-12-01",
    last_day="2026-12-04",
    statutory=True,
    provisional=False,
    waiting_on=False,
    next_change=None,
)
DOCUMENT = DocumentRow(
    case="a", document="lease_notice", number=None, state="prepared", stale=True
)
NOTICE = Notice(
    key="a/1", case="a", task="sign_lease", to="P7", kind="soon", not_before=instant_text(NOW)
)


def rows(case: str = "a", stream_seq: int = 1, **changes: Any) -> RowChanges:
    return RowChanges(
        cases=(replace(CASE, case=case, stream_seq=stream_seq, **changes),),
        tasks=(
            replace(TASK, case=case),
            replace(TASK, case=case, task="open_account", code="NB-20"),
        ),
        documents=(replace(DOCUMENT, case=case),),
    )
