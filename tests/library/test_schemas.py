"""The schemas that editors complete with are those of the types, and agree with what the readers accept."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from launchkit.library.folders import data_files, data_folder
from launchkit.library.loading import load
from launchkit.library.schemas import SCHEMAS, schema_text, write_schemas
from launchkit.library.texts import kind_of
from launchkit.library.yaml_reader import read_file

ROOT = Path(__file__).parents[2]
TEXTS = [
    *data_files("checklists", "**/*.yaml"),
    *data_files("templates", "documents/*/fields.yaml"),
    *data_files("examples", "*.yaml"),
]
NAME_OF = {kind: name for name, kind in SCHEMAS.items()}


@cache
def validator_of(path: Path) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_in_the_repository_is_current(name: str) -> None:
    kept = (data_folder("checklists") / name).read_text(encoding="utf-8")
    assert kept == schema_text(SCHEMAS[name]), "run: make schema"


def test_writing_gives_every_schema(tmp_path: Path) -> None:
    assert {path.name for path in write_schemas(tmp_path)} == set(SCHEMAS)
    for path in tmp_path.iterdir():
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_shipped_text_names_its_schema_and_fits_it(path: Path) -> None:
    source = read_file(path)
    kind = kind_of(path, source.data)
    assert kind is not None
    first = source.text.partition("\n")[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    schema = (path.parent / first.removeprefix(prefix)).resolve()
    assert schema == ROOT / "checklists" / NAME_OF[kind]
    validator_of(schema).validate(source.data)
    assert load(kind, source).value is not None
