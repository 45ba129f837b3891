"""Several writers on one log: nothing lost, nothing twice, nobody overwritten."""

from __future__ import annotations

import multiprocessing
import threading
from dataclasses import replace
from pathlib import Path

from launchkit.domain.recorded import NumberTaken
from launchkit.domain.store_errors import NumberClash, StreamMoved
from launchkit.store import SqlStore
from tests.databases import Databases, Kind, opened
from tests.store.writes import NOTICE, NOW, draft, fill, later, write

WRITERS = 4
EACH = 40
PERSONAL = draft(data={"name": "王芳"}, personal=frozenset({"name"}))


def work(url: str, keys: str, writer: int) -> None:
    store = opened(url, Path(keys))
    for at in range(EACH):
        store.append(write(f"case:{writer}", at, PERSONAL), now=NOW)
    store.close()


def test_processes_that_append_to_one_log(
    databases: Databases, kind: Kind, tmp_path: Path
) -> None:
    url = databases.fresh(kind)
    store = opened(url, tmp_path)
    assert store.signer is not None
    assert store.signer.public_key
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=work, args=(url, str(tmp_path), writer))
        for writer in range(WRITERS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * WRITERS
    complete(store)
    store.close()
    databases.give_back(url)


def test_threads_that_append_to_one_log(store: SqlStore) -> None:
    def run(writer: int) -> None:
        for at in range(EACH):
            store.append(write(f"case:{writer}", at, PERSONAL), now=NOW)

    threads = [threading.Thread(target=run, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    complete(store)


def complete(store: SqlStore) -> None:
    verdict = store.verify()
    assert verdict.ok, verdict.remarks
    assert verdict.entries == WRITERS * EACH
    assert store.damages() == []
    for writer in range(WRITERS):
        assert [each.envelope.stream_seq for each in store.load(f"case:{writer}")] == list(
            range(1, EACH + 1)
        )


def test_of_two_writers_to_one_stream_one_is_told(store: SqlStore) -> None:
    fill(store, 1)
    gate = threading.Barrier(2)
    outcomes: list[object] = []

    def run(name: str) -> None:
        gate.wait()
        try:
            outcomes.append(store.append(write("case:a", 1, request=name), now=NOW).seqs)
        except StreamMoved as moved:
            outcomes.append((moved.expected, moved.actual))

    threads = [threading.Thread(target=run, args=(name,)) for name in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(repr, outcomes)) == ["(1, 2)", "(2,)"]
    assert store.head("case:a").seq == 2
    assert store.verify().ok


def test_of_two_that_take_a_number_one_is_told(store: SqlStore) -> None:
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def run(case: str) -> None:
        number = NumberTaken(series="特情", year=2026, serial=store.next_serial("特情", 2026))
        gate.wait()
        try:
            store.append(write(f"case:{case}", numbers=(number,)), now=NOW)
            outcomes.append("taken")
        except NumberClash:
            outcomes.append("told")

    threads = [threading.Thread(target=run, args=(case,)) for case in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken", "told"]
    assert len(store.streams()) == 1


def test_the_same_request_sent_twice_at_once_is_carried_out_once(store: SqlStore) -> None:
    gate = threading.Barrier(4)
    outcomes: list[tuple[tuple[int, ...], bool]] = []

    def run() -> None:
        gate.wait()
        receipt = store.append(write(request="r"), now=NOW)
        outcomes.append((receipt.seqs, receipt.repeated))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [((1,), False), *[((1,), True)] * 3]


def test_two_senders_share_the_outbox_without_a_message_twice(store: SqlStore) -> None:
    store.append(write(notices=tuple(replace(NOTICE, key=f"k{n:03}") for n in range(60))), now=NOW)
    taken: list[str] = []

    def run() -> None:
        while found := store.outbox.claim(now=NOW, until=later(hours=1), limit=7):
            taken.extend(each.key for each in found)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"k{n:03}" for n in range(60)]
