"""The shipped documents with their invented samples, and what can be read on a printed page."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]

from launchkit.documents import Press, fill
from launchkit.domain.checklist import DocumentSpec, FactSpec, FactType
from launchkit.library.loading import load_document, load_part
from launchkit.library.yaml_reader import read_file
from tests.documents.made import TEMPLATES

DAY = date(2026, 11, 23)
PARTS = TEMPLATES.parent / "checklists" / "parts"
LONG = "辽宁省沈阳市铁西区示例一街十八号示例大厦" * 10
FRAME: Mapping[str, Any] = {
    "document_number": "特修样〔2026〕1号",
    "case_number": "特情〔2026〕3号",
    "check_code": "3f2a9bd01c77e6aa",
    "company_name": "锐修科技有限公司",
}


@cache
def shipped_spec(name: str) -> DocumentSpec:
    path = TEMPLATES / "documents" / name / "fields.yaml"
    return load_document(read_file(path, path.name)).value


@cache
def shipped_facts() -> Mapping[str, FactSpec]:
    """Facts of all parts by id."""
    parts = [load_part(read_file(path, path.name)).value for path in sorted(PARTS.glob("*.yaml"))]
    return {fact.id: fact for part in parts for fact in part.facts}


def sample(name: str) -> dict[str, Any]:
    """The sample, to be changed at will."""
    return deepcopy(_sample(name))


@cache
def _sample(name: str) -> dict[str, Any]:
    path = TEMPLATES / "documents" / name / "sample.yaml"
    return {**FRAME, **read_file(path, path.name).data}


def numbered(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Values with a number only where the document has a series, as it is issued."""
    return values if shipped_spec(name).series else {**values, "document_number": ""}


def required_only(name: str) -> dict[str, Any]:
    """The sample as far as the document cannot do without it."""
    needed = {field.name for field in shipped_spec(name).fields if field.required}
    return {key: value for key, value in sample(name).items() if key in needed}


def stretched(name: str, *, rows: int, letters: int) -> dict[str, Any]:
    """The sample with long tables, and with long addresses and explanations."""
    values = sample(name)
    fields = {field.name: field.fact or "" for field in shipped_spec(name).fields}
    for key, value in values.items():
        fact = shipped_facts().get(fields.get(key, ""))
        if isinstance(value, list) and value:
            values[key] = [dict(value[at % len(value)]) for at in range(rows)]
        elif fact and (fact.type is FactType.LONG_TEXT or fact.id.endswith("address")):
            values[key] = LONG[:letters]
    return values


def printed(press: Press, name: str, values: Mapping[str, Any]) -> bytes:
    return press.print(shipped_spec(name), values, DAY, shipped_facts()).pdf


def read(pdf: bytes) -> list[str]:
    """Text of each page without any white space: where a line ends is not looked at here."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def filled(name: str, values: Mapping[str, Any], templates: Any) -> str:
    """The filled page as HTML."""
    dated = {**values, "document_date": DAY.isoformat()}
    return fill(shipped_spec(name), dated, templates, shipped_facts())


def archivable(pdf: bytes, folder: Path) -> None:
    """Hold a file against what an archive asks: whole, PDF/A-2b, our own fonts only."""
    path = folder / "one.pdf"
    path.write_bytes(pdf)
    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        fonts = {
            str(one["/FontName"]).rpartition("+")[2]
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        }
    assert fonts
    assert all(name.startswith(("Noto-Serif-CJK-SC", "Noto-Sans-CJK-SC")) for name in fonts), fonts
