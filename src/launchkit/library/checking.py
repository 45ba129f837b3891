"""Every problem of a set of files at once, each file by itself and all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from launchkit.domain.checklist import Definition
from launchkit.domain.linting import Remark, lint
from launchkit.domain.problems import Level, Problem
from launchkit.library.assembly import Assembly, assembled, definition_of, part_alone
from launchkit.library.case_check import case_problems, case_problems_with
from launchkit.library.complaints import not_one_of
from launchkit.library.folders import shown
from launchkit.library.sample_check import sample_problems
from launchkit.library.texts import Texts, installed


def check(paths: Iterable[Path], home: Path | None = None) -> list[Problem]:
    """Problems of all YAML files at or below the paths, in order of file and line.

    Whatever else a checklist draws on is taken from beside the files, the home and the installation; problems of
    files that were not named are left out.
    """
    named = sorted(files_below(paths))
    texts = Texts()
    beside = [*named, *companions(named)]
    places = {_place_in_set(path) for path in beside}
    for path in (*beside, *(one for one in installed(home) if _place_in_set(one) not in places)):
        texts.add(path)
    own = {shown(path) for path in named}
    found = (
        *texts.problems,
        *_together(texts, own),
        *_cases(texts),
        *_samples(texts),
        *_pages(texts),
    )
    return sorted({one for one in found if one.file in own})


def files_below(paths: Iterable[Path]) -> set[Path]:
    """YAML files named, or lying in a folder named, but for hidden folders such as `.venv`."""
    found: set[Path] = set()
    for path in paths:
        below = path.rglob("*.yaml") if path.is_dir() else (path,)
        found.update(one for one in below if not _is_hidden(one.relative_to(path)))
    return found


def _is_hidden(path: Path) -> bool:
    return any(name.startswith(".") for name in path.parts)


def companions(named: Iterable[Path]) -> Iterator[Path]:
    """Files that belong to the same set of checklists and templates as those named."""
    roots: dict[Path, None] = {}
    for path in named:
        above = path.resolve().parents
        roots.update(
            (one.parent, None) for one in above if one.name in {"checklists", "templates"}
        )
        # A case file stands beside its checklists, or in `examples` beside them.
        roots.update((one, None) for one in above[:2] if (one / "checklists").is_dir())
    for root in roots:
        yield from sorted((root / "checklists").rglob("*.yaml"))
        yield from sorted((root / "templates").glob("documents/*/fields.yaml"))


def _place_in_set(path: Path) -> tuple[str, ...] | None:
    """`checklists/parts/x.yaml`, wherever that set of texts lies; None outside such a set."""
    parts = path.resolve().parts
    tops = [number for number, name in enumerate(parts) if name in {"checklists", "templates"}]
    return parts[tops[-1] :] if tops else None


def _concerned(texts: Texts, own: set[str]) -> list[Assembly]:
    """Checklists that draw on one of the files, and parts among them that no checklist uses."""
    wholes = [assembled(checklist, texts) for checklist in texts.checklists.values()]
    used = {source.file for whole in wholes for source in whole.sources}
    lone = [
        part_alone(part)
        for part in texts.parts.values()
        if part.source.file in own and part.source.file not in used
    ]
    if not own.isdisjoint(one.source.file for one in texts.shared()):
        return wholes + lone
    return [one for one in wholes if not own.isdisjoint(s.file for s in one.sources)] + lone


def _together(texts: Texts, own: set[str]) -> Iterator[Problem]:
    broken = any(problem.level is Level.ERROR for problem in texts.problems)
    notices: dict[str, list[set[Problem]]] = {}
    for whole in _concerned(texts, own):
        whole.incomplete = whole.incomplete or broken
        found = set(problems_of(whole, texts))
        yield from (one for one in found if one.level is Level.ERROR)
        for source in whole.sources:
            notices.setdefault(source.file, []).append(
                {one for one in found if one.file == source.file and one.level is Level.NOTICE}
            )
    # A fact is superfluous only when no checklist that uses its part has a use for it.
    for several in notices.values():
        yield from set.intersection(*several)


def _cases(texts: Texts) -> Iterator[Problem]:
    for case in texts.cases:
        yield from case_problems(case)
        checklist = texts.checklists.get(case.value.checklist)
        if checklist is None:
            yield not_one_of(case.source, ("checklist",), sorted(texts.checklists))
        else:
            whole = assembled(checklist, texts)
            if not whole.incomplete:
                yield from case_problems_with(case, definition_of(whole, texts))


def _samples(texts: Texts) -> Iterator[Problem]:
    facts = {fact.id: fact for part in texts.parts.values() for fact in part.value.facts}
    by_folder = {Path(one.source.file).parent: one.value for one in texts.documents}
    for source in texts.samples:
        document = by_folder.get(Path(source.file).parent)
        if document is not None:
            yield from sample_problems(source, document, facts)


def _pages(texts: Texts) -> Iterator[Problem]:
    """A document that claims a page of its own has to have one: a missing page shows only when somebody prints."""
    for one in texts.documents:
        if one.value.page and not Path(one.source.file).with_name("page.html").is_file():
            yield one.source.problem(("page",), "no-page", name=one.value.name)


def problems_of(whole: Assembly, texts: Texts) -> Iterator[Problem]:
    """Problems of one checklist as a whole."""
    yield from whole.problems
    definition = definition_of(whole, texts)
    for remark in lint(definition):
        if not _is_consequence(remark, whole, definition):
            yield whole.problem(remark)


def _is_consequence(remark: Remark, whole: Assembly, definition: Definition) -> bool:
    if remark.code == "unused-fact":
        fact = definition.facts[int(remark.path[1])]
        return whole.incomplete or fact.id in whole.left_out
    return whole.incomplete and (
        remark.code == "never-stated" or remark.code.startswith("unknown-")
    )
