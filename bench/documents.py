"""Documents per second on one core, cold and warm, and a package of documents."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from launchkit.documents import Press, Renderer, Templates, extract_fonts
from launchkit.domain.checklist import DocumentSpec, FactSpec
from launchkit.library.folders import data_folder
from launchkit.library.loading import load_document, load_part
from launchkit.library.yaml_reader import read_file

Line = dict[str, object]
_DAY = date(2026, 3, 2)

_COLD = """
import sys, time
begun = time.perf_counter()
from bench.documents import first_page
first_page(sys.argv[1])
print(time.perf_counter() - begun)
"""


def _texts() -> tuple[list[tuple[DocumentSpec, dict[str, object]]], dict[str, FactSpec]]:
    """Every document with its sample, and the facts that say how values are written."""
    facts: dict[str, FactSpec] = {}
    for path in sorted(data_folder("checklists").glob("parts/*.yaml")):
        facts |= {fact.id: fact for fact in load_part(read_file(path, path.name)).value.facts}
    found = []
    for path in sorted(data_folder("templates").glob("documents/*/fields.yaml")):
        spec = load_document(read_file(path, path.name)).value
        sample = path.with_name("sample.yaml")
        found.append((spec, dict(read_file(sample, sample.name).data)))
    return found, facts


def first_page(fonts: str) -> None:
    """Everything from nothing to the first printed page."""
    with tempfile.TemporaryDirectory():
        templates = Templates(data_folder("templates"))
        found = extract_fonts(Path(fonts))
        samples, facts = _texts()
        with Renderer(found, templates.assets()) as renderer:
            spec, values = samples[0]
            Press(templates, found, renderer).print(spec, values, _DAY, facts)


def lines(*, quick: bool = False) -> Iterator[Line]:
    """Figures of the press; one worker process, as in use."""
    with tempfile.TemporaryDirectory() as name:
        fonts = extract_fonts(Path(name))
        cold = [_cold(name) for _ in range(1 if quick else 3)]
        yield {
            "figure": "first document from a cold process, seconds",
            "value": round(statistics.median(cold), 2),
        }
        templates = Templates(data_folder("templates"))
        samples, facts = _texts()
        with Renderer(fonts, templates.assets()) as renderer:
            press = Press(templates, fonts, renderer)
            press.print(*samples[0], _DAY, facts)
            taken: list[float] = []
            sizes: list[int] = []
            for spec, values in samples[: 10 if quick else None]:
                begun = time.perf_counter()
                sizes.append(len(press.print(spec, values, _DAY, facts).pdf))
                taken.append(time.perf_counter() - begun)
        yield {
            "figure": "documents per second on one core, warm",
            "documents": len(taken),
            "value": round(len(taken) / sum(taken), 2),
            "median_ms": round(1000 * statistics.median(taken)),
            "slowest_ms": round(1000 * max(taken)),
            "median_kb": round(statistics.median(sizes) / 1024),
        }


def _cold(fonts: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _COLD, fonts], check=True, capture_output=True, text=True
    )
    return float(done.stdout)
