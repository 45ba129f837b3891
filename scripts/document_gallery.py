# noqa: INP001 - a script, not a package
"""The reference of documents: what each is filled from, which items issue it, and how its first page looks.

    .venv/bin/python -m scripts.document_gallery

draws the picture of every document from its sample (docs/reference/documents/CODE.png) and writes docs/reference/documents.md.
The page alone is made without drawing, so that a test can hold it against the templates.
"""

from __future__ import annotations

import io
import sys
from collections import defaultdict
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from launchkit.documents import DocumentError, RenderFailed, Templates
from launchkit.documents.reference import documents_page
from launchkit.domain.checklist import RECORDS, DocumentSpec
from launchkit.library.loading import load_part
from launchkit.library.yaml_reader import read_file
from scripts.preview_document import ROOT, facts, press, sample, shown, specification

REFERENCE = ROOT / "docs" / "reference"
PICTURES = REFERENCE / "documents"
#: bytes of one picture; all of them together are cloned with the source
LARGEST = 60_000
_DOTS_PER_INCH = 80
#: shades tried one after the other until the picture is small enough
_SHADES = (16, 8, 4, 2)


def specifications() -> list[DocumentSpec]:
    """Every shipped document, by the name of its folder."""
    folders = sorted((ROOT / "templates" / "documents").glob("*/fields.yaml"))
    return [specification(path.parent.name) for path in folders]


def used_by() -> dict[str, list[str]]:
    """Codes of the items that issue a document, by its code, in the order of the parts; or the record it belongs to."""
    found: dict[str, list[str]] = defaultdict(list)
    for spec in specifications():
        if spec.per in RECORDS:
            found[spec.code].append(str(spec.per))
    for path in sorted((ROOT / "checklists" / "parts").glob("*.yaml")):
        for stage in load_part(read_file(path, path.name)).value.stages:
            for item in stage.items:
                for code in item.documents:
                    found[code].append(item.code or item.id)
    return {code: sorted(items) for code, items in found.items()}


def page() -> str:
    """The reference page; it names a picture for each document that has a sample."""
    specs = specifications()
    pictures = {spec.code: f"documents/{spec.code}.png" for spec in specs if sample(spec.name)}
    return documents_page(
        specs, Templates(ROOT / "templates"), used_by=used_by(), pictures=pictures
    )


def picture(pdf: bytes) -> bytes:
    """First page as a small PNG in shades of grey."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = document[0].render(scale=_DOTS_PER_INCH / 72).to_pil().convert("L")
    finally:
        document.close()
    tries = (_saved(drawn, shades) for shades in _SHADES)
    return next((saved for saved in tries if len(saved) <= LARGEST), _saved(drawn, _SHADES[-1]))


def _saved(drawn: Image.Image, shades: int) -> bytes:
    stream = io.BytesIO()
    drawn.quantize(shades).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def draw(folder: Path) -> list[str]:
    """Draw every sample into `folder`; the documents that could not be printed, with the reason."""
    folder.mkdir(parents=True, exist_ok=True)
    known, failed = facts(), []
    with press() as ready:
        for spec in specifications():
            values = sample(spec.name)
            if not values:
                continue
            try:
                pdf = shown(spec, values, known, ready)
            except DocumentError as problem:
                details = problem.details if isinstance(problem, RenderFailed) else ()
                failed.append(f"{spec.code} {spec.name}: {problem} {' '.join(details)}")
            else:
                (folder / f"{spec.code}.png").write_bytes(picture(pdf))
    return failed


def main() -> int:
    """Draw the pictures and write the page."""
    failed = draw(PICTURES)
    (REFERENCE / "documents.md").write_text(page(), encoding="utf-8")
    sys.stderr.write("".join(f"{line}\n" for line in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
