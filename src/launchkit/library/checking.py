"""Every problem of a set of files at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from launchkit.domain.checklist import CalendarYear, Checklist, DocumentSpec, Part
from launchkit.domain.problems import Problem, Problems
from launchkit.library.loading import Retentions, Statutes, load
from launchkit.library.yaml_reader import read_file


def kind_of(path: Path, keys: Iterable[str]) -> Any | None:
    """Type that a file has to have, by its place first and its keys second."""
    if path.name == "fields.yaml":
        return DocumentSpec
    folder = path.parent.name
    by_folder = {"parts": Part, "calendars": CalendarYear, "statutes": Retentions if path.stem == "retention" else Statutes}
    if folder in by_folder:
        return by_folder[folder]
    known = set(keys)
    for key, kind in (("part", Part), ("parts", Checklist), ("statutes", Statutes), ("retentions", Retentions), ("rest", CalendarYear)):
        if key in known:
            return kind
    return None


def check(paths: Iterable[Path]) -> list[Problem]:
    """Problems of all YAML files at or below the paths, in order of file and line."""
    found: list[Problem] = []
    for path in sorted(files_below(paths)):
        if path.name == "sample.yaml":
            continue
        try:
            source = read_file(path)
            kind = kind_of(path, source.data)
            if kind is not None:
                load(kind, source)
        except Problems as problems:
            found.extend(problems.problems)
    return sorted(set(found))


def files_below(paths: Iterable[Path]) -> set[Path]:
    """YAML files named, or lying in a folder named."""
    found: set[Path] = set()
    for path in paths:
        found.update(path.rglob("*.yaml") if path.is_dir() else [path])
    return found
