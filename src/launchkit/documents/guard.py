"""The glyph guard: a character that cannot be drawn stops the document before it becomes a box on paper.

The text layer of a PDF would still carry the right character, so nothing that reads the file back would notice.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Mapping

from launchkit.documents.errors import GlyphMissing
from launchkit.documents.fill import FRAME
from launchkit.documents.plain import plain, texts
from launchkit.domain.checklist import DocumentSpec

#: line ends and tabs are laid out, not drawn
_LAYOUT = frozenset("\n\r\t")
#: control, format (bidirectional overrides, zero-width characters), surrogates, private use, unassigned, line separators
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_text(text: str, characters: frozenset[int], *, field: str) -> None:
    """Raise `GlyphMissing` for the first character of `text` that is not to be printed; `field` is the label to name."""
    for character in dict.fromkeys(text):
        if character in _LAYOUT:
            continue
        if unicodedata.category(character) in _UNSAFE:
            raise GlyphMissing(
                field=field, character=character, reason="不得出现在文书中的控制字符"
            )
        if ord(character) not in characters:
            raise GlyphMissing(field=field, character=character, reason="字体里没有")


def check_values(
    spec: DocumentSpec, values: Mapping[str, object], characters: frozenset[int]
) -> None:
    """Hold every filled value of a document against the fonts, so that the field can be named; its frame as well."""
    labels = {field.name: field.label.zh for field in spec.fields}
    for name in (*labels, *(name for name in FRAME if name not in labels)):
        label = labels.get(name, name)
        for text in texts(plain(values.get(name), name=label)):
            check_text(text, characters, field=label)


def check_page(page: str, characters: frozenset[int], *, title: str) -> None:
    """Hold a whole filled page against the fonts: what the template itself says is printed too."""
    check_text(html.unescape(page), characters, field=title)
