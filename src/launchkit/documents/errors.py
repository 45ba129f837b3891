"""What can go wrong between facts and paper; every message is a sentence that says what to do."""

from __future__ import annotations


class DocumentError(Exception):
    """A document cannot be printed."""


class TemplateProblem(DocumentError):
    """A template is missing, breaks its rules, or asks for a value that the document does not have."""


class NotPlain(DocumentError):
    """A value is not plain data: text, whole number, yes/no, list, mapping or nothing."""


class GlyphMissing(DocumentError):
    """A character cannot be printed; the sentence names the field and the code point, never the value."""

    def __init__(self, *, field: str, character: str, reason: str) -> None:
        self.field = field
        self.character = character
        self.code = f"U+{ord(character):04X}"
        shown = f"{character} " if character.isprintable() else ""
        super().__init__(
            f"{reason}：{shown}({self.code})，在「{field}」中；请核对后改用可印的字符；已编号的先请总部负责人作废（launchkit void），再出具"
        )


class FontsMissing(DocumentError):
    """The fonts that documents are printed with are not there; the sentence says what to install."""


class RenderFailed(DocumentError):
    """A page could not be made into a PDF; `reason` is one short word for scripts.

    Reasons: time, cpu, memory, pages, size, crash, warning, font, refused.
    """

    def __init__(self, reason: str, message: str, *, details: tuple[str, ...] = ()) -> None:
        self.reason = reason
        #: what the renderer said, for authors of templates; may quote the page, so it belongs in no log
        self.details = details
        super().__init__(message)
