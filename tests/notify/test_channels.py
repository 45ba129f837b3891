"""Each channel against a receiver on this machine: what arrives, and what it says when it does not."""

from __future__ import annotations

import base64
import hmac
import io
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_string
from email.header import decode_header, make_header
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from launchkit.desk.reach import CHANNELS
from launchkit.desk.sending import Sender, Sends
from launchkit.domain.telling.notices import Message
from launchkit.notify._robot import address_word
from launchkit.notify.channels import channels
from launchkit.notify.wecom import LONGEST, shortened
from launchkit.store import SqlStore
from tests.databases import Databases, opened
from tests.desk.made import definition
from tests.desk.post import PostDesk
from tests.notify.receivers import MailServer, Robot, mail_server, robot

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MESSAGE = Message(
    title="晨报 2026-03-02：1 项", text="晨报 2026-03-02：1 项\n· 特情〔2026〕1号 NB-20：逾期"
)
HOOKS = {
    "wecom": "/cgi-bin/webhook/send?key=abc",
    "dingtalk": "/robot/send?access_token=abc",
    "feishu": "/open-apis/bot/v2/hook/abc",
}


def made(
    folder: Path, *, smtp: str | None = None, stream: io.StringIO | None = None
) -> dict[str, Sends]:
    return dict(
        channels(home=folder, smtp=smtp, clock=lambda: NOW, stream=stream or io.StringIO())
    )


@pytest.fixture
def server() -> Iterator[Robot]:
    with robot() as found:
        yield found


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as found:
        yield found


def test_every_channel_that_can_be_set_is_there(tmp_path: Path) -> None:
    assert set(made(tmp_path)) == set(CHANNELS)


@pytest.mark.parametrize("name", HOOKS)
def test_a_robot_gets_the_text(server: Robot, tmp_path: Path, name: str) -> None:
    assert made(tmp_path)[name].send(server.url + HOOKS[name], MESSAGE) is None
    ((path, body),) = server.got
    assert path == HOOKS[name]
    assert MESSAGE.text in (
        body.get("text", {}).get("content"),
        body.get("content", {}).get("text"),
    )


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize(
    ("status", "answer", "word"),
    [
        (
            200,
            b'{"errcode": 93000, "code": 93000, "errmsg": "invalid webhook url"}',
            "refused_93000",
        ),
        (200, b'{"StatusCode": 0}', "refused_None"),
        (200, b"[]", "refused_None"),
        (200, b"<html>", "no_answer"),
        (500, b"{}", "http_500"),
        (302, b"{}", "http_302"),
    ],
)
def test_a_robot_that_refuses_is_believed(
    server: Robot, tmp_path: Path, name: str, status: int, answer: bytes, word: str
) -> None:
    """Robots answer 200 to what they refuse; a redirect would carry the text to somebody else."""
    server.status, server.answer = status, answer
    server.headers = {"Location": server.url} if status == 302 else {}
    assert made(tmp_path)[name].send(server.url + HOOKS[name], MESSAGE) == word
    assert len(server.got) == 1


@pytest.mark.parametrize("name", HOOKS)
def test_a_robot_that_is_down(tmp_path: Path, name: str) -> None:
    with robot() as server:
        url = server.url
    assert made(tmp_path)[name].send(url + HOOKS[name], MESSAGE) == "down"


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a", None),
        ("http://localhost/x", None),
        ("http://example.com/x", "no_address"),
        ("ftp://example.com/x", "no_address"),
        ("https://", "no_address"),
        ("https://[x", "no_address"),
    ],
)
def test_robots_are_reached_by_https(address: str, word: str | None, tmp_path: Path) -> None:
    assert address_word(address) == word
    if word is not None:
        assert made(tmp_path)["wecom"].send(address, MESSAGE) == word


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("wecom", "qyapi.weixin.qq.com"),
        ("dingtalk", "oapi.dingtalk.com"),
        ("feishu", "open.feishu.cn"),
    ],
)
def test_a_key_alone_is_enough(
    name: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def post(url: str, _body: object, *, code: str) -> str | None:
        asked.append(f"{code} {url}")
        return None

    monkeypatch.setattr(f"launchkit.notify.{name}.post", post)
    assert made(tmp_path)[name].send("abc", MESSAGE) is None
    (url,) = asked
    assert host in url
    assert url.endswith("abc")


def test_a_dingtalk_robot_checks_the_signature(server: Robot, tmp_path: Path) -> None:
    address = f"{server.url}/robot/send?access_token=abc SECxyz"
    assert made(tmp_path)["dingtalk"].send(address, MESSAGE) is None
    ((path, _),) = server.got
    given = parse_qs(urlsplit(path).query)
    stamp = str(int(NOW.timestamp() * 1000))
    mac = hmac.digest(b"SECxyz", f"{stamp}\nSECxyz".encode(), "sha256")
    assert given["timestamp"] == [stamp]
    assert given["sign"] == [base64.b64encode(mac).decode()]


def test_a_text_that_is_too_long_ends_with_a_whole_line() -> None:
    text = "\n".join(f"· 第 {number} 行" for number in range(400))
    short = shortened(text, LONGEST)
    assert len(short.encode()) <= LONGEST
    *lines, more = short.splitlines()
    assert lines == text.splitlines()[: len(lines)]
    assert more == "… launchkit next"
    assert shortened("kurz", LONGEST) == "kurz"


# --- mail -------------------------------------------------------------------------------------------------------------


def test_a_mail_arrives(mails: MailServer, tmp_path: Path) -> None:
    assert made(tmp_path, smtp=mails.url)["email"].send("zhang.wei@example.com", MESSAGE) is None
    ((to, text),) = mails.got
    mail = message_from_string(text)
    assert to == "zhang.wei@example.com"
    assert str(make_header(decode_header(mail["Subject"]))) == MESSAGE.title
    part = next(one for one in mail.walk() if one.get_content_type() == "text/plain")
    assert MESSAGE.text in part.get_payload(decode=True).decode().replace("\r\n", "\n")  # type: ignore[union-attr]


def test_a_mail_that_is_refused(mails: MailServer, tmp_path: Path) -> None:
    mails.refuses = True
    assert made(tmp_path, smtp=mails.url)["email"].send("nobody@example.com", MESSAGE) == "refused"
    assert mails.got == []


@pytest.mark.parametrize(
    ("smtp", "address", "word"),
    [
        (None, "a@example.com", "no_server"),
        ("mailto://127.0.0.1:1", "a@example.com,b@example.com", "no_address"),
        ("nothing", "a@example.com", "no_address"),
    ],
)
def test_a_mail_that_cannot_be_addressed(
    tmp_path: Path, smtp: str | None, address: str, word: str
) -> None:
    assert made(tmp_path, smtp=smtp)["email"].send(address, MESSAGE) == word


def test_other_services_are_reached_through_apprise(server: Robot, tmp_path: Path) -> None:
    address = server.url.replace("http://", "json://") + "/hook"
    assert made(tmp_path)["other"].send(address, MESSAGE) is None
    ((path, body),) = server.got
    assert (path.rstrip("/"), body["title"], body["message"]) == (
        "/hook",
        MESSAGE.title,
        MESSAGE.text,
    )
    assert made(tmp_path)["other"].send("no such thing", MESSAGE) == "no_address"


# --- here ---------------------------------------------------------------------------------------------------------------


def test_the_console(tmp_path: Path) -> None:
    stream = io.StringIO()
    console = made(tmp_path, stream=stream)["console"]
    assert (console.send("P1", MESSAGE), console.send("", MESSAGE)) == (None, None)
    assert stream.getvalue() == f"[P1]\n{MESSAGE.text}\n{MESSAGE.text}\n"


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = made(tmp_path)["file"]
    assert (file.send("P1", MESSAGE), file.send("", MESSAGE)) == (None, None)
    path = tmp_path / "notices.log"
    head = "--- 2026-03-02T01:00:00.000000Z"
    assert (
        path.read_text(encoding="utf-8") == f"{head} P1\n{MESSAGE.text}\n{head}\n{MESSAGE.text}\n"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    assert made(tmp_path / "nowhere")["file"].send("", MESSAGE) == "disk"


# --- the whole way ----------------------------------------------------------------------------------------------------------


def test_a_robot_that_is_down_for_an_hour_gets_each_message_once(
    databases: Databases, tmp_path: Path
) -> None:
    store: SqlStore = opened(databases.sqlite(), tmp_path / "keys")
    desk = PostDesk(
        definition("items: [{id: visit, due: [{id: P1, after: {case: start}, within: 10}]}]"),
        store,
        tmp_path,
    )
    desk.open()
    with robot() as first:
        port = first.server_port
    address = f"http://127.0.0.1:{port}{HOOKS['wecom']}"
    desk.desk.reach.set_channel(desk.call("P1"), person="P1", channel="wecom", address=address)
    sender = Sender(
        store=store, outbox=store.outbox, shelf=desk.desk.shelf, clock=desk.clock,
        channels=made(tmp_path), chance=lambda: 0.5,
    )  # fmt: skip
    desk.at("2026-03-12T08:30")
    desk.desk.clockwork.sweep()
    for _ in range(4):
        assert sender.send().messages == 0
        desk.clock.forward(minutes=15)
    with robot(port) as second:
        for _ in range(12):
            sender.send()
            desk.clock.forward(minutes=15)
        ((_, body),) = second.got
    assert "今天应办妥" in body["text"]["content"]
    secret = address.partition("key=")[2]
    kept = [str(one) for one in store.outbox.notices()] + [
        str(one) for one in store.outbox.deliveries([each.key for each in store.outbox.notices()])
    ]
    assert not any(f"key={secret}" in one for one in kept)
    store.close()
