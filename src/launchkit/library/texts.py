"""All texts of an installation, each read once, beside the problems of those that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from launchkit.domain.checklist import CalendarYear, Checklist, DocumentSpec, Part
from launchkit.domain.problems import Problem, Problems
from launchkit.library.case_file import CaseFile
from launchkit.library.folders import data_files, shown
from launchkit.library.loading import Loaded, Retentions, Statutes, load
from launchkit.library.yaml_reader import Source, read_file

_BY_FOLDER = {
    "checklists": Checklist,
    "parts": Part,
    "calendars": CalendarYear,
    "statutes": Statutes,
    "examples": CaseFile,
}
_BY_KEY = {
    "checklist": CaseFile,
    "part": Part,
    "parts": Checklist,
    "statutes": Statutes,
    "retentions": Retentions,
    "rest": CalendarYear,
    "fields": DocumentSpec,
}
#: the key that has to agree with the name of the file, or for documents of the folder
_NAME_KEY = {Part: "part", Checklist: "id", DocumentSpec: "name"}


@dataclass
class Texts:
    """Loaded texts by kind. Grows while files are added; a file that is broken leaves its problems instead."""

    parts: dict[str, Loaded[Part]] = field(default_factory=dict)
    checklists: dict[str, Loaded[Checklist]] = field(default_factory=dict)
    documents: list[Loaded[DocumentSpec]] = field(default_factory=list)
    statutes: list[Loaded[Statutes]] = field(default_factory=list)
    retentions: list[Loaded[Retentions]] = field(default_factory=list)
    calendars: list[Loaded[CalendarYear]] = field(default_factory=list)
    cases: list[Loaded[CaseFile]] = field(default_factory=list)
    samples: list[Source] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)

    def add(self, path: Path) -> None:
        """Reads the file, unless it has been read already."""
        where = path.resolve()
        if where in self.seen:
            return
        self.seen.add(where)
        found = _loaded(where, shown(path), _stamp(where))
        match found:
            case Problems():
                self.problems.extend(found.problems)
            case Source():
                self.samples.append(found)
            case _:
                self._agree(where, found.source, type(found.value))
                self._keep(found)

    def _agree(self, path: Path, source: Source, kind: type) -> None:
        key = _NAME_KEY.get(kind)
        file = path.parent.name if kind is DocumentSpec else path.stem
        if key is not None and source.data[key] != file:
            self.problems.append(
                source.problem((key,), "wrong-file-name", name=source.data[key], file=file)
            )

    def _keep(self, loaded: Loaded[Any]) -> None:
        match loaded.value:
            case Part():
                self._named(self.parts, loaded.value.part, loaded)
            case Checklist():
                self._named(self.checklists, loaded.value.id, loaded)
            case DocumentSpec():
                self.documents.append(loaded)
            case Statutes():
                self.statutes.append(loaded)
            case Retentions():
                self.retentions.append(loaded)
            case CalendarYear():
                self.calendars.append(loaded)
            case _:
                self.cases.append(loaded)

    def shared(self) -> list[Loaded[Any]]:
        """Texts that every checklist may draw on: documents, statutes, retention classes, calendars."""
        return [*self.documents, *self.statutes, *self.retentions, *self.calendars]

    def _named(self, among: dict[str, Loaded[Any]], name: str, loaded: Loaded[Any]) -> None:
        if name in among:
            other = among[name].source.file
            key = "part" if isinstance(loaded.value, Part) else "id"
            self.problems.append(loaded.source.problem((key,), "taken", name=name, other=other))
        else:
            among[name] = loaded


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_size, about.st_mtime_ns


# Reading is slow (a large part takes 0.1 s), files change rarely, and a checklist draws on dozens of them.
@lru_cache(maxsize=1024)
def _loaded(
    path: Path, name: str, _stamp: tuple[int, int] | None
) -> Loaded[Any] | Source | Problems:
    try:
        source = read_file(path, name)
        if path.name == "sample.yaml":
            return source
        kind = kind_of(path, source.data)
        if kind is None:
            return Problems([source.problem((), "unknown-kind")])
        return load(kind, source)
    except Problems as problems:
        return problems


def kind_of(path: Path, keys: Iterable[str]) -> Any | None:
    """Type that a file has to have, by its place first and its keys second; None when neither tells."""
    if path.name == "fields.yaml":
        return DocumentSpec
    known = set(keys)
    by_key = next((kind for key, kind in _BY_KEY.items() if key in known), None)
    by_folder: Any = _BY_FOLDER.get(path.parent.name)
    if by_folder is Statutes and by_key is Retentions:
        return Retentions
    return by_folder or by_key


def gathered(home: Path | None = None) -> Texts:
    """All checklists, parts, statutes, calendars and documents of the home and the installation."""
    texts = Texts()
    for path in installed(home):
        texts.add(path)
    return texts


def installed(home: Path | None = None) -> Iterator[Path]:
    """Files of the home and the installation that a checklist can draw on."""
    files = partial(data_files, home=home)
    yield from files("checklists", "**/*.yaml")
    yield from files("templates", "documents/*/fields.yaml")
