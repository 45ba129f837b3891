# noqa: INP001 - a script, not a package
"""Print one document from its sample, to look at it while writing its page.

    .venv/bin/python scripts/preview_document.py power_of_attorney out.pdf --png

Reads templates/documents/NAME/{fields,sample}.yaml (sample: field name to value, shaped as the facts are kept: money in fen,
ISO dates) and the facts of the checklists. Without sample.yaml every place is left empty. The page is not cached: run it again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from launchkit.documents import (
    DocumentError,
    Press,
    Renderer,
    RenderFailed,
    Templates,
    extract_fonts,
)
from launchkit.domain.checklist import DocumentSpec, FactSpec
from launchkit.library.loading import load_document, load_part
from launchkit.library.yaml_reader import read_file

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("LAUNCHKIT_HOME", "~/.local/share/launchkit")).expanduser()
FRAME = {
    "document_number": "特修样〔2026〕1号",
    "case_number": "特情〔2026〕3号",
    "check_code": "3f2a9bd01c77e6aa",
    "company_name": "示例科技服务有限公司",
}


def facts() -> dict[str, FactSpec]:
    """Facts of all parts by id."""
    found: dict[str, FactSpec] = {}
    for path in sorted((ROOT / "checklists" / "parts").glob("*.yaml")):
        found |= {fact.id: fact for fact in load_part(read_file(path, path.name)).value.facts}
    return found


def sample(name: str) -> dict[str, Any]:
    """Invented values of a document by field, or nothing."""
    path = ROOT / "templates" / "documents" / name / "sample.yaml"
    return {**read_file(path, path.name).data} if path.is_file() else {}


def specification(name: str) -> DocumentSpec:
    """What a document asks for."""
    path = ROOT / "templates" / "documents" / name / "fields.yaml"
    return load_document(read_file(path, path.name)).value


@contextmanager
def press() -> Iterator[Press]:
    """A press that prints the shipped pages in this process."""
    templates, fonts = Templates(ROOT / "templates"), extract_fonts(HOME / "fonts")
    with Renderer(fonts, templates.assets(), in_process=True) as renderer:
        yield Press(templates, fonts, renderer)


def shown(
    spec: DocumentSpec, values: Mapping[str, Any], known: Mapping[str, FactSpec], at: Press
) -> bytes:
    """PDF of a document as it would be issued; a number only where the document has a series."""
    number = FRAME["document_number"] if spec.series else ""
    given = {**FRAME, "document_number": number, **values}
    return at.print(spec, given, date(2026, 11, 23), known).pdf


def main() -> int:
    """Write the PDF, and with `--png` a picture of each page beside it."""
    asked = argparse.ArgumentParser(description="print one document from its sample")
    asked.add_argument("name")
    asked.add_argument("output", type=Path)
    asked.add_argument("--png", action="store_true")
    asked.add_argument("--draft", action="store_true")
    options = asked.parse_args()
    values = {**sample(options.name), "draft": options.draft}
    try:
        with press() as ready:
            pdf = shown(specification(options.name), values, facts(), ready)
    except DocumentError as problem:
        details = problem.details if isinstance(problem, RenderFailed) else ()
        sys.stderr.write("\n".join([str(problem), *details]) + "\n")
        return 1
    options.output.write_bytes(pdf)
    tool = shutil.which("pdftoppm")
    if options.png and tool:
        subprocess.run(  # noqa: S603 - arguments of the caller only
            [tool, "-r", "80", "-png", str(options.output), str(options.output.with_suffix(""))],
            check=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
