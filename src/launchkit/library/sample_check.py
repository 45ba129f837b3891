"""`sample.yaml` of a document held against its `fields.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from launchkit.domain.checklist import DocumentSpec, FactSpec, Field
from launchkit.domain.linting.remarks import near
from launchkit.domain.problems import Problem
from launchkit.library.case_check import value_problems
from launchkit.library.sentences import seen
from launchkit.library.yaml_reader import Path_, Plain, Source


def sample_problems(
    source: Source, document: DocumentSpec, facts: Mapping[str, FactSpec]
) -> Iterator[Problem]:
    """Fields that are missing, unknown, or of another type than their fact (where the fact is known)."""
    fields = {field.name: field for field in document.fields}
    for name in source.data:
        if name not in fields:
            near_zh, near_en = near(name, fields)
            yield source.problem(
                (name,),
                "no-such-field",
                key=True,
                name=name,
                near_zh=near_zh,
                near=near_en,
                known=", ".join(fields),
            )
    for name, field in fields.items():
        value = source.data.get(name)
        if value is not None:
            yield from _field(source, (name,), field, value, facts)
        elif field.required:
            yield source.problem((), "missing-key", name=name)


def _field(
    source: Source, path: Path_, field: Field, value: Plain, facts: Mapping[str, FactSpec]
) -> Iterator[Problem]:
    if field.collection is not None:
        yield from _rows(source, path, field, value, facts)
    elif field.fact is not None and field.fact in facts:
        yield from value_problems(source, path, facts[field.fact], value)


def _rows(
    source: Source, path: Path_, field: Field, value: Plain, facts: Mapping[str, FactSpec]
) -> Iterator[Problem]:
    if not isinstance(value, list):
        seen_zh, seen_en = seen(value)
        yield source.problem(path, "want-list", seen_zh=seen_zh, seen=seen_en)
        return
    for number, row in enumerate(value):
        here = (*path, number)
        if not isinstance(row, dict):
            seen_zh, seen_en = seen(row)
            yield source.problem(
                here, "want-mapping", seen_zh=seen_zh, seen=seen_en, known=", ".join(field.columns)
            )
            continue
        for name, one in row.items():
            if name not in field.columns:
                near_zh, near_en = near(name, field.columns)
                yield source.problem(
                    (*here, name),
                    "no-such-field",
                    key=True,
                    name=name,
                    near_zh=near_zh,
                    near=near_en,
                    known=", ".join(field.columns),
                )
            elif one is not None and name in facts:
                yield from value_problems(
                    source, (*here, name), replace(facts[name], per=None), one
                )
