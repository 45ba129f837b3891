"""Webhooks as rules: signatures, ids, waits, addresses; every kind of entry is told or says why not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Oracle
from standardwebhooks.webhooks import WebhookVerificationError

from launchkit.domain.checklist import Text
from launchkit.domain.entries import KINDS
from launchkit.domain.errors import BadValue
from launchkit.domain.occasions import NoticeKind
from launchkit.domain.reachable import Reachable
from launchkit.domain.webhook_events import (
    EVENT_TYPES,
    TEST_EVENT,
    TOLD,
    TOLD_NOTICES,
    UNTOLD,
    why_untold,
)
from launchkit.domain.webhooks import (
    SCHEDULE,
    TRY_FOR,
    checked_url,
    message_id,
    next_try,
    secret_text,
    signature,
    signed_headers,
    wait_asked,
)

NOW = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
OUTSIDE = Reachable()


def real_now() -> datetime:
    """The library looks at the machine's clock and at no other."""
    return datetime.now(UTC)  # noqa: TID251


# --- signatures ---------------------------------------------------------------------------------------------


def test_the_vector_of_the_specification() -> None:
    """The example that every implementation of Standard Webhooks is tried with."""
    secret = Oracle("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")._whsecret
    ident, at, body = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    assert signature(secret, ident, at, body) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(
    secret=st.binary(min_size=24, max_size=64),
    ident=st.from_regex(r"\Amsg_[0-9a-f]{32}\Z"),
    at=st.integers(1_600_000_000, 4_000_000_000),
    body=st.text(max_size=200),
)
def test_the_library_signs_the_same(secret: bytes, ident: str, at: int, body: str) -> None:
    oracle = Oracle(secret_text(secret))
    when = datetime.fromtimestamp(at, tz=UTC)
    assert oracle._whsecret == secret
    encoded = body.encode("utf-8", "replace")
    assert signature(secret, ident, at, encoded) == oracle.sign(ident, when, encoded.decode())


@pytest.mark.parametrize(
    ("minutes", "taken"), [(0, True), (-4.9, True), (4.9, True), (-5.1, False), (5.1, False)]
)
def test_the_library_takes_what_is_fresh_and_nothing_else(minutes: float, taken: bool) -> None:
    secret, body = bytes(range(32)), b'{"type":"case.closed"}'
    now = real_now() + timedelta(minutes=minutes)
    headers = signed_headers([secret], "msg_1", now, body)
    oracle = Oracle(secret_text(secret))
    if taken:
        assert oracle.verify(body, headers) == {"type": "case.closed"}
    else:
        with pytest.raises(WebhookVerificationError, match="timestamp"):
            oracle.verify(body, headers)


@pytest.mark.parametrize("change", ["body", "id", "timestamp", "secret"])
def test_the_library_refuses_whatever_was_changed(change: str) -> None:
    secret, body = bytes(range(32)), b'{"type":"case.closed"}'
    now = real_now()
    headers = signed_headers([secret], "msg_1", now, body)
    if change == "body":
        body = body.replace(b"closed", b"opened")
    elif change == "id":
        headers["webhook-id"] = "msg_2"
    elif change == "timestamp":
        headers["webhook-timestamp"] = str(int(now.timestamp()) - 1)
    else:
        secret = bytes(32)
    with pytest.raises(WebhookVerificationError, match="No matching"):
        Oracle(secret_text(secret)).verify(body, headers)


def test_while_two_secrets_are_in_force_either_proves_the_sender() -> None:
    old, new, body = bytes(32), bytes(range(32)), b"{}"
    headers = signed_headers([new, old], "msg_1", real_now(), body)
    assert headers["webhook-signature"].count("v1,") == 2
    for secret in (old, new):
        assert Oracle(secret_text(secret)).verify(body, headers) == {}


def test_an_id_is_the_same_for_ever_and_another_for_another_event_or_webhook() -> None:
    ids = {
        message_id(hook, case, seq)
        for hook in ("wh-1", "wh-2")
        for case in ("a", "b")
        for seq in (1, 2)
    }
    assert len(ids) == 8
    assert message_id("wh-1", "a", 1) == "msg_5b6910619036c320ae3ac1c7aa1bade9"
    assert all(len(one) == 36 for one in ids)


# --- when to try again ----------------------------------------------------------------------------------------


def test_an_event_is_tried_for_five_days_and_at_their_very_end() -> None:
    now, tries, at = NOW, 0, []
    while now is not None:
        at.append(now - NOW)
        tries += 1
        again = next_try(tries, NOW, now, 0.0)
        if again is None:
            break
        now = again
    assert at[:4] == [
        timedelta(0),
        timedelta(seconds=5),
        timedelta(minutes=5, seconds=5),
        timedelta(minutes=35, seconds=5),
    ]
    assert at[-1] == TRY_FOR
    assert len(at) == 12


def test_a_machine_that_was_off_for_a_week_still_goes_through_the_schedule() -> None:
    now, tries = NOW + timedelta(days=7), 1
    while (again := next_try(tries, NOW, now, 0.5)) is not None:
        assert again > now
        now, tries = again, tries + 1
    assert tries == len(SCHEDULE)


@given(st.integers(1, 40), st.floats(0, 1, exclude_max=True))
def test_chance_makes_a_wait_a_tenth_longer_at_most(tries: int, chance: float) -> None:
    plain = next_try(tries, NOW, NOW, 0.0)
    found = next_try(tries, NOW, NOW, chance)
    assert plain is not None
    assert found is not None
    assert plain - NOW <= found - NOW <= (plain - NOW) * 1.1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("86400", 86400),
        ("86401", 86400),
        ("9" * 60, 86400),
        ("Tue, 03 Mar 2026 04:10:00 GMT", 600),
        ("Tuesday, 03-Mar-26 04:10:00 GMT", 600),
        ("Tue Mar  3 04:10:00 2026", 600),
        ("Tue, 03 Mar 2026 12:10:00 +0800", 600),
        ("Mon, 02 Mar 2026 04:10:00 GMT", 0),
        ("Tue, 03 Mar 2036 04:10:00 GMT", 86400),
    ],
)
def test_how_long_one_is_asked_to_wait(said: str, seconds: int) -> None:
    """In seconds, or until a date in any of the three forms of HTTP; a day at most."""
    assert wait_asked(said, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "said",
    [None, "", "soon", "-5", "1.5", "²", "٣", "Tue, 32 Mar 2026 04:10:00 GMT", "0x10", "1 2", "\ufffd",
     "Fri, 31 Dec 99999 23:59:59 GMT", "Tue, 03 Mar 2026 04:10:00 +9999999"],
)  # fmt: skip
def test_what_says_nothing_about_a_wait_asks_for_none(said: str | None) -> None:
    assert wait_asked(said, NOW) is None


@pytest.mark.parametrize(
    ("tries", "asked", "seconds"),
    [
        (1, 0, 5),
        (1, 60, 60),
        (2, 0, 300),
        (2, 60, 300),
        (2, 900, 900),
        (9, 60, 300),
        (9, 10**9, 86400),
        (20, 0, 300),
    ],
)
def test_who_is_busy_is_left_alone_as_long_as_it_asks(
    tries: int, asked: int, seconds: int
) -> None:
    """In place of the schedule, and no sooner than five minutes once it has been tried twice."""
    found = next_try(tries, NOW, NOW, 0.0, timedelta(seconds=asked))
    assert found == NOW + timedelta(seconds=seconds)


def test_who_is_busy_for_five_days_is_tried_no_longer() -> None:
    late = NOW + TRY_FOR - timedelta(minutes=1)
    assert next_try(9, NOW, late, 0.0, timedelta(hours=1)) == NOW + TRY_FOR
    assert next_try(9, NOW, NOW + TRY_FOR, 0.0, timedelta(hours=1)) is None


# --- addresses --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.org/launchkit",
        "https://hooks.example.org:8443/a?b=c",
        "https://xn--fiq228c.example/",
        " https://93.184.216.34/x ",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/x",
    ],
)
def test_an_address_outside_is_taken(url: str) -> None:
    assert checked_url(url, OUTSIDE) == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.example.org/",
        "ftp://hooks.example.org/",
        "https://",
        "https://user:word@hooks.example.org/",
        "https://hooks.example.org/#part",
        "https://hooks.example.org:0/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/\r\nHost: x",
        "https://hooks.example.org\\@10.0.0.1/",
        "https://中国.example/",
        "https://hooks.example.org/" + "a" * 500,
        "https://[::1/",
        "javascript:alert(1)",
        "http://localhost/",
        "http://127.0.0.1:9000/",
        "https://10.0.0.1/",
    ],
)
def test_what_is_no_address_outside_is_refused(url: str) -> None:
    with pytest.raises(BadValue):
        checked_url(url, OUTSIDE)


def test_this_machine_is_taken_where_an_administrator_said_so_even_without_tls() -> None:
    here = Reachable.of(("127.0.0.1",))
    for url in ("http://127.0.0.1:9000/x", "http://localhost:9000/x", "https://localhost/x"):
        assert checked_url(url, here) == url
    with pytest.raises(BadValue, match="https"):
        checked_url("http://127.0.0.1.example.org/", here)
    with pytest.raises(BadValue, match="inside"):
        checked_url("https://10.0.0.1/", here)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104  refused, not listened on
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "2002:a00:1::1",
        "2001:0:a00:1::1",
        "2001:db8::1",
        "not-an-address",
        "",
    ],
)
def test_nothing_inside_the_house_can_be_reached(address: str) -> None:
    assert address not in OUTSIDE


def test_what_is_listed_can_be_reached_and_nothing_beside_it() -> None:
    some = Reachable.of(("10.0.5.0/24", "192.168.1.7", "fd00::/8", "169.254.0.0/16"))
    for address in ("10.0.5.9", "192.168.1.7", "fd00::1", "::ffff:10.0.5.9", "8.8.8.8"):
        assert address in some
    for address in ("10.0.6.9", "192.168.1.8", "::1"):
        assert address not in some
    # No list opens what tells a machine its secrets.
    for address in ("169.254.169.254", "fd00:ec2::254", "::ffff:169.254.169.254"):
        assert address not in some


def test_what_is_listed_has_to_be_a_network() -> None:
    with pytest.raises(BadValue, match="neither"):
        Reachable.of(("intranet",))


# --- which entries are events ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_entry_is_an_event_or_says_why_not(kind: str) -> None:
    told = kind in TOLD or kind == "notice_queued"
    reason = why_untold(kind)
    assert told != (reason is not None), (
        f"{kind}: give it a line in TOLD or in UNTOLD of domain/webhook_events.py"
    )
    if reason is not None:
        assert isinstance(reason, Text)
        assert reason.zh
        assert reason.en


def test_the_tables_name_nothing_that_is_not_there() -> None:
    assert set(TOLD) | set(UNTOLD) <= set(KINDS)
    assert set(TOLD_NOTICES) <= set(NoticeKind)
    used = {*TOLD.values(), *TOLD_NOTICES.values()}
    assert used == set(EVENT_TYPES)
    assert TEST_EVENT not in EVENT_TYPES
    assert all(json.dumps(one).isascii() and one.count(".") == 1 for one in EVENT_TYPES)
