"""Derived rows and the outbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from launchkit.domain.recorded import RowChanges
from launchkit.domain.store_errors import StreamMoved
from launchkit.domain.trail import instant_text
from launchkit.store import SqlStore
from tests.databases import Databases, Kind, opened
from tests.store.writes import CASE, NOTICE, NOW, TASK, fill, later, rows, write


def test_rows_come_back_as_they_went(store: SqlStore) -> None:
    store.append(write(rows=rows()), now=NOW)
    assert store.case_row("a") == CASE
    assert store.cases() == [CASE]
    assert store.tasks(case="a") == list(rows().tasks)
    assert store.derived_rows("a") == rows()
    assert store.case_row("b") is None
    assert store.derived_rows("b") == RowChanges()


def test_a_changed_row_takes_the_place_of_the_old(store: SqlStore) -> None:
    store.append(write(rows=rows()), now=NOW)
    changed = replace(CASE, stream_seq=2, closed=2, restricted=True, lead=None, next_change=None)
    done = replace(TASK, state="done", ready=False, owner="P8")
    store.append(
        write(
            at=1,
            rows=RowChanges(cases=(changed,), tasks=(done,), gone_tasks=(("a", "open_account"),)),
        ),
        now=NOW,
    )
    assert store.case_row("a") == changed
    assert store.tasks(case="a") == [done]
    assert store.derived_rows("a").documents == rows().documents


def test_the_board_by_state_and_tasks_by_owner(store: SqlStore) -> None:
    for case, serial, state in (("c", 1, "open"), ("b", 2, "closed"), ("a", 3, "open")):
        store.append(write(f"case:{case}", rows=rows(case, serial=serial, state=state)), now=NOW)
    assert [each.case for each in store.cases()] == ["a", "b", "c"]
    assert [each.case for each in store.cases(states=["open"])] == ["a", "c"]
    assert {each.case for each in store.tasks(owner="P7")} == {"a", "b", "c"}
    assert store.tasks(owner="P9") == []
    assert len(store.tasks(owner="P7", case="b")) == 2
    assert len(store.tasks()) == 6


def test_cases_in_which_the_clock_changed_something(store: SqlStore) -> None:
    moments = {"now": NOW, "before": later(days=-2), "after": later(seconds=1)}
    for case, moment in moments.items():
        store.append(
            write(f"case:{case}", rows=rows(case, next_change=instant_text(moment))), now=NOW
        )
    store.append(write("case:never", rows=rows("never", next_change=None)), now=NOW)
    store.append(write("case:closed", rows=rows("closed", state="closed")), now=NOW)
    for case in ("now", "before", "after", "never", "closed"):
        store.note_advance(case, 1)
    assert list(store.cases_to_sweep(NOW)) == ["before", "now"]


def test_cases_with_entries_that_nobody_advanced_over(store: SqlStore) -> None:
    for case in ("a", "b"):
        store.append(write(f"case:{case}", rows=rows(case, next_change=None)), now=NOW)
    assert sorted(store.cases_to_sweep(NOW)) == ["a", "b"]
    store.note_advance("a", 1)
    assert list(store.cases_to_sweep(NOW)) == ["b"]
    store.append(write(at=1, rows=rows(stream_seq=2, next_change=None)), now=NOW)
    store.note_advance("b", 1)
    assert list(store.cases_to_sweep(NOW)) == ["a"]
    store.note_advance("a", 2)
    store.note_advance("a", 1)
    assert list(store.cases_to_sweep(NOW)) == []


def test_rows_are_replaced_as_a_whole(store: SqlStore) -> None:
    store.append(write(rows=rows()), now=NOW)
    store.append(write("case:b", rows=rows("b")), now=NOW)
    fresh = RowChanges(cases=(replace(CASE, closed=9),), tasks=(TASK,))
    store.replace_rows("a", fresh)
    assert store.derived_rows("a") == fresh
    assert store.derived_rows("b") == rows("b")


def test_rows_computed_before_the_case_grew_are_not_put(store: SqlStore) -> None:
    fill(store, 2)
    with pytest.raises(StreamMoved):
        store.replace_rows("a", rows(stream_seq=1))
    assert store.case_row("a") is None
    store.replace_rows("a", rows(stream_seq=2))
    assert store.case_row("a") == replace(CASE, stream_seq=2)


def test_rows_of_another_fold_are_found(databases: Databases, kind: Kind, tmp_path: Path) -> None:
    url = databases.fresh(kind)
    old, new = opened(url, tmp_path), opened(url, tmp_path, fold_version=2)
    old.append(write(rows=rows()), now=NOW)
    new.append(write("case:b", rows=rows("b")), now=NOW)
    assert new.cases_to_rebuild() == ["a"]
    new.replace_rows("a", rows())
    assert new.cases_to_rebuild() == []
    assert old.cases_to_rebuild() == ["a", "b"]
    old.close()
    new.close()


def test_the_last_sweep(store: SqlStore) -> None:
    assert store.last_sweep() is None
    store.note_sweep(NOW)
    store.note_sweep(later(minutes=15))
    assert store.last_sweep() == later(minutes=15)


def queue(store: SqlStore, *keys: str) -> None:
    notices = tuple(replace(NOTICE, key=key) for key in keys)
    at = store.head("case:a").seq
    store.append(write(at=at, notices=notices), now=NOW)


def test_a_message_is_queued_once(store: SqlStore) -> None:
    queue(store, "k", "l")
    queue(store, "k")
    assert [(each.key, each.state, each.attempts) for each in store.outbox.notices(case="a")] == [
        ("k", "waiting", 0),
        ("l", "waiting", 0),
    ]
    found = store.outbox.notices()[0]
    assert (found.case, found.task, found.to, found.kind) == ("a", "sign_lease", "P7", "soon")
    assert (found.not_before, found.changed_at, found.reason) == (
        instant_text(NOW),
        instant_text(NOW),
        None,
    )
    assert store.outbox.notices(case="b") == []


def test_a_message_is_given_to_one_sender(store: SqlStore) -> None:
    queue(store, "k")
    assert store.outbox.claim(now=later(seconds=-1), until=NOW) == []
    (taken,) = store.outbox.claim(now=NOW, until=later(minutes=5))
    assert taken.key == "k"
    assert store.outbox.claim(now=later(minutes=4), until=later(minutes=9)) == []
    store.outbox.settle(["k"], now=later(seconds=2), state="sent")
    assert store.outbox.claim(now=later(days=1), until=later(days=2)) == []
    assert [(each.state, each.attempts) for each in store.outbox.notices(states=["sent"])] == [
        ("sent", 1)
    ]


def test_a_message_whose_sender_died_is_given_out_again(store: SqlStore) -> None:
    queue(store, "k")
    store.outbox.claim(now=NOW, until=later(minutes=5))
    (again,) = store.outbox.claim(now=later(minutes=5), until=later(minutes=10))
    assert (again.key, again.state, again.attempts) == ("k", "sending", 1)


def test_a_message_that_failed_is_tried_again_or_given_up(store: SqlStore) -> None:
    queue(store, "k", "l")
    store.outbox.claim(now=NOW, until=later(minutes=5))
    soon = later(minutes=1)
    store.outbox.settle(["k"], now=NOW, state="waiting", reason="timeout", not_before=soon)
    store.outbox.settle(["l"], now=NOW, state="failed", reason="no_address")
    assert [each.key for each in store.outbox.claim(now=soon, until=later(minutes=6))] == ["k"]
    (failed,) = store.outbox.notices(states=["failed"])
    assert (failed.key, failed.reason) == ("l", "no_address")


def test_a_message_that_is_no_longer_true_is_not_sent(store: SqlStore) -> None:
    queue(store, "k", "l")
    store.outbox.claim(now=NOW, until=NOW, limit=1)
    store.outbox.settle(["k"], now=NOW, state="sent")
    store.outbox.settle(["k", "l"], now=NOW, state="withdrawn")
    store.outbox.settle([], now=NOW, state="withdrawn")
    assert [(each.key, each.state) for each in store.outbox.notices()] == [
        ("k", "sent"),
        ("l", "withdrawn"),
    ]
