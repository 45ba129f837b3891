"""Durable completions, folding, verifying and sweeping, beside a raw sqlite3 transaction of the same rows."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from launchkit.bootstrap import PROGRAM
from launchkit.desk import Call, Desk, Opening, Ports
from launchkit.desk.shelf import Shelf
from launchkit.domain.checklist import (
    Anchor,
    CasePoint,
    Definition,
    Due,
    Estimate,
    Item,
    Stage,
    Text,
)
from launchkit.domain.entries import BranchAdded, CompanyAdded, PersonAdded
from launchkit.domain.fold import fold
from launchkit.domain.recorded import CaseRow
from launchkit.domain.trail import case_stream
from launchkit.store import SigningKey, SqlStore, open_store
from launchkit.testing import FixedClock, OneDefinition, PlainPress
from launchkit.vault import FileVault

Line = dict[str, object]
_LANES = 8
_TEAM = {"P1": ("lead",), "H1": ("hq_lead",)}


def checklist(tasks: int) -> Definition:
    """Eight lanes of items one after the other, each with a house deadline, joined by a last item."""
    word = Text(zh="项", en="item")
    items = []
    for number in range(tasks - 1):
        before = number - _LANES
        items.append(
            Item(
                id=f"i{number}",
                code=f"B-{number}",
                title=word,
                owner="lead",
                why=word,
                if_late=word,
                effort=Estimate(likely=1),
                needs=(f"i{before}",) if before >= 0 else (),
                due=(
                    Due(id="P1", after=Anchor(case=CasePoint.START), within=10 + number // _LANES),
                ),
            )
        )
    last = replace(
        items[-1],
        id="last",
        code="B-LAST",
        needs=tuple(f"i{n}" for n in range(tasks - 1 - _LANES, tasks - 1)),
    )
    return Definition(
        format=1,
        id="bench",
        title=word,
        stages=(Stage(id="only", title=word, items=(*items, last)),),
        facts=(),
        collections=(),
        documents=(),
        statutes=(),
        retentions=(),
        calendars=(),
    )


class Bench:
    """A home in a temporary folder with a desk over a bench checklist."""

    def __init__(self, folder: Path, tasks: int) -> None:
        self.clock = FixedClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
        self.store: SqlStore = open_store(
            f"sqlite:///{folder / 'bench.db'}",
            program=PROGRAM,
            log_id=lambda: os.urandom(16).hex(),
            random=os.urandom,
            signer=SigningKey(folder / "keys"),
        )
        self.library = OneDefinition(checklist(tasks))
        self.vault = FileVault(folder / "vault", random=os.urandom, keys=self.store.seals)
        self.vault.bind(self.store.log_id(), used=False)
        self.ports = Ports(
            store=self.store,
            vault=self.vault,
            library=self.library,
            press=PlainPress(),
            clock=self.clock,
            ids=lambda: os.urandom(16).hex(),
            seal=lambda content: hashlib.sha256(content).hexdigest(),
            check=lambda _kind, text: text,
        )
        self.desk = Desk(self.ports)
        self.desk.registry.add(
            self.call(),
            CompanyAdded(company="RX", name="公司", short_name="公司", uscc="91"),
            BranchAdded(branch="SY", company="RX", name="分公司", city="沈阳"),
            *(PersonAdded(person=one, name=one) for one in _TEAM),
        )

    def call(self, actor: str = "P1") -> Call:
        """A call under a fresh request id."""
        return Call(actor=actor, request=os.urandom(16).hex(), channel="bench")

    def open(self) -> str:
        """One more case."""
        opening = Opening(
            checklist="bench",
            name="案",
            branch="SY",
            start="2026-03-02",
            target="2026-12-01",
            team=_TEAM,
        )
        return self.desk.open(self.call("H1"), opening).case.id


def _rate(work: Callable[[int], object], count: int) -> float:
    begun = time.perf_counter()
    for number in range(count):
        work(number)
    return count / (time.perf_counter() - begun)


def raw_rate(folder: Path, count: int = 400) -> float:
    """Transactions per second of bare sqlite3 (WAL, FULL) with the rows that one completion writes."""
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for table in ("entries", "requests", "checkpoints"):
        connection.execute(f"CREATE TABLE {table}(a INTEGER PRIMARY KEY, b TEXT, c BLOB)")
    for table in ("log_head", "stream_heads", "cases", "tasks"):
        connection.execute(f"CREATE TABLE {table}(a INTEGER PRIMARY KEY, b TEXT, c BLOB)")
        connection.executemany(
            f"INSERT INTO {table} VALUES(?,?,?)", [(n, "x", b"") for n in range(100)]
        )
    body = os.urandom(700)

    def one(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT c FROM log_head WHERE a=1").fetchone()
        connection.execute("SELECT c FROM stream_heads WHERE a=1").fetchone()
        connection.execute("INSERT INTO entries VALUES(?,?,?)", (number, "case:1", body))
        connection.execute("INSERT INTO requests VALUES(?,?,?)", (number, "answer", body[:80]))
        connection.execute("UPDATE log_head SET c=? WHERE a=1", (body[:300],))
        connection.execute("UPDATE stream_heads SET c=? WHERE a=1", (body[:32],))
        connection.execute("UPDATE cases SET c=? WHERE a=1", (body[:200],))
        connection.execute("UPDATE tasks SET c=? WHERE a=?", (body[:200], number % 100))
        connection.execute("UPDATE tasks SET c=? WHERE a=?", (body[:200], (number + 1) % 100))
        connection.execute("COMMIT")

    rate = _rate(one, count)
    connection.close()
    return rate


def completions(tasks: int, cases: int, seconds: float = 4.0) -> Iterator[Line]:
    """Completions per second in one case of so many tasks, with so many cases in the store; warm, and cold once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Bench(folder, tasks)
        case = [bench.open() for _ in range(cases)][cases // 2]
        raw = [raw_rate(folder / "r1") if (folder / "r1").mkdir() is None else 0.0]
        bench.desk.done(bench.call(), case, "i0")
        taken = []
        end = time.perf_counter() + seconds
        for number in range(1, tasks - 1):
            begun = time.perf_counter()
            bench.desk.done(bench.call(), case, f"i{number}")
            taken.append(time.perf_counter() - begun)
            if time.perf_counter() > end:
                break
        (folder / "r2").mkdir()
        raw.append(raw_rate(folder / "r2"))
        begun = time.perf_counter()
        Shelf(bench.store, bench.library).warm(case)
        cold = time.perf_counter() - begun
        rate = 1 / statistics.median(taken)
        yield {
            "figure": "durable completions per second, warm",
            "tasks": tasks,
            "cases": cases,
            "value": round(rate),
            "raw_sqlite3": round(statistics.mean(raw)),
            "ratio_to_raw": round(rate / statistics.mean(raw), 3),
            "p95_ms": round(1000 * sorted(taken)[int(len(taken) * 0.95)], 2),
            "cold_ms": round(1000 * cold, 1),
            "entries": len(taken) + 2,
        }


def folding(tasks: int = 80, entries: int = 600) -> Iterator[Line]:
    """Folding and verifying one long case."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), tasks)
        case = bench.open()
        number = 0
        while bench.desk.case(case).seq < entries:
            bench.desk.done(bench.call(), case, f"i{number}")
            bench.desk.reopen(bench.call(), case, f"i{number}", reason="again")
            number = (number + 1) % _LANES
        recorded = bench.store.load(case_stream(case))
        book = bench.desk.case(case).book
        times = []
        for _ in range(9):
            begun = time.perf_counter()
            fold(book, recorded)
            times.append(time.perf_counter() - begun)
        yield {
            "figure": "fold one case, entries per second",
            "entries": len(recorded),
            "value": round(len(recorded) / statistics.median(times)),
        }
        begun = time.perf_counter()
        verdict = bench.store.verify(file_state=bench.vault.state)
        spent = time.perf_counter() - begun
        yield {
            "figure": "verify, entries per second",
            "entries": verdict.entries,
            "ok": verdict.ok,
            "value": round(verdict.entries / spent),
        }


def sweeping(cases: int = 10_000, due: int = 100) -> Iterator[Line]:
    """Finding what became due among many cases, beside the bare query; the rows are written directly."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), 80)
        first = bench.open()
        bench.desk.clockwork.advance(first)
        row = bench.store.derived_rows(first).cases[0]
        _fill(bench, row, cases, due)
        now = datetime(2026, 3, 10, tzinfo=UTC)
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            found = list(bench.store.cases_to_sweep(now))
            times.append(time.perf_counter() - begun)
        connection = sqlite3.connect(Path(name) / "bench.db")
        raw = []
        query = (
            "SELECT c.'case' FROM cases c LEFT JOIN advances a ON a.'case'=c.'case' WHERE c.state='open' "
            "AND (c.next_change<=? OR coalesce(a.seq,0)<c.stream_seq) ORDER BY c.next_change"
        )
        for _ in range(5):
            begun = time.perf_counter()
            same = connection.execute(query, ("2026-03-10T00:00:00.000000Z",)).fetchall()
            raw.append(time.perf_counter() - begun)
        yield {
            "figure": "find the cases to sweep among 10,000",
            "cases": cases,
            "due": len(found),
            "value_ms": round(1000 * statistics.median(times), 2),
            "raw_sqlite3_ms": round(1000 * statistics.median(raw), 2),
            "ratio_to_raw": round(statistics.median(times) / statistics.median(raw), 2),
            "same": len(same) == len(found),
        }


def _fill(bench: Bench, row: CaseRow, cases: int, due: int) -> None:
    from sqlalchemy import insert  # noqa: PLC0415  only here, to fill the table quickly

    from launchkit.store import tables  # noqa: PLC0415

    later, soon = "2026-05-01T00:00:00.000000Z", "2026-03-05T00:00:00.000000Z"
    rows = []
    advances = []
    for number in range(cases):
        one = replace(
            row,
            case=f"c{number:06d}",
            serial=number + 10,
            number=f"n{number}",
            next_change=soon if number < due else later,
        )
        values = {name: getattr(one, name) for name in one.__slots__}
        rows.append({**values, "fold_version": 1})
        advances.append({"case": one.case, "seq": one.stream_seq})
    with bench.store.database.writing() as connection:
        connection.execute(insert(tables.cases), rows)
        connection.execute(insert(tables.advances), advances)


def lines(*, quick: bool = False) -> Iterator[Line]:
    """All figures of the engine."""
    sizes = (80, 320) if quick else (80, 320, 1280)
    for tasks in sizes:
        yield from completions(tasks, 1)
    for cases in (100,) if quick else (100, 1000):
        yield from completions(80, cases)
    yield from folding()
    yield from sweeping(1_000 if quick else 10_000)
