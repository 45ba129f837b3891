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


def _facts() -> dict[str, FactSpec]:
    facts: dict[str, FactSpec] = {}
    for path in sorted((ROOT / "checklists" / "parts").glob("*.yaml")):
        facts |= {fact.id: fact for fact in load_part(read_file(path, path.name)).value.facts}
    return facts


def _sample(folder: Path) -> dict[str, Any]:
    path = folder / "sample.yaml"
    if not path.is_file():
        return {}
    data: dict[str, Any] = {**read_file(path, path.name).data}
    inner = data.get("values")
    return inner if isinstance(inner, dict) else data


def _print(spec: DocumentSpec, values: dict[str, Any]) -> bytes:
    templates, fonts = Templates(ROOT / "templates"), extract_fonts(HOME / "fonts")
    with Renderer(fonts, templates.assets(), in_process=True) as renderer:
        press = Press(templates, fonts, renderer)
        number = FRAME["document_number"] if spec.series else ""
        given = {**FRAME, "document_number": number, **values}
        return press.print(spec, given, date(2026, 11, 23), _facts()).pdf


def main() -> int:
    """Write the PDF, and with `--png` a picture of each page beside it."""
    asked = argparse.ArgumentParser(description="print one document from its sample")
    asked.add_argument("name")
    asked.add_argument("output", type=Path)
    asked.add_argument("--png", action="store_true")
    asked.add_argument("--draft", action="store_true")
    options = asked.parse_args()
    folder = ROOT / "templates" / "documents" / options.name
    spec = load_document(read_file(folder / "fields.yaml", "fields.yaml")).value
    try:
        pdf = _print(spec, {**_sample(folder), "draft": options.draft})
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
