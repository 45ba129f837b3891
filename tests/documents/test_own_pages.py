"""Every document that claims a page of its own has one, and it is not the generic data sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launchkit.documents import Templates, prepare
from launchkit.domain.checklist import RECORDS, DocumentSpec, FactSpec
from launchkit.library.folders import data_folder
from launchkit.library.loading import load_document, load_part
from launchkit.library.yaml_reader import read_file

#: The twenty that a branch opening cannot do without.
TWENTY = [
    "D01",
    "D02",
    "D03",
    "D05",
    "D06",
    "D07",
    "D08",
    "D10",
    "D11",
    "D13",
    "D14",
    "D15",
    "D20",
    "D22",
    "D27",
    "D29",
    "D30",
    "D31",
    "D34",
    "D36",
]
FOLDERS = sorted((data_folder("templates") / "documents").glob("*/fields.yaml"))
FRAME = {
    "document_number": "特修样〔2026〕1号",
    "document_date": "2026-03-02",
    "case_number": "特情〔2026〕3号",
    "check_code": "12-3f2a9bd01c77e6aa",
}


def spec_of(path: Path) -> DocumentSpec:
    return load_document(read_file(path, path.name)).value


SPECS = {spec_of(path).code: (spec_of(path), path.with_name("sample.yaml")) for path in FOLDERS}
#: What belongs to a record of the case prints what was computed, and has no sheet of facts to be compared with.
WITH_PAGE = sorted(
    code for code, (spec, _) in SPECS.items() if spec.page and spec.per not in RECORDS
)


@pytest.fixture(scope="module")
def facts() -> dict[str, FactSpec]:
    found: dict[str, FactSpec] = {}
    for path in sorted(data_folder("checklists").glob("parts/*.yaml")):
        found |= {fact.id: fact for fact in load_part(read_file(path, path.name)).value.facts}
    return found


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates(data_folder("templates"))


def test_the_twenty_have_pages() -> None:
    assert set(TWENTY) <= set(WITH_PAGE)


@pytest.mark.parametrize("code", WITH_PAGE)
def test_its_page_is_its_own(code: str, facts: dict[str, FactSpec], templates: Templates) -> None:
    spec, sample = SPECS[code]
    values: dict[str, Any] = {**read_file(sample, sample.name).data, **FRAME}
    own = prepare(spec, values, templates, facts)
    sheet = prepare(replace(spec, page=False), values, templates, facts)

    assert own.template_digest != sheet.template_digest
    assert own.html != sheet.html
    assert spec.title.zh in own.html
