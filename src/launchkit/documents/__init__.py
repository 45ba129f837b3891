"""Documents: facts into a filled page, a filled page into a file that looks the same everywhere."""

from __future__ import annotations

from launchkit.documents.errors import (
    DocumentError,
    FontsMissing,
    GlyphMissing,
    NotPlain,
    RenderFailed,
    TemplateProblem,
)
from launchkit.documents.fill import FRAME, Prepared, fill, missing_fields, prepare
from launchkit.documents.fonts import Fonts, extract_fonts, open_fonts
from launchkit.documents.press import Press, Printed
from launchkit.documents.templates import Templates
from launchkit.documents.worker import Limits, Renderer

__all__ = [
    "FRAME",
    "DocumentError",
    "Fonts",
    "FontsMissing",
    "GlyphMissing",
    "Limits",
    "NotPlain",
    "Prepared",
    "Press",
    "Printed",
    "RenderFailed",
    "Renderer",
    "TemplateProblem",
    "Templates",
    "extract_fonts",
    "fill",
    "missing_fields",
    "open_fonts",
    "prepare",
]
