"""The envelope of an entry: exactly the twenty fields of trail format 1, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final, Self

from launchkit.domain.trail.canonical import MAX_INTEGER, canonical, is_key, parse
from launchkit.domain.trail.errors import EnvelopeError

FORMAT: Final = 1
HOUSE: Final = "house"
NO_DIGEST: Final = "0" * 64
"""What `prev` says in the first entry of a stream."""

_HEX = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@-]{0,127}")
_STREAM = re.compile(r"house|case:[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_REQUEST = re.compile(r"[!-~]{1,200}")
_PROGRAM = re.compile(r"[!-~]([ -~]{0,98}[!-~])?")
_MEDIA = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,127}")
_RECORDED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{3}|\.[0-9]{6})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2}))(?:\[[A-Za-z0-9_+/-]{1,64}\])?"
)
_FILE_PATH = re.compile(r"files#[0-9]+")

_TEXTS: Final = (
    ("log", _ID),
    ("stream", _STREAM),
    ("prev", _HEX),
    ("kind", _KIND),
    ("recorded_at", _RECORDED),
    ("actor", _ID),
    ("channel", _ID),
    ("request", _REQUEST),
    ("request_digest", _HEX),
    ("program", _PROGRAM),
)
_TEXTS_OR_NULL: Final = (("on_behalf_of", _ID), ("definition", _HEX))
_COUNTS: Final = ("seq", "stream_seq", "kind_version")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedFile:
    """A file as an entry names it; its digest and salt lie in an erasable side table."""

    #: HMAC-SHA256(salt, canonical(hex SHA-256 of the file)), 64 hex digits
    commitment: str
    #: bytes
    size: int
    #: media type, lower case, without parameters
    media: str

    def __post_init__(self) -> None:
        if not _matches(self.commitment, _HEX):
            raise EnvelopeError("files: commitment is not 64 lower-case hex digits")
        if type(self.size) is not int or not 0 <= self.size <= MAX_INTEGER:
            raise EnvelopeError("files: size is not a number of bytes")
        if not _matches(self.media, _MEDIA):
            raise EnvelopeError("files: media is not a media type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One entry of the trail. Its canonical bytes are what is stored, hashed and never changed.

    Raises `EnvelopeError` naming the field that is not of the right type or form.
    """

    #: trail format, always 1 here
    format: int = FORMAT
    #: id of the log, the same in all its entries
    log: str
    #: place in the log, from 1, without gaps
    seq: int
    #: `house` or `case:<id>`
    stream: str
    #: place in the stream, from 1, without gaps
    stream_seq: int
    #: digest of the previous entry of the stream; 64 zeros in its first
    prev: str
    #: what happened, in the past tense, snake case
    kind: str
    #: version of the shape of `data`, from 1
    kind_version: int
    #: UTC instant, `YYYY-MM-DDTHH:MM:SS.ffffffZ`; never earlier than the entry before
    recorded_at: str
    #: local date, or instant with offset and perhaps `[Area/City]`, of the act itself
    happened: str | None
    #: id of the person or system account
    actor: str
    #: id of the principal when a deputy acts
    on_behalf_of: str | None
    #: by which way the action came in: `web`, `cli`, `flow` ...
    channel: str
    #: id of the request; the entries of one request stand together
    request: str
    #: digest of what was asked, the same in all entries of the request
    request_digest: str
    #: what is not personal, under the canonical rules (keys lower-case ASCII at every depth)
    data: Mapping[str, Any]
    #: path of a personal value to its commitment
    personal: Mapping[str, str]
    #: files that the entry brings
    files: tuple[CommittedFile, ...]
    #: digest of the case's pinned definition; null in the house stream
    definition: str | None
    #: program and version that wrote the entry
    program: str

    def __post_init__(self) -> None:
        fault = _text_fault(self) or _number_fault(self) or _time_fault(self)
        fault = fault or _part_fault(self)
        if fault:
            raise EnvelopeError(fault)

    def to_bytes(self) -> bytes:
        """The canonical bytes; `CanonicalError` if `data` holds what cannot be written down."""
        value = {name: getattr(self, name) for name in _NAMES}
        value["files"] = [
            {"commitment": file.commitment, "media": file.media, "size": file.size}
            for file in self.files
        ]
        return canonical(value)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read stored bytes; `CanonicalError` or `EnvelopeError` for anything not of format 1."""
        value = parse(raw)
        if value.keys() != _NAME_SET:
            raise EnvelopeError("the fields are not exactly those of format 1")
        if type(value["files"]) is not list:
            raise EnvelopeError("files: is not a list")
        value["files"] = tuple(_read_file(file) for file in value["files"])
        return cls(**value)


_NAMES: Final = tuple(field.name for field in fields(Envelope))
_NAME_SET: Final = frozenset(_NAMES)
_FILE_NAMES: Final = frozenset(field.name for field in fields(CommittedFile))


def file_path(index: int) -> str:
    """How an erasure names the file at this index (from 0) of an entry: `files#<index>`."""
    return f"files#{index}"


def case_stream(case: str) -> str:
    """The stream of a case."""
    return f"case:{case}"


def _read_file(value: object) -> CommittedFile:
    if not isinstance(value, dict) or value.keys() != _FILE_NAMES:
        raise EnvelopeError("files: not exactly commitment, media and size")
    return CommittedFile(**value)


def _matches(value: object, pattern: re.Pattern[str]) -> bool:
    return type(value) is str and pattern.fullmatch(value) is not None


def _text_fault(entry: Envelope) -> str | None:
    for name, pattern in _TEXTS:
        if not _matches(getattr(entry, name), pattern):
            return f"{name}: is not of the right form"
    for name, pattern in _TEXTS_OR_NULL:
        value = getattr(entry, name)
        if value is not None and not _matches(value, pattern):
            return f"{name}: is neither null nor of the right form"
    return None


def _number_fault(entry: Envelope) -> str | None:
    if type(entry.format) is not int or entry.format != FORMAT:
        return f"format: is not {FORMAT}"
    for name in _COUNTS:
        value = getattr(entry, name)
        if type(value) is not int or not 1 <= value <= MAX_INTEGER:
            return f"{name}: is not a number from 1"
    if (entry.stream_seq == 1) != (entry.prev == NO_DIGEST):
        return "prev: is 64 zeros in the first entry of a stream and only there"
    return None


def _time_fault(entry: Envelope) -> str | None:
    if not _is_time(entry.recorded_at):
        return "recorded_at: is not a time that exists"
    happened: object = entry.happened
    if happened is None:
        return None
    if type(happened) is not str:
        return "happened: is neither null nor text"
    if _DATE.fullmatch(happened):
        return None if _is_date(happened) else "happened: is not a date that exists"
    instant = _INSTANT.fullmatch(happened)
    if instant is None or not _is_time(instant[1]):
        return "happened: is neither a date nor an instant with its offset"
    return None


def _part_fault(entry: Envelope) -> str | None:
    if type(entry.data) is not dict:
        return "data: is not an object"
    if type(entry.files) is not tuple or {type(file) for file in entry.files} - {CommittedFile}:
        return "files: is not a tuple of committed files"
    return _personal_fault(entry.personal)


def _personal_fault(personal: object) -> str | None:
    if type(personal) is not dict:
        return "personal: is not an object"
    for path, commitment in personal.items():
        if type(path) is not str or not is_key(path) or _FILE_PATH.fullmatch(path):
            return "personal: a path is not of the right form"
        if not _matches(commitment, _HEX):
            return "personal: a commitment is not 64 lower-case hex digits"
    return None


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
