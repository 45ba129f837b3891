"""Whether what lies beside the trail (personal values, files) is what the trail committed to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from launchkit.domain.trail.commitment import opens
from launchkit.domain.trail.envelope import HOUSE, Envelope, file_path
from launchkit.domain.trail.remarks import Remark, remark

FileState: TypeAlias = Literal["ok", "missing", "changed", "erased"]

PERSONAL_ERASED: Final = "personal_erased"
"""Kind of the entry (house stream) by which a personal value or file is erased.

Its `data` has at least `stream`, `seq` (the `stream_seq` there), `path` (of the personal value, or
`file_path(index)` for a file) and `basis`. If it names `approved_by`, that is neither the
`requested_by` beside it nor the one who acted.
"""

_Key: TypeAlias = tuple[int, str]
_Place: TypeAlias = tuple[str, int, str]
_ERASURE_TEXTS: Final = ("stream", "path", "basis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A personal value that has not been erased, with its salt."""

    value: object
    #: 32 bytes
    salt: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """The hex SHA-256 of a file that has not been erased, with its salt."""

    digest: str
    #: 32 bytes
    salt: bytes = field(repr=False)


def _nothing_there(_digest: str) -> FileState:
    return "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideTables:
    """What lies beside the trail; mappings may read a database lazily."""

    #: (seq, path) to the value
    personal: Mapping[tuple[int, str], Opened] = field(default_factory=dict)
    #: (seq, index in `files`) to the file's digest
    files: Mapping[tuple[int, int], OpenedFile] = field(default_factory=dict)
    #: looks a digest up in the vault
    file_present: Callable[[str], FileState] = _nothing_there


class Values:
    """Follows the entries and compares their commitments with the side tables."""

    def __init__(self, tables: SideTables, say: Callable[[Remark], None]) -> None:
        self._tables = tables
        self._say = say
        self._committed: dict[_Key, str] = {}
        self._places: dict[_Place, _Key] = {}
        self._open: dict[_Key, str] = {}
        self._erased: set[_Key] = set()
        self._files: dict[_Key, int] = {}
        self._erasures: list[int] = []

    def take(self, entry: Envelope) -> None:
        """Look at the next entry."""
        for path, commitment in entry.personal.items():
            self._take_value(self._enter(entry, path), commitment)
        for index, file in enumerate(entry.files):
            self._take_file(self._enter(entry, file_path(index)), index, file.commitment)
        if entry.kind == PERSONAL_ERASED:
            self._take_erasure(entry)

    def finish(self, sealed: int | None) -> None:
        """After the last entry; `sealed` is the size under signature, None if no key is known."""
        for key, code in self._open.items():
            if key not in self._erased:
                self._note(code, key)
        self._look_for_kept()
        self._look_for_strays()
        for seq in self._erasures:
            if sealed is not None and seq > sealed:
                self._say(remark("erasure_unsealed", seq, HOUSE))

    def _enter(self, entry: Envelope, path: str) -> _Key:
        key = (entry.seq, path)
        self._committed[key] = entry.stream
        self._places[entry.stream, entry.stream_seq, path] = key
        return key

    def _take_value(self, key: _Key, commitment: str) -> None:
        row = self._tables.personal.get(key)
        if row is None:
            self._open[key] = "personal_missing"
        elif not opens(commitment, row.salt, row.value):
            self._note("personal_wrong", key)

    def _take_file(self, key: _Key, index: int, commitment: str) -> None:
        self._files[key] = index
        row = self._tables.files.get((key[0], index))
        if row is None:
            self._open[key] = "file_unlinked"
        elif not opens(commitment, row.salt, row.digest):
            self._note("file_wrong", key)
        else:
            self._take_state(key, self._tables.file_present(row.digest))

    def _take_state(self, key: _Key, state: FileState) -> None:
        if state == "erased":
            self._open[key] = "file_erased"
        elif state != "ok":
            self._note(f"file_{state}", key)

    def _take_erasure(self, entry: Envelope) -> None:
        self._erasures.append(entry.seq)
        data = entry.data
        if not _says_enough(data):
            self._say(remark("erasure_malformed", entry.seq, entry.stream))
            return
        involved = (data.get("requested_by"), entry.actor, entry.on_behalf_of)
        if data.get("approved_by") is not None and data["approved_by"] in involved:
            self._say(remark("erasure_unapproved", entry.seq, entry.stream))
        key = self._places.get((data["stream"], data["seq"], data["path"]))
        if entry.stream != HOUSE or key is None:
            self._say(remark("erasure_astray", entry.seq, entry.stream))
            return
        self._erased.add(key)

    def _look_for_kept(self) -> None:
        for key in sorted(self._erased):
            if key in self._files:
                self._look_for_kept_file(key)
            elif key in self._tables.personal:
                self._note("personal_kept", key)

    def _look_for_kept_file(self, key: _Key) -> None:
        row = self._tables.files.get((key[0], self._files[key]))
        if row is not None and self._tables.file_present(row.digest) != "erased":
            self._note("file_kept", key)

    def _look_for_strays(self) -> None:
        self._note_strays("personal_stray", self._tables.personal)
        self._note_strays("file_stray", ((seq, file_path(i)) for seq, i in self._tables.files))

    def _note_strays(self, code: str, keys: Iterable[_Key]) -> None:
        for seq, path in sorted(key for key in keys if key not in self._committed):
            self._say(remark(code, seq, path=path))

    def _note(self, code: str, key: _Key) -> None:
        self._say(remark(code, key[0], self._committed[key], path=key[1]))


def _says_enough(data: Mapping[str, Any]) -> bool:
    texts = all(type(data.get(name)) is str and data[name] for name in _ERASURE_TEXTS)
    return texts and type(data.get("seq")) is int
