"""What the harness lets die: something that carries out numbered actions and can be looked at.

The harness knows only the protocol; any layer that writes (the store here, the desk later) can be
put in by giving another class.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import psycopg

from launchkit.domain.recorded import (
    CaseRow,
    Draft,
    Erased,
    FileRef,
    Notice,
    NumberTaken,
    Recorded,
    RowChanges,
    StreamWrite,
    TaskRow,
    Write,
)
from launchkit.domain.trail import HOUSE, PERSONAL_ERASED, case_stream, instant_text
from launchkit.store import SqlStore
from launchkit.vault import FileVault
from tests.databases import opened

START = datetime(2026, 11, 23, tzinfo=UTC)
CASES = 3
SERIES = "特情"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where one installation lives: its folder and its database."""

    folder: Path
    url: str

    def settle(self) -> None:
        """Wait until the server has noticed that its client is dead."""
        if not self.url.startswith("postgresql"):
            return
        query = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        with psycopg.connect(self.url, autocommit=True) as connection:
            while connection.execute(query).fetchone() != (1,):
                time.sleep(0.002)


class Writer(Protocol):
    """Carries out actions; made anew in every life."""

    def act(self, number: int) -> None:
        """Carry out an action under its request id; from its return on it is acknowledged."""

    def unsafe(self) -> list[str]:
        """Settings under which acknowledged work could be lost with the power."""

    def wrong(self, acknowledged: set[int]) -> list[str]:
        """What is not as it must be after a death, looked at before anything is repaired."""

    def carried_out(self) -> int:
        """How many actions are there."""

    def close(self) -> None:
        """Let go of everything."""


MakeWriter: TypeAlias = Callable[[Home], Writer]


class StoreWriter:
    """Puts files and appends entries, as the desk does."""

    def __init__(self, home: Home) -> None:
        self.store: SqlStore = opened(home.url, home.folder / "keys")
        self.vault = FileVault(home.folder / "vault", random=os.urandom, keys=self.store.seals)
        self.vault.bind(self.store.log_id(), used=bool(self.store.files_in_use()))

    def close(self) -> None:
        self.store.close()

    def act(self, number: int) -> None:
        self.append(number, self.put(number))

    def put(self, number: int) -> FileRef:
        return self.vault.put(content_of(number), media="image/jpeg", seal=number % 5 == 4)

    def append(self, number: int, file: FileRef) -> None:
        at = START + timedelta(seconds=number)
        self.store.append(self._write(number, file), now=at)

    def _write(self, number: int, file: FileRef) -> Write:
        case = f"c{number % CASES}"
        stream = case_stream(case)
        at = self.store.head(stream).seq
        said = draft(number, file)
        write = Write(
            streams=(StreamWrite(stream=stream, expected_seq=at, drafts=(said,)),),
            actor="P7",
            channel="faults",
            request=request_of(number),
            request_digest=hashlib.sha256(request_of(number).encode()).hexdigest(),
            definition="d" * 64,
            rows=rows(case, at + 1, number),
            notices=(notice(case, number),),
            numbers=(
                NumberTaken(series=SERIES, year=2026, serial=self.store.next_serial(SERIES, 2026)),
            ),
            answer={"number": number},
            checkpoint=number % 11 == 10,
        )
        erased = number - CASES
        return self._erasing(write, erased) if number % 7 == 6 else write

    def _erasing(self, write: Write, number: int) -> Write:
        """Also erase what an earlier action wrote."""
        stream = case_stream(f"c{number % CASES}")
        found = next(each for each in self.store.load(stream) if each.data["number"] == number)
        if isinstance(found.data["name"], Erased):
            # A retry: the answer is known already, and the write only has to be the same request.
            return write
        place = found.envelope.stream_seq
        data = {
            "stream": stream,
            "seq": place,
            "path": "name",
            "basis": "test",
            "requested_by": "P1",
            "approved_by": "P2",
        }
        house = StreamWrite(
            stream=HOUSE,
            expected_seq=self.store.head(HOUSE).seq,
            drafts=(Draft(kind=PERSONAL_ERASED, data=data),),
        )
        what = (stream, place, "name")
        return replace(write, streams=(*write.streams, house), erase=(what,))

    def unsafe(self) -> list[str]:
        with self.store.database.reading() as connection:
            if self.store.database.is_sqlite:
                level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
                return [] if level == 2 else [f"synchronous is {level}, not FULL"]
            level = connection.exec_driver_sql("SHOW synchronous_commit").scalar()
            return [] if level == "on" else [f"synchronous_commit is {level}"]

    def carried_out(self) -> int:
        return sum(self.store.head(stream).seq for stream in self.store.streams("case:"))

    def wrong(self, acknowledged: set[int]) -> list[str]:
        return list(self._wrong(acknowledged))

    def _wrong(self, acknowledged: set[int]) -> Iterator[str]:
        entries = self.store.tail(after=0, limit=1_000_000)
        actions = [each for each in entries if each.envelope.stream != HOUSE]
        times = Counter(each.data["number"] for each in actions)
        yield from (f"action {number} is lost" for number in sorted(acknowledged - times.keys()))
        yield from (f"action {number} is there {n} times" for number, n in times.items() if n > 1)
        verdict = self.store.verify(file_state=self.vault.state)
        yield from (f"trail: {each.en}" for each in verdict.remarks)
        yield from (f"table: {each.en}" for each in self.store.damages())
        yield from self._half_files()
        for action in actions:
            yield from self._incomplete(action)
        yield from self._beside(times)

    def _half_files(self) -> Iterator[str]:
        for name in self.vault.stored():
            path = self.vault.folder / name[:2] / name[2:4] / name
            if hashlib.sha256(path.read_bytes()).hexdigest() != name:
                yield f"a half-written file is visible: {name}"

    def _incomplete(self, action: Recorded) -> Iterator[str]:
        number = action.data["number"]
        known = self.store.answered(request_of(number))
        if known is None or known[1] != {"number": number}:
            yield f"the answer to action {number} is not kept"
        if action.data["name"] != name_of(number) and not isinstance(action.data["name"], Erased):
            yield f"the personal value of action {number} is not what was written"
        if [self.vault.state(file.digest) for file in action.files if file] != ["ok"]:
            yield f"the file of action {number} is not in the vault"

    def _beside(self, times: Counter[int]) -> Iterator[str]:
        keys = sorted(notice("", number).key for number in times)
        if sorted(each.key for each in self.store.outbox.notices()) != keys:
            yield "the outbox does not hold exactly one message for each action"
        taken = [each.serial for each in self.store.numbers(SERIES, 2026)]
        if taken != list(range(1, len(times) + 1)):
            yield "the numbers taken are not one for each action"
        for row in self.store.cases():
            last = max(number for number in times if f"c{number % CASES}" == row.case)
            if row.closed != last or self.store.tasks(case=row.case)[0].code != f"NB-{last}":
                yield f"the derived rows of {row.case} are not those of its last action"


def request_of(number: int) -> str:
    return f"request-{number}"


def name_of(number: int) -> str:
    return f"王芳 {number}"


def content_of(number: int) -> bytes:
    return hashlib.sha512(str(number).encode()).digest() * (1 + number % 200)


def draft(number: int, file: FileRef) -> Draft:
    return Draft(
        kind="evidence_attached",
        data={"number": number, "name": name_of(number)},
        personal=frozenset({"name"}),
        files=(file,),
    )


def notice(case: str, number: int) -> Notice:
    return Notice(
        key=f"{number:06}",
        case=case,
        task=None,
        to="P7",
        kind="told",
        not_before=instant_text(START),
    )


def rows(case: str, stream_seq: int, number: int) -> RowChanges:
    case_row: dict[str, Any] = {
        "number": "",
        "company": "C1",
        "year": 2026,
        "serial": 1,
        "name": "",
        "checklist": "open_branch",
        "branch": "B1",
        "state": "open",
        "opened_at": "",
        "start": "",
        "target": "",
        "lead": None,
        "tasks": 1,
        "closed": number,
        "restricted": False,
        "next_change": None,
    }
    task_row: dict[str, Any] = {
        "stage": "",
        "title_zh": "",
        "title_en": "",
        "owner": None,
        "role": "lead",
        "state": "open",
        "ready": True,
        "plan_by": None,
        "last_day": None,
        "statutory": False,
        "provisional": False,
        "waiting_on": False,
        "next_change": None,
    }
    return RowChanges(
        cases=(CaseRow(case=case, stream_seq=stream_seq, **case_row),),
        tasks=(TaskRow(case=case, task="t", code=f"NB-{number}", **task_row),),
    )
