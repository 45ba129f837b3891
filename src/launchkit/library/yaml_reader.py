"""Strict YAML: plain data with the place of every value, or every reason why not.

Only what people need is read: mappings, lists, text, whole numbers, true, false and empty. Everything in YAML that
surprises a reader (`no` as false, `012` as ten, anchors, tags, merge keys) is text or refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from launchkit.domain.problems import Problem, Problems
from launchkit.library.decoding import decoded, strange
from launchkit.library.full_width import in_key, in_list, in_syntax, quoted
from launchkit.library.sentences import say, syntax_words

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
Path_: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

LARGEST_FILE = 512 * 1024
DEEPEST = 40
LARGEST_NUMBER = 2**53 - 1

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One file as plain data, with the place (line and column, from 1) of each value and key."""

    file: str
    data: dict[str, Plain]
    values: dict[Path_, Place] = field(default_factory=dict)
    keys: dict[Path_, Place] = field(default_factory=dict)
    text: str = ""

    def place(self, path: Path_, *, key: bool = False) -> Place:
        """Place of the value at the path, or of the nearest thing around it; with `key`, of its key."""
        if key and path in self.keys:
            return self.keys[path]
        while path not in self.values:
            path = path[:-1]
        return self.values[path]

    def at(self, path: Path_) -> Plain:
        """Value at the path; KeyError or IndexError when there is none."""
        value: Plain = self.data
        for step in path:
            if isinstance(value, dict):
                value = value[str(step)]
            elif isinstance(value, list):
                value = value[int(step)]
            else:
                raise KeyError(step)
        return value

    def problem(self, path: Path_, code: str, *, key: bool = False, **values: object) -> Problem:
        """Problem at the path with the sentence of the code."""
        line, column = self.place(path, key=key)
        return Problem(self.file, line, column, code, *say(code, **values))


#: Where the fast parser, which is written in C for YAML 1.1, counts lines otherwise or takes what the other refuses.
_READ_APART = re.compile("[\t\r\x85\u2028\u2029\ufeff]")


class _TooDeep(Exception):
    """The reader gives up at once: what follows may be very long."""


class _Composer:
    """Builds plain data out of parser events, remembering places and problems."""

    def __init__(self, file: str, events: Iterator[Event]) -> None:
        self._file = file
        self._events = events
        self.values: dict[Path_, Place] = {}
        self.keys: dict[Path_, Place] = {}
        self.problems: list[Problem] = []
        #: where the parser was last known to be
        self.last: Place = (1, 1)

    def complain(self, event: Event, code: str, **values: object) -> None:
        """Remembers a problem at the event."""
        line, column = _place(event)
        self.problems.append(Problem(self._file, line, column, code, *say(code, **values)))

    def document(self) -> Plain:
        """The one document of the stream; None when there is none."""
        data: Plain = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._start(event, documents)
            elif isinstance(event, NodeEvent) and documents == 1:
                data = self.node(event, (), 1)
            elif isinstance(event, NodeEvent):
                break
        return data

    def _start(self, event: DocumentStartEvent, documents: int) -> None:
        if documents > 1:
            self.complain(event, "several-documents")
        if event.version or event.tags:
            self.complain(event, "directive")

    def node(self, event: Event, path: Path_, depth: int, *, in_flow_list: bool = False) -> Plain:
        """Data that begins with the event."""
        if depth > DEEPEST:
            self.complain(event, "too-deep", limit=DEEPEST)
            raise _TooDeep
        self.values[path] = self.last = _place(event)
        self._decorations(event)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path, depth, flow=bool(event.flow_style))
        if isinstance(event, ScalarEvent):
            return self._scalar(event, in_flow_list=in_flow_list)
        return None

    def _decorations(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            self.complain(event, "alias", name=event.anchor)
            return
        if getattr(event, "anchor", None):
            self.complain(event, "anchor", name=str(getattr(event, "anchor", "")))
        # A quoted or plain scalar without a tag has none here; `!` alone is a tag as well.
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.complain(event, "tag", name=str(tag).replace("tag:yaml.org,2002:", "!!"))

    def _sequence(self, path: Path_, depth: int, *, flow: bool) -> list[Plain]:
        found: list[Plain] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self.node(event, (*path, len(found)), depth + 1, in_flow_list=flow))
        return found

    def _mapping(self, path: Path_, depth: int) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            name = self._key(event, depth, twin=found, path=path)
            value = self.node(next(self._events), (*path, name), depth + 1)
            found[name] = value
            if value is None:
                # An empty value is reported by the parser where the next thing begins.
                self.values[*path, name] = self.keys[*path, name]
        return found

    def _key(self, event: Event, depth: int, *, twin: dict[str, Plain], path: Path_) -> str:
        if not isinstance(event, ScalarEvent):
            self.complain(event, "key-not-text")
            self.keys.setdefault((*path, "?"), _place(event))
            self.node(event, (*path, "?"), depth + 1)
            return "?"
        self._decorations(event)
        name = unicodedata.normalize("NFC", event.value)
        here = (*path, name)
        self._judge_key(event, name)
        if name in twin:
            self.complain(event, "duplicate-key", key=name, first=self.keys[here][0])
        self.keys.setdefault(here, _place(event))
        return name

    def _visible(self, event: Event, text: str) -> None:
        # Double quotes can hold \u escapes of what may not stand in a file.
        hidden = strange(text)
        if hidden:
            self.complain(event, hidden[0], shown=hidden[1])

    def _judge_key(self, event: ScalarEvent, name: str) -> None:
        self._visible(event, name)
        wrong = in_key(name)
        if wrong:
            self.complain(event, "full-width", char=wrong[0], ascii=wrong[1])
        elif name == "<<":
            self.complain(event, "merge")
        elif not name.strip():
            self.complain(event, "empty-key")

    def _scalar(self, event: ScalarEvent, *, in_flow_list: bool) -> Plain:
        text = unicodedata.normalize("NFC", event.value)
        if event.style is not None and event.style != "":
            self._visible(event, text)
            return text
        wrong = quoted(text) or (in_list(text) if in_flow_list else None)
        if wrong:
            self.complain(event, "full-width", char=wrong[0], ascii=wrong[1])
        if text in _WORDS:
            return _WORDS[text]
        if not _INTEGER.fullmatch(text):
            return text
        # Length first: turning very many digits into a number is slow, and Python refuses it.
        if len(text) > 17 or abs(int(text)) > LARGEST_NUMBER:
            self.complain(
                event, "number-too-large", shown=text if len(text) <= 24 else text[:24] + "…"
            )
            return 0
        return int(text)


def _place(event: Event) -> Place:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def read(content: bytes, file: str) -> Source:
    """Strictly read YAML; raises `Problems` with everything wrong in it. `file` is the name shown in problems."""
    text = decoded(content, file, LARGEST_FILE)
    data, composer = _composed(text, file)
    return Source(file, _mapping_root(data, text, file), composer.values, composer.keys, text)


def read_value(text: str, file: str) -> Plain:
    """Strictly read YAML that may be a list or a scalar as a whole; raises `Problems`."""
    return _composed(decoded(text.encode(), file, LARGEST_FILE), file)[0]


def _composed(text: str, file: str) -> tuple[Plain, _Composer]:
    if not _READ_APART.search(text):
        composer = _Composer(file, iter(YAML(typ="safe").parse(text)))
        with suppress(_TooDeep, YAMLError, ValueError, OverflowError):
            data = composer.document()
            if not composer.problems:
                return data, composer
    return _judged(text, file)


def _judged(text: str, file: str) -> tuple[Plain, _Composer]:
    """By the parser that says exactly what is wrong and where; it takes eight times as long."""
    composer = _Composer(file, iter(YAML(typ="safe", pure=True).parse(text)))
    data: Plain = None
    try:
        data = composer.document()
    except _TooDeep:
        pass
    except MarkedYAMLError as error:
        composer.problems.append(_syntax(error, text, file))
    except (YAMLError, ValueError, OverflowError):
        # Escapes such as "\U99999999" get past the parser's own checks.
        line, column = composer.last
        reason_zh, reason = syntax_words("")
        words = say("syntax", reason_zh=reason_zh, reason=reason)
        composer.problems.append(Problem(file, line, column, "syntax", *words))
    if composer.problems:
        raise Problems(composer.problems)
    return data, composer


def read_file(path: Path, shown: str | None = None) -> Source:
    """Strictly read the YAML file at the path; `shown` is its name in problems."""
    name = shown or str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Problems(
            [Problem(name, 1, 1, "unreadable", *say("unreadable", reason=reason))]
        ) from None
    return read(content, name)


def _mapping_root(data: Plain, text: str, file: str) -> dict[str, Plain]:
    if isinstance(data, dict):
        return data
    wrong = in_syntax(text, len(text.splitlines()))
    if wrong:
        line, column, char, ascii_ = wrong
        raise Problems(
            [
                Problem(
                    file, line, column, "full-width", *say("full-width", char=char, ascii=ascii_)
                )
            ]
        )
    code = "empty" if data is None else "root-not-mapping"
    raise Problems([Problem(file, 1, 1, code, *say(code))])


def _syntax(error: MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    column = mark.column + 1 if mark else 1
    wrong = in_syntax(text, line)
    if wrong:
        line, column, char, ascii_ = wrong
        return Problem(
            file, line, column, "full-width", *say("full-width", char=char, ascii=ascii_)
        )
    reason_zh, reason = syntax_words(f"{error.context} {error.problem}")
    return Problem(
        file, line, column, "syntax", *say("syntax", reason_zh=reason_zh, reason=reason)
    )
