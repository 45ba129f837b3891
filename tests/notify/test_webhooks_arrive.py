"""Webhooks with everything real but the clock: a database, a receiver on this machine, and a sender that is killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook as Oracle

from launchkit.desk.announcing import LEASE
from launchkit.desk.webhooks import WantedWebhook
from launchkit.domain.entries import AdministratorNamed
from launchkit.domain.reachable import Reachable
from launchkit.notify.webhook import WebhookPost
from launchkit.store import SqlStore
from tests.databases import Databases, opened
from tests.desk.made import definition
from tests.desk.post import PostDesk
from tests.notify.hooks import Receiver, Taken, raw, receiver

YAML = """
facts: [{id: rent, type: money}]
items:
  - {id: visit, optional_facts: [rent]}
  - {id: sign, owner: mate}
"""
HERE = Reachable.of(("127.0.0.1",))


def way_out(patience: float = 5.0) -> WebhookPost:
    return WebhookPost(HERE, program="launchkit test", patience=patience)


def desk_over(store: SqlStore, folder: Path) -> PostDesk:
    made = PostDesk(definition(YAML), store, folder)
    made.ear = way_out()  # type: ignore[assignment]
    return made


@pytest.fixture
def desk(databases: Databases, tmp_path: Path) -> Iterator[PostDesk]:
    store = opened(databases.sqlite(), tmp_path / "keys")
    made = desk_over(store, tmp_path)
    made.open()
    made.desk.registry.add(made.call("H1"), AdministratorNamed(person="H1", administrator=True))
    yield made
    store.close()


def hook(desk: PostDesk, url: str, *events: str) -> tuple[str, str]:
    secret, made = desk.webhooks("127.0.0.1").add(
        desk.call("H1"), WantedWebhook(url=url, events=events)
    )
    return secret, made.webhook


def seqs(server: Receiver) -> list[int]:
    return [json.loads(one.body)["data"]["seq"] for one in server.taken]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_one_that_is_down_for_an_hour_misses_nothing(desk: PostDesk) -> None:
    port = free_port()
    secret, _ = hook(desk, f"http://127.0.0.1:{port}/hook", "fact.stated")
    first = desk.case.seq + 1
    for minute in range(0, 60, 5):
        desk.state("P1", rent=minute)
        assert desk.announce().sent == 0
        desk.clock.forward(minutes=5)
    with receiver(port) as server:
        desk.clock.forward(hours=2)
        assert desk.announce().sent == 12
        assert desk.announce().sent == 0
    assert seqs(server) == list(range(first, first + 12))
    assert len({one.headers["webhook-id"] for one in server.taken}) == 12
    for one in server.taken:
        signed = Oracle(secret).sign(one.headers["webhook-id"], desk.clock(), one.body.decode())
        assert one.headers["webhook-signature"] == signed


def test_one_that_hangs_holds_up_neither_others_nor_notices(desk: PostDesk) -> None:
    end = threading.Event()
    with raw(lambda _caller: end.wait(20)) as hanging, receiver() as server:
        hook(desk, f"http://127.0.0.1:{hanging.port}/", "fact.stated")
        hook(desk, server.url, "fact.stated")
        desk.state("P1", rent=1)
        announcer = desk.announcer(way_out(patience=20))
        begun = announcer.start()
        assert server.came.wait(10)
        desk.state("P1", rent=2)
        server.came.clear()
        # The hanging one is still being served, and left alone; the other gets what is new.
        while not server.came.is_set():
            announcer.start()
            server.came.wait(0.05)
        desk.sweep()
        assert not all(one.done() for one in begun)
        end.set()
        done = [one.result(timeout=10) for one in begun]
    assert sorted(one.failed for one in done) == [0, 1]
    assert seqs(server) == sorted(seqs(server))


def test_whatever_it_answers_but_yes_is_tried_again(desk: PostDesk) -> None:
    with receiver() as server:
        _, webhook = hook(desk, server.url, "fact.stated")
        desk.state("P1", rent=1)
        server.headers = {"Location": "/elsewhere"}
        for status in (500, 404, 302, 429, 204):
            server.status = status
            desk.announce()
            desk.clock.forward(hours=6)
    (event,) = desk.sql.webhooks.events(webhook)
    found = [(one.outcome, one.status) for one in desk.sql.webhooks.attempts([event])]
    assert found == [
        ("status", 500),
        ("status", 404),
        ("redirect", 302),
        ("status", 429),
        ("sent", 204),
    ]
    assert {one.path for one in server.taken} == {"/hook"}
    assert len({one.headers["webhook-id"] for one in server.taken}) == 1


def send_in_a_process(url: str, folder: str, when: str) -> None:
    store = opened(url, Path(folder) / "keys")
    desk = desk_over(store, Path(folder))
    desk.at_instant(when)
    desk.announce()


def test_a_sender_that_is_killed_before_the_answer_sends_again_under_the_same_id(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.sqlite()
    store = opened(url, tmp_path / "keys")
    desk = desk_over(store, tmp_path)
    desk.open()
    killed: list[int] = []

    def kill(_taken: Taken) -> None:
        if not killed and worker.pid is not None:
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    with receiver() as server:
        server.manners = kill
        _, webhook = hook(desk, server.url, "fact.stated")
        for rent in (1, 2):
            desk.state("P1", rent=rent)
        words = (url, str(tmp_path), desk.clock().isoformat())
        worker = multiprocessing.get_context("spawn").Process(target=send_in_a_process, args=words)
        worker.start()
        worker.join(60)
        assert worker.exitcode == -signal.SIGKILL
        assert len(server.taken) == 1
        # Nobody knows whether it arrived: nothing overtakes it until its time is up.
        assert desk.announce().sent == 0
        desk.clock.instant += LEASE + timedelta(seconds=1)
        assert desk.announce().sent == 2
    first, again, second = server.taken
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body
    assert second.headers["webhook-id"] != first.headers["webhook-id"]
    assert all(one.state == "sent" for one in store.webhooks.events(webhook))
    store.close()


def test_nothing_goes_to_one_that_was_removed_or_rotated_away(desk: PostDesk) -> None:
    with receiver() as server:
        old, webhook = hook(desk, server.url, "fact.stated")
        desk.state("P1", rent=1)
        new = desk.webhooks().rotate(desk.call("H1"), webhook)
        desk.announce()
        desk.clock.forward(days=2)
        desk.state("P1", rent=2)
        desk.announce()
        desk.state("P1", rent=3)
        desk.webhooks().remove(desk.call("H1"), webhook)
        desk.announce()
    signs = [one.headers["webhook-signature"].split() for one in server.taken]
    assert [len(one) for one in signs] == [2, 1]
    last = server.taken[1]
    signed = Oracle(new).sign(last.headers["webhook-id"], desk.clock(), last.body.decode())
    assert signs[1] == [signed]
    assert Oracle(old)._whsecret != Oracle(new)._whsecret


def test_the_example_of_the_guide_takes_each_event_once_and_nothing_else(
    desk: PostDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = Path(__file__).parents[2] / "docs" / "howto" / "webhooks.md"
    code = guide.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    example: dict[str, Any] = {}
    exec(compile(code, str(guide), "exec"), example)  # noqa: S102  our own page
    # The library looks at the machine's clock and at no other.
    desk.clock.instant = datetime.now(UTC)  # noqa: TID251
    with receiver() as server:
        secret, webhook = hook(desk, server.url)
        desk.webhooks("127.0.0.1").test(desk.call("H1"), webhook)
        desk.announce()
    (one,) = server.taken
    receive = example["receive"]
    assert receive(secret, {**one.headers, "webhook-id": "msg_other"}, one.body) == 401
    assert receive(secret, one.headers, one.body + b" ") == 401
    assert capsys.readouterr().out == ""
    assert receive(secret, one.headers, one.body) == 204
    assert receive(secret, one.headers, one.body) == 204
    assert capsys.readouterr().out.count("webhook.test") == 1
