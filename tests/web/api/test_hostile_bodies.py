"""Strings that break careless programs, in every field of every body of the API, whichever method carries it: refused in words or kept."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from launchkit.web.api.description import described
from tests.hostile import HOSTILE
from tests.web.api.conftest import Program, Programs
from tests.web.api.furnished import furnished_home
from tests.web.spray import judged

#: Methods that may carry a body; those that are not used yet are looked for as well.
CARRYING: Final = ("post", "put", "patch", "delete")
#: They print, render or read every file; each has tests of its own.
SLOW: Final = ("/issue", "/advance", "/verify", "/test")
#: What would end what the others need comes last.
LAST: Final = ("/close", "/suspend", "/tokens/end", "/remove", "/cancel", "/sign")
#: Bodies for each operation, every other one with strings of ours only where any text fits.
BODIES: Final = 4
#: What is no body of JSON, or one that programs stumble over.
RAW: Final = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"reason": "\xc0\xaf"}',
    b'{"reason": "\\ud800"}',
    b'{"reason": NaN, "level": 1e999}',
    b'{"reason": "a", "reason": "b"}',
    b'{"__proto__": {"reason": "a"}}',
    b"[" * 20_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"level": ' + b"9" * 5_000 + b"}",
    b'{"reason": "' + b"x" * 200_000 + b'"}',
)


@pytest.fixture(scope="module")
def full(
    opened_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Programs, dict[str, str]]]:
    """A home of this module's own, which is filled with hostile strings test by test."""
    with furnished_home(opened_home, tmp_path_factory.mktemp("hostile")) as (programs, ids):
        yield programs, {**ids, **of_the_house(programs)}


def of_the_house(programs: Programs) -> dict[str, str]:
    """A second administrator, a change that waits for one, a webhook, and a finding."""
    site = programs.site
    site.make_administrator("H1")
    first = programs.of("X9")
    asked = first.post("/administrators", {"person": "P2", "administrator": True}).json()["waits"]
    hook = first.post("/webhooks", {"url": "https://hooks.example.com/x"}).json()["webhook"]
    opening = site.office.desk.case(site.cases["open_branch"])
    other = programs.of(programs.who("mate"))
    for key in opening.tasks:
        if (
            other.post(f"{programs.task(key)}/break-glass", {"reason": "来不及"}).status_code
            == 200
        ):
            break
    finding = next(iter(site.office.desk.case(opening.id).findings))
    return {"asked": str(asked), "webhook": hook, "finding": finding}


@pytest.fixture(scope="module")
def program(full: tuple[Programs, dict[str, str]]) -> Program:
    """A program that acts for somebody who decides and looks after the house."""
    return full[0].of("H1")


def operations() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Method, path, kind of body and its shape, of everything that takes one."""
    found = []
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            for kind, one in operation.get("requestBody", {}).get("content", {}).items():
                found.append((method, path, kind, one["schema"]))
    return sorted(found, key=lambda one: any(word in one[1] for word in LAST))


def test_whatever_an_address_names_is_there(full: tuple[Programs, dict[str, str]]) -> None:
    """What is not there is refused before anybody looks at the body."""
    for _, path, _, _ in OPERATIONS:
        assert "/no-" not in address(path, full[1]), path


OPERATIONS: Final = operations()
SHAPES: Final = described()["components"]["schemas"]


class Text:
    """The strings in turn, and how often each was given."""

    def __init__(self) -> None:
        self._turn = cycle(HOSTILE)
        self.given: Counter[str] = Counter()

    def __call__(self) -> str:
        found = next(self._turn)
        self.given[found] += 1
        return found


def body_of(shape: dict[str, Any], text: Callable[[], str], *, fit: bool) -> Any:
    """A body of this shape; where it shall fit, strings stand only where any text may."""
    if "$ref" in shape:
        return body_of(SHAPES[shape["$ref"].rpartition("/")[2]], text, fit=fit)
    for word in ("anyOf", "oneOf", "allOf"):
        if word in shape:
            return body_of(shape[word][0], text, fit=fit)
    kind = shape.get("type")
    if kind == "object":
        named = shape.get("properties", {}).items()
        return {name: body_of(one, text, fit=fit) for name, one in named} or {text(): text()}
    if kind == "array":
        return [body_of(shape.get("items", {}), text, fit=fit)]
    if fit and kind in {"integer", "number", "boolean", "null"}:
        return {"integer": 1, "number": 1, "boolean": False}.get(str(kind))
    return _text(shape, text) if fit else text()


def _text(shape: dict[str, Any], text: Callable[[], str]) -> str:
    if "enum" in shape or "const" in shape:
        return str(shape.get("const") or shape["enum"][0])
    return (
        "2026-03-06" if shape.get("format") == "date" else text()[: shape.get("maxLength", 4_000)]
    )


def address(path: str, there: dict[str, str]) -> str:
    """A path with the names of what is there; an id of nothing where there is none."""
    for name, value in there.items():
        path = path.replace(f"{{{name}}}", value.replace("#", "%23"))
    return path.replace("{", "no-").replace("}", "")


def answered_in_words(answer: httpx.Response, what: str) -> None:
    """No fault of ours and no page: an answer, or a problem in both languages with a code."""
    judged(answer, what)
    media = answer.headers["content-type"].partition(";")[0]
    if answer.status_code >= 400:
        assert media == "application/problem+json", what
        told = answer.json()
        assert told["status"] == answer.status_code, what
        assert all(told[name] for name in ("code", "zh", "en")), what
    else:
        assert media == "application/json", what
        answer.json()


def send(
    program: Program, method: str, path: str, *, key: str | None = None, **body: Any
) -> httpx.Response:
    """One request as a program makes it, under a key of its own."""
    own = {
        **program.headers,
        "Idempotency-Key": key or secrets.token_hex(8),
        **body.pop("headers", {}),
    }
    answer: httpx.Response = program.client.request(method.upper(), path, headers=own, **body)
    return answer


JSON: Final = {"Content-Type": "application/json"}


def test_every_body_is_found() -> None:
    """Were the walk to miss them, all silence below would mean nothing."""
    assert len(OPERATIONS) > 80
    assert {kind for _, _, kind, _ in OPERATIONS} == {"application/json", "multipart/form-data"}
    methods = {method for method, _, _, _ in OPERATIONS}
    assert methods <= set(CARRYING)
    known = {method for one in described()["paths"].values() for method in one} - {"get"}
    assert methods == known, "every method but GET is sent bodies below"


def test_every_string_in_bodies_of_every_operation(
    full: tuple[Programs, dict[str, str]], program: Program
) -> None:
    text, went = Text(), Counter[str]()
    for method, path, kind, shape in OPERATIONS:
        if kind != "application/json" or path.endswith(SLOW):
            continue
        where = address(path, full[1])
        for number in range(BODIES):
            body = body_of(shape, text, fit=number % 2 == 0)
            content = json.dumps(body).encode()
            answer = send(program, method, where, content=content, headers=JSON)
            answered_in_words(answer, f"{method} {where} {body}")
            went["kept" if answer.status_code < 400 else "refused"] += 1
    assert text.given.keys() == set(HOSTILE), "every string was sent"
    assert went["kept"] >= 20, "hardly anything was kept"
    assert went["refused"] >= 100


def test_a_string_in_one_field_while_the_rest_fits(
    full: tuple[Programs, dict[str, str]], program: Program
) -> None:
    """What is wrong with a first field hides what would become of the others."""
    text = Text()
    for method, path, kind, shape in OPERATIONS:
        if kind != "application/json" or path.endswith(SLOW):
            continue
        whole = SHAPES[shape["$ref"].rpartition("/")[2]]
        where, required = address(path, full[1]), whole.get("required", ())
        for name, one in whole.get("properties", {}).items():
            rest = {
                each: body_of(whole["properties"][each], lambda: "P1", fit=True)
                for each in required
                if each != name
            }
            for _ in range(3):
                body = {**rest, name: body_of(one, text, fit=True)}
                content = json.dumps(body).encode()
                answer = send(program, method, where, content=content, headers=JSON)
                answered_in_words(answer, f"{method} {where} {body}")
    assert sum(text.given.values()) > 300


def test_strings_in_the_parts_and_names_of_files(
    full: tuple[Programs, dict[str, str]], program: Program
) -> None:
    text = Text()
    for method, path, kind, shape in OPERATIONS:
        if kind != "multipart/form-data":
            continue
        where = address(path, full[1])
        names = SHAPES[shape["$ref"].rpartition("/")[2]]["properties"] if "$ref" in shape else {}
        for _ in range(len(HOSTILE) // 4):
            # A name that no text can carry is one that a program cannot send.
            data = {name: _sendable(text()) for name in names if name != "file"}
            files = {
                "file": (
                    _sendable(text()) or "x",
                    b"%PDF-1.4 " + text().encode("utf-8", "replace"),
                    "x/y",
                )
            }
            answer = send(program, method, where, data=data, files=files)
            answered_in_words(answer, f"{method} {where} {data}")
    assert sum(text.given.values()) > 100


def _sendable(word: str) -> str:
    return word.encode("utf-8", "replace").decode()


def test_what_is_no_body_at_all(full: tuple[Programs, dict[str, str]], program: Program) -> None:
    turn = cycle(RAW)
    media = cycle(
        (
            "application/json",
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "",
        )
    )
    for method, path, _, _ in OPERATIONS:
        if path.endswith(SLOW):
            continue
        where = address(path, full[1])
        for raw in islice(turn, 3):
            head = {"Content-Type": next(media)}
            for headers in (JSON, head):
                answer = send(program, method, where, content=raw, headers=headers)
                answered_in_words(answer, f"{method} {where} {headers} {raw[:60]!r}")


def test_strings_where_a_request_says_who_asks_and_when(
    full: tuple[Programs, dict[str, str]], program: Program
) -> None:
    """Keys, marks and the words of the query stand beside every body."""
    where = address("/api/v1/cases/{case}/tasks/{task}/start", full[1])
    for string in HOSTILE:
        plain = _sendable(string)
        for params in ({"behalf": plain}, {"happened": plain}):
            answer = send(program, "post", where, params=params, json={})
            answered_in_words(answer, f"{params}")
        head = plain.encode().replace(b"\r", b" ").replace(b"\n", b" ").replace(b"\0", b" ")
        for name in (b"Idempotency-Key", b"If-Match"):
            keys = {**program.headers, "Idempotency-Key": secrets.token_hex(8)}
            raw = [(k.encode(), v.encode()) for k, v in keys.items() if k.encode() != name]
            answer = program.client.post(where, headers=[*raw, (name, head)], json={})
            answered_in_words(answer, f"{name!r} {head!r}")


def test_a_method_that_nobody_asked_for_is_refused_in_words(
    full: tuple[Programs, dict[str, str]], program: Program
) -> None:
    text = Text()
    for path, used in described()["paths"].items():
        where = address(path, full[1])
        for method in set(CARRYING) - set(used):
            content = json.dumps({text(): text()}).encode()
            answer = send(program, method, where, content=content, headers=JSON)
            answered_in_words(answer, f"{method} {where}")
            assert answer.status_code == 405, f"{method} {where}"


def test_nothing_that_was_sent_has_damaged_the_trail(
    full: tuple[Programs, dict[str, str]],
) -> None:
    office = full[0].site.office
    verdict = office.store.verify(file_state=office.vault.state)
    assert verdict.ok, verdict.remarks
    for row in office.store.cases():
        assert office.desk.differences(row.case) == ()


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={"status": 500, "code": "broken", "zh": "错", "en": "wrong"}),
        httpx.Response(200, text="Traceback (most recent call last)"),
        httpx.Response(200, text="<p>", headers={"Content-Type": "text/html"}),
        httpx.Response(422, json={"detail": []}),
        httpx.Response(
            422,
            json={"status": 400, "code": "x", "zh": "错", "en": "wrong"},
            headers={"Content-Type": "application/problem+json"},
        ),
        httpx.Response(200, text="nothing", headers={"Content-Type": "application/json"}),
    ],
    ids=["fault", "traceback", "page", "no_problem", "another_status", "no_json"],
)
def test_the_judge_finds_what_is_planted(answer: httpx.Response) -> None:
    with pytest.raises((AssertionError, ValueError)):
        answered_in_words(answer, "planted")
