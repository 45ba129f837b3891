"""From a document's specification and values to a printed file: what the desk asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from launchkit.documents import guard
from launchkit.documents.fill import context_of, missing_fields, page_of
from launchkit.documents.fonts import Fonts
from launchkit.documents.templates import Templates
from launchkit.documents.worker import Renderer
from launchkit.domain.checklist import DocumentSpec, FactSpec, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A document on paper."""

    pdf: bytes
    #: SHA-256 in hex of the template used
    template_digest: str
    #: versions and font digests, as `environment` of `launchkit.documents.pdf` gives them
    environment: dict[str, Any]


class Press:
    """Fills, guards and prints; `facts` (by id) tell the data sheet how values are written."""

    def __init__(self, templates: Templates, fonts: Fonts, renderer: Renderer) -> None:
        self._templates = templates
        self._fonts = fonts
        self._renderer = renderer

    def missing(self, spec: DocumentSpec, values: Mapping[str, object]) -> tuple[Field, ...]:
        """Required fields without a value, in the order of the form."""
        return missing_fields(spec, values)

    def template_digest(self, spec: DocumentSpec) -> str:
        """Digest of the template that would print the document now."""
        return self._templates.digest(page_of(spec, self._templates))

    def check(self, spec: DocumentSpec, values: Mapping[str, object]) -> None:
        """Refuse values with characters that the fonts do not have; `GlyphMissing` names field and code point."""
        guard.check_values(spec, values, self._fonts.characters())

    def print(
        self,
        spec: DocumentSpec,
        values: Mapping[str, object],
        document_date: date,
        facts: Mapping[str, FactSpec] | None = None,
    ) -> Printed:
        """PDF of a document; besides its fields, `values` may carry what `launchkit.documents.fill.FRAME` names.

        Raises `NotPlain`, `TemplateProblem`, `GlyphMissing`, `RenderFailed`; nothing is written anywhere.
        """
        characters = self._fonts.characters()
        guard.check_values(spec, values, characters)
        page = page_of(spec, self._templates)
        dated = {**values, "document_date": document_date.isoformat()}
        html = self._renderer.fill(self._templates, page, context_of(spec, dated, page, facts))
        guard.check_page(html, characters, title=spec.title.zh)
        pdf = self._renderer.render(
            html, document_date=document_date, title=_heading(spec, values)
        )
        return Printed(
            pdf=pdf,
            template_digest=self._templates.digest(page),
            environment=self._renderer.environment(),
        )


def _heading(spec: DocumentSpec, values: Mapping[str, object]) -> str:
    number = values.get("document_number")
    return f"{spec.title.zh} {number}" if isinstance(number, str) and number else spec.title.zh
